/* test_flight_clock.c: T-0 and record times at the edges of what is believed. */
#include "fold_kit.h"
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "flight_kit.h"

/* ---- a text that sets T ---- */

static void t_is_set_by_seconds_minutes_or_hours_and_by_nothing_else(void **state)
{
    static const struct {
        const char *text, *clock;
    } rows[] = {
        {"T-9", "T-00:00:09"},       {"t+19", "T+00:00:19"},      {"T-0", "T+00:00:00"},
        {"T+1:30", "T+00:01:30"},    {"T-1:02:03", "T-01:02:03"}, {"T-9999", "T-02:46:39"},
        {"T+99:99", "T+01:40:39"},   {"T-", "T --:--:--"},        {"T", "T --:--:--"},
        {"T-:1", "T --:--:--"},      {"T-1:", "T --:--:--"},      {"T-1::2", "T --:--:--"},
        {"T-1:2:3:4", "T --:--:--"}, {"T-12345", "T --:--:--"},   {"T-1x", "T --:--:--"},
        {"T-/", "T --:--:--"},       {"T*10", "T --:--:--"},      {"X-10", "T --:--:--"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        keyed(NULL);
        message(T0, rows[i].text);
        char shown[40];
        snprintf(shown, sizeof shown, "%s", rows[i].clock);
        r.lifted_off = true; /* at T-0 the clock waits for the lift-off */
        clock_is(T0, shown);
    }
}

static void each_text_that_sets_t_is_said(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++)
        message(T0 + i * 1000, "T-30");
    assert_int_equal(said_count, 10); /* unlike words that move nothing, which are counted */
}

static void a_text_does_not_move_t_after_the_lift_off(void **state)
{
    (void)state;
    message(T0, "Liftoff");
    message(T0 + 1000, "T-30");
    clock_is(T0 + 1000, "T+00:00:01");
    message(T0 + 2000, "Landed");
    message(T0 + 3000, "T-30");
    clock_is(T0 + 3000, "T+00:00:02");
}

static void in_a_hold_a_text_sets_what_the_clock_is_held_at(void **state)
{
    (void)state;
    message(T0, "T-30");
    message(T0 + 10000, "Hold");
    clock_is(T0 + 60000, "T-00:00:20");
    assert_true(rocket_mission_ms(&r, T0) == FLIGHT_NO_TIME);
    message(T0 + 60000, "T-10");
    clock_is(T0 + 90000, "T-00:00:10");
    message(T0 + 90000, "Countdown resumed");
    clock_is(T0 + 95000, "T-00:00:05");
    assert_int_equal(rocket_mission_ms(&r, T0 + 90000), -10000);
}

/* ---- the time channel ---- */

static void a_hold_follows_the_time_channel(void **state)
{
    (void)state;
    message(T0, "{\"time\":-30}");
    message(T0 + 1000, "{\"time\":-29,\"event\":\"Hold\"}");
    clock_is(T0 + 60000, "T-00:00:29");
    message(T0 + 60000, "{\"time\":-20}");
    clock_is(T0 + 90000, "T-00:00:20");
    message(T0 + 90000, "{\"time\":0}"); /* it ran on, and nobody said so */
    clock_is(T0 + 95000, "T+00:00:05");
    assert_true(r.lifted_off);
}

static void a_late_mission_time_is_not_followed(void **state)
{
    (void)state;
    message(T0, "{\"time\":100}");
    message(T0 + 2000, "{\"time\":102}");
    message_at(T0 + 1000, T0 + 2001, "{\"time\":90}");
    assert_float_equal(r.mission_time, 102, 0);
    clock_is(T0 + 2000, "T+00:01:42");
    message(T0 + 2000, "{\"time\":103}"); /* of the same moment: the last word */
    assert_float_equal(r.mission_time, 103, 0);
}

static void t_zero_moves_when_messages_disagree_by_more_than_jitter(void **state)
{
    (void)state;
    message(T0, "{\"time\":100}");
    message(T0 + 1000, "{\"time\":100.75}");
    assert_int_equal(rocket_mission_ms(&r, T0), 100000);
    message(T0 + 2000, "{\"time\":101.749}");
    assert_int_equal(rocket_mission_ms(&r, T0 + 2000), 101749);
}

static void the_longest_mission_time_is_three_years(void **state)
{
    (void)state;
    message(T0, "{\"time\":100000001}");
    assert_true(isnan(r.mission_time));
    message(T0, "{\"time\":100000000}");
    assert_float_equal(r.mission_time, 1e8, 0);
    assert_int_equal(rocket_mission_ms(&r, T0), INT64_C(100000000000));
}

static void a_clock_with_a_key_may_leap(void **state)
{
    (void)state;
    message(T0, "{\"time\":10}");
    message(T0 + 100, "{\"time\":300}");
    assert_false(r.mixed);
    assert_int_equal(r.flight, 1);
    clock_is(T0 + 100, "T+00:05:00");
}

