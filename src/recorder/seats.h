/* seats.h: which rockets have their state in memory: at most STORE_ROCKETS_IN_MEMORY, those heard
 * last and those that the mission names.
 *
 * A rocket that has been silent longest makes room for one that is heard; its messages, lanes and
 * flights stay in the cache. Heard again, it goes on from its last keyframe, as after a restart. */
#ifndef RECORDER_SEATS_H
#define RECORDER_SEATS_H

#include "recorder/tape.h"

/* Sees to it that rocket `id`, which the cache knows, is seated in t->derive. Within the open
 * transaction when there is one. ERR_NOT_FOUND: the cache does not know it. */
int seats_take(struct tape *t, int32_t id, struct err *err);
/* Seats one that the cache has just got. */
int seats_make(struct tape *t, int32_t id, struct bytes name, bool keyless, struct err *err);
/* Seats those that were heard last. */
int seats_fill(struct tape *t, struct err *err);

#endif
