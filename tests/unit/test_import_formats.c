/* test_import_formats.c: files of programs and flight computers that are known by name. */
#include "test.h"

#include "import_kit.h"

struct sample {
    const char *title, *text, *rows;
};

static void check_all(const struct sample *samples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_non_null(
            strstr(import_report(samples[i].text, (struct reading_options){0}), samples[i].title));
        assert_string_equal(import_text(samples[i].text), samples[i].rows);
    }
}

static void simulators_are_known(void **state)
{
    static const struct sample samples[] = {
        {"FILE: OpenRocket export; comma, decimal point, 5 comment lines, header in line 3\n"
         "FILE: 2 rows, time \"Time (s)\" seconds since lift-off, 2 channels, 3 events, T-0 at row "
         "1\n",
         "# Kite sim (Up to date)\n# 2 data points written for 3 variables.\n"
         "# Time (s),Altitude (m),Mach number (\xe2\x80\x8b)\n"
         "# Event LAUNCH occurred at t=0 seconds\n# Event LIFTOFF occurred at t=0.04 seconds\n"
         "# now\n0.04,0.012,NaN\n0.08,0.5,0.1\n# Event APOGEE occurred at t=0.1 seconds\n",
         "0 {\"Time (s)\":0,\"event\":\"LAUNCH\"}\n"
         "40 {\"Time (s)\":0.04,\"event\":\"LIFTOFF\"}\n"
         "40 {\"Time (s)\":0.04,\"Altitude (m)\":0.012,\"Mach number\":\"NaN\"}\n"
         "80 {\"Time (s)\":0.08,\"Altitude (m)\":0.5,\"Mach number\":0.1}\n"
         "100 {\"Time (s)\":0.1,\"event\":\"APOGEE\"}\n"},
        {"OpenRocket export; semicolon",
         "; Kite sim\n; 1 data points written for 2 variables.\n; Time (s);Altitude (m)\n"
         "; Event LAUNCH occurred at t=0 seconds\n0.04;0.012\n",
         "0 {\"Time (s)\":0,\"event\":\"LAUNCH\"}\n"
         "40 {\"Time (s)\":0.04,\"Altitude (m)\":0.012}\n"},
        {"RocketPy export", "# Time (s),Z (m),Vz (m/s)\n0.000000,612.000000,0.000000\n",
         "0 {\"Time (s)\":0.000000,\"Z (m)\":612.000000,\"Vz (m/s)\":0.000000}\n"},
        {"RASAero II export", "Time (sec),Stage,Altitude (ft)\n0,B,0\n0.01,B,1.5\n",
         "0 {\"Time (sec)\":0,\"Stage\":\"B\",\"Altitude (ft)\":0}\n"
         "10 {\"Time (sec)\":0.01,\"Stage\":\"B\",\"Altitude (ft)\":1.5}\n"},
        {"JSBSim output", "Time, V_{Down} (ft/s), Altitude AGL (ft)\n0, 0, 5.2\n0.5, -31.4, 12.9\n",
         "0 {\"Time\":0,\"V_{Down} (ft/s)\":0,\"Altitude AGL (ft)\":5.2}\n"
         "500 {\"Time\":0.5,\"V_{Down} (ft/s)\":-31.4,\"Altitude AGL (ft)\":12.9}\n"},
    };
    (void)state;
    check_all(samples, ARRAY_SIZE(samples));
}

