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

static void no_topics_means_all_in_version_0_and_none_later(void **state)
{
    (void)state;
    create_topic(&client, "eight", 1);
    assert_true(has_topic(ask_all(0), "eight"));
    assert_true(has_topic(ask_all(1), "eight"));
    struct metadata_request none = {.topics = {NULL, 0}};
    const struct metadata_response *r = client_ask(&client, API_METADATA, 1, &none);
    assert_int_equal(r->topics.count, 0);
}

static void a_topic_that_is_asked_for_comes_into_being(void **state)
{
    (void)state;
    assert_int_equal(ask_one(8, "asked", false)->error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    const struct metadata_topic *t = ask_one(8, "asked", true);
    assert_int_equal(t->error_code, KAFKA_NONE);
    assert_int_equal(t->partitions.count, 1);
    assert_int_equal(t->partitions.items[0].leader_id, 1);
    assert_int_equal(ask_one(1, "asked-before-the-flag", false)->error_code, KAFKA_NONE);
}

static void a_bad_name_is_an_invalid_topic(void **state)
{
    (void)state;
    assert_int_equal(ask_one(8, "x y", true)->error_code, KAFKA_INVALID_TOPIC_EXCEPTION);
    assert_int_equal(ask_one(8, "", true)->error_code, KAFKA_INVALID_TOPIC_EXCEPTION);
}

static void version_12_finds_topics_by_id(void **state)
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
    static struct create_topics_request_topic topics[20];
    static struct create_topics_request_config configs[20];
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

static void each_bad_topic_fails_alone_with_kafkas_words(void **state)
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
        {"fewer", -2, 1, NULL, NULL, KAFKA_INVALID_PARTITIONS,
         "Number of partitions was set to an invalid non-positive value."},
        {"bare", 1, 0, NULL, NULL, KAFKA_INVALID_REPLICATION_FACTOR,
         "Replication factor must be larger than 0, or -1 to use the default value."},
        {"barer", 1, -2, NULL, NULL, KAFKA_INVALID_REPLICATION_FACTOR,
         "Replication factor must be larger than 0, or -1 to use the default value."},
        {"huge", 20000, 1, NULL, NULL, KAFKA_POLICY_VIOLATION,
         "This broker holds at most 10000 partitions."},
        {"null", 1, 1, "retention.ms", NULL, KAFKA_INVALID_CONFIG,
         "Null value not supported for topic configs: retention.ms"},
        {"odd", 1, 1, "foo", "1", KAFKA_INVALID_CONFIG, "Unknown topic config name: foo"},
        {"wrong", 1, 1, "retention.ms", "soon", KAFKA_INVALID_CONFIG,
         "Invalid value soon for configuration retention.ms: Not a number of type LONG"},
        {"default", -1, -1, "retention.ms", "1000", KAFKA_NONE, NULL},
    };
    const struct create_topics_response_topic *r =
        ask_create(topics, (int)ARRAY_SIZE(topics), false);
    for (size_t i = 0; i < ARRAY_SIZE(topics); i++) {
        assert_int_equal(r[i].error_code, topics[i].error);
        expect_text(r[i].name, topics[i].name);
        if (topics[i].message != NULL)
            expect_text(r[i].error_message, topics[i].message);
    }
}

/* What is there, asked for or still being made, counts: the bound is exact. */
static void expect_room(int32_t partitions)
{
    for (int32_t more = 0; more <= 1; more++) {
        const struct creation one = {"much", partitions + more, 1, NULL, NULL, 0, NULL};
        const struct create_topics_response_topic *r = ask_create(&one, 1, true);
        assert_int_equal(r->error_code, more ? KAFKA_POLICY_VIOLATION : KAFKA_NONE);
        assert_int_equal(r->num_partitions, more ? -1 : partitions);
    }
}

static int32_t count_partitions(void)
{
    const struct metadata_response *r = ask_all(8);
    int32_t count = 0;
    for (int32_t i = 0; i < r->topics.count; i++)
        count += r->topics.items[i].partitions.count;
    return count;
}

static void all_topics_together_have_10000_partitions_at_most(void **state)
{
    (void)state;
    int32_t before = count_partitions();
    expect_room(10000 - before);
    create_topic(&client, "counted", 3);
    expect_room(10000 - before - 3);
    struct create_partitions_topic more = {.name = bytes_of("counted"), .assignments = {NULL, -1}};
    struct create_partitions_request grow = {.topics = {&more, 1}, .validate_only = true};
    for (int over = 0; over <= 1; over++) {
        more.count = 10000 - before + over;
        const struct create_partitions_response *r =
            client_ask(&client, API_CREATE_PARTITIONS, 3, &grow);
        assert_int_equal(r->results.items[0].error_code,
                         over ? KAFKA_POLICY_VIOLATION : KAFKA_NONE);
    }
    expect_room(10000 - before - 3); /* it was only thought of */
    more.count = 5;
    grow.validate_only = false;
    client_ask(&client, API_CREATE_PARTITIONS, 3, &grow);
    expect_room(10000 - before - 5);
    delete_topic(&client, "counted");
    expect_room(10000 - before);
}