static void without_keys_a_clock_leaps_at_most_a_minute_after_t_zero(void **state)
{
    (void)state;
    message(T0, "{\"time\":10}");
    message(T0, "{\"time\":70}");
    assert_false(r.mixed);
    message(T0, "{\"time\":130.5}");
    assert_true(r.mixed);
    assert_string_equal(r.phase, "MIXED?");

    keyless(NULL);
    message(T0, "{\"time\":10}");
    message(T0 + 100000, "{\"time\":110}"); /* a gap in the recording is no leap */
    assert_false(r.mixed);
}

static void without_keys_a_countdown_may_leap(void **state)
{
    (void)state;
    message(T0, "{\"time\":-600}");
    message(T0 + 100, "{\"time\":-60}"); /* a hold that was never said */
    assert_false(r.mixed);
    clock_is(T0 + 100, "T-00:01:00");
}

static void a_flight_that_ended_keeps_its_clock(void **state)
{
    (void)state;
    message(T0, "{\"time\":100}");
    message(T0 + 1000, "{\"time\":101,\"event\":\"Landed\"}");
    message(T0 + 9000, "{\"time\":109}");
    clock_is(T0 + 9000, "T+00:01:41");
    assert_int_equal(rocket_mission_ms(&r, T0 + 9000), 109000);
}

/* ---- when the clock reads a given T ---- */

static void reaches(int64_t from, int64_t to, int64_t clock_ms, int64_t at)
{
    int64_t found;
    bool does = rocket_clock_reaches(&r, T0 + from, T0 + to, clock_ms, &found);
    assert_int_equal(does, at >= 0);
    if (does)
        assert_int_equal(found, T0 + at);
}

static void a_running_clock_reaches_what_it_passes(void **state)
{
    (void)state;
    reaches(0, 10000, 0, -1); /* there is no clock yet */
    message(T0, "Liftoff");
    reaches(1000, 10000, 5000, 5000);
    reaches(1000, 10000, 1000, 1000);
    reaches(1000, 10000, 500, 1000); /* has passed it already */
    reaches(1000, 10000, 9999, 9999);
    reaches(1000, 10000, 10000, -1);
    reaches(1000, 1000, 500, -1);
}

static void a_clock_that_is_held_reaches_what_it_is_held_at(void **state)
{
    (void)state;
    message(T0, "T-30");
    message(T0 + 10000, "Hold");
    reaches(11000, 60000, -20000, 11000);
    reaches(11000, 60000, -20001, 11000);
    reaches(11000, 60000, -19999, -1);
    reaches(11000, 11000, -20000, -1); /* no time at all */
}

static void t_zero_is_reached_when_the_wait_for_the_lift_off_ends(void **state)
{
    (void)state;
    message(T0, "T-10");
    reaches(0, 60000, -1, 9999);
    reaches(0, 60000, 0, 10250);
    reaches(0, 60000, 249, 10250);
    reaches(0, 60000, 250, 10250);
    reaches(0, 60000, 251, 10251);
}

/* ---- record times ---- */

static void without_a_record_time_it_is_the_arrival_or_the_last_one(void **state)
{
    (void)state;
    recorded(-1, "{\"x\":1}");
    assert_int_equal(r.t_ms, 0);
    recorded(T0, "{\"x\":1}");
    recorded(-1, "{\"x\":1}");
    assert_int_equal(r.t_ms, T0);
    message_at(-1, T0 + 5000, "{\"x\":1}");
    assert_int_equal(r.t_ms, T0 + 5000);
    assert_int_equal(r.v_ms, T0 + 5000);
}

static void a_record_time_is_believed_to_the_end_of_the_calendar(void **state)
{
    (void)state;
    recorded(INT64_C(253402300799998), "{\"x\":1}");
    assert_int_equal(r.t_ms, INT64_C(253402300799998));
    recorded(INT64_MAX, "{\"x\":1}");
    assert_int_equal(r.t_ms, INT64_C(253402300799999));
}

static void heard_within_a_minute_is_heard_live(void **state)
{
    static const struct {
        int64_t behind;
        bool live;
    } rows[] = {{60000, true}, {60001, false}, {0, true}, {-60000, true}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        keyed(NULL);
        message_at(T0, T0 + rows[i].behind, "{\"x\":1}");
        assert_int_equal(r.heard_live, rows[i].live);
        assert_int_equal(r.v_ms, rows[i].live ? T0 + rows[i].behind : T0);
    }
}

