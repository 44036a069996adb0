/* clock_reading.c: what T is at a moment; a clock that has not begun. */
#include <math.h>

#include "flight/fold.h"

enum {
    AWAIT_MS = JITTER_MS
}; /* at T-0 the clock waits this long for the lift-off; below a second */

void clock_reset(struct rocket *r)
{
    r->clock = CLOCK_NONE;
    r->t_zero_ms = FLIGHT_NO_TIME;
    r->clock_held_ms = FLIGHT_NO_TIME;
    r->mission_time = NAN;
    r->lifted_off = false;
}

/* T+00:00:00 is the lift-off. What comes of it a moment late must not be read before it was heard,
 * so the clock stays at T-00:00:01 for that long. It waits for less than a second: no second is
 * left out. */
static bool awaits_lift_off(const struct rocket *r, int64_t clock_ms)
{
    return !r->lifted_off && clock_ms >= 0 && clock_ms < AWAIT_MS;
}

static int64_t running_ms(const struct rocket *r, int64_t now_ms)
{
    int64_t clock_ms = now_ms - r->t_zero_ms;
    return awaits_lift_off(r, clock_ms) ? -1 : clock_ms;
}

int64_t rocket_clock_ms(const struct rocket *r, int64_t now_ms)
{
    switch (r->clock) {
    case CLOCK_RUNNING:
        return running_ms(r, now_ms);
    case CLOCK_HOLD:
    case CLOCK_ENDED:
        return r->clock_held_ms;
    default:
        return FLIGHT_NO_TIME;
    }
}

int64_t rocket_mission_ms(const struct rocket *r, int64_t moment_ms)
{
    return r->t_zero_ms == FLIGHT_NO_TIME ? FLIGHT_NO_TIME : moment_ms - r->t_zero_ms;
}

int64_t clock_note(struct rocket *r, int64_t at_ms)
{
    int64_t clock_ms = rocket_clock_ms(r, at_ms),
            *furthest_ms = &r->reach.furthest_ms[r->lifted_off];
    if (clock_ms > *furthest_ms)
        *furthest_ms = clock_ms;
    return clock_ms;
}

bool rocket_clock_reaches(const struct rocket *r, int64_t from_ms, int64_t to_ms, int64_t clock_ms,
                          int64_t *at_ms)
{
    *at_ms = from_ms;
    if (from_ms >= to_ms)
        return false;
    if (r->clock != CLOCK_RUNNING)
        return r->clock_held_ms >= clock_ms;
    int64_t reached_ms = awaits_lift_off(r, clock_ms) ? AWAIT_MS : clock_ms;
    if (from_ms < r->t_zero_ms + reached_ms)
        *at_ms = r->t_zero_ms + reached_ms;
    return *at_ms < to_ms;
}
