/* Configurations: described whole, altered, kept, and in force. */
#include "talk.h"

#include <signal.h>
#include <stdio.h>

static const struct describe_configs_result *describe(int type, const char *name)
{
    struct describe_configs_resource resource = {.resource_type = (int8_t)type,
                                                 .resource_name = bytes_of(name),
                                                 .configuration_keys = {NULL, -1}};
    struct describe_configs_request request = {
        .resources = {&resource, 1}, .include_synonyms = true, .include_documentation = true};
    const struct describe_configs_response *r =
        client_ask(&client, API_DESCRIBE_CONFIGS, 4, &request);
    assert_int_equal(r->results.count, 1);
    return &r->results.items[0];
}

static const struct describe_configs_entry *entry(const struct describe_configs_result *r,
                                                  const char *name)
{
    for (int32_t i = 0; i < r->configs.count; i++)
        if (bytes_equal(r->configs.items[i].name, bytes_of(name)))
            return &r->configs.items[i];
    fail_msg("%s is not listed", name);
    return NULL;
}

static int alter(const char *topic, const char *key, int operation, const char *value)
{
    struct incremental_alter_configs_entry e = {
        .name = bytes_of(key), .operation = (int8_t)operation, .value = bytes_of(value)};
    struct incremental_alter_configs_resource resource = {
        .resource_type = 2, .resource_name = bytes_of(topic), .configs = {&e, 1}};
    struct incremental_alter_configs_request request = {.resources = {&resource, 1}};
    const struct incremental_alter_configs_response *r =
        client_ask(&client, API_INCREMENTAL_ALTER_CONFIGS, 1, &request);
    return r->results.items[0].error_code;
}

static void every_key_of_a_topic_is_listed_with_default_and_source(void **state)
{
    (void)state;
    create_topic_with(&client, "described", 1, "retention.ms", "12345");
    const struct describe_configs_result *r = describe(2, "described");
    assert_int_equal(r->error_code, KAFKA_NONE);
    assert_int_equal(r->configs.count, 33); /* as Apache Kafka 4.1 */
    const struct describe_configs_entry *own = entry(r, "retention.ms");
    assert_true(bytes_equal(own->value, bytes_of("12345")));
    assert_int_equal(own->config_source, 1);
    assert_int_equal(own->config_type, 5);
    assert_int_equal(own->synonyms.count, 2);
    assert_true(bytes_equal(own->synonyms.items[1].name, bytes_of("log.retention.ms")));
    const struct describe_configs_entry *plain = entry(r, "cleanup.policy");
    assert_true(bytes_equal(plain->value, bytes_of("delete")));
    assert_int_equal(plain->config_source, 5);
}

static void the_brokers_own_values_are_the_topics_defaults(void **state)
{
    (void)state;
    struct test_broker other = {0};
    struct client kept = client;
    broker_start(&other, (const char *const[]){"-c", "log.retention.hours=2", "-c",
                                               "num.partitions=3", NULL});
    client_connect(&client, &other);
    create_topic(&client, "inherits", -1);
    const struct describe_configs_entry *e = entry(describe(2, "inherits"), "retention.ms");
    assert_true(bytes_equal(e->value, bytes_of("7200000")));
    assert_int_equal(e->config_source, 4);
    e = entry(describe(4, "1"), "num.partitions");
    assert_true(bytes_equal(e->value, bytes_of("3")));
    assert_true(e->read_only);
    client_close(&client);
    broker_remove(&other);
    client = kept;
}

