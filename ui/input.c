#include "ui/input.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

void input_init(struct input *in, int fd)
{
    *in = (struct input){.fd = fd};
}

/* Returns whether there are bytes now. A terminal that is readable, yet gives nothing, was closed.
 */
static bool input_read(struct input *in, bool *eof)
{
    struct pollfd fd = {.fd = in->fd, .events = POLLIN};
    if (poll(&fd, 1, 0) <= 0)
        return false;
    ssize_t n = read(in->fd, in->bytes, sizeof in->bytes);
    *eof = n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
    in->unread = bytes_make(in->bytes, n > 0 ? (size_t)n : 0);
    return n > 0;
}

int input_key(struct input *in, int64_t mono_ms, bool *eof)
{
    *eof = false;
    while (in->unread.len > 0 || input_read(in, eof)) {
        int key = keyseq_next(&in->seq, &in->unread, mono_ms);
        if (key != KEYCODE_NONE)
            return key;
    }
    return keyseq_expire(&in->seq, mono_ms);
}

int64_t input_due_ms(const struct input *in)
{
    return in->unread.len > 0 ? 0 : keyseq_due_ms(&in->seq);
}
