/* format_aim.c: Entacore's AIM: a column "time" begins each group of channels, which have a clock
 * of their own. */
#include "source/named_format.h"

static const struct named_unit units[] = {
    {"pressure", "Pa"}, {"acceleration", "g"}, {"temperature", "°C"}, {NULL, NULL}};

static bool is_clock(struct bytes name)
{
    return name.len >= 4 && memcmp(name.data, "time", 4) == 0 &&
           (name.len == 4 || name.data[4] == '_');
}

static bool recognise(const struct head *h, const struct columns *c)
{
    (void)h;
    return columns_find(c, bytes_of("Pressure MSL")) >= 0 &&
           columns_find(c, bytes_of("Pressure AGL")) >= 0;
}

const struct named_format named_aim = {
    .name = "aim",
    .title = "AIM log",
    .recognise = recognise,
    .time = "time",
    .unit = UNIT_S,
    .zero = ZERO_LAUNCH,
    .units = units,
    .is_clock = is_clock,
};