static void another_brokers_configuration_is_not_ours_to_tell(void **state)
{
    (void)state;
    assert_int_equal(describe(4, "7")->error_code, KAFKA_INVALID_REQUEST);
    assert_int_equal(describe(2, "absent")->error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
}

/* ---- what is asked for is told ---- */

static const struct describe_configs_result *
describe_keys(int type, const char *name, struct bytes *keys, int count, bool all_of_it)
{
    struct describe_configs_resource resource = {.resource_type = (int8_t)type,
                                                 .resource_name = bytes_of(name),
                                                 .configuration_keys = {keys, count}};
    struct describe_configs_request request = {.resources = {&resource, 1},
                                               .include_synonyms = all_of_it,
                                               .include_documentation = all_of_it};
    const struct describe_configs_response *r =
        client_ask(&client, API_DESCRIBE_CONFIGS, 4, &request);
    assert_int_equal(r->results.items[0].resource_type, type);
    expect_text(r->results.items[0].resource_name, name);
    return &r->results.items[0];
}

static void only_requested_keys_are_returned(void **state)
{
    (void)state;
    struct bytes keys[] = {bytes_of("segment.ms"), bytes_of("no.such.key"),
                           bytes_of("num.partitions"), bytes_of("retention.ms")};
    create_topic(&client, "asked", 1);
    const struct describe_configs_result *r = describe_keys(2, "asked", keys, 4, false);
    assert_int_equal(r->configs.count, 2);
    expect_text(r->configs.items[0].name, "retention.ms");
    expect_text(r->configs.items[1].name, "segment.ms");
    assert_int_equal(r->configs.items[0].synonyms.count, 0);
    expect_text(r->configs.items[0].documentation, NULL);
    assert_false(r->configs.items[0].read_only);
    r = describe_keys(4, "1", keys, 4, false);
    assert_int_equal(r->configs.count, 1);
    expect_text(r->configs.items[0].name, "num.partitions");
    assert_int_equal(r->configs.items[0].synonyms.count, 0);
    assert_true(r->configs.items[0].read_only);
    assert_int_equal(describe_keys(2, "asked", keys, 0, true)->configs.count, 0);
    r = describe_keys(2, "asked", keys, 1, true);
    expect_text(r->configs.items[0].documentation, "age at which a new segment begins");
}

/* "name=value@source ..." of the synonyms, the first of which is in use. */
static const char *synonyms_of(const struct describe_configs_entry *e)
{
    static char text[300];
    size_t n = 0;
    text[0] = '\0';
    for (int32_t i = 0; i < e->synonyms.count; i++) {
        const struct describe_configs_synonym *it = &e->synonyms.items[i];
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s=%.*s@%d", i == 0 ? "" : " ",
                              (int)it->name.len, (const char *)it->name.data, (int)it->value.len,
                              (const char *)it->value.data, it->source);
    }
    return text;
}

static void every_value_that_would_apply_is_a_synonym(void **state)
{
    (void)state;
    struct test_broker other = {0};
    struct client kept = client;
    broker_start(&other, (const char *const[]){"-c", "log.segment.bytes=2000000", "-c",
                                               "num.partitions=3", NULL});
    client_connect(&client, &other);
    create_topic_with(&client, "own", 1, "segment.bytes", "3000000");
    const struct describe_configs_result *r = describe(2, "own");
    assert_string_equal(synonyms_of(entry(r, "segment.bytes")),
                        "segment.bytes=3000000@1 log.segment.bytes=2000000@4 "
                        "log.segment.bytes=1073741824@5");
    assert_string_equal(synonyms_of(entry(r, "max.message.bytes")), "message.max.bytes=1048588@5");
    assert_string_equal(synonyms_of(entry(r, "follower.replication.throttled.replicas")),
                        "follower.replication.throttled.replicas=@5");
    create_topic(&client, "plain", 1);
    r = describe(2, "plain");
    assert_string_equal(synonyms_of(entry(r, "segment.bytes")),
                        "log.segment.bytes=2000000@4 log.segment.bytes=1073741824@5");
    r = describe(4, "1");
    assert_string_equal(synonyms_of(entry(r, "num.partitions")),
                        "num.partitions=3@4 num.partitions=1@5");
    assert_string_equal(synonyms_of(entry(r, "delete.topic.enable")), "delete.topic.enable=true@5");
    assert_string_equal(synonyms_of(entry(r, "log.retention.minutes")), "");
    client_close(&client);
    broker_remove(&other);
    client = kept;
}

