/* mission.h: what a mission knows beforehand: topics, channels with units and decimals, words,
 * order.
 *
 * `mission_default` knows only words; a mission file (mission/mission_file.h) knows the rest. A
 * channel that no mission names is shown with the digits it needs (digits.h) and no unit.
 *
 * What only says how things are shown (label, unit, decimals, scale, order) needs no refolding.
 * What the fold or a format reads must be in fold_key() (recorder/tape_recover.c), which refolds a
 * cache when a mission changes; what it does there bumps ROCKET_FOLD_VERSION (rocket.h). */
#ifndef FLIGHT_MISSION_H
#define FLIGHT_MISSION_H

#include <stdbool.h>

#include "base/bytes.h"

/* Bytes with their NUL; what a mission's name is made of. */
enum {
    MISSION_UNIT_SIZE = 16,
    MISSION_PHASE_SIZE = 24,
    MISSION_STATE_SIZE = 24,
    MISSION_WORD_SIZE = 65,
};
#define MISSION_NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

struct pattern; /* pattern.h */

/* How messages with some keys are read. */
struct mission_keys {
    const struct pattern *fits; /* the whole key */
    const struct mission *reading;
};

struct mission_topic {
    const char *name;
    bool keyless;             /* all its messages belong to one rocket, whatever their keys */
    const char *rocket_field; /* the field that names the rocket, or NULL */
    const char *feed;         /* what rules call it; NULL: it is no feed */
    const struct mission_keys *keys; /* the first that fits reads; then `reading` does */
    int key_count;
    const struct mission *reading; /* NULL: every source */
    const char *told;              /* the above as it is written, for the fold's key; or NULL */
};

/* The formats that a source can name. */
enum mission_format {
    MISSION_ANY,
    MISSION_JSON,
    MISSION_KEYVALUE,
    MISSION_CSV,
    MISSION_TEXT,
    MISSION_METAR,
    MISSION_NMEA,
};

/* Fields of a message that say more than a number: names as channels have them; NULL: none. */
struct mission_source {
    const char *name; /* what topics call it; "": the built-in one */
    int line;         /* of the mission file, as in channels and words; 0: of none */
    enum mission_format format;
    const char *const *columns; /* of MISSION_CSV: what its values are called; "": nothing */
    int column_count;
    const char *time; /* the mission time */
    const char *week; /* with it, the GPS week: `time` is the time of that week */
    double seconds;   /* in one of its units */
    bool iso;         /* it is a text, a date and time: read as seconds since 1970 */
    bool epoch;       /* it is absolute: the mission time is what passed since lift-off's */
    const char *phase, *event;
    const char *match; /* a regular expression over text messages; its named groups are channels */
    const struct pattern *code; /* the same, compiled */
    const char *utc;            /* the producer's own time, absolute */
    bool builtin; /* fields called `state` or alike name the phase by its words, and texts in
                     fields called `datetime` or alike are the producer's own time */
};

/* What a field of text is: one of MISSION_STATE is a phase where it holds one of the mission's
 * words, and a state like any other besides; one of MISSION_UTC is the producer's own time where it
 * holds a time with its zone. */
enum mission_text { MISSION_NO_TEXT, MISSION_EVENT, MISSION_PHASE, MISSION_STATE, MISSION_UTC };

/* A number that stands for a word: 1 is "armed". */
struct mission_state {
    double value; /* as sent, not scaled */
    const char *text;
};

struct mission_channel {
    const char *id;          /* what the mission calls it */
    const char *name;        /* as in the messages: "velocity" */
    const char *const *also; /* other names for the same column: "vel"; ends with NULL, or NULL */
    const char *label;       /* as a person calls it: "velocity"; head: "vel" */
    const char *head;        /* at most 8 columns with the unit: "vel m/s" */
    const char *unit;        /* "m/s"; "" none */
    int decimals;
    double scale;                       /* shown = value * scale */
    const struct mission_state *states; /* values that are shown as words */
    int state_count;
    int line;
    bool derived; /* computed from others, not in messages */
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
    const char *name;  /* "demo", "(default)" */
    const char *text;  /* of its file, which a cache keeps; NULL: it has none */
    const char *title; /* NULL: none */
    const char
        *include; /* a regular expression: which topics to read beside those named; or NULL */
    const struct mission_topic *topics;
    int topic_count;
    bool by_topic;    /* some topic names its source: see mission_reading() */
    bool iso, epoch;  /* some source has a time like that */
    unsigned formats; /* bits 1 << mission_format that messages may have; 0: any */
    const struct mission_channel *channels; /* FLEET's columns are the first three */
    int channel_count;                      /* 0: FLEET shows those most rockets share */
    const struct mission_word *words;
    int word_count;
    const int *word_lines; /* of each word, in the mission file; or NULL */
    const struct mission_source *sources;
    int source_count;
    const struct formulas *formulas; /* derived channels (formulas.h); NULL: none */
    const char *const *order;        /* rocket names for FLEET's order */
    int order_count;
    const char *const *feeds; /* names that are no rockets and have no row in FLEET: "weather" */
    int feed_count;
};

extern const struct mission mission_default;

/* Seconds in a unit of the field `name`, if that is a mission time; 0: it is not. */
double mission_time_unit(const struct mission *m, const char *name);
/* The source whose time, or week, the field `name` is; NULL: none. */
const struct mission_source *mission_time_source(const struct mission *m, const char *name);
/* Whether the field `name` is the producer's own time, by the mission, when it holds a number. */
bool mission_is_utc(const struct mission *m, const char *name);
/* What the field `name` is when it holds text. */
enum mission_text mission_text(const struct mission *m, struct bytes name);
/* The phase that a lift-off begins. */
const char *mission_lift_off_phase(const struct mission *m);
/* The mission's row for a topic, or NULL. */
const struct mission_topic *mission_topic(const struct mission *m, const char *name);
/* The mission that reads a message of the topic (its row, or NULL) with this key (null: none):
 * `m` itself, or `m` with no source but the one that topic or key names. Decode and fold with it.
 */
const struct mission *mission_reading(const struct mission *m, const struct mission_topic *topic,
                                      struct bytes key);
/* The mission's row for a channel by any of its names, or NULL. */
const struct mission_channel *mission_channel(const struct mission *m, const char *name);
/* Whether `name` is one of the column's names. */
bool mission_channel_is(const struct mission_channel *row, const char *name);
/* What the text does when it is one of the mission's words (blanks around it and case ignored,
 * umlauts too), or NULL. `text` is raw. */
const struct mission_word *mission_word(const struct mission *m, struct bytes text);
/* A word as it is compared: lower case, without blanks around it. False: empty or too long. */
bool mission_word_fold(struct bytes text, char out[MISSION_WORD_SIZE]);
/* The word for a value of the channel, or NULL. */
const char *mission_state_text(const struct mission_channel *row, double value);
bool mission_is_feed(const struct mission *m, const char *name);
/* Whether the mission names it, as a rocket or as a feed. `name` is raw. */
bool mission_names(const struct mission *m, struct bytes name);

/* The words that are known without a mission file, English and German. */
enum { WORDS_DEFAULT = 56 };
extern const struct mission_word words_default[WORDS_DEFAULT];

#endif
