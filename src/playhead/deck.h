/* deck.h: transport as on a tape deck: which moment is shown, and how it moves.
 * A pure state machine: the span it may move in, the time and the monotonic clock are passed in;
 * its messages are for row 24. It knows neither flights nor cache: playhead.c sets the span.
 *
 *              space              deck_tick meets hi, live span
 *   PINNED ------------> PAUSED      PLAYING ------------> PINNED (1x)
 *     |  seek, slower,    |  ^ space    |  meets hi, ended span
 *     |  reverse          v  |          v
 *     +---------------> PLAYING       ENDED -- space --> PLAYING from lo
 *                                     PLAYING in reverse meets lo --> PAUSED, forward again */
#ifndef PLAYHEAD_DECK_H
#define PLAYHEAD_DECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DECK_NO_TIME INT64_MIN

enum { DECK_UNDO = 16, DECK_SAID = 80 };

/* What the deck may move in. `id` tells spans apart (0: everything up to the head, else the flight
 * being replayed); `live`: `hi` is the head, else the end. */
struct deck_span {
    int64_t id;
    int64_t lo_ms, hi_ms;
    bool live;
};

enum deck_state { DECK_PINNED, DECK_PLAYING, DECK_PAUSED, DECK_ENDED };

/* A place to come back to. */
struct deck_place {
    int64_t span_id;
    int64_t t_ms;
    enum deck_state state;
    double speed;
};

struct deck {
    enum deck_state state;
    struct deck_span span;
    double speed;                     /* of deck_speeds, negative in reverse */
    int64_t t_ms;                     /* what is shown; follows the wall clock while PINNED */
    double rest_ms;                   /* the fraction of a millisecond not in t_ms yet */
    int64_t loop_a_ms, loop_b_ms;     /* DECK_NO_TIME */
    int64_t tick_ns;                  /* of the last tick while PLAYING; 0: none yet */
    int64_t measure_ns, measure_t_ms; /* where measuring the speed began */
    double measured;                  /* of the last whole second of playing; == speed at first */
    struct deck_place undo[DECK_UNDO];
    int undo_count;
    bool skipping; /* the last jump was a skip: further ones are the same jump to undo */
};

void deck_init(struct deck *d, int64_t now_ms);

/* Sets the current span (its head moves) and the wall clock; call it before anything else. */
void deck_set_span(struct deck *d, const struct deck_span *span, int64_t now_ms);

/* Advances time. Returns true when playing moved T or reached an end. A tick more than 2 s after
 * the one before counts as 2 s, so that a stopped process does not jump. */
bool deck_tick(struct deck *d, int64_t mono_ns);

/* The keys. `said` is set to the message, or "".
 *
 *   space while pinned, again     paused, while recording goes on; plays on, behind
 *   a seek                        stays playing or paused; while pinned: plays on at 1x
 *   a step                        pauses
 *   faster, or on, at the head    "at the live edge"; slower there: plays at 0.5x
 *   a speed while paused          only the number changes
 *   a seek outside the span       its nearest end, and says "clamped to 14:14:02Z"
 *   loop                          A, then B (swapped if need be, 1 s at least, not past the head),
 *                                 then off; seeking outside leaves it armed */
void deck_space(struct deck *d, char said[DECK_SAID]);
/* `span`: the one that contains t_ms, usually the deck's own. */
void deck_seek(struct deck *d, const struct deck_span *span, int64_t t_ms, char said[DECK_SAID]);
void deck_skip(struct deck *d, int64_t delta_ms, char said[DECK_SAID]);
/* Steps to a message that the caller found; DECK_NO_TIME: there is none in that direction. */
void deck_step(struct deck *d, int direction, int64_t t_ms, char said[DECK_SAID]);
void deck_faster(struct deck *d, int direction, char said[DECK_SAID]);
void deck_reverse(struct deck *d, char said[DECK_SAID]);
void deck_loop(struct deck *d, char said[DECK_SAID]);
void deck_go_live(struct deck *d, char said[DECK_SAID]);
/* Enters a flight's span and plays it from its first moment at 1x. */
void deck_replay(struct deck *d, const struct deck_span *span, char said[DECK_SAID]);

/* Pops where the last jump started. The caller sets the span that goes with it, then restores. */
bool deck_undo(struct deck *d, struct deck_place *out);
void deck_restore(struct deck *d, const struct deck_place *place);

/* Whether the head is shown, so that there is nothing to step to. */
bool deck_at_head(const struct deck *d);
/* The set speed, or the measured one once that is off by 5 % or more. */
double deck_measured_speed(const struct deck *d);

#endif
