/* format_jsbsim.c: JSBSim's CSV: "Time" and names such as "V_{Down} (ft/s)"; seconds of simulation.
 */
#include "source/named_format.h"

static bool recognise(const struct head *h, const struct columns *c)
{
    (void)h;
    if (columns_find(c, bytes_of("Time")) != 0)
        return false;
    for (int i = 1; i < c->count; i++)
        if (c->items[i].name != NULL && (strstr(c->items[i].name, "V_{") != NULL ||
                                         strstr(c->items[i].name, "(deg/s)") != NULL ||
                                         strstr(c->items[i].name, "/fdm/jsbsim/") != NULL))
            return true;
    return false;
}

const struct named_format named_jsbsim = {
    .name = "jsbsim",
    .title = "JSBSim output",
    .recognise = recognise,
    .time = "Time",
    .unit = UNIT_S,
    .zero = ZERO_FILE,
};
