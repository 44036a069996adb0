/* mission_clock.c: how messages move T-0. clock_reading.c reads the clock.
 *
 *   NONE --time channel, T-10 text, lift-off--> RUNNING --hold--> HOLD --resume, lift-off-->
 * RUNNING RUNNING, HOLD --ended--> ENDED           any but ENDED --countdown (recycle)--> NONE
 *
 * clock_follow, clock_set_by_text, clock_lift_off, clock_hold, clock_resume, clock_end, clock_reset
 * are these arrows. */
#include <math.h>
#include <stdlib.h>

#include "flight/decode.h"
#include "flight/fold.h"

#define LEAP_S 60.0
#define WEEK_S 604800.0
#define JOINED_AT_S 1.0 /* a first mission time from here on: lift-off was before we listened */
#define WRONG_UNIT_RUN 3
#define TIME_MAX_S 1e8 /* beyond three years it is not a mission time: seconds since 1970, say */

/* The first of `count` numbers that has the name, or `count`. Most names differ in their first
 * letter. */
static int find_number(const struct decoded *d, const char *name, int count)
{
    int i = 0;
    while (i < count && (d->numbers[i].name[0] != name[0] || strcmp(d->numbers[i].name, name) != 0))
        i++;
    return i;
}

/* Of several mission times the one that the message says first. */
double clock_time_in(const struct mission *mission, const struct decoded *d)
{
    double time = NAN;
    int count = d->kind == DECODED_NUMBERS ? d->count : 0;
    for (int s = 0; s < mission->source_count; s++) {
        const struct mission_source *source = &mission->sources[s];
        int at =
            source->time == NULL || source->epoch ? count : find_number(d, source->time, count);
        if (at < count) {
            time = d->numbers[at].value * source->seconds;
            count = at;
        }
    }
    return fabs(time) <= TIME_MAX_S ? time : NAN;
}

static double number_in(const struct decoded *d, const char *name)
{
    int at = find_number(d, name, d->count);
    return at < d->count ? d->numbers[at].value : NAN;
}

static double epoch_in(const struct mission *mission, const struct decoded *d)
{
    for (int i = 0; i < mission->source_count; i++) {
        const struct mission_source *s = &mission->sources[i];
        double time = s->epoch ? number_in(d, s->time) * s->seconds : NAN;
        if (s->week != NULL)
            time += number_in(d, s->week) * WEEK_S;
        if (isfinite(time))
            return time;
    }
    return NAN;
}

void clock_times(struct fold *f)
{
    bool numbers = f->d->kind == DECODED_NUMBERS;
    f->time = clock_time_in(f->mission, f->d);
    f->epoch = f->mission->epoch && numbers ? epoch_in(f->mission, f->d) : NAN;
    if (isnan(f->time) && !isnan(f->epoch))
        f->time = f->epoch - f->r->lift_off_epoch;
    if (fabs(f->time) > TIME_MAX_S)
        f->time = NAN;
}

static void clock_run(struct rocket *r, int64_t t_zero_ms)
{
    r->clock = CLOCK_RUNNING;
    r->t_zero_ms = t_zero_ms;
    r->clock_held_ms = FLIGHT_NO_TIME;
}

/* When a text was said, for the clock: its record time, as long as that reads as the same second
 * once the text is seen. Clocks of two machines that differ by more must not show a lift-off at
 * T-00:00:02. */
static int64_t said_ms(const struct fold *f)
{
    int64_t seen_after_ms = f->v_ms - f->t_ms;
    bool heard_live = f->v_ms == f->m->arrival_ms;
    return heard_live && (seen_after_ms < 0 || seen_after_ms >= 1000) ? f->v_ms : f->t_ms;
}

/* Lift-off is never seen before T+00:00:00. */
static void clock_not_before(const struct fold *f, int64_t mission_ms)
{
    struct rocket *r = f->r;
    if (r->clock == CLOCK_RUNNING && f->v_ms < r->t_zero_ms)
        clock_run(r, (f->t_ms < f->v_ms ? f->t_ms : f->v_ms) - mission_ms);
}

/* The time channel has reached 0: lift-off, or we joined in flight. */
static void pass_zero(const struct fold *f, double before)
{
    struct rocket *r = f->r;
    int64_t mission_ms = llround(f->time * 1000);
    if (r->clock == CLOCK_HOLD)
        clock_run(r, f->t_ms - mission_ms);
    clock_not_before(f, mission_ms);
    if (isnan(before) && f->time >= JOINED_AT_S && r->phase[0] == '\0') {
        r->lifted_off = true;
        if (r->messages == 1)
            fold_event(f, EVENT_EVENT, "first heard");
        return;
    }
    r->lifted_off = true;
    fold_phase(f, bytes_of(mission_lift_off_phase(f->mission)));
    fold_event(f, EVENT_PHASE, "LIFTOFF");
}

/* After T-0 a clock never leaps ahead of the record times: then two rockets without keys are taking
 * turns, and without this each turn back would open a flight. */
static bool is_second_clock(const struct fold *f, double before)
{
    const struct rocket *r = f->r;
    if (!r->keyless || f->time < 0 || r->clock != CLOCK_RUNNING)
        return false;
    double expected_s = (double)(f->t_ms - r->t_zero_ms) / 1000;
    return f->time - before > LEAP_S && f->time - expected_s > LEAP_S;
}

