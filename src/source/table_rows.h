/* table_rows.h: the rows of a table as messages: JSON objects, a member for each cell that is not
 * empty. */
#ifndef SOURCE_TABLE_ROWS_H
#define SOURCE_TABLE_ROWS_H

#include "source/recorded.h"
#include "source/table.h"
#include "source/table_plan.h"

struct table_rows { /* starts with `plan` and the lines and dialect of `table` */
    struct table_plan *plan;
    struct table table;
    bool counting;                 /* what the columns hold is counted in the plan */
    bool flagged[TABLE_MAX_FLAGS]; /* that flag's event has been */
    int flag;                      /* the next to look at in the row; TABLE_MAX_FLAGS: none */
    int clock;    /* the next group of the row, of a table with several clocks; 0: another row */
    int64_t t_ns; /* of the row */
    struct buf json, date;
};

/* The next message: 1, at the end 0, or an error with file, line, column and what was found. */
int table_rows_next(struct table_rows *t, struct recorded_message *out, struct err *err);

void table_rows_deinit(struct table_rows *t);

#endif
