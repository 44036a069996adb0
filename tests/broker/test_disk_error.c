/* The first EIO of a sync: nothing more is answered, the broker stops with a sentence, and the next
 * start finds what was answered for. */
#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void expect_end(struct test_broker *b, int code)
{
    int status;
    assert_int_equal(waitpid(b->pid, &status, 0), b->pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), code);
    b->pid = 0;
}

static void the_first_failed_sync_stops_the_broker_unanswered(void **state)
{
    (void)state;
    struct test_broker broker = {0};
    struct client client;
    char trigger[] = "/tmp/minibroker-eio-XXXXXX";
    int fd = mkstemp(trigger);
    close(fd);
    unlink(trigger);
    setenv("EIO_TRIGGER", trigger, 1);
    broker.preloaded = SHIM;
    broker_start(&broker, NULL);
    broker.preloaded = NULL;
    client_connect(&client, &broker);
    create_topic(&client, "fragile", 1);
    assert_int_equal(produce(&client, "fragile", -1, (struct batch_spec){.count = 4}).base_offset,
                     0);
    close(open(trigger, O_WRONLY | O_CREAT, 0600));
    struct buf batch = {0};
    make_batch(&batch, (struct batch_spec){0});
    struct produce_request_partition p = {.records = buf_bytes(&batch)};
    struct produce_request_topic t = {.name = bytes_of("fragile"), .partitions = {&p, 1}};
    struct produce_request request = {.acks = -1, .topics = {&t, 1}};
    client_send(&client, API_PRODUCE, 9, &request);
    assert_null(client_try_take(&client, API_PRODUCE, 9));
    expect_end(&broker, 1);
    assert_true(broker_said(&broker, "without responding to anything"));
    client_close(&client);
    buf_deinit(&batch);
    unlink(trigger);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    assert_true(list_offset(&client, "fragile", -1).offset >= 4);
    client_close(&client);
    broker_remove(&broker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_failed_sync_stops_the_broker_unanswered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
