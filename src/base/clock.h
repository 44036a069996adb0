/* clock.h: the only source of the current time, so that tests can freeze and move it. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_wall_ms(void); /* since the epoch, UTC */
int64_t clock_mono_ns(void); /* since some start; monotonic */

static inline int64_t clock_mono_ms(void)
{
    return clock_mono_ns() / 1000000;
}

/* Stops both clocks at these times; wall_ms < 0 restores the real clocks. Tests only. */
void clock_fake(int64_t wall_ms, int64_t mono_ns);

#endif
