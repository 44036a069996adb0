/* result_print.h: the rows of a query as a table, CSV or JSON. */
#ifndef SQL_RESULT_PRINT_H
#define SQL_RESULT_PRINT_H

#include <stdio.h>

#include "base/buf.h"
#include "sql/query.h"

enum result_form { RESULT_TABLE, RESULT_CSV, RESULT_JSON };
enum { RESULT_ROWS_MEASURED = 200, RESULT_WIDTH_MOST = 40 };

struct result_print {
    FILE *out;
    enum result_form form;
    bool clean; /* a terminal: whatever the form, text is made safe for it */
    int columns;
    char *names[QUERY_COLUMNS];
    int widths[QUERY_COLUMNS];
    char **held; /* cells of the first rows, which give a table its widths */
    int rows_held;
    int64_t rows;
    bool widths_known;
    struct buf line;
};

/* The callbacks of a query; `owner` is a struct result_print with out, form and clean set. */
int result_print_begin(void *owner, const char *const *names, int count, struct err *err);
int result_print_row(void *owner, const struct query_cell *cells, int count, struct err *err);
/* What is left to print once the query has succeeded. */
int result_print_end(struct result_print *p, struct err *err);
void result_print_deinit(struct result_print *p);

#endif
