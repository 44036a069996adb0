/* json_rows.c: a function for each shape, then the time. */
#include "source/json_rows.h"

#include "flight/message.h"
#include "flight/mission.h"

static int wrong(const struct json_rows *r, struct err *err, const char *what)
{
    return err_set(err, ERR_CORRUPT, "%s:%ld: %s", r->plan->path, r->values.line, what);
}

static int bad_time(const struct json_rows *r, struct bytes text, const char *what, struct err *err)
{
    if (bytes_is_null(text))
        return err_set(err, ERR_CORRUPT,
                       "%s:%ld: no time in \"%s\"; --time-field names another field", r->plan->path,
                       r->values.line, r->plan->time);
    return err_set(err, ERR_CORRUPT, "%s:%ld: \"%s\" holds %.*s: %s", r->plan->path, r->values.line,
                   r->plan->time, text.len < 60 ? (int)text.len : 60, (const char *)text.data,
                   what);
}

static int take_time(struct json_rows *r, struct bytes value, struct recorded_message *out,
                     struct err *err)
{
    struct time_rule *rule = &r->plan->rule;
    bool none = bytes_is_null(value) || bytes_equal(value, bytes_of("null"));
    if (none && r->timeless)
        return out->t_ns = RECORDED_NO_TIME, 0;
    if (none)
        return bad_time(r, BYTES_NULL, NULL, err);
    const char *what = time_rule_read(rule, json_text(value, &r->text), BYTES_NULL, &out->t_ns);
    if (what == NULL && out->t_ns < 0 && time_rule_is_absolute(rule))
        what = "before 1970, and Kafka has no such times";
    return what == NULL ? 0 : bad_time(r, value, what, err);
}

/* Decodes the message as the fold will, to find what is no JSON, and counts its numbers. */
static int check(struct json_rows *r, const struct recorded_message *m, struct err *err)
{
    static struct decoded d;
    if (!r->checking)
        return 0;
    message_decode(&mission_default, m->value, &d);
    if (d.kind == DECODED_BAD)
        return err_set(err, ERR_CORRUPT, "%s:%ld: not a JSON object: column %zu does not fit",
                       r->plan->path, r->values.line, d.bad_at + 1);
    struct bytes time = r->plan->time == NULL ? BYTES_NULL : json_find(m->value, r->plan->time);
    bool counted = !bytes_is_null(time) && time.data[0] != '"';
    long channels = d.count + d.dropped - counted;
    r->plan->channels = channels > r->plan->channels ? channels : r->plan->channels;
    return 0;
}

static struct bytes first_found(struct bytes value, const char *const paths[JSON_FORMAT_PATHS])
{
    struct bytes found = BYTES_NULL;
    for (int i = 0; i < JSON_FORMAT_PATHS && paths[i] != NULL && bytes_is_null(found); i++)
        found = json_find(value, paths[i]);
    return bytes_equal(found, bytes_of("null")) ? BYTES_NULL : found;
}

/* {"GROUP": value}, for formats that name their values elsewhere. */
static struct bytes in_group(struct json_rows *r, struct bytes name, struct bytes value)
{
    buf_clear(&r->json);
    buf_add_byte(&r->json, '{');
    buf_add_bytes(&r->json, name);
    buf_add_byte(&r->json, ':');
    buf_add_bytes(&r->json, value);
    buf_add_byte(&r->json, '}');
    return buf_bytes(&r->json);
}

/* Key and telemetry of a message of a named format. */
static int take_parts(struct json_rows *r, struct bytes value, struct recorded_message *out,
                      struct err *err)
{
    const struct json_format *f = r->plan->format;
    struct bytes part = f->value == NULL ? value : json_find(value, f->value);
    struct bytes key = first_found(value, f->key);
    if (bytes_is_null(part))
        return err_set(err, ERR_CORRUPT, "%s:%ld: missing \"%s\", which every message of %s has",
                       r->plan->path, r->values.line, f->value, f->title);
    if (!bytes_is_null(key))
        out->key = json_text(key, &r->key);
    if (f->group != NULL && !bytes_is_null(json_find(value, f->group)))
        out->value = in_group(r, json_find(value, f->group), part);
    else if (f->coded && bytes_equal(part, bytes_of("null")))
        out->value = BYTES_NULL;
    else
        out->value = f->coded ? json_text(part, &r->json) : part;
    return 0;
}

static int take_object(struct json_rows *r, struct bytes value, struct recorded_message *out,
                       struct err *err)
{
    const struct json_format *f = r->plan->format;
    if (value.data[0] != '{')
        return wrong(r, err, "not a JSON object: another kind of value");
    int rc = take_time(r, r->plan->time == NULL ? BYTES_NULL : json_find(value, r->plan->time), out,
                       err);
    out->value = value;
    if (rc == 0 && f != NULL)
        rc = take_parts(r, value, out, err);
    if (rc == 0 && (f == NULL || !f->coded))
        rc = check(r, out, err);
    return rc == 0 ? 1 : rc;
}

