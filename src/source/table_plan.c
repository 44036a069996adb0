/* table_plan.c: looks for the column with the time. */
#include "source/table_plan.h"

#include <stdlib.h>

#include "base/mem.h"
#include "flight/time_names.h"
#include "source/json_format.h"
#include "source/no_telemetry.h"
#include "source/timestamp.h"

enum { VALUES = 200 };

struct first_values { /* of a column */
    int count;
    struct bytes items[VALUES];
    struct buf text; /* in which they lie */
};

static void read_values(const struct table_plan *p, const struct head *h, int column, int most,
                        struct first_values *v)
{
    const struct dialect *d = &p->dialect;
    struct fields *f = mem_zero(1, sizeof *f);
    *v = (struct first_values){.count = 0};
    buf_reserve(&v->text, h->text.len + 1); /* so that the views stay */
    int line = d->first_row;
    while (v->count < most && dialect_next_row(d, h, &line, f)) {
        if (column >= f->count || f->items[column].len == 0)
            continue;
        size_t at = v->text.len;
        buf_add_bytes(&v->text, f->items[column]);
        v->items[v->count++] = bytes_make(v->text.data + at, f->items[column].len);
    }
    fields_deinit(f);
    free(f);
}

static struct bytes name_of(const struct table_plan *p, int column)
{
    return bytes_of(p->columns.items[column].name);
}

static enum timestamp_kind first_kind(const struct table_plan *p, const struct head *h, int column)
{
    struct first_values v;
    int64_t ns;
    read_values(p, h, column, 1, &v);
    enum timestamp_kind kind = v.count == 0 ? TIMESTAMP_NONE : timestamp_read(v.items[0], &ns);
    buf_deinit(&v.text);
    return kind;
}

static bool is_numeric(const struct table_plan *p, const struct head *h, int column)
{
    struct first_values v;
    int64_t ns;
    read_values(p, h, column, 1, &v);
    bool numeric = v.count > 0 && timestamp_number(v.items[0], p->dialect.decimal, 1, &ns);
    buf_deinit(&v.text);
    return numeric;
}

/* A column of dates beside one with times of day, or three with Year, Month and Day. */
static void find_date(struct table_plan *p, const struct head *h)
{
    static const char *const parts[] = {"Year", "Month", "Day"};
    bool all = true;
    for (int i = 0; i < 3; i++) {
        p->day[i] = columns_find(&p->columns, bytes_of(parts[i]));
        all = all && p->day[i] >= 0;
    }
    p->date = -1;
    for (int i = 0; i < p->columns.count && !all && p->date < 0; i++)
        if (i != p->time && p->columns.items[i].name != NULL && time_date_name(name_of(p, i)) &&
            first_kind(p, h, i) == TIMESTAMP_DATE)
            p->date = i;
    if (!all)
        p->day[0] = -1;
    p->rule.has_date = all || p->date >= 0;
}

static bool holds_instants(enum timestamp_kind kind)
{
    return kind == TIMESTAMP_UTC || kind == TIMESTAMP_LOCAL || kind == TIMESTAMP_MISSION;
}

/* The first column with a date alone, or with the days of a spreadsheet; -1: none. */
static int find_days(const struct table_plan *p, const struct head *h)
{
    for (int i = 0; i < p->columns.count; i++) {
        struct bytes name = name_of(p, i);
        if (bytes_is_null(name) || (!time_name(name) && !time_date_name(name)))
            continue;
        enum timestamp_kind kind = first_kind(p, h, i);
        if (kind == TIMESTAMP_DATE || (kind == TIMESTAMP_NONE && is_numeric(p, h, i)))
            return i;
    }
    return -1;
}

/* The column that a name or its values make the time; times of day and dates alone only where
 * nothing else is. */
