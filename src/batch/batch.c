/* batch.c: headers, CRC, and the few fields that a broker changes in place. */
#include "batch/batch.h"

#include <isa-l/crc.h>
#include <limits.h>

/* Where each field lies. */
enum {
    AT_BASE_OFFSET = 0,
    AT_LENGTH = 8,
    AT_LEADER_EPOCH = 12,
    AT_MAGIC = 16,
    AT_CRC = 17,
    AT_ATTRIBUTES = 21,
    AT_LAST_OFFSET_DELTA = 23,
    AT_BASE_TIMESTAMP = 27,
    AT_MAX_TIMESTAMP = 35,
    AT_PRODUCER_ID = 43,
    AT_PRODUCER_EPOCH = 51,
    AT_BASE_SEQUENCE = 53,
    AT_COUNT = 57
};

const char *batch_result_text(enum batch_result result)
{
    static const char *const texts[] = {
        [BATCH_OK] = "ok",
        [BATCH_END] = "no more batches",
        [BATCH_SHORT] = "truncated batch",
        [BATCH_DAMAGED] = "CRC mismatch or invalid length",
        [BATCH_OLD_MAGIC] = "message format 0 or 1",
        [BATCH_INVALID] = "the records are malformed",
        [BATCH_IS_CONTROL] = "a control batch",
        [BATCH_TOO_BIG] = "records exceed the limit when decompressed",
    };
    return texts[result];
}

static void header_parse(const uint8_t *p, struct batch_header *h)
{
    *h = (struct batch_header){
        .base_offset = (int64_t)be64_get(p + AT_BASE_OFFSET),
        .length = (int32_t)be32_get(p + AT_LENGTH),
        .leader_epoch = (int32_t)be32_get(p + AT_LEADER_EPOCH),
        .magic = (int8_t)p[AT_MAGIC],
        .crc = be32_get(p + AT_CRC),
        .attributes = (int16_t)be16_get(p + AT_ATTRIBUTES),
        .last_offset_delta = (int32_t)be32_get(p + AT_LAST_OFFSET_DELTA),
        .base_timestamp = (int64_t)be64_get(p + AT_BASE_TIMESTAMP),
        .max_timestamp = (int64_t)be64_get(p + AT_MAX_TIMESTAMP),
        .producer_id = (int64_t)be64_get(p + AT_PRODUCER_ID),
        .producer_epoch = (int16_t)be16_get(p + AT_PRODUCER_EPOCH),
        .base_sequence = (int32_t)be32_get(p + AT_BASE_SEQUENCE),
        .count = (int32_t)be32_get(p + AT_COUNT),
    };
}

enum batch_result batch_header_read(struct bytes at, struct batch_header *out)
{
    if (at.len == 0)
        return BATCH_END;
    if (at.len < BATCH_OVERHEAD)
        return BATCH_SHORT;
    int32_t length = (int32_t)be32_get(at.data + AT_LENGTH);
    if (length == 0)
        return BATCH_END;
    if (length < AT_CRC - BATCH_OVERHEAD || length > INT32_MAX - BATCH_OVERHEAD)
        return BATCH_DAMAGED;
    if (at.len <= AT_MAGIC)
        return BATCH_SHORT;
    int8_t magic = (int8_t)at.data[AT_MAGIC];
    if (magic == 0 || magic == 1) {
        *out = (struct batch_header){
            .base_offset = (int64_t)be64_get(at.data), .length = length, .magic = magic};
        return BATCH_OLD_MAGIC;
    }
    if (magic != BATCH_MAGIC || length < BATCH_HEADER_SIZE - BATCH_OVERHEAD)
        return BATCH_DAMAGED;
    if (at.len < BATCH_HEADER_SIZE)
        return BATCH_SHORT;
    header_parse(at.data, out);
    return BATCH_OK;
}

void batch_header_write(const struct batch_header *h, uint8_t *out)
{
    be64_put(out + AT_BASE_OFFSET, (uint64_t)h->base_offset);
    be32_put(out + AT_LENGTH, (uint32_t)h->length);
    be32_put(out + AT_LEADER_EPOCH, (uint32_t)h->leader_epoch);
    out[AT_MAGIC] = (uint8_t)h->magic;
    be32_put(out + AT_CRC, h->crc);
    be16_put(out + AT_ATTRIBUTES, (uint16_t)h->attributes);
    be32_put(out + AT_LAST_OFFSET_DELTA, (uint32_t)h->last_offset_delta);
    be64_put(out + AT_BASE_TIMESTAMP, (uint64_t)h->base_timestamp);
    be64_put(out + AT_MAX_TIMESTAMP, (uint64_t)h->max_timestamp);
    be64_put(out + AT_PRODUCER_ID, (uint64_t)h->producer_id);
    be16_put(out + AT_PRODUCER_EPOCH, (uint16_t)h->producer_epoch);
    be32_put(out + AT_BASE_SEQUENCE, (uint32_t)h->base_sequence);
    be32_put(out + AT_COUNT, (uint32_t)h->count);
}

int32_t batch_last_sequence(const struct batch_header *h)
{
    int64_t last = (int64_t)h->base_sequence + h->last_offset_delta;
    return (int32_t)(last > INT32_MAX ? last - INT32_MAX - 1 : last);
}

enum batch_result batch_next(struct bytes *rest, struct batch_header *h, struct bytes *batch)
{
    enum batch_result result = batch_header_read(*rest, h);
    if (result != BATCH_OK)
        return result;
    size_t size = batch_size(h);
    if (size > rest->len)
        return BATCH_SHORT;
    *batch = bytes_make(rest->data, size);
    *rest = bytes_make(rest->data + size, rest->len - size);
    return BATCH_OK;
}

uint32_t crc32c(uint32_t before, struct bytes data)
{
    uint32_t state = ~before; /* isa-l leaves both inversions to its caller */
    while (data.len > 0) {
        int piece = data.len > INT_MAX ? INT_MAX : (int)data.len;
        state = crc32_iscsi((unsigned char *)data.data, piece, state);
        data = bytes_make(data.data + piece, data.len - (size_t)piece);
    }
    return ~state;
}

uint32_t batch_crc(struct bytes batch)
{
    return crc32c(0, bytes_make(batch.data + AT_ATTRIBUTES, batch.len - AT_ATTRIBUTES));
}

bool batch_crc_matches(struct bytes batch)
{
    return be32_get(batch.data + AT_CRC) == batch_crc(batch);
}

void batch_set_base_offset(uint8_t *batch, int64_t base_offset)
{
    be64_put(batch + AT_BASE_OFFSET, (uint64_t)base_offset);
}

void batch_set_leader_epoch(uint8_t *batch, int32_t leader_epoch)
{
    be32_put(batch + AT_LEADER_EPOCH, (uint32_t)leader_epoch);
}

void batch_set_log_append_time(uint8_t *batch, size_t size, int64_t now_ms)
{
    uint16_t attributes = be16_get(batch + AT_ATTRIBUTES);
    be16_put(batch + AT_ATTRIBUTES, attributes | BATCH_LOG_APPEND_TIME);
    batch_set_max_timestamp(batch, size, now_ms);
}

void batch_set_max_timestamp(uint8_t *batch, size_t size, int64_t max_timestamp)
{
    be64_put(batch + AT_MAX_TIMESTAMP, (uint64_t)max_timestamp);
    be32_put(batch + AT_CRC, batch_crc(bytes_make(batch, size)));
}
