/* codec.h: one interpreter for every message: defaults, decoding, encoding, printing.
 *
 * The contract of decoding, fuzzed in tests/fuzz/: a message is decoded whole or refused; strings
 * are views into the frame, which must outlive the message; everything else comes from the arena,
 * whose limit bounds what a frame can make us allocate; an array's count is held against the bytes
 * left and WIRE_ARRAY_MAX before anything is allocated; a struct has at most WIRE_TAGS_MAX tagged
 * fields of at most WIRE_TAG_BYTES_MAX each, known ones decoded, unknown ones skipped (KIP-482). */
#ifndef WIRE_CODEC_H
#define WIRE_CODEC_H

#include "base/arena.h"
#include "base/buf.h"
#include "wire/schema.h"

enum { WIRE_ARRAY_MAX = 100000, WIRE_TAGS_MAX = 64, WIRE_TAG_BYTES_MAX = 128 * 1024 };

/* What of a message's version the codec needs. */
struct wire_version {
    int16_t number;
    bool flexible; /* compact lengths and tagged fields: api_version() */
};

/* Sets every field of `out`, a struct of this schema, to its default. */
void wire_defaults(const struct schema *schema, void *out);

/* `count` structs of the schema at their defaults, from the arena; NULL past its limit. */
void *wire_new(const struct schema *schema, struct arena *arena, int32_t count);

/* Decodes one message off the front of `*at`, which then begins behind it. Fields that the version
 * lacks get their defaults. Gives ERR_CORRUPT (where and what in `err`) when the bytes are no such
 * message, ERR_TOO_BIG when a bound is passed; `out` is then not to be used. */
int wire_decode(const struct schema *schema, struct wire_version version, struct bytes *at,
                struct arena *arena, void *out, struct err *err);

/* Appends the message. Fields that the version lacks are left out; null where the version knows no
 * null is written as empty, so that a zeroed response is a valid one. Gives ERR_TOO_BIG, with `out`
 * as it was, when a string is longer than the version can say. */
int wire_encode(const struct schema *schema, struct wire_version version, const void *message,
                struct buf *out, struct err *err);

/* --- for the files of the codec --- */

static inline bool field_is_in(const struct field *f, int16_t version)
{
    return version >= f->since && (f->gone == 0 || version < f->gone);
}

static inline bool field_may_be_null(const struct field *f, int16_t version)
{
    return f->nullable && version >= f->null_since;
}

/* Bytes in memory of one item of an ARRAY or a LIST. */
size_t field_item_size(const struct field *f);

/* Whether the field of that struct has its default, so that a tagged one need not be written. */
bool field_is_default(const struct field *f, const void *message);

#endif
