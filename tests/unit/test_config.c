/* Configuration values: what is taken, and where a value in use comes from. */
#include "test.h"

#include <stdio.h>

#include "broker/config.h"

static struct config broker, topic;

static int set(const char *key, const char *value, struct err *err)
{
    int row = config_find(&topic, bytes_of(key));
    assert_true(row >= 0);
    return config_set(&topic, row, bytes_of(value), err);
}

static void every_default_is_a_value_that_would_be_taken(void **state)
{
    (void)state;
    const struct config *both[] = {&topic, &broker};
    for (size_t c = 0; c < ARRAY_SIZE(both); c++) {
        struct config copy;
        config_copy(&copy, both[c]);
        for (size_t i = 0; i < both[c]->count; i++) {
            struct err err = {0};
            const struct config_row *row = &both[c]->rows[i];
            if (row->fallback != NULL && row->fallback[0] != '\0' &&
                config_set(&copy, (int)i, bytes_of(row->fallback), &err) != 0)
                fail_msg("%s", err.text);
        }
        config_deinit(&copy);
    }
}

static void every_topic_key_has_a_broker_key_that_exists(void **state)
{
    (void)state;
    for (size_t i = 0; i < topic.count; i++)
        if (topic.rows[i].broker_key != NULL)
            assert_true(config_find(&broker, bytes_of(topic.rows[i].broker_key)) >= 0);
}

static void bad_values_are_refused_with_kafkas_sentences(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value, *why;
    } bad[] = {
        {"retention.ms", "week", "Not a number of type LONG"},
        {"retention.ms", "-2", "Value must be at least -1"},
        {"max.message.bytes", "4294967296", "Not a number of type INT"},
        {"max.message.bytes", "", "Not a number of type INT"},
        {"preallocate", "maybe", "Expected value to be either true or false"},
        {"min.cleanable.dirty.ratio", "1.5", "Value must be no more than 1"},
        {"min.cleanable.dirty.ratio", "half", "Not a number of type DOUBLE"},
        {"message.timestamp.type", "createtime",
         "String must be one of: CreateTime, LogAppendTime"},
        {"cleanup.policy", "compact,shred", "String must be one of: compact, delete"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        struct err err;
        char expected[200];
        snprintf(expected, sizeof expected, "Invalid value %s for configuration %s: %s",
                 bad[i].value, bad[i].key, bad[i].why);
        assert_int_equal(set(bad[i].key, bad[i].value, &err), ERR_USAGE);
        assert_string_equal(err.text, expected);
    }
}

static void values_are_taken_up_to_their_bounds(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value, *why; /* NULL: taken */
    } cases[] = {
        {"retention.ms", "-1", NULL},
        {"retention.ms", "9223372036854775807", NULL},
        {"retention.ms", "9223372036854775808", "Not a number of type LONG"},
        {"retention.ms", "5 ", "Not a number of type LONG"},
        {"retention.ms", "", "Not a number of type LONG"},
        {"max.message.bytes", "0", NULL},
        {"max.message.bytes", "-1", "Value must be at least 0"},
        {"max.message.bytes", "2147483647", NULL},
        {"max.message.bytes", "2147483648", "Not a number of type INT"},
        {"compression.zstd.level", "-131072", NULL},
        {"compression.zstd.level", "-131073", "Value must be at least -131072"},
        {"compression.zstd.level", "-2147483648", "Value must be at least -131072"},
        {"compression.zstd.level", "-2147483649", "Not a number of type INT"},
        {"compression.gzip.level", "9", NULL},
        {"compression.gzip.level", "10", "Value must be no more than 9"},
        {"min.cleanable.dirty.ratio", "0", NULL},
        {"min.cleanable.dirty.ratio", "1.0", NULL},
        {"min.cleanable.dirty.ratio", "-0.1", "Value must be at least 0"},
        {"min.cleanable.dirty.ratio", "0.5x", "Not a number of type DOUBLE"},
        {"min.cleanable.dirty.ratio", "", "Not a number of type DOUBLE"},
        {"preallocate", "TRUE", NULL},
        {"preallocate", "False", NULL},
        {"preallocate", "1", "Expected value to be either true or false"},
        {"compression.type", "gzip", NULL},
        {"compression.type", "uncompressed", NULL},
        {"compression.type", "producer", NULL},
        {"compression.type", "gzi",
         "String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer"},
        {"compression.type", "gzip,lz4",
         "String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer"},
        {"cleanup.policy", "compact,delete", NULL},
        {"cleanup.policy", " compact,  delete", NULL},
        {"cleanup.policy", "", "String must be one of: compact, delete"},
        {"cleanup.policy", "compact,", "String must be one of: compact, delete"},
        {"cleanup.policy", ",compact", "String must be one of: compact, delete"},
        {"cleanup.policy", " ", "String must be one of: compact, delete"},
        {"follower.replication.throttled.replicas", "", NULL},
        {"follower.replication.throttled.replicas", "0:1,what ever", NULL},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct err err;
        char expected[200];
        int rc = set(cases[i].key, cases[i].value, &err);
        assert_int_equal(rc, cases[i].why != NULL ? ERR_USAGE : 0);
        if (cases[i].why == NULL)
            continue;
        snprintf(expected, sizeof expected, "Invalid value %s for configuration %s: %s",
                 cases[i].value, cases[i].key, cases[i].why);
        assert_string_equal(err.text, expected);
    }
}

