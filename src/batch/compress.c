/* compress.c: the four codecs over their libraries, each with a limit on its output. */
#include "batch/compress.h"

#include <lz4frame.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>

enum { STEP = 64 * 1024 }; /* output grows in steps of this size */

/* Where decompressed bytes go, at most `left` of them. */
struct sink {
    struct buf *out;
    size_t left;
};

/* Room for the next step. One byte more than the limit, to distinguish a stream that ends exactly
 * there from one that continues. */
static uint8_t *sink_room(struct sink *s, size_t *room)
{
    *room = s->left < STEP ? s->left + 1 : STEP;
    return buf_reserve(s->out, *room);
}

/* Takes `n` bytes as written; false if that exceeds the limit. */
static bool sink_took(struct sink *s, size_t n)
{
    if (n > s->left) {
        s->out->len += s->left;
        s->left = 0;
        return false;
    }
    s->out->len += n;
    s->left -= n;
    return true;
}

static int corrupt(struct err *err, const char *what)
{
    return err_set(err, ERR_CORRUPT, "decompressing: invalid or truncated %s stream", what);
}

static int too_big(struct err *err)
{
    return err_set(err, ERR_TOO_BIG, "decompressing: larger than the limit");
}

static int none_inflate(struct bytes in, struct sink *s, struct err *err)
{
    if (in.len > s->left)
        return too_big(err);
    buf_add_bytes(s->out, in);
    return 0;
}

static int none_deflate(struct bytes in, struct buf *out, struct err *err)
{
    (void)err;
    buf_add_bytes(out, in);
    return 0;
}

/* --- gzip: one member or several --- */

static int gzip_run(z_stream *z, struct sink *s, struct err *err)
{
    for (;;) {
        size_t room;
        z->next_out = sink_room(s, &room);
        z->avail_out = (uInt)room;
        int code = inflate(z, Z_NO_FLUSH);
        if (!sink_took(s, room - z->avail_out))
            return too_big(err);
        if (code == Z_STREAM_END && z->avail_in == 0)
            return 0;
        if (code == Z_STREAM_END)
            code = inflateReset(z);
        if (code != Z_OK)
            return corrupt(err, "gzip");
    }
}

static int gzip_inflate(struct bytes in, struct sink *s, struct err *err)
{
    z_stream z = {.next_in = (Bytef *)in.data, .avail_in = (uInt)in.len};
    if (in.len > UINT32_MAX || inflateInit2(&z, 15 + 16) != Z_OK)
        return corrupt(err, "gzip");
    int code = gzip_run(&z, s, err);
    inflateEnd(&z);
    return code;
}

static int gzip_deflate(struct bytes in, struct buf *out, struct err *err)
{
    z_stream z = {0};
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return err_set(err, ERR_FAIL, "compressing with gzip: cannot start zlib");
    size_t bound = deflateBound(&z, in.len);
    z.next_in = (Bytef *)in.data;
    z.avail_in = (uInt)in.len;
    z.next_out = buf_reserve(out, bound);
    z.avail_out = (uInt)bound;
    int code = deflate(&z, Z_FINISH);
    out->len += bound - z.avail_out;
    deflateEnd(&z);
    return code == Z_STREAM_END ? 0 : err_set(err, ERR_FAIL, "compressing with gzip: zlib failed");
}

/* --- snappy: a raw block, or xerial's stream of them (what Java's clients write) --- */

static const uint8_t xerial_magic[16] = {0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0,
                                         0,    0,   0,   1,   0,   0,   0,   1};
enum { XERIAL_MAGIC_SIZE = 8, XERIAL_BLOCK = 32 * 1024 };

static int snappy_block(struct bytes in, struct sink *s, struct err *err)
{
    size_t size;
    if (snappy_uncompressed_length((const char *)in.data, in.len, &size) != SNAPPY_OK)
        return corrupt(err, "snappy");
    if (size > s->left)
        return too_big(err);
    /* A copy of 64 bytes takes 3: a block that claims more than that is invalid. */
    if (size / 64 > in.len)
        return corrupt(err, "snappy");
    char *to = (char *)buf_reserve(s->out, size);
    if (snappy_uncompress((const char *)in.data, in.len, to, &size) != SNAPPY_OK)
        return corrupt(err, "snappy");
    sink_took(s, size);
    return 0;
}

static int snappy_inflate(struct bytes in, struct sink *s, struct err *err)
{
    if (in.len < sizeof xerial_magic || memcmp(in.data, xerial_magic, XERIAL_MAGIC_SIZE) != 0)
        return snappy_block(in, s, err);
    size_t at = sizeof xerial_magic;
    while (at < in.len) {
        if (in.len - at < 4)
            return corrupt(err, "snappy");
        size_t size = be32_get(in.data + at);
        at += 4;
        if (size > in.len - at)
            return corrupt(err, "snappy");
        int code = snappy_block(bytes_make(in.data + at, size), s, err);
        if (code != 0)
            return code;
        at += size;
    }
    return 0;
}

