/* exported.c: a line by jansson, base64 by base64.c. */
#include "source/exported.h"

#include "source/base64.h"
#include "source/timestamp.h"

static struct bytes string_bytes(json_t *string)
{
    return json_is_string(string)
               ? bytes_make(json_string_value(string), json_string_length(string))
               : BYTES_NULL;
}

/* "key" or "key_base64", as text or bytes; missing or JSON null is null. */
static bool read_bytes(const struct exported *e, const char *name, const char *base64_name,
                       struct buf *scratch, struct bytes *out)
{
    json_t *coded = json_object_get(e->root, base64_name);
    *out = string_bytes(json_object_get(e->root, name));
    if (!bytes_is_null(*out) || !json_is_string(coded))
        return true;
    buf_clear(scratch);
    if (base64_decode(string_bytes(coded), scratch) != 0)
        return false;
    *out = buf_bytes(scratch);
    return true;
}

/* A header's value: text, null, or base64 behind a null. `space` has room for it. */
static bool read_header_value(json_t *pair, struct buf *space, struct bytes *out)
{
    struct bytes coded = string_bytes(json_array_get(pair, 2));
    size_t begin = space->len;
    *out = string_bytes(json_array_get(pair, 1));
    if (bytes_is_null(coded))
        return true;
    if (base64_decode(coded, space) != 0)
        return false;
    *out = bytes_make(space->data + begin, space->len - begin);
    return true;
}

static const char *read_headers(struct exported *e, size_t most, struct recorded_message *out)
{
    json_t *headers = json_object_get(e->root, "headers");
    size_t count = json_array_size(headers);
    if (count > RECORDED_MAX_HEADERS)
        return "more than 32 headers in one message";
    buf_clear(&e->headers);
    buf_reserve(&e->headers, most); /* for all of them, so that none moves */
    for (size_t i = 0; i < count; i++) {
        json_t *pair = json_array_get(headers, i);
        out->headers[i].name = string_bytes(json_array_get(pair, 0));
        if (!read_header_value(pair, &e->headers, &out->headers[i].value))
            return "a base64 field holds something else";
        if (bytes_is_null(out->headers[i].name))
            return "\"headers\" must be a list of [name, value]";
    }
    out->header_count = (int)count;
    return NULL;
}

const char *exported_read(struct exported *e, struct bytes line, struct recorded_message *out)
{
    json_decref(e->root);
    e->root = json_loadb((const char *)line.data, line.len, JSON_ALLOW_NUL, NULL);
    if (!json_is_object(e->root))
        return "not a JSON object";
    struct bytes time = string_bytes(json_object_get(e->root, "time"));
    if (bytes_is_null(time) || timestamp_read(time, &out->t_ns) != TIMESTAMP_UTC)
        return "\"time\" must be a UTC time such as 2026-11-22T14:31:07.000Z";
    if (!read_bytes(e, "key", "key_base64", &e->key, &out->key) ||
        !read_bytes(e, "value", "value_base64", &e->value, &out->value))
        return "a base64 field holds something else";
    return read_headers(e, line.len, out);
}

void exported_deinit(struct exported *e)
{
    json_decref(e->root);
    buf_deinit(&e->key);
    buf_deinit(&e->value);
    buf_deinit(&e->headers);
}