/* Seconds in a unit of the time that messages have; 0: none is known. */
static double unit_now(const struct mission *m)
{
    for (int i = 0; i < m->source_count; i++)
        if (m->sources[i].time != NULL && !m->sources[i].epoch)
            return m->sources[i].seconds;
    return 0;
}

/* A time that grows a thousand times too fast is in another unit: says so once it has done it a few
 * times. */
static bool is_wrong_unit(const struct fold *f, double before)
{
    static const struct {
        double seconds;
        const char *words;
    } units[] = {{1e-3, "times look like milliseconds: unit: ms"},
                 {1e-6, "times look like microseconds: unit: us"},
                 {1e-9, "times look like nanoseconds: unit: ns"}};
    struct rocket *r = f->r;
    bool runs = r->clock == CLOCK_RUNNING;
    double passed = runs ? (double)(f->t_ms - r->t_zero_ms) / 1000 - before : 0;
    double unit = unit_now(f->mission) * passed / (f->time - before);
    bool grows = passed > 0 && f->time > before;
    for (size_t i = 0; i < ARRAY_SIZE(units) && grows; i++) {
        bool is_now = unit_now(f->mission) <= units[i].seconds;
        if (is_now || unit < 0.9 * units[i].seconds || unit > 1.1 * units[i].seconds)
            continue;
        if (r->unit_run < WRONG_UNIT_RUN && ++r->unit_run == WRONG_UNIT_RUN)
            fold_event(f, EVENT_CLOCK, units[i].words);
        return true;
    }
    r->unit_run = r->unit_run < WRONG_UNIT_RUN ? 0 : r->unit_run;
    return false;
}

void clock_follow(const struct fold *f)
{
    struct rocket *r = f->r;
    double before = r->mission_time;
    if (isnan(f->time) || f->t_ms < r->flight_time_ms || r->mixed)
        return;
    r->mission_time = f->time;
    if (rocket_ended(r))
        return;
    if (!is_wrong_unit(f, before) && is_second_clock(f, before)) {
        fold_mixed(f);
        fold_event(f, EVENT_EVENT, mixed_advice);
        return;
    }
    int64_t mission_ms = llround(f->time * 1000), t_zero_ms = f->t_ms - mission_ms;
    int64_t moved = r->clock == CLOCK_RUNNING ? llabs(t_zero_ms - r->t_zero_ms) : INT64_MAX;
    if (r->clock == CLOCK_HOLD)
        r->clock_held_ms = mission_ms;
    else if (moved > JITTER_MS)
        clock_run(r, t_zero_ms);
    if (!r->lifted_off && f->time >= 0)
        pass_zero(f, before);
}

void clock_hold(const struct fold *f)
{
    struct rocket *r = f->r;
    if (r->clock != CLOCK_RUNNING)
        return;
    r->clock_held_ms = isnan(f->time) ? rocket_clock_ms(r, f->v_ms) : llround(f->time * 1000);
    r->clock = CLOCK_HOLD;
    r->t_zero_ms = FLIGHT_NO_TIME;
}

void clock_resume(const struct fold *f)
{
    if (f->r->clock == CLOCK_HOLD)
        clock_run(f->r, f->v_ms - f->r->clock_held_ms);
}

void clock_lift_off(const struct fold *f)
{
    struct rocket *r = f->r;
    clock_resume(f);
    r->lift_off_epoch = f->epoch;
    /* The mission's own clock knows better, but for its jitter. */
    if (isnan(r->mission_time))
        clock_run(r, said_ms(f));
    else if (r->clock == CLOCK_RUNNING && llabs(f->t_ms - r->t_zero_ms) <= JITTER_MS)
        clock_not_before(f, 0);
    r->lifted_off = true;
}

void clock_end(const struct fold *f)
{
    struct rocket *r = f->r;
    if (r->clock == CLOCK_NONE)
        return;
    r->clock_held_ms = rocket_clock_ms(r, f->v_ms);
    if (r->clock == CLOCK_HOLD)
        r->t_zero_ms = FLIGHT_NO_TIME;
    r->clock = CLOCK_ENDED;
}

/* "[[HH:]MM:]SS" to ms, at most three fields of at most four digits; -1 when it is none. */
static int64_t fields_ms(struct bytes text)
{
    int64_t total = 0, field = 0;
    int digits = 0, fields = 1;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (c == ':' && digits > 0 && fields < 3) {
            total = (total + field) * 60;
            field = digits = 0;
            fields++;
        } else if (c >= '0' && c <= '9' && digits < 4) {
            field = field * 10 + (c - '0');
            digits++;
        } else {
            return -1;
        }
    }
    return digits == 0 ? -1 : (total + field) * 1000;
}

bool clock_set_by_text(const struct fold *f, struct bytes text)
{
    struct rocket *r = f->r;
    if (text.len < 3 || (text.data[0] | 0x20) != 't' ||
        (text.data[1] != '-' && text.data[1] != '+'))
        return false;
    int64_t mission_ms = fields_ms(bytes_make(text.data + 2, text.len - 2));
    if (mission_ms < 0 || r->lifted_off || r->mixed || rocket_ended(r))
        return false;
    if (text.data[1] == '-')
        mission_ms = -mission_ms;
    if (r->clock == CLOCK_HOLD)
        r->clock_held_ms = mission_ms;
    else
        clock_run(r, said_ms(f) - mission_ms);
    return true;
}
