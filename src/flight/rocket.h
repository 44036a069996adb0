/* rocket.h: the state of one rocket, and the fold that makes it.
 *
 * state' = fold(state, message): pure, no I/O, no clock; the same messages in seq order always give
 * the same state, so a replay cannot differ from what live showed. The recorder folds live; replay
 * folds on from the nearest keyframe (rocket_encode / rocket_decode).
 *
 * Times. t: record time. arrival: when it was heard. v: the moment from which a message is visible:
 * its arrival if that lies within 60 s of t or its clock is found wrong (clock_offset.h; then t
 * counts as the arrival, too), else the flight time (running maximum of t within the
 * flight); v never falls within a flight. "State at T" is the fold of the
 * messages of the flight that holds T with v <= T.
 *
 * Flights. The first message opens one. A countdown opens one if none is open (ENDED) and recycles
 * the clock before lift-off; after lift-off a keyed rocket opens a new flight, a keyless one goes
 * MIXED? until an ending word (as it does when its mission time leaps ahead after T-0). A lift-off
 * after ENDED opens one; so does a jump of t back by more than an hour; so does a mission time
 * (channel `time`) that falls by more than 60 s, or after a minute's silence by more than 1 s,
 * after lift-off or ENDED without t falling along.
 * Nothing of one flight reaches into the next but its number: to fold one flight alone,
 * rocket_init, set `flight` to its number - 1, and fold from its first seq.
 */
#ifndef FLIGHT_ROCKET_H
#define FLIGHT_ROCKET_H

#include "base/buf.h"
#include "flight/clock_offset.h"
#include "flight/digits.h"
#include "flight/event.h"
#include "flight/message.h"
#include "flight/mission.h"
#include "flight/name_index.h"

enum {
    ROCKET_MAX_CHANNELS = 1024,
    ROCKET_MAX_STATES = 64,
    ROCKET_INTERVALS = 20,
    ROCKET_NAME_SIZE = 64,
    ROCKET_PHASE_SIZE = MISSION_PHASE_SIZE,
    ROCKET_TEXT_SIZE = 96,
};

/* The median of the last intervals between record times: gives the rate and the deadline D. */
struct pace {
    int32_t interval_ms[ROCKET_INTERVALS];
    uint8_t count, next;
    int64_t last_t_ms; /* FLIGHT_NO_TIME before the first */
};

/* An earlier sample, from which the trend is taken. */
struct anchor {
    int64_t t_ms;
    double value;
};

/* The newest sample by record time; an older one that comes late does not replace it. */
struct channel {
    char name[DECODED_NAME_SIZE];
    double value;
    int64_t whole;        /* decoded_number's, and */
    bool truth;           /* whether it is shown as false or true */
    struct digits digits; /* how it is shown when no mission says */
    int64_t t_ms, v_ms;   /* of the sample */
    int64_t seq;          /* of its message; 0 after a keyframe */
    int64_t samples;
    struct anchor older, newer; /* of the last 2 to 4 s; t_ms FLIGHT_NO_TIME: not yet */
    struct pace pace;
};

/* Names of numbers that got no channel: past ROCKET_MAX_CHANNELS, or past what a message may hold.
 */
enum { NOT_FOLLOWED_NAMES = 8, NOT_FOLLOWED_MAX = 256 };
struct not_followed {
    int32_t count;   /* different names; NOT_FOLLOWED_MAX is that many or more */
    int32_t at_once; /* most in one message */
    char names[NOT_FOLLOWED_NAMES][DECODED_NAME_SIZE]; /* the first of them */
    uint32_t hashes[NOT_FOLLOWED_MAX];
};

/* A field of text with few values, the newest by record time (fold_states.c). */
enum { STATE_VALUES = 16 };
struct state_channel {
    char name[DECODED_NAME_SIZE];
    char text[DECODED_STATE_SIZE];
    int64_t t_ms, v_ms;
    int32_t values; /* different ones; STATE_VALUES + 1: too many to be a state */
    uint32_t hashes[STATE_VALUES];
    struct pace pace;
};

/* A run of lines of words that move nothing (more.c). */
struct more {
    int32_t said;  /* of the run, as events */
    int64_t count; /* further ones; of the last of them: */
    int64_t seq, v_ms, clock_ms;
    char text[ROCKET_TEXT_SIZE];
    int64_t line_v_ms; /* of the run's last line; FLIGHT_NO_TIME: no run */
};

/* What the mission clock has read in this flight, for whoever looks for a T: two states of one
 * flight tell whether it was read between them. */
struct clock_reach {
    int64_t furthest_ms[2]; /* before lift-off, and since; FLIGHT_NO_TIME: it read nothing */
    int64_t set_back;       /* how often it read less than a moment before, or nothing any more */
};

enum clock_mode { CLOCK_NONE, CLOCK_RUNNING, CLOCK_HOLD, CLOCK_ENDED };

struct rocket {
    int32_t id;                  /* > 0, the cache's */
    bool keyless;                /* a topic without keys: shown in brackets */
    char name[ROCKET_NAME_SIZE]; /* clean text of the key or topic, without brackets */
    enum flight_source source;   /* of the last message */

