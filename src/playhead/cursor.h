/* cursor.h: one rocket at a moment T: the fold of those messages of the flight that holds T that
 * are visible at T (flight/rocket.h).
 *
 * A cursor knows how long its state stays valid (until the next message of the flight, or the start
 * of another flight). Moving it costs nothing while nothing happens, a few rows while playing, and
 * otherwise one keyframe and the rows of at most two chunks. */
#ifndef PLAYHEAD_CURSOR_H
#define PLAYHEAD_CURSOR_H

#include "playhead/history.h"

#define CURSOR_NEVER INT64_MAX

struct cursor {
    struct rocket *state; /* owned; `v_ms` is FLIGHT_NO_TIME if not heard by T */
    bool holds;           /* a flight holds T */
    bool over;            /* the rocket's next row is of another flight */
    int64_t after;        /* the rocket's rows up to this seq are folded, or of other flights */
    int64_t next_v_ms;    /* of the flight's next row; CURSOR_NEVER: none known */
    int64_t switch_v_ms;  /* when the next flight begins; CURSOR_NEVER: none known */
    int32_t flights;      /* how many flights the rocket had when that was looked up */
    bool placed;          /* false: must seek */
};

void cursor_deinit(struct cursor *t);

/* Moves to T. `live` is the same rocket at the head, which shows what else there is. */
int cursor_move(struct cursor *t, struct history *h, const struct store_rocket *rocket,
                const struct rocket *live, int64_t t_ms, struct err *err);

/* When the state next changes after T (a message, another flight); CURSOR_NEVER. */
int64_t cursor_next_ms(const struct cursor *t);

#endif
