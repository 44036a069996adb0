/* test_import_random.c: a random table, written in every dialect, comes back as it was. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "import_kit.h"

enum { TABLES = 3000, MAX_COLUMNS = 8, MAX_ROWS = 12 };

static uint64_t seed = 7;

static uint32_t below(uint32_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(seed >> 33) % n;
}

enum random_kind { IS_NUMBER, IS_TEXT, IS_NAN, IS_EMPTY };

struct random_cell {
    enum random_kind kind;
    char text[40];
};

struct random_table {
    int columns, rows;
    char names[MAX_COLUMNS][40];
    char units[MAX_COLUMNS][8];
    struct random_cell cells[MAX_ROWS][MAX_COLUMNS];
};

struct random_dialect {
    char separator, decimal;
    const char *end; /* of a line */
    bool mark;       /* a byte order mark */
    bool utf16;
    bool units;    /* a row of them, else in the names */
    bool index;    /* a leading column */
    bool trailing; /* a separator at the end of each line */
    bool blanks;   /* around names and values */
    bool summary;  /* above the table */
    bool header_comment;
    bool comments; /* between the rows */
    bool quotes;   /* around everything */
    bool last_end; /* of the last line is there */
};

static void random_text(char *out, bool tricky)
{
    static const char plain[] = "abcdefghijkmnopqrsuvwxyzABCDGHKLMNOPQRUVXYZ";
    static const char hard[] = ",;\"' |/.\t\n";
    size_t n = 3 + below(8), len = 0;
    out[len++] = 'z'; /* no word for a missing value, no unit */
    out[len++] = '_';
    for (size_t i = 0; i < n; i++)
        out[len++] =
            tricky && below(4) == 0 ? hard[below(sizeof hard - 1)] : plain[below(sizeof plain - 1)];
    out[len++] = 'z';
    out[len] = '\0';
}

static void random_number(char *out)
{
    static const char *const forms[] = {"%d", "%d.%d", "-%d.%d", "%d.%de-3", "-%d"};
    const char *form = forms[below(ARRAY_SIZE(forms))];
    int whole = (int)below(100000), fraction = (int)below(1000);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(out, 40, form, whole, fraction);
#pragma GCC diagnostic pop
}

static void random_table(struct random_table *t)
{
    static const char *const units[] = {"m", "m/s", "hPa", "V", "deg"};
    t->columns = 2 + (int)below(MAX_COLUMNS - 1);
    t->rows = 3 + (int)below(MAX_ROWS - 2);
    for (int c = 0; c < t->columns; c++) {
        snprintf(t->units[c], sizeof t->units[c], "%s", c == 0 ? "s" : units[below(5)]);
        random_text(t->names[c], false);
        snprintf(t->names[c] + 2, sizeof t->names[c] - 2, "%d", c);
    }
    snprintf(t->names[0], sizeof t->names[0], "time");
    for (int r = 0; r < t->rows; r++) {
        for (int c = 0; c < t->columns; c++) {
            struct random_cell *cell = &t->cells[r][c];
            uint32_t dice = below(10);
            cell->kind = c < 2 || dice < 6 ? IS_NUMBER
                         : dice < 8        ? IS_TEXT
                         : dice < 9        ? IS_NAN
                                           : IS_EMPTY;
            cell->text[0] = '\0';
            if (c == 0)
                snprintf(cell->text, sizeof cell->text, "%d.%02d", r, (int)below(100));
            else if (cell->kind == IS_NUMBER)
                random_number(cell->text);
            else if (cell->kind == IS_TEXT)
                random_text(cell->text, true);
        }
        snprintf(t->cells[r][1].text, sizeof t->cells[r][1].text, "%d.5", (int)below(1000));
    }
}

static struct random_dialect random_dialect(void)
{
    static const char separators[] = ",;\t";
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    struct random_dialect d = {.separator = separators[below(3)], .end = ends[below(3)]};
    d.decimal = d.separator != ',' && below(2) == 0 ? ',' : '.';
    d.mark = below(3) == 0;
    d.utf16 = below(4) == 0;
    d.units = below(3) == 0;
    d.index = below(4) == 0;
    d.trailing = !d.index && below(4) == 0;
    d.blanks = d.separator != '\t' && below(3) == 0;
    d.summary = below(4) == 0;
    d.header_comment = !d.units && below(4) == 0;
    d.comments = below(3) == 0;
    d.quotes = below(4) == 0;
    d.last_end = below(2) == 0;
    return d;
}

static void write_cell(struct buf *out, const struct random_dialect *d, const char *text,
                       bool number)
{
    bool quoted = d->quotes || strpbrk(text, ",;\"\t\n") != NULL;
    if (d->blanks)
        buf_add_byte(out, ' ');
    if (quoted)
        buf_add_byte(out, '"');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"')
            buf_add_byte(out, '"');
        buf_add_byte(out, number && *c == '.' ? (uint8_t)d->decimal : (uint8_t)*c);
    }
    buf_add_text(out, quoted ? "\"" : "");
    if (d->blanks)
        buf_add_byte(out, ' ');
}

