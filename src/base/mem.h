/* mem.h: allocation that does not return NULL.
 *
 * Whatever a stranger can make grow is bounded before it gets here, so running out of memory is the
 * host's state and not an input: we say so and stop. Everything durable is safe against a stop. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#include "base/bytes.h"

/* Uninitialised / zeroed memory / resized; the caller frees with free(). Never NULL. */
void *mem_alloc(size_t size);
void *mem_zero(size_t count, size_t size);
void *mem_grow(void *old, size_t count, size_t size);

/* Gives memory that is free, but kept for the next burst, back to the system. Takes a while. */
void mem_trim(void);

/* From now on, memory of 1 MiB and more goes back to the system when it is freed. For programs that
 * seldom need so much: each time it is made of fresh pages. */
void mem_return_large(void);

/* A NUL-terminated copy; the caller frees. mem_text(NULL) is NULL. */
char *mem_text(const char *s);
char *mem_text_of(struct bytes b);

/* A copy that the caller owns, null for null; and its end, which leaves null. */
struct bytes mem_bytes(struct bytes b);
void mem_bytes_free(struct bytes *b);

/* A formatted string; the caller frees. */
char *mem_printf(const char *fmt, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 1, 2)))
#endif
    ;

#endif
