/* Topics made larger, and deleted. */
#include "talk.h"

static const struct metadata_response *ask_all(int version)
{
    struct metadata_request request = {.topics = {NULL, -1}};
    return client_ask(&client, API_METADATA, version, &request);
}

static const struct metadata_topic *ask_one(int version, const char *name, bool create)
{
    struct metadata_request_topic topic = {.name = bytes_of(name)};
    struct metadata_request request = {.topics = {&topic, 1}, .allow_auto_topic_creation = create};
    const struct metadata_response *r = client_ask(&client, API_METADATA, version, &request);
    assert_int_equal(r->topics.count, 1);
    return &r->topics.items[0];
}

static bool has_topic(const struct metadata_response *r, const char *name)
{
    for (int32_t i = 0; i < r->topics.count; i++)
        if (bytes_equal(r->topics.items[i].name, bytes_of(name)))
            return true;
    return false;
}

/* ---- CreatePartitions ---- */

static int produce_to(const char *topic, int partition)
{
    struct buf batch = {0};
    make_batch(&batch, (struct batch_spec){0});
    int error = produce_bytes(&client, 9, topic, partition, -1, buf_bytes(&batch)).error_code;
    buf_deinit(&batch);
    return error;
}

static void expect_grow(const char *name, int count, int error, const char *message)
{
    struct create_partitions_topic topic = {
        .name = bytes_of(name), .count = count, .assignments = {NULL, -1}};
    struct create_partitions_request request = {.topics = {&topic, 1}, .timeout_ms = 10000};
    const struct create_partitions_response *r =
        client_ask(&client, API_CREATE_PARTITIONS, 3, &request);
    assert_int_equal(r->results.count, 1);
    assert_true(bytes_equal(r->results.items[0].name, bytes_of(name)));
    assert_int_equal(r->results.items[0].error_code, error);
    if (message != NULL)
        assert_true(bytes_equal(r->results.items[0].error_message, bytes_of(message)));
}

static void create_partitions_echoes_topics_and_says_kafkas_words(void **state)
{
    (void)state;
    create_topic(&client, "growing", 2);
    expect_grow("growing", 2, KAFKA_INVALID_PARTITIONS, "Topic already has 2 partition(s).");
    expect_grow("growing", 1, KAFKA_INVALID_PARTITIONS,
                "The topic growing currently has 2 partition(s); 1 would not be an increase.");
    expect_grow("absent", 3, KAFKA_UNKNOWN_TOPIC_OR_PARTITION,
                "This server does not host this topic-partition.");
    struct create_partitions_topic twice[] = {{.name = bytes_of("growing"), .count = 3},
                                              {.name = bytes_of("growing"), .count = 4}};
    struct create_partitions_request request = {.topics = {twice, 2}};
    const struct create_partitions_response *r =
        client_ask(&client, API_CREATE_PARTITIONS, 3, &request);
    assert_int_equal(r->results.items[0].error_code, KAFKA_INVALID_REQUEST);
    assert_int_equal(r->results.items[1].error_code, KAFKA_INVALID_REQUEST);
    expect_text(r->results.items[1].error_message, "Duplicate topic name.");
    expect_grow("growing", 4, KAFKA_NONE, NULL);
    assert_int_equal(ask_one(8, "growing", false)->partitions.count, 4);
    assert_int_equal(produce_to("growing", 3), KAFKA_NONE);
    assert_int_equal(produce_to("growing", 4), KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
}

static void new_partitions_are_assigned_to_this_broker(void **state)
{
    (void)state;
    static int32_t us[] = {1, 1}, others[] = {5};
    static const char unknown[] =
        "The manual partition assignment names brokers that are not registered.";
    static const struct {
        struct create_partitions_assignment assignments[3];
        int count, error;
        const char *message;
    } cases[] = {
        {{{{us, 1}}},
         1,
         KAFKA_INVALID_REPLICA_ASSIGNMENT,
         "Attempted to add 2 additional partition(s), but only 1 assignment(s) were specified."},
        {{{{us, 1}}},
         0,
         KAFKA_INVALID_REPLICA_ASSIGNMENT,
         "Attempted to add 2 additional partition(s), but only 0 assignment(s) were specified."},
        {{{{us, 1}}, {{us, 1}}, {{us, 1}}},
         3,
         KAFKA_INVALID_REPLICA_ASSIGNMENT,
         "Attempted to add 2 additional partition(s), but only 3 assignment(s) were specified."},
        {{{{us, 1}}, {{us, 2}}}, 2, KAFKA_INVALID_REPLICA_ASSIGNMENT, unknown},
        {{{{us, 1}}, {{us, 0}}}, 2, KAFKA_INVALID_REPLICA_ASSIGNMENT, unknown},
        {{{{others, 1}}, {{us, 1}}}, 2, KAFKA_INVALID_REPLICA_ASSIGNMENT, unknown},
        {{{{us, 1}}, {{us, 1}}}, 2, KAFKA_NONE, NULL},
    };
    create_topic(&client, "manual", 1);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct create_partitions_assignment assignments[3];
        memcpy(assignments, cases[i].assignments, sizeof assignments);
        struct create_partitions_topic topic = {
            .name = bytes_of("manual"), .count = 3, .assignments = {assignments, cases[i].count}};
        struct create_partitions_request request = {.topics = {&topic, 1}};
        const struct create_partitions_response *r =
            client_ask(&client, API_CREATE_PARTITIONS, 3, &request);
        assert_int_equal(r->results.items[0].error_code, cases[i].error);
        expect_text(r->results.items[0].error_message, cases[i].message);
        assert_int_equal(ask_one(8, "manual", false)->partitions.count,
                         cases[i].error == KAFKA_NONE ? 3 : 1);
    }
}