static void what_is_set_is_read_back_and_what_is_refused_is_not(void **state)
{
    (void)state;
    enum config_source source;
    struct err err;
    assert_int_equal(set("preallocate", "TRUE", &err), 0);
    assert_int_equal(config_topic_number(&topic, &broker, TOPIC_PREALLOCATE), 1);
    assert_int_equal(set("preallocate", "false", &err), 0);
    assert_int_equal(config_topic_number(&topic, &broker, TOPIC_PREALLOCATE), 0);
    assert_int_equal(set("segment.ms", "77", &err), 0);
    assert_int_equal(set("segment.ms", "0", &err), ERR_USAGE);
    assert_int_equal(config_topic_number(&topic, &broker, TOPIC_SEGMENT_MS), 77);
    assert_string_equal(config_topic_text(&topic, &broker, TOPIC_SEGMENT_MS, NULL), "77");
    struct config copy;
    config_copy(&copy, &topic);
    assert_int_equal(set("segment.ms", "78", &err), 0);
    assert_int_equal(config_topic_number(&copy, &broker, TOPIC_SEGMENT_MS), 77);
    assert_string_equal(config_topic_text(&copy, &broker, TOPIC_SEGMENT_MS, &source), "77");
    assert_int_equal(source, CONFIG_FROM_TOPIC);
    config_deinit(&copy);
    int row = config_find(&topic, bytes_of("segment.ms"));
    assert_int_equal(config_set(&topic, row, BYTES_NULL, &err), 0);
    assert_int_equal(config_topic_number(&topic, &broker, TOPIC_SEGMENT_MS), 604800000);
    assert_string_equal(config_topic_text(&topic, &broker, TOPIC_SEGMENT_MS, &source), "604800000");
    assert_int_equal(source, CONFIG_FROM_DEFAULT);
    assert_int_equal(config_find(&topic, bytes_of("segment.m")), -1);
    assert_int_equal(config_find(&topic, bytes_of("log.segment.bytes")), -1);
    assert_int_equal(config_find(&broker, bytes_of("log.segment.bytes")), BROKER_LOG_SEGMENT_BYTES);
}

static void a_value_has_a_longest_length(void **state)
{
    (void)state;
    static const char key[] = "leader.replication.throttled.replicas";
    static uint8_t text[INT16_MAX + 1];
    int row = config_find(&topic, bytes_of(key));
    struct err err;
    memset(text, 'x', sizeof text);
    assert_int_equal(config_set(&topic, row, bytes_make(text, INT16_MAX), &err), 0);
    assert_int_equal(config_set(&topic, row, bytes_make(text, INT16_MAX + 1), &err), ERR_USAGE);
    assert_string_equal(err.text, "Invalid value for configuration "
                                  "leader.replication.throttled.replicas: too long");
    assert_int_equal(strlen(config_topic_text(&topic, &broker, TOPIC_LEADER_THROTTLED, NULL)),
                     INT16_MAX);
}

static void pairs_of_the_command_line_are_taken_apart(void **state)
{
    (void)state;
    struct err err;
    enum config_source source;
    assert_int_equal(config_set_pair(&broker, "log.dirs", &err), ERR_USAGE);
    assert_string_equal(err.text, "expected KEY=VALUE, not \"log.dirs\"");
    assert_int_equal(config_set_pair(&broker, "log.dir=x", &err), ERR_USAGE);
    assert_string_equal(err.text, "unknown broker configuration key log.dir");
    assert_int_equal(config_set_pair(&broker, "=x", &err), ERR_USAGE);
    assert_null(config_broker_text(&broker, BROKER_LOG_DIRS, &source));
    assert_int_equal(source, CONFIG_FROM_DEFAULT);
    assert_int_equal(config_set_pair(&broker, "log.dirs=a=b", &err), 0);
    assert_string_equal(config_text(&broker, BROKER_LOG_DIRS), "a=b");
    assert_string_equal(config_broker_text(&broker, BROKER_LOG_DIRS, &source), "a=b");
    assert_int_equal(source, CONFIG_FROM_BROKER);
    assert_int_equal(config_number(&broker, BROKER_MAX_CONNECTIONS), 512);
    assert_int_equal(config_number(&broker, BROKER_LOG_RETENTION_MINUTES), 0); /* it has none */
    assert_int_equal(config_set_pair(&broker, "max.connections=3", &err), 0);
    assert_int_equal(config_number(&broker, BROKER_MAX_CONNECTIONS), 3);
}

