/* Topics: asking for them, making them, making them larger, deleting them. */
#include "talk.h"

#include <stdio.h>

static const struct metadata_response *ask_all(int version)
{
    struct metadata_request request = {.topics = {NULL, version == 0 ? 0 : -1}};
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

/* ---- Metadata ---- */

static void trap_8_no_topics_means_all_in_version_0_and_none_later(void **state)
{
    (void)state;
    create_topic(&client, "eight", 1);
    assert_true(has_topic(ask_all(0), "eight"));
    assert_true(has_topic(ask_all(1), "eight"));
    struct metadata_request none = {.topics = {NULL, 0}};
    const struct metadata_response *r = client_ask(&client, API_METADATA, 1, &none);
    assert_int_equal(r->topics.count, 0);
}

static void trap_8_a_topic_that_is_asked_for_comes_into_being(void **state)
{
    (void)state;
    assert_int_equal(ask_one(8, "asked", false)->error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    const struct metadata_topic *t = ask_one(8, "asked", true);
    assert_int_equal(t->error_code, KAFKA_NONE);
    assert_int_equal(t->partitions.count, 1);
    assert_int_equal(t->partitions.items[0].leader_id, 1);
    assert_int_equal(ask_one(1, "asked-before-the-flag", false)->error_code, KAFKA_NONE);
}

static void trap_8_a_bad_name_is_an_invalid_topic(void **state)
{
    (void)state;
    assert_int_equal(ask_one(8, "x y", true)->error_code, KAFKA_INVALID_TOPIC_EXCEPTION);
    assert_int_equal(ask_one(8, "", true)->error_code, KAFKA_INVALID_TOPIC_EXCEPTION);
}

static void trap_8_version_12_finds_topics_by_id(void **state)
{
    (void)state;
    create_topic(&client, "by-id", 1);
    struct metadata_request_topic topic = {.topic_id = topic_id(&client, "by-id")};
    struct metadata_request request = {.topics = {&topic, 1}};
    const struct metadata_response *r = client_ask(&client, API_METADATA, 12, &request);
    assert_true(bytes_equal(r->topics.items[0].name, bytes_of("by-id")));
    topic.topic_id.bytes[0] ^= 1;
    r = client_ask(&client, API_METADATA, 12, &request);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_UNKNOWN_TOPIC_ID);
}

static void two_clients_that_ask_for_one_new_topic_get_the_same(void **state)
{
    (void)state;
    struct client other;
    client_connect(&other, &broker);
    struct metadata_request_topic topic = {.name = bytes_of("at-once")};
    struct metadata_request request = {.topics = {&topic, 1}, .allow_auto_topic_creation = true};
    client_send(&client, API_METADATA, 10, &request);
    client_send(&other, API_METADATA, 10, &request);
    const struct metadata_response *a = client_take(&client, API_METADATA, 10);
    const struct metadata_response *b = client_take(&other, API_METADATA, 10);
    assert_int_equal(a->topics.items[0].error_code, KAFKA_NONE);
    assert_true(uuid_equal(a->topics.items[0].topic_id, b->topics.items[0].topic_id));
    client_close(&other);
}

/* ---- CreateTopics ---- */

struct creation {
    const char *name;
    int partitions, replicas;
    const char *key, *value;
    int error;
    const char *message;
};

static const struct create_topics_response_topic *ask_create(const struct creation *c, int count,
                                                             bool validate_only)
{
    static struct create_topics_request_topic topics[16];
    static struct create_topics_request_config configs[16];
    for (int i = 0; i < count; i++) {
        configs[i] =
            (struct create_topics_request_config){bytes_of(c[i].key), bytes_of(c[i].value)};
        topics[i] =
            (struct create_topics_request_topic){.name = bytes_of(c[i].name),
                                                 .num_partitions = c[i].partitions,
                                                 .replication_factor = (int16_t)c[i].replicas,
                                                 .configs = {&configs[i], c[i].key != NULL}};
    }
    struct create_topics_request request = {
        .topics = {topics, count}, .timeout_ms = 10000, .validate_only = validate_only};
    const struct create_topics_response *r = client_ask(&client, API_CREATE_TOPICS, 7, &request);
    assert_int_equal(r->topics.count, count);
    return r->topics.items;
}

static void trap_9_each_bad_topic_fails_alone_with_kafkas_words(void **state)
{
    (void)state;
    static char long_name[251];
    memset(long_name, 'n', 250);
    create_topic(&client, "taken", 1);
    create_topic(&client, "a_b", 1);
    const struct creation topics[] = {
        {"fine", 1, 1, NULL, NULL, KAFKA_NONE, NULL},
        {"taken", 1, 1, NULL, NULL, KAFKA_TOPIC_ALREADY_EXISTS, "Topic 'taken' already exists."},
        {"a.b", 1, 1, NULL, NULL, KAFKA_INVALID_TOPIC_EXCEPTION,
         "Topic 'a.b' collides with existing topic: a_b"},
        {"x y", 1, 1, NULL, NULL, KAFKA_INVALID_TOPIC_EXCEPTION,
         "Topic name is invalid: 'x y' contains one or more characters other than ASCII "
         "alphanumerics, '.', '_' and '-'"},
        {"..", 1, 1, NULL, NULL, KAFKA_INVALID_TOPIC_EXCEPTION,
         "Topic name is invalid: '..' is not allowed"},
        {long_name, 1, 1, NULL, NULL, KAFKA_INVALID_TOPIC_EXCEPTION, NULL},
        {"three", 1, 3, NULL, NULL, KAFKA_INVALID_REPLICATION_FACTOR,
         "Unable to replicate the partition 3 time(s): The target replication factor of 3 cannot "
         "be reached because only 1 broker(s) are registered."},
        {"none", 0, 1, NULL, NULL, KAFKA_INVALID_PARTITIONS,
         "Number of partitions was set to an invalid non-positive value."},
        {"huge", 20000, 1, NULL, NULL, KAFKA_POLICY_VIOLATION, NULL},
        {"odd", 1, 1, "foo", "1", KAFKA_INVALID_CONFIG, "Unknown topic config name: foo"},
        {"wrong", 1, 1, "retention.ms", "soon", KAFKA_INVALID_CONFIG,
         "Invalid value soon for configuration retention.ms: Not a number of type LONG"},
        {"default", -1, -1, "retention.ms", "1000", KAFKA_NONE, NULL},
    };
    const struct create_topics_response_topic *r =
        ask_create(topics, (int)ARRAY_SIZE(topics), false);
    for (size_t i = 0; i < ARRAY_SIZE(topics); i++) {
        assert_int_equal(r[i].error_code, topics[i].error);
        if (topics[i].message != NULL)
            assert_true(bytes_equal(r[i].error_message, bytes_of(topics[i].message)));
    }
}

static void trap_9_version_5_tells_the_configuration_of_what_was_made(void **state)
{
    (void)state;
    const struct creation one = {"told", 3, 1, "cleanup.policy", "compact", 0, NULL};
    const struct create_topics_response_topic *r = ask_create(&one, 1, false);
    assert_int_equal(r->num_partitions, 3);
    assert_int_equal(r->replication_factor, 1);
    assert_false(uuid_is_zero(r->topic_id));
    assert_true(r->configs.count > 25);
    for (int32_t i = 0; i < r->configs.count; i++) {
        bool own = bytes_equal(r->configs.items[i].name, bytes_of("cleanup.policy"));
        assert_int_equal(r->configs.items[i].config_source, own ? 1 : 5);
    }
}

static void a_validation_makes_nothing(void **state)
{
    (void)state;
    const struct creation one = {"thought", 1, 1, NULL, NULL, 0, NULL};
    assert_int_equal(ask_create(&one, 1, true)->error_code, KAFKA_NONE);
    assert_false(has_topic(ask_all(8), "thought"));
}

static void a_topic_named_twice_in_one_request_is_not_made(void **state)
{
    (void)state;
    const struct creation two[] = {{"twin", 1, 1, NULL, NULL, 0, NULL},
                                   {"twin", 1, 1, NULL, NULL, 0, NULL}};
    const struct create_topics_response_topic *r = ask_create(two, 2, false);
    assert_int_equal(r[0].error_code, KAFKA_INVALID_REQUEST);
    assert_int_equal(r[1].error_code, KAFKA_INVALID_REQUEST);
}

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

static void a_manual_assignment_names_this_broker(void **state)
{
    (void)state;
    int32_t us = 1, nobody = 5;
    struct create_topics_assignment assignments[] = {{.partition = 0, .broker_ids = {&us, 1}},
                                                     {.partition = 1, .broker_ids = {&us, 1}}};
    struct create_topics_request_topic topic = {.name = bytes_of("assigned"),
                                                .num_partitions = -1,
                                                .replication_factor = -1,
                                                .assignments = {assignments, 2}};
    struct create_topics_request request = {.topics = {&topic, 1}};
    const struct create_topics_response *r = client_ask(&client, API_CREATE_TOPICS, 7, &request);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_NONE);
    assert_int_equal(r->topics.items[0].num_partitions, 2);
    topic.name = bytes_of("misassigned");
    assignments[1].broker_ids.items = &nobody;
    r = client_ask(&client, API_CREATE_TOPICS, 7, &request);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_INVALID_REPLICA_ASSIGNMENT);
}

