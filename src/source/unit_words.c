/* unit_words.c: a list and two brackets. */
#include "source/unit_words.h"

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
