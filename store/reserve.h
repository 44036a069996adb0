/* reserve.h: disk space reserved beside the cache (CACHE-room), so that the recorder can still
 * report a full disk. */
#ifndef STORE_RESERVE_H
#define STORE_RESERVE_H

#include <stdbool.h>

#include "base/err.h"

enum {
    STORE_RESERVE = 256 * 1024,
    STORE_SPACE_TO_RESUME = 4 * 1024 * 1024, /* free, before recording resumes on a full disk */
};

/* Reserves the space unless that is done already. ERR_FULL when there is not enough. */
int store_reserve_make(const char *cache, struct err *err);
/* Releases the reserve for the next write. */
void store_reserve_release(const char *cache);
/* Whether there is enough free space to resume after a full disk; with less, each try would fail at
 * once. */
bool store_has_space(const char *cache);

#endif
