/* mission.h: what a mission knows beforehand: channels with units and decimals, words, order.
 *
 * Compiled in (`mission_default`, `mission_demo`) until mission files exist; a file will fill the
 * same structs. A channel that no mission names is shown with one decimal and no unit.
 *
 * What only says how things are shown (label, unit, decimals, scale, order) needs no refolding.
 * What the fold or a format reads must be in fold_key() (recorder/tape_recover.c), which refolds a
 * cache when a mission changes; what it does there bumps ROCKET_FOLD_VERSION (rocket.h). */
#ifndef FLIGHT_MISSION_H
#define FLIGHT_MISSION_H

#include <stdbool.h>

#include "base/bytes.h"

struct mission_channel {
    const char *name;        /* as in the messages: "velocity" */
    const char *const *also; /* other names for the same column: "vel"; ends with NULL, or NULL */
    const char *label;       /* as a person calls it: "velocity"; head: "vel" */
    const char *head;        /* at most 8 columns with the unit: "vel m/s" */
    const char *unit;        /* "m/s"; "" none */
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
    int channel_count;                      /* 0: FLEET shows those most rockets share */
    const struct mission_word *words;
    int word_count;
    const char *time_channel; /* "time": seconds since T-0; NULL none */
    const char *const *order; /* rocket names for FLEET's order */
    int order_count;
    const char *const *feeds; /* names that are no rockets and have no row in FLEET: "weather" */
    int feed_count;
};

extern const struct mission mission_default;
extern const struct mission mission_demo;

/* By name ("demo", "default"); NULL when there is none. */
const struct mission *mission_find(const char *name);
/* The mission's row for a channel by any of its names, or NULL. */
const struct mission_channel *mission_channel(const struct mission *m, const char *name);
/* Whether `name` is one of the column's names. */
bool mission_channel_is(const struct mission_channel *row, const char *name);
/* What the text does when it is one of the mission's words (blanks around it and case ignored,
 * umlauts too), or NULL. `text` is raw. */
const struct mission_word *mission_word(const struct mission *m, struct bytes text);
bool mission_is_feed(const struct mission *m, const char *name);
/* Whether the mission names it, as a rocket or as a feed. `name` is raw. */
bool mission_names(const struct mission *m, struct bytes name);

/* The words that every mission knows, English and German; one may name others of its own. */
enum { WORDS_DEFAULT = 27, WORDS_DEMO = WORDS_DEFAULT + 2 };
extern const struct mission_word words_default[WORDS_DEFAULT];
extern const struct mission_word words_demo[WORDS_DEMO]; /* and the real flight's own */

#endif
