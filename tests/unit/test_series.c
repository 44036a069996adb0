/* test_series.c: a chart's columns and a bar's gaps are what the rows say, to the millisecond,
 * close by and from afar, in one chunk and over many, at the head and behind it. */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "playhead_kit.h"

enum { MOST = 240, ROWS = 3 * STORE_CHUNK };

/* The deadline of a rocket that is heard once a second, and of a pace that nobody knows. */
enum { DEADLINE = 2 * S, UNKNOWN_DEADLINE = 5 * S };

static double *min, *max;
static bool heard[MOST + 1];
static char said[120];

/* Memory that ends where the columns do. */
static void chart(int64_t from, int64_t to, int64_t until, int columns)
{
    free(min);
    free(max);
    min = mem_alloc((size_t)columns * sizeof *min);
    max = mem_alloc((size_t)columns * sizeof *max);
    OK(playhead_series(p, shown("A")->id, "v", from, to, until, columns, min, max, &err));
}

static void column_is(int column, double least, double most)
{
    if (!(fabs(min[column] - least) < 1e-6 && fabs(max[column] - most) < 1e-6))
        fail_msg("column %d is %g..%g, must be %g..%g", column, min[column], max[column], least,
                 most);
}

static void column_is_empty(int column)
{
    if (!isnan(min[column]) || !isnan(max[column]))
        fail_msg("column %d is %g..%g, must be empty", column, min[column], max[column]);
}

static void bar(int64_t from, int64_t to, int columns)
{
    heard[columns] = false;
    OK(playhead_heard(p, shown("A")->id, from, to, columns, heard, &err));
    assert_false(heard[columns]);
}

static int teardown(void **state)
{
    free(min);
    free(max);
    min = max = NULL;
    return playhead_teardown(state);
}

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

static void where_nothing_can_be_shown_nothing_is(void **state)
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

static void what_was_not_visible_by_then_is_not_drawn(void **state)
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

static void nor_is_it_when_seen_from_afar(void **state)
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

static void a_chart_up_to_a_flights_first_moment_shows_what_was_heard_by_the_playhead(void **state)
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

static void words_have_no_pace_and_no_gaps(void **state)
{
    (void)state;
    hear("A", t0, "{\"event\":\"countdown started\"}");
    hear("A", t0 + 600 * S, "{\"event\":\"liftoff\"}");
    now_is(t0 + 700 * S);
    bar(t0 - 100 * S, t0 + 700 * S, 8);
    for (int i = 0; i < 8; i++)
        assert_int_equal(heard[i], i >= 1 && i <= 7);
}

/* Many chunks, against what the rows say. */

static struct { /* of A, in order of seq */
    int64_t t_ms, v_ms;
    double value;
} samples[ROWS];
static int samples_count;
static uint32_t dice_state;

static int dice(int sides)
{
    dice_state = dice_state * 1664525u + 1013904223u;
    return (int)((dice_state >> 8) % (uint32_t)sides);
}

/* One flight of A at 10 Hz, a rising ramp with a spike now and then, silent for up to 20 s now and
 * then; B in between. `late`: some messages come half a minute late. */
static int64_t fly_long(bool late)
{
    int64_t now = t0;
    samples_count = 0;
    for (int i = 0; i < ROWS - 500; i++) {
        now += 80 + dice(40) + (dice(400) == 0 ? dice(20 * S) : 0);
        if (dice(3) == 0) {
            hear_number("B", now, -5000);
            continue;
        }
        int64_t t_ms = late && dice(200) == 0 ? now - 30 * S : now;
        char text[64];
        double value = dice(300) == 0 ? 50000 + i : i;
        snprintf(text, sizeof text, "{\"v\":%.0f}", value);
        recording_say(rec, "A", t_ms, now + 10, text);
        samples[samples_count].t_ms = t_ms;
        samples[samples_count].v_ms = now + 10;
        samples[samples_count++].value = value;
    }
    return now + 100;
}

struct window {
    int64_t from, to, until;
    int columns;
};

static int column_at(const struct window *w, int64_t t_ms)
{
    int column = (int)((t_ms - w->from) * w->columns / (w->to - w->from));
    return column < w->columns ? column : w->columns - 1; /* `to` is the last column's */
}

static void widen(double *least, double *most, double value)
{
    *least = *least <= value ? *least : value;
    *most = *most >= value ? *most : value;
}

/* Every sample in its column; between two of them no further apart than the deadline, a line. */
static void must_be_exact(const struct window *w, int64_t deadline_ms)
{
    static double least[MOST], most[MOST];
    double width = (double)(w->to - w->from) / w->columns;
    int last = -1; /* of the samples that lie in the window or just beside it */
    for (int i = 0; i < w->columns; i++)
        least[i] = most[i] = NAN;
    for (int i = 0; i < samples_count && samples[i].v_ms <= w->until; i++) {
        int64_t t = samples[i].t_ms, before = last < 0 ? 0 : samples[last].t_ms;
        if (t < w->from - deadline_ms || t > w->to + deadline_ms)
            continue;
        if (last >= 0 && t > before && t - before <= deadline_ms)
            for (int k = 0; k < w->columns; k++) {
                double middle = (double)w->from + (k + 0.5) * width;
                bool behind = before < w->from || column_at(w, before) < k;
                bool ahead = t > w->to || (t >= w->from && column_at(w, t) > k);
                if (behind && ahead && before <= w->to)
                    widen(&least[k], &most[k],
                          samples[last].value + (samples[i].value - samples[last].value) *
                                                    (middle - (double)before) /
                                                    (double)(t - before));
            }
        if (t >= w->from && t <= w->to)
            widen(&least[column_at(w, t)], &most[column_at(w, t)], samples[i].value);
        last = i;
    }
    for (int i = 0; i < w->columns; i++) {
        if (isnan(least[i]))
            column_is_empty(i);
        else
            column_is(i, least[i], most[i]);
    }
}

