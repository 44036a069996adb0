/* headers.c: iterating over packed headers. */
#include "store/headers.h"

#include "base/varint.h"

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
    if (bytes_is_null(headers) || !uvarint_take(&walk->left, 10, &walk->count))
        walk->count = 0;
}

bool store_headers_next(struct store_headers *walk, struct store_header *out)
{
    uint64_t name_len, value_len;
    if (walk->count == 0)
        return false;
    walk->count--;
    out->value = BYTES_NULL;
    bool whole = uvarint_take(&walk->left, 10, &name_len) &&
                 take_bytes(&walk->left, name_len, &out->name) &&
                 uvarint_take(&walk->left, 10, &value_len) &&
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