static void version_5_tells_the_configuration_of_what_was_made(void **state)
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
    expect_text(r[0].error_message, "Duplicate topic name.");
    assert_false(has_topic(ask_all(8), "twin"));
}

static int32_t us[] = {1, 1}, others[] = {5, 1, 6};

static const struct {
    int partitions, replicas;
    struct create_topics_assignment assignments[2];
    int error;
    const char *message;
} manual[] = {
    {-1, -1, {{0, {us, 1}}, {1, {us, 1}}}, KAFKA_NONE, NULL},
    {2,
     -1,
     {{0, {us, 1}}, {1, {us, 1}}},
     KAFKA_INVALID_REQUEST,
     "A manual partition assignment was specified, but numPartitions was not set to -1."},
    {-1,
     1,
     {{0, {us, 1}}, {1, {us, 1}}},
     KAFKA_INVALID_REQUEST,
     "A manual partition assignment was specified, but replication factor was not set to -1."},
    {-1,
     -1,
     {{0, {us, 1}}, {2, {us, 1}}},
     KAFKA_INVALID_REPLICA_ASSIGNMENT,
     "partitions should be a consecutive 0-based integer sequence"},
    {-1,
     -1,
     {{-1, {us, 1}}, {0, {us, 1}}},
     KAFKA_INVALID_REPLICA_ASSIGNMENT,
     "partitions should be a consecutive 0-based integer sequence"},
    {-1,
     -1,
     {{0, {us, 1}}, {1, {us, 0}}},
     KAFKA_INVALID_REPLICA_ASSIGNMENT,
     "The manual partition assignment includes an empty replica list."},
    {-1,
     -1,
     {{0, {us, 1}}, {1, {others, 1}}},
     KAFKA_INVALID_REPLICA_ASSIGNMENT,
     "The manual partition assignment includes broker 5, but no such broker is registered."},
    {-1,
     -1,
     {{0, {others + 1, 2}}, {1, {us, 1}}},
     KAFKA_INVALID_REPLICA_ASSIGNMENT,
     "The manual partition assignment includes broker 6, but no such broker is registered."},
};

static void a_manual_assignment_must_name_this_broker_and_each_partition_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(manual); i++) {
        struct create_topics_assignment assignments[2] = {manual[i].assignments[0],
                                                          manual[i].assignments[1]};
        struct create_topics_request_topic topic = {.name = bytes_of("assigned"),
                                                    .num_partitions = manual[i].partitions,
                                                    .replication_factor =
                                                        (int16_t)manual[i].replicas,
                                                    .assignments = {assignments, 2}};
        struct create_topics_request request = {.topics = {&topic, 1}, .validate_only = i > 0};
        if (i > 0)
            topic.name = bytes_of("misassigned");
        const struct create_topics_response *r =
            client_ask(&client, API_CREATE_TOPICS, 7, &request);
        assert_int_equal(r->topics.items[0].error_code, manual[i].error);
        if (manual[i].message != NULL)
            expect_text(r->topics.items[0].error_message, manual[i].message);
        assert_int_equal(r->topics.items[0].num_partitions, i == 0 ? 2 : -1);
    }
    assert_int_equal(ask_one(8, "assigned", false)->partitions.count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_topics_means_all_in_version_0_and_none_later),
        cmocka_unit_test(a_topic_that_is_asked_for_comes_into_being),
        cmocka_unit_test(a_bad_name_is_an_invalid_topic),
        cmocka_unit_test(version_12_finds_topics_by_id),
        cmocka_unit_test(two_clients_that_ask_for_one_new_topic_get_the_same),
        cmocka_unit_test(each_bad_topic_fails_alone_with_kafkas_words),
        cmocka_unit_test(version_5_tells_the_configuration_of_what_was_made),
        cmocka_unit_test(a_validation_makes_nothing),
        cmocka_unit_test(a_topic_named_twice_in_one_request_is_not_made),
        cmocka_unit_test(a_manual_assignment_must_name_this_broker_and_each_partition_once),
        cmocka_unit_test(all_topics_together_have_10000_partitions_at_most),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
