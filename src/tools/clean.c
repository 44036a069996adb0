#include "tools/clean.h"

#include "base/text.h"

enum { GROWS_BY = 8 }; /* a byte becomes at most \u{10ffff}, which stands for 4 bytes of UTF-8 */

void clean_name(struct buf *out, struct bytes in)
{
    size_t room = GROWS_BY * in.len + 1;
    char *at = (char *)buf_reserve(out, room);
    text_clean(in, TEXT_ANY_WIDTH, at, room);
    out->len += strlen(at);
}

static bool stays(uint8_t byte)
{
    return byte == '\n' || byte == '\t';
}

void clean_text(struct buf *out, struct bytes in)
{
    for (size_t at = 0; at < in.len;) {
        size_t end = at;
        while (end < in.len && !stays(in.data[end]))
            end++;
        clean_name(out, bytes_make(in.data + at, end - at));
        if (end < in.len)
            buf_add_byte(out, in.data[end++]);
        at = end;
    }
}

void clean_tail(struct buf *out, size_t from)
{
    struct buf raw = {0};
    buf_add(&raw, out->data + from, out->len - from);
    out->len = from;
    clean_text(out, buf_bytes(&raw));
    buf_deinit(&raw);
}
