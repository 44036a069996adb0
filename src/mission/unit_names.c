#include "mission/unit_names.h"

#include <string.h>
#include <strings.h>

#include "base/bytes.h"

/* Endings, the longest first where one ends another. */
static const struct {
    const char *ending, *unit;
} endings[] = {
    {"_m_s2", "m/s²"}, {"_mps2", "m/s²"},   {"_m_s", "m/s"},     {"_mps", "m/s"},
    {"_ms", "ms"},     {"_v_m", "V/m"},     {"_km", "km"},       {"_cm", "cm"},
    {"_mm", "mm"},     {"_m", "m"},         {"_ft", "ft"},       {"_feet", "ft"},
    {"_hpa", "hPa"},   {"_kpa", "kPa"},     {"_pa", "Pa"},       {"_mbar", "mbar"},
    {"_atm", "atm"},   {"_mv", "mV"},       {"_volts", "V"},     {"_v", "V"},
    {"_ma", "mA"},     {"_a", "A"},         {"_degc", "C"},      {"_c", "C"},
    {"_f", "F"},       {"_k", "K"},         {"_kn", "kn"},       {"_kt", "kn"},
    {"_kmh", "km/h"},  {"_deg_s", "deg/s"}, {"_dps", "deg/s"},   {"_deg", "deg"},
    {"_rad", "rad"},   {"_g", "g"},         {"_gs", "g"},        {"_hz", "Hz"},
    {"_db", "dB"},     {"_dbm", "dBm"},     {"_pct", "%"},       {"_percent", "%"},
    {"_n", "N"},       {"_s", "s"},         {"_sec", "s"},       {"_us", "us"},
    {"_w", "W"},       {"voltage", "V"},    {"latitude", "deg"}, {"longitude", "deg"},
};

static const struct {
    const char *part;
    enum channel_role role;
} roles[] = {
    {"accel", CHANNEL_ACCELERATION},    {"acc", CHANNEL_ACCELERATION},
    {"geeforce", CHANNEL_ACCELERATION}, {"alt", CHANNEL_ALTITUDE},
    {"height", CHANNEL_ALTITUDE},       {"vel", CHANNEL_VELOCITY},
    {"speed", CHANNEL_VELOCITY},        {"climb", CHANNEL_VELOCITY},
};

/* "Altitude (m)", "Baro [hPa]": what is in the last brackets, if it is short. */
static const char *bracketed(const char *name)
{
    static char unit[16];
    size_t len = strlen(name);
    if (len < 3 || (name[len - 1] != ')' && name[len - 1] != ']'))
        return "";
    size_t open = len - 1;
    while (open > 0 && name[open] != '(' && name[open] != '[')
        open--;
    if (len - open - 2 == 0 || len - open - 2 >= sizeof unit)
        return "";
    bytes_to_text(bytes_make(name + open + 1, len - open - 2), unit, sizeof unit);
    return strchr(unit, ' ') == NULL ? unit : "";
}

const char *unit_of_name(const char *name)
{
    size_t len = strlen(name);
    const char *unit = bracketed(name);
    bool speed = role_of_name(name) == CHANNEL_VELOCITY; /* `vel_v` is not in volts */
    for (size_t i = 0; i < ARRAY_SIZE(endings) && unit[0] == '\0'; i++) {
        size_t n = strlen(endings[i].ending);
        if (speed && strchr("VA", endings[i].unit[0]) != NULL)
            continue;
        if (len >= n && strcasecmp(name + len - n, endings[i].ending) == 0)
            unit = endings[i].unit;
    }
    return unit;
}

enum channel_role role_of_name(const char *name)
{
    const char *last = strrchr(name, '.');
    for (size_t i = 0; i < ARRAY_SIZE(roles); i++)
        if (strncasecmp(last != NULL ? last + 1 : name, roles[i].part, strlen(roles[i].part)) == 0)
            return roles[i].role;
    return CHANNEL_OTHER;
}
