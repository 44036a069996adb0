/* json_plan.c: looks at the first values, and among their names for the time. */
#include "source/json_plan.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "flight/time_names.h"
#include "source/cell.h"
#include "source/json_walk.h"
#include "source/timestamp.h"

enum { FIRST = 200, MAX_FIELDS = 300, MAX_DEPTH = 4 };
enum { LIST_SIZE = 160 /* bytes of names in an error */ };

struct field_names { /* paths in the first value, outer ones first */
    int count;
    char *items[MAX_FIELDS];
};

struct first_json {
    int count;
    int at[FIRST + 1];
    long lines[FIRST];
    struct buf text;
};

static struct bytes first_at(const struct first_json *f, int i)
{
    return bytes_make(f->text.data + f->at[i], (size_t)(f->at[i + 1] - f->at[i]));
}

static int read_first(struct first_json *f, struct json_values *v, struct err *err)
{
    struct bytes value;
    int rc = 1;
    while (f->count < FIRST && f->text.len < TEXT_LINES_MAX &&
           (rc = json_values_next(v, &value, err)) == 1) {
        f->lines[f->count] = v->line;
        f->at[f->count++] = (int)f->text.len;
        buf_add_bytes(&f->text, value);
        f->at[f->count] = (int)f->text.len;
    }
    return rc < 0 && f->count == 0 ? rc : 0; /* a mistake further down comes out when it is read */
}

bool json_is_export(struct bytes value)
{
    return !bytes_is_null(json_find(value, "ground_export"));
}

struct bytes json_plan_name(const struct json_plan *p, int i)
{
    return bytes_make(p->names.data + p->name_at[i], (size_t)(p->name_at[i + 1] - p->name_at[i]));
}

static bool is_kind(struct bytes value, char first)
{
    return value.len > 0 && value.data[0] == (uint8_t)first;
}

static void add_name(struct json_plan *p, struct bytes name)
{
    if (p->name_count == JSON_MAX_NAMES)
        return;
    buf_add_bytes(&p->names, name);
    p->name_at[++p->name_count] = (int)p->names.len;
}

/* All items of the array, if all are strings. */
static bool take_strings(struct json_plan *p, struct bytes array)
{
    struct json_cursor c;
    struct bytes name, item;
    p->name_count = 0;
    buf_clear(&p->names);
    if (!is_kind(array, '[') || !json_enter(array, &c))
        return false;
    while (json_step(&c, &name, &item)) {
        if (!is_kind(item, '"'))
            return p->name_count = 0, false;
        add_name(p, item);
    }
    return p->name_count > 0;
}

int json_plan_take_names(struct json_plan *p, struct bytes value)
{
    struct json_cursor c;
    struct bytes name, item;
    if (take_strings(p, value) || !is_kind(value, '{') || !json_enter(value, &c))
        return p->name_count;
    while (json_step(&c, &name, &item))
        if (take_strings(p, item))
            return p->name_count;
    return 0;
}

struct bytes json_rows_in(struct bytes value)
{
    struct json_cursor c, inner;
    struct bytes name, item, first, none;
    if (!is_kind(value, '{') || !json_enter(value, &c))
        return BYTES_NULL;
    while (json_step(&c, &name, &item))
        if (is_kind(item, '[') && json_enter(item, &inner) && json_step(&inner, &none, &first) &&
            is_kind(first, '['))
            return item;
    return BYTES_NULL;
}

static long count_items(struct bytes array)
{
    struct json_cursor c;
    struct bytes name, item;
    long n = 0;
    if (json_enter(array, &c))
        while (json_step(&c, &name, &item))
            n += !is_kind(item, '{') && !is_kind(item, '[');
    return n;
}

