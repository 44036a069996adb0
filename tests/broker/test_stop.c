/* A broker that is told to stop in the middle of everything stops cleanly: what was asked is done
 * or not, whole, and no memory is left behind (where a sanitizer looks). */
#include "talk.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { ROUNDS = 6, TOPICS = 5, BATCHES = 8 };

static struct client askers[6];

static void send_creations(struct client *c, int round)
{
    for (int i = 0; i < TOPICS; i++) {
        char name[32];
        snprintf(name, sizeof name, "made-%d-%d", round, i);
        struct create_topics_request_topic topic = {
            .name = bytes_of(name), .num_partitions = 2, .replication_factor = 1};
        struct create_topics_request request = {.topics = {&topic, 1}};
        client_send(c, API_CREATE_TOPICS, 7, &request);
    }
}

static void send_batches(struct client *c)
{
    struct buf batch = {0};
    make_batch(&batch, (struct batch_spec){.value_size = 3000000, .codec = CODEC_ZSTD});
    struct produce_request_partition p = {.records = buf_bytes(&batch)};
    struct produce_request_topic t = {.name = bytes_of("busy"), .partitions = {&p, 1}};
    struct produce_request request = {.acks = -1, .topics = {&t, 1}};
    for (int i = 0; i < BATCHES; i++)
        client_send(c, API_PRODUCE, 9, &request);
    buf_deinit(&batch);
}

static void send_fetch(struct client *c)
{
    struct fetch_request_partition p = {
        .current_leader_epoch = -1, .last_fetched_epoch = -1, .max_bytes = 100};
    struct fetch_request_topic topic = {.name = bytes_of("quiet"), .partitions = {&p, 1}};
    struct fetch_request request = {.max_wait_ms = 60000,
                                    .min_bytes = 1,
                                    .max_bytes = 100,
                                    .session_epoch = -1,
                                    .topics = {&topic, 1}};
    client_send(c, API_FETCH, 11, &request);
}

static void send_join(struct client *c)
{
    struct join_group_protocol protocol = {bytes_of("range"), bytes_of("topics")};
    struct join_group_request request = {.group_id = bytes_of("g"),
                                         .session_timeout_ms = 30000,
                                         .rebalance_timeout_ms = 60000,
                                         .protocol_type = bytes_of("consumer"),
                                         .protocols = {&protocol, 1}};
    client_send(c, API_JOIN_GROUP, 3, &request);
}

static void send_changes(struct client *c)
{
    struct init_producer_id_request id = {.transactional_id = BYTES_NULL, .producer_id = -1};
    struct incremental_alter_configs_entry e = {.name = bytes_of("segment.ms"),
                                                .value = bytes_of("77777")};
    struct incremental_alter_configs_resource resource = {
        .resource_type = 2, .resource_name = bytes_of("quiet"), .configs = {&e, 1}};
    struct incremental_alter_configs_request alter = {.resources = {&resource, 1}};
    struct offset_commit_request_partition p = {.offset = 5};
    struct offset_commit_request_topic t = {.name = bytes_of("quiet"), .partitions = {&p, 1}};
    struct offset_commit_request commit = {
        .group_id = bytes_of("h"), .generation_id = -1, .topics = {&t, 1}};
    client_send(c, API_INIT_PRODUCER_ID, 4, &id);
    client_send(c, API_INCREMENTAL_ALTER_CONFIGS, 1, &alter);
    client_send(c, API_OFFSET_COMMIT, 8, &commit);
}

static void start_again(void)
{
    broker_start_again(&broker, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(askers); i++)
        client_connect(&askers[i], &broker);
}

static void stop_cleanly(void)
{
    char clean[96];
    snprintf(clean, sizeof clean, "%s/checkpoint.clean", broker.dir);
    assert_int_equal(broker_stop(&broker, SIGTERM), 128 + SIGTERM);
    assert_int_equal(access(clean, R_OK), 0);
    for (size_t i = 0; i < ARRAY_SIZE(askers); i++)
        client_close(&askers[i]);
}

/* A topic is there with all its partitions, or not at all. */
static void expect_whole_topics(void)
{
    struct metadata_request request = {.topics = {NULL, -1}};
    const struct metadata_response *r = client_ask(&askers[0], API_METADATA, 8, &request);
    for (int32_t i = 0; i < r->topics.count; i++) {
        const struct metadata_topic *t = &r->topics.items[i];
        assert_int_equal(t->error_code, KAFKA_NONE);
        assert_int_equal(t->partitions.count, t->name.len > 5 ? 2 : 1);
        for (int32_t p = 0; p < t->partitions.count; p++)
            assert_int_equal(t->partitions.items[p].leader_epoch, 0); /* never a crash */
    }
}

static void a_stop_amid_everything_is_clean(void **state)
{
    (void)state;
    broker = (struct test_broker){0};
    broker_start(&broker, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(askers); i++)
        client_connect(&askers[i], &broker);
    create_topic(&askers[0], "busy", 1);
    create_topic(&askers[0], "quiet", 1);
    for (int round = 0; round < ROUNDS; round++) {
        send_fetch(&askers[0]);
        send_join(&askers[1]);
        send_join(&askers[2]);
        send_batches(&askers[3]);
        send_creations(&askers[4], round);
        send_changes(&askers[5]);
        if (round % 3 == 1)
            client_take(&askers[4], API_CREATE_TOPICS, 7); /* by now more is under way */
        if (round % 3 == 2)
            client_take(&askers[3], API_PRODUCE, 9);
        stop_cleanly();
        start_again();
        expect_whole_topics();
    }
    stop_cleanly();
    broker_remove(&broker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stop_amid_everything_is_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
