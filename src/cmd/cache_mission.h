/* cache_mission.h: the mission and the broker of a command, given or as the cache has them. */
#ifndef CMD_CACHE_MISSION_H
#define CMD_CACHE_MISSION_H

#include "base/err.h"
#include "cmd/places.h"
#include "flight/mission.h"

enum { CACHE_MISSION_SIZE = 64, CACHE_BROKER_SIZE = 160 };

struct chosen_mission {
    const struct mission *mission; /* until the program ends */
    const char *given; /* what a program that is started from here needs as --mission; or NULL */
    char name[CACHE_MISSION_SIZE]; /* of files named after it: "default" */
    char path[PLACE_SIZE];
    bool own; /* `path` was asked for as a file: it may be edited, unlike a bundled one */
};

/* `asked` is a file, the name of a bundled mission, or "default"; NULL: the mission that `cache`
 * (may be NULL) was recorded with, else "default". ERR_USAGE if there is none of that name; ERR_IO,
 * ERR_CORRUPT for a file that cannot be read or has mistakes, which are then printed on stderr. */
int mission_choose(struct chosen_mission *out, const char *asked, const char *cache,
                   struct err *err);

/* Reads the mission's file again: `*out` then has what it says now. ERR_NOT_FOUND: it came from no
 * file; ERR_IO, ERR_CORRUPT, ERR_USAGE: the sentence says what is wrong, the first mistake with its
 * line, and `*out` stays. The old mission lives on. */
int mission_reload(struct chosen_mission *out, struct err *err);

/* Sends SIGHUP to the recorder of `cache` if it runs and reads its mission from `path`. */
bool mission_tell_recorder(const char *cache, const char *path);

/* `asked`, else the broker that `cache` was recorded from, else "localhost:9092": a recorder that
 * continues a cache must not mix another cluster into it. */
const char *cache_broker(const char *asked, const char *cache, char out[CACHE_BROKER_SIZE]);

#endif
