/* line_rows.h: the lines of a text as messages, with the days that their times lack. */
#ifndef SOURCE_LINE_ROWS_H
#define SOURCE_LINE_ROWS_H

#include "source/line_format.h"
#include "source/recorded.h"
#include "source/text_lines.h"

struct line_plan {
    const char *path;
    const struct line_format *format;
    int64_t day_ns; /* midnight of the first day, where the lines do not say; UTC */
    bool day_told;  /* by a line or a person, else by the file's date */
    long messages, timeless, broken, other; /* lines counted in the first reading */
};

struct line_rows { /* starts with `plan`, `lines` and the plan's day */
    struct line_plan *plan;
    struct text_lines *lines;
    bool counting, live;
    int64_t day_ns, last_ns;
    struct buf key, value;
};

/* Looks in the first lines for the day: `given` (RECORDED_NO_TIME: none), or the first that a line
 * says, or `written_ns`, when the file was written. */
void line_plan_find_day(struct line_plan *p, const struct bytes *lines, int count, int64_t given,
                        int64_t written_ns);

/* The next message: 1, at the end 0, or an error. */
int line_rows_next(struct line_rows *r, struct recorded_message *out, struct err *err);

void line_rows_deinit(struct line_rows *r);

#endif
