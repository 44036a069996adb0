/* merge.h: many partitions, one order: by record time. Pure: time comes in, nothing is read.
 *
 * One head of each source is held; the smallest timestamp goes first, among equals the source that
 * was added first. A source at its end holds up nobody. One from which more is expected holds the
 * others up, but for at most MERGE_PATIENCE_MS: then it is left out until it delivers.
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

/* A new source, from which nothing is expected yet. Numbers are 0, 1, 2, ... */
int merge_add(struct merge *m);
/* As new: its head, if it has one, is forgotten. */
void merge_reset(struct merge *m, int source);

/* The source's next message is there; it must not have a head. */
void merge_offer(struct merge *m, int source, int64_t t_ms);
/* It is LEFT_OUT until it delivers; its head, if it has one, is forgotten. */
void merge_leave_out(struct merge *m, int source);
/* It has read all that there is. */
void merge_ended(struct merge *m, int source);
/* There is more to come from it, from now_ms on (no effect while it is LEFT_OUT). */
void merge_expect(struct merge *m, int source, int64_t now_ms);

/* The source whose head goes next, or MERGE_NONE: there is no head, or an expected one must be
 * waited for, at most until *until_ms (else INT64_MAX). */
int merge_next(struct merge *m, int64_t now_ms, int64_t *until_ms);
/* Takes that head away; the source is EXPECTED until the caller knows better. */
void merge_take(struct merge *m, int source, int64_t now_ms);

#endif
