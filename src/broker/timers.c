/* timers.c: a binary heap ordered by due time. */
#include "broker/timers.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"

static void arm(struct timers *t, int64_t least_ms);

static void put(struct timers *t, size_t place, struct timer *timer)
{
    t->heap[place - 1] = timer;
    timer->place = place;
}

static void sift_up(struct timers *t, struct timer *timer)
{
    size_t place = timer->place;
    while (place > 1 && t->heap[place / 2 - 1]->due_ms > timer->due_ms) {
        put(t, place, t->heap[place / 2 - 1]);
        place /= 2;
    }
    put(t, place, timer);
}

static void sift_down(struct timers *t, struct timer *timer)
{
    size_t place = timer->place;
    for (;;) {
        size_t child = place * 2;
        if (child > t->count)
            break;
        if (child < t->count && t->heap[child]->due_ms < t->heap[child - 1]->due_ms)
            child++;
        if (t->heap[child - 1]->due_ms >= timer->due_ms)
            break;
        put(t, place, t->heap[child - 1]);
        place = child;
    }
    put(t, place, timer);
}

static void remove_timer(struct timers *t, struct timer *timer)
{
    struct timer *last = t->heap[--t->count];
    if (last != timer) {
        put(t, timer->place, last);
        sift_up(t, last);
        sift_down(t, last);
    }
    timer->place = 0;
}

static void on_uv(uv_timer_t *uv)
{
    struct timers *t = uv->data;
    t->firing = true;
    t->now_ms = clock_mono_ms();
    while (t->count > 0 && t->heap[0]->due_ms <= t->now_ms) {
        struct timer *timer = t->heap[0];
        remove_timer(t, timer);
        timer->fire(timer);
    }
    t->firing = false;
    arm(t, 1); /* libuv 1.44 fires timers that are due at once in the same turn, forever */
}

static void arm(struct timers *t, int64_t least_ms)
{
    if (t->count == 0) {
        uv_timer_stop(t->uv);
        return;
    }
    uv_update_time(t->uv->loop);
    int64_t wait = t->heap[0]->due_ms - clock_mono_ms();
    uv_timer_start(t->uv, on_uv, (uint64_t)(wait > least_ms ? wait : least_ms), 0);
}

void timers_init(struct timers *t, uv_loop_t *loop)
{
    *t = (struct timers){.uv = mem_zero(1, sizeof *t->uv)};
    uv_timer_init(loop, t->uv);
    t->uv->data = t;
}

static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

void timers_deinit(struct timers *t)
{
    free(t->heap);
    uv_close((uv_handle_t *)t->uv, free_handle);
    *t = (struct timers){0};
}

void timers_set(struct timers *t, struct timer *timer, int64_t due_ms)
{
    struct timer *first = t->count > 0 ? t->heap[0] : NULL;
    int64_t first_due = first != NULL ? first->due_ms : 0;
    if (t->firing && due_ms <= t->now_ms)
        due_ms = t->now_ms + 1; /* let others run */
    if (timer->place == 0) {
        if (t->count == t->cap) {
            t->cap = t->cap == 0 ? 16 : t->cap * 2;
            t->heap = mem_grow(t->heap, t->cap, sizeof(struct timer *));
        }
        t->count++;
        timer->due_ms = due_ms;
        put(t, t->count, timer);
        sift_up(t, timer);
    } else {
        timer->due_ms = due_ms;
        sift_up(t, timer);
        sift_down(t, timer);
    }
    if (t->heap[0] != first || t->heap[0]->due_ms != first_due)
        arm(t, 0);
}

void timers_cancel(struct timers *t, struct timer *timer)
{
    if (timer->place != 0)
        remove_timer(t, timer); /* the libuv timer may fire once with nothing due */
}
