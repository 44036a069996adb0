/* format_rocketpy.c: RocketPy's exports: a header that begins "# Time (s)", no other comment. */
#include "source/named_format.h"

static bool recognise(const struct head *h, const struct columns *c)
{
    static const char begin[] = "# Time (s)";
    (void)c;
    return h->count > 0 && h->lines[0].len >= strlen(begin) &&
           memcmp(h->lines[0].data, begin, strlen(begin)) == 0;
}

const struct named_format named_rocketpy = {
    .name = "rocketpy",
    .title = "RocketPy export",
    .recognise = recognise,
    .time = "Time (s)",
    .unit = UNIT_S,
    .zero = ZERO_LAUNCH,
};
