/* The broker is killed (-9) at a random moment under load, started again, and so on; then every
 * record is looked at.
 *
 * An idempotent producer writes the numbers 0, 1, 2, ... with acks=all, five batches in flight, and
 * after each crash sends again what was not answered. So exactly the numbers in order must be in
 * the log: one missing was answered and lost, one twice was not recognised as a repeat. Topics made
 * meanwhile must be there with their ids once their making was answered. */
#include "harness.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "batch/record.h"

enum { ROUNDS = 60, IN_FLIGHT = 5, PER_BATCH = 3, LONGEST_US = 60000 };

static struct test_broker broker;
static struct client client;

struct load {
    int64_t producer_id;
    int64_t sent, answered; /* batches */
    int topics;
    struct uuid topic_ids[ROUNDS];
};

static void connect_again(void)
{
    client_connect(&client, &broker);
}

static void send_batch(const struct load *load, int64_t number)
{
    struct batch_builder builder = {0};
    struct buf batch = {0};
    struct err err;
    batch_builder_init(&builder);
    builder.header.producer_id = load->producer_id;
    builder.header.producer_epoch = 0;
    builder.header.base_sequence = (int32_t)(number * PER_BATCH);
    for (int i = 0; i < PER_BATCH; i++) {
        char text[24];
        snprintf(text, sizeof text, "%lld", (long long)(number * PER_BATCH + i));
        batch_builder_add(&builder, clock_wall_ms(), BYTES_NULL, bytes_of(text), NULL, 0);
    }
    assert_int_equal(batch_builder_finish(&builder, CODEC_NONE, &batch, &err), 0);
    struct produce_request_partition p = {.records = buf_bytes(&batch)};
    struct produce_request_topic t = {.name = bytes_of("numbers"), .partitions = {&p, 1}};
    struct produce_request request = {.acks = -1, .timeout_ms = 10000, .topics = {&t, 1}};
    client_send(&client, API_PRODUCE, 9, &request);
    buf_deinit(&batch);
    batch_builder_deinit(&builder);
}

/* False when the broker is gone. */
static bool take_answer(struct load *load)
{
    const struct produce_response *r = client_try_take(&client, API_PRODUCE, 9);
    if (r == NULL)
        return false;
    const struct produce_response_partition *p = &r->topics.items[0].partitions.items[0];
    assert_int_equal(p->error_code, KAFKA_NONE);
    assert_int_equal(p->base_offset, load->answered * PER_BATCH);
    load->answered++;
    return true;
}

static bool make_topic(struct load *load, int round)
{
    char name[32];
    snprintf(name, sizeof name, "topic-%d", round);
    struct create_topics_request_topic topic = {
        .name = bytes_of(name), .num_partitions = 2, .replication_factor = 1};
    struct create_topics_request request = {.topics = {&topic, 1}};
    client_send(&client, API_CREATE_TOPICS, 7, &request);
    const struct create_topics_response *r = client_try_take(&client, API_CREATE_TOPICS, 7);
    if (r == NULL)
        return false;
    load->topic_ids[round] = r->topics.items[0].topic_id;
    return true;
}

/* A child that kills the broker after a random time. */
static pid_t start_killer(void)
{
    useconds_t delay = (useconds_t)(random() % LONGEST_US);
    pid_t pid = fork();
    if (pid == 0) {
        usleep(delay);
        kill(broker.pid, SIGKILL);
        _exit(0);
    }
    return pid;
}

static void write_until_killed(struct load *load, int round)
{
    pid_t killer = start_killer();
    bool alive = true;
    for (int64_t number = load->answered; number < load->sent; number++)
        send_batch(load, number); /* again: they may be there */
    while (alive && load->answered < load->sent)
        alive = take_answer(load);
    alive = alive && make_topic(load, round);
    while (alive) {
        while (load->sent - load->answered < IN_FLIGHT)
            send_batch(load, load->sent++);
        alive = take_answer(load);
    }
    waitpid(killer, NULL, 0);
    waitpid(broker.pid, NULL, 0);
    broker.pid = 0;
    client_close(&client);
}

static void check_topics(const struct load *load, int rounds)
{
    struct uuid none = {{0}};
    for (int i = 0; i < rounds; i++) {
        char name[32];
        snprintf(name, sizeof name, "topic-%d", i);
        if (!uuid_equal(load->topic_ids[i], none))
            assert_true(uuid_equal(topic_id(&client, name), load->topic_ids[i]));
    }
}

/* Every record there is, in order. */
static int64_t check_records(void)
{
    int64_t next = 0, end = list_offset(&client, "numbers", -1).offset;
    struct buf scratch = {0};
    while (next < end) {
        struct bytes rest = fetch(&client, "numbers", next, 1 << 20, 0).records;
        struct batch_header h;
        struct bytes batch;
        while (batch_next(&rest, &h, &batch) == BATCH_OK) {
            struct record_iter it;
            struct record r;
            assert_true(batch_crc_matches(batch));
            assert_int_equal(record_iter_init(&it, batch, 1 << 20, &scratch), BATCH_OK);
            while (record_next(&it, &r) == BATCH_OK) {
                char text[24];
                assert_int_equal(r.offset, next);
                assert_int_equal(atoll(bytes_to_text(r.value, text, sizeof text)), next);
                next++;
            }
        }
    }
    buf_deinit(&scratch);
    return next;
}

static void nothing_answered_is_lost_and_nothing_is_there_twice(void **state)
{
    (void)state;
    static struct load load;
    srandom((unsigned)clock_mono_ns());
    broker_start(&broker, NULL);
    connect_again();
    create_topic(&client, "numbers", 1);
    struct init_producer_id_request request = {.transactional_id = BYTES_NULL, .producer_id = -1};
    const struct init_producer_id_response *r =
        client_ask(&client, API_INIT_PRODUCER_ID, 4, &request);
    load.producer_id = r->producer_id;
    for (int round = 0; round < ROUNDS; round++) {
        write_until_killed(&load, round);
        broker_start_again(&broker, NULL);
        connect_again();
        assert_true(list_offset(&client, "numbers", -1).offset >= load.answered * PER_BATCH);
    }
    check_topics(&load, ROUNDS);
    int64_t found = check_records();
    assert_true(found >= load.answered * PER_BATCH);
    printf("%d crashes, %lld records answered for, %lld found\n", ROUNDS,
           (long long)(load.answered * PER_BATCH), (long long)found);
    client_close(&client);
    broker_remove(&broker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_answered_is_lost_and_nothing_is_there_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
