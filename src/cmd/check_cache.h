/* check_cache.h: `ground check FILE --cache CACHE`: what a mission names and no message of a cache
 * has. */
#ifndef CMD_CHECK_CACHE_H
#define CMD_CHECK_CACHE_H

#include "base/err.h"
#include "flight/mission.h"

enum { CHECK_MESSAGES = 20000 }; /* the newest of the cache */

/* Prints a warning for each source field, channel and word that none of the newest messages has, as
 * "NAME:LINE: sentence", and how many there are. `name` is clean. ERR_NOT_FOUND: no cache, or one
 * without messages. */
int check_against_cache(const struct mission *mission, const char *name, const char *cache,
                        struct err *err);

#endif
