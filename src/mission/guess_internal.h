/* guess_internal.h: what guess.c has taken in, and what guess_time.c and guess_phase.c make of it.
 */
#ifndef MISSION_GUESS_INTERNAL_H
#define MISSION_GUESS_INTERNAL_H

#include "flight/message.h"
#include "flight/mission.h"
#include "mission/guess.h"

enum { GUESS_STEPS = 64 };

struct guess_topic {
    char name[256];
    int64_t messages, keyed, texts;
    const char *kind; /* of the first message that was no text: "JSON object"; or NULL */
    int keys;         /* distinct, counted to GUESS_KEYS */
    uint32_t key_hashes[GUESS_KEYS];
};

struct guess_field {
    int topic;
    char name[DECODED_NAME_SIZE];
    int64_t numbers, texts;
    int decimals; /* the most that a value was written with */
    double least, most;
    int values; /* distinct texts, counted to GUESS_COUNTED */
    uint32_t value_hashes[GUESS_COUNTED];
    char (*words)[MISSION_WORD_SIZE]; /* the first GUESS_VALUES of them; NULL: none */
    bool stamps;                      /* the first was a date with a time */
    /* Of the numbers of one rocket, since each has a time of its own: */
    uint32_t key;
    int64_t samples, rises, falls;
    double first, last;
    int64_t first_t_ms, last_t_ms;
    int step_count;
    double steps[GUESS_STEPS];
};

struct guess {
    struct guess_topic *topics;
    int topic_count;
    struct guess_field *fields;
    int field_count;
    struct decoded *scratch;
    bool heard[WORDS_DEFAULT]; /* built-in words, in texts and events */
    int topic, next;           /* of the message at hand; the field that is likely to follow */
    int64_t t_ms;
    uint32_t key;
};

/* ---- guess_time.c ---- */

enum guess_clock {
    GUESS_NO_CLOCK,
    GUESS_STAMPS,  /* dates with times */
    GUESS_EPOCH,   /* a count since 1970 */
    GUESS_BOOT,    /* since something long before the lift-off */
    GUESS_MISSION, /* since the lift-off */
};

struct guess_time {
    const struct guess_field *field; /* NULL: no field is a time */
    enum guess_clock clock;
    int64_t unit_ns; /* but of stamps */
};

/* The time of a topic's messages, the mission time where there is one. */
struct guess_time guess_time_of(const struct guess *g, int topic);
/* Whether the field is a time of its topic, and so no channel. */
bool guess_is_time(const struct guess_field *f);
/* "s", "ms", "us", "ns". */
const char *guess_unit(int64_t unit_ns);

/* ---- guess_phase.c ---- */

/* The fields of a topic that say the phase, and events; NULL: none does. */
const struct guess_field *guess_phase_of(const struct guess *g, int topic);
const struct guess_field *guess_event_of(const struct guess *g, int topic);
/* Whether the field is a text with few values. */
bool guess_has_few_values(const struct guess_field *f);
/* The section `phases`, or how to write one. */
void guess_write_phases(const struct guess *g, FILE *out);

/* ---- guess_channel.c ---- */

/* How many channels there are, and how many of them with a unit by name or values. */
int guess_channel_count(const struct guess *g, int *with_units);
/* The sections `channels` and `fleet`. */
void guess_write_channels(const struct guess *g, FILE *out);

/* A text as YAML in quotes. */
void guess_put_text(FILE *out, const char *text);
/* A field's name likewise; one that looks like a JSON pointer becomes one. */
void guess_put_name(FILE *out, const char *name);

#endif