/* Names the members that are arrays, all of one length of two or more, at least two of them. */
static bool take_columns(struct json_plan *p, struct bytes value)
{
    struct json_cursor c;
    struct bytes name, item;
    long length = 0;
    p->name_count = 0;
    buf_clear(&p->names);
    if (!is_kind(value, '{') || !json_enter(value, &c))
        return false;
    while (json_step(&c, &name, &item)) {
        if (!is_kind(item, '['))
            continue;
        long n = count_items(item);
        if (n < 2 || (length > 0 && n != length))
            return p->name_count = 0, false;
        length = n;
        add_name(p, name);
    }
    return p->name_count >= 2;
}

/* The innermost object of {"ID": {"time": {...}}}, or null. */
static struct bytes nested_object(struct bytes value)
{
    struct json_cursor c;
    struct bytes name;
    for (int depth = 0; depth < 2; depth++) {
        struct bytes inner;
        if (!is_kind(value, '{') || !json_enter(value, &c) || !json_step(&c, &name, &inner) ||
            !is_kind(inner, '{'))
            return BYTES_NULL;
        value = inner;
    }
    return json_format_recognise(value) != NULL ? value : BYTES_NULL;
}

static enum json_shape shape_of(struct json_plan *p, const struct first_json *f)
{
    struct bytes first = first_at(f, 0);
    if (json_is_export(first))
        return JSON_EXPORT;
    if (is_kind(first, '['))
        return json_plan_take_names(p, first) > 0 ? JSON_ROWS : JSON_OBJECTS;
    if (f->count > 1 && is_kind(first_at(f, 1), '[') && json_plan_take_names(p, first) > 0)
        return JSON_ROWS;
    if (f->count > 1)
        return JSON_OBJECTS;
    if (!bytes_is_null(json_rows_in(first)) && json_plan_take_names(p, first) > 0)
        return JSON_SPLIT;
    if (take_columns(p, first))
        return JSON_COLUMNS;
    return bytes_is_null(nested_object(first)) ? JSON_OBJECTS : JSON_NESTED;
}

/* Adds the paths of the members of `value` that are `depth` deep. */
static void add_fields(struct field_names *f, const char *prefix, struct bytes value, int depth)
{
    struct json_cursor c;
    struct bytes name, item;
    if (!is_kind(value, '{') || !json_enter(value, &c))
        return;
    while (json_step(&c, &name, &item) && f->count < MAX_FIELDS) {
        if (name.len < 2)
            continue;
        char *path = mem_printf("%s%s%.*s", prefix, *prefix != '\0' ? "." : "", (int)name.len - 2,
                                (const char *)name.data + 1);
        if (depth > 0)
            add_fields(f, path, item, depth - 1);
        else if (!is_kind(item, '{'))
            f->items[f->count++] = mem_text(path);
        free(path);
    }
}

static void list_fields(struct field_names *f, struct json_plan *p, struct bytes value)
{
    f->count = 0;
    for (int i = 0; i < p->name_count && f->count < MAX_FIELDS; i++) {
        struct bytes name = json_plan_name(p, i);
        f->items[f->count++] = mem_printf("%.*s", (int)name.len - 2, (const char *)name.data + 1);
    }
    for (int depth = 0; depth < MAX_DEPTH && p->name_count == 0; depth++)
        add_fields(f, "", value, depth);
}

/* The value of a field in the `i`th message of the head. */
static struct bytes sample(const struct json_plan *p, const struct first_json *f, int i, int index,
                           const char *path)
{
    char number[16];
    struct bytes value = first_at(f, i);
    snprintf(number, sizeof number, "%d", index);
    if (p->shape == JSON_OBJECTS)
        return json_find(value, path);
    if (p->shape == JSON_NESTED)
        return i == 0 ? json_find(nested_object(value), path) : BYTES_NULL;
    if (p->shape == JSON_ROWS)
        return i == 0 ? BYTES_NULL : json_find(value, number);
    if (p->shape == JSON_COLUMNS)
        return i == 0 ? json_find(json_find(value, path), "0") : BYTES_NULL;
    struct json_cursor c;
    struct bytes name, row, rows = json_rows_in(first_at(f, 0));
    if (bytes_is_null(rows) || !json_enter(rows, &c))
        return BYTES_NULL;
    for (int k = 0; json_step(&c, &name, &row); k++)
        if (k == i)
            return json_find(row, number);
    return BYTES_NULL;
}

