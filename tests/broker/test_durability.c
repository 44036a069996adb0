/* What outlives a kill -9, an orderly stop, a second broker. */
#include "talk.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void restart_after(int signal_number)
{
    client_close(&client);
    if (signal_number == SIGKILL)
        broker_kill(&broker);
    else
        assert_int_equal(broker_stop(&broker, signal_number), 128 + signal_number);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
}

static void records_acknowledged_with_acks_all_survive_kill_9(void **state)
{
    (void)state;
    create_topic(&client, "kept", 1);
    int64_t expected = 0;
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 20; i++, expected += 5)
            assert_int_equal(
                produce(&client, "kept", -1, (struct batch_spec){.count = 5}).base_offset,
                expected);
        restart_after(SIGKILL);
        assert_int_equal(list_offset(&client, "kept", -1).offset, expected);
        struct run run = look_at(fetch(&client, "kept", 0, 1 << 20, 0).records);
        assert_int_equal(run.records, expected);
    }
}

static void topics_and_their_ids_outlive_kill_9(void **state)
{
    (void)state;
    create_topic(&client, "named", 3);
    struct uuid id = topic_id(&client, "named");
    restart_after(SIGKILL);
    assert_true(uuid_equal(topic_id(&client, "named"), id));
}

static void a_topic_of_many_partitions_outlives_kill_9(void **state)
{
    (void)state;
    enum { MANY = 100 };
    struct buf batch = {0};
    create_topic(&client, "many", MANY);
    restart_after(SIGKILL);
    for (int i = 0; i < MANY; i += MANY - 1) {
        make_batch(&batch, (struct batch_spec){0});
        assert_int_equal(produce_bytes(&client, 9, "many", i, -1, buf_bytes(&batch)).base_offset,
                         0);
        buf_clear(&batch);
    }
    buf_deinit(&batch);
}

static void a_deleted_topic_stays_deleted(void **state)
{
    (void)state;
    char path[128];
    create_topic(&client, "gone", 2);
    delete_topic(&client, "gone");
    restart_after(SIGKILL);
    struct metadata_request_topic topic = {.name = bytes_of("gone")};
    struct metadata_request request = {.topics = {&topic, 1}};
    const struct metadata_response *r = client_ask(&client, API_METADATA, 8, &request);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    snprintf(path, sizeof path, "%s/gone-0", broker.dir);
    assert_int_not_equal(access(path, F_OK), 0);
}

/* Its row stays until its files are gone, which a directory among them holds up. */
static void
a_topic_made_again_while_the_old_one_is_still_being_removed_outlives_kill_9(void **state)
{
    (void)state;
    char path[128];
    create_topic(&client, "again", 2);
    snprintf(path, sizeof path, "%s/again-0/held-up", broker.dir);
    assert_int_equal(mkdir(path, 0755), 0);
    delete_topic(&client, "again");
    create_topic(&client, "again", 1);
    struct uuid id = topic_id(&client, "again");
    assert_int_equal(produce(&client, "again", -1, (struct batch_spec){0}).error_code, 0);
    for (int i = 0; i < 2; i++) {
        restart_after(SIGKILL);
        assert_true(uuid_equal(topic_id(&client, "again"), id));
        assert_int_equal(list_offset(&client, "again", -1).offset, 1);
    }
}

/* As a crash leaves them that came between a topic's directories and its row. */
static void remains_of_a_topic_that_was_never_created_are_set_aside(void **state)
{
    (void)state;
    char name[250], path[512];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    snprintf(path, sizeof path, "%s/%s-0", broker.dir, name);
    assert_int_equal(mkdir(path, 0755), 0);
    create_topic(&client, name, 1);
    assert_int_equal(produce(&client, name, -1, (struct batch_spec){0}).error_code, 0);
}

