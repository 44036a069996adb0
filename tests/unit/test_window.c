/* test_window.c: slopes, means and extremes over the last samples. */
#include "test.h"

#include <math.h>

#include "expr/window.h"

static struct window w;

static int tear_down(void **state)
{
    (void)state;
    window_deinit(&w);
    return 0;
}

static double after(struct window_kind kind, int64_t t_ms, double value)
{
    window_add(&w, kind, t_ms, value);
    return window_value(&w, kind, t_ms);
}

static void a_slope_is_that_of_the_line_once_half_the_length_is_there(void **state)
{
    (void)state;
    const struct window_kind kind = {WINDOW_SLOPE, 5000};
    for (int64_t t = 0; t < 2500; t += 100)
        assert_true(isnan(after(kind, 1700000000000 + t, 80 - 0.02 * (double)t)));
    for (int64_t t = 2500; t < 20000; t += 100)
        assert_float_equal(after(kind, 1700000000000 + t, 80 - 0.02 * (double)t), -20, 1e-9);
}

static void what_stands_still_has_a_slope_of_exactly_nothing(void **state)
{
    (void)state;
    const struct window_kind kind = {WINDOW_SLOPE, 5000};
    double slope = NAN;
    for (int64_t t = 0; t < 9000; t += 37)
        slope = after(kind, t, 12345.678);
    assert_true(slope <= 0 && slope >= 0);
}

static void samples_leave_by_their_own_times(void **state)
{
    (void)state;
    const struct window_kind kind = {WINDOW_MAX, 1000};
    assert_float_equal(after(kind, 0, 9), 9, 0);
    assert_float_equal(after(kind, 1000, 1), 9, 0);
    assert_float_equal(after(kind, 1001, 2), 2, 0);
    assert_float_equal(window_value(&w, kind, 2001), 2, 0);
    assert_true(isnan(window_value(&w, kind, 3000)));
}

static void an_older_sample_and_one_that_is_no_number_are_left_out(void **state)
{
    (void)state;
    const struct window_kind kind = {WINDOW_MEAN, 1000};
    window_add(&w, kind, 500, 4);
    window_add(&w, kind, 400, 100);
    window_add(&w, kind, 500, NAN);
    window_add(&w, kind, 500, INFINITY);
    assert_float_equal(window_value(&w, kind, 500), 4, 0);
    assert_float_equal(after(kind, 500, 6), 5, 1e-12);
}

/* Against all samples, one by one: what many samples are summed up to misses at most one step. */
static void many_samples_take_few_steps_and_tell_the_same(void **state)
{
    (void)state;
    static double values[20000];
    const struct window_kind mean = {WINDOW_MEAN, 10000}, least = {WINDOW_MIN, 10000},
                             slope = {WINDOW_SLOPE, 10000};
    struct window means = {0}, mins = {0};
    for (int i = 0; i < 20000; i++) {
        values[i] = 100 + 50 * sin(i * 0.0007) + (i % 7) * 0.1;
        window_add(&means, mean, i, values[i]);
        window_add(&mins, least, i, values[i]);
        window_add(&w, slope, i, 3 * i);
        if (i < 10000)
            continue;
        double sum = 0, min = INFINITY;
        if (i % 997 == 0) {
            for (int k = i - 10000; k <= i; k++) {
                sum += values[k];
                min = values[k] < min ? values[k] : min;
            }
            assert_float_equal(window_value(&means, mean, i), sum / 10001, 1);
            assert_true(window_value(&mins, least, i) >= min);
            assert_float_equal(window_value(&mins, least, i), min, 5);
            assert_float_equal(window_value(&w, slope, i), 3000, 1e-6);
        }
        assert_true(means.count <= WINDOW_STEPS && means.cap <= WINDOW_STEPS);
    }
    window_deinit(&means);
    window_deinit(&mins);
}

static void a_window_moves_with_its_samples(void **state)
{
    (void)state;
    const struct window_kind kind = {WINDOW_MEAN, 1000};
    window_add(&w, kind, 500, 4);
    window_move(&w, 100500);
    assert_float_equal(window_value(&w, kind, 101500), 4, 0);
    assert_true(isnan(window_value(&w, kind, 101501)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_slope_is_that_of_the_line_once_half_the_length_is_there,
                                  tear_down),
        cmocka_unit_test_teardown(what_stands_still_has_a_slope_of_exactly_nothing, tear_down),
        cmocka_unit_test_teardown(samples_leave_by_their_own_times, tear_down),
        cmocka_unit_test_teardown(an_older_sample_and_one_that_is_no_number_are_left_out,
                                  tear_down),
        cmocka_unit_test_teardown(many_samples_take_few_steps_and_tell_the_same, tear_down),
        cmocka_unit_test_teardown(a_window_moves_with_its_samples, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
