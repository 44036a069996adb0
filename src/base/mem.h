/* mem.h: allocation that never returns NULL.
 *
 * Everything that untrusted input can make grow has a limit elsewhere, so running out of memory is
 * the host's problem: print a message and abort. Durable data survives that. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#include "base/bytes.h"

/* Uninitialised / zeroed memory / resized; the caller frees with free(). Never NULL. */
void *mem_alloc(size_t size);
void *mem_zero(size_t count, size_t size);
void *mem_grow(void *old, size_t count, size_t size);

/* Returns free memory, which malloc keeps for the next burst, to the system. Slow. */
void mem_trim(void);

/* From now on, blocks of 1 MiB and more return to the system when freed. For programs that seldom
 * allocate that much: each one takes fresh pages. */
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
