/* mcap_rows.c: records of the file, and records of the chunks in it. */
#include "source/mcap_rows.h"

#include <stdlib.h>
#include <zstd.h>

#include "base/mem.h"

static const char magic[] = "\x89MCAP0\r\n";
enum { MAGIC_LEN = 8, RECORD_HEAD = 9 /* an opcode and a length */ };
enum {
    OP_FOOTER = 0x02,
    OP_CHANNEL = 0x04,
    OP_MESSAGE = 0x05,
    OP_CHUNK = 0x06,
    OP_DATA_END = 0x0f
};

struct mcap_cursor { /* reads little-endian; `bad` once it ran out */
    const uint8_t *p, *end;
    bool bad;
};

bool mcap_begins(struct bytes bytes)
{
    return bytes.len >= MAGIC_LEN && memcmp(bytes.data, magic, MAGIC_LEN) == 0;
}

static uint64_t take(struct mcap_cursor *c, int bytes)
{
    uint64_t value = 0;
    if (c->end - c->p < bytes) {
        c->bad = true;
        return 0;
    }
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)c->p[i] << (8 * i);
    c->p += bytes;
    return value;
}

static struct bytes take_bytes(struct mcap_cursor *c, uint64_t len)
{
    if (len > (uint64_t)(c->end - c->p)) {
        c->bad = true;
        return bytes_of("");
    }
    struct bytes out = bytes_make(c->p, (size_t)len);
    c->p += len;
    return out;
}

static struct bytes take_string(struct mcap_cursor *c)
{
    return take_bytes(c, take(c, 4));
}

static int damaged(const struct mcap_rows *r, struct err *err, const char *what)
{
    return err_set(err, ERR_CORRUPT, "%s: record %ld: %s", r->lines->path, r->records, what);
}

static struct mcap_topic *find_topic(struct mcap_rows *r, uint16_t id)
{
    for (int i = 0; i < r->topic_count; i++)
        if (r->topics[i].id == id)
            return &r->topics[i];
    return NULL;
}

static int take_channel(struct mcap_rows *r, struct mcap_cursor c, struct err *err)
{
    uint16_t id = (uint16_t)take(&c, 2);
    take(&c, 2); /* its schema */
    struct bytes topic = take_string(&c), encoding = take_string(&c);
    if (c.bad)
        return damaged(r, err, "a channel that is cut off");
    if (find_topic(r, id) != NULL)
        return 0;
    if (r->topic_count == MCAP_MAX_TOPICS)
        return err_set(err, ERR_TOO_BIG, "%s: more than %d channels", r->lines->path,
                       MCAP_MAX_TOPICS);
    if (topic.len > 1 && topic.data[0] == '/')
        topic = bytes_make(topic.data + 1, topic.len - 1);
    r->topics[r->topic_count++] =
        (struct mcap_topic){id, bytes_equal(encoding, bytes_of("json")), mem_text_of(topic)};
    return 0;
}

/* 1 with a message, 0 for one that is not JSON, or an error. */
static int take_message(struct mcap_rows *r, struct mcap_cursor c, struct recorded_message *out,
                        struct err *err)
{
    const struct mcap_topic *topic = find_topic(r, (uint16_t)take(&c, 2));
    take(&c, 4); /* its number in the channel */
    uint64_t log_time = take(&c, 8);
    take(&c, 8); /* when it was published */
    if (c.bad)
        return damaged(r, err, "a message that is cut off");
    if (topic == NULL)
        return damaged(r, err, "a message of a channel that is not there");
    if (log_time > INT64_MAX)
        return damaged(r, err, "an invalid time");
    if (!topic->json)
        return r->others++, 0;
    *out = (struct recorded_message){.t_ns = (int64_t)log_time, .key = bytes_of(topic->name)};
    out->value = bytes_make(c.p, (size_t)(c.end - c.p));
    return 1;
}

