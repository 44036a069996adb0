/* side_files.c: layouts of the small files. */
#include "log/side_files.h"

/* Version words. A change of layout gets a new word; the old ones stay readable. */
static const char RECOVERY_V1[4] = {'G', 'R', 'P', '1'};
static const char PRODUCERS_V1[4] = {'G', 'P', 'S', '1'};

enum { HEAD = 8, POINT = 24 };

static void point_put(uint8_t *p, struct log_point point)
{
    be64_put(p, (uint64_t)point.offset);
    be64_put(p + 8, (uint64_t)point.segment);
    be64_put(p + 16, (uint64_t)point.position);
}

static struct log_point point_get(const uint8_t *p)
{
    return (struct log_point){.offset = (int64_t)be64_get(p),
                              .segment = (int64_t)be64_get(p + 8),
                              .position = (int64_t)be64_get(p + 16)};
}

/* Version word and CRC over what follows them. */
static void seal(uint8_t *p, size_t len, const char version[4])
{
    memcpy(p, version, 4);
    be32_put(p + 4, crc32c(0, bytes_make(p + HEAD, len - HEAD)));
}

static bool sealed(struct bytes in, size_t min_len, const char version[4])
{
    return in.len >= min_len && memcmp(in.data, version, 4) == 0 &&
           be32_get(in.data + 4) == crc32c(0, bytes_make(in.data + HEAD, in.len - HEAD));
}

void recovery_format(const struct recovery_point *point, uint8_t out[RECOVERY_SIZE])
{
    memset(out, 0, RECOVERY_SIZE);
    point_put(out + HEAD, point->durable);
    be64_put(out + HEAD + POINT, (uint64_t)point->start_offset);
    out[HEAD + POINT + 8] = point->clean;
    seal(out, RECOVERY_SIZE, RECOVERY_V1);
}

bool recovery_parse(struct bytes in, struct recovery_point *out)
{
    if (in.len != RECOVERY_SIZE || !sealed(in, RECOVERY_SIZE, RECOVERY_V1))
        return false;
    *out = (struct recovery_point){.durable = point_get(in.data + HEAD),
                                   .start_offset = (int64_t)be64_get(in.data + HEAD + POINT),
                                   .clean = in.data[HEAD + POINT + 8] != 0};
    return true;
}

void producer_state_format(struct log_point at, const struct producers *producers, struct buf *out)
{
    size_t begin = out->len;
    memset(buf_reserve(out, HEAD + POINT), 0, HEAD + POINT);
    out->len += HEAD + POINT;
    point_put(out->data + begin + HEAD, at);
    producers_save(producers, out);
    seal(out->data + begin, out->len - begin, PRODUCERS_V1);
}

bool producer_state_parse(struct bytes in, struct log_point *at, struct producers *producers)
{
    if (!sealed(in, HEAD + POINT, PRODUCERS_V1))
        return false;
    *at = point_get(in.data + HEAD);
    struct bytes list = bytes_make(in.data + HEAD + POINT, in.len - HEAD - POINT);
    if (producers_load(producers, list, NULL) == 0)
        return true;
    producers_deinit(producers);
    return false;
}

/* Kafka's Uuid: base64 of RFC 4648 section 5, 22 characters, no padding. */
static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
enum { ID_CHARS = 22 };

static void id_text(const uint8_t id[16], char out[ID_CHARS + 1])
{
    for (int i = 0; i < ID_CHARS; i++) {
        int bit = i * 6;
        unsigned pair = (unsigned)id[bit / 8] << 8;
        if (bit / 8 + 1 < 16)
            pair |= id[bit / 8 + 1];
        out[i] = ALPHABET[(pair >> (10 - bit % 8)) & 63];
    }
    out[ID_CHARS] = '\0';
}

void metadata_format(const uint8_t topic_id[16], struct buf *out)
{
    char text[ID_CHARS + 1];
    id_text(topic_id, text);
    buf_printf(out, "version: 0\ntopic_id: %s", text);
}

bool metadata_parse(struct bytes in, uint8_t topic_id[16])
{
    static const char prefix[] = "version: 0\ntopic_id: ";
    size_t head = sizeof prefix - 1;
    if (in.len < head + ID_CHARS || memcmp(in.data, prefix, head) != 0)
        return false;
    uint8_t bits[17] = {0};
    for (int i = 0; i < ID_CHARS; i++) {
        const char *found = memchr(ALPHABET, in.data[head + (size_t)i], 64);
        if (found == NULL)
            return false;
        int bit = i * 6;
        unsigned pair = (unsigned)(found - ALPHABET) << (10 - bit % 8);
        bits[bit / 8] |= (uint8_t)(pair >> 8);
        bits[bit / 8 + 1] |= (uint8_t)pair;
    }
    memcpy(topic_id, bits, 16);
    return true;
}
