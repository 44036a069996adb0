/* mem.c: allocation that aborts instead of returning NULL. */
#include "base/mem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static const char *program(void)
{
#ifdef __APPLE__
    return getprogname();
#else
    return program_invocation_short_name;
#endif
}

static void *must(void *p)
{
    if (p == NULL) {
        fprintf(stderr, "%s: out of memory; free some memory and start again\n", program());
        abort();
    }
    return p;
}

void *mem_alloc(size_t size)
{
    return must(malloc(size == 0 ? 1 : size));
}

void *mem_zero(size_t count, size_t size)
{
    return must(calloc(count == 0 ? 1 : count, size == 0 ? 1 : size));
}

void *mem_grow(void *old, size_t count, size_t size)
{
    if (size != 0 && count > (size_t)-1 / size)
        must(NULL);
    return must(realloc(old, count * size == 0 ? 1 : count * size));
}

char *mem_text(const char *s)
{
    return s == NULL ? NULL : mem_text_of(bytes_of(s));
}

char *mem_text_of(struct bytes b)
{
    char *copy = mem_alloc(b.len + 1);
    if (b.len > 0)
        memcpy(copy, b.data, b.len);
    copy[b.len] = '\0';
    return copy;
}

struct bytes mem_bytes(struct bytes b)
{
    return bytes_is_null(b) ? b : bytes_make(mem_text_of(b), b.len);
}

void mem_bytes_free(struct bytes *b)
{
    free((void *)b->data);
    *b = BYTES_NULL;
}

char *mem_printf(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = mem_alloc(n < 0 ? 1 : (size_t)n + 1);
    text[0] = '\0';
    if (n > 0)
        vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return text;
}

void mem_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void mem_return_large(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 20);  /* set, it no longer grows with what is freed */
    mallopt(M_TRIM_THRESHOLD, 16 << 20); /* nor does this */
#endif
}
