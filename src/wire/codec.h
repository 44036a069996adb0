/* codec.h: one interpreter for every message: defaults, decoding, encoding, printing.
 *
 * The contract of decoding, fuzzed in tests/fuzz/: a message is decoded completely or rejected.
 * Strings are views into the frame, which must outlive the message. Everything else comes from the
 * arena, whose limit bounds what a frame can make us allocate. An array's count is checked against
 * the remaining bytes and WIRE_ARRAY_MAX before anything is allocated. A struct has at most
 * WIRE_TAGS_MAX tagged fields of at most WIRE_TAG_BYTES_MAX each; known ones are decoded, unknown
 * ones skipped (KIP-482). */
#ifndef WIRE_CODEC_H
#define WIRE_CODEC_H

#include "base/arena.h"
#include "base/buf.h"
#include "wire/schema.h"

enum { WIRE_ARRAY_MAX = 100000, WIRE_TAGS_MAX = 64, WIRE_TAG_BYTES_MAX = 128 * 1024 };

/* What the codec needs to know about a message's version. */
struct wire_version {
    int16_t number;
    bool flexible; /* compact lengths and tagged fields: api_version() */
};

/* Sets every field of `out`, a struct of this schema, to its default. */
void wire_defaults(const struct schema *schema, void *out);

/* `count` structs of the schema at their defaults, from the arena; NULL past its limit. */
void *wire_new(const struct schema *schema, struct arena *arena, int32_t count);

/* Decodes one message from the front of `*at`, which then begins after it. Fields that the version
 * lacks get their defaults. ERR_CORRUPT (with field and reason in `err`) if the bytes are not such
 * a message, ERR_TOO_BIG beyond a limit; `out` must not be used then. */
int wire_decode(const struct schema *schema, struct wire_version version, struct bytes *at,
                struct arena *arena, void *out, struct err *err);

/* Appends the message. Omits fields that the version lacks; writes null as empty where the version
 * has no null, so that a zeroed response is valid. ERR_TOO_BIG, with `out` unchanged, if a string
 * is too long for the version. */
int wire_encode(const struct schema *schema, struct wire_version version, const void *message,
                struct buf *out, struct err *err);

/* --- internal to the codec --- */

static inline bool field_is_in(const struct field *f, int16_t version)
{
    return version >= f->since && (f->gone == 0 || version < f->gone);
}

static inline bool field_may_be_null(const struct field *f, int16_t version)
{
    return f->nullable && version >= f->null_since;
}

/* Size in memory of one item of an ARRAY or a LIST. */
size_t field_item_size(const struct field *f);

/* Whether the field of that struct has its default, so that a tagged one need not be written. */
bool field_is_default(const struct field *f, const void *message);

#endif
