/* json_values.c: finds where a value ends, across lines where it must. */
#include "source/json_values.h"

#include "source/json_walk.h"

/* The rest of the line is given up. */
static int wrong(struct json_values *v, struct err *err, const char *what)
{
    v->rest = BYTES_NULL;
    return err_set(err, ERR_CORRUPT, "%s:%ld: %s", v->lines->path, v->line, what);
}

/* Moves on to a byte that is no blank: 1, 0 at the end, or an error. */
static int find_byte(struct json_values *v, struct err *err)
{
    for (;;) {
        v->rest = bytes_trim(v->rest);
        if (v->rest.len > 0)
            return 1;
        int rc = text_lines_next(v->lines, &v->rest, err);
        if (rc != 1)
            return rc;
    }
}

static void drop(struct json_values *v, size_t n)
{
    v->rest = bytes_make(v->rest.data + n, v->rest.len - n);
}

/* An array that holds objects or arrays is the stream itself; [0, 1.5] is a row of one. */
static bool begins_stream(struct bytes rest)
{
    struct bytes inside = bytes_trim(bytes_make(rest.data + 1, rest.len - 1));
    return inside.len == 0 || inside.data[0] == '{' || inside.data[0] == '[';
}

/* The value goes on in the lines that follow: they are put together until it ends. */
static int take_long(struct json_values *v, struct bytes *out, struct err *err)
{
    int depth = 0;
    bool quoted = false;
    size_t seen = 0;
    buf_clear(&v->value);
    buf_add_bytes(&v->value, v->rest);
    for (;;) {
        for (; seen < v->value.len; seen++) {
            uint8_t c = v->value.data[seen];
            if (c == '"')
                quoted = !quoted;
            else if (quoted)
                seen += c == '\\';
            else
                depth += (c == '{' || c == '[') - (c == '}' || c == ']');
            if (depth == 0 && !quoted) {
                size_t tail = v->value.len - ++seen;
                drop(v, v->rest.len - tail);
                *out = bytes_make(v->value.data, seen);
                return 1;
            }
        }
        int rc = text_lines_next(v->lines, &v->rest, err);
        if (rc < 0)
            return rc;
        if (rc == 0)
            return wrong(v, err, "not a JSON object: what begins here is not closed");
        if (v->value.len + v->rest.len > TEXT_LINES_MAX)
            return err_set(err, ERR_TOO_BIG,
                           "%s:%ld: the JSON value that begins here is longer than %d MiB",
                           v->lines->path, v->line, TEXT_LINES_MAX >> 20);
        buf_add_byte(&v->value, '\n');
        buf_add_bytes(&v->value, v->rest);
    }
}

static int take_value(struct json_values *v, struct bytes *out, struct err *err)
{
    const uint8_t *p = v->rest.data, *end = p + v->rest.len;
    if (*p != '{' && *p != '[')
        return wrong(v, err, "not a JSON object: another kind of value");
    const uint8_t *after = json_skip(p, end);
    if (after == NULL && v->lines_only)
        return wrong(v, err, "not a JSON object: what begins here is not closed");
    if (after == NULL)
        return take_long(v, out, err);
    *out = bytes_make(p, (size_t)(after - p));
    drop(v, (size_t)(after - p));
    return 1;
}

int json_values_next(struct json_values *v, struct bytes *out, struct err *err)
{
    int rc;
    while ((rc = find_byte(v, err)) == 1) {
        v->line = v->lines->number;
        uint8_t c = v->rest.data[0];
        bool first = !v->began;
        v->began = true;
        if (first && c == '[' && begins_stream(v->rest))
            v->in_array = true;
        else if (v->in_array && c == ']')
            v->in_array = v->began = false;
        else if (!(v->in_array && c == ','))
            return take_value(v, out, err);
        drop(v, 1);
    }
    if (rc == 0 && v->in_array)
        return wrong(v, err, "the JSON array is not closed: the file is cut off");
    return rc;
}

void json_values_deinit(struct json_values *v)
{
    buf_deinit(&v->value);
}
