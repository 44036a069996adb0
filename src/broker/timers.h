/* timers.h: deadlines of the loop thread, in a heap, behind one libuv timer.
 *
 * A timer is embedded in what it belongs to and may be freed the moment it is not set (libuv's own
 * live until a close callback). Nothing is armed while the heap is empty: an idle broker sleeps.
 * Not for other threads. */
#ifndef BROKER_TIMERS_H
#define BROKER_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct timer {
    int64_t due_ms; /* clock_mono_ms() */
    size_t place;   /* in the heap, from 1; 0: not set */
    void (*fire)(struct timer *timer);
};

struct timers {
    struct timer **heap;
    size_t count, cap;
    uv_timer_t *uv;
    bool firing;
    int64_t now_ms; /* while firing */
};

void timers_init(struct timers *t, uv_loop_t *loop);
void timers_deinit(struct timers *t); /* the loop must run once more to release the libuv handle */

/* Sets or moves `timer`, whose `fire` is set; it runs on the loop, once, no longer set, and may set
 * itself again. A moment that has passed fires in the loop's next turn. */
void timers_set(struct timers *t, struct timer *timer, int64_t due_ms);
void timers_cancel(struct timers *t, struct timer *timer); /* fine when not set */

#endif