static bool is_timely(struct bytes text)
{
    int64_t ns;
    enum timestamp_kind kind = timestamp_read(text, &ns);
    return timestamp_number(text, '.', 1, &ns) || kind == TIMESTAMP_UTC ||
           kind == TIMESTAMP_LOCAL || kind == TIMESTAMP_MISSION;
}

static int find_field(const struct json_plan *p, const struct first_json *f,
                      const struct field_names *fields)
{
    struct buf space = {0};
    int found = -1;
    for (int i = 0; i < fields->count && found < 0; i++) {
        if (!time_name(bytes_of(fields->items[i])))
            continue;
        for (int k = 0; k < f->count && k < 5 && found < 0; k++) {
            struct bytes value = sample(p, f, k, i, fields->items[i]);
            if (!bytes_is_null(value) && is_timely(json_text(value, &space)))
                found = i;
        }
    }
    buf_deinit(&space);
    return found;
}

static int no_field(const struct json_plan *p, const struct first_json *f,
                    const struct field_names *fields, const char *asked, bool of_format,
                    struct err *err)
{
    struct buf list = {0};
    int more = 0;
    for (int i = 0; i < fields->count; i++) {
        if (i > 0 && list.len + strlen(fields->items[i]) > LIST_SIZE)
            more++;
        else
            buf_printf(&list, "%s%s", i > 0 ? ", " : "", fields->items[i]);
    }
    if (more > 0)
        buf_printf(&list, " and %d more", more);
    if (fields->count == 0)
        err_set(err, ERR_CORRUPT, "%s:%ld: no JSON objects with fields, nor arrays below a header",
                p->path, f->lines[0]);
    else if (asked != NULL)
        err_set(err, ERR_USAGE, "%s:%ld: no field \"%s\"%s; there are: %s", p->path, f->lines[0],
                asked, of_format ? ", the time of --format" : "", buf_text(&list));
    else
        err_set(err, ERR_CORRUPT,
                "%s:%ld: no field is a time; there are: %s; say --time-field NAME", p->path,
                f->lines[0], buf_text(&list));
    buf_deinit(&list);
    return err->code;
}

static int named_field(const struct field_names *fields, const char *name)
{
    for (int i = 0; i < fields->count; i++)
        if (strcmp(fields->items[i], name) == 0)
            return i;
    return -1;
}

static int find_time(struct json_plan *p, const struct first_json *f,
                     const struct reading_options *o, struct err *err)
{
    struct field_names *fields = mem_zero(1, sizeof *fields);
    const char *given = o->time_field;
    int rc = 0;
    list_fields(fields, p,
                p->shape == JSON_NESTED ? nested_object(first_at(f, 0)) : first_at(f, 0));
    if (given == NULL && p->format != NULL)
        given = p->format->time;
    p->time_name = given != NULL ? named_field(fields, given) : find_field(p, f, fields);
    bool there = given != NULL && p->name_count == 0 && !bytes_is_null(sample(p, f, 0, -1, given));
    if (p->time_name >= 0)
        p->time = mem_text(fields->items[p->time_name]);
    else if (there)
        p->time = mem_text(given);
    else if (!o->timeless || given != NULL)
        rc = no_field(p, f, fields, given, given != o->time_field, err);
    for (int i = 0; i < fields->count; i++)
        free(fields->items[i]);
    free(fields);
    return rc;
}

