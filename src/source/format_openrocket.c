/* format_openrocket.c: OpenRocket's CSV export: comments, a header as a comment, and events as
 * comments between the rows. Its time is seconds since ignition. */
#include "source/named_format.h"

static const char occurred[] = " occurred at t=";

/* `Event APOGEE occurred at t=11.2 seconds` */
static bool event(struct bytes comment, struct named_event *out)
{
    static const char begin[] = "Event ";
    size_t n = strlen(begin);
    if (comment.len < n || memcmp(comment.data, begin, n) != 0)
        return false;
    const uint8_t *at = memmem(comment.data, comment.len, occurred, strlen(occurred));
    if (at == NULL)
        return false;
    const uint8_t *end = comment.data + comment.len, *t = at + strlen(occurred);
    const uint8_t *blank = memchr(t, ' ', (size_t)(end - t));
    out->name = bytes_trim(bytes_make(comment.data + n, (size_t)(at - comment.data) - n));
    out->time_s = bytes_make(t, (size_t)((blank != NULL ? blank : end) - t));
    return true;
}

static bool recognise(const struct head *h, const struct columns *c)
{
    (void)c;
    for (int i = 0; i < h->count; i++)
        if (bytes_hold_text(h->lines[i], " data points written for ") ||
            bytes_hold_text(h->lines[i], occurred))
            return true;
    return false;
}

const struct named_format named_openrocket = {
    .name = "openrocket",
    .title = "OpenRocket export",
    .recognise = recognise,
    .unit = UNIT_S,
    .zero = ZERO_LAUNCH,
    .event = event,
};
