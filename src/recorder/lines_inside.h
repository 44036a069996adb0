/* lines_inside.h: what the files of lines.h share. */
#ifndef RECORDER_LINES_INSIDE_H
#define RECORDER_LINES_INSIDE_H

#include "recorder/lines.h"

/* The line's number in `merge`. */
static inline int lines_number(const struct lines *l, const struct line *line)
{
    return (int)(line - l->items);
}

/* The line's row in the cache, as of now; the tape's. */
static inline struct store_part *lines_row(const struct lines *l, const struct line *line)
{
    return &l->tape->parts[line->part].row;
}

#endif