static void producers_are_known_after_a_restart(void **state)
{
    (void)state;
    struct init_producer_id_request request = {.transactional_id = BYTES_NULL, .producer_id = -1};
    const struct init_producer_id_response *r =
        client_ask(&client, API_INIT_PRODUCER_ID, 4, &request);
    struct batch_spec spec = {.has_producer = true, .producer_id = r->producer_id};
    static const int signals[] = {SIGTERM, SIGKILL};
    create_topic(&client, "producer", 1);
    assert_int_equal(produce(&client, "producer", -1, spec).base_offset, 0);
    for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
        restart_after(signals[i]);
        spec.base_sequence = (int32_t)i;
        assert_int_equal(produce(&client, "producer", -1, spec).base_offset, i); /* a repeat */
        spec.base_sequence = (int32_t)i + 1;
        assert_int_equal(produce(&client, "producer", -1, spec).base_offset, i + 1);
        spec.base_sequence = 50;
        assert_int_equal(produce(&client, "producer", -1, spec).error_code,
                         KAFKA_OUT_OF_ORDER_SEQUENCE_NUMBER);
    }
}

static void the_leader_epoch_rises_after_a_crash_only(void **state)
{
    (void)state;
    create_topic(&client, "epoch", 1);
    produce(&client, "epoch", -1, (struct batch_spec){0});
    int32_t first = list_offset(&client, "epoch", -1).leader_epoch;
    restart_after(SIGTERM);
    assert_int_equal(list_offset(&client, "epoch", -1).leader_epoch, first);
    produce(&client, "epoch", -1, (struct batch_spec){0});
    restart_after(SIGKILL);
    assert_int_equal(list_offset(&client, "epoch", -1).leader_epoch, first + 1);
}

static struct fetch_response_partition fetch_as_of(int32_t current_epoch, int32_t last_epoch)
{
    struct fetch_request_partition p = {.fetch_offset = 2,
                                        .max_bytes = 1 << 20,
                                        .current_leader_epoch = current_epoch,
                                        .last_fetched_epoch = last_epoch};
    struct fetch_request_topic t = {.name = bytes_of("diverged"), .partitions = {&p, 1}};
    struct fetch_request request = {.max_bytes = 1 << 20, .session_epoch = -1, .topics = {&t, 1}};
    const struct fetch_response *r = client_ask(&client, API_FETCH, 12, &request);
    return r->topics.items[0].partitions.items[0];
}

static void a_consumer_of_lost_records_learns_where_the_log_diverged(void **state)
{
    (void)state;
    create_topic(&client, "diverged", 1);
    produce(&client, "diverged", -1, (struct batch_spec){.count = 1});
    int32_t first = list_offset(&client, "diverged", -1).leader_epoch;
    restart_after(SIGKILL);
    produce(&client, "diverged", -1, (struct batch_spec){.count = 3});
    assert_int_equal(fetch_as_of(first, -1).error_code, KAFKA_FENCED_LEADER_EPOCH);
    assert_int_equal(fetch_as_of(first + 2, -1).error_code, KAFKA_UNKNOWN_LEADER_EPOCH);
    struct fetch_response_partition r = fetch_as_of(first + 1, first);
    assert_int_equal(r.error_code, KAFKA_NONE);
    assert_int_equal(r.diverging_epoch.epoch, first);
    assert_int_equal(r.diverging_epoch.end_offset, 1);
    assert_int_equal(r.records.len, 0);
    r = fetch_as_of(first + 1, first + 1);
    assert_int_equal(r.diverging_epoch.end_offset, -1);
    assert_int_equal(look_at(r.records).last, 3);
}

static void a_torn_tail_is_cut_off(void **state)
{
    (void)state;
    char path[128];
    create_topic(&client, "torn", 1);
    produce(&client, "torn", -1, (struct batch_spec){.count = 7});
    client_close(&client);
    broker_kill(&broker);
    snprintf(path, sizeof path, "%s/torn-0/00000000000000000000.log", broker.dir);
    FILE *file = fopen(path, "a");
    fputs("half a batch", file);
    fclose(file);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    assert_int_equal(list_offset(&client, "torn", -1).offset, 7);
    assert_int_equal(produce(&client, "torn", -1, (struct batch_spec){0}).base_offset, 7);
}

static void the_cluster_keeps_its_id(void **state)
{
    (void)state;
    char first[32];
    struct metadata_request request = {.topics = {NULL, 0}};
    const struct metadata_response *r = client_ask(&client, API_METADATA, 8, &request);
    bytes_to_text(r->cluster_id, first, sizeof first);
    restart_after(SIGTERM);
    r = client_ask(&client, API_METADATA, 8, &request);
    assert_true(bytes_equal(r->cluster_id, bytes_of(first)));
}