static void begin_line(struct buf *out, const struct random_dialect *d, const char *index)
{
    if (!d->index)
        return;
    write_cell(out, d, index, false);
    buf_add_byte(out, (uint8_t)d->separator);
}

static void end_line(struct buf *out, const struct random_dialect *d, bool last)
{
    if (d->trailing)
        buf_add_byte(out, (uint8_t)d->separator);
    if (!last || d->last_end)
        buf_add_text(out, d->end);
}

static void write_header(struct buf *out, const struct random_table *t,
                         const struct random_dialect *d)
{
    if (d->summary)
        buf_printf(out, "Apogee: 812 ft%sSerial number: 1234%s%s", d->end, d->end, d->end);
    if (d->header_comment)
        buf_add_text(out, "# ");
    begin_line(out, d, "");
    for (int c = 0; c < t->columns; c++) {
        char name[60];
        snprintf(name, sizeof name, d->units ? "%s" : "%s (%s)", t->names[c], t->units[c]);
        buf_add(out, &d->separator, c > 0);
        write_cell(out, d, name, false);
    }
    end_line(out, d, false);
    if (!d->units)
        return;
    begin_line(out, d, "");
    for (int c = 0; c < t->columns; c++) {
        buf_add(out, &d->separator, c > 0);
        write_cell(out, d, t->units[c], false);
    }
    end_line(out, d, false);
}

static void write_table(struct buf *out, const struct random_table *t,
                        const struct random_dialect *d)
{
    write_header(out, t, d);
    for (int r = 0; r < t->rows; r++) {
        char index[12];
        snprintf(index, sizeof index, "%d", r);
        if (d->comments && below(3) == 0)
            buf_printf(out, "# still flying%s", d->end);
        begin_line(out, d, index);
        for (int c = 0; c < t->columns; c++) {
            const struct random_cell *cell = &t->cells[r][c];
            buf_add(out, &d->separator, c > 0);
            write_cell(out, d, cell->kind == IS_NAN ? "nan" : cell->text, cell->kind == IS_NUMBER);
        }
        end_line(out, d, r == t->rows - 1);
    }
}

static void expect_text(struct buf *out, const char *text)
{
    buf_add_byte(out, '"');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            buf_add_byte(out, '\\');
        if (*c < ' ')
            buf_printf(out, "\\u%04x", *c);
        else
            buf_add_byte(out, (uint8_t)*c);
    }
    buf_add_byte(out, '"');
}

static void expect_rows(struct buf *out, const struct random_table *t)
{
    for (int r = 0; r < t->rows; r++) {
        buf_printf(out, "%.0f {", strtod(t->cells[r][0].text, NULL) * 1000);
        for (int c = 0; c < t->columns; c++) {
            const struct random_cell *cell = &t->cells[r][c];
            if (cell->kind == IS_EMPTY)
                continue;
            buf_printf(out, "%s\"%s (%s)\":", c > 0 ? "," : "", t->names[c], t->units[c]);
            if (cell->kind == IS_TEXT)
                expect_text(out, cell->text);
            else
                buf_add_text(out, cell->kind == IS_NAN ? "\"NaN\"" : cell->text);
        }
        buf_add_text(out, "}\n");
    }
}

/* As UTF-16 or with a mark, where the dialect has that. */
static void encode(struct buf *out, const struct buf *text, const struct random_dialect *d)
{
    if (!d->utf16) {
        buf_add_text(out, d->mark ? "\xef\xbb\xbf" : "");
        buf_add_bytes(out, buf_bytes(text));
        return;
    }
    if (d->mark)
        buf_add(out, "\xff\xfe", 2);
    for (size_t i = 0; i < text->len; i++) {
        buf_add_byte(out, text->data[i]);
        buf_add_byte(out, 0);
    }
}

static void a_table_in_any_dialect_comes_back_as_it_was(void **state)
{
    static struct random_table t;
    (void)state;
    for (int i = 0; i < TABLES; i++) {
        struct buf text = {0}, file = {0}, rows = {0};
        random_table(&t);
        struct random_dialect d = random_dialect();
        write_table(&text, &t, &d);
        encode(&file, &text, &d);
        expect_rows(&rows, &t);
        const char *got = import_bytes(file.data, file.len, &(struct reading_options){0});
        if (strcmp(got, buf_text(&rows)) != 0)
            fail_msg("table %d:\n%s\ncame back as\n%s\nnot as\n%s", i, buf_text(&text), got,
                     buf_text(&rows));
        buf_deinit(&text);
        buf_deinit(&file);
        buf_deinit(&rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_in_any_dialect_comes_back_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