/* ---- CreatePartitions ---- */

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

static void trap_9_create_partitions_echoes_topics_and_says_kafkas_words(void **state)
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
    expect_grow("growing", 4, KAFKA_NONE, NULL);
    assert_int_equal(ask_one(8, "growing", false)->partitions.count, 4);
}

/* ---- DeleteTopics ---- */

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

static void deleting_an_unknown_topic_is_an_error(void **state)
{
    (void)state;
    struct bytes name = bytes_of("never-was");
    struct delete_topics_request request = {.topic_names = {&name, 1}};
    const struct delete_topics_response *r = client_ask(&client, API_DELETE_TOPICS, 5, &request);
    assert_int_equal(r->results.items[0].error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
}

/* ---- DescribeTopicPartitions ---- */

static void describe_topic_partitions_goes_on_at_its_cursor(void **state)
{
    (void)state;
    create_topic(&client, "long", 5);
    struct describe_topic_partitions_name name = {bytes_of("long")};
    struct describe_topic_partitions_request request = {.topics = {&name, 1},
                                                        .response_partition_limit = 3};
    const struct describe_topic_partitions_response *r =
        client_ask(&client, API_DESCRIBE_TOPIC_PARTITIONS, 0, &request);
    assert_int_equal(r->topics.items[0].partitions.count, 3);
    assert_non_null(r->next_cursor);
    assert_int_equal(r->next_cursor->partition, 3);
    struct topic_cursor cursor = {.topic_name = bytes_of("long"), .partition = 3};
    request.cursor = &cursor;
    r = client_ask(&client, API_DESCRIBE_TOPIC_PARTITIONS, 0, &request);
    assert_int_equal(r->topics.items[0].partitions.count, 2);
    assert_int_equal(r->topics.items[0].partitions.items[0].partition, 3);
    assert_null(r->next_cursor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trap_8_no_topics_means_all_in_version_0_and_none_later),
        cmocka_unit_test(trap_8_a_topic_that_is_asked_for_comes_into_being),
        cmocka_unit_test(trap_8_a_bad_name_is_an_invalid_topic),
        cmocka_unit_test(trap_8_version_12_finds_topics_by_id),
        cmocka_unit_test(two_clients_that_ask_for_one_new_topic_get_the_same),
        cmocka_unit_test(trap_9_each_bad_topic_fails_alone_with_kafkas_words),
        cmocka_unit_test(trap_9_version_5_tells_the_configuration_of_what_was_made),
        cmocka_unit_test(a_validation_makes_nothing),
        cmocka_unit_test(a_topic_named_twice_in_one_request_is_not_made),
        cmocka_unit_test(a_topic_named_twice_in_one_request_is_not_deleted),
        cmocka_unit_test(a_manual_assignment_names_this_broker),
        cmocka_unit_test(trap_9_create_partitions_echoes_topics_and_says_kafkas_words),
        cmocka_unit_test(a_deleted_topic_is_gone_and_comes_back_as_another),
        cmocka_unit_test(topics_are_deleted_by_id_too),
        cmocka_unit_test(deleting_an_unknown_topic_is_an_error),
        cmocka_unit_test(describe_topic_partitions_goes_on_at_its_cursor),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
