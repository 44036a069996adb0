/* test_consumer.c: opening a consumer, without a broker. */
#include "client/consumer.h"
#include "test.h"

static void a_consumer_without_a_group_is_refused_with_a_sentence(void **state)
{
    (void)state;
    struct properties none = {0};
    struct client_events events = {0};
    struct consumer *consumer;
    struct err err;
    assert_int_equal(consumer_open(&consumer, &none, &events, &err), ERR_USAGE);
    assert_null(consumer);
    assert_non_null(strstr(err.text, "group.id"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_consumer_without_a_group_is_refused_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