static const struct sample computers[] = {
    {"AltOS export",
     "# Callsign: N0CALL\n#version,serial,flight,time,state_name,altitude,temperature,altitude\n"
     "6, 9001, 2,  -0.10,   boost, 566.10, 2147483647.0, 570\n",
     "-100 {\"version\":6,\"serial\":9001,\"flight\":2,\"time\":-0.10,\"state_name\":\"boost\","
     "\"altitude (m)\":566.10,\"gps_altitude (m)\":570}\n"},
    {"AltOS export",
     "#version,serial,flight,time,main_voltageaccel_x,accel_y,accel_z,gyro_x,gyro_y,gyro_z,"
     "connected\n5,1,2,0.5,3.9,,1\n5,1,2,0.6,3.8,,0\n",
     "500 {\"version\":5,\"serial\":1,\"flight\":2,\"time\":0.5,\"main_voltage (V)\":3.9,"
     "\"connected\":1}\n"
     "600 {\"version\":5,\"serial\":1,\"flight\":2,\"time\":0.6,\"main_voltage (V)\":3.8,"
     "\"connected\":0}\n"},
    {"PerfectFlite log",
     "PerfectFlite Pnut\r\nApogee: 812' AGL\r\nDrogue At: 0.05 Seconds\r\n"
     "Data: (Time, Altitude, Velocity, Temperature (F), Voltage)\r\n"
     "0.00, 0, 0, 71.20, 4.10\r\n0.05, 2, 18",
     "0 {\"Time\":0.00,\"Altitude (ft)\":0,\"Velocity (ft/s)\":0,\"Temperature (F)\":71.20,"
     "\"Voltage (V)\":4.10}\n"
     "50 {\"Time\":0.05,\"event\":\"Drogue\"}\n"
     "50 {\"Time\":0.05,\"Altitude (ft)\":2,\"Velocity (ft/s)\":18}\n"},
    {"PerfectFlite log", "0.00\t0\t71.2F\t8.4V\n0.05\t2\t71.2F\t8.4V",
     "0 {\"Time\":0.00,\"Altitude (ft)\":0,\"Temp. (F)\":71.2,\"Voltage (V)\":8.4}\n"
     "50 {\"Time\":0.05,\"Altitude (ft)\":2,\"Temp. (F)\":71.2,\"Voltage (V)\":8.4}\n"},
    {"Blue Raven log",
     "Year,Month,Day,Time,Flight_Time_(s),Baro_Altitude_AGL_(feet),Velocity_Up,Liftoff,Apo_fired\n"
     "2025,4,12,10:02:31.100,-0.02,0.0,0.4,0,0\n2025,4,12,10:02:31.120,0.00,1.5,22.8,1,0\n",
     "-20 {\"Year\":2025,\"Month\":4,\"Day\":12,\"Time\":\"10:02:31.100\",\"Flight_Time_(s)\":"
     "-0.02,\"Baro_Altitude_AGL_(feet)\":0.0,\"Velocity_Up (ft/s)\":0.4,\"Liftoff\":0,"
     "\"Apo_fired\":0}\n"
     "0 {\"Year\":2025,\"Month\":4,\"Day\":12,\"Time\":\"10:02:31.120\",\"Flight_Time_(s)\":"
     "0.00,\"Baro_Altitude_AGL_(feet)\":1.5,\"Velocity_Up (ft/s)\":22.8,\"Liftoff\":1,"
     "\"Apo_fired\":0}\n"
     "0 {\"Flight_Time_(s)\":0.00,\"event\":\"Liftoff\"}\n"},
    {"Raven log",
     "Time@Axial Accel (Gs),Axial Accel (Gs),bILBA,Time@Baro (Atm),Baro (Atm),bILBA\n"
     "0.0000,1.02,b0000,0.0000,0.9312,b0000\n0.0025,1.31,b0000,0.0500,0.9311,b0000\n"
     "0.0050,1.40,b0000,,,\n",
     "0 {\"Time@Axial Accel (Gs)\":0.0000,\"Axial Accel (Gs)\":1.02,\"bILBA\":\"b0000\"}\n"
     "0 {\"Time@Baro (Atm)\":0.0000,\"Baro (Atm)\":0.9312,\"bILBA_2\":\"b0000\"}\n"
     "2 {\"Time@Axial Accel (Gs)\":0.0025,\"Axial Accel (Gs)\":1.31,\"bILBA\":\"b0000\"}\n"
     "5 {\"Time@Axial Accel (Gs)\":0.0050,\"Axial Accel (Gs)\":1.40,\"bILBA\":\"b0000\"}\n"
     "50 {\"Time@Baro (Atm)\":0.0500,\"Baro (Atm)\":0.9311,\"bILBA_2\":\"b0000\"}\n"},
    {"AIM log", "time,Gyro X,time,pressure,Pressure MSL,Pressure AGL\n0,1,0.5,95000,1,2\n",
     "0 {\"time\":0,\"Gyro X\":1}\n"
     "500 {\"time_2\":0.5,\"pressure (Pa)\":95000,\"Pressure MSL\":1,\"Pressure AGL\":2}\n"},
    {"Featherweight GPS log",
     "UTCTIME,UNIXTIME,ALT,LAT,LON,#SATS\nApr 12 2025 10:02:31.000 UTC,1744452151.0,612,47.2,8.5,"
     "9\n",
     "1744452151000 {\"UTCTIME\":\"Apr 12 2025 10:02:31.000 UTC\",\"UNIXTIME\":1744452151.0,"
     "\"ALT (ft)\":612,\"LAT (deg)\":47.2,\"LON (deg)\":8.5,\"#SATS\":9}\n"},
    {"Eggtimer log",
     "T,Alt,Veloc,LDA,Apogee\n0,0,0,0,0\n50,31,210,0,0\n100,202,400,202,0\n150,300,300,0,0\n",
     "0 {\"T\":0,\"Alt (ft)\":0,\"Veloc (ft/s)\":0,\"LDA\":0,\"Apogee\":0}\n"
     "50 {\"T\":50,\"Alt (ft)\":31,\"Veloc (ft/s)\":210,\"LDA\":0,\"Apogee\":0}\n"
     "100 {\"T\":100,\"Alt (ft)\":202,\"Veloc (ft/s)\":400,\"LDA\":202,\"Apogee\":0}\n"
     "100 {\"T\":100,\"event\":\"LDA\"}\n"
     "150 {\"T\":150,\"Alt (ft)\":300,\"Veloc (ft/s)\":300,\"LDA\":0,\"Apogee\":0}\n"},
    {"RRC3 log",
     "time,altitude,pressure,velocity,temperature,events,voltages\n"
     "12.40,2210.331,712.30,4.1,29.8, Drogue,3.84\n12.45,2210.900,712.25,1.9, -,,\n",
     "0 {\"time\":12.40,\"altitude (ft)\":2210.331,\"pressure (mbar)\":712.30,\"velocity "
     "(ft/s)\":4.1,\"temperature\":29.8,\"event\":\"Drogue\",\"voltages (V)\":3.84}\n"
     "50 {\"time\":12.45,\"altitude (ft)\":2210.900,\"pressure (mbar)\":712.25,\"velocity "
     "(ft/s)\":1.9}\n"},
};

