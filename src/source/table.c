/* table.c: joins lines while a quote is open, and leaves out what is above the first row. */
#include "source/table.h"

static int wrong(const struct table *t, struct err *err, const char *what)
{
    return err_set(err, ERR_CORRUPT, "%s:%ld: %s", t->lines->path, t->line, what);
}

/* Splits the row that begins with `line`, and goes on reading where a quote stays open. */
static int take_row(struct table *t, struct bytes line, struct err *err)
{
    enum fields_fit fit = fields_split(&t->cells, line, t->dialect->separator);
    if (fit == FIELDS_OPEN) {
        buf_clear(&t->joined);
        buf_add_bytes(&t->joined, line);
    }
    while (fit == FIELDS_OPEN) {
        int rc = text_lines_next(t->lines, &line, err);
        if (rc < 0)
            return rc;
        if (rc == 0 || t->joined.len > TEXT_LINES_MAX)
            return wrong(t, err, "a quote is not closed");
        buf_add_byte(&t->joined, '\n');
        buf_add_bytes(&t->joined, line);
        if (fields_toggles_quote(line))
            fit = fields_split(&t->cells, buf_bytes(&t->joined), t->dialect->separator);
    }
    if (fit == FIELDS_BAD)
        return wrong(t, err, "a quote is not closed where its cell ends");
    if (fit == FIELDS_TOO_MANY)
        return wrong(t, err, "more than 2048 columns");
    return TABLE_ROW;
}

int table_next(struct table *t, struct err *err)
{
    struct bytes line;
    int rc;
    while ((rc = text_lines_next(t->lines, &line, err)) == 1) {
        const struct dialect *d = t->dialect;
        t->line = t->lines->number;
        t->comment = dialect_comment(line, d->mark);
        if (t->line == d->header)
            buf_add_bytes(&t->header, line);
        if (bytes_trim(line).len == 0 || t->line == d->header)
            continue;
        if (!bytes_is_null(t->comment))
            return TABLE_COMMENT;
        if (t->line == d->units)
            continue;
        if (t->line < d->first_row || (d->first_row == 0 && t->line <= d->header)) {
            t->comment = bytes_trim(line); /* of a summary */
            return TABLE_COMMENT;
        }
        if (t->header.len > 0 && bytes_equal(line, buf_bytes(&t->header)))
            continue;
        return take_row(t, line, err);
    }
    return rc;
}

void table_deinit(struct table *t)
{
    fields_deinit(&t->cells);
    buf_deinit(&t->joined);
    buf_deinit(&t->header);
}
