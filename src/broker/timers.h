/* timers.h: deadlines of the loop thread, in a heap behind one libuv timer.
 *
 * A timer is embedded in its owner and may be freed when it is not set (libuv's own live until a
 * close callback). While the heap is empty nothing is armed, so that an idle broker sleeps. Loop
 * thread only. */
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

/* Sets or moves `timer`. `fire` runs once on the loop and may set the timer again. A time in the
 * past fires in the loop's next turn. */
void timers_set(struct timers *t, struct timer *timer, int64_t due_ms);
void timers_cancel(struct timers *t, struct timer *timer); /* fine when not set */

#endif
