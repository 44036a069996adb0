/* compressed.c: a value that was compressed by itself, inside its record: gzip, zstd or LZ4, known
 * by its first bytes. */
#include <stdio.h>

#include "batch/compress.h"
#include "flight/decode.h"

static const struct magic {
    uint8_t bytes[4];
    size_t len;
    enum codec codec;
    const char *name;
} magics[] = {
    {{0x1f, 0x8b, 0x08}, 3, CODEC_GZIP, "gzip"},
    {{0x28, 0xb5, 0x2f, 0xfd}, 4, CODEC_ZSTD, "zstd"},
    {{0x04, 0x22, 0x4d, 0x18}, 4, CODEC_LZ4, "LZ4"},
};

static const struct magic *magic_of(struct bytes value)
{
    for (size_t i = 0; i < ARRAY_SIZE(magics); i++)
        if (value.len > magics[i].len && value.data[0] == magics[i].bytes[0] &&
            memcmp(value.data, magics[i].bytes, magics[i].len) == 0)
            return &magics[i];
    return NULL;
}

bool compressed_is(struct bytes value)
{
    return magic_of(value) != NULL;
}

bool compressed_open(struct bytes value, struct decoded *out)
{
    const struct magic *magic = magic_of(value);
    struct err err;
    buf_clear(&out->inflated);
    int rc = codec_inflate(magic->codec, value, DECODED_MAX_INFLATED, &out->inflated, &err);
    if (rc != 0)
        snprintf(out->why, sizeof out->why, "%s: %s", magic->name,
                 rc == ERR_TOO_BIG ? "it holds more than 1 MiB" : "cut off or damaged");
    return rc == 0;
}
