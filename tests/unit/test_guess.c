/* test_guess.c: a mission file from what was recorded. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flight/channel_role.h"
#include "flight/unit_names.h"
#include "mission/guess.h"
#include "mission/mission_file.h"

static struct guess *guess;
static char *written, *report;

static int begin(void **state)
{
    (void)state;
    guess = guess_new(NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    guess_free(guess);
    free(written);
    free(report);
    written = report = NULL;
    return 0;
}

static char *text_of(void (*write)(FILE *))
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    write(out);
    fclose(out);
    return text;
}

static void write_file(FILE *out)
{
    guess_write(guess, "mine", out);
}

static void write_report(FILE *out)
{
    guess_report(guess, out);
}

/* What was written is a mission. */
static struct mission_file *guessed(void)
{
    written = text_of(write_file);
    report = text_of(write_report);
    struct mission_file *file = mission_file_read(bytes_of(written));
    const struct mistakes *m = mission_file_mistakes(file);
    if (m->count > 0)
        fail_msg("line %d: %s in\n%s", m->items[0].line, m->items[0].text, written);
    return file;
}

static void say(const char *topic, const char *key, int64_t t_ms, const char *value)
{
    guess_add(guess, topic, key != NULL ? bytes_of(key) : BYTES_NULL, t_ms, bytes_of(value));
}

static void topics_units_time_and_phase_are_found(void **state)
{
    (void)state;
    char value[200];
    for (int i = 0; i < 20; i++) {
        snprintf(value, sizeof value,
                 "{\"clock\": {\"t\": %d}, \"state\": \"%s\", \"baro\": {\"alt_m\": %d.25}, "
                 "\"bat_mv\": 7900, \"note\": \"n%d\"}",
                 i * 100 - 500, i < 10 ? "pad" : "boost", i, i);
        say("sonde", i % 2 == 0 ? "S-1" : "S-2", 1000000 + i * 100, value);
    }
    say("flugdaten", NULL, 5, "Liftoff");
    struct mission_file *file = guessed();
    const struct mission *m = mission_file_mission(file);
    assert_false(mission_topic(m, "sonde")->keyless);
    assert_true(mission_topic(m, "flugdaten")->keyless);
    assert_float_equal(mission_time_unit(m, "clock.t"), 0.001, 0);
    assert_int_equal(mission_text(m, bytes_of("state")), MISSION_PHASE);
    assert_string_equal(mission_channel(m, "baro.alt_m")->unit, "m");
    assert_int_equal(mission_channel(m, "baro.alt_m")->decimals, 2);
    assert_string_equal(mission_channel(m, "bat_mv")->unit, "V");
    assert_float_equal(mission_channel(m, "bat_mv")->scale, 0.001, 0);
    assert_null(mission_channel(m, "clock.t"));
    assert_string_equal(m->channels[0].id, "alt_m");
    assert_string_equal(mission_word(m, bytes_of("boost"))->phase, "BOOST");
    assert_int_equal(mission_word(m, bytes_of("landed"))->effect, WORD_ENDED);
    assert_string_equal(
        report,
        "guess: topic sonde (JSON object, 2 keys), topic flugdaten (text, no key); 2 channels, 2 "
        "with units from their names or values\n"
        "guess: sonde: time: \"clock.t\" rises 200 a message at 5 messages/s, taken as ms since "
        "lift-off; phase: \"state\" (2 values)\n"
        "guess: not followed: \"note\" (text, 20 values)\n");
    mission_file_close(file);
}

/* A topic whose messages hold `format` with a time from `first` in `step`s, all at once. */
static void burst(const char *topic, const char *format, double first, double step)
{
    char value[500];
    for (int i = 0; i < 20; i++) {
        snprintf(value, sizeof value, format, first + i * step);
        say(topic, "k", 1000000, value);
    }
}

static void the_mission_time_is_found_by_its_name_and_steps(void **state)
{
    static const struct {
        const char *format, *name;
        double first, step, unit;
    } rows[] = {
        {"{\"Time (s)\":%.2f,\"alt\":1}", "Time (s)", -0.5, 0.05, 1},
        {"{\"Time [ms]\":%.0f}", "Time [ms]", 0, 50, 1e-3},
        {"{\"flight_time_ms\":%.0f}", "flight_time_ms", 0, 100, 1e-3},
        {"{\"time_of_day\":%.0f}", "time_of_day", 0, 100, 0}, /* no name of a time */
        {"{\"timestamp_ms\":%.0f}", "timestamp_ms", 200, 100, 1e-3},
        {"{\"timestamp_ms\":%.0f}", "timestamp_ms", 4000000, 100, 0}, /* since boot */
        {"{\"gps_time\":%.0f}", "gps_time", 1764000000, 1, 0},        /* since 1970 */
        {"{\"t\":%.0f}", "t", 0, 20, 1e-3},
        {"{\"t\":%.0f}", "t", 0, 20000, 1e-6},
        {"{\"t\":%.0f}", "t", 0, 1, 1},
        {"{\"t\":%.0f}", "t", 100, -1, 0}, /* falls */
        {"{\"imu\":{\"TimeUS\":%.0f}}", "imu.TimeUS", 0, 2500, 1e-6},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        end(state);
        begin(state);
        burst("a", rows[i].format, rows[i].first, rows[i].step);
        struct mission_file *file = guessed();
        double unit = mission_time_unit(mission_file_mission(file), rows[i].name);
        if (unit < rows[i].unit * 0.99 || unit > rows[i].unit * 1.01)
            fail_msg("%s: %g, not %g", rows[i].format, unit, rows[i].unit);
        mission_file_close(file);
    }
}

