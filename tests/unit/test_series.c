/* test_series.c: a chart's columns and a bar's gaps are what the rows say, to the millisecond. */
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "playhead_kit.h"
#include "series_kit.h"

enum { ROWS = 3 * STORE_CHUNK };

static char said[120];

/* What lies where. */

static void a_sample_lies_in_its_column_and_both_ends_belong_to_the_window(void **state)
{
    (void)state;
    fly("A", t0, t0 + 40 * S);
    now_is(t0 + 41 * S);
    chart(t0 + 10 * S, t0 + 20 * S, INT64_MAX, 5);
    for (int i = 0; i < 4; i++)
        column_is(i, 10 + 2 * i, 11 + 2 * i);
    column_is(4, 18, 20);
    chart(t0 + 10 * S + 1, t0 + 20 * S - 1, INT64_MAX, 5);
    column_is(0, 11, 12);
    column_is(4, 18, 19);
}

static void columns_between_two_samples_lie_on_the_line_between_them(void **state)
{
    (void)state;
    fly("A", t0, t0 + 40 * S);
    now_is(t0 + 41 * S);
    chart(t0 + 10 * S, t0 + 11 * S, INT64_MAX, 4);
    column_is(0, 10, 10);
    column_is(1, 10.375, 10.375);
    column_is(2, 10.625, 10.625);
    column_is(3, 11, 11);
    chart(t0 + 10 * S + 200, t0 + 10 * S + 600, INT64_MAX, 2); /* both samples lie outside */
    column_is(0, 10.3, 10.3);
    column_is(1, 10.5, 10.5);
}

static void samples_of_a_slow_clock_lie_where_they_were_heard(void **state)
{
    (void)state;
    for (int i = 0; i <= 40; i++) {
        char text[24];
        snprintf(text, sizeof text, "v=%d", i);
        recording_say(rec, "A", t0 + i * S - 86400 * S, t0 + i * S, text);
    }
    now_is(t0 + 41 * S);
    chart(t0, t0 + 40 * S, INT64_MAX, 4);
    for (int i = 0; i < 4; i++)
        column_is(i, 10 * i, i < 3 ? 9 + 10 * i : 40);
    bar(t0, t0 + 40 * S, 4);
    for (int i = 0; i < 4; i++)
        assert_true(heard[i]);
}

static void a_recording_is_drawn_from_its_oldest_sample_on(void **state)
{
    (void)state;
    recording_say(rec, "A", t0 + 10 * S, FLIGHT_NO_TIME, "v=10");
    for (int i = 0; i < 10; i++)
        recording_say(rec, "A", t0 + i * S, FLIGHT_NO_TIME, "v=5");
    recording_say(rec, "A", t0 + 11 * S, FLIGHT_NO_TIME, "v=11");
    now_is(t0 + 12 * S);
    assert_int_equal(shown("A")->flight_v0_ms, t0);
    chart(shown("A")->flight_v0_ms, t0 + 11 * S, INT64_MAX, 11);
    for (int i = 0; i < 10; i++)
        column_is(i, 5, 5);
    column_is(10, 10, 11);
}

static void a_line_breaks_where_the_channels_deadline_was_passed(void **state)
{
    (void)state;
    fly("A", t0, t0 + 30 * S);
    fly("A", t0 + 30 * S + DEADLINE, t0 + 40 * S);
    fly("A", t0 + 40 * S + DEADLINE + 1, t0 + 70 * S);
    now_is(t0 + 70 * S);
    chart(t0 + 30 * S, t0 + 30 * S + DEADLINE, INT64_MAX, 4);
    column_is(0, 30, 30);
    column_is(1, 18.75, 18.75);
    column_is(2, 11.25, 11.25);
    column_is(3, 0, 0);
    chart(t0 + 40 * S, t0 + 40 * S + DEADLINE + 1, INT64_MAX, 4);
    column_is(0, 8, 8);
    column_is_empty(1);
    column_is_empty(2);
    column_is(3, 0, 0);
    chart(t0 + 40 * S + 1, t0 + 40 * S + DEADLINE, INT64_MAX, 2);
    column_is_empty(0);
    column_is_empty(1);
}

static void a_late_message_of_long_before_does_not_break_the_line(void **state)
{
    (void)state;
    fly("A", t0, t0 + 30 * S);
    recording_say(rec, "A", t0 + 5 * S + 500, t0 + 30 * S + 500, "{\"v\":99}");
    fly("A", t0 + 31 * S, t0 + 40 * S);
    now_is(t0 + 40 * S);
    chart(t0 + 30 * S, t0 + 31 * S, INT64_MAX, 4);
    column_is(1, 30 - 0.375 * 30, 30 - 0.375 * 30);
    column_is(3, 0, 0);
    chart(t0, t0 + 40 * S, INT64_MAX, 40);
    column_is(5, 5, 99); /* it lies at its record time */
}

