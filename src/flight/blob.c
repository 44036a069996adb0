/* blob.c: numbers and texts in the flight model's blobs. */
#include "flight/blob.h"

#include "base/varint.h"

struct blob_reader blob_open(struct bytes blob)
{
    static const uint8_t nothing[1]; /* SQLite's empty blob is NULL, which C does not add 0 to */
    const uint8_t *at = blob.data == NULL ? nothing : blob.data;
    return (struct blob_reader){.at = at, .end = at + blob.len};
}

const uint8_t *blob_take(struct blob_reader *rd, size_t n)
{
    if (rd->bad || (size_t)(rd->end - rd->at) < n) {
        rd->bad = true;
        return NULL;
    }
    rd->at += n;
    return rd->at - n;
}

uint64_t blob_uvarint(struct blob_reader *rd)
{
    struct bytes rest = bytes_make(rd->at, (size_t)(rd->end - rd->at));
    uint64_t v = 0;
    if (rd->bad || !uvarint_take(&rest, 10, &v))
        rd->bad = true;
    else
        rd->at = rest.data;
    return v;
}

int64_t blob_varint(struct blob_reader *rd)
{
    return zigzag(blob_uvarint(rd));
}

double blob_f64(struct blob_reader *rd)
{
    const uint8_t *p = blob_take(rd, 8);
    uint64_t bits = p == NULL ? 0 : be64_get(p);
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

float blob_f32(struct blob_reader *rd)
{
    const uint8_t *p = blob_take(rd, 4);
    uint32_t bits = p == NULL ? 0 : be32_get(p);
    float v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

void blob_text(struct blob_reader *rd, char *to, size_t size)
{
    uint64_t len = blob_uvarint(rd);
    const uint8_t *p = len < size ? blob_take(rd, len) : NULL;
    memset(to, 0, size);
    if (p != NULL)
        memcpy(to, p, len);
    else
        rd->bad = true;
}

void blob_put_f64(struct buf *out, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    be64_put(buf_reserve(out, 8), bits);
    out->len += 8;
}

void blob_put_f32(struct buf *out, float v)
{
    uint32_t bits;
    memcpy(&bits, &v, sizeof bits);
    be32_put(buf_reserve(out, 4), bits);
    out->len += 4;
}

void blob_put_text(struct buf *out, const char *text)
{
    buf_add_uvarint(out, strlen(text));
    buf_add_text(out, text);
}