static void hours_and_old_names_stand_for_what_is_not_set(void **state)
{
    (void)state;
    static const struct {
        const char *pairs[2];
        enum broker_key key;
        int64_t number;
    } cases[] = {
        {{"log.retention.hours=-1"}, BROKER_LOG_RETENTION_MS, -1},
        {{"log.retention.hours=0"}, BROKER_LOG_RETENTION_MS, 0},
        {{"log.retention.hours=2"}, BROKER_LOG_RETENTION_MS, 7200000},
        {{"log.retention.minutes=2"}, BROKER_LOG_RETENTION_MS, 120000},
        {{"log.roll.hours=3"}, BROKER_LOG_ROLL_MS, 10800000},
        {{"log.roll.hours=3", "log.roll.ms=9"}, BROKER_LOG_ROLL_MS, 9},
        {{"broker.id=5"}, BROKER_NODE_ID, 5},
        {{"broker.id=5", "node.id=6"}, BROKER_NODE_ID, 6},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct config fresh;
        struct err err;
        config_init_broker(&fresh);
        for (int n = 0; n < 2 && cases[i].pairs[n] != NULL; n++)
            assert_int_equal(config_set_pair(&fresh, cases[i].pairs[n], &err), 0);
        config_derive(&fresh);
        char text[24];
        snprintf(text, sizeof text, "%lld", (long long)cases[i].number);
        assert_int_equal(config_number(&fresh, cases[i].key), cases[i].number);
        assert_string_equal(config_text(&fresh, cases[i].key), text);
        config_deinit(&fresh);
    }
}

static void lists_may_have_blanks_and_several_items(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(set("cleanup.policy", "compact, delete", &err), 0);
    assert_int_equal(set("cleanup.policy", "delete", &err), 0);
}

static void a_value_is_the_topics_then_the_brokers_then_the_default(void **state)
{
    (void)state;
    enum config_source source;
    struct err err;
    assert_string_equal(config_topic_text(&topic, &broker, TOPIC_RETENTION_MS, &source),
                        "604800000");
    assert_int_equal(source, CONFIG_FROM_DEFAULT);
    assert_int_equal(config_set_pair(&broker, "log.retention.minutes=3", &err), 0);
    config_derive(&broker);
    assert_int_equal(config_topic_number(&topic, &broker, TOPIC_RETENTION_MS), 180000);
    assert_string_equal(config_topic_text(&topic, &broker, TOPIC_RETENTION_MS, &source), "180000");
    assert_int_equal(source, CONFIG_FROM_BROKER);
    assert_int_equal(set("retention.ms", "5", &err), 0);
    assert_int_equal(config_topic_number(&topic, &broker, TOPIC_RETENTION_MS), 5);
    config_topic_text(&topic, &broker, TOPIC_RETENTION_MS, &source);
    assert_int_equal(source, CONFIG_FROM_TOPIC);
}

static void minutes_win_over_hours_and_ms_over_both(void **state)
{
    (void)state;
    struct err err;
    config_set_pair(&broker, "log.retention.hours=1", &err);
    config_set_pair(&broker, "log.retention.minutes=1", &err);
    config_derive(&broker);
    assert_int_equal(config_number(&broker, BROKER_LOG_RETENTION_MS), 60000);
    config_set_pair(&broker, "log.retention.ms=-1", &err);
    config_derive(&broker);
    assert_int_equal(config_number(&broker, BROKER_LOG_RETENTION_MS), -1);
}

static int start(void **state)
{
    (void)state;
    config_init_broker(&broker);
    config_init_topic(&topic);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    config_deinit(&broker);
    config_deinit(&topic);
    return 0;
}

#define test(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(every_default_is_a_value_that_would_be_taken),
        test(every_topic_key_has_a_broker_key_that_exists),
        test(bad_values_are_refused_with_kafkas_sentences),
        test(values_are_taken_up_to_their_bounds),
        test(what_is_set_is_read_back_and_what_is_refused_is_not),
        test(a_value_has_a_longest_length),
        test(pairs_of_the_command_line_are_taken_apart),
        test(hours_and_old_names_stand_for_what_is_not_set),
        test(lists_may_have_blanks_and_several_items),
        test(a_value_is_the_topics_then_the_brokers_then_the_default),
        test(minutes_win_over_hours_and_ms_over_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
