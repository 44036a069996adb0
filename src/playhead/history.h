/* history.h: the cache's rows of a rocket, as the flight model folds them.
 *
 * Finds rows by the rocket's lanes and, in the open chunk, which has none yet, by a tail that says
 * which rocket each row belongs to, updated as new rows are read. */
#ifndef PLAYHEAD_HISTORY_H
#define PLAYHEAD_HISTORY_H

#include "flight/rocket.h"
#include "store/reader.h"
#include "store/schema_rows.h"

struct tail {
    int64_t first;   /* seq of rocket[0]: where the open chunk begins */
    int32_t *rocket; /* 0: no such row */
    size_t count, cap;
};

struct history {
    struct reader *reader;
    const struct mission *mission;
    struct tail tail;
    struct schema_set *schemas; /* those of the cache; `decoded` decodes by them */
    struct decoded decoded;     /* scratch, of the row last looked at */
};

void history_deinit(struct history *h); /* closes the reader too */

/* Drops the rows before `first`, which are in closed chunks now. */
void tail_begin(struct tail *t, int64_t first);
void tail_put(struct tail *t, int64_t seq, int32_t rocket);
/* seq of the rocket's first row above `after` in the tail; 0: none. */
int64_t tail_next(const struct tail *t, int32_t rocket, int64_t after);

/* Converts a row for the flight model; the views are the row's. */
struct flight_message history_message(const struct store_message *row);

/* The mission that reads the row (mission_reading()). */
const struct mission *history_mission(const struct history *h, const struct store_message *row);
/* What the row's value says to `reading`, its history_mission(), until the next call. */
const struct decoded *history_decode(struct history *h, const struct mission *reading,
                                     const struct store_message *row);
/* Folds the row, which is `m` for the flight model, into `state`; no events. */
void history_fold(struct history *h, struct rocket *state, const struct store_message *row,
                  const struct flight_message *m);

/* The rocket's rows above `after`, in order, until `fn` returns non-zero. 0 or an error. */
int history_rows(struct history *h, int32_t rocket, int64_t after, reader_row_fn *fn, void *owner,
                 struct err *err);

#endif