static void flight_computers_are_known(void **state)
{
    (void)state;
    check_all(computers, ARRAY_SIZE(computers));
}

static void autopilots_are_known(void **state)
{
    static const struct sample samples[] = {
        {"mavlogdump table", "timestamp,TimeUS,Alt\n1714564805.25000000,81230000,0.4\n",
         "1714564805250 {\"timestamp\":1714564805.25000000,\"TimeUS\":81230000,\"Alt\":0.4}\n"},
        {"ulog2csv table", "timestamp,state[0]\n81230000,0.1\n81330000,0.2\n",
         "0 {\"timestamp\":81230000,\"state[0]\":0.1}\n"
         "100 {\"timestamp\":81330000,\"state[0]\":0.2}\n"},
        {"mavlogdump JSON",
         "{\"meta\": {\"type\": \"GPS\", \"timestamp\": 1714564805.25}, \"data\": {\"Alt\": 5}}\n",
         "1714564805250 {\"GPS\":{\"Alt\": 5}}\n"},
    };
    (void)state;
    check_all(samples, ARRAY_SIZE(samples));
}

static void json_of_services_is_known(void **state)
{
    static const struct sample samples[] = {
        {"The Things Network uplinks",
         "{\"end_device_ids\":{\"device_id\":\"kite7\"},\"received_at\":"
         "\"2024-05-01T12:15:05.123456789Z\",\"uplink_message\":{\"f_cnt\":41,\"decoded_payload\":{"
         "\"altitude\":612.4},\"rx_metadata\":[{\"rssi\":-90}]}}\n",
         "1714565705123 kite7 {\"altitude\":612.4}\n"},
        {"Helium uplinks",
         "{\"dev_eui\":\"00AB\",\"reported_at\":1714564805000,\"decoded\":{\"payload\":{\"alt\":5}},"
         "\"hotspots\":[{\"lat\":1}]}\n",
         "1714564805000 00AB {\"alt\":5}\n"},
        {"ChirpStack uplinks",
         "{\"deviceInfo\":{\"devEui\":\"00AB\"},\"time\":\"2024-05-01T12:00:05Z\",\"object\":{"
         "\"alt\":5}}\n",
         "1714564805000 00AB {\"alt\":5}\n"},
        {"SondeHub telemetry",
         "[{\"serial\":\"X1\",\"datetime\":\"2024-05-01T12:00:05.000Z\",\"lat\":47.2,\"lon\":8.5}]",
         "1714564805000 X1 "
         "{\"serial\":\"X1\",\"datetime\":\"2024-05-01T12:00:05.000Z\",\"lat\":47.2,\"lon\":8.5}\n"},
        {"SondeHub telemetry",
         "{\"X1\":{\"2024-05-01T12:00:05.000Z\":{\"serial\":\"X1\",\"datetime\":"
         "\"2024-05-01T12:00:05.000Z\",\"lat\":47.2,\"lon\":8.5}}}",
         "1714564805000 X1 "
         "{\"serial\":\"X1\",\"datetime\":\"2024-05-01T12:00:05.000Z\",\"lat\":47.2,\"lon\":8.5}\n"},
        {"Open MCT telemetry", "[{\"timestamp\":1714564805000,\"value\":6.4,\"id\":\"bus.amps\"}]",
         "1714564805000 {\"bus.amps\":6.4}\n"},
        {"kcat -J",
         "{\"topic\":\"kite\",\"partition\":0,\"offset\":41,\"tstype\":\"create\",\"ts\":"
         "1714564805000,\"broker\":1,\"key\":\"kite7\",\"payload\":\"{\\\"alt\\\":612.4}\"}\n"
         "{\"topic\":\"kite\",\"partition\":0,\"offset\":42,\"tstype\":\"create\",\"ts\":"
         "1714564804000,\"broker\":1,\"key\":null,\"payload\":null}\n",
         "1714564805000 kite7 {\"alt\":612.4}\n1714564804000 (null)\n"},
    };
    (void)state;
    check_all(samples, ARRAY_SIZE(samples));
}

