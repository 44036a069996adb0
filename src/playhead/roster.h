/* roster.h: every rocket there is: those of the cache and those that only the mission names, each
 * with its state at the head and its track behind it. */
#ifndef PLAYHEAD_ROSTER_H
#define PLAYHEAD_ROSTER_H

#include "playhead/track.h"

struct seat {
    struct store_rocket row; /* name is the seat's own copy; id < 0: named by the mission only */
    int order;               /* the mission's, or INT32_MAX */
    bool feed;               /* no rocket: weather */
    struct rocket *live;     /* the fold of all rows read so far */
    struct track track;
    bool in_replay; /* heard within the span of the flight that is replayed */
};

struct roster {
    const struct mission *mission;
    struct seat **seats; /* FLEET's order: mission order, then first heard */
    int count, cap;
    int unheard;         /* seats with ids < 0 */
    struct seat **by_id; /* by id, 1..last_id */
    int by_id_cap;
    int32_t last_id;
};

/* Begins with the rockets that the mission names. */
void roster_init(struct roster *r, const struct mission *mission);
void roster_deinit(struct roster *r);
/* Takes in the rockets that the cache has got since. */
int roster_read(struct roster *r, struct reader *reader, struct err *err);
/* NULL when there is none. */
struct seat *roster_seat(const struct roster *r, int32_t id);

#endif
