/* name_index.c: open addressing, at most half full. */
#include "flight/name_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

enum { FEW = 12, SMALLEST = 64 };

static const char *name_at(struct name_array names, int i)
{
    return (const char *)names.first + (size_t)i * names.stride;
}

void name_index_deinit(struct name_index *ix)
{
    free(ix->slots);
    *ix = (struct name_index){0};
}

void name_index_clear(struct name_index *ix)
{
    if (ix->size > 0)
        memset(ix->slots, 0, ix->size * sizeof *ix->slots);
}

/* The slot that holds the name, or the free one where it belongs. */
static uint32_t slot_of(const struct name_index *ix, struct name_array names, const char *name)
{
    uint32_t at = fnv1a_32(FNV1A_32_BEGIN, bytes_of(name)) & (ix->size - 1);
    while (ix->slots[at] != 0 && strcmp(name_at(names, ix->slots[at] - 1), name) != 0)
        at = (at + 1) & (ix->size - 1);
    return at;
}

static void put(struct name_index *ix, struct name_array names, int i)
{
    ix->slots[slot_of(ix, names, name_at(names, i))] = (uint16_t)(i + 1);
}

static void rebuild(struct name_index *ix, struct name_array names)
{
    uint32_t size = ix->size < SMALLEST ? SMALLEST : ix->size;
    while (size < 2 * (uint32_t)names.count)
        size *= 2;
    free(ix->slots);
    ix->slots = mem_zero(size, sizeof *ix->slots);
    ix->size = size;
    for (int i = 0; i < names.count; i++)
        put(ix, names, i);
}

void name_index_add(struct name_index *ix, struct name_array names)
{
    if (names.count <= FEW)
        return;
    if (names.count == FEW + 1 || ix->size < 2 * (uint32_t)names.count)
        rebuild(ix, names);
    else
        put(ix, names, names.count - 1);
}

int name_index_find(const struct name_index *ix, struct name_array names, const char *name)
{
    if (names.count > FEW)
        return ix->slots[slot_of(ix, names, name)] - 1;
    for (int i = 0; i < names.count; i++)
        if (strcmp(name_at(names, i), name) == 0)
            return i;
    return -1;
}
