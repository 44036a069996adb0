/* test_flight_shown.c: a channel as a person is shown it. */
#include "fold_kit.h"
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "demo_mission.h"
#include "flight/show.h"
#include "flight/shown.h"

static struct rocket rocket;
static struct shown shown;

/* A rocket whose velocity was heard at 0, 1, ... 20 s. */
static void fly(void)
{
    rocket_init(&rocket, 1, bytes_of("x"), false);
    for (int i = 0; i <= 20; i++) {
        struct flight_message m = {.seq = i,
                                   .t_ms = i * 1000,
                                   .arrival_ms = i * 1000,
                                   .value = bytes_of("{\"velocity\":10,\"q\":29300,\"mine\":4}")};
        decode_fold(&rocket, &mission_demo, &m, NULL);
    }
}

static void show(const char *name, int64_t at_ms)
{
    channel_shown(&mission_demo, &rocket, rocket_channel(&rocket, name), at_ms, &shown);
}

static void a_channel_is_scaled_and_named_as_its_mission_says(void **state)
{
    (void)state;
    fly();
    show("q", 20300);
    assert_string_equal(shown.name, "q");
    assert_string_equal(shown.label, "q");
    assert_string_equal(shown.unit, "kPa");
    assert_true(shown.named);
    assert_true(fabs(shown.value.value - 29.3) < 1e-9);
    assert_int_equal(shown.value.decimals, 2);
    assert_int_equal(shown.age_ms, 300);
    assert_string_equal(shown_word(&shown), "OK");
    assert_true(isnan(shown.low) && isnan(shown.high));
    assert_true(shown.trend_per_s >= 0 && shown.trend_per_s <= 0);
}

static void a_channel_of_no_mission_has_its_own_name_and_no_unit(void **state)
{
    (void)state;
    fly();
    show("mine", 20000);
    assert_false(shown.named);
    assert_string_equal(shown.label, "mine");
    assert_string_equal(shown.unit, "");
    assert_int_equal(shown.value.decimals, 0);
    assert_true(shown.value.value >= 4 && shown.value.value <= 4);
}

static void a_number_that_stands_for_a_word_is_shown_as_that_word(void **state)
{
    (void)state;
    static const struct mission_state states[] = {{0, "safe"}, {10, "armed"}};
    static const struct mission_channel channel = {.id = "velocity",
                                                   .name = "velocity",
                                                   .label = "pyro",
                                                   .head = "pyro",
                                                   .unit = "",
                                                   .scale = 2,
                                                   .states = states,
                                                   .state_count = 2};
    static const struct mission mission = {.name = "m", .channels = &channel, .channel_count = 1};
    fly();
    channel_shown(&mission, &rocket, rocket_channel(&rocket, "velocity"), 20300, &shown);
    assert_string_equal(shown.value.text, "armed");
    assert_string_equal(shown_word(&shown), "OK");
    assert_true(isnan(shown.trend_per_s));
    number_shown(&mission, "velocity", 5, &shown);
    assert_string_equal(shown.value.text, "");
    assert_true(shown.value.value >= 10 && shown.value.value <= 10);
}

static void show_truth(const struct mission *mission, const char *json, const char *name)
{
    static struct rocket again;
    struct buf state = {0};
    struct err err;
    struct flight_message m = {.seq = 1, .t_ms = 1000, .arrival_ms = 1000, .value = bytes_of(json)};
    rocket_init(&rocket, 1, bytes_of("x"), false);
    decode_fold(&rocket, mission, &m, NULL);
    rocket_encode(&rocket, &state);
    assert_int_equal(rocket_decode(&again, buf_bytes(&state), &err), 0);
    channel_shown(mission, &again, rocket_channel(&again, name), 1000, &shown);
    rocket_deinit(&again);
    buf_deinit(&state);
}

static void true_and_false_are_shown_as_such_unless_the_mission_has_words(void **state)
{
    (void)state;
    static const struct mission_state states[] = {{0, "safe"}, {1, "armed"}};
    static const struct mission_channel channel = {.id = "pyro",
                                                   .name = "pyro",
                                                   .label = "pyro",
                                                   .head = "pyro",
                                                   .unit = "",
                                                   .scale = 1,
                                                   .states = states,
                                                   .state_count = 2};
    static const struct mission mission = {.name = "m", .channels = &channel, .channel_count = 1};
    static const char json[] = "{\"pyro\":true,\"door\":false,\"n\":1}";
    show_truth(&mission_default, json, "pyro");
    assert_string_equal(shown.value.text, "true");
    assert_true(isnan(shown.trend_per_s));
    show_truth(&mission_default, json, "door");
    assert_string_equal(shown.value.text, "false");
    show_truth(&mission_default, json, "n");
    assert_string_equal(shown.value.text, "");
    show_truth(&mission, json, "pyro");
    assert_string_equal(shown.value.text, "armed");
    show_truth(&mission, json, "door");
    assert_string_equal(shown.value.text, "false");
    show_truth(&mission_default, "w,a=b pyro=true", "pyro");
    assert_string_equal(shown.value.text, "true");
    show_truth(&mission_default, "\x81\xa1p\xc3", "p"); /* MessagePack */
    assert_string_equal(shown.value.text, "true");
    show_truth(&mission_default, "\xa1\x61p\xf4", "p"); /* CBOR */
    assert_string_equal(shown.value.text, "false");
}

