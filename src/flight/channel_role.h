/* channel_role.h: what a channel is about, as its name says: `baro.Altitude (m)` is an altitude. */
#ifndef FLIGHT_CHANNEL_ROLE_H
#define FLIGHT_CHANNEL_ROLE_H

#include <stdbool.h>
#include <stddef.h>

/* In the order in which a person wants to see them. ROLE_OTHER is any other measurement;
 * ROLE_IDENTITY says who or which one sends (serial, frame, version), and measures nothing. */
enum channel_role {
    ROLE_ALTITUDE,
    ROLE_VELOCITY,
    ROLE_ACCELERATION,
    ROLE_VOLTAGE,
    ROLE_TEMPERATURE,
    ROLE_PRESSURE,
    ROLE_POSITION,
    ROLE_OTHER,
    ROLE_IDENTITY,
    ROLES,
};

/* By the words of the name, of a dotted one by those of its last part first, whatever their case.
 */
enum channel_role channel_role(const char *name);

/* A heading of at most `columns` for a channel of a role and its unit ("" none): "alt m", "vel
 * m/s". False: there is no word for the role, or it does not fit. */
bool channel_heading(enum channel_role role, const char *unit, int columns, char *out, size_t size);

/* How well a channel of its role stands for it, 0 the best: height above the pad before altitude,
 * vertical before total velocity, the battery before other voltages. */
int channel_rank(const char *name);

#endif
