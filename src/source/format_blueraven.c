/* format_blueraven.c: the CSV of Featherweight's Blue Raven: "Flight_Time_(s)" counts from
 * lift-off; columns of 0 and 1 tell what happened. */
#include "source/named_format.h"

static const struct named_unit units[] = {
    {"Batt_Volts", "V"},
    {"Apo_Volts", "V"},
    {"Main_Volts", "V"},
    {"3rd_Volts", "V"},
    {"4th_Volts", "V"},
    {"Velocity_Up", "ft/s"},
    {"Velocity_DR", "ft/s"},
    {"Velocity_CR", "ft/s"},
    {"Inertial_Altitude", "ft"},
    {"Inertial_DR_Position", "ft"},
    {"Inertial_CR_position", "ft"},
    {"Gyro_X", "deg/s"},
    {"Gyro_Y", "deg/s"},
    {"Gyro_Z", "deg/s"},
    {"Accel_X", "g"},
    {"Accel_Y", "g"},
    {"Accel_Z", "g"},
    {NULL, NULL},
};

static const char *const flags[] = {"Liftoff",    "Burnout_Coast", "Apogee",    "Apo_fired",
                                    "Main_fired", "3rd_fired",     "4th_fired", NULL};

static bool recognise(const struct head *h, const struct columns *c)
{
    (void)h;
    return columns_find(c, bytes_of("Flight_Time_(s)")) >= 0;
}

const struct named_format named_blueraven = {
    .name = "blueraven",
    .title = "Blue Raven log",
    .recognise = recognise,
    .time = "Flight_Time_(s)",
    .unit = UNIT_S,
    .zero = ZERO_LAUNCH,
    .units = units,
    .flags = flags,
};
