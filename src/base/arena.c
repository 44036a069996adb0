/* arena.c: bump allocation from blocks. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

/* Under AddressSanitizer the gaps between allocations are poisoned, so that an index one too far is
 * detected as it would be in malloc's memory. */
#if defined(__SANITIZE_ADDRESS__)
#define FENCED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FENCED
#endif
#endif

#ifdef FENCED
#include <sanitizer/asan_interface.h>
enum { FENCE = 4 * alignof(max_align_t) }; /* the first fields of one element too many */
#define CLOSE(data, size) __asan_poison_memory_region(data, size)
#define OPEN(data, size) __asan_unpoison_memory_region(data, size)
#else
enum { FENCE = 0 };
#define CLOSE(data, size) ((void)0)
#define OPEN(data, size) ((void)0)
#endif

enum { BLOCK_SIZE = 16 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) uint8_t data[];
};

void arena_init(struct arena *a, size_t limit)
{
    *a = (struct arena){.limit = limit};
}

static struct arena_block *block_new(struct arena *a, size_t size)
{
    struct arena_block *b = mem_alloc(sizeof *b + size);
    *b = (struct arena_block){.next = a->blocks, .size = size};
    CLOSE(b->data, size);
    if (a->held != NULL)
        *a->held += size;
    return b;
}

static void block_free(const struct arena *a, struct arena_block *b)
{
    if (a->held != NULL)
        *a->held -= b->size;
    OPEN(b->data, b->size);
    free(b);
}

void arena_deinit(struct arena *a)
{
    struct arena_block *next;
    for (struct arena_block *b = a->blocks; b != NULL; b = next) {
        next = b->next;
        block_free(a, b);
    }
    *a = (struct arena){.limit = a->limit, .held = a->held};
}

void arena_reset(struct arena *a)
{
    struct arena_block *kept = NULL;
    struct arena_block *next;
    for (struct arena_block *b = a->blocks; b != NULL; b = next) {
        next = b->next;
        if (kept == NULL && b->size == BLOCK_SIZE)
            kept = b;
        else
            block_free(a, b);
    }
    if (kept != NULL) {
        kept->next = NULL;
        kept->used = 0;
        CLOSE(kept->data, kept->size);
    }
    a->blocks = kept;
    a->used = 0;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t align = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        return NULL;
    size_t piece = (size + align - 1) / align * align;
    if (a->limit != 0 && (piece > a->limit || a->used > a->limit - piece))
        return NULL;
    struct arena_block *b = a->blocks;
    if (b == NULL || b->size - b->used < piece + FENCE) {
        b = block_new(a, piece + FENCE > BLOCK_SIZE ? piece + FENCE : BLOCK_SIZE);
        a->blocks = b;
    }
    void *p = b->data + b->used;
    b->used += piece + FENCE;
    a->used += piece;
    OPEN(p, size);
    memset(p, 0, size);
    return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    return arena_alloc(a, count * size);
}

struct bytes arena_copy(struct arena *a, struct bytes b)
{
    if (bytes_is_null(b))
        return b;
    uint8_t *copy = arena_alloc(a, b.len + 1);
    if (copy == NULL)
        return BYTES_NULL;
    memcpy(copy, b.data, b.len);
    return bytes_make(copy, b.len);
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (text != NULL)
        vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return text;
}
