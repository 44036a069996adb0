/* selection.h: which messages of a cache are exported: one rocket's or all, within a range of seq
 * and of record time, in the one order.
 *
 * It also says what a message's numbers stand for: the rocket's title, the topic and partition, and
 * the flight, with its T-0. Rows are read a batch at a time; no transaction stays open. */
#ifndef EXPORT_SELECTION_H
#define EXPORT_SELECTION_H

#include <signal.h>

#include "flight/rocket.h"
#include "store/reader.h"
#include "store/schema_rows.h"

struct selection_range {
    int32_t rocket;         /* 0: all */
    int64_t seq0, seq1;     /* 0, INT64_MAX: all */
    int64_t from_ms, to_ms; /* record times, inclusive; INT64_MIN, INT64_MAX: all */
};

struct selection {
    struct reader *reader; /* borrowed */
    struct selection_range range;
    char **titles; /* by rocket id; at most STORE_ROCKET_ID_MOST */
    int title_count;
    struct store_part *parts; /* at most SELECTION_PARTS */
    int part_count;
    struct store_flight *flights; /* by rocket and seq; at most SELECTION_FLIGHTS */
    int flight_count;
    struct schema_set *schemas; /* of the cache */
};
enum { SELECTION_PARTS = 65536, SELECTION_FLIGHTS = 100000 };

/* `reader` is borrowed. Narrows the range to the rows there are now. */
int selection_open(struct selection *s, struct reader *reader, const struct selection_range *range,
                   struct err *err);
void selection_close(struct selection *s);

/* Returns 0 to go on, or an error, which ends the walk. The record time is
 * store_record_time(m->t_ms). */
typedef int selection_row_fn(void *owner, const struct store_message *m, struct err *err);
/* Hands out every message in order. ERR_STOPPED when `*stop` is set. */
int selection_walk(const struct selection *s, const volatile sig_atomic_t *stop,
                   selection_row_fn *fn, void *owner, struct err *err);

const char *selection_title(const struct selection *s, int32_t rocket);           /* "?" unknown */
const struct store_part *selection_part(const struct selection *s, int32_t part); /* or NULL */
/* The mission that reads the message (mission_reading()). */
const struct mission *selection_mission(const struct selection *s, const struct mission *mission,
                                        const struct store_message *m);
/* The flight that a message belongs to, or NULL. */
const struct store_flight *selection_flight(const struct selection *s,
                                            const struct store_message *m);

#endif
