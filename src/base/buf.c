/* buf.c: growing by doubling. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void buf_deinit(struct buf *b)
{
    free(b->data);
    *b = (struct buf){0};
}

void buf_clear(struct buf *b)
{
    b->len = 0;
}

uint8_t *buf_reserve(struct buf *b, size_t extra)
{
    if (b->data == NULL || b->cap - b->len < extra) {
        size_t cap = b->cap == 0 ? 256 : b->cap;
        while (cap - b->len < extra)
            cap *= 2;
        b->data = mem_grow(b->data, cap, 1);
        b->cap = cap;
    }
    return b->data + b->len;
}

void buf_add(struct buf *b, const void *data, size_t len)
{
    if (len == 0)
        return;
    memcpy(buf_reserve(b, len), data, len);
    b->len += len;
}

void buf_add_bytes(struct buf *b, struct bytes bytes)
{
    buf_add(b, bytes.data, bytes.len);
}

void buf_add_text(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_add_byte(struct buf *b, uint8_t byte)
{
    *buf_reserve(b, 1) = byte;
    b->len++;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n > 0) {
        char *at = (char *)buf_reserve(b, (size_t)n + 1);
        vsnprintf(at, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void buf_add_uvarint(struct buf *b, uint64_t v)
{
    while (v >= 0x80) {
        buf_add_byte(b, (uint8_t)(v | 0x80));
        v >>= 7;
    }
    buf_add_byte(b, (uint8_t)v);
}

void buf_add_varint(struct buf *b, int64_t v)
{
    buf_add_uvarint(b, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

const char *buf_text(struct buf *b)
{
    *buf_reserve(b, 1) = '\0';
    return (const char *)b->data;
}

void buf_add_shell_word(struct buf *b, const char *word)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_";
    size_t len = strlen(word);
    if (len > 0 && strspn(word, plain) == len) {
        buf_add_text(b, word);
        return;
    }
    buf_add_byte(b, '\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            buf_add_text(b, "'\\''");
        else
            buf_add_byte(b, (uint8_t)*word);
    }
    buf_add_byte(b, '\'');
}
