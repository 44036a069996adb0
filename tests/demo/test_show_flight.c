/* test_show_flight.c: what flies in the demo needs its topics, all of them. */
#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/logline.h"
#include "capture.h"
#include "cmd/show_flight.h"

static const volatile sig_atomic_t stop = 1; /* as soon as it would wait */

static void a_topic_that_is_missing_ends_the_flight_with_its_name(void **state)
{
    static const char *const topics[] = {"falcon9", "kestrel", "weather", "flugdaten"};
    struct test_broker broker = {0};
    struct client client;
    char address[32], sentence[80];
    (void)state;
    log_init("test", LOG_INFO);
    broker_start(&broker, (const char *const[]){"-c", "auto.create.topics.enable=false", NULL});
    client_connect(&client, &broker);
    snprintf(address, sizeof address, "127.0.0.1:%d", broker.port);
    for (size_t i = 0; i < ARRAY_SIZE(topics); i++)
        create_topic(&client, topics[i], 1);
    for (size_t i = 0; i < ARRAY_SIZE(topics); i++) {
        struct show_flight plan = {.bootstrap = address,
                                   .speed = 1,
                                   .ready_fd = open("/dev/null", O_WRONLY),
                                   .stop = &stop};
        struct capture capture;
        struct buf said = {0};
        delete_topic(&client, topics[i]);
        capture_begin(&capture, STDERR_FILENO);
        int code = show_flight_run(&plan);
        capture_end(&capture, &said);
        assert_int_equal(code, 1);
        snprintf(sentence, sizeof sentence, "the demo's flight ended early: there is no topic %s, ",
                 topics[i]);
        assert_non_null(strstr(buf_text(&said), sentence));
        buf_deinit(&said);
        create_topic(&client, topics[i], 1);
    }
    client_close(&client);
    broker_remove(&broker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_topic_that_is_missing_ends_the_flight_with_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