static void a_chart_is_of_one_channel(void **state)
{
    (void)state;
    fly("A", t0, t0 + 30 * S);
    hear("A", t0 + 30 * S + 500, "{\"w\":1000}");
    hear("A", t0 + 30 * S + 600, "{\"u\":5,\"v\":77}");
    now_is(t0 + 31 * S);
    chart(t0 + 30 * S, t0 + 31 * S, INT64_MAX, 1);
    column_is(0, 30, 77);
    OK(playhead_series(p, shown("A")->id, "w", t0, t0 + 31 * S, INT64_MAX, 1, min, max, &err));
    column_is(0, 1000, 1000);
}

static void a_chart_with_nothing_to_show_is_empty(void **state)
{
    double none[2] = {1, 2};
    bool silent[2] = {true, true};
    (void)state;
    fly("A", t0, t0 + 30 * S);
    now_is(t0 + 31 * S);
    int32_t id = shown("A")->id;
    OK(playhead_series(p, id, "v", t0, t0 + 30 * S, INT64_MAX, 0, none, none + 1, &err));
    assert_true(none[0] == 1 && none[1] == 2);
    OK(playhead_series(p, id, "v", t0 + 5 * S, t0 + 5 * S, INT64_MAX, 1, none, none + 1, &err));
    assert_true(isnan(none[0]) && isnan(none[1]));
    none[0] = none[1] = 1;
    OK(playhead_series(p, 4711, "v", t0, t0 + 30 * S, INT64_MAX, 1, none, none + 1, &err));
    assert_true(isnan(none[0]) && isnan(none[1]));
    OK(playhead_heard(p, id, t0, t0 + 30 * S, 0, silent, &err));
    assert_true(silent[0]);
    OK(playhead_heard(p, id, t0 + 5 * S, t0 + 5 * S, 1, silent, &err));
    assert_false(silent[0]);
    OK(playhead_heard(p, 4711, t0, t0 + 30 * S, 2, silent, &err));
    assert_false(silent[1]);
    silent[0] = true;
    OK(playhead_heard(p, id, t0 - 20 * S, t0 - 10 * S, 1, silent, &err));
    assert_false(silent[0]);
}

static void messages_not_visible_by_t_are_not_drawn(void **state)
{
    (void)state;
    fly("A", t0, t0 + 40 * S);
    now_is(t0 + 41 * S);
    chart(t0, t0 + 40 * S, t0 + 30 * S + 10, 40); /* by then 30 was visible */
    column_is(30, 30, 30);
    column_is_empty(31);
    chart(t0, t0 + 40 * S, t0 + 30 * S + 9, 40);
    column_is(29, 29, 29);
    column_is_empty(30);
}

static void messages_not_visible_by_t_are_not_drawn_from_aggregates(void **state)
{
    enum { MIDDLE = STORE_CHUNK + STORE_CHUNK / 2 };
    (void)state;
    for (int i = 0; i < ROWS; i++)
        hear_number("A", t0 + 10 * i, i);
    now_is(t0 + 10 * ROWS);
    chart(t0, t0 + 10 * ROWS, t0 + 10 * MIDDLE + 10, 3);
    column_is(0, 0, STORE_CHUNK - 1);
    column_is(1, STORE_CHUNK, MIDDLE);
    column_is_empty(2);
}

static void a_chart_up_to_a_flights_first_moment_ends_at_the_playhead(void **state)
{
    (void)state;
    fly("A", t0, t0 + 10 * S);
    recording_say(rec, "A", t0 + 5, t0 + 10 * S + 500, "{\"v\":99}");
    fly("A", t0 + 11 * S, t0 + 20 * S);
    now_is(t0 + 20 * S);
    OK(playhead_seek(p, t0 + 5 * S, said, &err));
    chart(t0 - S, t0 + 10, INT64_MAX, 1);
    column_is(0, 0, 0);
    OK(playhead_seek(p, t0 + 15 * S, said, &err));
    chart(t0 - S, t0 + 10, INT64_MAX, 1);
    column_is(0, 0, 99);
}

/* A first flight with values from 100 on, a second one with values from 0 on, a minute apart. */
static void fly_twice(void)
{
    hear("A", t0, "{\"event\":\"countdown started\",\"v\":100}");
    for (int i = 1; i <= 30; i++)
        hear_number("A", t0 + i * S, 100 + i);
    hear("A", t0 + 31 * S, "{\"event\":\"landed\",\"v\":131}");
    hear("A", t0 + 60 * S, "{\"event\":\"countdown started\",\"v\":0}");
    for (int i = 1; i <= 20; i++)
        hear_number("A", t0 + (60 + i) * S, i);
}

