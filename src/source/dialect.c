/* dialect.c: counts cells with each separator, then walks up from the rows to the header. */
#include "source/dialect.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/mem.h"
#include "flight/unit_names.h"
#include "source/cell.h"
#include "source/text_lines.h"
#include "source/timestamp.h"

static const char separators[] = {'\t', ';', ',', ' '};

int head_read(struct head *h, struct text_lines *ahead, struct err *err)
{
    size_t at[HEAD_LINES + 1];
    struct bytes line;
    int rc = 1;
    *h = (struct head){.path = ahead->path};
    while (h->count < HEAD_LINES && (rc = text_lines_next(ahead, &line, err)) == 1) {
        at[h->count++] = h->text.len;
        buf_add_bytes(&h->text, line);
    }
    if (rc < 0)
        return rc;
    h->all = rc == 0;
    at[h->count] = h->text.len;
    for (int i = 0; i < h->count; i++)
        h->lines[i] = bytes_make(buf_bytes(&h->text).data + at[i], at[i + 1] - at[i]);
    return 0;
}

void head_deinit(struct head *h)
{
    buf_deinit(&h->text);
    h->count = 0;
}

struct bytes dialect_comment(struct bytes line, char mark)
{
    line = bytes_trim(line);
    char first = line.len > 0 ? (char)line.data[0] : '\0';
    size_t skip = 0;
    if (line.len > 1 && memcmp(line.data, "//", 2) == 0)
        skip = 2;
    else if (first != '\0' && (first == '#' || first == '%' || first == mark))
        skip = 1;
    return skip == 0 ? BYTES_NULL : bytes_trim(bytes_make(line.data + skip, line.len - skip));
}

/* OpenRocket's comments may begin with any mark; what they say shows which. */
static char find_mark(const struct head *h)
{
    for (int i = 0; i < h->count; i++) {
        struct bytes line = bytes_trim(h->lines[i]);
        if (line.len > 0 && ispunct(line.data[0]) && line.data[0] != '"' &&
            (bytes_hold_text(line, " data points written for ") ||
             bytes_hold_text(line, " occurred at t=")))
            return (char)line.data[0];
    }
    return '\0';
}

const char *dialect_separator_words(char separator)
{
    switch (separator) {
    case ',':
        return "comma";
    case ';':
        return "semicolon";
    case '\t':
        return "tab";
    default:
        return "blanks";
    }
}

static bool is_row_like(const struct dialect *d, struct bytes line)
{
    return bytes_trim(line).len > 0 && bytes_is_null(dialect_comment(line, d->mark));
}

bool dialect_next_row(const struct dialect *d, const struct head *h, int *line, struct fields *f)
{
    while (*line > 0 && *line <= h->count) {
        struct bytes row = h->lines[*line - 1];
        bool skipped = *line == d->units || !is_row_like(d, row);
        ++*line;
        if (skipped)
            continue;
        enum fields_fit fit = fields_split(f, row, d->separator);
        while (fit == FIELDS_OPEN && *line <= h->count) { /* the lines lie one after the other */
            struct bytes more = h->lines[*line - 1];
            ++*line;
            row = bytes_make(row.data, (size_t)(more.data + more.len - row.data));
            if (fields_toggles_quote(more))
                fit = fields_split(f, row, d->separator);
        }
        if ((fit == FIELDS_OK || fit == FIELDS_OPEN) && f->count > 0)
            return true;
    }
    return false;
}

static bool all_blank(const struct fields *f)
{
    for (int i = 0; i < f->count; i++)
        if (f->items[i].len > 0)
            return false;
    return true;
}

enum { QUOTED_LINES = 50 /* that one cell is thought to have at most */ };

/* Marks the lines that begin inside a quoted cell of a line above. */
static void find_inside(const struct head *h, char separator, struct fields *f,
                        bool inside[HEAD_LINES])
{
    memset(inside, 0, HEAD_LINES * sizeof *inside);
    for (int i = 0; i < h->count; i++) {
        if (fields_split(f, h->lines[i], separator) != FIELDS_OPEN)
            continue;
        const uint8_t *start = h->lines[i].data;
        int last = i + QUOTED_LINES < h->count ? i + QUOTED_LINES : h->count - 1;
        for (int k = i + 1; k <= last; k++) {
            const struct bytes more = h->lines[k];
            struct bytes row = bytes_make(start, (size_t)(more.data + more.len - start));
            if (!fields_toggles_quote(more) || fields_split(f, row, separator) == FIELDS_OPEN)
                continue;
            for (; i < k; i++)
                inside[i + 1] = true;
            break;
        }
    }
}

/* The row that begins in line `i` (from 0), with the lines that its quoted cells take. */
static struct bytes row_at(const struct head *h, const bool inside[HEAD_LINES], int i)
{
    int last = i;
    while (last + 1 < h->count && inside[last + 1])
        last++;
    const struct bytes end = h->lines[last];
    return bytes_make(h->lines[i].data, (size_t)(end.data + end.len - h->lines[i].data));
}