static void a_format_can_be_named(void **state)
{
    (void)state;
    assert_string_equal(
        import_with("time,altitude,altitude\n0,1,2\n", (struct reading_options){.format = "altos"}),
        "0 {\"time\":0,\"altitude (m)\":1,\"gps_altitude (m)\":2}\n");
    assert_string_equal(
        import_with("# Time (s),Z (m)\n0,612\n", (struct reading_options){.format = "table"}),
        "0 {\"Time (s)\":0,\"Z (m)\":612}\n");
}

static void a_format_that_the_file_is_not_of_says_what_it_is(void **state)
{
    static const char kite[] = "# Kite (Up to date)\n# 2 data points written for 2 variables.\n"
                               "# Time (s),Altitude (m)\n0,0\n0.05,1\n";
    static const struct {
        const char *text, *format, *says;
    } rows[] = {
        {kite, "altos",
         "FILE:3: no column \"time\", the time of --format altos; without --format the file is "
         "taken for: OpenRocket export; there are: Time (s), Altitude (m)"},
        {"a,b\n0,1\n", "px4",
         "FILE:1: no column \"timestamp\", the time of --format px4; without --format the file is "
         "taken for: a table; there are: a, b"},
        {kite, "sondehub",
         "FILE holds a table, and --format sondehub is of JSON: leave --format out"},
        {"{\"t\":0,\"a\":1}\n", "altos",
         "FILE holds JSON, and --format altos is of tables: leave --format out"},
        {"{\"t\":0,\"a\":1}\n", "sondehub",
         "FILE:1: no field \"datetime\", the time of --format; there are: t, a"},
        {kite, "nmea", "FILE:1: no NMEA 0183 sentences in it; leave --format out"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_string_equal(
            import_with(rows[i].text, (struct reading_options){.format = rows[i].format}),
            rows[i].says);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simulators_are_known),
        cmocka_unit_test(flight_computers_are_known),
        cmocka_unit_test(autopilots_are_known),
        cmocka_unit_test(json_of_services_is_known),
        cmocka_unit_test(a_format_can_be_named),
        cmocka_unit_test(a_format_that_the_file_is_not_of_says_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
