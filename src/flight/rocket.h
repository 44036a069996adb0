/* rocket.h: the state of one rocket, and the fold that makes it.
 *
 * state' = fold(state, message): pure, no I/O, no clock; the same messages in seq order always give
 * the same state, so a replay cannot differ from what live showed. The recorder folds live; replay
 * folds on from the nearest keyframe (rocket_encode / rocket_decode).
 *
 * Times. t: record time. arrival: when it was heard. v: the moment from which a message is visible:
 * its arrival if that lies within 60 s of t, else the flight time (running maximum of t within the
 * flight, at most arrival + 60 s); v never falls within a flight. "State at T" is the fold of the
 * messages of the flight that holds T with v <= T.
 *
 * Flights. The first message opens one. A countdown opens one if none is open (ENDED) and recycles
 * the clock before lift-off; after lift-off a keyed rocket opens a new flight, a keyless one goes
 * MIXED?. A jump of t back by more than an hour opens one; so does a mission time (channel `time`)
 * that falls by more than 60 s after lift-off. */
#ifndef FLIGHT_ROCKET_H
#define FLIGHT_ROCKET_H

#include "base/buf.h"
#include "flight/event.h"
#include "flight/message.h"
#include "flight/mission.h"

enum {
    ROCKET_MAX_CHANNELS = 64,
    ROCKET_INTERVALS = 20,
    ROCKET_NAME_SIZE = 64,
    ROCKET_PHASE_SIZE = 24,
    ROCKET_TEXT_SIZE = 96,
};

/* The median of the last intervals between record times: gives the rate and the deadline D. */
struct pace {
    int32_t interval_ms[ROCKET_INTERVALS];
    uint8_t count, next;
    int64_t last_t_ms; /* FLIGHT_NO_TIME before the first */
};

struct channel {
    char name[DECODED_NAME_SIZE];
    double value;
    int64_t t_ms, v_ms; /* of the sample */
    int64_t samples;
    double trend_per_s; /* over the last few seconds; NaN when unknown */
    struct pace pace;
};

enum clock_mode { CLOCK_NONE, CLOCK_RUNNING, CLOCK_HOLD, CLOCK_ENDED };

struct rocket {
    int32_t id;                  /* > 0, the cache's */
    bool keyless;                /* a topic without keys: shown in brackets */
    char name[ROCKET_NAME_SIZE]; /* clean text of the key or topic, without brackets */
    enum flight_source source;   /* of the last message */

    int32_t flight;      /* 1, 2, ... of this rocket */
    int64_t flight_seq0; /* its first message */
    int64_t flight_v0_ms;
    int64_t flight_time_ms; /* running maximum of t */
    int64_t messages;       /* in this flight */

    int64_t seq, t_ms, v_ms; /* of the last message folded */
    int64_t stale_said_ms;   /* v of the last message whose silence was reported; FLIGHT_NO_TIME */
    bool has_numbers;        /* ever; else text-only: QUIET, never STALE */
    struct pace pace;

    char phase[ROCKET_PHASE_SIZE]; /* "" before the first word */
    int64_t phase_since_ms;        /* v */
    bool mixed;                    /* two countdowns without keys */
    enum clock_mode clock;
    int64_t t_zero_ms;     /* wall time of T-0, while CLOCK_RUNNING or ENDED; FLIGHT_NO_TIME */
    int64_t clock_held_ms; /* T at which it stands, CLOCK_HOLD and CLOCK_ENDED */
    double mission_time;   /* last value of the mission's time channel; NaN */
    bool lifted_off;
    char outcome[ROCKET_PHASE_SIZE]; /* LANDED, ABORTED ... once ENDED, else "" */

    char last_text[ROCKET_TEXT_SIZE]; /* last event, cleaned */
    int64_t last_text_v_ms;
    int64_t errors; /* undecodable messages */

    int channels_count;
    int channels_dropped;                         /* distinct names past the bound */
    struct channel channels[ROCKET_MAX_CHANNELS]; /* in order first heard */
};

/* A rocket that was never heard. `name` is raw (key or topic). */
void rocket_init(struct rocket *r, int32_t id, struct bytes name, bool keyless);

/* Folds one message; seq must be above r->seq. Events go to `sink` (may be NULL). */
void rocket_fold(struct rocket *r, const struct mission *mission, const struct flight_message *m,
                 struct event_sink *sink);

/* The v that rocket_fold would give this message (needed to stop before T); no change to `r`.
 * `*opens` says whether it would open a new flight. */
int64_t rocket_next_v(const struct rocket *r, const struct mission *mission,
                      const struct flight_message *m, bool *opens);

/* Time has come to `now_ms` without a message: reports STALE once per silence. Event v is
 * v_last + D, so that a live tick and a later refold give the identical event. */
void rocket_tick(struct rocket *r, const struct mission *mission, int64_t now_ms,
                 struct event_sink *sink);

/* Keyframes. The blob is versioned; decode refuses another version or damage (ERR_CORRUPT). */
#define ROCKET_FOLD_VERSION 1
void rocket_encode(const struct rocket *r, struct buf *out);
int rocket_decode(struct rocket *r, struct bytes blob, struct err *err);

/* What a person is shown, computed for a moment `now_ms` (live: now; replay: the playhead). */
enum rocket_state {
    STATE_NEVER,
    STATE_ENDED,
    STATE_STALE,
    STATE_LATE,
    STATE_RED,
    STATE_YELLOW,
    STATE_QUIET,
    STATE_OK,
};

enum rocket_state rocket_state(const struct rocket *r, const struct mission *mission,
                               int64_t now_ms);
const char *rocket_state_word(enum rocket_state s); /* "OK", "STALE", "----", ... */

/* Silence allowed before STALE: 1.9 / rate clamped to 2..300 s, 5 s without a rate. */
int64_t pace_deadline_ms(const struct pace *p);
double pace_rate(const struct pace *p); /* per second, 0 when unknown */
/* Messages per second now: the pace while heard, 0 once stale. */
double rocket_rate(const struct rocket *r, int64_t now_ms);
/* max(now - v, now - t); FLIGHT_NO_TIME when never heard. */
int64_t rocket_age_ms(const struct rocket *r, int64_t now_ms);
bool channel_stale(const struct channel *c, int64_t now_ms);
/* T in ms at `now_ms` by the clock rules of screens.md; FLIGHT_NO_TIME: "T --:--:--". */
int64_t rocket_clock_ms(const struct rocket *r, int64_t now_ms);
const struct channel *rocket_channel(const struct rocket *r, const char *name); /* or NULL */

#endif
