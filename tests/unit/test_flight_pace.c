/* test_flight_pace.c: rates, deadlines, trends and states at the edges of what they go by. */
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "flight_kit.h"

/* Fails unless the numbers are equal but for rounding: cmocka only compares floats. */
static void is(double number, double expected)
{
    if (!(fabs(number - expected) <= 1e-9))
        fail_msg("%.17g, not %.17g", number, expected);
}

/* ---- the pace ---- */

/* Messages at T0 and after each of the intervals; 0 ends them, -1 is an interval of 0. */
static void at_intervals(const int *intervals)
{
    int64_t t = T0;
    keyed(NULL);
    message(t, "x=1");
    for (; *intervals != 0; intervals++)
        message(t += *intervals < 0 ? 0 : *intervals, "x=1");
}

static void the_pace_is_the_lower_median_of_the_intervals(void **state)
{
    static const struct {
        int intervals[8];
        double rate;
        int64_t deadline_ms;
    } rows[] = {
        {{8000}, 1.0 / 8, 15200},
        {{4000, 60000}, 1.0 / 4, 7600},
        {{60000, 4000}, 1.0 / 4, 7600},
        {{9000, 4000, 60000}, 1.0 / 9, 17100},
        {{60000, 9000, 4000}, 1.0 / 9, 17100},
        {{60000, 50000, 40000, 30000}, 1.0 / 40, 76000},
        {{7200000}, 1.0 / 3600, 300000}, /* an interval counts for an hour at most */
        {{3599999}, 1 / 3599.999, 300000},
        {{20, 20, 20, 100}, 50, 5000},
        {{19, 19, 19, 103}, 25, 5000}, /* too short for a median in whole ms: the mean */
        {{-1, -1, -1}, 3000, 5000},
        {{-1, 1}, 2000, 5000},
        {{-1, 1, -1, 1}, 2000, 5000},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        at_intervals(rows[i].intervals);
        is(pace_rate(&r.pace), rows[i].rate);
        assert_int_equal(pace_deadline_ms(&r.pace), rows[i].deadline_ms);
    }
    keyed(NULL);
    is(pace_rate(&r.pace), 0);
    assert_int_equal(pace_deadline_ms(&r.pace), 5000);
}

static void only_the_last_20_intervals_count(void **state)
{
    (void)state;
    int64_t t = T0;
    message(t, "x=1");
    for (int i = 0; i < ROCKET_INTERVALS; i++)
        message(t += 30000, "x=1");
    assert_int_equal(pace_deadline_ms(&r.pace), 57000);
    for (int i = 0; i < ROCKET_INTERVALS / 2 - 1; i++)
        message(t += 10000, "x=1");
    assert_int_equal(pace_deadline_ms(&r.pace), 57000); /* 9 of 20 */
    message(t += 10000, "x=1");
    assert_int_equal(pace_deadline_ms(&r.pace), 19000); /* 10 of 20: the lower median */
}

static void what_comes_out_of_order_leaves_the_pace_alone(void **state)
{
    (void)state;
    message(T0, "x=1");
    message(T0 + 10000, "x=1");
    message_at(T0 + 4000, T0 + 10000, "x=1");
    message(T0 + 20000, "x=1");
    assert_int_equal(r.pace.count, 2);
    is(pace_rate(&r.pace), 0.1);
}

static void the_rate_is_known_until_the_deadline(void **state)
{
    (void)state;
    is(rocket_rate(&r, T0), 0);
    at_intervals((int[]){10000, 0});
    is(rocket_rate(&r, T0 + 10000 + 18999), 0.1);
    is(rocket_rate(&r, T0 + 10000 + 19000), 0);
}

/* ---- the trend ---- */

static double trend(void)
{
    return channel_trend(rocket_channel(&r, "x"));
}

static void sample(int64_t after_ms, const char *x)
{
    char text[32];
    snprintf(text, sizeof text, "x=%s", x);
    message(T0 + after_ms, text);
}

static void a_trend_is_given_from_a_second_on(void **state)
{
    (void)state;
    sample(0, "10");
    sample(999, "20");
    assert_true(isnan(trend()));
    sample(1000, "30");
    is(trend(), 20);
}

static void a_trend_is_taken_from_the_anchor_before_the_last(void **state)
{
    (void)state;
    sample(0, "0");
    sample(1000, "10");
    sample(2000, "40"); /* the second anchor; the first stands */
    is(trend(), 20);
    sample(3000, "90");
    is(trend(), 30);
    sample(3999, "80");
    is(trend(), 80 / 3.999);
    sample(4000, "0"); /* now from the second */
    is(trend(), -20);
    sample(6000, "50");
    is(trend(), 25);
}

static void a_trend_is_forgotten_after_ten_seconds_of_silence(void **state)
{
    (void)state;
    sample(0, "0");
    sample(1000, "10");
    sample(10000, "100");
    is(trend(), 10);
    sample(20000, "100"); /* ten seconds after the anchor */
    is(trend(), 0);
    sample(30001, "100");
    assert_true(isnan(trend()));
    sample(31001, "105");
    is(trend(), 5);
}

