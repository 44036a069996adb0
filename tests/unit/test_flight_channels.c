/* test_flight_channels.c: which numbers of a message become channels, and what they then say. */
#include "flight/shown.h"
#include "flight_kit.h"
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double value_of(const char *name)
{
    const struct channel *c = rocket_channel(&r, name);
    if (c == NULL)
        fail_msg("no channel %s", name);
    return c->value;
}

static void is(double value, double expected)
{
    if (value != expected)
        fail_msg("%.17g, not %.17g", value, expected);
}

static void a_bare_nan_takes_the_old_value_away(void **state)
{
    (void)state;
    message(T0, "{\"alt\":120.5,\"w\":1}");
    message(T0 + 1000, "{\"alt\":NaN,\"w\":2}");
    assert_true(isnan(value_of("alt")));
    is(value_of("w"), 2);
    assert_int_equal(r.errors, 0);
}

static void a_large_integer_stays_exact_in_its_channel(void **state)
{
    (void)state;
    message(T0, "{\"id\":9223372036854775807}");
    assert_true(rocket_channel(&r, "id")->whole == INT64_MAX);
    message(T0 + 1000, "{\"id\":7}");
    assert_true(rocket_channel(&r, "id")->whole == 0);
}

static void long_names_that_end_differently_are_two_channels(void **state)
{
    (void)state;
    message(T0,
            "{\"uplink_message\":{\"decoded_payload\":{\"environment\":{\"accel_x\":1,\"accel_y\":"
            "2}}}}");
    assert_int_equal(r.channels_count, 2);
    assert_string_equal(r.channels[0].name, "…_message.decoded_payload.environment.accel_x");
    is(r.channels[1].value, 2);
}

/* A JSON object of NAME0 ... with values from `from` on. */
static const char *wide(const char *before, const char *name, int count, int from)
{
    static char text[64 * 1024];
    size_t n = (size_t)sprintf(text, "{%s", before);
    for (int i = 1; i <= count; i++)
        n += (size_t)sprintf(text + n, "%s\"%s%d\":%d", n > 1 ? "," : "", name, i, from + i);
    sprintf(text + n, "}");
    return text;
}

static void a_number_more_takes_no_other_numbers_place(void **state)
{
    (void)state;
    message(T0, wide("", "a", 64, 0));
    message(T0 + 1000, wide("\"x\":0", "a", 64, 1000));
    assert_int_equal(r.channels_count, 65);
    is(value_of("a64"), 1064);
    is(value_of("x"), 0);
    assert_int_equal(rocket_not_followed(&r), 0);
}

static void a_rocket_follows_1024_channels_and_names_the_rest(void **state)
{
    (void)state;
    char names[80];
    message(T0, wide("", "a", ROCKET_MAX_CHANNELS, 0));
    assert_int_equal(r.channels_count, ROCKET_MAX_CHANNELS);
    assert_int_equal(rocket_not_followed(&r), 0);
    message(T0 + 1000, wide("\"x\":0,\"y\":1", "a", ROCKET_MAX_CHANNELS, 1000));
    is(value_of("a1024"), 2024);
    assert_null(rocket_channel(&r, "x"));
    message(T0 + 2000, wide("\"y\":1", "b", 1, 0));
    assert_int_equal(rocket_not_followed(&r), 3);
    not_followed_shown(&r, names, sizeof names);
    assert_string_equal(names, "x, y, b1");
    message(T0 + 3000, wide("", "c", 20, 0));
    assert_int_equal(rocket_not_followed(&r), 23);
    not_followed_shown(&r, names, sizeof names);
    assert_string_equal(names, "x, y, b1, c1, c2, c3, c4, c5, ...");
}

