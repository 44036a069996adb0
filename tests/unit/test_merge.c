/* test_merge.c: the one order of messages. */
#include "test.h"

#include <stdlib.h>

#include "recorder/merge.h"

enum { SOURCES = 7, EACH = 300 };

static uint32_t seed;
static int dice(int sides)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (uint32_t)sides);
}

/* Delivers each source's next message now or a little later, until all are merged. */
static void merge_at_random(int64_t times[SOURCES][EACH], int *taken, int64_t *order)
{
    struct merge m = {0};
    int at[SOURCES] = {0}, count = 0;
    for (int s = 0; s < SOURCES; s++) {
        assert_int_equal(merge_add(&m), s);
        merge_expect(&m, s, 0);
    }
    while (count < SOURCES * EACH) {
        for (int s = 0; s < SOURCES; s++) {
            if (m.sources[s].state == MERGE_HEAD || dice(3) == 0)
                continue;
            if (at[s] < EACH)
                merge_offer(&m, s, times[s][at[s]]);
            else
                merge_ended(&m, s);
        }
        int64_t until;
        int s = merge_next(&m, 0, &until);
        if (s == MERGE_NONE)
            continue;
        order[count++] = times[s][at[s]++];
        merge_take(&m, s, 0);
    }
    for (int s = 0; s < SOURCES; s++)
        taken[s] = at[s];
    merge_deinit(&m);
}

static void rising_partitions_come_out_in_order_of_time(void **state)
{
    (void)state;
    static int64_t times[SOURCES][EACH], order[SOURCES * EACH];
    for (seed = 1; seed < 50; seed++) {
        int taken[SOURCES];
        for (int s = 0; s < SOURCES; s++)
            for (int i = 0; i < EACH; i++)
                times[s][i] = (i == 0 ? 0 : times[s][i - 1]) + dice(20);
        merge_at_random(times, taken, order);
        for (int i = 1; i < SOURCES * EACH; i++)
            assert_true(order[i] >= order[i - 1]);
        for (int s = 0; s < SOURCES; s++)
            assert_int_equal(taken[s], EACH);
    }
}

static void among_equal_times_the_first_source_goes_first(void **state)
{
    (void)state;
    struct merge m = {0};
    int a = merge_add(&m), b = merge_add(&m);
    int64_t until;
    merge_offer(&m, b, 5);
    merge_offer(&m, a, 5);
    assert_int_equal(merge_next(&m, 0, &until), a);
    merge_deinit(&m);
}

static void a_source_at_its_end_holds_up_nobody(void **state)
{
    (void)state;
    struct merge m = {0};
    int a = merge_add(&m), b = merge_add(&m);
    int64_t until;
    merge_offer(&m, a, 5);
    merge_ended(&m, b);
    assert_int_equal(merge_next(&m, 0, &until), a);
    merge_deinit(&m);
}

static void a_stalled_source_holds_the_others_up_once_for_250_ms(void **state)
{
    (void)state;
    struct merge m = {0};
    int a = merge_add(&m), b = merge_add(&m);
    int64_t until;
    merge_expect(&m, b, 1000);
    merge_offer(&m, a, 5);
    assert_int_equal(merge_next(&m, 1000, &until), MERGE_NONE);
    assert_int_equal(until, 1250);
    assert_int_equal(merge_next(&m, 1249, &until), MERGE_NONE);
    assert_int_equal(merge_next(&m, 1250, &until), a);
    merge_take(&m, a, 1250);
    merge_offer(&m, a, 6);
    assert_int_equal(merge_next(&m, 1250, &until), a); /* left out: not waited for again */
    merge_offer(&m, b, 1);
    assert_int_equal(merge_next(&m, 1250, &until), b); /* it delivered: it counts again */
    merge_take(&m, b, 1260);
    assert_int_equal(merge_next(&m, 1260, &until), MERGE_NONE);
    assert_int_equal(until, 1510);
    merge_deinit(&m);
}

static void a_source_that_is_reset_is_as_new(void **state)
{
    (void)state;
    struct merge m = {0};
    int a = merge_add(&m), b = merge_add(&m), c = merge_add(&m);
    int64_t until;
    merge_offer(&m, a, 1);
    merge_offer(&m, b, 2);
    merge_expect(&m, c, 0);
    merge_reset(&m, a);
    merge_reset(&m, c);
    assert_int_equal(merge_next(&m, 0, &until), b);
    merge_offer(&m, a, 0);
    assert_int_equal(merge_next(&m, 0, &until), a);
    merge_deinit(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rising_partitions_come_out_in_order_of_time),
        cmocka_unit_test(among_equal_times_the_first_source_goes_first),
        cmocka_unit_test(a_source_at_its_end_holds_up_nobody),
        cmocka_unit_test(a_stalled_source_holds_the_others_up_once_for_250_ms),
        cmocka_unit_test(a_source_that_is_reset_is_as_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
