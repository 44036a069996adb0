/* clock.c: the system's clocks, or a test's. */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t fake_wall_ms = -1;
static _Atomic int64_t fake_mono_ns;

static int64_t read_ns(clockid_t id)
{
    struct timespec ts;
    clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t clock_wall_ms(void)
{
    int64_t fake = atomic_load(&fake_wall_ms);
    return fake >= 0 ? fake : read_ns(CLOCK_REALTIME) / 1000000;
}

int64_t clock_mono_ns(void)
{
    return atomic_load(&fake_wall_ms) >= 0 ? atomic_load(&fake_mono_ns) : read_ns(CLOCK_MONOTONIC);
}

void clock_fake(int64_t wall_ms, int64_t mono_ns)
{
    atomic_store(&fake_mono_ns, mono_ns);
    atomic_store(&fake_wall_ms, wall_ms);
}
