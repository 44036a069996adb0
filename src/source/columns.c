/* columns.c: a header line, a line of units, and numbers behind names that come twice. */
#include "source/columns.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "flight/unit_names.h"
#include "source/cell.h"

enum {
    LIST_SIZE = 160 /* bytes of names in an error */,
    TRIED = 64 /* rows that decide whether a column counts them */
};

static void set_name(struct column *c, char *name)
{
    free(c->name);
    c->name = name;
    buf_clear(&c->label);
    cell_json_text(bytes_of(name), &c->label);
    buf_add_byte(&c->label, ':');
    c->unit = unit_in_name(bytes_of(name));
}

int columns_find(const struct columns *c, struct bytes name)
{
    for (int i = 0; i < c->count; i++)
        if (c->items[i].name != NULL && bytes_equal(bytes_of(c->items[i].name), name))
            return i;
    for (int i = 0; i < c->count; i++) {
        const char *have = c->items[i].name;
        if (have != NULL && strlen(have) == name.len && bytes_hold_text(name, have))
            return i;
    }
    return -1;
}

/* Without brackets behind it that hold nothing: `Mach number ()`. */
static struct bytes plain_name(struct bytes name)
{
    static const char *const empty[] = {"()", "[]", "(\xe2\x80\x8b)"};
    for (size_t i = 0; i < ARRAY_SIZE(empty); i++) {
        size_t n = strlen(empty[i]);
        if (name.len > n && memcmp(name.data + name.len - n, empty[i], n) == 0)
            return bytes_trim(bytes_make(name.data, name.len - n));
    }
    return name;
}

/* `altitude` twice becomes `altitude` and `altitude_2`. */
static void add_name(struct columns *c, struct bytes name)
{
    name = plain_name(name);
    char *text = name.len > 0 ? mem_text_of(name) : mem_printf("column_%d", c->count + 1);
    char *free_name = mem_text(text);
    struct column *column = &c->items[c->count];
    *column = (struct column){.name = NULL};
    for (int n = 2; columns_find(c, bytes_of(free_name)) >= 0; n++) {
        free(free_name);
        free_name = mem_printf("%s_%d", text, n);
    }
    free(text);
    c->count++;
    set_name(column, free_name);
}

void columns_rename(struct columns *c, int column, const char *name)
{
    char *old = c->items[column].name;
    c->items[column].name = NULL;
    int other = columns_find(c, bytes_of(name));
    c->items[column].name = old;
    if (other < 0)
        set_name(&c->items[column], mem_text(name));
}

void columns_list(const struct columns *c, struct buf *out)
{
    size_t from = out->len;
    int listed = 0, more = 0;
    for (int i = 0; i < c->count; i++) {
        if (c->items[i].name == NULL)
            continue;
        if (listed > 0 && out->len + strlen(c->items[i].name) > from + LIST_SIZE)
            more++;
        else
            buf_printf(out, "%s%s", listed++ > 0 ? ", " : "", c->items[i].name);
    }
    if (more > 0)
        buf_printf(out, " and %d more", more);
}

void columns_add_unit(struct columns *c, int column, struct bytes unit)
{
    const char *name = c->items[column].name;
    if (name == NULL || c->items[column].unit.len > 0 || unit.len == 0)
        return;
    char *named = mem_printf("%s (%.*s)", name, (int)unit.len, (const char *)unit.data);
    columns_rename(c, column, named);
    free(named);
}

static void free_column(struct column *c)
{
    free(c->name);
    free(c->states);
    buf_deinit(&c->label);
}

void columns_remove(struct columns *c, int column, int count)
{
    for (int i = column; i < column + count; i++)
        free_column(&c->items[i]);
    memmove(&c->items[column], &c->items[column + count],
            (size_t)(c->count - column - count) * sizeof *c->items);
    c->count -= count;
}

/* "alt" and "m" become "alt (m)". */
static void add_units(struct columns *c, const struct dialect *d, const struct head *h,
                      struct fields *f)
{
    fields_split(f, h->lines[d->units - 1], d->separator);
    for (int i = 0; i < c->count && i < f->count; i++) {
        struct bytes unit = f->items[i];
        if (unit.len > 2 && (unit.data[0] == '(' || unit.data[0] == '['))
            unit = bytes_make(unit.data + 1, unit.len - 2);
        if (!bytes_equal(unit, bytes_of("-")))
            columns_add_unit(c, i, unit);
    }
}

/* Whether the first cells of the rows are 0, 1, 2 ... or 1, 2, 3 ...; where no empty name tells of
 * them, the last ones must not all be empty, as behind a trailing separator. */
static bool counts_rows(const struct dialect *d, const struct head *h, bool nameless,
                        struct fields *f)
{
    int64_t first = 0, rows = 0, ended = 0;
    int line = d->first_row;
    while (rows < TRIED && dialect_next_row(d, h, &line, f)) {
        char text[24], *end;
        int64_t n = strtoll(bytes_to_text(f->items[0], text, sizeof text), &end, 10);
        first = rows == 0 ? n : first;
        if (end == text || *end != '\0' || n != first + rows++ || first < 0 || first > 1)
            return false;
        ended += f->items[f->count - 1].len == 0;
    }
    return nameless ? rows > 0 : rows > 1 && ended < rows;
}

static void name_by_header(struct columns *c, const struct dialect *d, const struct head *h,
                           struct fields *f)
{
    struct bytes line = h->lines[d->header - 1];
    if (d->header_is_comment)
        line = dialect_comment(line, d->mark);
    fields_split(f, line, d->header_separator);
    int names = f->count;
    bool trailing = names > 1 && f->items[names - 1].len == 0;
    bool nameless =
        names > 1 && (f->items[0].len == 0 || bytes_equal(f->items[0], bytes_of("Unnamed: 0")));
    bool short_by_one = names == d->cells - 1 && !trailing;
    struct bytes *items = mem_alloc((size_t)names * sizeof *items);
    struct buf kept = {0};
    buf_reserve(&kept, line.len + 1);
    for (int i = 0; i < names; i++) {
        size_t at = kept.len;
        buf_add_bytes(&kept, f->items[i]);
        items[i] = bytes_make(kept.data + at, f->items[i].len);
    }
    c->index = (nameless || short_by_one) && counts_rows(d, h, nameless, f);
    if (c->index && short_by_one)
        add_name(c, bytes_of("index"));
    for (int i = 0; i < names - trailing; i++)
        add_name(c, items[i]);
    if (c->index) {
        free(c->items[0].name);
        c->items[0].name = NULL;
    }
    free(items);
    buf_deinit(&kept);
}

static int name_by_list(struct columns *c, const char *given, struct fields *f, struct err *err)
{
    if (fields_split(f, bytes_of(given), ',') != FIELDS_OK)
        return err_set(err, ERR_USAGE, "--columns takes names with commas between, such as t,alt");
    for (int i = 0; i < f->count; i++)
        add_name(c, f->items[i]);
    return 0;
}

int columns_name(struct columns *c, const struct dialect *d, const struct head *h,
                 const char *given, struct err *err)
{
    struct fields *f = mem_zero(1, sizeof *f);
    int rc = 0;
    c->count = 0;
    c->index = false;
    if (given != NULL)
        rc = name_by_list(c, given, f, err);
    else if (d->header > 0)
        name_by_header(c, d, h, f);
    if (rc == 0 && d->units > 0)
        add_units(c, d, h, f);
    fields_deinit(f);
    free(f);
    return rc;
}

void columns_deinit(struct columns *c)
{
    for (int i = 0; i < c->count; i++)
        free_column(&c->items[i]);
    c->count = 0;
}
