/* resident.h: the rockets whose state is in memory: at most STORE_ROCKETS_IN_MEMORY, those heard
 * last and those the mission names.
 *
 * When memory is full, the rockets silent longest are evicted; their messages, lanes and flights
 * stay in the cache. A rocket that is heard again resumes from its last keyframe, as after a
 * restart. */
#ifndef RECORDER_RESIDENT_H
#define RECORDER_RESIDENT_H

#include "recorder/tape.h"

/* Loads rocket `id` from the cache into t->derive unless it is there. Uses the open transaction, if
 * any. ERR_NOT_FOUND: the cache does not have it. */
int resident_load(struct tape *t, int32_t id, struct err *err);
/* Adds a rocket that is new to the cache. */
int resident_add(struct tape *t, int32_t id, struct bytes name, bool keyless, struct err *err);
/* Loads those heard last. */
int resident_load_recent(struct tape *t, struct err *err);

#endif
