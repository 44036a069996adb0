/* scan.h: a walk over one flight of a rocket within a window of record time, for charts and bars:
 * by the lanes' aggregates where a column holds many messages, which keep every peak, and by the
 * messages themselves where it holds few and in the open chunk. */
#ifndef PLAYHEAD_SCAN_H
#define PLAYHEAD_SCAN_H

#include "flight/aggregate.h"
#include "playhead/history.h"

struct scan {
    struct history *history;
    int32_t rocket;
    int64_t seq0, seq1;   /* the rows: what is visible of a flight is a prefix of it by seq */
    int64_t v_most_ms;    /* those visible by then; INT64_MAX: all */
    int64_t t0_ms, t1_ms; /* the window */
    int64_t column_ms;    /* how close it is looked at */
    const char *channel;  /* of the groups */
    void (*group)(void *owner, const struct aggregate_group *group);
    void (*row)(void *owner, const struct store_message *row);
    void *owner;
    int64_t v_ms; /* its own: of the last row */
};

/* Calls `group` and `row` for what lies in the window or touches it, in order of seq; some of what
 * lies around it too. */
int scan_flight(struct scan *s, struct err *err);

#endif
