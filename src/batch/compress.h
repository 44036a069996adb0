/* compress.h: Kafka's compression codecs, with a limit on decompressed output.
 *
 * The framings are those that Kafka's clients write: gzip members, xerial blocks or one raw block
 * for snappy, LZ4 frames, zstd frames. Decompressing never allocates much more than its limit,
 * whatever the input claims: a bomb costs no more than that. */
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
 * or CODEC_COUNT if unknown. */
enum codec codec_by_name(const char *name);

/* Decompresses `in` and appends it to `out`, at most `cap` bytes. ERR_TOO_BIG if there is more;
 * ERR_CORRUPT if `in` is not a valid stream or the codec is unknown; `out` then holds what came
 * before. */
int codec_inflate(enum codec codec, struct bytes in, size_t cap, struct buf *out, struct err *err);

/* Appends `in`, compressed, to `out`; snappy in xerial's framing. ERR_FAIL if the codec is unknown
 * or its library fails. */
int codec_deflate(enum codec codec, struct bytes in, struct buf *out, struct err *err);

#endif
