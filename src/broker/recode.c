/* recode.c: decompresses the records, compresses them again, corrects the header. */
#include "broker/recode.h"

int batch_recode(struct bytes batch, enum codec to, size_t plain_max, struct buf *plain,
                 struct buf *out, struct err *err)
{
    struct batch_header h;
    struct bytes records =
        bytes_make(batch.data + BATCH_HEADER_SIZE, batch.len - BATCH_HEADER_SIZE);
    batch_header_read(batch, &h);
    buf_clear(plain);
    buf_clear(out);
    int rc = codec_inflate(batch_codec(&h), records, plain_max, plain, err);
    if (rc != 0)
        return rc;
    buf_reserve(out, BATCH_HEADER_SIZE);
    out->len = BATCH_HEADER_SIZE;
    rc = codec_deflate(to, buf_bytes(plain), out, err);
    if (rc != 0)
        return rc;
    h.length = (int32_t)(out->len - BATCH_OVERHEAD);
    h.attributes = (int16_t)((h.attributes & ~BATCH_CODEC_MASK) | (int)to);
    batch_header_write(&h, out->data);
    batch_set_max_timestamp(out->data, out->len, h.max_timestamp); /* for the CRC */
    return 0;
}