/* Shows what a channel heard last, after it heard the values before. */
static void heard(const char *const values[], int count, const char *says)
{
    char text[16];
    rocket_init(&rocket, 1, bytes_of("x"), false);
    for (int i = 0; i < count; i++) {
        char json[64];
        snprintf(json, sizeof json, "{\"x\":%s}", values[i]);
        struct flight_message m = {
            .seq = i, .t_ms = i * 1000, .arrival_ms = i * 1000, .value = bytes_of(json)};
        decode_fold(&rocket, &mission_default, &m, NULL);
    }
    channel_shown(&mission_default, &rocket, rocket_channel(&rocket, "x"), count * 1000, &shown);
    show_number(shown.value.value, shown.value.decimals, 1, text);
    if (strcmp(text + strspn(text, " "), says) != 0)
        fail_msg("%s is shown as %s, not %s", values[count - 1], text, says);
}
#define HEARD(says, ...)                                                                           \
    heard((const char *const[]){__VA_ARGS__},                                                      \
          (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)), says)

static void a_channel_without_a_mission_shows_six_digits_in_seven_columns(void **state)
{
    (void)state;
    HEARD("0.0034", "0.0034");
    HEARD("48.1372", "48.13715");
    HEARD("101325", "101325");
    HEARD("1234567", "1234567");
    HEARD("-123456", "-123456");
    HEARD("-48.137", "-48.13715");
    HEARD("11", "11");
    HEARD("12.5", "12.5");
    HEARD("3.14159", "3.14159265358979");
    HEARD("1.50e+9", "1500000000");
    HEARD("-1.5e+9", "-1500000000");
    HEARD("3.40e-6", "3.4e-6");
    HEARD("1.0e-10", "1e-10");
    HEARD("100.000", "99.999999", "100");
    HEARD("0", "0");
    HEARD("NaN", "1", "NaN");
}

static void decimals_stay_as_a_channel_has_needed_them(void **state)
{
    (void)state;
    HEARD("12.00", "11.25", "12");
    HEARD("12.000", "345.6789", "12");
    HEARD("101325", "12.345", "101325");
    HEARD("12", "101325.5", "12.4");
    HEARD("2.50e-1", "5000000000", "0.25");
}

static void a_silent_channel_is_stale_and_has_no_trend(void **state)
{
    (void)state;
    fly();
    show("velocity", 21899);
    assert_false(shown.value.stale);
    show("velocity", 22000);
    assert_true(shown.value.stale);
    assert_string_equal(shown_word(&shown), "STALE");
    assert_true(isnan(shown.trend_per_s));
}

static void a_channel_of_an_ended_flight_is_never_stale(void **state)
{
    (void)state;
    fly();
    rocket.clock = CLOCK_ENDED;
    show("velocity", 90000);
    assert_false(shown.value.stale);
    assert_string_equal(shown_word(&shown), "ENDED");
    assert_true(isnan(shown.trend_per_s));
}

static void a_limit_that_is_passed_is_named_by_its_zone(void **state)
{
    (void)state;
    struct shown s = {.state = STATE_RED, .zone = "RH"};
    assert_string_equal(shown_word(&s), "RH");
    s.state = STATE_STALE;
    assert_string_equal(shown_word(&s), "STALE");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_channel_is_scaled_and_named_as_its_mission_says),
        cmocka_unit_test(a_number_that_stands_for_a_word_is_shown_as_that_word),
        cmocka_unit_test(true_and_false_are_shown_as_such_unless_the_mission_has_words),
        cmocka_unit_test(a_channel_of_no_mission_has_its_own_name_and_no_unit),
        cmocka_unit_test(a_channel_without_a_mission_shows_six_digits_in_seven_columns),
        cmocka_unit_test(decimals_stay_as_a_channel_has_needed_them),
        cmocka_unit_test(a_silent_channel_is_stale_and_has_no_trend),
        cmocka_unit_test(a_channel_of_an_ended_flight_is_never_stale),
        cmocka_unit_test(a_limit_that_is_passed_is_named_by_its_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
