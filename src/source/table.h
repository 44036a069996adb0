/* table.h: the rows of a table, one after the other, and the comments between them. */
#ifndef SOURCE_TABLE_H
#define SOURCE_TABLE_H

#include "source/dialect.h"
#include "source/text_lines.h"

struct table { /* starts with `lines` and `dialect`; release with table_deinit() */
    struct text_lines *lines;
    const struct dialect *dialect;
    struct fields cells;  /* of the row */
    struct bytes comment; /* behind its mark */
    long line;            /* where the row begins */
    struct buf joined;    /* lines of a row with line feeds in quotes */
    struct buf header;    /* rows like it are left out */
};

enum table_item { TABLE_END, TABLE_ROW, TABLE_COMMENT };

/* The next row or comment: an enum table_item, or an error that names file and line. */
int table_next(struct table *t, struct err *err);

void table_deinit(struct table *t);

#endif
