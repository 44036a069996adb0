/* format_rasaero.c: RASAero II's flight simulation as CSV: "Time (sec),Stage,..." in feet. */
#include "source/named_format.h"

static bool recognise(const struct head *h, const struct columns *c)
{
    (void)h;
    return columns_find(c, bytes_of("Time (sec)")) == 0 && columns_find(c, bytes_of("Stage")) == 1;
}

const struct named_format named_rasaero = {
    .name = "rasaero",
    .title = "RASAero II export",
    .recognise = recognise,
    .time = "Time (sec)",
    .unit = UNIT_S,
    .zero = ZERO_LAUNCH,
};