/* ---- DeleteTopics ---- */

static void a_topic_named_twice_in_one_request_is_not_deleted(void **state)
{
    (void)state;
    create_topic(&client, "kept", 1);
    struct bytes names[] = {bytes_of("kept"), bytes_of("kept")};
    struct delete_topics_request by_name = {.topic_names = {names, 2}};
    const struct delete_topics_response *r = client_ask(&client, API_DELETE_TOPICS, 5, &by_name);
    assert_int_equal(r->results.items[0].error_code, KAFKA_INVALID_REQUEST);
    assert_int_equal(r->results.items[1].error_code, KAFKA_INVALID_REQUEST);
    struct uuid id = topic_id(&client, "kept");
    struct delete_topics_state topics[] = {
        {.topic_id = id}, {.topic_id = id}, {.name = BYTES_NULL}};
    struct delete_topics_request by_id = {.topics = {topics, 3}};
    r = client_ask(&client, API_DELETE_TOPICS, 6, &by_id);
    for (int i = 0; i < 3; i++)
        assert_int_equal(r->results.items[i].error_code, KAFKA_INVALID_REQUEST);
    assert_true(has_topic(ask_all(8), "kept"));
}

static void a_deleted_topic_is_gone_and_comes_back_as_another(void **state)
{
    (void)state;
    create_topic(&client, "phoenix", 1);
    struct uuid first = topic_id(&client, "phoenix");
    produce(&client, "phoenix", -1, (struct batch_spec){.count = 3});
    delete_topic(&client, "phoenix");
    assert_int_equal(ask_one(8, "phoenix", false)->error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    create_topic(&client, "phoenix", 1);
    assert_false(uuid_equal(topic_id(&client, "phoenix"), first));
    assert_int_equal(list_offset(&client, "phoenix", -1).offset, 0);
}

static void topics_are_deleted_by_id_too(void **state)
{
    (void)state;
    create_topic(&client, "by-its-id", 1);
    struct delete_topics_state topic = {.topic_id = topic_id(&client, "by-its-id")};
    struct delete_topics_request request = {.topics = {&topic, 1}};
    const struct delete_topics_response *r = client_ask(&client, API_DELETE_TOPICS, 6, &request);
    assert_int_equal(r->results.items[0].error_code, KAFKA_NONE);
    assert_true(bytes_equal(r->results.items[0].name, bytes_of("by-its-id")));
    r = client_ask(&client, API_DELETE_TOPICS, 6, &request);
    assert_int_equal(r->results.items[0].error_code, KAFKA_UNKNOWN_TOPIC_ID);
}

static void each_deletion_succeeds_or_fails_independently(void **state)
{
    (void)state;
    create_topic(&client, "goes-1", 1);
    create_topic(&client, "goes-2", 2);
    create_topic(&client, "stays", 1);
    struct delete_topics_state topics[] = {
        {.name = bytes_of("goes-1")},
        {.name = bytes_of("never-was")},
        {.topic_id = topic_id(&client, "goes-2")},
        {.topic_id = {{7}}},
        {.topic_id = {{0}}},
        {.name = bytes_of("stays"), .topic_id = topic_id(&client, "stays")},
    };
    static const struct {
        int error;
        const char *name, *message;
    } told[] = {
        {KAFKA_NONE, "goes-1", NULL},
        {KAFKA_UNKNOWN_TOPIC_OR_PARTITION, "never-was",
         "This server does not host this topic-partition."},
        {KAFKA_NONE, "goes-2", NULL},
        {KAFKA_UNKNOWN_TOPIC_ID, NULL, "This server does not host this topic ID."},
        {KAFKA_INVALID_REQUEST, NULL, "Neither topic name nor id were specified."},
        {KAFKA_INVALID_REQUEST, "stays", "You may not specify both topic name and topic id."},
    };
    struct uuid first = topic_id(&client, "goes-1");
    struct delete_topics_request request = {.topics = {topics, ARRAY_SIZE(topics)}};
    const struct delete_topics_response *r = client_ask(&client, API_DELETE_TOPICS, 6, &request);
    assert_int_equal(r->results.count, ARRAY_SIZE(told));
    for (size_t i = 0; i < ARRAY_SIZE(told); i++) {
        assert_int_equal(r->results.items[i].error_code, told[i].error);
        expect_text(r->results.items[i].name, told[i].name);
        expect_text(r->results.items[i].error_message, told[i].message);
    }
    assert_true(uuid_equal(r->results.items[0].topic_id, first));
    r = NULL;
    const struct metadata_response *all = ask_all(8);
    assert_true(has_topic(all, "stays"));
    assert_false(has_topic(all, "goes-1"));
    assert_false(has_topic(all, "goes-2"));
}

static void deleting_an_unknown_topic_is_an_error(void **state)
{
    (void)state;
    struct bytes name = bytes_of("never-was");
    struct delete_topics_request request = {.topic_names = {&name, 1}};
    const struct delete_topics_response *r = client_ask(&client, API_DELETE_TOPICS, 5, &request);
    assert_int_equal(r->results.items[0].error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    expect_text(r->results.items[0].name, "never-was");
}

static void deleting_may_be_forbidden(void **state)
{
    (void)state;
    struct test_broker other = {0};
    struct client c;
    broker_start(&other, (const char *const[]){"-c", "delete.topic.enable=false", NULL});
    client_connect(&c, &other);
    create_topic(&c, "safe", 1);
    struct delete_topics_state topic = {.name = bytes_of("safe")};
    struct delete_topics_request request = {.topics = {&topic, 1}};
    const struct delete_topics_response *r = client_ask(&c, API_DELETE_TOPICS, 6, &request);
    assert_int_equal(r->results.items[0].error_code, KAFKA_TOPIC_DELETION_DISABLED);
    expect_text(r->results.items[0].error_message, "Topic deletion is disabled.");
    assert_false(uuid_is_zero(topic_id(&c, "safe")));
    client_close(&c);
    broker_remove(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_topic_named_twice_in_one_request_is_not_deleted),
        cmocka_unit_test(create_partitions_echoes_topics_and_says_kafkas_words),
        cmocka_unit_test(new_partitions_are_assigned_to_this_broker),
        cmocka_unit_test(a_deleted_topic_is_gone_and_comes_back_as_another),
        cmocka_unit_test(topics_are_deleted_by_id_too),
        cmocka_unit_test(each_deletion_succeeds_or_fails_independently),
        cmocka_unit_test(deleting_an_unknown_topic_is_an_error),
        cmocka_unit_test(deleting_may_be_forbidden),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