static void a_message_is_late_from_more_than_a_minute_on(void **state)
{
    (void)state;
    message(T0 + 100000, "{\"vel\":1}");
    said_count = 0;
    message_at(T0 + 40000, T0 + 100001, "{\"vel\":1}");
    assert_int_equal(said_count, 0);
    message_at(T0 + 39999, T0 + 100002, "{\"vel\":1}");
    says(0, EVENT_LATE, "recorded 13:47:19, 00:01:00 behind");
    message_at(T0 + 100003, T0 + 100003, "{\"vel\":1}");
    message_at(T0 + 39999, T0 + 100004, "{\"vel\":1}"); /* a run of its own */
    assert_int_equal(said_count, 2);
}

static void an_hour_back_is_late_and_more_is_another_flight(void **state)
{
    (void)state;
    recorded(T0 + 3600000, "{\"vel\":1}");
    recorded(T0, "{\"vel\":1}");
    assert_int_equal(r.flight, 1);
    recorded(T0 - 1, "{\"vel\":1}");
    assert_int_equal(r.flight, 2);
    assert_int_equal(r.flight_v0_ms, T0 - 1);
}

static void the_first_message_is_folded_though_it_opens_a_flight(void **state)
{
    (void)state;
    struct flight_message m = {
        .seq = 9, .t_ms = T0, .arrival_ms = FLIGHT_NO_TIME, .value = bytes_of("{\"x\":1}")};
    assert_true(decode_fold_until(&r, mission, &m, T0, &sink));
    assert_int_equal(r.flight, 1);
    assert_int_equal(r.flight_seq0, 9);
}

/* ---- phases ---- */

static void a_phase_of_the_producer_is_shown_in_capitals(void **state)
{
    (void)state;
    message(T0, "{\"phase\":\"az {y}\"}");
    assert_string_equal(r.phase, "AZ {Y}");
    assert_int_equal(r.phase_since_ms, T0);
    message(T0 + 1000, "{\"phase\":\"az {y}\"}");
    assert_int_equal(r.phase_since_ms, T0);
    assert_int_equal(said_count, 1);
}

static void a_time_in_milliseconds_read_as_seconds_says_so_and_is_no_second_rocket(void **state)
{
    (void)state;
    for (int keys = 0; keys < 2; keys++) {
        begin_as("R", keys == 0);
        for (int i = 0; i < 20; i++) {
            char value[60];
            snprintf(value, sizeof value, "{\"time\":%d,\"a\":1}", i * 100);
            message(T0 + i * 100, value);
        }
        int lines = 0;
        for (int i = 0; i < said_count; i++) {
            lines += strcmp(said[i].text, "times look like milliseconds: unit: ms") == 0;
            assert_null(strstr(said[i].text, "countdowns"));
        }
        assert_int_equal(lines, 1);
        assert_string_not_equal(r.phase, "MIXED?");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(t_is_set_by_seconds_minutes_or_hours_and_by_nothing_else, keyed),
        cmocka_unit_test_setup(each_text_that_sets_t_is_said, keyed),
        cmocka_unit_test_setup(a_text_does_not_move_t_after_the_lift_off, keyed),
        cmocka_unit_test_setup(in_a_hold_a_text_sets_what_the_clock_is_held_at, keyed),
        cmocka_unit_test_setup(a_hold_follows_the_time_channel, keyed),
        cmocka_unit_test_setup(a_late_mission_time_is_not_followed, keyed),
        cmocka_unit_test_setup(t_zero_moves_when_messages_disagree_by_more_than_jitter, keyed),
        cmocka_unit_test_setup(the_longest_mission_time_is_three_years, keyed),
        cmocka_unit_test_setup(a_clock_with_a_key_may_leap, keyed),
        cmocka_unit_test_setup(without_keys_a_clock_leaps_at_most_a_minute_after_t_zero, keyless),
        cmocka_unit_test_setup(without_keys_a_countdown_may_leap, keyless),
        cmocka_unit_test_setup(a_flight_that_ended_keeps_its_clock, keyed),
        cmocka_unit_test_setup(a_running_clock_reaches_what_it_passes, keyed),
        cmocka_unit_test_setup(a_clock_that_is_held_reaches_what_it_is_held_at, keyed),
        cmocka_unit_test_setup(t_zero_is_reached_when_the_wait_for_the_lift_off_ends, keyed),
        cmocka_unit_test_setup(without_a_record_time_it_is_the_arrival_or_the_last_one, keyed),
        cmocka_unit_test_setup(a_record_time_is_believed_to_the_end_of_the_calendar, keyed),
        cmocka_unit_test_setup(heard_within_a_minute_is_heard_live, keyed),
        cmocka_unit_test_setup(a_message_is_late_from_more_than_a_minute_on, keyed),
        cmocka_unit_test_setup(an_hour_back_is_late_and_more_is_another_flight, keyed),
        cmocka_unit_test_setup(the_first_message_is_folded_though_it_opens_a_flight, keyed),
        cmocka_unit_test_setup(a_phase_of_the_producer_is_shown_in_capitals, keyed),
        cmocka_unit_test(a_time_in_milliseconds_read_as_seconds_says_so_and_is_no_second_rocket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