static void what_one_message_has_too_much_is_counted(void **state)
{
    (void)state;
    char names[40];
    message(T0, wide("", "n", DECODED_MAX_NUMBERS + 500, 0));
    assert_int_equal(rocket_not_followed(&r), DECODED_MAX_NUMBERS + 500 - ROCKET_MAX_CHANNELS);
    message(T0 + 1000, "{\"n1\":5}");
    assert_int_equal(rocket_not_followed(&r), DECODED_MAX_NUMBERS + 500 - ROCKET_MAX_CHANNELS);
    not_followed_shown(&r, names, sizeof names);
    assert_string_equal(names, "n1025, n1026, n1027, n1028, n1029, n103");
    message(T0 - 7200000, "{\"n1\":5}"); /* another flight */
    assert_int_equal(rocket_not_followed(&r), 0);
}

static void channels_are_found_in_any_order(void **state)
{
    (void)state;
    message(T0, wide("", "a", 300, 0));
    for (int i = 300; i >= 1; i--) {
        char text[40];
        snprintf(text, sizeof text, "{\"a%d\":%d}", i, -i);
        message(T0 + 1000, text);
    }
    assert_int_equal(r.channels_count, 300);
    for (int i = 1; i <= 300; i++)
        is(r.channels[i - 1].value, -i);
}

static void a_keyframe_keeps_all_channels_and_what_is_not_followed(void **state)
{
    static struct rocket back;
    struct buf blob = {0}, again = {0};
    (void)state;
    message(T0, wide("", "n", DECODED_MAX_NUMBERS + 5, 0));
    rocket_encode(&r, &blob);
    assert_int_equal(rocket_decode(&back, buf_bytes(&blob), NULL), 0);
    rocket_encode(&back, &again);
    assert_true(bytes_equal(buf_bytes(&blob), buf_bytes(&again)));
    assert_int_equal(rocket_not_followed(&back), rocket_not_followed(&r));
    is(rocket_channel(&back, "n1024")->value, 1024);
    assert_null(rocket_channel(&back, "n1025"));
    rocket_deinit(&back);
    buf_deinit(&blob);
    buf_deinit(&again);
}

static const char *state_of(const char *name)
{
    const struct state_channel *s = rocket_state_channel(&r, name);
    return s == NULL ? "(none)" : s->text;
}

static void a_field_of_text_with_few_values_is_a_state(void **state)
{
    (void)state;
    message(T0, "{\"alt\":1,\"gps\":{\"fix\":\"2D\"},\"mode\":\" Ascent \"}");
    message(T0 + 1000, "{\"alt\":1,\"gps\":{\"fix\":\"3D\"},\"mode\":\"Ascent\",\"n\":\"12\"}");
    assert_string_equal(state_of("gps.fix"), "3D");
    assert_string_equal(state_of("mode"), "Ascent");
    assert_string_equal(state_of("n"), "(none)"); /* a number in quotes */
    message(T0 + 500, "{\"mode\":\"Pad\"}");      /* late */
    assert_string_equal(state_of("mode"), "Ascent");
    message(T0 + 2000, "mode=DROGUE alt=2");
    assert_string_equal(state_of("mode"), "DROGUE");
    assert_false(state_channel_stale(rocket_state_channel(&r, "mode"), T0 + 3000));
    assert_true(state_channel_stale(rocket_state_channel(&r, "mode"), T0 + 300000));
}

static void words_and_long_texts_are_no_states(void **state)
{
    (void)state;
    message(T0,
            "{\"event\":\"MECO\",\"phase\":\"COAST\",\"say\":\"a text of 24 bytes or so.\",\"x\":"
            "\"\"}");
    assert_int_equal(r.states_count, 0);
}

static void a_text_of_ever_new_values_is_no_state(void **state)
{
    (void)state;
    for (int i = 0; i <= STATE_VALUES; i++) {
        char text[64];
        assert_string_not_equal(state_of("mode"), i == 0 ? "x" : "(none)");
        snprintf(text, sizeof text, "{\"id\":\"m%d\",\"mode\":\"%c\"}", i, "ab"[i % 2]);
        message(T0 + i * 1000, text);
    }
    assert_string_equal(state_of("id"), "(none)");
    assert_string_equal(state_of("mode"), "a");
}