static int find_time(const struct table_plan *p, const struct head *h)
{
    int of_day = -1;
    for (int i = 0; i < p->columns.count; i++) {
        struct bytes name = name_of(p, i);
        if (bytes_is_null(name) || !time_name(name))
            continue;
        enum timestamp_kind kind = first_kind(p, h, i);
        if (holds_instants(kind) || (kind == TIMESTAMP_NONE && is_numeric(p, h, i)))
            return i;
        if (of_day < 0 && kind == TIMESTAMP_OF_DAY)
            of_day = i;
    }
    for (int i = 0; i < p->columns.count && of_day < 0; i++)
        if (p->columns.items[i].name != NULL && holds_instants(first_kind(p, h, i)))
            return i;
    return of_day >= 0 ? of_day : find_days(p, h);
}

static int no_column(const struct table_plan *p, const char *name, struct err *err)
{
    struct buf list = {0};
    columns_list(&p->columns, &list);
    err_set(err, ERR_USAGE, "%s:%d: no column \"%s\"; there are: %s", p->path, p->dialect.header,
            name, buf_text(&list));
    buf_deinit(&list);
    return err->code;
}

static int no_time(const struct table_plan *p, const struct head *h, struct err *err)
{
    struct buf list = {0};
    if (no_telemetry_is_text(&p->dialect))
        return no_telemetry_rows(h, &p->dialect, err);
    columns_list(&p->columns, &list);
    err_set(err, ERR_CORRUPT, "%s:%d: no column is a time; there are: %s; say --time-field NAME",
            p->path, p->dialect.header, buf_text(&list));
    buf_deinit(&list);
    return err->code;
}

/* What holds times that are not enough, for the error. */
static int find_lacking(const struct table_plan *p, const struct head *h)
{
    for (int i = 0; i < p->columns.count; i++) {
        if (p->columns.items[i].name == NULL)
            continue;
        enum timestamp_kind kind = first_kind(p, h, i);
        if (kind == TIMESTAMP_OF_DAY || kind == TIMESTAMP_AMBIGUOUS)
            return i;
    }
    return -1;
}

/* The format that was asked for has a time column that is not here. */
static int no_time_of_format(const struct table_plan *p, struct err *err)
{
    struct buf list = {0};
    columns_list(&p->columns, &list);
    err_set(err, ERR_CORRUPT,
            "%s:%d: no column \"%s\", the time of --format %s; without --format the file is taken "
            "for: %s; there are: %.200s",
            p->path, p->dialect.header, p->format->time, p->format->name,
            p->alike != NULL ? p->alike->title : "a table", buf_text(&list));
    buf_deinit(&list);
    return err->code;
}

static int choose_time(struct table_plan *p, const struct head *h, const struct reading_options *o,
                       struct err *err)
{
    if (p->clock_count > 0)
        p->time = p->clocks[0];
    else if (o->time_field != NULL)
        p->time = columns_find(&p->columns, bytes_of(o->time_field));
    else if (p->format != NULL && p->format->time != NULL)
        p->time = columns_find(&p->columns, bytes_of(p->format->time));
    else
        p->time = find_time(p, h);
    if (p->time < 0 && o->time_field != NULL)
        return no_column(p, o->time_field, err);
    if (p->time < 0 && o->format != NULL && p->format != NULL && p->format->time != NULL)
        return no_time_of_format(p, err);
    return p->time < 0 && !o->timeless ? no_time(p, h, err) : 0;
}

static int find_rule(struct table_plan *p, const struct head *h, int *lacks, struct err *err)
{
    struct first_values v;
    if (p->format != NULL && p->format->unit != UNIT_UNKNOWN) {
        if (!p->rule.unit_told)
            p->rule.unit = p->format->unit;
        if (!p->rule.zero_told)
            p->rule.zero = p->format->zero;
        p->rule.unit_told = p->rule.zero_told = true;
    }
    find_date(p, h);
    read_values(p, h, p->time, VALUES, &v);
    const char *what = time_rule_guess(&p->rule, name_of(p, p->time), v.items, v.count);
    if (what != NULL) {
        *lacks = p->time;
        err_set(err, ERR_CORRUPT, "%s:%d: \"%s\" %s: %.*s", p->path, p->dialect.first_row,
                p->columns.items[p->time].name, what, (int)v.items[0].len,
                (const char *)v.items[0].data);
    }
    buf_deinit(&v.text);
    return what == NULL ? 0 : ERR_CORRUPT;
}