struct count_of_cells {
    int cells; /* that most lines with more than one have */
    int lines; /* that have so many */
    int of;    /* lines counted */
};

/* Whether a cell has half a pair of quotes: then what split it was inside of them. */
static bool splits_quotes(const struct fields *f)
{
    for (int i = 0; i < f->count; i++) {
        size_t quotes = 0;
        for (size_t k = 0; k < f->items[i].len && !f->quoted[i]; k++)
            quotes += f->items[i].data[k] == '"';
        if (quotes % 2 == 1)
            return true;
    }
    return false;
}

/* Counts cells with `separator` in the last lines of the head, which are rows where any are. */
static struct count_of_cells count_cells(const struct dialect *d, const struct head *h,
                                         char separator, struct fields *f)
{
    int *tally = mem_zero(FIELDS_MAX + 1, sizeof *tally);
    struct count_of_cells best = {0};
    int last = h->all || h->count < 2 ? h->count : h->count - 1; /* it may be cut */
    bool inside[HEAD_LINES];
    find_inside(h, separator, f, inside);
    for (int i = last - 1; i >= 0 && best.of < 200; i--) {
        if (inside[i] || !is_row_like(d, h->lines[i]))
            continue;
        best.of++;
        if (fields_split(f, row_at(h, inside, i), separator) != FIELDS_OK || f->count == 1 ||
            splits_quotes(f))
            continue;
        int n = ++tally[f->count];
        if (n > best.lines || (n == best.lines && f->count > best.cells))
            best.lines = n, best.cells = f->count;
    }
    free(tally);
    return best;
}

/* 0,5: a comma between digits, and nothing else but a sign. */
static bool is_comma_number(struct bytes text)
{
    return text.len > 2 && memchr(text.data, ',', text.len - 1) != NULL &&
           cell_number_length(text, ',') == text.len;
}

/* Rows such as `0,5 12,25`: blanks between numbers that all have a decimal comma or no fraction. */
static bool are_comma_numbers(const struct dialect *d, const struct head *h, struct fields *f)
{
    int rows = 0, commas = 0;
    for (int i = d->first_row; i < h->count; i++) {
        if (!is_row_like(d, h->lines[i]) || fields_split(f, h->lines[i], ' ') != FIELDS_OK)
            continue;
        int numbers = 0;
        for (int k = 0; k < f->count; k++) {
            numbers += cell_number_length(f->items[k], ',') == f->items[k].len;
            commas += is_comma_number(f->items[k]);
        }
        if (rows++ > 0 && (numbers < f->count || numbers < 2)) /* the first may be the header */
            return false;
    }
    return commas > 0 && rows > 1;
}

/* Whether the rows hold numbers with a decimal comma and none with a dot. */
static bool commas_are_decimal(const struct dialect *d, const struct head *h, char separator,
                               struct fields *f)
{
    int commas = 0, dots = 0;
    bool inside[HEAD_LINES];
    find_inside(h, separator, f, inside);
    for (int i = 0; i < h->count; i++) {
        if (inside[i] || !is_row_like(d, h->lines[i]) ||
            fields_split(f, row_at(h, inside, i), separator) != FIELDS_OK)
            continue;
        for (int k = 0; k < f->count; k++) {
            struct bytes text = f->items[k];
            if (separator == ',' && !f->quoted[k])
                continue;
            commas += is_comma_number(text);
            dots += memchr(text.data, '.', text.len) != NULL &&
                    cell_number_length(text, '.') == text.len;
        }
    }
    return commas > dots;
}

/* Whether blanks stand behind other separators, as in `0.05, 2, 18`. */
static bool blanks_follow_commas(const struct dialect *d, const struct head *h)
{
    int lines = 0, rows = 0;
    for (int i = 0; i < h->count; i++) {
        const struct bytes line = h->lines[i];
        int commas = 0;
        if (!is_row_like(d, line))
            continue;
        for (size_t k = 0; k + 1 < line.len; k++)
            commas += (line.data[k] == ',' || line.data[k] == ';') && line.data[k + 1] == ' ';
        lines += commas >= 2;
        rows++;
    }
    return lines * 3 > rows;
}

static void find_separator(struct dialect *d, const struct head *h, struct fields *f)
{
    int best = 0;
    d->separator = ',';
    d->cells = 1;
    for (size_t i = 0; i < sizeof separators; i++) {
        struct count_of_cells c = count_cells(d, h, separators[i], f);
        int score = c.cells < 2 || c.of == 0 ? 0 : c.lines * 100 / c.of;
        bool last_resort = separators[i] == ' ' && /* blanks are in texts, too */
                           (best >= 50 || (best > 0 && blanks_follow_commas(d, h)));
        bool commas = separators[i] == ' ' && d->separator == ',' && are_comma_numbers(d, h, f);
        if (commas ? score < 50 : score <= best || last_resort)
            continue;
        best = d->percent = score;
        d->separator = separators[i];
        d->cells = c.cells;
    }
}

/* A number, a time, or a date: what rows have and headers have not. */
static bool is_measured(struct bytes text, char decimal)
{
    int64_t ns;
    return cell_read(text, decimal).kind == CELL_NUMBER ||
           (text.len >= 4 && timestamp_read(text, &ns) != TIMESTAMP_NONE);
}

