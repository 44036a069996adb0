/* unit_names.h: units as people write them: behind a number, in brackets behind a name, at a name's
 * end: `71.2F`, `Altitude (ft)`, `alt_m`, `battery_voltage`. */
#ifndef FLIGHT_UNIT_NAMES_H
#define FLIGHT_UNIT_NAMES_H

#include "base/bytes.h"

/* Whether `text` is a word for a unit: m, ft/s, °C, V. */
bool unit_word(struct bytes text);

/* What stands in brackets at the end of a name: "m" of "Altitude (m)", "hPa" of "p [hPa]"; empty:
 * nothing does. A view into `name`. */
struct bytes unit_in_name(struct bytes name);

/* The unit that the name of a field ends in, by its brackets or its last part, as it is written on
 * screen; "" where it does not say. Holds until the next call by this thread. */
const char *unit_of_name(const char *name);

/* The unit that values from `least` to `most` of a field of this name most likely have, where the
 * name does not say: `lat` is in degrees, `temp` from -60 to 20 in °C. "": nothing is likely. */
const char *unit_of_values(const char *name, double least, double most);

#endif