static void a_time_that_begins_again_with_each_flight_is_found(void **state)
{
    (void)state;
    burst("a", "{\"time\":%.1f}", -5, 1);
    burst("a", "{\"time\":%.1f}", -5, 1);
    mission_file_close(guessed());
    assert_non_null(strstr(report,
                           "time: \"time\" rises, and begins again 1 time, taken as s since "
                           "lift-off\n"));
}

static const struct mission *reading(const struct mission *m, const char *topic)
{
    return mission_reading(m, mission_topic(m, topic), bytes_of("k"));
}

static void each_topic_has_a_source_of_its_own(void **state)
{
    (void)state;
    burst("fast", "{\"t\":%.2f,\"mode\":\"boost\",\"fix\":\"3D\"}", -1, 0.1);
    say("fast", "k", 1000000, "{\"fix\":\"2D\"}");
    burst("slow", "{\"met_ms\":1,\"clock\":%.0f,\"flight_state\":\"cruise\",\"msg\":\"x\"}", 0,
          500);
    burst("slow2", "{\"t\":%.0f}", 0, 100);
    burst("own", "{\"datetime\":\"2026-11-24T10:00:%02.0fZ\",\"alt\":1}", 10, 1);
    struct mission_file *file = guessed();
    const struct mission *m = mission_file_mission(file);
    const struct mission *fast = reading(m, "fast"), *slow = reading(m, "slow");
    assert_int_equal(m->source_count, 4);
    assert_true(mission_is_utc(reading(m, "own"), "datetime"));
    assert_float_equal(mission_time_unit(fast, "t"), 1, 0);
    assert_float_equal(mission_time_unit(reading(m, "slow2"), "t"), 0.001, 0);
    assert_float_equal(mission_time_unit(slow, "clock"), 0.001, 0);
    assert_int_equal(mission_text(fast, bytes_of("mode")), MISSION_PHASE);
    assert_int_equal(mission_text(slow, bytes_of("flight_state")), MISSION_PHASE);
    assert_int_equal(mission_text(slow, bytes_of("mode")), MISSION_NO_TEXT);
    assert_string_equal(mission_word(m, bytes_of("cruise"))->phase, "CRUISE");
    assert_non_null(strstr(report, "guess: own: time: \"datetime\" is the producer's own clock; "
                                   "messages count by Kafka's\n"));
    assert_non_null(strstr(report, "guess: states, or phases of something else: \"fix\" (text, 2 "
                                   "values)\n"));
    mission_file_close(file);
}

static void a_radiosonde_is_understood(void **state)
{
    (void)state;
    static const char format[] =
        "{\"type\":\"RS41\",\"serial\":\"S1\",\"frame\":%.0f,\"lat\":48.13715,\"lon\":11.57540,"
        "\"batt\":2.9,\"temp\":-41.25,\"humidity\":23.5,\"pressure\":250.1,\"vel_h\":14.8,"
        "\"vel_v\":5.24,\"alt\":12043.1,\"heading\":92.3,\"sats\":9,\"snr\":12.5,"
        "\"frequency\":402.7}";
    static const struct {
        const char *name, *unit;
        int decimals;
    } rows[] = {{"alt", "m", 0},   {"vel_v", "m/s", 2},    {"vel_h", "m/s", 1},
                {"temp", "C", 2},  {"humidity", "%", 1},   {"pressure", "hPa", 1},
                {"batt", "V", 1},  {"heading", "deg", 1},  {"lat", "deg", 5},
                {"lon", "deg", 5}, {"frame", "", 0},       {"sats", "", 0},
                {"snr", "dB", 1},  {"frequency", "MHz", 1}};
    burst("sondes", format, 4000, 1);
    struct mission_file *file = guessed();
    const struct mission *m = mission_file_mission(file);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct mission_channel *c = mission_channel(m, rows[i].name);
        if (c == NULL || strcmp(c->unit, rows[i].unit) != 0 || c->decimals != rows[i].decimals)
            fail_msg("%s: %s, %d decimals", rows[i].name, c == NULL ? "none" : c->unit,
                     c == NULL ? 0 : c->decimals);
    }
    mission_file_close(file);
}

