/* names.h: a hash table from a key, or the topic of a message without one, to a rocket id. */
#ifndef RECORDER_NAMES_H
#define RECORDER_NAMES_H

#include "base/buf.h"

struct names_entry {
    uint32_t hash;
    int32_t id; /* 0: free */
    bool keyless;
    uint32_t at, len; /* in names.text */
};

struct names {                 /* zero-initialised is empty and valid */
    struct names_entry *table; /* open addressing; a power of two, at most half full */
    size_t slots, count;
    struct buf text;
};

void names_deinit(struct names *n);
/* The id, or 0 when unknown. A key `t` and the keyless topic `t` are two names. */
int32_t names_find(const struct names *n, struct bytes name, bool keyless);
/* The name must be new. */
void names_add(struct names *n, struct bytes name, bool keyless, int32_t id);

#endif