static void what_has_no_configuration_is_an_error(void **state)
{
    (void)state;
    static const struct {
        int type, error;
        const char *name, *message;
    } cases[] = {
        {2, KAFKA_UNKNOWN_TOPIC_OR_PARTITION, "absent", NULL},
        {2, KAFKA_INVALID_TOPIC_EXCEPTION, "..", "Topic name is invalid: '..' is not allowed"},
        {4, KAFKA_INVALID_REQUEST, "7",
         "Unexpected broker id, expected 1 or empty string, but received 7"},
        {4, KAFKA_NONE, "", NULL},
        {8, KAFKA_INVALID_REQUEST, "1", "Only topics and brokers have configurations here."},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct describe_configs_result *r =
            describe_keys(cases[i].type, cases[i].name, NULL, -1, true);
        assert_int_equal(r->error_code, cases[i].error);
        if (cases[i].message != NULL)
            expect_text(r->error_message, cases[i].message);
        assert_int_equal(r->configs.count, 0);
    }
}

static void no_partition_is_ever_reassigned(void **state)
{
    (void)state;
    struct list_partition_reassignments_request request = {.topics = {NULL, -1}};
    const struct list_partition_reassignments_response *r =
        client_ask(&client, API_LIST_PARTITION_REASSIGNMENTS, 0, &request);
    assert_int_equal(r->error_code, KAFKA_NONE);
    assert_int_equal(r->topics.count, 0);
}

/* ---- altering ---- */

static void lists_grow_and_shrink(void **state)
{
    (void)state;
    static const struct {
        int operation;
        const char *value, *then;
    } steps[] = {
        {0, "compact", "compact"},        {2, "delete", "compact,delete"},
        {2, "delete", "compact,delete"},  {2, "compact,delete", "compact,delete"},
        {3, "compact", "delete"},         {3, "compact", "delete"},
        {2, "compact", "delete,compact"}, {3, "delet,ompact", "delete,compact"},
        {3, "compact,delete", NULL},      {3, "x,delete", "compact"},
    };
    create_topic(&client, "listed", 1);
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        int error = alter("listed", "cleanup.policy", steps[i].operation, steps[i].value);
        assert_int_equal(error, steps[i].then != NULL ? KAFKA_NONE : KAFKA_INVALID_CONFIG);
        if (steps[i].then != NULL)
            expect_text(entry(describe(2, "listed"), "cleanup.policy")->value, steps[i].then);
    }
    static const char items[] = "follower.replication.throttled.replicas";
    assert_int_equal(alter("listed", items, 2, "0:1,,1:1"), KAFKA_NONE);
    expect_text(entry(describe(2, "listed"), items)->value, "0:1,1:1");
    assert_int_equal(alter("listed", items, 3, "0:1,1:1"), KAFKA_NONE);
    expect_text(entry(describe(2, "listed"), items)->value, "");
}

static void each_alteration_is_refused_with_its_reason(void **state)
{
    (void)state;
    static const struct {
        int type;
        const char *topic, *key;
        int operation;
        const char *value;
        int error;
        const char *message;
    } cases[] = {
        {2, "still", "segment.ms", 2, "5", KAFKA_INVALID_CONFIG,
         "Can't append to or subtract from a config that is not a list: segment.ms"},
        {2, "still", "segment.ms", 9, "5", KAFKA_INVALID_CONFIG, "Unknown config operation."},
        {2, "still", "segment.ms", 0, NULL, KAFKA_INVALID_CONFIG,
         "Null value not supported for topic configs: segment.ms"},
        {2, "still", "segment.m", 0, "5", KAFKA_INVALID_CONFIG,
         "Unknown topic config name: segment.m"},
        {2, "absent", "segment.ms", 0, "5", KAFKA_UNKNOWN_TOPIC_OR_PARTITION, NULL},
        {4, "1", "num.partitions", 0, "5", KAFKA_INVALID_REQUEST,
         "Only topic configs can be altered: the broker reads its own at startup."},
        {4, "still", "segment.ms", 0, "5", KAFKA_INVALID_REQUEST,
         "Only topic configs can be altered: the broker reads its own at startup."},
    };
    create_topic(&client, "still", 1);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct incremental_alter_configs_entry e = {.name = bytes_of(cases[i].key),
                                                    .operation = (int8_t)cases[i].operation,
                                                    .value = bytes_of(cases[i].value)};
        struct incremental_alter_configs_resource resource = {
            .resource_type = (int8_t)cases[i].type,
            .resource_name = bytes_of(cases[i].topic),
            .configs = {&e, 1}};
        struct incremental_alter_configs_request request = {.resources = {&resource, 1}};
        const struct incremental_alter_configs_response *r =
            client_ask(&client, API_INCREMENTAL_ALTER_CONFIGS, 1, &request);
        assert_int_equal(r->results.items[0].error_code, cases[i].error);
        assert_int_equal(r->results.items[0].resource_type, cases[i].type);
        expect_text(r->results.items[0].resource_name, cases[i].topic);
        if (cases[i].message != NULL)
            expect_text(r->results.items[0].error_message, cases[i].message);
    }
    assert_int_equal(entry(describe(2, "still"), "segment.ms")->config_source, 5);
}

