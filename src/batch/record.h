/* record.h: the records of a batch, one by one.
 *
 *     length varint | attributes 1 | timestamp delta varlong | offset delta varint |
 *     key length varint, key | value length varint, value | header count varint |
 *     per header: name length varint, name, value length varint, value
 *
 * Varints are zig-zag; a length of -1 is null. The views in a record point into the batch or into
 * the buffer it was inflated to, and hold as long as those do. */
#ifndef BATCH_RECORD_H
#define BATCH_RECORD_H

#include "base/buf.h"
#include "batch/batch.h"

struct record {
    int64_t offset;
    int64_t timestamp; /* ms; with LogAppendTime the batch's max timestamp */
    int32_t offset_delta;
    struct bytes key;   /* data NULL: null */
    struct bytes value; /* data NULL: null */
    int32_t header_count;
    struct bytes headers; /* as encoded; walk with record_header_next() */
};

struct record_header {
    struct bytes name;
    struct bytes value; /* data NULL: null */
};

struct record_iter {
    struct batch_header header;
    struct bytes rest; /* plain records not yet read */
    int32_t left;      /* records not yet read, by the header's count */
};

/* Starts reading the records of one whole batch. Decompresses them, if necessary, into `scratch`
 * (cleared first), at most `plain_max` bytes. BATCH_OK, BATCH_TOO_BIG, BATCH_INVALID (unknown
 * codec, invalid stream), or the result of batch_header_read(). Does not check the CRC. */
enum batch_result record_iter_init(struct record_iter *it, struct bytes batch, size_t plain_max,
                                   struct buf *scratch);

/* The next record. BATCH_OK; BATCH_END after the last; BATCH_INVALID if lengths, varints or headers
 * are wrong, or bytes follow the last. */
enum batch_result record_next(struct record_iter *it, struct record *out);

/* Takes the next header off `*rest` (initially record.headers). False if there is none. Headers of
 * records from record_next() are well-formed. */
bool record_header_next(struct bytes *rest, struct record_header *out);

#endif
