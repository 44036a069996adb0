/* After a crash the broker answers at once, and partitions come back one by one: who asks for one
 * that is not back yet is told to ask again, in Kafka's words. What a clean stop leaves needs no
 * recovery. */
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct test_broker broker;
static struct client client;
static char hold[80]; /* while this file is there, recovery waits */

static void start_held(void)
{
    close(open(hold, O_WRONLY | O_CREAT, 0600));
    setenv("SHIM_HOLD", hold, 1);
    broker.preloaded = SHIM;
    broker_start_again(&broker, NULL);
    broker.preloaded = NULL;
    client_connect(&client, &broker);
}

static void kill_and_start_held(void)
{
    client_close(&client);
    broker_kill(&broker);
    start_held();
}

static void wait_for_file(const char *path)
{
    for (int i = 0; i < 20000 && access(path, R_OK) != 0; i++)
        usleep(1000);
    assert_int_equal(access(path, R_OK), 0);
}

static void let_go(void)
{
    assert_int_equal(unlink(hold), 0);
}

static struct metadata_partition ask_metadata(const char *topic)
{
    struct metadata_request_topic asked = {.name = bytes_of(topic)};
    struct metadata_request request = {.topics = {&asked, 1}};
    const struct metadata_response *r = client_ask(&client, API_METADATA, 8, &request);
    assert_int_equal(r->brokers.count, 1);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_NONE);
    return r->topics.items[0].partitions.items[0];
}

static struct describe_topic_partitions_partition describe_partition(const char *topic)
{
    struct describe_topic_partitions_name name = {bytes_of(topic)};
    struct describe_topic_partitions_request request = {.topics = {&name, 1}};
    const struct describe_topic_partitions_response *r =
        client_ask(&client, API_DESCRIBE_TOPIC_PARTITIONS, 0, &request);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_NONE);
    return r->topics.items[0].partitions.items[0];
}

/* The helpers of the harness would ask again. */
static int produce_error(const char *topic)
{
    struct buf batch = {0};
    make_batch(&batch, (struct batch_spec){0});
    struct produce_request_partition p = {.records = buf_bytes(&batch)};
    struct produce_request_topic t = {.name = bytes_of(topic), .partitions = {&p, 1}};
    struct produce_request request = {.acks = -1, .topics = {&t, 1}};
    const struct produce_response *r = client_ask(&client, API_PRODUCE, 9, &request);
    buf_deinit(&batch);
    return r->topics.items[0].partitions.items[0].error_code;
}

static int fetch_error(const char *topic)
{
    struct fetch_request_partition p = {
        .max_bytes = 1 << 20, .current_leader_epoch = -1, .last_fetched_epoch = -1};
    struct fetch_request_topic t = {.name = bytes_of(topic), .partitions = {&p, 1}};
    struct fetch_request request = {.max_wait_ms = 60 * 1000,
                                    .min_bytes = 1,
                                    .max_bytes = 1 << 20,
                                    .session_epoch = -1,
                                    .topics = {&t, 1}};
    const struct fetch_response *r = client_ask(&client, API_FETCH, 11, &request);
    return r->topics.items[0].partitions.items[0].error_code;
}

static int list_error(const char *topic)
{
    struct list_offsets_request_partition p = {.current_leader_epoch = -1, .timestamp = -1};
    struct list_offsets_request_topic t = {.name = bytes_of(topic), .partitions = {&p, 1}};
    struct list_offsets_request request = {.replica_id = -1, .topics = {&t, 1}};
    const struct list_offsets_response *r = client_ask(&client, API_LIST_OFFSETS, 9, &request);
    return r->topics.items[0].partitions.items[0].error_code;
}

static int epoch_error(const char *topic)
{
    struct offset_for_leader_epoch_request_partition p = {.current_leader_epoch = -1};
    struct offset_for_leader_epoch_request_topic t = {.name = bytes_of(topic),
                                                      .partitions = {&p, 1}};
    struct offset_for_leader_epoch_request request = {.replica_id = -2, .topics = {&t, 1}};
    const struct offset_for_leader_epoch_response *r =
        client_ask(&client, API_OFFSET_FOR_LEADER_EPOCH, 3, &request);
    return r->topics.items[0].partitions.items[0].error_code;
}

static void a_request_for_a_partition_in_recovery_gets_a_retriable_error(void **state)
{
    (void)state;
    create_topic(&client, "crashed", 1);
    produce(&client, "crashed", -1, (struct batch_spec){.count = 3});
    kill_and_start_held();
    struct metadata_partition p = ask_metadata("crashed");
    assert_int_equal(p.error_code, KAFKA_LEADER_NOT_AVAILABLE);
    assert_int_equal(p.leader_id, -1);
    struct describe_topic_partitions_partition described = describe_partition("crashed");
    assert_int_equal(described.error_code, KAFKA_LEADER_NOT_AVAILABLE);
    assert_int_equal(described.leader_id, -1);
    assert_int_equal(produce_error("crashed"), KAFKA_NOT_LEADER_OR_FOLLOWER);
    assert_int_equal(fetch_error("crashed"), KAFKA_NOT_LEADER_OR_FOLLOWER);
    assert_int_equal(list_error("crashed"), KAFKA_NOT_LEADER_OR_FOLLOWER);
    assert_int_equal(epoch_error("crashed"), KAFKA_NOT_LEADER_OR_FOLLOWER);
    let_go();
    assert_int_equal(list_offset(&client, "crashed", -1).offset, 3);
    p = ask_metadata("crashed");
    assert_int_equal(p.error_code, KAFKA_NONE);
    assert_int_equal(p.leader_epoch, 1);
    assert_int_equal(p.leader_id, 1);
    described = describe_partition("crashed");
    assert_int_equal(described.error_code, KAFKA_NONE);
    assert_int_equal(described.leader_id, 1);
    assert_int_equal(described.leader_epoch, 1);
    assert_int_equal(produce_error("crashed"), KAFKA_NONE);
}

