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
    config_settle(&broker);
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
    config_settle(&broker);
    assert_int_equal(config_number(&broker, BROKER_LOG_RETENTION_MS), 60000);
    config_set_pair(&broker, "log.retention.ms=-1", &err);
    config_settle(&broker);
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
        test(lists_may_have_blanks_and_several_items),
        test(a_value_is_the_topics_then_the_brokers_then_the_default),
        test(minutes_win_over_hours_and_ms_over_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
