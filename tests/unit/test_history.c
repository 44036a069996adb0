/* test_history.c: the tail: which rocket each row of the open chunk belongs to, while chunks close
 * and rows come. */
#include "test.h"

#include <stdlib.h>

#include "playhead/history.h"

/* Row 1000 + i is of rocket 1 + i % 3. */
static void put_rows(struct tail *t, int from, int to)
{
    for (int i = from; i < to; i++)
        tail_put(t, 1000 + i, 1 + i % 3);
}

static void a_rockets_next_row_is_the_first_one_above(void **state)
{
    struct tail t = {.first = 1000};
    (void)state;
    assert_int_equal(tail_next(&t, 1, 0), 0);
    put_rows(&t, 0, 9);
    assert_int_equal(tail_next(&t, 1, 0), 1000);
    assert_int_equal(tail_next(&t, 1, 999), 1000);
    assert_int_equal(tail_next(&t, 1, 1000), 1003);
    assert_int_equal(tail_next(&t, 3, 1000), 1002);
    assert_int_equal(tail_next(&t, 3, 1007), 1008);
    assert_int_equal(tail_next(&t, 3, 1008), 0);
    assert_int_equal(tail_next(&t, 1, 5000), 0);
    assert_int_equal(tail_next(&t, 4, 0), 0);
    free(t.rocket);
}

static void a_closed_chunk_takes_its_rows_with_it(void **state)
{
    struct tail t = {.first = 1000};
    (void)state;
    put_rows(&t, 0, 9);
    tail_begin(&t, 1000);
    assert_int_equal(tail_next(&t, 1, 0), 1000);
    tail_begin(&t, 1004);
    assert_int_equal(tail_next(&t, 1, 0), 1006);
    assert_int_equal(tail_next(&t, 2, 0), 1004);
    assert_int_equal(tail_next(&t, 3, 1005), 1008);
    assert_int_equal(tail_next(&t, 3, 1008), 0);
    tail_put(&t, 1003, 3); /* closed: its lane has it */
    assert_int_equal(tail_next(&t, 3, 0), 1005);
    tail_put(&t, 1012, 7); /* nobody knows of the rows between */
    assert_int_equal(tail_next(&t, 7, 0), 1012);
    assert_int_equal(tail_next(&t, 3, 1008), 0);
    tail_begin(&t, 2000);
    for (int rocket = 1; rocket <= 7; rocket++)
        assert_int_equal(tail_next(&t, rocket, 0), 0);
    tail_put(&t, 2000, 5);
    assert_int_equal(tail_next(&t, 5, 0), 2000);
    tail_begin(&t, 500); /* another cache took its place */
    assert_int_equal(tail_next(&t, 5, 0), 0);
    free(t.rocket);
}

static void a_tail_grows_with_its_chunk(void **state)
{
    struct tail t = {.first = 1000};
    (void)state;
    put_rows(&t, 0, 3 * STORE_CHUNK);
    for (int64_t seq = 1000, next; (next = tail_next(&t, 1, seq)) != 0; seq = next)
        assert_int_equal(next, seq + 3);
    assert_int_equal(tail_next(&t, 3, 1000 + 3 * STORE_CHUNK - 2), 1000 + 3 * STORE_CHUNK - 1);
    free(t.rocket);
}

static void a_full_tail_keeps_the_rows_of_the_open_chunk_and_no_others(void **state)
{
    struct tail t = {.first = 1000};
    (void)state;
    put_rows(&t, 0, STORE_CHUNK); /* its memory ends with the last one */
    tail_begin(&t, 1000 + STORE_CHUNK - 3);
    assert_int_equal(t.count, 3);
    int64_t last = 1000 + STORE_CHUNK - 1;
    assert_int_equal(tail_next(&t, 1 + (STORE_CHUNK - 1) % 3, 0), last);
    for (int rocket = 1; rocket <= 3; rocket++)
        assert_int_equal(tail_next(&t, rocket, last), 0);
    free(t.rocket);
}

static void a_message_without_an_arrival_or_a_source_has_none(void **state)
{
    struct store_message row = {
        .seq = 7, .t_ms = 12, .arrival_ms = STORE_NO_TIME, .value = bytes_of("{}")};
    (void)state;
    struct flight_message m = history_message(&row);
    assert_int_equal(m.seq, 7);
    assert_int_equal(m.t_ms, 12);
    assert_int_equal(m.arrival_ms, FLIGHT_NO_TIME);
    assert_int_equal(m.source, SOURCE_NONE);
    row.arrival_ms = 15;
    assert_int_equal(history_message(&row).arrival_ms, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rockets_next_row_is_the_first_one_above),
        cmocka_unit_test(a_closed_chunk_takes_its_rows_with_it),
        cmocka_unit_test(a_tail_grows_with_its_chunk),
        cmocka_unit_test(a_full_tail_keeps_the_rows_of_the_open_chunk_and_no_others),
        cmocka_unit_test(a_message_without_an_arrival_or_a_source_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
