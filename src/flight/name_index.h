/* name_index.h: finds one of many names by a hash, for channels that do not come in the order of
 * last time.
 *
 * The names are the owner's: the first member, a text, of each struct of an array. At most 65,535;
 * few are searched one by one and cost nothing here. */
#ifndef FLIGHT_NAME_INDEX_H
#define FLIGHT_NAME_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Zero-initialised is empty and valid. */
struct name_index {
    uint16_t *slots; /* position + 1; 0 is free */
    uint32_t size;   /* a power of two, or 0 */
};

/* The array in which the names lie. */
struct name_array {
    const void *first;
    size_t stride;
    int count;
};

/* Whether two names are the same that fill DECODED_NAME_SIZE bytes with zeros. Nearly always asked
 * of names that are. */
static inline bool name_same(const char *a, const char *b)
{
    for (;; a += 8, b += 8) {
        uint64_t left, right;
        memcpy(&left, a, sizeof left);
        memcpy(&right, b, sizeof right);
        if (left != right)
            return false;
        if (a[7] == '\0')
            return true;
    }
}

void name_index_deinit(struct name_index *ix);
/* Forgets all names, keeps the memory. */
void name_index_clear(struct name_index *ix);
/* Takes in the last name of the array; the others are known. */
void name_index_add(struct name_index *ix, struct name_array names);
/* The position of the name, or -1. */
int name_index_find(const struct name_index *ix, struct name_array names, const char *name);

#endif
