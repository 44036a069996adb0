/* lines.h: lines of a file descriptor as Java's BufferedReader has them: ended by \n, \r or \r\n,
 * the last one perhaps by nothing. */
#ifndef TOOLS_LINES_H
#define TOOLS_LINES_H

#include "base/buf.h"

struct lines {
    int fd;
    struct buf buf;
    size_t taken;    /* bytes of buf that were handed out */
    size_t searched; /* bytes behind them known to hold no line end */
    bool ended, skip_newline;
};

/* The next whole line that is already here; false when more must be read, or at the end. It holds
 * until lines_read. */
bool lines_next(struct lines *l, struct bytes *line);

/* Reads what the descriptor has, waiting if it has nothing. At its end, sets `ended`. */
void lines_read(struct lines *l);
void lines_deinit(struct lines *l);

#endif
