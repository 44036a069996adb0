/* clock.h: the one seam through which time comes in.
 *
 * Nobody else asks the system for the time: tests freeze and move it with clock_fake(). */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_wall_ms(void); /* since the epoch, UTC */
int64_t clock_mono_ns(void); /* since some start; never falls */

static inline int64_t clock_mono_ms(void)
{
    return clock_mono_ns() / 1000000;
}

/* From now on both clocks stand at these; wall_ms < 0 gives the real clocks back. Tests only. */
void clock_fake(int64_t wall_ms, int64_t mono_ns);

#endif