/* Of one topic all or nothing is altered; of several each by itself. */
static void topics_are_altered_each_as_a_whole(void **state)
{
    (void)state;
    struct incremental_alter_configs_entry good[] = {
        {.name = bytes_of("segment.ms"), .value = bytes_of("111")},
        {.name = bytes_of("retention.ms"), .value = bytes_of("222")}};
    struct incremental_alter_configs_entry half[] = {
        {.name = bytes_of("segment.ms"), .value = bytes_of("111")},
        {.name = bytes_of("retention.ms"), .value = bytes_of("later")},
        {.name = bytes_of("max.message.bytes"), .value = bytes_of("3")}};
    struct incremental_alter_configs_resource resources[] = {
        {.resource_type = 2, .resource_name = bytes_of("one"), .configs = {good, 2}},
        {.resource_type = 2, .resource_name = bytes_of("two"), .configs = {half, 3}},
        {.resource_type = 2, .resource_name = bytes_of("three"), .configs = {good, 1}}};
    struct incremental_alter_configs_request request = {.resources = {resources, 3},
                                                        .validate_only = true};
    create_topic(&client, "one", 1);
    create_topic(&client, "two", 1);
    create_topic(&client, "three", 1);
    for (int really = 0; really <= 1; really++) {
        request.validate_only = !really;
        const struct incremental_alter_configs_response *r =
            client_ask(&client, API_INCREMENTAL_ALTER_CONFIGS, 1, &request);
        assert_int_equal(r->results.count, 3);
        assert_int_equal(r->results.items[0].error_code, KAFKA_NONE);
        assert_int_equal(r->results.items[1].error_code, KAFKA_INVALID_CONFIG);
        assert_int_equal(r->results.items[2].error_code, KAFKA_NONE);
        expect_text(entry(describe(2, "one"), "segment.ms")->value, really ? "111" : "604800000");
        expect_text(entry(describe(2, "one"), "retention.ms")->value, really ? "222" : "604800000");
        assert_int_equal(entry(describe(2, "two"), "segment.ms")->config_source, 5);
        assert_int_equal(entry(describe(2, "two"), "max.message.bytes")->config_source, 5);
        assert_int_equal(entry(describe(2, "three"), "segment.ms")->config_source, really ? 1 : 5);
    }
}

static void an_altered_value_is_kept_over_a_restart(void **state)
{
    (void)state;
    create_topic(&client, "altered", 1);
    assert_int_equal(alter("altered", "max.message.bytes", 0, "2000"), KAFKA_NONE);
    assert_int_equal(alter("altered", "cleanup.policy", 2, "compact"), KAFKA_NONE);
    client_close(&client);
    broker_kill(&broker);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    const struct describe_configs_result *r = describe(2, "altered");
    assert_true(bytes_equal(entry(r, "max.message.bytes")->value, bytes_of("2000")));
    assert_true(bytes_equal(entry(r, "cleanup.policy")->value, bytes_of("delete,compact")));
    assert_int_equal(alter("altered", "max.message.bytes", 1, NULL), KAFKA_NONE);
    assert_int_equal(entry(describe(2, "altered"), "max.message.bytes")->config_source, 5);
}