static void states_are_kept_by_a_keyframe_and_lost_with_the_flight(void **state)
{
    static struct rocket back;
    struct buf blob = {0}, again = {0};
    char text[4096] = "{\"x\":\"y\"";
    (void)state;
    for (int i = 1; i <= ROCKET_MAX_STATES; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ",\"s%d\":\"v%d\"", i, i);
    strcat(text, "}");
    message(T0, text);
    message(T0 + 1000, "{\"x\":\"z\"}");
    assert_int_equal(r.states_count, ROCKET_MAX_STATES);
    rocket_encode(&r, &blob);
    assert_int_equal(rocket_decode(&back, buf_bytes(&blob), NULL), 0);
    rocket_encode(&back, &again);
    assert_true(bytes_equal(buf_bytes(&blob), buf_bytes(&again)));
    assert_string_equal(rocket_state_channel(&back, "x")->text, "z");
    assert_string_equal(rocket_state_channel(&back, "s63")->text, "v63");
    rocket_deinit(&back);
    buf_deinit(&blob);
    buf_deinit(&again);
    message(T0 - 7200000, "{\"alt\":1}");
    assert_int_equal(r.states_count, 0);
}

static void sixteen_values_are_a_state_in_any_order(void **state)
{
    (void)state;
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < STATE_VALUES; i++) {
            char text[64];
            snprintf(text, sizeof text, "{\"mode\":\"m%d\"}", round == 1 ? 15 - i : i);
            message(T0 + (round * 16 + i) * 1000, text);
        }
    assert_string_equal(state_of("mode"), "m15");
    message(T0 + 48000, "{\"mode\":\"m16\"}");
    assert_string_equal(state_of("mode"), "(none)");
    message(T0 + 49000, "{\"mode\":\"m16\"}");
    message(T0 + 50000, "{\"mode\":\"m1\"}");
    assert_string_equal(state_of("mode"), "(none)"); /* for the whole flight */
}

static void states_are_found_in_any_order(void **state)
{
    (void)state;
    message(T0, "{\"a\":\"1st\",\"b\":\"1st\",\"c\":\"1st\"}");
    message(T0 + 1000, "{\"c\":\"2nd\",\"a\":\"2nd\",\"b\":\"2nd\"}");
    message(T0 + 2000, "{\"b\":\"3rd\"}");
    assert_int_equal(r.states_count, 3);
    assert_string_equal(state_of("a"), "2nd");
    assert_string_equal(state_of("b"), "3rd");
    assert_string_equal(state_of("c"), "2nd");
    message(T0 + 2000, "{\"b\":\"4th\"}"); /* at the same time */
    assert_string_equal(state_of("b"), "4th");
}

static void a_state_past_the_64th_is_counted_as_not_followed(void **state)
{
    char text[4096] = "{\"x\":\"y\"";
    (void)state;
    for (int i = 1; i < ROCKET_MAX_STATES; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ",\"s%d\":\"v\"", i);
    strcat(text, "}");
    message(T0, text);
    assert_int_equal(rocket_not_followed(&r), 0);
    message(T0 + 1000, "{\"more\":\"v\",\"x\":\"z\"}");
    assert_int_equal(rocket_not_followed(&r), 1);
    assert_string_equal(state_of("more"), "(none)");
    assert_string_equal(state_of("x"), "z");
}

static void a_column_shows_the_first_of_its_names_that_came(void **state)
{
    static const char *const also[] = {"mode", "status", NULL};
    static const struct mission_channel column = {.name = "stage", .also = also},
                                        alone = {.name = "stage"};
    (void)state;
    assert_null(rocket_state_column(&r, &column));
    assert_null(rocket_column(&r, &column));
    message(T0, "{\"status\":\"S\"}");
    assert_string_equal(rocket_state_column(&r, &column)->text, "S");
    assert_null(rocket_state_column(&r, &alone));
    message(T0, "{\"mode\":\"M\"}");
    assert_string_equal(rocket_state_column(&r, &column)->text, "M");
    message(T0, "{\"stage\":\"N\"}");
    assert_string_equal(rocket_state_column(&r, &column)->text, "N");
    assert_string_equal(rocket_state_column(&r, &alone)->text, "N");
    message(T0, "{\"status\":1}");
    is(rocket_column(&r, &column)->value, 1);
    message(T0, "{\"stage\":2,\"mode\":3}");
    is(rocket_column(&r, &column)->value, 1); /* the first that came */
    is(rocket_column(&r, &alone)->value, 2);
}

