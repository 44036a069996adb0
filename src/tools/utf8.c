/* utf8.c: replacing as java.nio's decoder does: one U+FFFD for the longest beginning of a sequence.
 */
#include "tools/utf8.h"

#include <utf8proc.h>

/* The bytes at s that begin a sequence but do not end one, or 1: what one U+FFFD stands for. */
static size_t bad_length(const uint8_t *s, size_t len)
{
    size_t want = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 1, n = 1;
    utf8proc_int32_t c;
    for (; n < want && n < len; n++) {
        uint8_t completed[4] = {0, 0x80, 0x80, 0x80};
        memcpy(completed, s, n + 1);
        if (utf8proc_iterate(completed, (utf8proc_ssize_t)want, &c) < 0)
            break;
    }
    return n;
}

void utf8_repair(struct bytes in, struct buf *out)
{
    for (size_t i = 0; i < in.len;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate(in.data + i, (utf8proc_ssize_t)(in.len - i), &c);
        size_t used = n > 0 ? (size_t)n : bad_length(in.data + i, in.len - i);
        if (n > 0)
            buf_add(out, in.data + i, used);
        else
            buf_add_text(out, UTF8_REPLACEMENT);
        i += used;
    }
}
