/* headers.c: walking and writing the header blob. */
#include "store/headers.h"

static bool take_uvarint(struct bytes *b, uint64_t *out)
{
    uint64_t v = 0;
    for (size_t i = 0; i < b->len && i < 10; i++) {
        v |= (uint64_t)(b->data[i] & 0x7f) << (7 * i);
        if ((b->data[i] & 0x80) == 0) {
            *b = bytes_make(b->data + i + 1, b->len - i - 1);
            *out = v;
            return true;
        }
    }
    return false;
}

static bool take_bytes(struct bytes *b, uint64_t len, struct bytes *out)
{
    if (len > b->len)
        return false;
    *out = bytes_make(b->data, (size_t)len);
    *b = bytes_make(b->data + len, b->len - (size_t)len);
    return true;
}

void store_headers_begin(struct store_headers *walk, struct bytes headers)
{
    walk->left = headers;
    if (bytes_is_null(headers) || !take_uvarint(&walk->left, &walk->count))
        walk->count = 0;
}

bool store_headers_next(struct store_headers *walk, struct store_header *out)
{
    uint64_t name_len, value_len;
    if (walk->count == 0)
        return false;
    walk->count--;
    out->value = BYTES_NULL;
    bool whole = take_uvarint(&walk->left, &name_len) &&
                 take_bytes(&walk->left, name_len, &out->name) &&
                 take_uvarint(&walk->left, &value_len) &&
                 (value_len == 0 || take_bytes(&walk->left, value_len - 1, &out->value));
    if (!whole)
        walk->count = 0;
    return whole;
}

bool store_headers_find(struct bytes headers, const char *name, struct bytes *value)
{
    struct store_headers walk;
    struct store_header header;
    struct bytes wanted = bytes_of(name);
    bool found = false;
    store_headers_begin(&walk, headers);
    while (store_headers_next(&walk, &header)) {
        if (bytes_equal(header.name, wanted)) {
            *value = header.value;
            found = true;
        }
    }
    return found;
}

void store_headers_add(struct buf *out, struct bytes name, struct bytes value)
{
    buf_add_uvarint(out, name.len);
    buf_add_bytes(out, name);
    buf_add_uvarint(out, bytes_is_null(value) ? 0 : (uint64_t)value.len + 1);
    buf_add_bytes(out, value);
}