static void an_altered_value_is_in_force_at_once(void **state)
{
    (void)state;
    create_topic(&client, "tight", 1);
    assert_int_equal(alter("tight", "max.message.bytes", 0, "500"), KAFKA_NONE);
    assert_int_equal(
        produce(&client, "tight", 1, (struct batch_spec){.value_size = 600}).error_code,
        KAFKA_MESSAGE_TOO_LARGE);
}

static void send_alter(struct client *c, const char *key, int value)
{
    char text[16];
    snprintf(text, sizeof text, "%d", value);
    struct incremental_alter_configs_entry e = {.name = bytes_of(key), .value = bytes_of(text)};
    struct incremental_alter_configs_resource resource = {
        .resource_type = 2, .resource_name = bytes_of("both"), .configs = {&e, 1}};
    struct incremental_alter_configs_request request = {.resources = {&resource, 1}};
    client_send(c, API_INCREMENTAL_ALTER_CONFIGS, 1, &request);
}

static void values_altered_at_the_same_time_are_all_kept(void **state)
{
    (void)state;
    struct client other;
    char text[16];
    client_connect(&other, &broker);
    create_topic(&client, "both", 1);
    for (int i = 1000; i < 1010; i++) {
        send_alter(&client, "max.message.bytes", i);
        send_alter(&other, "segment.ms", i);
        client_take(&client, API_INCREMENTAL_ALTER_CONFIGS, 1);
        client_take(&other, API_INCREMENTAL_ALTER_CONFIGS, 1);
        const struct describe_configs_result *r = describe(2, "both");
        snprintf(text, sizeof text, "%d", i);
        assert_true(bytes_equal(entry(r, "max.message.bytes")->value, bytes_of(text)));
        assert_true(bytes_equal(entry(r, "segment.ms")->value, bytes_of(text)));
    }
    client_close(&other);
}

static void a_bad_value_changes_nothing(void **state)
{
    (void)state;
    create_topic(&client, "firm", 1);
    assert_int_equal(alter("firm", "segment.bytes", 0, "3"), KAFKA_INVALID_CONFIG);
    assert_int_equal(alter("firm", "no.such.key", 0, "3"), KAFKA_INVALID_CONFIG);
    assert_int_equal(entry(describe(2, "firm"), "segment.bytes")->config_source, 5);
}

static void a_bad_key_or_value_at_the_command_line_is_wrong_usage(void **state)
{
    (void)state;
    char said[1024];
    assert_int_equal(broker_run_to_end((const char *const[]){"-c", "num.partitions=many", NULL},
                                       said, sizeof said),
                     2);
    assert_non_null(strstr(said, "Invalid value many for configuration num.partitions"));
    assert_int_equal(
        broker_run_to_end((const char *const[]){"-c", "num.partition=1", NULL}, said, sizeof said),
        2);
    assert_non_null(strstr(said, "unknown broker configuration key num.partition"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_of_a_topic_is_listed_with_default_and_source),
        cmocka_unit_test(the_brokers_own_values_are_the_topics_defaults),
        cmocka_unit_test(another_brokers_configuration_is_not_ours_to_tell),
        cmocka_unit_test(only_requested_keys_are_returned),
        cmocka_unit_test(every_value_that_would_apply_is_a_synonym),
        cmocka_unit_test(what_has_no_configuration_is_an_error),
        cmocka_unit_test(no_partition_is_ever_reassigned),
        cmocka_unit_test(lists_grow_and_shrink),
        cmocka_unit_test(each_alteration_is_refused_with_its_reason),
        cmocka_unit_test(topics_are_altered_each_as_a_whole),
        cmocka_unit_test(an_altered_value_is_kept_over_a_restart),
        cmocka_unit_test(an_altered_value_is_in_force_at_once),
        cmocka_unit_test(values_altered_at_the_same_time_are_all_kept),
        cmocka_unit_test(a_bad_value_changes_nothing),
        cmocka_unit_test(a_bad_key_or_value_at_the_command_line_is_wrong_usage),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
