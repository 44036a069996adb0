/* test_playhead_charts.c: charts and bars through the playhead. */
#include "test.h"

#include <math.h>

#include "demo_mission.h"
#include "playhead_kit.h"

static char said[120];

/* Charts. */

enum { COLUMNS = 40 };
static double min[COLUMNS], max[COLUMNS];

static int spikes(double above)
{
    int count = 0;
    for (int i = 0; i < COLUMNS; i++)
        count += max[i] > above;
    return count;
}

static void one_spike_in_a_hundred_thousand_is_drawn(void **state)
{
    (void)state;
    for (int i = 0; i < 100000; i++)
        hear_number("A", t0 + i * 10, i == 54321 ? 1000 : sin(i / 1000.0));
    now_is(t0 + 1000 * S);
    OK(playhead_series(p, shown("A")->id, "v", t0, t0 + 1000 * S, INT64_MAX, COLUMNS, min, max,
                       &err));
    assert_int_equal(spikes(999), 1);
    assert_true(max[21] >= 1000);
    for (int i = 0; i < COLUMNS - 1; i++)
        assert_true(min[i] >= -1.001 && min[i] <= max[i]);
}

static void a_chart_stops_at_the_playhead_and_breaks_at_gaps(void **state)
{
    (void)state;
    fly("A", t0, t0 + 20 * S);
    fly("A", t0 + 30 * S, t0 + 40 * S);
    now_is(t0 + 40 * S);
    int32_t id = shown("A")->id;
    OK(playhead_series(p, id, "v", t0, t0 + 40 * S, INT64_MAX, COLUMNS, min, max, &err));
    assert_true(min[10] == 10 && max[10] == 10);
    assert_true(isnan(min[25]) && isnan(max[25]));
    assert_true(max[31] == 1);
    OK(playhead_seek(p, t0 + 35 * S, said, &err));
    OK(playhead_series(p, id, "v", t0, t0 + 40 * S, INT64_MAX, COLUMNS, min, max, &err));
    assert_true(max[33] == 3);
    assert_true(isnan(max[37]));
    OK(playhead_series(p, id, "nope", t0, t0 + 40 * S, INT64_MAX, COLUMNS, min, max, &err));
    assert_true(isnan(max[10]));
}

static void a_chart_of_few_samples_has_no_holes_within_the_deadline(void **state)
{
    (void)state;
    fly("A", t0, t0 + 40 * S);
    now_is(t0 + 40 * S);
    OK(playhead_series(p, shown("A")->id, "v", t0 + 10 * S, t0 + 14 * S, INT64_MAX, COLUMNS, min,
                       max, &err));
    for (int i = 0; i < COLUMNS; i++)
        assert_true(min[i] >= 9.9 && max[i] <= 14.1);
}

static void a_bar_shows_the_silences_of_the_whole_flight(void **state)
{
    (void)state;
    bool heard[COLUMNS];
    fly("A", t0, t0 + 20 * S);
    fly("A", t0 + 30 * S, t0 + 40 * S);
    now_is(t0 + 4 * 3600 * S);
    OK(playhead_replay(p, flight_of("A"), said, &err));
    OK(playhead_heard(p, shown("A")->id, t0, t0 + 40 * S, COLUMNS, heard, &err));
    for (int i = 0; i < COLUMNS; i++)
        assert_int_equal(heard[i], i <= 20 || i >= 30);
}

static void a_chart_of_an_earlier_flight_holds_only_that_flight(void **state)
{
    (void)state;
    hear("A", t0, "{\"event\":\"countdown started\",\"v\":7}");
    fly("A", t0 + S, t0 + 40 * S);
    hear("A", t0 + 41 * S, "{\"event\":\"landed\"}");
    hear("A", t0 + 100 * S, "{\"event\":\"countdown started\"}");
    fly("A", t0 + 101 * S, t0 + 110 * S);
    now_is(t0 + 110 * S);
    assert_int_equal(shown("A")->flight, 2);
    OK(playhead_series(p, shown("A")->id, "v", t0, t0 + 40 * S, INT64_MAX, COLUMNS, min, max,
                       &err));
    assert_true(max[0] == 7 && max[20] == 19);
}

static void the_marks_of_a_bar_are_of_one_rocket_or_of_all(void **state)
{
    (void)state;
    struct store_event marks[8];
    hear("A", t0, "{\"event\":\"max-Q\"}");
    hear("B", t0 + S, "{\"event\":\"liftoff\"}");
    hear("A", t0 + 2 * S, "{\"event\":\"MECO\"}");
    now_is(t0 + 3 * S);
    int32_t a = shown("A")->id;
    assert_int_equal(playhead_bar_events(p, 0, t0, t0 + 3 * S, marks, 8, &err), 3);
    assert_int_equal(marks[1].kind, EVENT_PHASE);
    assert_int_equal(playhead_bar_events(p, a, t0, t0 + 3 * S, marks, 8, &err), 2);
    assert_string_equal(marks[1].text, "MECO");
    assert_int_equal(playhead_bar_events(p, 0, t0, t0 + 3 * S, marks, 1, &err), 1);
    assert_string_equal(marks[0].text, "MECO");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, playhead_setup, playhead_teardown)
    const struct CMUnitTest tests[] = {
        T(one_spike_in_a_hundred_thousand_is_drawn),
        T(a_chart_stops_at_the_playhead_and_breaks_at_gaps),
        T(a_bar_shows_the_silences_of_the_whole_flight),
        T(a_chart_of_an_earlier_flight_holds_only_that_flight),
        T(the_marks_of_a_bar_are_of_one_rocket_or_of_all),
        T(a_chart_of_few_samples_has_no_holes_within_the_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
