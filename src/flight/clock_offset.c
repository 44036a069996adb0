/* clock_offset.c: see clock_offset.h. */
#include "flight/clock_offset.h"

#include <stdio.h>

#include "flight/fold.h"

enum {
    PACE_LEAST_MS = 250, /* a burst may take this long */
    SECOND_MS = 1000,
    MINUTE_MS = 60 * SECOND_MS,
    HOUR_MS = 60 * MINUTE_MS,
    DAY_MS = 24 * HOUR_MS,
    UNIT_WITHIN_MS = 7 * DAY_MS, /* of the arrival, in the right unit */
};

/* A lag that no sum of two times in sight can overflow. */
static int64_t lag_between(int64_t t_ms, int64_t arrival_ms)
{
    return t_ms < 0 ? 0 : arrival_ms - t_ms;
}

static bool is_within(int64_t lag_ms, int64_t most_ms)
{
    return lag_ms <= most_ms && lag_ms >= -most_ms;
}

static enum clock_fault fault_of(int64_t t_ms, int64_t arrival_ms)
{
    int64_t lag_ms = lag_between(t_ms, arrival_ms);
    if (is_within(lag_ms, NEAR_MS))
        return CLOCK_RIGHT;
    if (t_ms < INT64_MAX / 1000 && is_within(arrival_ms - t_ms * 1000, UNIT_WITHIN_MS))
        return CLOCK_IN_SECONDS;
    if (lag_ms < 0 && is_within(arrival_ms - t_ms / 1000, UNIT_WITHIN_MS))
        return CLOCK_IN_MICROS;
    if (lag_ms < 0 && is_within(arrival_ms - t_ms / 1000000, UNIT_WITHIN_MS))
        return CLOCK_IN_NANOS;
    return lag_ms < 0 ? CLOCK_AHEAD : CLOCK_BEHIND;
}

bool clock_is_right(int64_t t_ms, int64_t arrival_ms)
{
    return t_ms >= 0 && is_within(lag_between(t_ms, arrival_ms), NEAR_MS);
}

bool clock_near(int64_t t_ms, int64_t arrival_ms)
{
    return fault_of(t_ms, arrival_ms) != CLOCK_BEHIND;
}

bool clock_keeps_pace(const struct clock_offset *o, int64_t t_ms, int64_t arrival_ms)
{
    int64_t elapsed_ms = arrival_ms - o->run_arrival_ms;
    int64_t drift_ms = lag_between(t_ms, arrival_ms) - o->run_lag_ms;
    if (!o->runs || !is_within(drift_ms, NEAR_MS))
        return false;
    return o->steady || (elapsed_ms >= PACE_LEAST_MS && is_within(drift_ms, elapsed_ms / 2));
}

bool clock_is_ahead(const struct clock_offset *o, int64_t t_ms, int64_t arrival_ms)
{
    return lag_between(t_ms, arrival_ms) < (o->ahead ? -NEAR_MS / 2 : -NEAR_MS);
}

static void lag_put(struct clock_offset *o, int64_t lag_ms)
{
    o->lag_ms[o->next] = lag_ms;
    o->next = (o->next + 1) % CLOCK_LAGS;
    if (o->count < CLOCK_LAGS)
        o->count++;
}

void clock_offset_add(struct clock_offset *o, int64_t t_ms, int64_t arrival_ms, bool opens)
{
    int64_t lag_ms = lag_between(t_ms, arrival_ms);
    o->arrival_ms = arrival_ms;
    o->ahead = clock_is_ahead(o, t_ms, arrival_ms);
    if (clock_near(t_ms, arrival_ms)) {
        lag_put(o, lag_ms);
        return;
    }
    if (clock_keeps_pace(o, t_ms, arrival_ms)) {
        if (!o->steady)
            lag_put(o, o->run_lag_ms);
        lag_put(o, lag_ms);
        o->steady = true;
        o->run_lag_ms = lag_ms;
        return;
    }
    if (o->runs && !o->steady && is_within(lag_ms - o->run_lag_ms, NEAR_MS))
        return; /* too early to tell */
    o->runs = true;
    o->run_opened = opens;
    o->steady = false;
    o->run_lag_ms = lag_ms;
    o->run_arrival_ms = arrival_ms;
}

int64_t clock_lag_ms(const struct clock_offset *o)
{
    int64_t sorted[CLOCK_LAGS];
    int n = 0;
    for (; n < o->count; n++) {
        int at = n;
        for (; at > 0 && sorted[at - 1] > o->lag_ms[n]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = o->lag_ms[n];
    }
    return n == 0 ? 0 : sorted[(n - 1) / 2];
}

/* Of a lag at some arrival: units are told by the time itself. */
static enum clock_fault lag_fault(const struct clock_offset *o, int64_t *lag_ms)
{
    *lag_ms = clock_lag_ms(o);
    if (o->count < 2 || is_within(*lag_ms, NEAR_MS))
        return CLOCK_RIGHT;
    return fault_of(o->arrival_ms - *lag_ms, o->arrival_ms);
}

enum clock_fault clock_offset_fault(const struct clock_offset *o)
{
    int64_t lag_ms;
    return lag_fault(o, &lag_ms);
}

static int64_t rounded(int64_t ms, int64_t unit_ms)
{
    return (ms + unit_ms / 2) / unit_ms;
}

static void length_words(int64_t ms, char out[24])
{
    static const struct {
        int64_t below_ms, unit_ms;
        const char *one, *many;
    } units[] = {
        {2 * MINUTE_MS, SECOND_MS, "s", "s"},
        {2 * HOUR_MS, MINUTE_MS, "min", "min"},
        {DAY_MS - HOUR_MS / 2, HOUR_MS, "h", "h"},
        {INT64_MAX, DAY_MS, "day", "days"},
    };
    size_t i = 0;
    while (ms >= units[i].below_ms && i + 1 < ARRAY_SIZE(units))
        i++;
    long long count = (long long)rounded(ms, units[i].unit_ms);
    snprintf(out, 24, "%lld %s", count, count == 1 ? units[i].one : units[i].many);
}

static void fault_words(enum clock_fault fault, int64_t lag_ms, char out[CLOCK_WORDS_SIZE])
{
    static const char *const units[] = {
        [CLOCK_IN_SECONDS] = "times look like seconds",
        [CLOCK_IN_MICROS] = "times look like microseconds",
        [CLOCK_IN_NANOS] = "times look like nanoseconds",
    };
    char length[24];
    out[0] = '\0';
    if (fault == CLOCK_RIGHT)
        return;
    if (fault >= CLOCK_IN_SECONDS) {
        snprintf(out, CLOCK_WORDS_SIZE, "%s", units[fault]);
        return;
    }
    length_words(lag_ms < 0 ? -lag_ms : lag_ms, length);
    snprintf(out, CLOCK_WORDS_SIZE, "clock %s %s", length, lag_ms < 0 ? "ahead" : "behind");
}

void clock_offset_words(const struct clock_offset *o, char out[CLOCK_WORDS_SIZE])
{
    int64_t lag_ms;
    enum clock_fault fault = lag_fault(o, &lag_ms);
    fault_words(fault, lag_ms, out);
}

enum clock_fault clock_message_fault(int64_t t_ms, int64_t arrival_ms)
{
    return fault_of(t_ms, arrival_ms);
}

void clock_message_words(int64_t t_ms, int64_t arrival_ms, char out[CLOCK_WORDS_SIZE])
{
    fault_words(fault_of(t_ms, arrival_ms), lag_between(t_ms, arrival_ms), out);
}
