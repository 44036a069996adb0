/* batch_builder.c: encoding records and putting a header before them. */
#include "batch_builder.h"

#include "base/varint.h"

void batch_builder_init(struct batch_builder *b)
{
    buf_clear(&b->records);
    b->header = (struct batch_header){
        .leader_epoch = -1,
        .magic = BATCH_MAGIC,
        .last_offset_delta = -1,
        .base_timestamp = -1,
        .max_timestamp = -1,
        .producer_id = -1,
        .producer_epoch = -1,
        .base_sequence = -1,
    };
}

void batch_builder_deinit(struct batch_builder *b)
{
    buf_deinit(&b->records);
}

static size_t varint_size(int64_t v)
{
    uint64_t zigzagged = ((uint64_t)v << 1) ^ (uint64_t)(v >> 63);
    size_t n = 1;
    while (zigzagged >= 0x80) {
        zigzagged >>= 7;
        n++;
    }
    return n;
}

static size_t sized_size(struct bytes b)
{
    return bytes_is_null(b) ? 1 : varint_size((int64_t)b.len) + b.len;
}

static void add_sized(struct buf *out, struct bytes b)
{
    buf_add_varint(out, bytes_is_null(b) ? -1 : (int64_t)b.len);
    buf_add_bytes(out, b);
}

static void note_timestamp(struct batch_header *h, int64_t timestamp)
{
    if (h->count == 0)
        h->base_timestamp = timestamp;
    if (h->count == 0 || timestamp > h->max_timestamp)
        h->max_timestamp = timestamp;
}

void batch_builder_add(struct batch_builder *b, int64_t timestamp, struct bytes key,
                       struct bytes value, const struct record_header *headers, int32_t count)
{
    note_timestamp(&b->header, timestamp);
    int64_t timestamp_delta = timestamp - b->header.base_timestamp;
    int32_t offset_delta = b->header.count++;
    b->header.last_offset_delta = offset_delta;

    size_t body = 1 + varint_size(timestamp_delta) + varint_size(offset_delta) + sized_size(key) +
                  sized_size(value) + varint_size(count);
    for (int32_t i = 0; i < count; i++)
        body += sized_size(headers[i].name) + sized_size(headers[i].value);

    struct buf *out = &b->records;
    buf_add_varint(out, (int64_t)body);
    buf_add_byte(out, 0);
    buf_add_varint(out, timestamp_delta);
    buf_add_varint(out, offset_delta);
    add_sized(out, key);
    add_sized(out, value);
    buf_add_varint(out, count);
    for (int32_t i = 0; i < count; i++) {
        add_sized(out, headers[i].name);
        add_sized(out, headers[i].value);
    }
}

int batch_builder_finish(struct batch_builder *b, enum codec codec, struct buf *out,
                         struct err *err)
{
    size_t start = out->len;
    buf_add(out, (const uint8_t[BATCH_HEADER_SIZE]){0}, BATCH_HEADER_SIZE);
    int code = codec_deflate(codec, buf_bytes(&b->records), out, err);
    if (code != 0) {
        out->len = start;
        return code;
    }
    struct batch_header *h = &b->header;
    h->length = (int32_t)(out->len - start - BATCH_OVERHEAD);
    h->attributes = (int16_t)((h->attributes & ~BATCH_CODEC_MASK) | (int)codec);
    batch_header_write(h, out->data + start);
    batch_set_max_timestamp(out->data + start, out->len - start, h->max_timestamp); /* the CRC */
    return 0;
}