/* Unpacks a chunk; its records come next. */
static int open_chunk(struct mcap_rows *r, struct mcap_cursor c, struct err *err)
{
    take(&c, 8);
    take(&c, 8);
    uint64_t size = take(&c, 8);
    take(&c, 4); /* its checksum */
    struct bytes packing = take_string(&c), packed = take_bytes(&c, take(&c, 8));
    if (c.bad || size > MCAP_MAX_RECORD)
        return damaged(r, err, "a chunk that is cut off or larger than 64 MiB");
    buf_clear(&r->chunk);
    r->at = 0;
    if (packing.len == 0) {
        buf_add_bytes(&r->chunk, packed);
        return 0;
    }
    if (!bytes_equal(packing, bytes_of("zstd")))
        return err_set(err, ERR_CORRUPT,
                       "%s: its chunks are compressed with %.*s; only zstd and none are read: mcap "
                       "compress --compression zstd",
                       r->lines->path, (int)packing.len, (const char *)packing.data);
    size_t n = ZSTD_decompress(buf_reserve(&r->chunk, (size_t)size + 1), (size_t)size, packed.data,
                               packed.len);
    if (ZSTD_isError(n) || n != size)
        return damaged(r, err, "a chunk whose zstd data is damaged");
    r->chunk.len = n;
    return 0;
}

/* Acts on a record: 1 with a message, 0, or an error. */
static int take_record(struct mcap_rows *r, uint8_t opcode, struct bytes content,
                       struct recorded_message *out, struct err *err)
{
    struct mcap_cursor c = {content.data, content.data + content.len, false};
    r->records++;
    switch (opcode) {
    case OP_CHANNEL:
        return take_channel(r, c, err);
    case OP_MESSAGE:
        return take_message(r, c, out, err);
    case OP_DATA_END:
    case OP_FOOTER:
        r->ended = true; /* what follows repeats */
        return 0;
    default:
        return 0;
    }
}

/* The next record of the open chunk. */
static int next_in_chunk(struct mcap_rows *r, struct recorded_message *out, struct err *err)
{
    struct mcap_cursor c = {r->chunk.data + r->at, r->chunk.data + r->chunk.len, false};
    uint8_t opcode = (uint8_t)take(&c, 1);
    struct bytes content = take_bytes(&c, take(&c, 8));
    if (c.bad)
        return damaged(r, err, "a chunk whose records are cut off");
    r->at = (size_t)(c.p - r->chunk.data);
    return take_record(r, opcode, content, out, err);
}

static int next_in_file(struct mcap_rows *r, struct recorded_message *out, struct err *err)
{
    struct bytes head, content;
    int rc = text_lines_bytes(r->lines, RECORD_HEAD, &head, err);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return damaged(r, err, "the file is cut off here: its end is missing");
    struct mcap_cursor c = {head.data, head.data + head.len, false};
    uint8_t opcode = (uint8_t)take(&c, 1);
    uint64_t len = take(&c, 8);
    if (len > MCAP_MAX_RECORD)
        return damaged(r, err, "a record larger than 64 MiB");
    rc = text_lines_bytes(r->lines, (size_t)len, &content, err);
    if (rc <= 0)
        return rc < 0 ? rc : damaged(r, err, "the file is cut off here: its end is missing");
    if (opcode != OP_CHUNK)
        return take_record(r, opcode, content, out, err);
    c = (struct mcap_cursor){content.data, content.data + content.len, false};
    return open_chunk(r, c, err);
}

int mcap_rows_next(struct mcap_rows *r, struct recorded_message *out, struct err *err)
{
    struct bytes begin;
    int rc = 0;
    if (!r->began && (rc = text_lines_bytes(r->lines, MAGIC_LEN, &begin, err)) != 1)
        return rc;
    r->began = true;
    rc = 0;
    while (rc == 0 && !(r->ended && r->at == r->chunk.len))
        rc = r->at < r->chunk.len ? next_in_chunk(r, out, err) : next_in_file(r, out, err);
    return rc;
}

void mcap_rows_deinit(struct mcap_rows *r)
{
    for (int i = 0; i < r->topic_count; i++)
        free(r->topics[i].name);
    r->topic_count = 0;
    buf_deinit(&r->chunk);
}
