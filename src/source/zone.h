/* zone.h: the offsets of a time zone from UTC, by the system's own rules.
 *
 * The C library keeps one zone for the whole process. zone_load() borrows it once, before any
 * thread is there, and writes down when the offset changes from 1970 to 2100; after that no lock
 * and no variable of the process is needed. */
#ifndef SOURCE_ZONE_H
#define SOURCE_ZONE_H

#include <stdint.h>

#include "base/err.h"

enum { ZONE_MAX_CHANGES = 600 }; /* of summer time, twice a year, and of laws */

struct zone {
    char name[64];
    int count;
    struct {
        int64_t from_s; /* UTC */
        int32_t offset_s;
    } changes[ZONE_MAX_CHANGES];
};

/* Loads "Europe/Berlin", "UTC" or "+02:00". ERR_USAGE with a sentence. Not thread-safe. */
int zone_load(struct zone *z, const char *name, struct err *err);

/* What this machine's own zone is called, or "UTC" where it does not say. */
void zone_here(char *out, int size);

/* UTC in ns of what a clock on a wall shows there. Of an hour that comes twice, the first; one that
 * is left out counts on from before. */
int64_t zone_utc_ns(const struct zone *z, int64_t local_ns);

#endif
