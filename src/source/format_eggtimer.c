/* format_eggtimer.c: Eggtimer's flight data: "T,Alt,..." in feet, milliseconds or seconds by the
 * firmware, and columns that are 0 but in the row where something happened. */
#include "source/named_format.h"

static const struct named_unit units[] = {
    {"Alt", "ft"},      {"FAlt", "ft"},      {"Filt_Alt", "ft"},     {"Veloc", "ft/s"},
    {"FVeloc", "ft/s"}, {"FVeloc2", "ft/s"}, {"VRaw", "ft/s"},       {"VFilt", "ft/s"},
    {"AccelG", "g"},    {"FAccelG", "g"},    {"AccelFPSS", "ft/s2"}, {NULL, NULL}};

static const char *const flags[] = {"LDA",  "LowV", "Apogee", "N-O", "Drogue",
                                    "Main", "BO#1", "CH1",    "CH2", NULL};

static bool recognise(const struct head *h, const struct columns *c)
{
    int events = 0;
    (void)h;
    if (columns_find(c, bytes_of("T")) != 0 || columns_find(c, bytes_of("Alt")) != 1)
        return false;
    if (columns_find(c, bytes_of("VRaw")) >= 0 && columns_find(c, bytes_of("VFilt")) >= 0)
        return true;
    for (int i = 0; flags[i] != NULL; i++)
        events += columns_find(c, bytes_of(flags[i])) >= 0;
    return events >= 2 && columns_find(c, bytes_of("Veloc")) >= 0;
}

const struct named_format named_eggtimer = {
    .name = "eggtimer",
    .title = "Eggtimer log",
    .recognise = recognise,
    .time = "T",
    .units = units,
    .flags = flags,
};
