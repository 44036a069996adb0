/* format_ardupilot.c: ArduPilot's logs by mavlogdump --format csv: seconds since 1970, and TimeUS
 * or names such as GPS.Alt. */
#include "source/named_format.h"

static bool recognise(const struct head *h, const struct columns *c)
{
    (void)h;
    if (columns_find(c, bytes_of("timestamp")) != 0)
        return false;
    int dotted = 0;
    for (int i = 1; i < c->count; i++) {
        const char *name = c->items[i].name;
        dotted += name != NULL && name[0] >= 'A' && name[0] <= 'Z' && strchr(name, '.') != NULL;
    }
    return columns_find(c, bytes_of("TimeUS")) >= 0 || dotted > 0;
}

const struct named_format named_ardupilot = {
    .name = "ardupilot",
    .title = "mavlogdump table",
    .recognise = recognise,
    .time = "timestamp",
    .unit = UNIT_S,
    .zero = ZERO_1970,
};
