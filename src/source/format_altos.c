/* format_altos.c: the CSV of Altus Metrum's AltOS, versions 5 and 6: "#version,serial,flight,...";
 * seconds since boost. */
#include "source/named_format.h"

static const struct named_unit units[] = {
    {"acceleration", "m/s²"},
    {"pressure", "Pa"},
    {"altitude", "m"},
    {"height", "m"},
    {"speed", "m/s"},
    {"accel_speed", "m/s"},
    {"baro_speed", "m/s"},
    {"temperature", "°C"},
    {"drogue_voltage", "V"},
    {"main_voltage", "V"},
    {"battery_voltage", "V"},
    {"gyro_roll", "deg/s"},
    {"gyro_pitch", "deg/s"},
    {"gyro_yaw", "deg/s"},
    {"latitude", "deg"},
    {"longitude", "deg"},
    {"gps_altitude", "m"},
    {"pad_dist", "m"},
    {"pad_range", "m"},
    {"pad_az", "deg"},
    {"pad_el", "deg"},
    {"accel_x", "m/s²"},
    {"accel_y", "m/s²"},
    {"accel_z", "m/s²"},
    {"mag_x", "gauss"},
    {"mag_y", "gauss"},
    {"mag_z", "gauss"},
    {"tilt", "deg"},
    {NULL, NULL},
};

static bool recognise(const struct head *h, const struct columns *c)
{
    (void)h;
    return columns_find(c, bytes_of("version")) == 0 && columns_find(c, bytes_of("serial")) == 1 &&
           columns_find(c, bytes_of("flight")) == 2;
}

/* Version 5 without an inertial unit: six names, one of them glued to main_voltage, stand for one
 * empty cell. */
static void mend_version_5(struct columns *c, const struct dialect *d)
{
    int at = columns_find(c, bytes_of("main_voltageaccel_x"));
    if (at < 0 || c->count != d->cells + 4)
        return;
    columns_rename(c, at, "main_voltage");
    columns_remove(c, at + 1, 4);
    columns_rename(c, at + 1, "imu");
}

static void adapt(struct columns *c, const struct dialect *d)
{
    mend_version_5(c, d);
    int gps = columns_find(c, bytes_of("altitude_2")); /* from the satellites, not the barometer */
    if (gps >= 0)
        columns_rename(c, gps, "gps_altitude");
}

const struct named_format named_altos = {
    .name = "altos",
    .title = "AltOS export",
    .recognise = recognise,
    .time = "time",
    .unit = UNIT_S,
    .zero = ZERO_LAUNCH,
    .units = units,
    .missing = "2147483647",
    .adapt = adapt,
};
