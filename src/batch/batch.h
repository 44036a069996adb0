/* batch.h: Kafka's record batch, magic 2 (KIP-98), as it travels and as it lies in a segment.
 *
 *     base offset   8 | length 4 | leader epoch 4 | magic 1 | CRC-32C 4 |    <- CRC covers the rest
 *     attributes    2 | last offset delta 4 | base timestamp 8 | max timestamp 8 |
 *     producer id   8 | producer epoch 2 | base sequence 4 | record count 4 | records, compressed
 *
 * All big-endian. `length` counts from the leader epoch on. Base offset and leader epoch lie
 * outside the CRC, so that a broker sets them without reading the records. Nothing here does I/O or
 * keeps state; functions take views and work on bytes that the caller owns. */
#ifndef BATCH_BATCH_H
#define BATCH_BATCH_H

#include "base/bytes.h"
#include "batch/compress.h"

enum {
    BATCH_OVERHEAD = 12,    /* base offset and length: not counted by the length field */
    BATCH_HEADER_SIZE = 61, /* up to the first record */
    BATCH_MAGIC = 2
};

enum batch_attribute {
    BATCH_CODEC_MASK = 0x07,
    BATCH_LOG_APPEND_TIME = 0x08,
    BATCH_TRANSACTIONAL = 0x10,
    BATCH_CONTROL = 0x20,
    BATCH_DELETE_HORIZON = 0x40
};

struct batch_header {
    int64_t base_offset;
    int32_t length;
    int32_t leader_epoch;
    int8_t magic;
    uint32_t crc;
    int16_t attributes;
    int32_t last_offset_delta;
    int64_t base_timestamp; /* ms since the epoch, UTC */
    int64_t max_timestamp;
    int64_t producer_id; /* -1: not idempotent */
    int16_t producer_epoch;
    int32_t base_sequence;
    int32_t count;
};

/* The result of a check, and the Kafka error that a broker responds with; this layer has no error
 * codes. */
enum batch_result {
    BATCH_OK = 0,
    BATCH_END,     /* no more batches; or a length of 0, the zero tail of a preallocated segment */
    BATCH_SHORT,   /* truncated batch */
    BATCH_DAMAGED, /* invalid length or CRC mismatch: CORRUPT_MESSAGE */
    BATCH_OLD_MAGIC, /* message format 0 or 1: UNSUPPORTED_FOR_MESSAGE_FORMAT or INVALID_RECORD */
    BATCH_INVALID, /* count, offsets, varints, codec, sequence or trailing bytes: INVALID_RECORD */
    BATCH_IS_CONTROL, /* a control batch from a client: INVALID_RECORD */
    BATCH_TOO_BIG     /* too large when decompressed: MESSAGE_TOO_LARGE */
};

/* "ok", "CRC does not match or length is nonsense", ...: a few words for logs and dumps. */
const char *batch_result_text(enum batch_result result);

/* --- headers --- */

/* Reads the header at the start of `at` (which may hold more batches, or end early). Needs no more
 * than BATCH_HEADER_SIZE bytes and checks neither the CRC nor that the batch is complete: see
 * batch_size(). Returns BATCH_OK, BATCH_END, BATCH_SHORT, BATCH_DAMAGED or BATCH_OLD_MAGIC; sets
 * `out` for OK and OLD_MAGIC (then only base_offset, length and magic). */
enum batch_result batch_header_read(struct bytes at, struct batch_header *out);

/* Writes BATCH_HEADER_SIZE bytes, with the CRC of `h`. */
void batch_header_write(const struct batch_header *h, uint8_t *out);

/* Bytes of the whole batch. */
static inline size_t batch_size(const struct batch_header *h)
{
    return (size_t)BATCH_OVERHEAD + (size_t)h->length;
}

static inline int64_t batch_last_offset(const struct batch_header *h)
{
    return h->base_offset + h->last_offset_delta;
}

static inline enum codec batch_codec(const struct batch_header *h)
{
    return (enum codec)(h->attributes & BATCH_CODEC_MASK);
}

static inline bool batch_is_control(const struct batch_header *h)
{
    return (h->attributes & BATCH_CONTROL) != 0;
}

static inline bool batch_is_transactional(const struct batch_header *h)
{
    return (h->attributes & BATCH_TRANSACTIONAL) != 0;
}

/* Sequence of the last record; sequences wrap from 2^31-1 to 0. */
int32_t batch_last_sequence(const struct batch_header *h);

/* Walks the batches of a records field or a piece of a segment: takes the next whole batch off
 * `*rest`, reads its header and returns a view of it. BATCH_END if `*rest` is empty or zero. Does
 * not check the CRC. */
enum batch_result batch_next(struct bytes *rest, struct batch_header *h, struct bytes *batch);

/* --- CRC --- */

/* CRC-32C (Castagnoli), as RFC 3720 has it: crc32c("123456789") is 0xE3069283. To continue over a
 * second run, pass the result for the first as `before`; begin with 0. */
uint32_t crc32c(uint32_t before, struct bytes data);

/* The CRC of a whole batch. */
uint32_t batch_crc(struct bytes batch);

/* Whether the CRC stored in the whole batch matches. */
bool batch_crc_matches(struct bytes batch);

/* --- what a broker changes in place: `batch` is a whole, valid batch --- */

void batch_set_base_offset(uint8_t *batch, int64_t base_offset);
void batch_set_leader_epoch(uint8_t *batch, int32_t leader_epoch);

/* message.timestamp.type=LogAppendTime: sets the attribute and the max timestamp, and corrects the
 * CRC. */
void batch_set_log_append_time(uint8_t *batch, size_t size, int64_t now_ms);

/* Sets the max timestamp if a client's was not that of its records, and corrects the CRC. */
void batch_set_max_timestamp(uint8_t *batch, size_t size, int64_t max_timestamp);

/* --- validation for Produce --- */

enum { BATCH_UNCOMPRESSED_MAX = 16 * 1024 * 1024 }; /* the default limit */

struct batch_check {
    struct batch_header header;
    int32_t bad_record;    /* BATCH_INVALID: index of the invalid record, or -1 for the batch */
    int32_t first_keyless; /* index of the first record with a null key, or -1 */
    int64_t max_timestamp; /* of the records, as the client set them */
    int64_t min_timestamp;
    int32_t max_timestamp_record; /* its index */
    size_t plain_size;            /* bytes of the records, uncompressed */
};

/* Checks one whole batch, at the start of `at`, down to the last varint; ignores what follows (see
 * batch_size(&out->header)). Decompresses records into `scratch`, which the caller keeps between
 * calls, using at most `plain_max` bytes of it. Returns any result but BATCH_END; `out` is complete
 * for BATCH_OK, and filled as far as the check got otherwise. */
enum batch_result batch_validate(struct bytes at, size_t plain_max, struct buf *scratch,
                                 struct batch_check *out);

#endif
