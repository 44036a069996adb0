/* scan.h: scans one flight of a rocket within a window of record time, for charts and bars: the
 * lanes' aggregates, which keep every peak, where a column holds many messages; the messages
 * themselves where it holds few, and in the open chunk. */
#ifndef PLAYHEAD_SCAN_H
#define PLAYHEAD_SCAN_H

#include "flight/aggregate.h"
#include "playhead/history.h"

struct flight_scan {
    struct history *history;
    int32_t rocket;
    int64_t seq0, seq1;   /* the rows: what is visible of a flight is a prefix of it by seq */
    int64_t v_most_ms;    /* only rows visible by then; INT64_MAX: all */
    int64_t t0_ms, t1_ms; /* the window */
    int64_t column_ms;    /* the width of a column */
    const char *channel;  /* whose aggregates to read */
    struct rocket *state; /* begun; folds each row before `row` gets it, or NULL */
    void (*group)(void *owner, const struct aggregate_group *group);
    void (*row)(void *owner, const struct store_message *row);
    void *owner;
    int64_t v_ms; /* internal: of the last row */
};

/* Calls `group` and `row`, in order of seq, for what overlaps the window and some of what lies
 * around it. */
int scan_flight(struct flight_scan *s, struct err *err);

#endif
