/* fold.h: what the parts of the fold share; inside src/flight only. A change of what the fold does
 * bumps ROCKET_FOLD_VERSION (rocket.h). */
#ifndef FLIGHT_FOLD_H
#define FLIGHT_FOLD_H

#include "flight/rocket.h"

/* Messages within this of their record time are visible when they arrived; a clock that differs by
 * more is wrong (clock_offset.h); a record time further behind the flight is late. */
enum { NEAR_MS = 60000 };

/* T-0 is left where it is while the messages agree within this. */
enum { JITTER_MS = 250 };

/* One message on its way into the state. */
struct fold {
    struct rocket *r;
    const struct mission *mission;
    const struct flight_message *m;
    const struct decoded *d;
    struct event_sink *sink;
    int64_t t_ms, v_ms; /* its record time as far as believed; when it is visible */
    bool opens;         /* it opens a flight */
    bool slow;          /* its clock is behind, so that t_ms is its arrival */
    double time;        /* the mission time that it has; NaN */
    double epoch;       /* or its time by the producer's own calendar, in seconds; NaN */
};

/* fold_parts.c: an event of this message; `text` is clean. */
void fold_event(const struct fold *f, enum event_kind kind, const char *text);
/* Takes `text` (raw) for the phase, in capitals; false when that is the phase already. */
bool fold_phase(const struct fold *f, struct bytes text);

/* The rocket is two without keys: phase MIXED?, no clock. The caller says so with mixed_advice. */
void fold_mixed(const struct fold *f);
extern const char mixed_advice[];

/* fold_text.c: what a text or the fields `event` and `phase` do. */
void fold_text(const struct fold *f);

/* clock_reading.c */
/* mission_clock.c: fills in `time` and `epoch`. */
void clock_times(struct fold *f);
void clock_reset(struct rocket *r);
/* Notes in r->reach what the clock reads at `at_ms`, and returns it. */
int64_t clock_note(struct rocket *r, int64_t at_ms);

/* mission_clock.c: T. */
/* Follows the mission's time channel; says LIFTOFF where it passes 0. */
void clock_follow(const struct fold *f);
void clock_hold(const struct fold *f);
void clock_resume(const struct fold *f);
void clock_lift_off(const struct fold *f);
void clock_end(const struct fold *f);
/* "T-10", "T-10:00", "T+00:10:00": sets T before lift-off; false when the text is none. */
bool clock_set_by_text(const struct fold *f, struct bytes text);

/* more.c: a line that moves nothing: says it, or counts it when there were many before it. */
void more_say(const struct fold *f, enum event_kind kind, const char *text);
/* The run of such lines is over. */
void more_end(struct rocket *r, struct event_sink *sink);

/* Reports the silence after the last message if it has lasted its deadline at `until_ms`. */
void rocket_report_silence(struct rocket *r, int64_t until_ms, struct event_sink *sink);
/* channels.c: what a rocket owns. channels_find: NULL for none. */
void channels_clear(struct rocket *r);
void channels_deinit(struct rocket *r);
struct channel *channels_find(const struct rocket *r, const char *name);
/* Makes room for `count`; fill channels[channels_count], then channels_named() counts it. */
void channels_grow(struct rocket *r, int count);
void channels_named(struct rocket *r);
/* fold_states.c */
void fold_states(const struct fold *f);
struct state_channel *states_add(struct rocket *r);
void states_clear(struct rocket *r);
/* A number without a channel; and how many of them one message had. */
void channels_not_followed(struct rocket *r, const char *name);
void channels_at_once(struct rocket *r, int numbers);

/* Everything but id, name and flight number as before the first message. */
void rocket_reset(struct rocket *r);

enum { PACE_DEADLINE_MIN_MS = 2000 }; /* the shortest of pace_deadline_ms() */
void pace_init(struct pace *p);
void pace_add(struct pace *p, int64_t t_ms);
bool pace_silent(const struct pace *p, int64_t silence_ms);

static inline bool rocket_ended(const struct rocket *r)
{
    return r->outcome[0] != '\0';
}

#endif
