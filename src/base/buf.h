/* buf.h: a growable byte buffer.
 *
 * A zero-initialised buffer is empty and valid. Views of it are valid until the next append. */
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

/* Reserves `extra` more bytes and returns where they go; the caller adds to b->len. */
uint8_t *buf_reserve(struct buf *b, size_t extra);

/* Append a copy. */
void buf_add(struct buf *b, const void *data, size_t len);
void buf_add_bytes(struct buf *b, struct bytes bytes);
void buf_add_text(struct buf *b, const char *s);
void buf_add_byte(struct buf *b, uint8_t byte);
/* Adds a word quoted for a shell: in single quotes unless it has no special characters. */
void buf_add_shell_word(struct buf *b, const char *word);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Unsigned LEB128, and zig-zag over it: Kafka's varints and ours. */
void buf_add_uvarint(struct buf *b, uint64_t v);
void buf_add_varint(struct buf *b, int64_t v);

static inline struct bytes buf_bytes(const struct buf *b)
{
    return bytes_make(b->data == NULL ? (const uint8_t *)"" : b->data, b->len);
}

/* The bytes as a C string; the NUL is not counted in len. */
const char *buf_text(struct buf *b);

#endif