/* From afar no peak is lost, and none lies more than 16 messages from its place. */
static void must_hold_every_peak(const struct window *w)
{
    enum { GROUP = 16 };
    for (int i = 0; i < w->columns; i++) {
        double least = NAN, most = NAN, around_least = NAN, around_most = NAN;
        for (int k = 0; k < samples_count && samples[k].v_ms <= w->until; k++) {
            int64_t t = samples[k].t_ms;
            if (t < w->from || t > w->to || column_at(w, t) != i)
                continue;
            widen(&least, &most, samples[k].value);
            for (int n = k < GROUP ? 0 : k - GROUP; n <= k + GROUP && n < samples_count; n++)
                widen(&around_least, &around_most, samples[n].value);
        }
        if (!isnan(least) && !(min[i] <= least + 0.5 && max[i] >= most - 0.5))
            fail_msg("column %d is %g..%g and loses %g..%g", i, min[i], max[i], least, most);
        if (!isnan(least) && !(min[i] >= around_least - 0.5 && max[i] <= around_most + 0.5))
            fail_msg("column %d is %g..%g, only %g..%g is near", i, min[i], max[i], around_least,
                     around_most);
    }
}

static void look_around(int64_t end, int times, bool from_afar)
{
    for (int i = 0; i < times; i++) {
        struct window w = {.until = INT64_MAX, .columns = 1 + dice(MOST)};
        int64_t width = from_afar ? (int64_t)(20 + dice(20)) * 100 * w.columns
                                  : (int64_t)(1 + dice(10)) * 100 * w.columns;
        w.from = t0 - 10 * S + (int64_t)dice((int)(end - t0)) - (from_afar ? width / 2 : 0);
        w.to = w.from + width;
        if (dice(3) == 0)
            OK(playhead_seek(p, w.from + dice((int)width), said, &err));
        else if (dice(2) == 0)
            OK(playhead_seek(p, PLAYHEAD_LIVE, said, &err));
        w.until = transport().t_ms;
        bool sooner = dice(3) == 0;
        if (sooner)
            w.until -= dice(20 * S);
        const struct rocket *a = shown("A");
        if (a == NULL || rocket_channel(a, "v") == NULL)
            continue;
        int64_t deadline_ms = pace_deadline_ms(&rocket_channel(a, "v")->pace);
        if (w.to <= a->flight_v0_ms)
            continue;
        chart(w.from, w.to, sooner ? w.until : INT64_MAX, w.columns);
        if (from_afar)
            must_hold_every_peak(&w);
        else
            must_be_exact(&w, deadline_ms);
    }
}

static void a_close_look_shows_every_sample_and_nothing_else(void **state)
{
    (void)state;
    dice_state = 1;
    int64_t end = fly_long(true);
    now_is(end);
    OK(playhead_pause(p, said, &err));
    look_around(end, 120, false);
}

static void a_look_from_afar_loses_no_peak_and_moves_none_far(void **state)
{
    (void)state;
    dice_state = 2;
    int64_t end = fly_long(false);
    now_is(end);
    OK(playhead_pause(p, said, &err));
    look_around(end, 120, true);
}

static void a_bar_over_many_chunks_knows_every_silence(void **state)
{
    (void)state;
    dice_state = 3;
    int64_t end = fly_long(false);
    now_is(end);
    for (int i = 0; i < 60; i++) {
        struct window w = {.columns = 1 + dice(MOST)};
        bool expected[MOST] = {false};
        w.from = t0 - 10 * S + (int64_t)dice((int)(end - t0));
        w.to = w.from + (int64_t)(1 + dice(20)) * 100 * w.columns;
        for (int k = 0; k < samples_count; k++) {
            int64_t to = samples[k].t_ms, from = to;
            if (k > 0 && to - samples[k - 1].t_ms <= DEADLINE)
                from = samples[k - 1].t_ms;
            if (to < w.from || from > w.to)
                continue;
            int last = to > w.to ? w.columns - 1 : column_at(&w, to);
            for (int c = from < w.from ? 0 : column_at(&w, from); c <= last; c++)
                expected[c] = true;
        }
        bar(w.from, w.to, w.columns);
        for (int c = 0; c < w.columns; c++)
            assert_int_equal(heard[c], expected[c]);
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, playhead_setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_sample_lies_in_its_column_and_both_ends_belong_to_the_window),
        T(columns_between_two_samples_lie_on_the_line_between_them),
        T(samples_of_a_slow_clock_lie_where_they_were_heard),
        T(a_recording_is_drawn_from_its_oldest_sample_on),
        T(a_line_breaks_where_the_channels_deadline_was_passed),
        T(a_late_message_of_long_before_does_not_break_the_line),
        T(a_chart_is_of_one_channel),
        T(where_nothing_can_be_shown_nothing_is),
        T(what_was_not_visible_by_then_is_not_drawn),
        T(nor_is_it_when_seen_from_afar),
        T(a_chart_up_to_a_flights_first_moment_shows_what_was_heard_by_the_playhead),
        T(a_chart_holds_the_samples_of_one_flight_alone),
        T(a_chart_of_an_earlier_flight_breaks_after_five_silent_seconds),
        T(a_bar_marks_each_column_in_which_the_rocket_was_heard),
        T(words_have_no_pace_and_no_gaps),
        T(a_close_look_shows_every_sample_and_nothing_else),
        T(a_look_from_afar_loses_no_peak_and_moves_none_far),
        T(a_bar_over_many_chunks_knows_every_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
