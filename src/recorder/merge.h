/* merge.h: merges many partitions into one order, by record time. Pure: time is passed in.
 *
 * Holds one head per source; the smallest timestamp goes first and, among equals, the source added
 * first. A source at its end holds up nobody. A source from which more is expected holds up the
 * others for at most MERGE_PATIENCE_MS, then it is left out until it delivers.
 *
 *          offer                 take                  offer
 *     ┌───────────► HEAD ─────────────────► EXPECTED ─────────► HEAD
 *    ENDED ◄──────────────────────────────── │  ▲
 *             ended                          │  │ expect (more was announced)
 *    LEFT_OUT ◄──────────────────────────────┘  │
 *       │       after MERGE_PATIENCE_MS         │
 *       └── offer: HEAD            ENDED ───────┘                                            */
#ifndef RECORDER_MERGE_H
#define RECORDER_MERGE_H

#include <stdbool.h>
#include <stdint.h>

enum { MERGE_PATIENCE_MS = 250, MERGE_NONE = -1 };

enum merge_state { MERGE_ENDED, MERGE_EXPECTED, MERGE_LEFT_OUT, MERGE_HEAD };

struct merge_source {
    enum merge_state state;
    int64_t t_ms;     /* of its head */
    int64_t since_ms; /* EXPECTED: since when */
};

struct merge { /* zero-initialised is empty and valid */
    struct merge_source *sources;
    int count;
    int expected; /* how many are EXPECTED */
    int *heap;    /* sources with a head, the next one first */
    int heap_count;
};

void merge_deinit(struct merge *m);

/* Adds a source, from which nothing is expected yet. Returns its number: 0, 1, 2, ... */
int merge_add(struct merge *m);
/* Resets a source as if new, dropping its head. */
void merge_reset(struct merge *m, int source);

/* The source's next message has arrived; the source must not have a head. */
void merge_offer(struct merge *m, int source, int64_t t_ms);
/* Leaves a source out until it delivers, dropping its head. */
void merge_leave_out(struct merge *m, int source);
/* The source has been read to its end. */
void merge_ended(struct merge *m, int source);
/* More is expected of the source, from now_ms on (no effect while it is LEFT_OUT). */
void merge_expect(struct merge *m, int source, int64_t now_ms);

/* The source whose head goes next, or MERGE_NONE when there is no head (*until_ms is INT64_MAX) or
 * an expected one may still come, at most until *until_ms. */
int merge_next(struct merge *m, int64_t now_ms, int64_t *until_ms);
/* Removes that head; the source is EXPECTED until the caller says otherwise. */
void merge_take(struct merge *m, int source, int64_t now_ms);

#endif