static int snappy_deflate(struct bytes in, struct buf *out, struct err *err)
{
    buf_add(out, xerial_magic, sizeof xerial_magic);
    for (size_t at = 0; at < in.len; at += XERIAL_BLOCK) {
        size_t piece = in.len - at < XERIAL_BLOCK ? in.len - at : XERIAL_BLOCK;
        size_t size = snappy_max_compressed_length(piece);
        uint8_t *to = buf_reserve(out, 4 + size);
        const char *from = (const char *)in.data + at;
        if (snappy_compress(from, piece, (char *)to + 4, &size) != SNAPPY_OK)
            return err_set(err, ERR_FAIL, "compressing with snappy: the library failed");
        be32_put(to, (uint32_t)size);
        out->len += 4 + size;
    }
    return 0;
}

/* --- lz4: frames --- */

static int lz4_run(LZ4F_dctx *ctx, struct bytes in, struct sink *s, struct err *err)
{
    size_t hint = 1;
    for (;;) {
        size_t room;
        uint8_t *to = sink_room(s, &room);
        size_t took = in.len;
        hint = LZ4F_decompress(ctx, to, &room, in.data, &took, NULL);
        if (LZ4F_isError(hint))
            return corrupt(err, "LZ4");
        in = bytes_make(in.data + took, in.len - took);
        if (!sink_took(s, room))
            return too_big(err);
        if (in.len == 0 && room == 0)
            return hint == 0 ? 0 : corrupt(err, "LZ4");
        if (in.len == 0 && hint == 0)
            return 0;
    }
}

static int lz4_inflate(struct bytes in, struct sink *s, struct err *err)
{
    LZ4F_dctx *ctx;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&ctx, LZ4F_VERSION)))
        return corrupt(err, "LZ4");
    int code = lz4_run(ctx, in, s, err);
    LZ4F_freeDecompressionContext(ctx);
    return code;
}

static int lz4_deflate(struct bytes in, struct buf *out, struct err *err)
{
    const LZ4F_preferences_t preferences = {.frameInfo = {.blockMode = LZ4F_blockIndependent}};
    size_t bound = LZ4F_compressFrameBound(in.len, &preferences);
    uint8_t *to = buf_reserve(out, bound);
    size_t size = LZ4F_compressFrame(to, bound, in.data, in.len, &preferences);
    if (LZ4F_isError(size))
        return err_set(err, ERR_FAIL, "compressing with lz4: %s", LZ4F_getErrorName(size));
    out->len += size;
    return 0;
}

/* --- zstd: frames --- */

static int zstd_run(ZSTD_DStream *z, struct bytes in, struct sink *s, struct err *err)
{
    ZSTD_inBuffer from = {.src = in.data, .size = in.len};
    for (;;) {
        size_t room;
        uint8_t *to = sink_room(s, &room);
        ZSTD_outBuffer into = {.dst = to, .size = room};
        size_t hint = ZSTD_decompressStream(z, &into, &from);
        if (ZSTD_isError(hint))
            return corrupt(err, "zstd");
        if (!sink_took(s, into.pos))
            return too_big(err);
        if (from.pos == from.size && hint == 0)
            return 0;
        if (from.pos == from.size && into.pos < room)
            return corrupt(err, "zstd");
    }
}

static int zstd_inflate(struct bytes in, struct sink *s, struct err *err)
{
    ZSTD_DStream *z = ZSTD_createDStream();
    if (z == NULL)
        return corrupt(err, "zstd");
    /* The largest window of a frame: 8 MiB, enough for every level up to 19. */
    ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, 23);
    int code = zstd_run(z, in, s, err);
    ZSTD_freeDStream(z);
    return code;
}

static int zstd_deflate(struct bytes in, struct buf *out, struct err *err)
{
    size_t bound = ZSTD_compressBound(in.len);
    uint8_t *to = buf_reserve(out, bound);
    size_t size = ZSTD_compress(to, bound, in.data, in.len, ZSTD_CLEVEL_DEFAULT);
    if (ZSTD_isError(size))
        return err_set(err, ERR_FAIL, "compressing with zstd: %s", ZSTD_getErrorName(size));
    out->len += size;
    return 0;
}

/* --- the table --- */

static const struct codec_row {
    const char *name;
    int (*inflate)(struct bytes in, struct sink *s, struct err *err);
    int (*deflate)(struct bytes in, struct buf *out, struct err *err);
} codecs[CODEC_COUNT] = {
    [CODEC_NONE] = {"none", none_inflate, none_deflate},
    [CODEC_GZIP] = {"gzip", gzip_inflate, gzip_deflate},
    [CODEC_SNAPPY] = {"snappy", snappy_inflate, snappy_deflate},
    [CODEC_LZ4] = {"lz4", lz4_inflate, lz4_deflate},
    [CODEC_ZSTD] = {"zstd", zstd_inflate, zstd_deflate},
};

enum codec codec_by_name(const char *name)
{
    for (int i = 0; i < CODEC_COUNT; i++)
        if (strcmp(codecs[i].name, name) == 0)
            return (enum codec)i;
    return CODEC_COUNT;
}

int codec_inflate(enum codec codec, struct bytes in, size_t cap, struct buf *out, struct err *err)
{
    if (codec >= CODEC_COUNT)
        return err_set(err, ERR_CORRUPT, "decompressing: unknown codec %d", (int)codec);
    struct sink sink = {.out = out, .left = cap};
    return codecs[codec].inflate(in, &sink, err);
}

int codec_deflate(enum codec codec, struct bytes in, struct buf *out, struct err *err)
{
    if (codec >= CODEC_COUNT)
        return err_set(err, ERR_FAIL, "compressing: unknown codec %d", (int)codec);
    return codecs[codec].deflate(in, out, err);
}
