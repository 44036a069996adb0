/* blob.h: reading the flight model's own blobs (keyframes, aggregates) without trusting them.
 *
 * Reading is sticky: past the first thing that does not fit, `bad` stays set and everything is 0,
 * so that a reader tests once, at its end. */
#ifndef FLIGHT_BLOB_H
#define FLIGHT_BLOB_H

#include "base/buf.h"

struct blob_reader {
    const uint8_t *at, *end;
    bool bad;
};

struct blob_reader blob_open(struct bytes blob);
/* The next n bytes, or NULL. */
const uint8_t *blob_take(struct blob_reader *rd, size_t n);
uint64_t blob_uvarint(struct blob_reader *rd);
int64_t blob_varint(struct blob_reader *rd);
double blob_f64(struct blob_reader *rd);
float blob_f32(struct blob_reader *rd);
/* A text of uvarint length that fits `size` with its NUL; the rest of `to` is zeroed. */
void blob_text(struct blob_reader *rd, char *to, size_t size);

void blob_put_f64(struct buf *out, double v);
void blob_put_f32(struct buf *out, float v);
void blob_put_text(struct buf *out, const char *text);

#endif