static void other_topics_are_served_meanwhile(void **state)
{
    (void)state;
    create_topic(&client, "away", 10);
    produce(&client, "away", -1, (struct batch_spec){0});
    kill_and_start_held();
    create_topic(&client, "made-meanwhile", 1);
    assert_int_equal(produce_error("made-meanwhile"), KAFKA_NONE);
    assert_int_equal(produce_error("away"), KAFKA_NOT_LEADER_OR_FOLLOWER);
    delete_topic(&client, "away");
    create_topic(&client, "away", 1);
    assert_int_equal(produce_error("away"), KAFKA_NONE);
    let_go();
    assert_int_equal(list_offset(&client, "away", -1).offset, 1);
}

/* The thread that was to recover it finds nothing there, and makes nothing that stays. */
static void a_topic_that_is_deleted_before_its_recovery_began_leaves_no_directory(void **state)
{
    char path[96];
    (void)state;
    snprintf(path, sizeof path, "%s/held-0", broker.dir);
    create_topic(&client, "held", 1);
    produce(&client, "held", -1, (struct batch_spec){0});
    kill_and_start_held();
    delete_topic(&client, "held");
    let_go();
    client_close(&client);
    assert_int_equal(broker_stop(&broker, SIGTERM), 128 + SIGTERM); /* its threads are done */
    assert_int_not_equal(access(path, F_OK), 0);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
}

static void what_a_clean_stop_leaves_needs_no_recovery(void **state)
{
    (void)state;
    create_topic(&client, "stopped", 1);
    produce(&client, "stopped", 1, (struct batch_spec){.count = 2});
    client_close(&client);
    assert_int_equal(broker_stop(&broker, SIGTERM), 128 + SIGTERM);
    start_held();
    struct metadata_partition p = ask_metadata("stopped");
    assert_int_equal(p.error_code, KAFKA_NONE);
    assert_int_equal(p.leader_epoch, 0);
    assert_int_equal(list_error("stopped"), KAFKA_NONE);
    assert_int_equal(list_offset(&client, "stopped", -1).offset, 2);
    assert_int_equal(produce_error("stopped"), KAFKA_NONE);
    let_go();
}

/* A checkpoint is out of date for what has gone on since: its files say so. */
static void a_checkpoint_does_not_hide_what_came_after_it(void **state)
{
    (void)state;
    create_topic(&client, "went-on", 1);
    create_topic(&client, "stood-still", 1);
    produce(&client, "went-on", -1, (struct batch_spec){.count = 2});
    produce(&client, "stood-still", -1, (struct batch_spec){.count = 2});
    client_close(&client);
    assert_int_equal(broker_stop(&broker, SIGTERM), 128 + SIGTERM);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    produce(&client, "went-on", -1, (struct batch_spec){.count = 3});
    kill_and_start_held();
    assert_int_equal(list_offset(&client, "stood-still", -1).offset, 2); /* nothing holds it */
    assert_int_equal(ask_metadata("stood-still").leader_epoch, 0);
    assert_int_equal(list_error("went-on"), KAFKA_NOT_LEADER_OR_FOLLOWER);
    assert_int_equal(ask_metadata("went-on").error_code, KAFKA_LEADER_NOT_AVAILABLE);
    let_go();
    assert_int_equal(list_offset(&client, "went-on", -1).offset, 5);
    assert_int_equal(ask_metadata("went-on").leader_epoch, 1);
    assert_int_equal(list_offset(&client, "stood-still", -1).offset, 2);
}

/* While logs change it is noted now and then how they are: what has not gone on since then is as it
 * was, without a new epoch. */
static void what_was_noted_before_a_crash_needs_no_recovery(void **state)
{
    static const char *const often[] = {"-c", "log.flush.offset.checkpoint.interval.ms=1", NULL};
    char noted[96];
    (void)state;
    client_close(&client);
    broker_kill(&broker);
    snprintf(noted, sizeof noted, "%s/checkpoint", broker.dir);
    unlink(noted);
    broker_start_again(&broker, often);
    client_connect(&client, &broker);
    create_topic(&client, "noted", 1);
    produce(&client, "noted", -1, (struct batch_spec){.count = 2});
    wait_for_file(noted);
    kill_and_start_held();
    assert_int_equal(list_offset(&client, "noted", -1).offset, 2);
    assert_int_equal(ask_metadata("noted").leader_epoch, 0);
    let_go();
}

static int start(void **state)
{
    (void)state;
    broker_start(&broker, NULL);
    snprintf(hold, sizeof hold, "%s/hold", broker.dir);
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
        cmocka_unit_test(a_request_for_a_partition_in_recovery_gets_a_retriable_error),
        cmocka_unit_test(other_topics_are_served_meanwhile),
        cmocka_unit_test(a_topic_that_is_deleted_before_its_recovery_began_leaves_no_directory),
        cmocka_unit_test(what_a_clean_stop_leaves_needs_no_recovery),
        cmocka_unit_test(what_was_noted_before_a_crash_needs_no_recovery),
        cmocka_unit_test(a_checkpoint_does_not_hide_what_came_after_it),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
