/* cache_mission.h: the mission and the broker of a command whose options do not name them. */
#ifndef CMD_CACHE_MISSION_H
#define CMD_CACHE_MISSION_H

#include "base/err.h"
#include "flight/mission.h"

enum { CACHE_MISSION_SIZE = 64, CACHE_BROKER_SIZE = 160 };

/* Returns `asked` if it is not NULL, else the mission that `cache` (may be NULL) was recorded with,
 * else "default"; the text is copied to `out`. */
const char *cache_mission(const char *asked, const char *cache, char out[CACHE_MISSION_SIZE]);

/* The same for the broker, else "localhost:9092": a recorder that continues a cache must not mix
 * another cluster into it. */
const char *cache_broker(const char *asked, const char *cache, char out[CACHE_BROKER_SIZE]);

/* The mission of that name; NULL and ERR_USAGE if there is none. */
const struct mission *mission_by_name(const char *name, struct err *err);

#endif
