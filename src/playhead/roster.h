/* roster.h: the rockets in memory: those heard last and those the mission names, each with its live
 * state and its cursor.
 *
 * At most STORE_ROCKETS_IN_MEMORY, with at most STORE_CHANNELS_IN_MEMORY channels (250 bytes each,
 * and as much again in a cursor), exceeded only within one pump. The rockets silent longest are
 * evicted; one that is heard again, or whose flight is opened, is loaded from its last keyframe. */
#ifndef PLAYHEAD_ROSTER_H
#define PLAYHEAD_ROSTER_H

#include "playhead/cursor.h"

struct roster_entry {
    struct store_rocket row; /* owns its name; id < 0: named by the mission only */
    int order;               /* the mission's, or INT32_MAX */
    bool feed;               /* no rocket: weather */
    struct rocket *live;     /* the fold of all rows read so far */
    struct cursor cursor;
    bool in_replay; /* heard within the span of the flight being replayed */
};

struct roster {
    const struct mission *mission;
    struct roster_entry **entries; /* FLEET's order: mission order, then first heard */
    int count, cap;
    int unheard;                 /* entries with ids < 0 */
    struct roster_entry **by_id; /* NULL: not in memory */
    int by_id_cap;
    bool unsorted;
};

/* Starts with the rockets that the mission names. */
void roster_init(struct roster *r, const struct mission *mission);
void roster_deinit(struct roster *r);
/* Adds the rockets heard last in closed chunks, without state. */
int roster_fill(struct roster *r, struct reader *reader, struct err *err);
/* NULL when it is not in memory. */
struct roster_entry *roster_find(const struct roster *r, int32_t id);
/* Loads a rocket, with its state after the chunks before `chunk`. ERR_NOT_FOUND: no such rocket. */
int roster_load(struct roster *r, struct reader *reader, int32_t id, int64_t chunk,
                struct roster_entry **out, struct err *err);
/* Sorts the entries. If there are more than may be in memory, evicts some whose rows all lie before
 * seq `closed`; `replaying`: spares those in the replay. */
void roster_trim(struct roster *r, int64_t closed, bool replaying);

#endif
