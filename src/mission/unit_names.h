/* unit_names.h: the unit that a field's name ends in: `alt_m`, `Altitude (ft)`, `battery_voltage`.
 */
#ifndef MISSION_UNIT_NAMES_H
#define MISSION_UNIT_NAMES_H

/* The unit as it is written on screen, or "". */
const char *unit_of_name(const char *name);

/* What a channel is about, for FLEET's order; more than one name may match, the first row wins. */
enum channel_role { CHANNEL_ALTITUDE, CHANNEL_VELOCITY, CHANNEL_ACCELERATION, CHANNEL_OTHER };
enum channel_role role_of_name(const char *name);

#endif
