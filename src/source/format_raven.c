/* format_raven.c: Featherweight's Raven: "Time@Baro (Atm),Baro (Atm),bILBA" and so on, a clock for
 * each channel; seconds since lift-off. */
#include "source/named_format.h"

static bool is_clock(struct bytes name)
{
    return name.len > 5 &&
           (memcmp(name.data, "Time@", 5) == 0 || memcmp(name.data, "Time-", 5) == 0);
}

static bool recognise(const struct head *h, const struct columns *c)
{
    int clocks = 0;
    (void)h;
    for (int i = 0; i < c->count; i++)
        clocks += c->items[i].name != NULL && is_clock(bytes_of(c->items[i].name));
    return clocks > 0 && (clocks > 1 || columns_find(c, bytes_of("bILBA")) >= 0);
}

const struct named_format named_raven = {
    .name = "raven",
    .title = "Raven log",
    .recognise = recognise,
    .unit = UNIT_S,
    .zero = ZERO_LAUNCH,
    .is_clock = is_clock,
};
