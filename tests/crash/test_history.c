/* test_history.c: the checker finds each anomaly in a history made to have it, and none in a good
 * one. */
#include "test.h"

#include "history.h"

/* Producer 0 keeps every promise, 1 only durability, 2 none. */
static struct history *begin(void)
{
    struct history *h = history_new(NULL);
    history_producer(h, 0, (struct promise){.idempotent = true, .durable = true});
    history_producer(h, 1, (struct promise){.durable = true});
    return h;
}

static void expect_only(struct history *h, enum anomaly kind, int64_t count)
{
    history_end(h);
    for (int i = 0; i < ANOMALY_COUNT; i++)
        assert_int_equal(history_count(h, (enum anomaly)i), (enum anomaly)i == kind ? count : 0);
    history_free(h);
}

static void a_good_history_has_none(void **state)
{
    (void)state;
    struct history *h = begin();
    for (int64_t i = 0; i < 5000; i++) {
        int64_t n = history_send(h, 0, 3);
        assert_int_equal(n, i);
        history_sent(h, 0, n, OUTCOME_OK, i);
        if (i % 100 == 0)
            history_high_watermark(h, 3, i + 1);
    }
    for (int64_t i = 0; i < 5000; i++)
        history_polled(h, 1, 3, i, 0, i);
    assert_int_equal(history_acknowledged(h), 5000);
    expect_only(h, ANOMALY_COUNT, 0);
}

static void an_offset_given_twice_is_found(void **state)
{
    (void)state;
    struct history *h = begin();
    history_send(h, 1, 0);
    history_send(h, 1, 0);
    history_sent(h, 1, 0, OUTCOME_OK, 0);
    history_polled(h, 0, 0, 0, 1, 0);
    history_sent(h, 1, 1, OUTCOME_OK, 0);
    history_polled(h, 1, 0, 1, 1, 1);
    expect_only(h, ANOMALY_INCONSISTENT, 1);
}

static void a_repeat_is_an_anomaly_only_of_an_idempotent_producer(void **state)
{
    (void)state;
    struct history *h = begin();
    for (int producer = 0; producer < 2; producer++) {
        history_send(h, producer, producer);
        history_polled(h, 0, producer, 0, producer, 0);
        history_polled(h, 0, producer, 1, producer, 0);
    }
    assert_int_equal(history_repeats(h), 1);
    expect_only(h, ANOMALY_DUPLICATE, 1);
}

static void an_acknowledged_value_nobody_reads_is_lost(void **state)
{
    (void)state;
    struct history *h = begin();
    for (int producer = 0; producer < 3; producer++)
        history_sent(h, producer, history_send(h, producer, 0), OUTCOME_OK, producer);
    history_send(h, 0, 0); /* never answered: may be lost */
    expect_only(h, ANOMALY_LOST, 2);
}

static void a_refused_value_must_not_be_read(void **state)
{
    (void)state;
    struct history *h = begin();
    history_send(h, 0, 0);
    history_send(h, 0, 0);
    history_sent(h, 0, 0, OUTCOME_REFUSED, -1);
    history_polled(h, 0, 0, 0, 0, 0);
    history_polled(h, 0, 0, 1, 0, 1);
    history_sent(h, 0, 1, OUTCOME_REFUSED, -1);
    expect_only(h, ANOMALY_ABORTED, 2);
}

static void records_that_were_never_sent_are_found(void **state)
{
    (void)state;
    struct history *h = begin();
    history_send(h, 0, 0);
    history_polled(h, 0, 0, 0, 0, 1);  /* a number too high */
    history_polled(h, 0, 0, 1, -1, 0); /* no producer */
    history_polled(h, 0, 0, 2, 0, -1); /* other bytes */
    history_polled(h, 0, 1, 0, 0, 0);  /* another partition */
    expect_only(h, ANOMALY_INVENTED, 4);
}

static void a_consumer_that_goes_back_or_leaps_is_found_but_not_after_assigning(void **state)
{
    (void)state;
    struct history *h = begin();
    for (int i = 0; i < 6; i++)
        history_send(h, 0, 0);
    history_polled(h, 0, 0, 0, 0, 0);
    history_polled(h, 0, 0, 2, 0, 2);
    history_polled(h, 0, 0, 1, 0, 1);
    history_assign(h, 0, 0);
    history_polled(h, 0, 0, 0, 0, 0);
    expect_only(h, ANOMALY_SKIP, 2);
}

static void sends_out_of_order_are_found(void **state)
{
    (void)state;
    struct history *h = begin();
    history_send(h, 0, 0);
    history_send(h, 0, 0);
    for (int64_t i = 0; i < 2; i++) {
        history_sent(h, 0, i, OUTCOME_OK, 1 - i);
        history_polled(h, 0, 0, i, 0, 1 - i);
    }
    expect_only(h, ANOMALY_UNORDERED_SEND, 1);
}

static void a_high_watermark_that_falls_or_lags_is_found(void **state)
{
    (void)state;
    struct history *h = begin();
    history_high_watermark(h, 0, 5);
    history_high_watermark(h, 0, 4);
    history_send(h, 0, 1);
    history_sent(h, 0, 0, OUTCOME_OK, 0);
    history_polled(h, 0, 1, 0, 0, 0);
    history_high_watermark(h, 1, 0);
    history_high_watermark(h, 1, 1);
    expect_only(h, ANOMALY_FALLEN, 2);
}

static void an_impossible_offset_is_found(void **state)
{
    (void)state;
    struct history *h = begin();
    history_send(h, 0, 0);
    history_sent(h, 0, 0, OUTCOME_OK, -1);
    history_polled(h, 0, 0, 0, 0, 0);
    history_end(h);
    assert_int_equal(history_count(h, ANOMALY_INCONSISTENT), 1);
    history_free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_history_has_none),
        cmocka_unit_test(an_offset_given_twice_is_found),
        cmocka_unit_test(a_repeat_is_an_anomaly_only_of_an_idempotent_producer),
        cmocka_unit_test(an_acknowledged_value_nobody_reads_is_lost),
        cmocka_unit_test(a_refused_value_must_not_be_read),
        cmocka_unit_test(records_that_were_never_sent_are_found),
        cmocka_unit_test(a_consumer_that_goes_back_or_leaps_is_found_but_not_after_assigning),
        cmocka_unit_test(sends_out_of_order_are_found),
        cmocka_unit_test(a_high_watermark_that_falls_or_lags_is_found),
        cmocka_unit_test(an_impossible_offset_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
