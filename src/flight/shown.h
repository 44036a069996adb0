/* shown.h: a channel as a person is shown it: the one place where a value meets what the mission
 * says of its channel.
 *
 * FLEET, ROCKET, charts, the inspector and JSON all take value, unit, state, zone and limits from
 * here. So a new kind of limit is a field of struct mission_channel (mission.h), how it is read
 * (mission/channel_words.h and its row in mission/section_channels.c) and what passing it means
 * (shown.c). */
#ifndef FLIGHT_SHOWN_H
#define FLIGHT_SHOWN_H

#include "flight/rocket.h"

/* A number as show_number() writes it, in 7 columns, and a flag behind it. */
struct shown_value {
    double value; /* scaled */
    int decimals;
    bool known, stale, out;        /* out of limits */
    char text[DECODED_STATE_SIZE]; /* of a state, in the number's place; else "" */
};

struct shown {
    char name[DECODED_NAME_SIZE];  /* as in the messages */
    char label[DECODED_NAME_SIZE]; /* as a person calls it */
    char unit[16];
    bool named;   /* by the mission */
    double scale; /* shown = value * scale */
    struct shown_value value;
    int64_t whole;           /* the value itself where a double rounds it; 0: the double is it */
    enum rocket_state state; /* OK, YELLOW, RED, STALE, ENDED */
    char zone[4];            /* "YL" where a limit is passed, else "" */
    double low, high;        /* limits, scaled; NaN: none */
    double trend_per_s;      /* scaled; NaN: unknown */
    int64_t age_ms;
};

/* A number of a message by itself; its state is OK, or that of the limit it passes. */
void number_shown(const struct mission *mission, const char *name, double value, struct shown *out);

/* A channel of a rocket at a moment. */
void channel_shown(const struct mission *mission, const struct rocket *r, const struct channel *c,
                   int64_t at_ms, struct shown *out);

/* What the rocket is called: rocket_state(), and RED or YEL where limits of its channels are
 * passed.
 */
enum rocket_state rocket_shown_state(const struct mission *mission, const struct rocket *r,
                                     int64_t at_ms);

/* A state of a rocket at a moment. */
void state_shown(const struct mission *mission, const struct rocket *r,
                 const struct state_channel *s, int64_t at_ms, struct shown *out);

/* The names of numbers that are not followed, "a65, a66, ..."; "" where all are. */
void not_followed_shown(const struct rocket *r, char *out, size_t size);

/* The word of a state: its zone, or "OK", "STALE", "ENDED". */
const char *shown_word(const struct shown *s);

#endif
