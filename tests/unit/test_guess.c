/* test_guess.c: a mission file from what was recorded. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mission/guess.h"
#include "mission/mission_file.h"
#include "mission/unit_names.h"

static struct guess *guess;
static char *written, *report;

static int begin(void **state)
{
    (void)state;
    guess = guess_new();
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
    assert_string_equal(
        report, "guess: topic sonde (values, 2 keys), topic flugdaten (text, no key); 2 "
                "channels, 2 with units from their names\n"
                "guess: time: \"clock.t\" rises with the clock, taken as ms since lift-off\n"
                "guess: phase: \"state\" (2 values)\n"
                "guess: not followed: \"note\" (text, over 12 values)\n");
    mission_file_close(file);
}

static void names_of_any_bytes_still_give_a_mission(void **state)
{
    (void)state;
    say("a", "k", 1,
        "{\"x\\\"y\": 1, \"x y\": 2, \"\u00e9\": 3, \"a: b\": 4, \"#\": 5, \"gyro\": [1, 2]}");
    say("b", NULL, 1, "alt=1 alt=2");
    say("c", NULL, 1, "{\"alt\": 1e400}");
    struct mission_file *file = guessed();
    assert_non_null(mission_channel(mission_file_mission(file), "x y"));
    assert_non_null(mission_channel(mission_file_mission(file), "gyro[1]"));
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
    assert_int_equal(role_of_name("baro.Altitude"), CHANNEL_ALTITUDE);
    assert_int_equal(role_of_name("accel_z"), CHANNEL_ACCELERATION);
    assert_int_equal(role_of_name("temp"), CHANNEL_OTHER);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(topics_units_time_and_phase_are_found),
        ROW(names_of_any_bytes_still_give_a_mission),
        ROW(nothing_recorded_is_still_a_file),
        ROW(units_are_read_off_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