static int find_rule(struct json_plan *p, const struct first_json *f, struct err *err)
{
    struct bytes values[FIRST];
    struct buf spaces = {0}, space = {0};
    int count = 0, ends[FIRST + 1] = {0};
    if (p->format != NULL && p->format->unit != UNIT_UNKNOWN && !p->rule.unit_told) {
        p->rule.unit = p->format->unit;
        p->rule.unit_told = true;
    }
    for (int i = 0; i < FIRST && count < FIRST; i++) {
        if (i >= f->count && p->shape != JSON_SPLIT)
            break;
        struct bytes value = sample(p, f, i, p->time_name, p->time);
        if (bytes_is_null(value))
            continue;
        buf_add_bytes(&spaces, json_text(value, &space));
        ends[++count] = (int)spaces.len;
    }
    for (int i = 0; i < count; i++)
        values[i] = bytes_make(buf_bytes(&spaces).data + ends[i], (size_t)(ends[i + 1] - ends[i]));
    const char *what = time_rule_guess(&p->rule, bytes_of(p->time), values, count);
    if (what != NULL)
        err_set(err, ERR_CORRUPT,
                "%s:%ld: \"%s\" %s: %.*s; it takes seconds, an epoch or a UTC time, and "
                "--time-field names another field",
                p->path, f->lines[0], p->time, what, count > 0 ? (int)values[0].len : 0,
                count > 0 ? (const char *)values[0].data : "");
    buf_deinit(&spaces);
    buf_deinit(&space);
    return what == NULL ? 0 : ERR_CORRUPT;
}

static int find_format(struct json_plan *p, const struct first_json *f, const char *name,
                       struct err *err)
{
    struct bytes first = p->shape == JSON_NESTED ? nested_object(first_at(f, 0)) : first_at(f, 0);
    if (name == NULL && (p->shape == JSON_OBJECTS || p->shape == JSON_NESTED))
        p->format = json_format_recognise(first);
    if (name == NULL || strcmp(name, "json") == 0)
        return 0;
    p->format = json_format_find(name);
    if (p->format != NULL)
        return 0;
    if (named_format_find(name) != NULL || strcmp(name, "table") == 0)
        return err_set(err, ERR_USAGE,
                       "%s holds JSON, and --format %s is of tables: leave --format out", p->path,
                       name);
    struct buf list = {0};
    json_format_list(&list);
    err_set(err, ERR_USAGE, "--format takes json, %s for JSON; not \"%s\"", buf_text(&list), name);
    buf_deinit(&list);
    return ERR_USAGE;
}

int json_plan_find(struct json_plan *p, const char *path, struct json_values *v,
                   const struct reading_options *o, struct err *err)
{
    struct first_json *f = mem_zero(1, sizeof *f);
    p->path = path;
    int rc = read_first(f, v, err);
    if (rc == 0)
        rc = time_rule_init(&p->rule, &o->time, '.', err);
    if (rc == 0 && f->count > 0) {
        p->shape = shape_of(p, f);
        if (p->shape == JSON_EXPORT)
            p->rule.form = TIME_STAMPS;
        rc = p->shape == JSON_EXPORT ? 0 : find_format(p, f, o->format, err);
        if (rc == 0 && p->shape != JSON_EXPORT)
            rc = find_time(p, f, o, err);
        if (rc == 0 && p->time != NULL)
            rc = find_rule(p, f, err);
    }
    buf_deinit(&f->text);
    free(f);
    return rc;
}

const char *json_plan_words(const struct json_plan *p)
{
    static const char *const words[] = {
        [JSON_OBJECTS] = "JSON objects",
        [JSON_EXPORT] = "export of ground",
        [JSON_ROWS] = "JSON arrays with a header",
        [JSON_SPLIT] = "JSON table with a header",
        [JSON_COLUMNS] = "JSON arrays, one for each column",
        [JSON_NESTED] = "JSON objects by ID and time",
    };
    return p->format != NULL ? p->format->title : words[p->shape];
}

void json_plan_deinit(struct json_plan *p)
{
    free(p->time);
    buf_deinit(&p->names);
    p->time = NULL;
}