static void a_second_broker_on_the_same_directory_is_refused_naming_the_first(void **state)
{
    (void)state;
    char said[1024], pid[32];
    int code = broker_run_to_end(
        (const char *const[]){"--data-dir", broker.dir, "--listen", "127.0.0.1:0", NULL}, said,
        sizeof said);
    assert_int_equal(code, 1);
    snprintf(pid, sizeof pid, "process id %ld", (long)broker.pid);
    assert_non_null(strstr(said, pid));
}

static void a_taken_port_is_a_sentence_and_exit_1(void **state)
{
    (void)state;
    char said[1024], listen[32], dir[] = "/tmp/minibroker-test-XXXXXX", command[64];
    assert_non_null(mkdtemp(dir));
    snprintf(listen, sizeof listen, "127.0.0.1:%d", broker.port);
    int code = broker_run_to_end((const char *const[]){"--data-dir", dir, "--listen", listen, NULL},
                                 said, sizeof said);
    assert_int_equal(code, 1);
    assert_non_null(strstr(said, "is in use"));
    snprintf(command, sizeof command, "rm -rf %s", dir);
    assert_int_equal(system(command), 0);
}

static void listening_beyond_this_machine_needs_to_be_allowed(void **state)
{
    (void)state;
    char said[1024], dir[] = "/tmp/minibroker-test-XXXXXX", command[64];
    assert_non_null(mkdtemp(dir));
    int code = broker_run_to_end(
        (const char *const[]){"--data-dir", dir, "--listen", "0.0.0.0:0", NULL}, said, sizeof said);
    assert_int_equal(code, 2);
    assert_non_null(strstr(said, "allow.insecure.listeners=true"));
    snprintf(command, sizeof command, "rm -rf %s", dir);
    assert_int_equal(system(command), 0);
}

static void retention_removes_old_segments(void **state)
{
    (void)state;
    struct test_broker other = {0};
    struct client c;
    broker_start(&other, (const char *const[]){"-c", "log.retention.check.interval.ms=50", NULL});
    client_connect(&c, &other);
    create_topic_with(&c, "short", 1, "segment.bytes", "1048576");
    struct incremental_alter_configs_entry e = {.name = bytes_of("retention.bytes"),
                                                .value = bytes_of("3000000")};
    struct incremental_alter_configs_resource resource = {
        .resource_type = 2, .resource_name = bytes_of("short"), .configs = {&e, 1}};
    struct incremental_alter_configs_request request = {.resources = {&resource, 1}};
    client_ask(&c, API_INCREMENTAL_ALTER_CONFIGS, 1, &request);
    for (int i = 0; i < 20; i++)
        produce(&c, "short", -1, (struct batch_spec){.value_size = 700000});
    for (int i = 0; i < 200 && list_offset(&c, "short", -2).offset < 10; i++)
        usleep(10000);
    assert_true(list_offset(&c, "short", -2).offset >= 10);
    assert_int_equal(list_offset(&c, "short", -1).offset, 20);
    assert_int_equal(fetch(&c, "short", 0, 1000, 0).error_code, KAFKA_OFFSET_OUT_OF_RANGE);
    client_close(&c);
    broker_remove(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_acknowledged_with_acks_all_survive_kill_9),
        cmocka_unit_test(topics_and_their_ids_outlive_kill_9),
        cmocka_unit_test(a_topic_of_many_partitions_outlives_kill_9),
        cmocka_unit_test(a_deleted_topic_stays_deleted),
        cmocka_unit_test(
            a_topic_made_again_while_the_old_one_is_still_being_removed_outlives_kill_9),
        cmocka_unit_test(remains_of_a_topic_that_was_never_created_are_set_aside),
        cmocka_unit_test(producers_are_known_after_a_restart),
        cmocka_unit_test(the_leader_epoch_rises_after_a_crash_only),
        cmocka_unit_test(a_consumer_of_lost_records_learns_where_the_log_diverged),
        cmocka_unit_test(a_torn_tail_is_cut_off),
        cmocka_unit_test(the_cluster_keeps_its_id),
        cmocka_unit_test(a_second_broker_on_the_same_directory_is_refused_naming_the_first),
        cmocka_unit_test(a_taken_port_is_a_sentence_and_exit_1),
        cmocka_unit_test(listening_beyond_this_machine_needs_to_be_allowed),
        cmocka_unit_test(retention_removes_old_segments),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
