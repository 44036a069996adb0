/* format_px4.c: PX4's logs by ulog2csv: a file LOG_TOPIC_N.csv for each topic, microseconds since
 * boot in "timestamp". */
#include "source/named_format.h"

/* Whether a name ends in _0.csv. */
static bool is_topic_file(const char *path)
{
    size_t n = strlen(path), at = n;
    if (n < 7 || strcmp(path + n - 4, ".csv") != 0)
        return false;
    for (at = n - 4; at > 0 && path[at - 1] >= '0' && path[at - 1] <= '9'; at--)
        ;
    return at < n - 4 && at > 0 && path[at - 1] == '_';
}

static bool recognise(const struct head *h, const struct columns *c)
{
    return columns_find(c, bytes_of("timestamp")) == 0 &&
           (is_topic_file(h->path) || columns_find(c, bytes_of("state[0]")) == 1);
}

const struct named_format named_px4 = {
    .name = "px4",
    .title = "ulog2csv table",
    .recognise = recognise,
    .time = "timestamp",
    .unit = UNIT_US,
    .zero = ZERO_BOOT,
};
