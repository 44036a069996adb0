/* hash.h: FNV-1a, for tables and change detection; not cryptographic.
 *
 * Each function takes the hash so far, so that several pieces can be hashed as one. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/bytes.h"

#define FNV1A_32_BEGIN UINT32_C(2166136261)

static inline uint32_t fnv1a_32(uint32_t hash, struct bytes b)
{
    for (size_t i = 0; i < b.len; i++)
        hash = (hash ^ b.data[i]) * UINT32_C(16777619);
    return hash;
}

static inline uint64_t fnv1a_64(uint64_t hash, struct bytes b)
{
    for (size_t i = 0; i < b.len; i++)
        hash = (hash ^ b.data[i]) * UINT64_C(1099511628211);
    return hash;
}

#endif
