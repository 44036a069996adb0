/* A disk that takes its time: who waits for it, and who does not. */
#include "harness.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PARTITIONS = 20 }; /* more than the broker has threads that flush */

static struct test_broker broker;
static struct client client;

/* A client at another address of this machine. */
static void connect_from_elsewhere(struct client *c)
{
    struct sockaddr_in from = {.sin_family = AF_INET}, to = from;
    inet_pton(AF_INET, "127.0.0.2", &from.sin_addr);
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    to.sin_port = htons((uint16_t)broker.port);
    *c = (struct client){.fd = socket(AF_INET, SOCK_STREAM, 0)};
    arena_init(&c->arena, 0);
    assert_int_equal(bind(c->fd, (struct sockaddr *)&from, sizeof from), 0);
    assert_int_equal(connect(c->fd, (struct sockaddr *)&to, sizeof to), 0);
}

static void send_to_all_partitions(const char *topic)
{
    struct buf batch = {0};
    struct produce_request_partition p[PARTITIONS];
    make_batch(&batch, (struct batch_spec){0});
    for (int i = 0; i < PARTITIONS; i++)
        p[i] = (struct produce_request_partition){.index = i, .records = buf_bytes(&batch)};
    struct produce_request_topic t = {.name = bytes_of(topic), .partitions = {p, PARTITIONS}};
    struct produce_request request = {.acks = -1, .timeout_ms = 60000, .topics = {&t, 1}};
    client_send(&client, API_PRODUCE, 9, &request);
    buf_deinit(&batch);
}

static void a_writer_to_many_partitions_does_not_hold_up_another(void **state)
{
    char hold[80];
    struct client other;
    (void)state;
    create_topic(&client, "held", PARTITIONS);
    create_topic(&client, "free", 1);
    connect_from_elsewhere(&other);
    snprintf(hold, sizeof hold, "%s/hold", broker.dir);
    close(open(hold, O_WRONLY | O_CREAT, 0600));
    send_to_all_partitions("held");
    client_expect_silence(&client, 50); /* its flushes are under way */
    assert_int_equal(produce(&other, "free", -1, (struct batch_spec){0}).error_code, KAFKA_NONE);
    client_expect_silence(&client, 0);
    assert_int_equal(unlink(hold), 0);
    const struct produce_response *r = client_take(&client, API_PRODUCE, 9);
    for (int i = 0; i < PARTITIONS; i++)
        assert_int_equal(r->topics.items[0].partitions.items[i].error_code, KAFKA_NONE);
    client_close(&other);
}

static int start(void **state)
{
    char hold[96];
    (void)state;
    broker_start(&broker, NULL); /* makes its directory, whose name SHIM_HOLD begins with */
    broker_kill(&broker);
    snprintf(hold, sizeof hold, "%s/hold", broker.dir);
    setenv("SHIM_HOLD", hold, 1);
    broker.preloaded = SHIM;
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    client_close(&client);
    broker_remove(&broker);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_writer_to_many_partitions_does_not_hold_up_another),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
