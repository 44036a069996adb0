/* result_print.c: a table waits for its first rows to see how wide the columns are; the other forms
 * are written row by row. */
#include "sql/result_print.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "export/csv_text.h"
#include "export/json_text.h"
#include "source/base64.h"

static int flush_line(struct result_print *p, struct err *err)
{
    size_t n = fwrite(p->line.data, 1, p->line.len, p->out);
    bool whole = n == p->line.len;
    buf_clear(&p->line);
    return whole ? 0 : err_errno(err, "cannot write standard output");
}

static void add_real(struct buf *out, double value)
{
    struct decoded_number number = {.value = value};
    json_text_number(out, &number);
}

/* The cell as text, not yet clean; bytes as X'00ff'. */
static void add_plain(struct buf *out, const struct query_cell *c)
{
    if (c->kind == QUERY_INTEGER)
        buf_printf(out, "%lld", (long long)c->integer);
    else if (c->kind == QUERY_REAL)
        add_real(out, c->real);
    else if (c->kind == QUERY_TEXT)
        buf_add_bytes(out, c->bytes);
    else if (c->kind == QUERY_BLOB) {
        buf_add_text(out, "X'");
        for (size_t i = 0; i < c->bytes.len; i++)
            buf_printf(out, "%02x", c->bytes.data[i]);
        buf_add_byte(out, '\'');
    }
}

/* The caller frees. */
static char *clean_cell(const struct query_cell *c)
{
    struct buf plain = {0};
    add_plain(&plain, c);
    size_t size = plain.len * 8 + 1; /* \u{10ffff} for 4 bytes is the most */
    char *out = mem_alloc(size);
    text_clean(buf_bytes(&plain), TEXT_ANY_WIDTH, out, size);
    buf_deinit(&plain);
    return out;
}

/* ---- table ---- */

static void add_padded(struct result_print *p, const char *text, int column)
{
    bool last = column == p->columns - 1;
    int width = text_columns(text);
    buf_add_text(&p->line, text);
    if (!last)
        buf_printf(&p->line, "%*s", (width < p->widths[column] ? p->widths[column] - width : 0) + 2,
                   "");
}

static void measure(struct result_print *p, const char *text, int column)
{
    int width = text_columns(text);
    width = width < RESULT_WIDTH_MOST ? width : RESULT_WIDTH_MOST;
    p->widths[column] = width > p->widths[column] ? width : p->widths[column];
}

static int print_cells(struct result_print *p, char *const *cells, struct err *err)
{
    for (int i = 0; i < p->columns; i++)
        add_padded(p, cells[i], i);
    buf_add_byte(&p->line, '\n');
    return flush_line(p, err);
}

static int print_held(struct result_print *p, struct err *err)
{
    int rc = p->widths_known ? 0 : print_cells(p, p->names, err);
    p->widths_known = true;
    for (int i = 0; i < p->rows_held; i++) {
        if (rc == 0)
            rc = print_cells(p, p->held + (ptrdiff_t)i * p->columns, err);
        for (int k = 0; k < p->columns; k++)
            free(p->held[i * p->columns + k]);
    }
    p->rows_held = 0;
    return rc;
}

static int print_table_row(struct result_print *p, const struct query_cell *cells, struct err *err)
{
    for (int i = 0; i < p->columns; i++) {
        char *text = clean_cell(&cells[i]);
        p->held[p->rows_held * p->columns + i] = text;
        if (!p->widths_known)
            measure(p, text, i);
    }
    p->rows_held++;
    return p->widths_known || p->rows_held == RESULT_ROWS_MEASURED ? print_held(p, err) : 0;
}

/* ---- CSV ---- */

static int print_csv_row(struct result_print *p, const struct query_cell *cells, struct err *err)
{
    for (int i = 0; i < p->columns; i++) {
        struct buf plain = {0};
        if (p->clean) {
            char *text = clean_cell(&cells[i]);
            buf_add_text(&plain, text);
            free(text);
        } else {
            add_plain(&plain, &cells[i]);
        }
        if (i > 0)
            buf_add_byte(&p->line, ',');
        csv_text_field(&p->line, buf_bytes(&plain));
        buf_deinit(&plain);
    }
    buf_add_text(&p->line, "\r\n");
    return flush_line(p, err);
}

/* ---- JSON ---- */

static void add_json_text(struct result_print *p, const struct query_cell *c)
{
    if (!p->clean && text_is_utf8(c->bytes)) {
        json_text_string(&p->line, c->bytes);
        return;
    }
    char *text = clean_cell(c);
    json_text_string(&p->line, bytes_of(text));
    free(text);
}

/* null for what JSON has no number for; {"base64": ...} for bytes. */
static void add_json(struct result_print *p, const struct query_cell *c)
{
    if (c->kind == QUERY_NULL || (c->kind == QUERY_REAL && !isfinite(c->real))) {
        buf_add_text(&p->line, "null");
    } else if (c->kind == QUERY_TEXT) {
        add_json_text(p, c);
    } else if (c->kind == QUERY_BLOB) {
        buf_add_text(&p->line, "{\"base64\":\"");
        base64_encode(c->bytes, &p->line);
        buf_add_text(&p->line, "\"}");
    } else {
        add_plain(&p->line, c);
    }
}

static int print_json_row(struct result_print *p, const struct query_cell *cells, struct err *err)
{
    buf_add_text(&p->line, p->rows == 1 ? "[\n{" : ",\n{");
    for (int i = 0; i < p->columns; i++) {
        if (i > 0)
            buf_add_byte(&p->line, ',');
        json_text_string(&p->line, bytes_of(p->names[i]));
        buf_add_byte(&p->line, ':');
        add_json(p, &cells[i]);
    }
    buf_add_byte(&p->line, '}');
    return flush_line(p, err);
}

/* ---- all ---- */

int result_print_begin(void *owner, const char *const *names, int count, struct err *err)
{
    struct result_print *p = owner;
    p->columns = count;
    for (int i = 0; i < count; i++) {
        struct query_cell name = {.kind = QUERY_TEXT, .bytes = bytes_of(names[i])};
        p->names[i] = clean_cell(&name);
        measure(p, p->names[i], i);
        if (p->form == RESULT_CSV && i > 0)
            buf_add_byte(&p->line, ',');
        if (p->form == RESULT_CSV)
            csv_text_field(&p->line, bytes_of(p->names[i]));
    }
    if (p->form == RESULT_TABLE)
        p->held = mem_zero((size_t)count * RESULT_ROWS_MEASURED, sizeof *p->held);
    if (p->form != RESULT_CSV)
        return 0;
    buf_add_text(&p->line, "\r\n");
    return flush_line(p, err);
}

int result_print_row(void *owner, const struct query_cell *cells, int count, struct err *err)
{
    struct result_print *p = owner;
    (void)count;
    p->rows++;
    if (p->form == RESULT_CSV)
        return print_csv_row(p, cells, err);
    return p->form == RESULT_JSON ? print_json_row(p, cells, err) : print_table_row(p, cells, err);
}

int result_print_end(struct result_print *p, struct err *err)
{
    if (p->form == RESULT_TABLE)
        return print_held(p, err);
    if (p->form == RESULT_JSON)
        buf_add_text(&p->line, p->rows == 0 ? "[]\n" : "\n]\n");
    return flush_line(p, err);
}

void result_print_deinit(struct result_print *p)
{
    for (int i = 0; i < p->rows_held * p->columns; i++)
        free(p->held[i]);
    for (int i = 0; i < p->columns; i++)
        free(p->names[i]);
    free(p->held);
    buf_deinit(&p->line);
}
