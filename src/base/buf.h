/* buf.h: a growable run of bytes that its owner appends to.
 *
 * Zero-initialised is empty and valid. Views of it hold until the next append. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/bytes.h"
#include "base/err.h"

struct buf {
    uint8_t *data;
    size_t len;
    size_t cap;
};

void buf_deinit(struct buf *b);
void buf_clear(struct buf *b); /* keeps the memory */

/* Makes room for `extra` more bytes and returns where they go; the caller adds to b->len. */
uint8_t *buf_reserve(struct buf *b, size_t extra);

/* Append copies. */
void buf_add(struct buf *b, const void *data, size_t len);
void buf_add_bytes(struct buf *b, struct bytes bytes);
void buf_add_text(struct buf *b, const char *s);
void buf_add_byte(struct buf *b, uint8_t byte);
/* Adds a word as a shell takes it: between single quotes, unless it holds nothing special. */
void buf_add_shell_word(struct buf *b, const char *word);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Unsigned LEB128, and zig-zag over it: Kafka's varints and ours. */
void buf_add_uvarint(struct buf *b, uint64_t v);
void buf_add_varint(struct buf *b, int64_t v);

static inline struct bytes buf_bytes(const struct buf *b)
{
    return bytes_make(b->data == NULL ? (const uint8_t *)"" : b->data, b->len);
}

/* The bytes with a NUL after them (not counted in len): usable as a C string. */
const char *buf_text(struct buf *b);

#endif
