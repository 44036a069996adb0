/* names.c: FNV-1a and linear probing. */
#include "recorder/names.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

void names_deinit(struct names *n)
{
    free(n->table);
    buf_deinit(&n->text);
    *n = (struct names){0};
}

static uint32_t hash_of(struct bytes name, bool keyless)
{
    return fnv1a_32(FNV1A_32_BEGIN ^ keyless, name);
}

int32_t names_find(const struct names *n, struct bytes name, bool keyless)
{
    if (n->count == 0)
        return 0;
    uint32_t hash = hash_of(name, keyless);
    for (size_t i = hash & (n->slots - 1);; i = (i + 1) & (n->slots - 1)) {
        const struct names_entry *e = &n->table[i];
        if (e->id == 0)
            return 0;
        if (e->hash == hash && e->keyless == keyless && e->len == name.len &&
            (name.len == 0 || memcmp(n->text.data + e->at, name.data, name.len) == 0))
            return e->id;
    }
}

static void place(struct names *n, const struct names_entry *e)
{
    size_t i = e->hash & (n->slots - 1);
    while (n->table[i].id != 0)
        i = (i + 1) & (n->slots - 1);
    n->table[i] = *e;
}

static void grow(struct names *n)
{
    struct names_entry *old = n->table;
    size_t slots = n->slots;
    n->slots = slots == 0 ? 64 : slots * 2;
    n->table = mem_zero(n->slots, sizeof *n->table);
    for (size_t i = 0; i < slots; i++) {
        if (old[i].id != 0)
            place(n, &old[i]);
    }
    free(old);
}

void names_add(struct names *n, struct bytes name, bool keyless, int32_t id)
{
    if (2 * (n->count + 1) > n->slots)
        grow(n);
    struct names_entry e = {hash_of(name, keyless), id, keyless, (uint32_t)n->text.len,
                            (uint32_t)name.len};
    buf_add_bytes(&n->text, name);
    place(n, &e);
    n->count++;
}