/* Adds a member; numbers that JSON has not get quotes, which the fold reads. */
static void add_member(struct json_rows *r, int i, struct bytes item)
{
    static const char *const words[] = {"NaN", "Infinity", "-Infinity"};
    bool quoted = false;
    for (size_t k = 0; k < ARRAY_SIZE(words); k++)
        quoted = quoted || bytes_equal(item, bytes_of(words[k]));
    buf_add_text(&r->json, i > 0 ? "," : "");
    buf_add_bytes(&r->json, json_plan_name(r->plan, i));
    buf_add_text(&r->json, quoted ? ":\"" : ":");
    buf_add_bytes(&r->json, item);
    buf_add_text(&r->json, quoted ? "\"" : "");
}

/* Closes the object in `json`, whose time is `time`. */
static int end_row(struct json_rows *r, struct bytes time, struct recorded_message *out,
                   struct err *err)
{
    buf_add_byte(&r->json, '}');
    out->value = buf_bytes(&r->json);
    int rc = take_time(r, time, out, err);
    if (rc == 0)
        rc = check(r, out, err);
    return rc == 0 ? 1 : rc;
}

/* A row as an object: names from the plan, values as they are written. */
static int take_row(struct json_rows *r, struct bytes row, struct recorded_message *out,
                    struct err *err)
{
    struct json_cursor c;
    struct bytes name, item, time = BYTES_NULL;
    if (row.data[0] != '[' || !json_enter(row, &c))
        return wrong(r, err, "not an array, as the rows before");
    buf_clear(&r->json);
    buf_add_byte(&r->json, '{');
    for (int i = 0; json_step(&c, &name, &item); i++) {
        if (i == r->plan->name_count)
            return wrong(r, err, "more values than the header has names");
        if (i == r->plan->time_name)
            time = item;
        add_member(r, i, item);
    }
    return end_row(r, time, out, err);
}

static int next_of_columns(struct json_rows *r, struct recorded_message *out, struct err *err)
{
    struct bytes name, item, time = BYTES_NULL;
    buf_clear(&r->json);
    buf_add_byte(&r->json, '{');
    for (int i = 0; i < r->plan->name_count; i++) {
        if (!json_step(&r->rows[i], &name, &item))
            return 0;
        if (i == r->plan->time_name)
            time = item;
        add_member(r, i, item);
    }
    return end_row(r, time, out, err);
}

static int next_nested(struct json_rows *r, struct recorded_message *out, struct err *err)
{
    struct bytes name, inner;
    while (!json_step(&r->rows[1], &name, &inner)) {
        if (!json_step(&r->rows[0], &r->id, &inner))
            return 0;
        if (!json_enter(inner, &r->rows[1]))
            return wrong(r, err, "not an object, as the others");
    }
    return take_object(r, inner, out, err);
}

/* Reads the one object of the file. */
static int begin_whole(struct json_rows *r, struct err *err)
{
    struct bytes value, name, item;
    struct json_cursor c;
    int column = 0, rc = json_values_next(&r->values, &value, err);
    if (rc != 1)
        return rc;
    if (r->plan->shape == JSON_SPLIT)
        return json_enter(json_rows_in(value), &r->rows[0]);
    if (r->plan->shape == JSON_NESTED)
        return json_enter(value, &r->rows[0]);
    if (!json_enter(value, &c))
        return 0;
    while (json_step(&c, &name, &item) && column < r->plan->name_count)
        if (item.data[0] == '[' && json_enter(item, &r->rows[column]))
            column++;
    return column == r->plan->name_count;
}

static int next_whole(struct json_rows *r, struct recorded_message *out, struct err *err)
{
    struct bytes name, row;
    if (r->plan->shape == JSON_COLUMNS)
        return next_of_columns(r, out, err);
    if (r->plan->shape == JSON_NESTED)
        return next_nested(r, out, err);
    return json_step(&r->rows[0], &name, &row) ? take_row(r, row, out, err) : 0;
}

static int next_exported(struct json_rows *r, struct bytes value, struct recorded_message *out,
                         struct err *err)
{
    const char *what = exported_read(&r->exported, value, out);
    return what == NULL ? 1 : wrong(r, err, what);
}

int json_rows_next(struct json_rows *r, struct recorded_message *out, struct err *err)
{
    struct bytes value;
    bool first = !r->began;
    int rc = 1;
    enum json_shape shape = r->plan->shape;
    *out = (struct recorded_message){.t_ns = 0};
    r->began = true;
    if (shape == JSON_SPLIT || shape == JSON_COLUMNS || shape == JSON_NESTED) {
        if (first)
            rc = begin_whole(r, err);
        return rc == 1 ? next_whole(r, out, err) : rc;
    }
    rc = json_values_next(&r->values, &value, err);
    if (rc == 1 && first && shape != JSON_OBJECTS)
        rc = json_values_next(&r->values, &value, err); /* behind the header */
    if (rc != 1)
        return rc;
    if (shape == JSON_EXPORT)
        return next_exported(r, value, out, err);
    return shape == JSON_ROWS ? take_row(r, value, out, err) : take_object(r, value, out, err);
}

void json_rows_deinit(struct json_rows *r)
{
    json_values_deinit(&r->values);
    exported_deinit(&r->exported);
    buf_deinit(&r->json);
    buf_deinit(&r->text);
    buf_deinit(&r->key);
}
