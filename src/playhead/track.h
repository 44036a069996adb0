/* track.h: one rocket at a moment T: the fold of the messages of the flight that holds T, as far as
 * they are visible at T (flight/rocket.h).
 *
 * A track knows until when it stays true (the next message of the flight, the start of another
 * flight), so that moving it on costs nothing while nothing happens, a few rows while it plays, and
 * one keyframe and at most two chunks' rows wherever else it goes. */
#ifndef PLAYHEAD_TRACK_H
#define PLAYHEAD_TRACK_H

#include "playhead/history.h"

#define TRACK_NEVER INT64_MAX

struct track {
    struct rocket *state; /* owned; `v_ms` FLIGHT_NO_TIME: not heard by T */
    bool holds;           /* a flight holds T */
    bool over;            /* the rocket's next row is of another flight */
    int64_t after;        /* rows of the rocket up to this seq are folded, or of other flights */
    int64_t next_v_ms;    /* of the flight's next row; TRACK_NEVER: none is known */
    int64_t switch_v_ms;  /* another flight begins to hold; TRACK_NEVER: none is known */
    int32_t flights;      /* the rocket's flights when that was looked up */
    bool placed;          /* false: seek anew, whatever the rest says */
};

void track_deinit(struct track *t);

/* Moves to T. `live` is the same rocket at the head: it tells what more there is. */
int track_move(struct track *t, struct history *h, const struct store_rocket *rocket,
               const struct rocket *live, int64_t t_ms, struct err *err);

/* When something next happens to it after T (a message, another flight); TRACK_NEVER. */
int64_t track_next_ms(const struct track *t);

#endif
