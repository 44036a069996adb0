/* decode.h: what the readers of message bytes share; inside src/flight only. */
#ifndef FLIGHT_DECODE_H
#define FLIGHT_DECODE_H

#include "flight/message.h"

/* Adds a sample under a raw name, cleaned and cut; counts it as dropped where there is no room. */
void decoded_add(struct decoded *out, struct bytes name, double value);
/* Whether the text is NaN, Infinity or -Infinity, and which. */
bool decoded_no_number(struct bytes text, double *value);

/* A JSON number at `p` (RFC 8259 section 6): returns where it ends, or NULL with `*bad` at the byte
 * that does not fit. Correctly rounded, whatever the locale; too big is infinite. */
const uint8_t *number_scan(const uint8_t *p, const uint8_t *end, double *value,
                           const uint8_t **bad);

/* Receives every field as well; NULL where the samples suffice. */
struct field_sink {
    message_field_fn *fn;
    void *owner;
};

/* Fills `out` from a JSON object; false with bad_at set where it is none. */
bool json_decode(struct bytes value, struct decoded *out, const struct field_sink *sink);
/* Fills `out` from key=value pairs; false (with `out` spoilt) where the text is not made of them.
 */
bool pairs_decode(struct bytes text, struct decoded *out, const struct field_sink *sink);

#endif
