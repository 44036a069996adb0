/* test_formulas.c: channels that a mission file derives, as messages are folded. */
#include "fold_kit.h"
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "base/hash.h"
#include "flight/formulas.h"
#include "flight/shown.h"
#include "flight_kit.h"
#include "mission/mission_file.h"

static struct mission_file *file;

static int forget(void **state)
{
    (void)state;
    mission_file_close(file);
    file = NULL;
    return 0;
}

/* The rocket begins with this mission. */
static void fly(const char *text)
{
    mission_file_close(file);
    file = mission_file_read(bytes_of(text));
    const struct mistakes *m = mission_file_mistakes(file);
    if (m->count > 0)
        fail_msg("line %d: %s", m->items[0].line, m->items[0].text);
    begin_as("SONDE-7", false);
    mission = mission_file_mission(file);
}

static double value_of(const char *name)
{
    const struct channel *c = rocket_channel(&r, name);
    return c == NULL ? NAN : c->value;
}

static int64_t samples_of(const char *name)
{
    const struct channel *c = rocket_channel(&r, name);
    return c == NULL ? 0 : c->samples;
}

static void climb(int64_t t, double alt)
{
    char value[80];
    snprintf(value, sizeof value, "{\"alt\":%.3f}", alt);
    message(t, value);
}

static const char sinking[] = "mission: m\n"
                              "channels:\n"
                              "  alt: { unit: m }\n"
                              "derived:\n"
                              "  sink: { as: \"0 - slope(alt, 5 s)\", unit: m/s, decimals: 1 }\n";

static void a_derived_channel_is_shown_as_any_other(void **state)
{
    (void)state;
    fly(sinking);
    for (int i = 0; i <= 100; i++)
        climb(T0 + 100 * i, 800 - 2.05 * i);
    struct shown shown;
    channel_shown(mission, &r, rocket_channel(&r, "sink"), T0 + 10000, &shown);
    assert_true(shown.named);
    assert_string_equal(shown.unit, "m/s");
    assert_int_equal(shown.value.decimals, 1);
    assert_float_equal(shown.value.value, 20.5, 1e-6);
    assert_int_equal(shown.state, STATE_OK);
    channel_shown(mission, &r, rocket_channel(&r, "sink"), T0 + 13000, &shown);
    assert_int_equal(shown.state, STATE_STALE);
}

static void a_slope_is_unknown_until_half_its_time_has_passed(void **state)
{
    (void)state;
    fly(sinking);
    for (int i = 0; i < 25; i++)
        climb(T0 + 100 * i, 800);
    assert_null(rocket_channel(&r, "sink"));
    climb(T0 + 2500, 800);
    assert_non_null(rocket_channel(&r, "sink"));
}

static void it_has_a_sample_when_one_of_its_channels_has(void **state)
{
    (void)state;
    fly("mission: m\n"
        "channels:\n"
        "  volts: { from: [bat_mv, u], scale: 0.001 }\n"
        "  amps: {}\n"
        "derived:\n"
        "  watts: { as: volts * amps }\n"
        "  double: { as: 2 * watts }\n");
    message(T0, "{\"bat_mv\":8000}");
    assert_null(rocket_channel(&r, "watts"));
    message(T0 + 100, "{\"amps\":2}");
    assert_float_equal(value_of("watts"), 16, 1e-9);
    assert_float_equal(value_of("double"), 32, 1e-9);
    message(T0 + 200, "{\"other\":2}");
    message(T0 + 250, "some text");
    assert_int_equal(samples_of("watts"), 1);
    message(T0 + 300, "{\"bat_mv\":7000}");
    assert_float_equal(value_of("watts"), 14, 1e-9);
    assert_int_equal(samples_of("double"), 2);
}

static void a_stale_or_missing_operand_gives_no_sample(void **state)
{
    (void)state;
    fly("mission: m\n"
        "channels: { a: {}, b: {} }\n"
        "derived:\n"
        "  sum: { as: a + b }\n"
        "  low: { as: a < 5 }\n");
    message(T0, "{\"a\":1,\"b\":2}");
    assert_float_equal(value_of("sum"), 3, 0);
    assert_float_equal(value_of("low"), 1, 0);
    message(T0 + 4000, "{\"a\":2}");
    assert_float_equal(value_of("sum"), 4, 0);
    message(T0 + 8000, "{\"a\":7}");
    assert_float_equal(value_of("sum"), 4, 0);
    assert_int_equal(samples_of("sum"), 2);
    assert_float_equal(value_of("low"), 0, 0);
    message(T0 + 8100, "{\"a\":7,\"b\":NaN}");
    assert_int_equal(samples_of("sum"), 2);
}

static void a_late_sample_moves_nothing(void **state)
{
    (void)state;
    fly("mission: m\n"
        "channels: { a: {} }\n"
        "derived: { most: { as: \"max(a, 10 s)\" } }\n");
    message(T0, "{\"a\":1}");
    message(T0 + 2000, "{\"a\":3}");
    recorded(T0 + 1000, "{\"a\":99}");
    assert_float_equal(value_of("most"), 3, 0);
    assert_int_equal(samples_of("most"), 2);
}

static void a_number_of_that_name_in_a_message_is_none(void **state)
{
    (void)state;
    static struct decoded d;
    fly("mission: m\n"
        "channels: { a: {} }\n"
        "derived: { twice: { as: 2 * a } }\n");
    message(T0, "{\"twice\":7,\"b\":1}");
    assert_null(rocket_channel(&r, "twice"));
    message(T0 + 100, "{\"twice\":7,\"a\":1}");
    assert_float_equal(value_of("twice"), 2, 0);
    message_decode(mission, bytes_of("{\"twice\":7,\"a\":1}"), &d);
    rocket_derived(&r, mission, &d);
    assert_int_equal(d.count, 2);
    assert_string_equal(d.numbers[1].name, "twice");
    assert_float_equal(d.numbers[1].value, 2, 0);
}

