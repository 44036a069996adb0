/* message.h: a message as the flight model meets it, and what its bytes turn out to say.
 *
 * Pure: views in, views out, no allocation but for what a compressed value holds. The hot path of
 * the recorder and of every replay. A struct decoded has room for the most numbers a message may
 * have, over 100 KB: its owner keeps one and decodes into it again and again. A change of what any
 * bytes decode to bumps ROCKET_FOLD_VERSION (rocket.h). */
#ifndef FLIGHT_MESSAGE_H
#define FLIGHT_MESSAGE_H

#include "base/buf.h"
#include "base/bytes.h"

struct mission;
struct schema_set;

/* "Not known", wherever a time in ms may be missing. */
#define FLIGHT_NO_TIME INT64_MIN

enum flight_source { SOURCE_NONE, SOURCE_SIM, SOURCE_REC }; /* header ground-source */

struct flight_message {
    int64_t seq;
    int64_t t_ms;       /* record time (Kafka's timestamp) */
    int64_t arrival_ms; /* when it was heard; FLIGHT_NO_TIME when read from an old backlog */
    enum flight_source source;
    struct bytes value; /* null is a tombstone */
};

/* What the header's value says. */
enum flight_source message_source(struct bytes value);

enum decoded_kind {
    DECODED_NULL,    /* no value */
    DECODED_NUMBERS, /* of one of the formats; numbers may be none */
    DECODED_TEXT,    /* other UTF-8 text, also empty: an event */
    DECODED_BINARY,  /* not UTF-8, or with a NUL in it, and of no format */
    DECODED_BAD,     /* begins as one of the formats, as JSON, but is not: bad_at says where */
};

enum {
    DECODED_MAX_NUMBERS = 2048,
    DECODED_MAX_ELEMENTS = 32, /* of one array: the further ones are dropped */
    DECODED_NAME_SIZE = 48,
    DECODED_TEXT_SIZE = 256,
    DECODED_PATH_SIZE = 128, /* of a nested value; the rest is cut */
    DECODED_DROPPED_NAMES = 8,
    DECODED_STATE_SIZE = 24,
    DECODED_WHY_SIZE = 256,
    DECODED_MAX_INFLATED = 1024 * 1024, /* of a compressed value; one that holds more is binary */
    DECODED_MAX_STATES = 64,            /* the further ones are not kept */
};

struct decoded_number {
    char name[DECODED_NAME_SIZE]; /* nested: "engine.thrust", "gyro[0]"; decoded_name() */
    double value;                 /* may be NaN or infinite */
    int64_t whole; /* the integer itself where a double rounds it, from 2^53 on; or 0 */
    bool truth;    /* false and true, written so: 0 and 1 */
};

/* A field of text that is neither a number nor words: a state, if it has few values. */
struct decoded_state {
    char name[DECODED_NAME_SIZE];
    char text[DECODED_STATE_SIZE]; /* clean; longer texts are not kept */
};

struct decoded {
    const struct schema_set *schemas; /* the owner's: what messages that name a schema are read by;
                                         NULL: none */
    int64_t seq; /* the owner's: only schemas that were known at this message; 0: all */
    enum decoded_kind kind;
    const struct message_format *format; /* decode.h: of NUMBERS and BAD; else NULL */
    int count;                           /* of numbers */
    int dropped; /* numbers past DECODED_MAX_NUMBERS, or past DECODED_MAX_ELEMENTS of an array */
    char dropped_names[DECODED_DROPPED_NAMES][DECODED_NAME_SIZE]; /* of the first of them */
    int states_count;
    struct bytes text; /* the whole text without blanks around it, or the field "event", or, without
                          one, the field "phase"; null: none. Raw: it must still be cleaned */
    struct bytes phase;         /* the field "phase", or null */
    int64_t own_ms;             /* the time that the message gives itself, or FLIGHT_NO_TIME */
    size_t bad_at;              /* offset of the first byte that the format could not go on with */
    char why[DECODED_WHY_SIZE]; /* of BAD and BINARY, clean: "schema 7 is not known"; or "" */
    struct buf inflated;        /* what a compressed value holds; owned */
    struct decoded_number numbers[DECODED_MAX_NUMBERS];
    struct decoded_state states[DECODED_MAX_STATES];
    char text_space[DECODED_TEXT_SIZE]; /* where `text` and `phase` lie when the JSON had escapes */
    char phase_space[DECODED_TEXT_SIZE];
};

/* Reads `value` into `out`, which was zeroed once; the views in `out` hold as long as `value` and
 * `out` stay in place. The formats are tried in the order of FORMATS (decode.h); each may depend on
 * the mission.
 *
 * A value that begins (after blanks) with '{' is JSON by RFC 8259: strict UTF-8, no lone surrogate,
 * at most 64 deep. Beyond the RFC it may hold NaN and Infinity as Python, JavaScript and C print
 * them (NaN, nan, Infinity, inf, with a sign or without). Each number in it is a channel, and so
 * are true and false (1 and 0) and strings that hold one number or one of those words; null is no
 * sample. Elements of arrays are "gyro[0]", members of objects "engine.thrust". The string fields
 * `event` and `phase` of the outer object are text, not numbers.
 *
 * Pairs are NAME=VALUE, all of them, split by blanks, commas or semicolons: `alt=1.2, vel=88`.
 * Values are numbers as JSON's strings are; a value in double quotes may hold blanks. Without one
 * number it is text.
 *
 * A value that is a gzip, zstd or LZ4 frame is what it holds.
 *
 * A value that begins with a zero byte and the id of a schema is what the schema says (framed.h);
 * JSON behind them needs none.
 *
 * NMEA 0183, METAR, InfluxDB's line protocol, MessagePack and CBOR are described in their files. A
 * binary value is of a format only if it uses every byte of it. */
void message_decode(const struct mission *mission, struct bytes value, struct decoded *out);
/* Frees what decoding into it has left. */
void decoded_deinit(struct decoded *d);

/* A name as channels have it: clean, and cut at its beginning ("…payload.accel_x"). The rest of
 * `out` is zero, for name_same() (name_index.h). */
void decoded_name(struct bytes raw, char out[DECODED_NAME_SIZE]);

/* How many formats there are. A cache that was folded with fewer is folded again. */
int message_format_count(void);

/* What the bytes are, for a person: "JSON object", "bad JSON", "text", "null". */
const char *decoded_words(const struct decoded *d);

/* Takes a text field of kind MISSION_STATE (mission.h) for the phase if it is one of the mission's
 * words and the message says no phase outright, and one of MISSION_UTC for the message's own time
 * if it is one: true, the field is nothing else. `text` must stay where it is. */
bool decoded_text(const struct mission *m, struct decoded *out, int kind, struct bytes text);

/* A field as the message writes it, for whoever looks into one. */
struct message_field {
    struct bytes name; /* as a decoded_number's, neither cleaned nor cut to its length */
    struct bytes says; /* 398.0, "a string" with its quotes, null, [] where it is empty */
    bool number;       /* a sample of `value` */
    bool dropped;      /* a number that is past a bound */
    bool words;        /* the outer object's `event` or `phase` */
    double value;
};
typedef void message_field_fn(void *owner, const struct message_field *field);
/* Hands out every field of a message of some format in their order; of a bad one those before
 * bad_at; none of anything else. The views hold until `fn` returns; `scratch` is spoilt. */
void message_fields(const struct mission *mission, struct bytes value, struct decoded *scratch,
                    message_field_fn *fn, void *owner);

#endif
