/* format_rrc3.c: MissileWorks' RRC3: "time,altitude,pressure,velocity,temperature,events,voltages"
 * in feet and mbar; a word in "events" is an event. */
#include "source/named_format.h"

static const struct named_unit units[] = {{"altitude", "ft"},
                                          {"pressure", "mbar"},
                                          {"velocity", "ft/s"},
                                          {"voltages", "V"},
                                          {NULL, NULL}};

static bool recognise(const struct head *h, const struct columns *c)
{
    static const char *const names[] = {"time",        "altitude", "pressure", "velocity",
                                        "temperature", "events",   "voltages"};
    (void)h;
    for (int i = 0; i < (int)ARRAY_SIZE(names); i++)
        if (columns_find(c, bytes_of(names[i])) != i)
            return false;
    return c->count == (int)ARRAY_SIZE(names);
}

static void adapt(struct columns *c, const struct dialect *d)
{
    (void)d;
    columns_rename(c, columns_find(c, bytes_of("events")), "event");
}

const struct named_format named_rrc3 = {
    .name = "rrc3",
    .title = "RRC3 log",
    .recognise = recognise,
    .time = "time",
    .unit = UNIT_S,
    .zero = ZERO_FILE,
    .units = units,
    .adapt = adapt,
};
