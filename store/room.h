/* room.h: a little space set aside beside the cache (CACHE-room), so that on a full disk the
 * recorder can still say that the disk is full. */
#ifndef STORE_ROOM_H
#define STORE_ROOM_H

#include <stdbool.h>

#include "base/err.h"

enum {
    STORE_ROOM = 256 * 1024,
    STORE_ROOM_TO_GO_ON = 4 * 1024 * 1024, /* free, after the disk was full */
};

/* Sets the space aside, unless it is. ERR_FULL when there is not that much. */
int store_room_keep(const char *cache, struct err *err);
/* Gives it back: what is written next finds some space. */
void store_room_spend(const char *cache);
/* Whether going on after a full disk is worth it. With less, each try would end as full at once. */
bool store_room_enough(const char *cache);

#endif
