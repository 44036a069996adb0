/* compressed.c: a value that was compressed by itself, inside its record: gzip, zstd or LZ4, known
 * by its first bytes. */
#include "batch/compress.h"
#include "flight/decode.h"

static const struct magic {
    uint8_t bytes[4];
    size_t len;
    enum codec codec;
} magics[] = {
    {{0x1f, 0x8b, 0x08}, 3, CODEC_GZIP},
    {{0x28, 0xb5, 0x2f, 0xfd}, 4, CODEC_ZSTD},
    {{0x04, 0x22, 0x4d, 0x18}, 4, CODEC_LZ4},
};

static enum codec codec_of(struct bytes value)
{
    for (size_t i = 0; i < ARRAY_SIZE(magics); i++)
        if (value.len > magics[i].len && value.data[0] == magics[i].bytes[0] &&
            memcmp(value.data, magics[i].bytes, magics[i].len) == 0)
            return magics[i].codec;
    return CODEC_NONE;
}

bool compressed_is(struct bytes value)
{
    return codec_of(value) != CODEC_NONE;
}

bool compressed_open(struct bytes value, struct buf *out)
{
    struct err err;
    buf_clear(out);
    return codec_inflate(codec_of(value), value, DECODED_MAX_INFLATED, out, &err) == 0;
}
