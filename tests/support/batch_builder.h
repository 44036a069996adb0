/* batch_builder.h: makes a record batch out of records, as a client does. The broker never builds
 * one, it keeps what clients sent; our own clients have librdkafka. */
#ifndef TESTS_SUPPORT_BATCH_BUILDER_H
#define TESTS_SUPPORT_BATCH_BUILDER_H

#include "base/buf.h"
#include "batch/record.h"

struct batch_builder {
    struct buf records;         /* encoded so far, plain */
    struct batch_header header; /* what batch_builder_finish() writes; the caller may set
                                   producer_id, producer_epoch, base_sequence, attributes */
};

/* Empty, not idempotent, uncompressed. Also empties a used one, keeping its memory. */
void batch_builder_init(struct batch_builder *b);
void batch_builder_deinit(struct batch_builder *b);

/* Adds a copy of a record at `timestamp` (ms). A null key or value has data NULL. */
void batch_builder_add(struct batch_builder *b, int64_t timestamp, struct bytes key,
                       struct bytes value, const struct record_header *headers, int32_t count);

/* Appends the batch, with base offset 0 and a valid CRC, to `out`. The builder can then be
 * initialised again. ERR_FAIL if the codec fails. */
int batch_builder_finish(struct batch_builder *b, enum codec codec, struct buf *out,
                         struct err *err);

#endif
