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

static void trap_9_every_key_of_a_topic_is_listed_with_default_and_source(void **state)
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
    assert_non_null(strstr(said, "num.partition is no configuration key"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trap_9_every_key_of_a_topic_is_listed_with_default_and_source),
        cmocka_unit_test(the_brokers_own_values_are_the_topics_defaults),
        cmocka_unit_test(another_brokers_configuration_is_not_ours_to_tell),
        cmocka_unit_test(an_altered_value_is_kept_over_a_restart),
        cmocka_unit_test(an_altered_value_is_in_force_at_once),
        cmocka_unit_test(values_altered_at_the_same_time_are_all_kept),
        cmocka_unit_test(a_bad_value_changes_nothing),
        cmocka_unit_test(a_bad_key_or_value_at_the_command_line_is_wrong_usage),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
