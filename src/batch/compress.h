/* compress.h: Kafka's compression codecs, each way, with a bound on what comes out.
 *
 * The framings are those Kafka's clients write: gzip members, xerial blocks or one raw block for
 * snappy, LZ4 frames, zstd frames. Inflating never allocates much past the cap it is given,
 * whatever the input states: a bomb costs us no more than the cap. */
#ifndef BATCH_COMPRESS_H
#define BATCH_COMPRESS_H

#include "base/buf.h"

/* The numbers are those of bits 0-2 of a batch's attributes. */
enum codec {
    CODEC_NONE = 0,
    CODEC_GZIP = 1,
    CODEC_SNAPPY = 2,
    CODEC_LZ4 = 3,
    CODEC_ZSTD = 4,
    CODEC_COUNT
};

/* The codec of that name ("none", "gzip", "snappy", "lz4", "zstd", as in Kafka's compression.type),
 * or CODEC_COUNT when there is none. */
enum codec codec_by_name(const char *name);

/* Appends what `in` holds to `out`, at most `cap` bytes. Gives ERR_TOO_BIG when more would come,
 * ERR_CORRUPT when `in` is no such stream (or the codec is unknown); `out` then holds what had come
 * so far. */
int codec_inflate(enum codec codec, struct bytes in, size_t cap, struct buf *out, struct err *err);

/* Appends `in`, compressed, to `out`. Snappy is written in xerial's framing. Gives ERR_FAIL when
 * the codec is unknown or its library refuses. */
int codec_deflate(enum codec codec, struct bytes in, struct buf *out, struct err *err);

#endif
