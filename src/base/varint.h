/* varint.h: reading variable-length integers, Kafka's and ours; base/buf.h writes them. */
#ifndef BASE_VARINT_H
#define BASE_VARINT_H

#include "base/bytes.h"

/* Takes an unsigned LEB128 of at most `max_bytes` bytes off `*rest`. False, leaving `*rest`, when
 * it is longer, does not end, or (in 5 or 10 bytes) exceeds 32 or 64 bits. */
static inline bool uvarint_take(struct bytes *rest, int max_bytes, uint64_t *out)
{
    uint64_t v = 0;
    for (int i = 0; i < max_bytes && (size_t)i < rest->len; i++) {
        uint8_t byte = rest->data[i];
        uint8_t high = max_bytes == 5 ? 0x0f : 0x01; /* what fits of the last byte */
        if (i == max_bytes - 1 && byte > high)
            return false;
        v |= (uint64_t)(byte & 0x7f) << (7 * i);
        if ((byte & 0x80) == 0) {
            *rest = bytes_make(rest->data + i + 1, rest->len - (size_t)i - 1);
            *out = v;
            return true;
        }
    }
    return false;
}

static inline int64_t zigzag(uint64_t v)
{
    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

/* Zig-zag varint of 32 bits. */
static inline bool varint_take(struct bytes *rest, int32_t *out)
{
    uint64_t v;
    if (!uvarint_take(rest, 5, &v))
        return false;
    *out = (int32_t)zigzag(v);
    return true;
}

/* Zig-zag varint of 64 bits. */
static inline bool varlong_take(struct bytes *rest, int64_t *out)
{
    uint64_t v;
    if (!uvarint_take(rest, 10, &v))
        return false;
    *out = zigzag(v);
    return true;
}

#endif
