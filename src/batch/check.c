/* check.c: what a broker must check before it stores a batch (KIP-98; LogValidator in Kafka). Every
 * later reader relies on it. */
#include "batch/batch.h"
#include "batch/record.h"

static bool header_is_sound(const struct batch_header *h)
{
    if (h->count <= 0 || h->last_offset_delta != h->count - 1)
        return false;
    /* An idempotent producer numbers its batches; without an id there is no number. */
    return h->producer_id < 0 || (h->producer_epoch >= 0 && h->base_sequence >= 0);
}

static void note_record(struct batch_check *out, int32_t index, const struct record *r)
{
    if (bytes_is_null(r->key) && out->first_keyless < 0)
        out->first_keyless = index;
    if (index == 0 || r->timestamp > out->max_timestamp) {
        out->max_timestamp = r->timestamp;
        out->max_timestamp_record = index;
    }
    if (index == 0 || r->timestamp < out->min_timestamp)
        out->min_timestamp = r->timestamp;
}

static enum batch_result check_records(struct bytes batch, size_t plain_max, struct buf *scratch,
                                       struct batch_check *out)
{
    struct record_iter it;
    enum batch_result result = record_iter_init(&it, batch, plain_max, scratch);
    if (result != BATCH_OK)
        return result;
    out->plain_size = it.rest.len;
    struct record record;
    for (int32_t i = 0; (result = record_next(&it, &record)) == BATCH_OK; i++) {
        if (record.offset_delta != i) {
            out->bad_record = i;
            return BATCH_INVALID;
        }
        note_record(out, i, &record);
    }
    if (result == BATCH_INVALID && it.left > 0)
        out->bad_record = it.header.count - it.left;
    return result == BATCH_END ? BATCH_OK : result;
}

enum batch_result batch_validate(struct bytes at, size_t plain_max, struct buf *scratch,
                                 struct batch_check *out)
{
    *out = (struct batch_check){.bad_record = -1, .first_keyless = -1};
    enum batch_result result = batch_header_read(at, &out->header);
    if (result == BATCH_END)
        return BATCH_SHORT;
    if (result != BATCH_OK)
        return result;
    size_t size = batch_size(&out->header);
    if (size > at.len)
        return BATCH_SHORT;
    struct bytes batch = bytes_make(at.data, size);
    if (!batch_crc_matches(batch))
        return BATCH_DAMAGED;
    if (batch_is_control(&out->header))
        return BATCH_IS_CONTROL;
    if (!header_is_sound(&out->header))
        return BATCH_INVALID;
    return check_records(batch, plain_max, scratch, out);
}