static int find_format(struct table_plan *p, const struct head *h, const char *name,
                       struct err *err)
{
    p->alike = named_format_recognise(h, &p->columns);
    p->format = name == NULL ? p->alike : named_format_find(name);
    if (p->format != NULL)
        named_format_apply(p->format, &p->columns, &p->dialect);
    if (p->format != NULL || name == NULL || strcmp(name, "table") == 0)
        return 0;
    if (json_format_find(name) != NULL || strcmp(name, "json") == 0)
        return err_set(err, ERR_USAGE,
                       "%s holds a table, and --format %s is of JSON: leave --format out", p->path,
                       name);
    struct buf list = {0};
    named_format_list(&list);
    err_set(err, ERR_USAGE, "--format takes table, %s; not \"%s\"", buf_text(&list), name);
    buf_deinit(&list);
    return ERR_USAGE;
}

/* The columns that a format makes events or clocks. */
static void find_marks(struct table_plan *p)
{
    const struct named_format *f = p->format;
    p->flag_count = p->clock_count = 0;
    for (int i = 0; f != NULL && f->flags != NULL && f->flags[i] != NULL; i++) {
        int column = columns_find(&p->columns, bytes_of(f->flags[i]));
        if (column >= 0 && p->flag_count < TABLE_MAX_FLAGS)
            p->flags[p->flag_count++] = column;
    }
    for (int i = 0; f != NULL && f->is_clock != NULL && i < p->columns.count; i++)
        if (p->columns.items[i].name != NULL && f->is_clock(name_of(p, i)) &&
            p->clock_count < TABLE_MAX_CLOCKS)
            p->clocks[p->clock_count++] = i;
}

int table_plan_find(struct table_plan *p, const char *path, const struct head *h,
                    const struct reading_options *o, int *lacks, struct err *err)
{
    p->path = path;
    *lacks = -1;
    dialect_find(&p->dialect, h);
    if (p->dialect.first_row == 0 && !o->timeless)
        return no_telemetry_rows(h, &p->dialect, err);
    const char *names = o->columns;
    if (names == NULL && p->dialect.header == 0)
        names = named_format_names(h, &p->dialect);
    int rc = columns_name(&p->columns, &p->dialect, h, names, err);
    if (rc != 0)
        return rc;
    if (p->columns.count == 0)
        return err_set(err, ERR_CORRUPT,
                       "%s:1: no line names the columns; the rows have %d: say --columns t,alt,...",
                       path, p->dialect.cells);
    rc = find_format(p, h, o->format, err);
    if (rc == 0)
        rc = time_rule_init(&p->rule, &o->time, p->dialect.decimal, err);
    if (rc != 0)
        return rc;
    find_marks(p);
    rc = choose_time(p, h, o, err);
    if (rc != 0)
        *lacks = rc == ERR_CORRUPT ? find_lacking(p, h) : -1;
    return rc != 0 || p->time < 0 ? rc : find_rule(p, h, lacks, err);
}

void table_plan_words(const struct table_plan *p, const struct head *h, struct buf *out)
{
    const struct dialect *d = &p->dialect;
    int comments = 0;
    for (int i = 0; i < h->count && (d->first_row == 0 || i + 1 < d->first_row); i++)
        comments += !bytes_is_null(dialect_comment(h->lines[i], d->mark)) && i + 1 != d->header;
    buf_printf(out, "%s, decimal %s", dialect_separator_words(d->separator),
               d->decimal == ',' ? "comma" : "point");
    if (comments > 0)
        buf_printf(out, ", %d comment line%s", comments, comments == 1 ? "" : "s");
    if (d->header > 0)
        buf_printf(out, ", header in line %d", d->header);
    else
        buf_add_text(out, ", no header");
    if (d->units > 0)
        buf_printf(out, ", units in line %d", d->units);
    if (p->columns.index)
        buf_add_text(out, ", a leading index left out");
}

void table_plan_deinit(struct table_plan *p)
{
    columns_deinit(&p->columns);
}