    int32_t flight;         /* 1, 2, ... of this rocket */
    int64_t flight_seq0;    /* its first message */
    int64_t flight_v0_ms;   /* v of its first message, or t of an older one (fold.c) */
    int64_t flight_time_ms; /* running maximum of t */
    int64_t messages;       /* in this flight */

    int64_t seq, t_ms, v_ms; /* of the last message folded; v FLIGHT_NO_TIME: never heard */
    bool heard_live;         /* v is its arrival */
    bool late;               /* it came over 60 s behind the flight time */
    bool silence_said;       /* the silence since then was reported (rocket_tick) */
    bool has_numbers;        /* in this flight; else text-only: QUIET, never STALE */
    struct pace pace;
    struct clock_offset offset; /* of the producer's clock */
    int64_t own_lag_ms; /* record time - the time that the last message gives itself; 0: as good */
    int32_t own_said;   /* enum clock_fault, of the last event about that */

    char phase[ROCKET_PHASE_SIZE]; /* "" before the first word */
    int64_t phase_since_ms;        /* v */
    uint32_t phase_field; /* hash of the last JSON field "phase": repeated, it does nothing */
    bool mixed;           /* two countdowns without keys */
    enum clock_mode clock;
    int64_t t_zero_ms;     /* wall time of T-0, while CLOCK_RUNNING or ENDED; FLIGHT_NO_TIME */
    int64_t clock_held_ms; /* T at which it stands, CLOCK_HOLD and CLOCK_ENDED */
    double mission_time;   /* last value of the mission's time channel; NaN */
    int32_t unit_run;      /* how often the time grew as in a wrong unit (mission_clock.c) */
    double lift_off_epoch; /* where that time is absolute: what it was at lift-off; NaN */
    bool lifted_off;
    struct clock_reach reach;
    char outcome[ROCKET_PHASE_SIZE]; /* LANDED, ABORTED ... once ENDED, else "" */

    char last_text[ROCKET_TEXT_SIZE]; /* last text or field `event` as it came, cleaned; "" */
    int64_t last_text_v_ms;
    struct more more;
    int64_t errors; /* undecodable messages */

    int channels_count, states_count;

    /* Owned; they grow with the channels, about 250 bytes each, and stay when a flight opens. */
    struct channel *channels; /* in order first heard */
    int channels_cap;
    struct name_index index;
    struct state_channel *states;      /* in order first heard */
    struct not_followed *not_followed; /* NULL: every number has its channel */
    struct formula_state *formulas;    /* NULL: none has been computed */
};

/* The memory it takes, in channels. */
int rocket_weight(const struct rocket *r);

/* Zeroed memory, to be begun by rocket_init or rocket_decode; rocket_free(NULL) is nothing. */
struct rocket *rocket_new(void);
void rocket_free(struct rocket *r);

/* A rocket that was never heard, in what was a rocket before or is zeroed. `name` is raw (key or
 * topic). */
void rocket_init(struct rocket *r, int32_t id, struct bytes name, bool keyless);
/* Frees what it owns. */
void rocket_deinit(struct rocket *r);

/* The name as a row shows it: "F9-B1029", "(flugdaten)"; a key that would read as ours, such as
 * "(flugdaten)" or an empty one, is quoted. Cut it with text_cut_middle(). */
enum { ROCKET_TITLE_SIZE = ROCKET_NAME_SIZE + 2 };
void rocket_title(const struct rocket *r, char out[ROCKET_TITLE_SIZE]);

/* Folds one message, of which `d` is what its value decodes to; seq must be above r->seq. Events go
 * to `sink` (may be NULL). */
void rocket_fold(struct rocket *r, const struct mission *mission, const struct flight_message *m,
                 const struct decoded *d, struct event_sink *sink);

/* Folds `m` and returns true if it belongs to the open flight (or is the first message) and its v
 * is at most t_ms; else leaves `r` as it is and returns false. The step of "state at T". */
bool rocket_fold_until(struct rocket *r, const struct mission *mission,
                       const struct flight_message *m, const struct decoded *d, int64_t t_ms,
                       struct event_sink *sink);

/* The v that rocket_fold would give this message (needed to stop before T); no change to `r`.
 * `*opens` says whether it would open a new flight. */
int64_t rocket_next_v(const struct rocket *r, const struct mission *mission,
                      const struct flight_message *m, const struct decoded *d, bool *opens);

/* From when on a message is visible, as far as it alone tells: its arrival, or its flight time. */
int64_t message_v_ms(const struct flight_message *m, int64_t flight_time_ms);

/* Time has come to `now_ms` without a message: reports STALE once per silence. Event v is
 * v_last + D, so that a live tick and a later refold give the identical event (folding the message
 * after a silence reports it too, unless a tick has). Call it only when all that the broker holds
 * has been folded: in a backlog the next message may be waiting. */
void rocket_tick(struct rocket *r, const struct mission *mission, int64_t now_ms,
                 struct event_sink *sink);

