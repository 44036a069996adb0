/* pace.c: how often something is heard, and from that how long it may be silent. */
#include "flight/fold.h"
#include "flight/rocket.h"

enum {
    DEADLINE_UNKNOWN_MS = 5000,
    DEADLINE_MAX_MS = 300000,
    INTERVAL_MAX_MS = 3600000,
    BURST_MS = 20, /* a median below this is too coarse in whole ms to divide by */
};

void pace_init(struct pace *p)
{
    *p = (struct pace){.last_t_ms = FLIGHT_NO_TIME};
}

void pace_add(struct pace *p, int64_t t_ms)
{
    int64_t last = p->last_t_ms;
    if (last != FLIGHT_NO_TIME && t_ms < last)
        return; /* out of order: says nothing about the pace */
    p->last_t_ms = t_ms;
    if (last == FLIGHT_NO_TIME)
        return;
    int64_t interval = t_ms - last;
    p->interval_ms[p->next] = (int32_t)(interval > INTERVAL_MAX_MS ? INTERVAL_MAX_MS : interval);
    p->next = p->next + 1 == ROCKET_INTERVALS ? 0 : (uint8_t)(p->next + 1);
    if (p->count < ROCKET_INTERVALS)
        p->count++;
}

/* The lower median; count must be above 0. */
static int32_t pace_median_ms(const struct pace *p)
{
    int32_t sorted[ROCKET_INTERVALS];
    int n = 0;
    for (; n < p->count; n++) {
        int at = n;
        for (; at > 0 && sorted[at - 1] > p->interval_ms[n]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = p->interval_ms[n];
    }
    return sorted[(n - 1) / 2];
}

/* A pace that is not known yet may be slower than the first messages let think, typed by hand say:
 * it makes a deadline longer, but not shorter. */
int64_t pace_deadline_ms(const struct pace *p)
{
    if (p->count == 0)
        return DEADLINE_UNKNOWN_MS;
    int64_t d = (int64_t)pace_median_ms(p) * 19 / 10;
    int64_t min = p->count < ROCKET_INTERVALS ? DEADLINE_UNKNOWN_MS : PACE_DEADLINE_MIN_MS;
    return d < min ? min : d > DEADLINE_MAX_MS ? DEADLINE_MAX_MS : d;
}

double pace_rate(const struct pace *p)
{
    if (p->count == 0)
        return 0;
    int32_t median = pace_median_ms(p);
    if (median >= BURST_MS)
        return 1000.0 / median;
    double sum = 0;
    for (int i = 0; i < p->count; i++)
        sum += p->interval_ms[i];
    return 1000.0 * p->count / (sum < 1 ? 1 : sum);
}

bool pace_silent(const struct pace *p, int64_t silence_ms)
{
    return silence_ms >= PACE_DEADLINE_MIN_MS && silence_ms >= pace_deadline_ms(p);
}
