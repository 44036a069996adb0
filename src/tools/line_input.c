/* line_input.c: splitting a stream of bytes. */
#include "tools/line_input.h"

#include <errno.h>
#include <unistd.h>

enum { READ_SIZE = 64 * 1024 };

/* Where the line ends, or `len`. */
static size_t find_end(const uint8_t *at, size_t from, size_t len)
{
    const uint8_t *end = memchr(at + from, '\n', len - from);
    if (end != NULL)
        len = (size_t)(end - at);
    end = memchr(at + from, '\r', len - from);
    return end != NULL ? (size_t)(end - at) : len;
}

bool line_input_next(struct line_input *l, struct bytes *line)
{
    if (l->skip_newline && l->taken < l->buf.len) {
        l->skip_newline = false;
        l->taken += l->buf.data[l->taken] == '\n' ? 1 : 0;
    }
    const uint8_t *at = l->buf.len > l->taken ? l->buf.data + l->taken : (const uint8_t *)"";
    size_t len = l->buf.len - l->taken, n = find_end(at, l->searched, len);
    l->searched = n;
    if (n == len && !(l->ended && len > 0))
        return false;
    *line = bytes_make(at, n);
    l->skip_newline = n < len && at[n] == '\r';
    l->taken += n + (n < len ? 1 : 0);
    l->searched = 0;
    return true;
}

void line_input_read(struct line_input *l)
{
    if (l->taken > 0)
        memmove(l->buf.data, l->buf.data + l->taken, l->buf.len - l->taken);
    l->buf.len -= l->taken;
    l->taken = 0;
    ssize_t n = read(l->fd, buf_reserve(&l->buf, READ_SIZE), READ_SIZE);
    if (n > 0)
        l->buf.len += (size_t)n;
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
        l->ended = true;
}

void line_input_deinit(struct line_input *l)
{
    buf_deinit(&l->buf);
}