static void fleet_begins_with_the_altitude(void **state)
{
    (void)state;
    static const char *const heads[] = {"alt m", "vel m/s", "a m/s²", "batt V", "temp C"};
    burst("a",
          "{\"serial\":7,\"flight\":2,\"Vertical velocity (m/s)\":2.5,\"temp_c\":3,"
          "\"bat_mv\":3700,\"Vertical acceleration (m/s²)\":9.8,\"Altitude (m)\":%.1f}",
          0, 0.5);
    struct mission_file *file = guessed();
    const struct mission *m = mission_file_mission(file);
    for (int i = 0; i < (int)ARRAY_SIZE(heads); i++)
        assert_string_equal(m->channels[i].head, heads[i]);
    assert_string_equal(m->channels[0].label, "Altitude");
    mission_file_close(file);
}

static void topics_share_the_columns_of_fleet(void **state)
{
    (void)state;
    burst("a", "{\"alt\":%.1f,\"vel_h\":1,\"vel_v\":2}", 10, 1);
    burst("b", "{\"altitude (m)\":500,\"height (m)\":%.1f,\"speed (m/s)\":3}", 0, 0.5);
    burst("c", "{\"alt_ft\":%.1f}", 0, 0.5);
    struct mission_file *file = guessed();
    const struct mission *m = mission_file_mission(file);
    assert_string_equal(m->channels[0].id, "alt");
    assert_true(mission_channel_is(&m->channels[0], "height (m)"));
    assert_false(mission_channel_is(&m->channels[0], "altitude (m)"));
    assert_true(mission_channel_is(&m->channels[1], "vel_v"));
    assert_true(mission_channel_is(&m->channels[1], "speed (m/s)"));
    assert_string_equal(mission_channel(m, "alt_ft")->unit, "ft"); /* feet are no metres */
    mission_file_close(file);
}

static void names_of_any_bytes_still_give_a_mission(void **state)
{
    (void)state;
    say("a", "k", 1,
        "{\"x\\\"y\": 1, \"x y\": 2, \"\u00e9\": 3, \"a: b\": 4, \"#\": 5, \"/fdm/a~b\": 6, \"gyro\": [1, 2]}");
    say("b", NULL, 1, "alt=1 alt=2");
    say("c", NULL, 1, "{\"alt\": 1e400}");
    struct mission_file *file = guessed();
    assert_non_null(mission_channel(mission_file_mission(file), "x y"));
    assert_non_null(mission_channel(mission_file_mission(file), "gyro[1]"));
    assert_non_null(mission_channel(mission_file_mission(file), "/fdm/a~b"));
    mission_file_close(file);
}

static void nothing_recorded_is_still_a_file(void **state)
{
    (void)state;
    mission_file_close(guessed());
}

static void units_are_read_off_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *unit;
    } rows[] = {
        {"alt_m", "m"},
        {"Altitude (m)", "m"},
        {"Baro [hPa]", "hPa"},
        {"temp_c", "C"},
        {"battery_voltage", "V"},
        {"vel_m_s", "m/s"},
        {"field_v_m", "V/m"},
        {"vel_v", ""},
        {"alt", ""},
        {"gps.lat", ""},
        {"a_very_long (unit of no use)", ""},
        {"()", ""},
        {"", ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_string_equal(unit_of_name(rows[i].name), rows[i].unit);
}

static void roles_are_read_off_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum channel_role role;
    } rows[] = {
        {"baro.Altitude", ROLE_ALTITUDE},
        {"Altitude ASL (ft)", ROLE_ALTITUDE},
        {"Baro_Altitude_AGL_(feet)", ROLE_ALTITUDE},
        {"height", ROLE_ALTITUDE},
        {"salt", ROLE_OTHER},
        {"Vertical velocity (m/s)", ROLE_VELOCITY},
        {"vel_v", ROLE_VELOCITY},
        {"verticalSpeed", ROLE_VELOCITY},
        {"accel.z", ROLE_ACCELERATION},
        {"Accel_X", ROLE_ACCELERATION},
        {"battery_voltage", ROLE_VOLTAGE},
        {"battery_temp", ROLE_TEMPERATURE},
        {"lat", ROLE_POSITION},
        {"version", ROLE_IDENTITY},
        {"flight", ROLE_IDENTITY},
        {"Flight Path Angle (deg)", ROLE_OTHER},
        {"", ROLE_OTHER},
        {"(m)", ROLE_OTHER},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (channel_role(rows[i].name) != rows[i].role)
            fail_msg("%s: %d", rows[i].name, (int)channel_role(rows[i].name));
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(topics_units_time_and_phase_are_found),
        ROW(the_mission_time_is_found_by_its_name_and_steps),
        ROW(a_time_that_begins_again_with_each_flight_is_found),
        ROW(each_topic_has_a_source_of_its_own),
        ROW(a_radiosonde_is_understood),
        ROW(fleet_begins_with_the_altitude),
        ROW(topics_share_the_columns_of_fleet),
        ROW(names_of_any_bytes_still_give_a_mission),
        ROW(nothing_recorded_is_still_a_file),
        ROW(units_are_read_off_names),
        cmocka_unit_test(roles_are_read_off_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