static int measured_cells(const struct fields *f, char decimal)
{
    int n = 0;
    for (int i = 0; i < f->count; i++)
        n += is_measured(f->items[i], decimal);
    return n;
}

/* The lowest line (from 1) above which the rows end: walks up while lines hold numbers. */
static int find_first_row(const struct dialect *d, const struct head *h, struct fields *f)
{
    int first = 0;
    bool inside[HEAD_LINES];
    find_inside(h, d->separator, f, inside);
    for (int i = h->count - 1; i >= 0; i--) {
        struct bytes line = h->lines[i];
        if (inside[i] || !is_row_like(d, line))
            continue;
        enum fields_fit fit = fields_split(f, row_at(h, inside, i), d->separator);
        if (fit == FIELDS_OPEN)
            first = i + 1; /* its cell goes on below */
        if (fit != FIELDS_OK || all_blank(f))
            continue;
        bool text = measured_cells(f, d->decimal) == 0;
        bool lonely = text && f->count == 1 && d->cells > 1;
        if (text && (lonely ? first > 0 : f->count >= d->cells - 1))
            break;
        if (!text)
            first = i + 1;
    }
    return first;
}

/* Whether all that is in the cells is units. */
static bool are_units(const struct fields *f)
{
    int units = 0;
    for (int i = 0; i < f->count; i++) {
        struct bytes text = f->items[i], inside = unit_in_name(text);
        if (text.len == 0 || bytes_equal(text, bytes_of("-")))
            continue;
        if (text.len > 2 && text.data[0] == '(' && inside.len == 0)
            text = bytes_make(text.data + 1, text.len - 2);
        else if (text.len > 2 && text.data[0] == '[')
            text = bytes_make(text.data + 1, text.len - 2);
        if (!unit_word(text))
            return false;
        units += text.len > 1 || (text.data[0] >= 'a' && text.data[0] <= 'z');
    }
    return units > 0;
}

/* Whether the line names the columns when its separator is `separator`. */
static bool names_columns(const struct dialect *d, struct bytes line, char separator,
                          struct fields *f)
{
    if (fields_split(f, line, separator) != FIELDS_OK || measured_cells(f, d->decimal) > 0)
        return false;
    int names = f->count - (f->count > 1 && f->items[f->count - 1].len == 0);
    bool enough = names >= d->cells - (d->cells > 2);
    return names > 0 && enough && (names <= d->cells || separator == d->separator);
}

/* Whether the line names the columns, with the rows' separator or, if `any`, another. */
static bool is_header(const struct dialect *d, struct bytes line, bool any, struct fields *f,
                      char *separator)
{
    *separator = d->separator;
    if (names_columns(d, line, *separator, f))
        return true;
    for (size_t i = 0; any && i < sizeof separators; i++) {
        *separator = separators[i];
        if (names_columns(d, line, *separator, f))
            return true;
    }
    *separator = d->separator; /* of a line that has too few names, which is said */
    return any && fields_split(f, line, d->separator) == FIELDS_OK && f->count > 1 &&
           f->count < d->cells && measured_cells(f, d->decimal) == 0;
}

/* Walks up from the first row: over blank lines, units and comments to a line of names. */
static bool find_header(struct dialect *d, const struct head *h, bool any, struct fields *f)
{
    int from = d->first_row == 0 ? h->count : d->first_row - 1;
    for (int i = from; i > 0; i--) {
        struct bytes line = h->lines[i - 1], comment = dialect_comment(line, d->mark);
        bool is_comment = !bytes_is_null(comment);
        struct bytes names = is_comment ? comment : line;
        if (bytes_trim(names).len == 0)
            continue;
        if (!is_header(d, names, any, f, &d->header_separator)) {
            if (is_comment)
                continue;
            break;
        }
        if (d->units == 0 && are_units(f) && i > 1) {
            d->units = i;
            continue;
        }
        d->header = i;
        d->header_is_comment = is_comment;
        return true;
    }
    d->units = 0;
    return false;
}

/* Some programs print their header again among the rows: the first counts. */
static void find_first_header(struct dialect *d, const struct head *h)
{
    struct bytes header = d->header > 0 ? h->lines[d->header - 1] : BYTES_NULL;
    for (int i = d->header - 1; i > 0; i--) {
        if (!bytes_equal(h->lines[i - 1], header))
            continue;
        d->header = i;
        d->first_row = i + 1;
        d->units = 0;
    }
}

void dialect_find(struct dialect *d, const struct head *head)
{
    struct fields *f = mem_zero(1, sizeof *f);
    *d = (struct dialect){.decimal = '.', .mark = find_mark(head)};
    find_separator(d, head, f);
    if (commas_are_decimal(d, head, d->separator, f))
        d->decimal = ',';
    d->first_row = find_first_row(d, head, f);
    if (!find_header(d, head, false, f))
        find_header(d, head, true, f);
    find_first_header(d, head);
    fields_deinit(f);
    free(f);
}