static void a_trend_begins_again_after_what_is_no_number(void **state)
{
    static const char *const none[] = {"NaN", "Infinity", "-Infinity"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
        keyed(NULL);
        sample(0, "0");
        sample(1000, "10");
        is(trend(), 10);
        sample(1500, none[i]);
        assert_true(isnan(trend()));
        sample(2000, "10");
        assert_true(isnan(trend()));
        sample(2999, "20");
        assert_true(isnan(trend()));
        sample(3000, "40");
        is(trend(), 30);
    }
}

/* ---- channels ---- */

static void of_two_samples_of_one_moment_the_later_word_counts(void **state)
{
    (void)state;
    message(T0 + 1000, "x=1");
    message_at(T0 + 1000, T0 + 1001, "x=2");
    is(rocket_channel(&r, "x")->value, 2);
    assert_int_equal(rocket_channel(&r, "x")->v_ms, T0 + 1001);
    message_at(T0 + 999, T0 + 1002, "x=3");
    is(rocket_channel(&r, "x")->value, 2);
    assert_int_equal(rocket_channel(&r, "x")->t_ms, T0 + 1000);
    assert_int_equal(rocket_channel(&r, "x")->v_ms, T0 + 1001);
    assert_int_equal(rocket_channel(&r, "x")->samples, 3);
    assert_null(rocket_channel(&r, "y"));
}

static void channels_of_another_flight_are_new(void **state)
{
    (void)state;
    message(T0, "Liftoff");
    message(T0, "a=1 b=2 c=3");
    message(T0 + 10, "b=9 a=8 c=7");
    assert_int_equal(r.channels_count, 3);
    assert_string_equal(r.channels[1].name, "b");
    is(r.channels[1].value, 9);
    message(T0 + 20, "Countdown started");
    assert_int_equal(r.channels_count, 0);
    assert_false(r.has_numbers);
    message(T0 + 30, "a=5 b=6");
    assert_int_equal(r.channels_count, 2);
    assert_int_equal(r.channels[0].samples, 1);
    assert_int_equal(r.channels[1].samples, 1);
    assert_null(rocket_channel(&r, "c"));
}

static void the_time_of_a_mission_is_no_channel_and_of_others_it_is(void **state)
{
    static const struct mission timeless = {
        .name = "timeless", .words = words_default, .word_count = WORDS_DEFAULT};
    (void)state;
    message(T0, "time=-5 x=1");
    assert_int_equal(r.channels_count, 1);
    keyed(NULL);
    mission = &timeless;
    message(T0, "time=-5 x=1");
    assert_int_equal(r.channels_count, 2);
    is(rocket_channel(&r, "time")->value, -5);
    clock_is(T0, "T --:--:--");
    keyed(NULL);
    message(T0, "time=-5");
    assert_true(r.has_numbers); /* a clock alone is telemetry */
    state_is(T0 + 5000, "STALE");
    keyed(NULL);
    message(T0, "{}");
    assert_false(r.has_numbers);
}

/* ---- states ---- */

static void silence_that_begins_another_flight_is_said_of_the_one_before(void **state)
{
    (void)state;
    recorded(T0 + 86400000, "x=1");
    recorded(T0, "x=1"); /* the day before: the other flight ended in silence */
    says(0, EVENT_STALE, "last heard 13:46:40");
    assert_int_equal(said[0].v_ms, T0 + 86400000 + 5000);
    assert_int_equal(said[0].seq, -1);
    assert_int_equal(said[0].rocket, r.id);
    assert_int_equal(said_count, 1);

    keyed(NULL);
    message(T0, "Liftoff");
    message(T0 + 1000, "x=1");
    said_count = 0;
    message(T0 + 5999, "Countdown started");
    assert_int_equal(said_count, 1);
    keyed(NULL);
    message(T0, "Liftoff");
    message(T0 + 1000, "x=1");
    said_count = 0;
    message(T0 + 1000, "Countdown started"); /* at once */
    assert_int_equal(said_count, 1);
    keyed(NULL);
    message(T0, "Liftoff");
    message(T0 + 1000, "x=1");
    said_count = 0;
    message(T0 + 6000, "Countdown started");
    assert_int_equal(said_count, 2);
    assert_int_equal(said[0].kind, EVENT_STALE);
}

static void what_is_late_does_not_break_a_silence_of_the_recording(void **state)
{
    (void)state;
    recorded(T0 + 30000, "x=1");
    recorded(T0 + 1000, "x=1");
    recorded(T0 + 34999, "x=1");
    assert_int_equal(said_count, 0);
    recorded(T0 + 64999, "x=1");
    assert_int_equal(said_count, 1);
}

static void silence_is_asked_for_without_being_said(void **state)
{
    (void)state;
    struct event e;
    message(T0, "x=1");
    assert_int_equal(rocket_stale_ms(&r), T0 + 5000);
    assert_false(rocket_silence(&r, T0 + 4999, &e));
    assert_true(rocket_silence(&r, T0 + 5000, &e));
    assert_int_equal(e.v_ms, T0 + 5000);
    rocket_tick(&r, mission, T0 + 6000, NULL); /* nobody listens, yet it is said */
    rocket_tick(&r, mission, T0 + 6000, &sink);
    assert_int_equal(said_count, 0);
    message(T0 + 6000, "x=1");
    rocket_tick(&r, mission, T0 + 18000, &sink);
    assert_int_equal(said_count, 1);
    message(T0 + 18500, "Landed");
    assert_true(rocket_stale_ms(&r) == FLIGHT_NO_TIME);
}

