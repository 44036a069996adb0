/* fetchers_internal.h: shared by fetchers.c and fetchers_progress.c only. */
#ifndef RECORDER_FETCHERS_INTERNAL_H
#define RECORDER_FETCHERS_INTERNAL_H

#include "recorder/fetchers.h"

/* The partition's index in `merge`. */
static inline int fetchers_index(const struct fetchers *all, const struct fetcher *f)
{
    return (int)(f - all->items);
}

/* The partition's row as the cache will have it; owned by the tape. */
static inline struct store_part *fetchers_row(const struct fetchers *all, const struct fetcher *f)
{
    return &all->tape->partitions[f->part].row;
}

#endif
