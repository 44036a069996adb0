/* mission.h: what a mission knows beforehand: channels with units and decimals, words, order.
 *
 * Compiled in (`mission_default`, `mission_demo`) until mission files exist; a file will fill the
 * same structs. A channel that no mission names is shown with one decimal and no unit. */
#ifndef FLIGHT_MISSION_H
#define FLIGHT_MISSION_H

#include <stdbool.h>

struct mission_channel {
    const char *name;  /* as in the messages: "velocity" */
    const char *label; /* as a person calls it: "velocity"; head: "vel" */
    const char *head;  /* at most 8 columns with the unit: "vel m/s" */
    const char *unit;  /* "m/s"; "" none */
    int decimals;
    double scale; /* shown = value * scale */
};

enum word_effect {
    WORD_COUNTDOWN,
    WORD_HOLD,
    WORD_RESUME,
    WORD_PHASE,
    WORD_LIFTOFF,
    WORD_ENDED,
};

struct mission_word {
    const char *text; /* whole message, case ignored, UTF-8 lower case */
    enum word_effect effect;
    const char *phase; /* the phase it moves to; for WORD_ENDED the outcome */
};

struct mission {
    const char *name;                       /* "demo", "(default)" */
    const struct mission_channel *channels; /* FLEET's columns are the first three */
    int channel_count;                      /* 0: FLEET shows the first three heard */
    const struct mission_word *words;
    int word_count;
    const char *time_channel; /* "time": seconds since T-0; NULL none */
    const char *const *order; /* rocket names for FLEET's order */
    int order_count;
};

extern const struct mission mission_default;
extern const struct mission mission_demo;

/* By name ("demo", "default"); NULL when there is none. */
const struct mission *mission_find(const char *name);
/* The mission's row for a channel, or NULL. */
const struct mission_channel *mission_channel(const struct mission *m, const char *name);

#endif