static void a_trend_is_the_slope_of_the_last_seconds(void **state)
{
    (void)state;
    message(T0, "x=1");
    assert_true(isnan(channel_trend(rocket_channel(&r, "x"))));
    message(T0 + 999, "x=2");
    assert_true(isnan(channel_trend(rocket_channel(&r, "x"))));
    for (int i = 1; i <= 10; i++) {
        char text[20];
        snprintf(text, sizeof text, "x=%d", 1 + 3 * i);
        message(T0 + i * 1000, text);
        is(channel_trend(rocket_channel(&r, "x")), 3);
    }
    message(T0 + 11000, "x=NaN");
    assert_true(isnan(channel_trend(rocket_channel(&r, "x"))));
    message(T0 + 12000, "x=7");
    message(T0 + 14000, "x=1");
    is(channel_trend(rocket_channel(&r, "x")), -3);
    message(T0 + 60000, "x=100"); /* after so long it begins again */
    assert_true(isnan(channel_trend(rocket_channel(&r, "x"))));
}

static void a_state_is_shown_as_its_text(void **state)
{
    struct shown shown;
    (void)state;
    message(T0, "{\"mode\":\"ARMED\",\"alt\":1}");
    state_shown(mission, &r, rocket_state_channel(&r, "mode"), T0 + 500, &shown);
    assert_string_equal(shown.label, "mode");
    assert_string_equal(shown.value.text, "ARMED");
    assert_string_equal(shown_word(&shown), "OK");
    assert_int_equal(shown.age_ms, 500);
    state_shown(mission, &r, rocket_state_channel(&r, "mode"), T0 + 300000, &shown);
    assert_true(shown.value.stale);
    channel_shown(mission, &r, rocket_channel(&r, "alt"), T0, &shown);
    assert_string_equal(shown.value.text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_bare_nan_takes_the_old_value_away, keyed),
        cmocka_unit_test_setup(a_large_integer_stays_exact_in_its_channel, keyed),
        cmocka_unit_test_setup(a_number_more_takes_no_other_numbers_place, keyed),
        cmocka_unit_test_setup(a_rocket_follows_1024_channels_and_names_the_rest, keyed),
        cmocka_unit_test_setup(what_one_message_has_too_much_is_counted, keyed),
        cmocka_unit_test_setup(channels_are_found_in_any_order, keyed),
        cmocka_unit_test_setup(a_keyframe_keeps_all_channels_and_what_is_not_followed, keyed),
        cmocka_unit_test_setup(a_field_of_text_with_few_values_is_a_state, keyed),
        cmocka_unit_test_setup(words_and_long_texts_are_no_states, keyed),
        cmocka_unit_test_setup(a_text_of_ever_new_values_is_no_state, keyed),
        cmocka_unit_test_setup(states_are_kept_by_a_keyframe_and_lost_with_the_flight, keyed),
        cmocka_unit_test_setup(sixteen_values_are_a_state_in_any_order, keyed),
        cmocka_unit_test_setup(states_are_found_in_any_order, keyed),
        cmocka_unit_test_setup(a_state_past_the_64th_is_counted_as_not_followed, keyed),
        cmocka_unit_test_setup(a_column_shows_the_first_of_its_names_that_came, keyed),
        cmocka_unit_test_setup(a_trend_is_the_slope_of_the_last_seconds, keyed),
        cmocka_unit_test_setup(a_state_is_shown_as_its_text, keyed),
        cmocka_unit_test_setup(long_names_that_end_differently_are_two_channels, keyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
