/* The first EIO of a sync: nothing more is answered, the broker stops with a sentence, and the next
 * start on a sound disk finds what was answered for. */
#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* A broker whose disk fails from fail_disk() on. */
static struct test_broker broker;
static struct client client;
static char trigger[64];

static int begin(void **state)
{
    (void)state;
    snprintf(trigger, sizeof trigger, "/tmp/minibroker-eio-XXXXXX");
    close(mkstemp(trigger));
    unlink(trigger);
    setenv("EIO_TRIGGER", trigger, 1);
    broker = (struct test_broker){.preloaded = SHIM};
    broker_start(&broker, NULL);
    client_connect(&client, &broker);
    create_topic(&client, "fragile", 1);
    assert_int_equal(produce(&client, "fragile", -1, (struct batch_spec){.count = 4}).base_offset,
                     0);
    return 0;
}

/* For all files, or for those with `word` in their path. */
static void fail_disk(const char *word)
{
    int fd = open(trigger, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(fd, word, strlen(word)), strlen(word));
    close(fd);
}

static int end(void **state)
{
    (void)state;
    unlink(trigger);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    assert_true(list_offset(&client, "fragile", -1).offset >= 4);
    client_close(&client);
    broker_remove(&broker);
    return 0;
}

static void the_first_failed_sync_stops_the_broker_unanswered(void **state)
{
    (void)state;
    struct buf batch = {0};
    fail_disk("");
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
}

static void a_disk_that_fails_while_a_log_is_recovered_stops_the_broker(void **state)
{
    (void)state;
    client_close(&client);
    broker_kill(&broker);
    fail_disk("fragile-0");
    broker_start_again(&broker, NULL);
    expect_end(&broker, 1);
    assert_true(broker_said(&broker, "without responding to anything"));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {
        T(the_first_failed_sync_stops_the_broker_unanswered),
        T(a_disk_that_fails_while_a_log_is_recovered_stops_the_broker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
