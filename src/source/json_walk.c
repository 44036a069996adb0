/* json_walk.c: skips by brackets and quotes. */
#include "source/json_walk.h"

#include <jansson.h>
#include <stdlib.h>

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const uint8_t *skip_blanks(const uint8_t *p, const uint8_t *end)
{
    while (p < end && is_blank(*p))
        p++;
    return p;
}

/* Behind the closing quote of the string whose opening one is at `p`. */
static const uint8_t *skip_string(const uint8_t *p, const uint8_t *end)
{
    for (p++; p < end; p++) {
        if (*p == '"')
            return p + 1;
        p += *p == '\\';
    }
    return NULL;
}

const uint8_t *json_skip(const uint8_t *p, const uint8_t *end)
{
    int depth = 0;
    while (p < end) {
        uint8_t c = *p;
        if (c == '"') {
            p = skip_string(p, end);
            if (p == NULL)
                return NULL;
        } else if (c == '{' || c == '[') {
            depth++;
            p++;
        } else if (c == '}' || c == ']') {
            depth--;
            p++;
        } else if (depth > 0) {
            p++;
            continue;
        } else { /* a number or a word */
            while (p < end && !is_blank(*p) && *p != ',' && *p != '}' && *p != ']')
                p++;
        }
        if (depth <= 0)
            return depth < 0 ? NULL : p;
    }
    return NULL;
}

bool json_enter(struct bytes value, struct json_cursor *c)
{
    value = bytes_trim(value);
    if (value.len < 2 || (value.data[0] != '{' && value.data[0] != '['))
        return false;
    *c = (struct json_cursor){value.data + 1, value.data + value.len - 1, value.data[0] == '{'};
    return true;
}

bool json_step(struct json_cursor *c, struct bytes *name, struct bytes *value)
{
    const uint8_t *p = skip_blanks(c->p, c->end), *end;
    if (p < c->end && *p == ',')
        p = skip_blanks(p + 1, c->end);
    if (p >= c->end || (end = json_skip(p, c->end)) == NULL || end == p)
        return false;
    *name = BYTES_NULL;
    *value = bytes_make(p, (size_t)(end - p));
    p = skip_blanks(end, c->end);
    if (c->object) {
        if (p >= c->end || *p != ':' || value->data[0] != '"')
            return false;
        *name = *value;
        p = skip_blanks(p + 1, c->end);
        end = json_skip(p, c->end);
        if (end == NULL || end == p)
            return false;
        *value = bytes_make(p, (size_t)(end - p));
    }
    c->p = end;
    return true;
}

static struct bytes unquoted(struct bytes name)
{
    return name.len >= 2 ? bytes_make(name.data + 1, name.len - 2) : name;
}

static bool is_digits(const char *s, size_t n)
{
    return n > 0 && n < 10 && strspn(s, "0123456789") >= n;
}

struct bytes json_find(struct bytes value, const char *path)
{
    struct json_cursor c;
    struct bytes name, item;
    path += *path == '/' || *path == '.' || *path == '[';
    size_t n = strcspn(path, "./[]"), whole = strlen(path);
    const char *rest = path + n;
    if (*rest == ']')
        rest++;
    if (!json_enter(value, &c))
        return BYTES_NULL;
    long index = is_digits(path, n) ? strtol(path, NULL, 10) : -1;
    for (long i = 0; json_step(&c, &name, &item); i++) {
        struct bytes plain = unquoted(name);
        if (!bytes_is_null(name) && plain.len == whole && memcmp(plain.data, path, whole) == 0)
            return item;
        bool here =
            bytes_is_null(name) ? i == index : plain.len == n && memcmp(plain.data, path, n) == 0;
        if (!here)
            continue;
        struct bytes found = *rest == '\0' ? item : json_find(item, rest);
        if (!bytes_is_null(found))
            return found;
    }
    return BYTES_NULL;
}

struct bytes json_text(struct bytes value, struct buf *space)
{
    if (value.len < 2 || value.data[0] != '"')
        return value;
    if (memchr(value.data, '\\', value.len) == NULL)
        return unquoted(value);
    json_t *string =
        json_loadb((const char *)value.data, value.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    buf_clear(space);
    if (json_is_string(string))
        buf_add(space, json_string_value(string), json_string_length(string));
    json_decref(string);
    return buf_bytes(space);
}
