/* cache_mission.h: which mission and which broker a command means when nobody names one. */
#ifndef CMD_CACHE_MISSION_H
#define CMD_CACHE_MISSION_H

#include "base/err.h"
#include "flight/mission.h"

enum { CACHE_MISSION_SIZE = 64, CACHE_BROKER_SIZE = 160 };

/* `asked` itself; when it is NULL, what the recording `cache` (NULL: none is named) says that it
 * was recorded with; else "default". Gives `out`. */
const char *cache_mission(const char *asked, const char *cache, char out[CACHE_MISSION_SIZE]);

/* The same for the broker, else "localhost:9092": who takes over a named recording goes on with
 * what is in it, and does not mix another cluster into it. */
const char *cache_broker(const char *asked, const char *cache, char out[CACHE_BROKER_SIZE]);

/* The mission of that name; NULL and ERR_USAGE, in `program`'s words, when there is none. */
const struct mission *mission_by_name(const char *name, struct err *err);

#endif