/* The stale event that a silence up to `now_ms` makes, whether or not it was reported; false: not
 * silent for its deadline. */
bool rocket_silence(const struct rocket *r, int64_t now_ms, struct event *out);

/* The line "N more" of a run of words that goes on; false: all of it was said. */
bool rocket_more_lines(const struct rocket *r, struct event *out);

/* Keyframes. The blob is versioned; decode refuses another version or damage (ERR_CORRUPT).
 *
 * The version rises with every change of what folding the same messages gives: of struct rocket,
 * its channels or keyframe.c's tables, of the fold, of what words and formats do, of events and of
 * aggregates. Caches made with another version are folded again from their messages. */
#define ROCKET_FOLD_VERSION 12
void rocket_encode(const struct rocket *r, struct buf *out);
int rocket_decode(struct rocket *r, struct bytes blob, struct err *err);

/* The flight's outcome: LANDED, ABORTED ..., OPEN, or LOS once silent for ROCKET_LOS_MS. */
enum { ROCKET_LOS_MS = 30 * 60 * 1000 };
const char *rocket_outcome(const struct rocket *r, int64_t now_ms);

/* Whether a countdown was announced or is held, or T-0 lies ahead; and whether T-0 has passed. Of a
 * flight that only sends numbers neither may be known. */
bool rocket_counting(const struct rocket *r, int64_t now_ms);
bool rocket_flying(const struct rocket *r, int64_t now_ms);

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

/* What the rocket is called at `now_ms`: the worst thing that holds, in the order above. */
enum rocket_state rocket_state(const struct rocket *r, int64_t now_ms);
/* From when on it will be STALE if it is not heard again; FLIGHT_NO_TIME: never. */
int64_t rocket_stale_ms(const struct rocket *r);
const char *rocket_state_word(enum rocket_state s); /* "OK", "STALE", "----", ... */

/* Silence allowed before STALE: 1.9 / rate clamped to 2..300 s; at least 5 s until the rate is
 * known from 20 intervals. */
int64_t pace_deadline_ms(const struct pace *p);
double pace_rate(const struct pace *p); /* per second, 0 when unknown */
/* What is wrong with the producer's clock, as clock_offset_words() says it: by its record times,
 * else by what its messages say themselves. */
void rocket_clock_words(const struct rocket *r, char out[CLOCK_WORDS_SIZE]);
/* Messages per second now: the pace while heard, 0 after D of silence. */
double rocket_rate(const struct rocket *r, int64_t now_ms);
/* max(now - v, now - t), t being the flight time, so that one late message ages nobody;
 * FLIGHT_NO_TIME when never heard. */
int64_t rocket_age_ms(const struct rocket *r, int64_t now_ms);
/* Per channel, by its own pace. A rocket that is ENDED or text-only is not asked. */
bool channel_stale(const struct channel *c, int64_t now_ms);
bool state_channel_stale(const struct state_channel *s, int64_t now_ms);
/* Per second, over its last 2 to 4 s, unscaled; NaN when unknown. */
double channel_trend(const struct channel *c);
/* T in ms at `now_ms`, what the clock reads. It runs through silence, since time goes on when
 * nothing is heard, and stands in a hold and from the end on; FLIGHT_NO_TIME while nothing has said
 * where T-0 is. T+00:00:00 is lift-off: until that is heard, the clock waits for it a quarter of a
 * second at T-00:00:01. */
int64_t rocket_clock_ms(const struct rocket *r, int64_t now_ms);
/* T of any moment of the flight, by the T-0 of `r`: for axes, timelines and rows of messages.
 * FLIGHT_NO_TIME without T-0. */
int64_t rocket_mission_ms(const struct rocket *r, int64_t moment_ms);
/* When a message of this flight counts: its record time, or its arrival if its clock is wrong. */
int64_t rocket_sample_ms(const struct rocket *r, const struct flight_message *m);
/* The first moment in from_ms..to_ms (to_ms excluded) at which the clock is at or past `clock_ms`,
 * if nothing is heard in between; false: none. */
bool rocket_clock_reaches(const struct rocket *r, int64_t from_ms, int64_t to_ms, int64_t clock_ms,
                          int64_t *at_ms);
/* The mission time that a message says, in seconds; NaN: none. */
double clock_time_in(const struct mission *mission, const struct decoded *d);
const struct channel *rocket_channel(const struct rocket *r, const char *name); /* or NULL */
/* A state by its name, or for a column by any of the column's names; NULL: none, or one that takes
 * too many values. */
const struct state_channel *rocket_state_channel(const struct rocket *r, const char *name);
const struct state_channel *rocket_state_column(const struct rocket *r,
                                                const struct mission_channel *column);
/* How many names are not followed, as far as they are counted; see not_followed. */
int rocket_not_followed(const struct rocket *r);
/* The rocket's channel for a column of the mission, by any of the column's names, or NULL. */
const struct channel *rocket_column(const struct rocket *r, const struct mission_channel *column);

#endif