static void a_chart_holds_the_samples_of_one_flight_alone(void **state)
{
    (void)state;
    fly_twice();
    now_is(t0 + 80 * S);
    assert_int_equal(shown("A")->flight, 2);
    chart(t0, t0 + 80 * S, INT64_MAX, 80);
    for (int i = 0; i < 60; i++)
        column_is_empty(i);
    column_is(60, 0, 0);
    column_is(79, 19, 20);
    bar(t0, t0 + 80 * S, 80);
    for (int i = 0; i < 80; i++)
        assert_int_equal(heard[i], i >= 60);
    chart(t0, t0 + 60 * S, INT64_MAX, 60);
    column_is(0, 100, 100);
    column_is(31, 131, 131);
    column_is_empty(32);
    column_is_empty(59);
    bar(t0, t0 + 60 * S, 60);
    for (int i = 0; i < 60; i++)
        assert_int_equal(heard[i], i <= 31);
    chart(t0, t0 + 60 * S, t0 + 10 * S, 60); /* of a flight that is over all is seen */
    column_is(0, 100, 100);
    column_is(31, 131, 131);
    column_is_empty(32);
}

static void a_chart_of_an_earlier_flight_breaks_after_five_silent_seconds(void **state)
{
    (void)state;
    hear("A", t0, "{\"event\":\"countdown started\",\"v\":0}");
    hear("A", t0 + UNKNOWN_DEADLINE, "{\"v\":10}");
    hear("A", t0 + 2 * UNKNOWN_DEADLINE + 1, "{\"v\":20}");
    hear("A", t0 + 20 * S, "{\"event\":\"landed\"}");
    hear("A", t0 + 60 * S, "{\"event\":\"countdown started\",\"v\":1}");
    now_is(t0 + 60 * S);
    chart(t0, t0 + 20 * S, INT64_MAX, 20);
    column_is(0, 0, 0);
    column_is(3, 7, 7);
    column_is(5, 10, 10);
    column_is_empty(6);
    column_is_empty(9);
    column_is(10, 20, 20);
}

/* Bars. */

static void a_bar_marks_each_column_in_which_the_rocket_was_heard(void **state)
{
    (void)state;
    fly("A", t0, t0 + 30 * S);
    fly("A", t0 + 30 * S + DEADLINE, t0 + 40 * S);
    fly("A", t0 + 40 * S + DEADLINE + 1, t0 + 70 * S);
    now_is(t0 + 71 * S);
    bar(t0 + 30 * S + 1, t0 + 30 * S + DEADLINE - 1, 4); /* within the deadline: no gap */
    for (int i = 0; i < 4; i++)
        assert_true(heard[i]);
    bar(t0 + 40 * S + 1, t0 + 40 * S + DEADLINE, 4);
    for (int i = 0; i < 4; i++)
        assert_false(heard[i]);
    bar(t0 + 40 * S, t0 + 40 * S + DEADLINE + 1, 4); /* both ends of the gap are in the window */
    assert_true(heard[0] && !heard[1] && !heard[2] && heard[3]);
}

static void text_has_no_pace_and_no_gaps(void **state)
{
    (void)state;
    hear("A", t0, "{\"event\":\"countdown started\"}");
    hear("A", t0 + 600 * S, "{\"event\":\"liftoff\"}");
    now_is(t0 + 700 * S);
    bar(t0 - 100 * S, t0 + 700 * S, 8);
    for (int i = 0; i < 8; i++)
        assert_int_equal(heard[i], i >= 1 && i <= 7);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, playhead_setup, series_teardown)
    const struct CMUnitTest tests[] = {
        T(a_sample_lies_in_its_column_and_both_ends_belong_to_the_window),
        T(columns_between_two_samples_lie_on_the_line_between_them),
        T(samples_of_a_slow_clock_lie_where_they_were_heard),
        T(a_recording_is_drawn_from_its_oldest_sample_on),
        T(a_line_breaks_where_the_channels_deadline_was_passed),
        T(a_late_message_of_long_before_does_not_break_the_line),
        T(a_chart_is_of_one_channel),
        T(a_chart_with_nothing_to_show_is_empty),
        T(messages_not_visible_by_t_are_not_drawn),
        T(messages_not_visible_by_t_are_not_drawn_from_aggregates),
        T(a_chart_up_to_a_flights_first_moment_ends_at_the_playhead),
        T(a_chart_holds_the_samples_of_one_flight_alone),
        T(a_chart_of_an_earlier_flight_breaks_after_five_silent_seconds),
        T(a_bar_marks_each_column_in_which_the_rocket_was_heard),
        T(text_has_no_pace_and_no_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
