/* arena.h: memory that is freed all at once.
 *
 * One per request or per frame; handlers never free. A limit bounds what one request can allocate:
 * beyond it arena_alloc() returns NULL, which decoders report as a bad frame. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/bytes.h"

struct arena_block;

struct arena {
    struct arena_block *blocks;
    size_t used;  /* bytes handed out since init or reset */
    size_t limit; /* 0: none */
    size_t *held; /* counts the bytes of blocks of several arenas; NULL: not counted */
};

void arena_init(struct arena *a, size_t limit);
void arena_deinit(struct arena *a);
void arena_reset(struct arena *a); /* keeps one block, frees the rest */

/* Zeroed and aligned for any type; NULL only when it would exceed the limit. */
void *arena_alloc(struct arena *a, size_t size);

/* As arena_alloc() for an array; also NULL when count size overflows. */
void *arena_array(struct arena *a, size_t count, size_t size);

/* Copies, adding a NUL; null stays null. Data is NULL when it would exceed the limit. */
struct bytes arena_copy(struct arena *a, struct bytes b);
char *arena_printf(struct arena *a, const char *fmt, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

#endif
