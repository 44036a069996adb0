/* csv.h: RFC 4180 rows as JSON objects, named by the header line. Numbers stay numbers.
 *
 * Where the header has no comma but semicolons or tabs, as spreadsheets write them in half of the
 * world, those separate the fields. */
#ifndef SOURCE_CSV_H
#define SOURCE_CSV_H

#include "base/buf.h"

enum { CSV_MAX_COLUMNS = 256 };

struct csv {
    char *names[CSV_MAX_COLUMNS];
    int count;
    char separator;
    struct buf field;
};

/* Reads the header line; NULL, or what is wrong with it. Release with csv_deinit(). */
const char *csv_header(struct csv *csv, struct bytes line);

/* Appends one row as a JSON object to `out`; empty fields are left out. NULL, or what is wrong. */
const char *csv_row_as_json(struct csv *csv, struct bytes line, struct buf *out);

void csv_deinit(struct csv *csv);

#endif
