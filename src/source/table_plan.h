/* table_plan.h: how a file with a table is read: its dialect, its columns, which of them is the
 * time, and the named format if it is of one. Decided from the first lines. */
#ifndef SOURCE_TABLE_PLAN_H
#define SOURCE_TABLE_PLAN_H

#include "source/named_format.h"

struct reading_options { /* as given on the command line; NULL: not */
    const char *time_field, *columns, *format;
    struct time_options time;
    bool timeless; /* a file without times is no mistake */
};

enum { TABLE_MAX_FLAGS = 32, TABLE_MAX_CLOCKS = 64 };

struct table_plan {
    const char *path;
    struct dialect dialect;
    struct columns columns;
    const struct named_format *format; /* NULL: none */
    const struct named_format *alike;  /* of a format that was asked for: what it looks like */
    struct time_rule rule;
    int time;                    /* its column; -1: none, on a stream */
    int date;                    /* of the date, beside a time of day; -1: none */
    int day[3];                  /* columns Year, Month, Day instead; -1: none */
    int flag_count, clock_count; /* of the format */
    int flags[TABLE_MAX_FLAGS];
    int clocks[TABLE_MAX_CLOCKS]; /* each begins a group; none: the row has one time */
};

/* Fills `p` from the head of `path`. ERR_CORRUPT or ERR_USAGE with FILE:LINE, what was found and
 * which columns there are; `*lacks` is then the column whose times lack a date or a meaning, or -1.
 */
int table_plan_find(struct table_plan *p, const char *path, const struct head *h,
                    const struct reading_options *o, int *lacks, struct err *err);

/* "comma, decimal point, 5 comment lines, header in line 3" */
void table_plan_words(const struct table_plan *p, const struct head *h, struct buf *out);

void table_plan_deinit(struct table_plan *p);

#endif
