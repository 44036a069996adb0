/* message.h: a message as the flight model meets it, and what its bytes turn out to say.
 *
 * Pure: views in, views out, no allocation. The hot path of the recorder and of every replay. */
#ifndef FLIGHT_MESSAGE_H
#define FLIGHT_MESSAGE_H

#include "base/bytes.h"

enum { FLIGHT_NO_TIME = INT64_MIN }; /* "not known", wherever a time in ms may be missing */

enum flight_source { SOURCE_NONE, SOURCE_SIM, SOURCE_REC }; /* header ground-source */

struct flight_message {
    int64_t seq;
    int64_t t_ms;       /* record time (Kafka's timestamp) */
    int64_t arrival_ms; /* when it was heard; FLIGHT_NO_TIME when read from an old backlog */
    enum flight_source source;
    struct bytes value; /* null is a tombstone */
};

enum decoded_kind {
    DECODED_NULL,     /* no value */
    DECODED_NUMBERS,  /* a JSON object or key=value pairs; numbers may be none */
    DECODED_TEXT,     /* UTF-8 text without numbers: an event */
    DECODED_BINARY,   /* neither text nor JSON */
    DECODED_BAD_JSON, /* begins as a JSON object, is none: bad_at says where */
};

enum { DECODED_MAX_NUMBERS = 64, DECODED_NAME_SIZE = 48 };

struct decoded_number {
    char name[DECODED_NAME_SIZE]; /* nested objects: "engine.thrust"; cleaned, cut */
    double value;                 /* may be NaN where a JSON string says so */
};

struct decoded {
    enum decoded_kind kind;
    int count; /* of numbers; what is past DECODED_MAX_NUMBERS is dropped and `dropped` counts */
    int dropped;
    struct bytes text; /* what may move the phase: the text, or the JSON field "event" or "phase" */
    size_t bad_at;
    struct decoded_number numbers[DECODED_MAX_NUMBERS];
};

/* Reads `value` into `out`; `out->text` is a view into `value` (raw: it must still be cleaned). */
void message_decode(struct bytes value, struct decoded *out);

#endif