static void a_rocket_is_late_from_its_deadline_and_five_seconds_on(void **state)
{
    static const struct {
        int64_t behind;
        const char *word;
    } rows[] = {{10000, "OK"}, {10001, "LATE"}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        keyed(NULL);
        message_at(T0, T0 + rows[i].behind, "x=1");
        state_is(T0 + rows[i].behind, rows[i].word);
        state_is(T0 + rows[i].behind + 4999, "LATE");
        state_is(T0 + rows[i].behind + 5000, "STALE");
    }
}

static void the_age_is_that_of_the_newest_word_however_late_it_came(void **state)
{
    (void)state;
    message_at(T0, T0 + 3000, "x=1");
    assert_int_equal(rocket_age_ms(&r, T0 + 3000), 3000);
    assert_int_equal(rocket_age_ms(&r, T0 - 1), 0);
    message_at(T0 + 60000, T0 + 4000, "x=1"); /* a clock that is ahead */
    assert_int_equal(rocket_age_ms(&r, T0 + 5000), 1000);
}

static void every_state_has_its_word(void **state)
{
    static const char *const words[] = {"----", "ENDED", "STALE", "LATE",
                                        "RED",  "YEL",   "QUIET", "OK"};
    (void)state;
    for (int i = 0; i < (int)ARRAY_SIZE(words); i++)
        assert_string_equal(rocket_state_word((enum rocket_state)i), words[i]);
    assert_string_equal(rocket_outcome(&r, T0), "OPEN"); /* never heard */
}

/* ---- names ---- */

static void names_are_kept_to_63_bytes_and_titles_show_all_of_them(void **state)
{
    char name[80], title[ROCKET_TITLE_SIZE];
    (void)state;
    for (int len = 62; len <= 63; len++) {
        snprintf(name, sizeof name, "%0*d", len, 7);
        begin_as(name, true);
        assert_string_equal(r.name, name);
        rocket_title(&r, title);
        assert_int_equal(strlen(title), len + 2);
    }
    snprintf(name, sizeof name, "%064d", 7);
    begin_as(name, true);
    assert_string_equal(r.name, "000000000000000000000000000000000000000000000000000000000000…");
}

static void a_title_is_ours_only_in_whole_brackets(void **state)
{
    static const struct {
        const char *name;
        bool keyless;
        const char *title;
    } rows[] = {
        {"(x", false, "(x"},       {"x)", false, "x)"},   {"(x)", false, "\"(x)\""},
        {"(x", true, "((x)"},      {"x)", true, "(x))"},  {"(others)", true, "(others)"},
        {"\"x", false, "\"\"x\""}, {"x\"", false, "x\""}, {"()", false, "\"()\""},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char title[ROCKET_TITLE_SIZE];
        begin_as(rows[i].name, rows[i].keyless);
        rocket_title(&r, title);
        assert_string_equal(title, rows[i].title);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_pace_is_the_lower_median_of_the_intervals, keyed),
        cmocka_unit_test_setup(only_the_last_20_intervals_count, keyed),
        cmocka_unit_test_setup(what_comes_out_of_order_leaves_the_pace_alone, keyed),
        cmocka_unit_test_setup(the_rate_is_known_until_the_deadline, keyed),
        cmocka_unit_test_setup(a_trend_is_given_from_a_second_on, keyed),
        cmocka_unit_test_setup(a_trend_is_taken_from_the_anchor_before_the_last, keyed),
        cmocka_unit_test_setup(a_trend_is_forgotten_after_ten_seconds_of_silence, keyed),
        cmocka_unit_test_setup(a_trend_begins_again_after_what_is_no_number, keyed),
        cmocka_unit_test_setup(of_two_samples_of_one_moment_the_later_word_counts, keyed),
        cmocka_unit_test_setup(channels_of_another_flight_are_new, keyed),
        cmocka_unit_test_setup(the_time_of_a_mission_is_no_channel_and_of_others_it_is, keyed),
        cmocka_unit_test_setup(silence_that_begins_another_flight_is_said_of_the_one_before, keyed),
        cmocka_unit_test_setup(what_is_late_does_not_break_a_silence_of_the_recording, keyed),
        cmocka_unit_test_setup(silence_is_asked_for_without_being_said, keyed),
        cmocka_unit_test_setup(a_rocket_is_late_from_its_deadline_and_five_seconds_on, keyed),
        cmocka_unit_test_setup(the_age_is_that_of_the_newest_word_however_late_it_came, keyed),
        cmocka_unit_test_setup(every_state_has_its_word, keyed),
        cmocka_unit_test_setup(names_are_kept_to_63_bytes_and_titles_show_all_of_them, keyed),
        cmocka_unit_test_setup(a_title_is_ours_only_in_whole_brackets, keyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
