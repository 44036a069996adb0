/* roster.h: the rockets of the cache that were heard last and those that the mission names, each
 * with its state at the head and its cursor behind it.
 *
 * At most STORE_ROCKETS_IN_MEMORY (some 15 KB each with all channels in use) and, within one pump,
 * those that its rows bring. Who has been silent longest makes room, and is seated again, as its
 * last keyframe has it, when it is heard or its flight is opened. */
#ifndef PLAYHEAD_ROSTER_H
#define PLAYHEAD_ROSTER_H

#include "playhead/cursor.h"

struct roster_entry {
    struct store_rocket row; /* name is the entry's own copy; id < 0: named by the mission only */
    int order;               /* the mission's, or INT32_MAX */
    bool feed;               /* no rocket: weather */
    struct rocket *live;     /* the fold of all rows read so far */
    struct cursor cursor;
    bool in_replay; /* heard within the span of the flight that is replayed */
};

struct roster {
    const struct mission *mission;
    struct roster_entry **entries; /* FLEET's order: mission order, then first heard */
    int count, cap;
    int unheard;                 /* entries with ids < 0 */
    struct roster_entry **by_id; /* by id; NULL: not seated */
    int by_id_cap;
    bool unsorted;
};

/* Begins with the rockets that the mission names. */
void roster_init(struct roster *r, const struct mission *mission);
void roster_deinit(struct roster *r);
/* Seats those that closed chunks heard last, with no state yet. */
int roster_fill(struct roster *r, struct reader *reader, struct err *err);
/* NULL when it is not seated. */
struct roster_entry *roster_find(const struct roster *r, int32_t id);
/* Seats a rocket with its state after the chunks before `chunk`. ERR_NOT_FOUND: no such rocket. */
int roster_load(struct roster *r, struct reader *reader, int32_t id, int64_t chunk,
                struct roster_entry **out, struct err *err);
/* Brings the entries into order. More of them than STORE_ROCKETS_IN_MEMORY become fewer: those
 * whose rows all lie before seq `closed`; `replaying`: but for those that are in the replay. */
void roster_trim(struct roster *r, int64_t closed, bool replaying);

#endif
