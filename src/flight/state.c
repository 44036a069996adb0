/* state.c: what a rocket's state is called at a moment, and its silence. */
#include <stdio.h>

#include "flight/fold.h"
#include "flight/show.h"

enum { LATE_MS = 5000, QUIET_MS = 60000 };

bool channel_stale(const struct channel *c, int64_t now_ms)
{
    return pace_silent(&c->pace, now_ms - c->v_ms);
}

bool state_channel_stale(const struct state_channel *s, int64_t now_ms)
{
    return pace_silent(&s->pace, now_ms - s->v_ms);
}

/* Its clock is slow, or counts in seconds, or its messages say that they are of the past. */
static bool is_behind(const struct rocket *r)
{
    enum clock_fault fault = clock_offset_fault(&r->offset);
    return fault == CLOCK_BEHIND || fault == CLOCK_IN_SECONDS || r->own_lag_ms > 0;
}

/* Since when it is silent. A message that seems to be of the past may be of a slow clock: for its
 * deadline it counts from its arrival. */
static int64_t heard_ms(const struct rocket *r, int64_t now_ms)
{
    int64_t arrival_ms = r->offset.arrival_ms;
    bool heard_since = arrival_ms > r->v_ms && arrival_ms <= now_ms;
    return heard_since && r->offset.runs && !r->offset.steady ? arrival_ms : r->v_ms;
}

int64_t rocket_age_ms(const struct rocket *r, int64_t now_ms)
{
    if (r->v_ms == FLIGHT_NO_TIME)
        return FLIGHT_NO_TIME;
    int64_t newest = r->v_ms < r->flight_time_ms ? r->v_ms : r->flight_time_ms;
    int64_t lag_ms = clock_lag_ms(&r->offset);
    if (is_behind(r))
        newest -= lag_ms > r->own_lag_ms ? lag_ms : r->own_lag_ms;
    return now_ms > newest ? now_ms - newest : 0;
}

void rocket_clock_words(const struct rocket *r, char out[CLOCK_WORDS_SIZE])
{
    clock_offset_words(&r->offset, out);
    if (out[0] == '\0' && r->own_lag_ms != 0)
        clock_message_words(r->t_ms - r->own_lag_ms, r->t_ms, out);
}

double rocket_rate(const struct rocket *r, int64_t now_ms)
{
    if (r->v_ms == FLIGHT_NO_TIME || pace_silent(&r->pace, now_ms - r->v_ms))
        return 0;
    return pace_rate(&r->pace);
}

enum rocket_state rocket_state(const struct rocket *r, int64_t now_ms)
{
    if (r->v_ms == FLIGHT_NO_TIME)
        return STATE_NEVER;
    if (rocket_ended(r))
        return STATE_ENDED;
    int64_t silence = now_ms - heard_ms(r, now_ms);
    bool silent = pace_silent(&r->pace, silence);
    if (silent && r->has_numbers)
        return STATE_STALE;
    int64_t behind_ms = now_ms - r->flight_time_ms;
    if (!silent && (is_behind(r) || behind_ms > pace_deadline_ms(&r->pace) + LATE_MS))
        return STATE_LATE;
    if (!r->has_numbers && silence >= QUIET_MS)
        return STATE_QUIET;
    return STATE_OK;
}

int64_t rocket_stale_ms(const struct rocket *r)
{
    bool may = r->v_ms != FLIGHT_NO_TIME && r->has_numbers && !rocket_ended(r);
    return may ? r->v_ms + pace_deadline_ms(&r->pace) : FLIGHT_NO_TIME;
}

const char *rocket_state_word(enum rocket_state s)
{
    static const char *const words[] = {
        [STATE_NEVER] = "----",  [STATE_ENDED] = "ENDED", [STATE_STALE] = "STALE",
        [STATE_LATE] = "LATE",   [STATE_RED] = "RED",     [STATE_YELLOW] = "YEL",
        [STATE_QUIET] = "QUIET", [STATE_OK] = "OK",
    };
    return words[s];
}

const char *rocket_outcome(const struct rocket *r, int64_t now_ms)
{
    if (rocket_ended(r))
        return r->outcome;
    return r->v_ms != FLIGHT_NO_TIME && now_ms - r->v_ms >= ROCKET_LOS_MS ? "LOS" : "OPEN";
}

bool rocket_flying(const struct rocket *r, int64_t now_ms)
{
    if (r->mixed || rocket_ended(r))
        return false;
    return r->lifted_off || (r->clock == CLOCK_RUNNING && rocket_clock_ms(r, now_ms) >= 0);
}

bool rocket_counting(const struct rocket *r, int64_t now_ms)
{
    static const char *const phases[] = {"COUNTDOWN", "HOLD", "TERMINAL"};
    if (r->mixed || rocket_ended(r) || rocket_flying(r, now_ms))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(phases); i++)
        if (strcmp(r->phase, phases[i]) == 0)
            return true;
    return r->clock != CLOCK_NONE;
}

static void stale_event(const struct rocket *r, int64_t v_ms, struct event *out)
{
    *out = (struct event){.v_ms = v_ms, .seq = -1, .rocket = r->id, .kind = EVENT_STALE};
    out->clock_ms = rocket_clock_ms(r, v_ms);
    int64_t last_ms = rocket_clock_ms(r, r->v_ms);
    char when[32];
    if (r->heard_live || last_ms == FLIGHT_NO_TIME)
        show_utc(r->v_ms, SHOW_TIME, when);
    else
        show_clock(last_ms, when);
    snprintf(out->text, sizeof out->text, "last heard %.*s", (int)strcspn(when, " "), when);
}

bool rocket_silence(const struct rocket *r, int64_t now_ms, struct event *out)
{
    if (now_ms < r->v_ms + PACE_DEADLINE_MIN_MS) /* so nearly always */
        return false;
    int64_t from_ms = rocket_stale_ms(r);
    if (from_ms == FLIGHT_NO_TIME || now_ms < from_ms ||
        now_ms - heard_ms(r, now_ms) < from_ms - r->v_ms)
        return false;
    stale_event(r, from_ms, out);
    return true;
}

void rocket_report_silence(struct rocket *r, int64_t until_ms, struct event_sink *sink)
{
    struct event e;
    if (r->silence_said || !rocket_silence(r, until_ms, &e))
        return;
    r->silence_said = true;
    if (sink != NULL)
        sink->put(sink->owner, &e);
}

void rocket_tick(struct rocket *r, const struct mission *mission, int64_t now_ms,
                 struct event_sink *sink)
{
    (void)mission;
    rocket_report_silence(r, now_ms, sink);
}
