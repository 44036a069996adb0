/* decode.h: the formats that messages come in, and what their readers share; inside src/flight
 * only.
 *
 * A new format is a file and a row of FORMATS; caches, which hold messages that were folded as text
 * or as nothing, are then folded again. Another reading of the same bytes bumps ROCKET_FOLD_VERSION
 * (rocket.h). */
#ifndef FLIGHT_DECODE_H
#define FLIGHT_DECODE_H

#include "flight/message.h"
#include "flight/mission.h"

/* Adds a sample under a raw name; `says` is how the message writes it. Where there is no room it
 * is dropped: false. */
bool decoded_add(struct decoded *out, struct bytes name, double value, struct bytes says);
/* A text that is neither a number nor words. */
void decoded_add_state(struct decoded *out, struct bytes name, struct bytes text);
/* compressed.c: whether the value begins as a compressed one does, and what it holds, in
 * `out->inflated`; false: it cannot be opened, for the reason in `out->why`. */
bool compressed_is(struct bytes value);
bool compressed_open(struct bytes value, struct decoded *out);
/* A sample that is not taken: counts it. */
void decoded_drop(struct decoded *out, struct bytes name);
/* Whether the text is NaN or infinite, as Python, JavaScript and C print it, and which. */
bool decoded_no_number(struct bytes text, double *value);
/* Whether the text of a string is one number: JSON's grammar, a '+' and blanks before it too. */
bool decoded_quoted(struct bytes text, double *value);
/* iso_time.c: the number that a field's text stands for: one number or, where the mission's time is
 * one, a date and time. */
bool decoded_value(const struct mission *mission, struct bytes name, struct bytes text,
                   double *value);
/* iso_time.c: "2026-11-22T14:31:07.25Z", with another zone or a blank for the T: seconds since
 * 1970; without a zone it is UTC. False: it is none. */
bool iso_time_read(struct bytes text, double *seconds);

/* A JSON number at `p` (RFC 8259 section 6): returns where it ends, or NULL with `*bad` at the byte
 * that does not fit. Correctly rounded, whatever the locale; too big is infinite. */
const uint8_t *number_scan(const uint8_t *p, const uint8_t *end, double *value,
                           const uint8_t **bad);

/* Receives every field as well; NULL where the samples suffice. */
struct field_sink {
    message_field_fn *fn;
    void *owner;
};

enum format_fit {
    FORMAT_NOT,  /* the value is of another format, or of none; `out` may be spoilt. A bad_at above
                    0: it begins as this format and goes wrong there, which is told in `why` where
                    it turns out to be of none */
    FORMAT_FITS, /* `out` is filled */
    FORMAT_BAD,  /* it begins as this format and breaks off at bad_at; `out` may be spoilt */
};

struct message_format {
    const char *words, *bad;    /* "JSON object", "bad JSON" */
    enum mission_format source; /* what sources call it; MISSION_ANY: nothing */
    bool binary; /* tried first, on any bytes but those that begin as text does: with a
                    printable one of ASCII that is no brace; else only on UTF-8 without
                    a NUL */
    char needs;  /* is in every value of this format, which is not tried without; or 0 */
    enum format_fit (*decode)(const struct mission *mission, struct bytes value,
                              struct decoded *out, const struct field_sink *sink);
};

/* In the order they are tried: format_NAME, in a file of its own. */
#define FORMATS(X)                                                                                 \
    X(json)                                                                                        \
    X(framed_json)                                                                                 \
    X(avro)                                                                                        \
    X(protobuf)                                                                                    \
    X(nmea)                                                                                        \
    X(metar)                                                                                       \
    X(influx)                                                                                      \
    X(pairs)                                                                                       \
    X(cells)                                                                                       \
    X(pattern)                                                                                     \
    X(msgpack)                                                                                     \
    X(cbor)

#define X(name) extern const struct message_format format_##name;
FORMATS(X)
#undef X

#endif