static void a_new_flight_begins_with_empty_windows(void **state)
{
    (void)state;
    fly("mission: m\n"
        "channels: { a: {} }\n"
        "derived: { most: { as: \"max(a, 10 h)\" } }\n");
    message(T0 + 10000000, "{\"a\":9}");
    message(T0, "{\"a\":1}");
    assert_int_equal(r.flight, 2);
    assert_float_equal(value_of("most"), 1, 0);
}

static void words_of_states_stand_for_their_numbers(void **state)
{
    (void)state;
    fly("mission: m\n"
        "channels: { pyro: { states: [0 safe, 1 armed] } }\n"
        "derived: { live: { as: pyro == armed, states: [0 no, 1 yes] } }\n");
    message(T0, "{\"pyro\":1}");
    assert_float_equal(value_of("live"), 1, 0);
    struct shown shown;
    channel_shown(mission, &r, rocket_channel(&r, "live"), T0, &shown);
    assert_string_equal(shown.value.text, "yes");
}

static void a_keyframe_carries_the_windows(void **state)
{
    (void)state;
    struct rocket other = {.id = 0};
    struct buf half = {0}, whole = {0}, again = {0};
    struct err err;
    fly("mission: m\n"
        "channels: { a: {}, b: {} }\n"
        "derived:\n"
        "  sum: { as: \"slope(a, 3 s) + mean(b, 20 s) - min(a, 700 ms)\" }\n"
        "  most: { as: \"max(mean(a + sum, 500 ms), 4 s)\" }\n");
    for (int i = 1; i <= 400; i++) {
        char value[80];
        snprintf(value, sizeof value, "{\"%s\":%d.%d}", i % 3 == 0 ? "b" : "a", i * i % 101, i % 7);
        const struct flight_message m = {
            .seq = i, .t_ms = T0 + 23 * i, .arrival_ms = T0 + 23 * i, .value = bytes_of(value)};
        decode_fold(&r, mission, &m, NULL);
        if (i == 200) {
            rocket_encode(&r, &half);
            assert_int_equal(rocket_decode(&other, buf_bytes(&half), &err), 0);
            rocket_encode(&other, &again);
            assert_true(bytes_equal(buf_bytes(&half), buf_bytes(&again)));
        } else if (i > 200) {
            decode_fold(&other, mission, &m, NULL);
        }
    }
    buf_clear(&again);
    rocket_encode(&r, &whole);
    rocket_encode(&other, &again);
    assert_true(samples_of("most") > 300);
    assert_true(bytes_equal(buf_bytes(&whole), buf_bytes(&again)));
    rocket_deinit(&other);
    buf_deinit(&half);
    buf_deinit(&whole);
    buf_deinit(&again);
}

/* Puts the sum right again behind a byte that is changed: any value is a rocket or refused. */
static void damaged_windows_are_refused_or_harmless(void **state)
{
    (void)state;
    static struct rocket back;
    struct buf blob = {0};
    struct err err;
    fly(sinking);
    for (int i = 0; i <= 40; i++)
        climb(T0 + 100 * i, 800 - 2.05 * i);
    rocket_encode(&r, &blob);
    for (size_t at = 1; at < blob.len - 4; at++) {
        uint8_t was = blob.data[at];
        static const uint8_t changed[] = {0, 1, 0x41, 0x7f, 0x80, 0xff};
        for (size_t i = 0; i < ARRAY_SIZE(changed); i++) {
            blob.data[at] = changed[i];
            be32_put(blob.data + blob.len - 4,
                     fnv1a_32(FNV1A_32_BEGIN, bytes_make(blob.data, blob.len - 4)));
            int rc = rocket_decode(&back, buf_bytes(&blob), &err);
            assert_true(rc == 0 || rc == ERR_CORRUPT);
            if (rc == 0 && back.formulas != NULL)
                assert_int_equal(back.formulas->window_count, 1);
        }
        blob.data[at] = was;
    }
    rocket_deinit(&back);
    buf_deinit(&blob);
}

static void what_was_kept_for_another_formula_is_forgotten(void **state)
{
    (void)state;
    fly("mission: m\nchannels: { a: {} }\nderived: { x: { as: \"max(a, 10 s)\" } }\n");
    message(T0, "{\"a\":9}");
    struct mission_file *before = file;
    file = mission_file_read(
        bytes_of("mission: m\nchannels: { a: {} }\nderived: { x: { as: \"max(a, 9 s)\" } }\n"));
    mission = mission_file_mission(file);
    message(T0 + 100, "{\"a\":1}");
    assert_float_equal(value_of("x"), 1, 0);
    mission_file_close(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_derived_channel_is_shown_as_any_other, forget),
        cmocka_unit_test_teardown(a_slope_is_unknown_until_half_its_time_has_passed, forget),
        cmocka_unit_test_teardown(it_has_a_sample_when_one_of_its_channels_has, forget),
        cmocka_unit_test_teardown(a_stale_or_missing_operand_gives_no_sample, forget),
        cmocka_unit_test_teardown(a_late_sample_moves_nothing, forget),
        cmocka_unit_test_teardown(a_number_of_that_name_in_a_message_is_none, forget),
        cmocka_unit_test_teardown(a_new_flight_begins_with_empty_windows, forget),
        cmocka_unit_test_teardown(words_of_states_stand_for_their_numbers, forget),
        cmocka_unit_test_teardown(a_keyframe_carries_the_windows, forget),
        cmocka_unit_test_teardown(damaged_windows_are_refused_or_harmless, forget),
        cmocka_unit_test_teardown(what_was_kept_for_another_formula_is_forgotten, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
