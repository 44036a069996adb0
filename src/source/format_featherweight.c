/* format_featherweight.c: Featherweight's GPS tracker: "UTCTIME,UNIXTIME,ALT,LAT,LON,..."; feet. */
#include "source/named_format.h"

static const struct named_unit units[] = {{"ALT", "ft"},     {"LAT", "deg"},    {"LON", "deg"},
                                          {"HORZV", "ft/s"}, {"VERTV", "ft/s"}, {"HEAD", "deg"},
                                          {NULL, NULL}};

static bool recognise(const struct head *h, const struct columns *c)
{
    (void)h;
    return columns_find(c, bytes_of("UTCTIME")) >= 0 && columns_find(c, bytes_of("UNIXTIME")) >= 0;
}

const struct named_format named_featherweight = {
    .name = "featherweight",
    .title = "Featherweight GPS log",
    .recognise = recognise,
    .time = "UNIXTIME",
    .unit = UNIT_S,
    .zero = ZERO_1970,
    .units = units,
};
