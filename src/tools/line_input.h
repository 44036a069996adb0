/* line_input.h: lines of a file descriptor as Java's BufferedReader has them: ended by \n, \r or
 * \r\n, the last one perhaps by nothing. */
#ifndef TOOLS_LINE_INPUT_H
#define TOOLS_LINE_INPUT_H

#include "base/buf.h"

struct line_input {
    int fd;
    struct buf buf;
    size_t taken;    /* bytes of buf that were handed out */
    size_t searched; /* bytes behind them known to hold no line end */
    bool ended, skip_newline;
};

/* The next whole line that is already here; false when more must be read, or at the end. It holds
 * until line_input_read. */
bool line_input_next(struct line_input *l, struct bytes *line);

/* Reads what the descriptor has, waiting if it has nothing. At its end, sets `ended`. */
void line_input_read(struct line_input *l);
void line_input_deinit(struct line_input *l);

#endif
