/* unit_names.c: lists of words, of endings and of names. */
#include "flight/unit_names.h"

#include <stdio.h>
#include <strings.h>

#include "flight/channel_role.h"

static const char *const words[] = {
    "s",      "sec",   "secs",  "seconds", "ms",    "us",     "µs",    "ns",  "min", "h",
    "m",      "km",    "cm",    "mm",      "ft",    "feet",   "in",    "mi",  "yd",  "'",
    "' AGL",  "' MSL", "m/s",   "ft/s",    "km/h",  "kph",    "mph",   "kn",  "kts", "fps",
    "ft/sec", "m/s2",  "m/s^2", "m/s²",    "ft/s2", "ft/s^2", "ft/s²", "g",   "Gs",  "G's",
    "V",      "mV",    "A",     "mA",      "W",     "mW",     "Ah",    "mAh", "Ohm", "Hz",
    "kHz",    "MHz",   "F",     "C",       "K",     "°F",     "°C",    "°",   "deg", "degrees",
    "rad",    "deg/s", "°/s",   "rad/s",   "r/s",   "rpm",    "Pa",    "hPa", "kPa", "bar",
    "mbar",   "psi",   "atm",   "inHg",    "mmHg",  "N",      "kN",    "Ns",  "lb",  "lbf",
    "kg",     "oz",    "kg·m²", "%",       "dB",    "dBm",    "gauss", "mG",  "uT",  "µT",
    "counts", "bytes",
};

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
    {"_mhz", "MHz"},
};

/* Whole names, or the last part of a dotted one, and the range that the unit is likely for; those
 * of SondeHub among them. */
static const struct {
    const char *name;
    double least, most;
    const char *unit;
} likely[] = {
    {"lat", -90, 90, "deg"},
    {"gps_lat", -90, 90, "deg"},
    {"lon", -180, 180, "deg"},
    {"lng", -180, 180, "deg"},
    {"long", -180, 180, "deg"},
    {"gps_lon", -180, 180, "deg"},
    {"gps_long", -180, 180, "deg"},
    {"heading", 0, 360, "deg"},
    {"course", 0, 360, "deg"},
    {"alt", -500, 60000, "m"},
    {"altitude", -500, 60000, "m"},
    {"height", -500, 60000, "m"},
    {"gps_alt", -500, 60000, "m"},
    {"vel_v", -500, 500, "m/s"},
    {"vel_h", -500, 500, "m/s"},
    {"vz", -3000, 3000, "m/s"},
    {"vel", -3000, 3000, "m/s"},
    {"speed", -3000, 3000, "m/s"},
    {"climb", -500, 500, "m/s"},
    {"velocity", -3000, 3000, "m/s"},
    {"temp", -100, 60, "C"},
    {"temperature", -100, 60, "C"},
    {"ext_temperature", -100, 60, "C"},
    {"humidity", 0, 100, "%"},
    {"hum", 0, 100, "%"},
    {"pressure", 0, 1100, "hPa"},
    {"pressure", 1100, 115000, "Pa"},
    {"batt", 0, 15, "V"},
    {"battery", 0, 15, "V"},
    {"vbat", 0, 60, "V"},
    {"batt", 1000, 60000, "mV"},
    {"battery", 1000, 60000, "mV"},
    {"vbat", 1000, 60000, "mV"},
    {"snr", -50, 100, "dB"},
    {"rssi", -200, -1, "dBm"},
    {"frequency", 100, 3000, "MHz"},
    {"burst_timer", 0, 100000, "s"},
};

bool unit_word(struct bytes text)
{
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (bytes_equal(text, bytes_of(words[i])))
            return true;
    return false;
}

struct bytes unit_in_name(struct bytes name)
{
    name = bytes_trim(name);
    if (name.len < 3)
        return bytes_of("");
    uint8_t close = name.data[name.len - 1];
    uint8_t open = close == ')' ? '(' : close == ']' ? '[' : '\0';
    size_t i = name.len - 1;
    while (open != '\0' && i > 0 && name.data[i] != open)
        i--;
    if (open == '\0' || i == 0)
        return bytes_of("");
    struct bytes unit = bytes_trim(bytes_make(name.data + i + 1, name.len - i - 2));
    bool nothing = bytes_equal(unit, bytes_of("\xe2\x80\x8b")); /* a zero-width space: none */
    return nothing ? bytes_of("") : unit;
}

/* An element of an array, `gyro[0]`, has no unit in its brackets; a sentence is none. */
static const char *bracketed(const char *name)
{
    static _Thread_local char unit[16];
    struct bytes text = unit_in_name(bytes_of(name));
    bool number = text.len > 0 && text.data[0] >= '0' && text.data[0] <= '9';
    if (number || text.len >= sizeof unit || (text.len > 0 && memchr(text.data, ' ', text.len)))
        return "";
    return bytes_to_text(text, unit, sizeof unit);
}

const char *unit_of_name(const char *name)
{
    size_t len = strlen(name);
    const char *unit = bracketed(name);
    bool speed = channel_role(name) == ROLE_VELOCITY; /* `vel_v` is not in volts */
    for (size_t i = 0; i < ARRAY_SIZE(endings) && unit[0] == '\0'; i++) {
        size_t n = strlen(endings[i].ending);
        if (speed && strchr("VA", endings[i].unit[0]) != NULL)
            continue;
        if (len >= n && strcasecmp(name + len - n, endings[i].ending) == 0)
            unit = endings[i].unit;
    }
    return unit;
}

const char *unit_of_values(const char *name, double least, double most)
{
    const char *last = strrchr(name, '.');
    for (size_t i = 0; i < ARRAY_SIZE(likely); i++)
        if (strcasecmp(last != NULL ? last + 1 : name, likely[i].name) == 0 &&
            least >= likely[i].least && most <= likely[i].most)
            return likely[i].unit;
    return "";
}
