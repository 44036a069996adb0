/* record.c: reading records one by one. */
#include "batch/record.h"

#include "base/varint.h"

/* Takes a varint length and that many bytes. Length -1 is null if `nullable`. */
static bool take_sized(struct bytes *rest, bool nullable, struct bytes *out)
{
    int32_t len;
    if (!varint_take(rest, &len))
        return false;
    if (len == -1 && nullable) {
        *out = BYTES_NULL;
        return true;
    }
    if (len < 0 || (size_t)len > rest->len)
        return false;
    *out = bytes_make(rest->data, (size_t)len);
    *rest = bytes_make(rest->data + len, rest->len - (size_t)len);
    return true;
}

static enum batch_result inflate(struct record_iter *it, size_t plain_max, struct buf *scratch)
{
    buf_clear(scratch);
    int code = codec_inflate(batch_codec(&it->header), it->rest, plain_max, scratch, NULL);
    it->rest = buf_bytes(scratch);
    if (code == ERR_TOO_BIG)
        return BATCH_TOO_BIG;
    return code == 0 ? BATCH_OK : BATCH_INVALID;
}

enum batch_result record_iter_init(struct record_iter *it, struct bytes batch, size_t plain_max,
                                   struct buf *scratch)
{
    enum batch_result result = batch_header_read(batch, &it->header);
    if (result != BATCH_OK)
        return result;
    size_t size = batch_size(&it->header);
    if (size > batch.len)
        return BATCH_SHORT;
    it->left = it->header.count;
    it->rest = bytes_make(batch.data + BATCH_HEADER_SIZE, size - BATCH_HEADER_SIZE);
    if (it->left < 0)
        return BATCH_INVALID;
    if (batch_codec(&it->header) != CODEC_NONE)
        return inflate(it, plain_max, scratch);
    return it->rest.len > plain_max ? BATCH_TOO_BIG : BATCH_OK;
}

bool record_header_next(struct bytes *rest, struct record_header *out)
{
    return rest->len > 0 && take_sized(rest, false, &out->name) &&
           take_sized(rest, true, &out->value);
}

static bool headers_take(struct bytes body, struct record *out)
{
    if (!varint_take(&body, &out->header_count) || out->header_count < 0)
        return false;
    out->headers = body;
    struct record_header header;
    for (int32_t i = 0; i < out->header_count; i++)
        if (!record_header_next(&body, &header))
            return false;
    return body.len == 0;
}

enum batch_result record_next(struct record_iter *it, struct record *out)
{
    if (it->left == 0)
        return it->rest.len == 0 ? BATCH_END : BATCH_INVALID;
    struct bytes body;
    if (!take_sized(&it->rest, false, &body) || body.len == 0)
        return BATCH_INVALID;
    body = bytes_make(body.data + 1, body.len - 1); /* attributes: unused by the format */
    int64_t timestamp_delta;
    if (!varlong_take(&body, &timestamp_delta) || !varint_take(&body, &out->offset_delta) ||
        !take_sized(&body, true, &out->key) || !take_sized(&body, true, &out->value) ||
        !headers_take(body, out))
        return BATCH_INVALID;
    const struct batch_header *h = &it->header;
    out->offset = (int64_t)((uint64_t)h->base_offset + (uint64_t)(int64_t)out->offset_delta);
    out->timestamp = (h->attributes & BATCH_LOG_APPEND_TIME) != 0
                         ? h->max_timestamp
                         : (int64_t)((uint64_t)h->base_timestamp + (uint64_t)timestamp_delta);
    it->left--;
    return BATCH_OK;
}
