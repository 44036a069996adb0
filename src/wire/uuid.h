/* uuid.h: Kafka's 16-byte ids (topics, clusters) and their text form. */
#ifndef WIRE_UUID_H
#define WIRE_UUID_H

#include "base/bytes.h"

struct uuid {
    uint8_t bytes[16];
};

enum { UUID_TEXT_SIZE = 23 }; /* 22 characters of URL-safe base64 and a NUL */

static inline bool uuid_equal(struct uuid a, struct uuid b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

/* All zero is Kafka's "no id". */
static inline bool uuid_is_zero(struct uuid u)
{
    return uuid_equal(u, (struct uuid){{0}});
}

/* As Kafka prints it: URL-safe base64 without padding. Returns `out`. */
char *uuid_to_text(struct uuid u, char out[UUID_TEXT_SIZE]);

/* Reads that form; false if it is not 22 such characters. */
bool uuid_from_text(const char *text, struct uuid *out);

#endif
