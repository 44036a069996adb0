/* cursor.h: one rocket at a moment T: the fold of the messages of the flight that holds T, as far
 * as they are visible at T (flight/rocket.h).
 *
 * A cursor knows until when it stays true (the next message of the flight, the start of another
 * flight), so that moving it on costs nothing while nothing happens, a few rows while it plays, and
 * one keyframe and at most two chunks' rows wherever else it goes. */
#ifndef PLAYHEAD_CURSOR_H
#define PLAYHEAD_CURSOR_H

#include "playhead/history.h"

#define CURSOR_NEVER INT64_MAX

struct cursor {
    struct rocket *state; /* owned; `v_ms` FLIGHT_NO_TIME: not heard by T */
    bool holds;           /* a flight holds T */
    bool over;            /* the rocket's next row is of another flight */
    int64_t after;        /* rows of the rocket up to this seq are folded, or of other flights */
    int64_t next_v_ms;    /* of the flight's next row; CURSOR_NEVER: none is known */
    int64_t switch_v_ms;  /* another flight begins to hold; CURSOR_NEVER: none is known */
    int32_t flights;      /* the rocket's flights when that was looked up */
    bool placed;          /* false: seek anew, whatever the rest says */
};

void cursor_deinit(struct cursor *t);

/* Moves to T. `live` is the same rocket at the head: it tells what more there is. */
int cursor_move(struct cursor *t, struct history *h, const struct store_rocket *rocket,
                const struct rocket *live, int64_t t_ms, struct err *err);

/* When something next happens to it after T (a message, another flight); CURSOR_NEVER. */
int64_t cursor_next_ms(const struct cursor *t);

#endif
