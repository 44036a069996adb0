/* test_properties.c: Java's .properties, what values may be, bootstrap addresses. */
#include "test.h"

#include <stdio.h>

#include "base/buf.h"
#include "client/bootstrap.h"
#include "client/config.h"
#include "client/properties.h"
#include "client/rule.h"

static struct properties read_text(const char *text)
{
    struct properties p = {0};
    struct err err;
    assert_int_equal(properties_parse(&p, bytes_of(text), &err), 0);
    return p;
}

static void assert_property(const char *text, const char *key, const char *value)
{
    struct properties p = read_text(text);
    const char *got = properties_get(&p, key);
    assert_non_null(got);
    assert_string_equal(got, value);
    properties_deinit(&p);
}

static void keys_end_at_equals_colon_or_blank(void **state)
{
    (void)state;
    assert_property("a=b", "a", "b");
    assert_property("a:b", "a", "b");
    assert_property("a b", "a", "b");
    assert_property("  a \t = b c ", "a", "b c ");
    assert_property("a\\=b=c=d", "a=b", "c=d");
    assert_property("lonely", "lonely", "");
    assert_property("a==b", "a", "=b");
}

static void a_backslash_goes_on_with_the_next_line(void **state)
{
    (void)state;
    assert_property("a=one,\\\n   two,\\\r\n\tthree\nb=4", "a", "one,two,three");
    assert_property("a=one\\\\\nb=4", "b", "4");
}

static void comments_and_blank_lines_are_nothing(void **state)
{
    (void)state;
    struct properties p = read_text("# a=1\n\n  ! b=2\nc=3\n");
    assert_int_equal(p.count, 1);
    assert_string_equal(properties_get(&p, "c"), "3");
    properties_deinit(&p);
}

static void escapes_and_latin_1_come_out_as_utf_8(void **state)
{
    (void)state;
    assert_property("a=x\\ty\\u00e9\\u20ac\\ud83d\\ude80", "a",
                    "x\ty\xc3\xa9\xe2\x82\xac\xf0\x9f\x9a\x80");
    assert_property("a=\xe9", "a", "\xc3\xa9");
}

static void a_bad_unicode_escape_is_refused(void **state)
{
    (void)state;
    struct properties p = {0};
    struct err err;
    assert_int_equal(properties_parse(&p, bytes_of("a=\\u12"), &err), ERR_CORRUPT);
    assert_string_equal(err.text, "Malformed \\uxxxx encoding.");
    properties_deinit(&p);
}

static void a_later_value_wins(void **state)
{
    (void)state;
    struct properties p = read_text("a=1\nb=2\na=3"), more = read_text("b=4\nc=5");
    properties_merge(&p, &more);
    assert_int_equal(p.count, 3);
    assert_string_equal(properties_get(&p, "a"), "3");
    assert_string_equal(properties_get(&p, "b"), "4");
    assert_string_equal(properties_get(&p, "c"), "5");
    properties_deinit(&p);
    properties_deinit(&more);
}

struct told {
    char text[300];
    int count;
};

static void remember(void *ctx, const char *sentence)
{
    struct told *told = ctx;
    told->count++;
    snprintf(told->text, sizeof told->text, "%s", sentence);
}

static void assert_refused(const char *text, enum client_role role, const char *sentence)
{
    struct properties p = read_text(text);
    struct told told = {0};
    struct err err = {0};
    assert_int_equal(client_config_check(&p, role, remember, &told, &err), ERR_USAGE);
    assert_string_equal(err.text, sentence);
    properties_deinit(&p);
}

static void values_are_refused_in_kafkas_words(void **state)
{
    (void)state;
    assert_refused("linger.ms=abc", CLIENT_PRODUCER,
                   "Invalid value abc for configuration linger.ms: Not a number of type LONG");
    assert_refused("acks=5", CLIENT_PRODUCER,
                   "Invalid value 5 for configuration acks: String must be one of: all, -1, 0, 1");
    assert_refused("isolation.level=foo", CLIENT_CONSUMER,
                   "Invalid value foo for configuration isolation.level: String must be one of: "
                   "read_committed, read_uncommitted");
    assert_refused("max.poll.records=0", CLIENT_CONSUMER,
                   "Invalid value 0 for configuration max.poll.records: Value must be at least 1");
    assert_refused("enable.auto.commit=maybe", CLIENT_CONSUMER,
                   "Invalid value maybe for configuration enable.auto.commit: Expected value to be "
                   "either true or false");
    assert_refused("batch.size=9999999999", CLIENT_PRODUCER,
                   "Invalid value 9999999999 for configuration batch.size: Not a number of type "
                   "INT");
}

static void an_unknown_property_is_named(void **state)
{
    (void)state;
    struct properties p = read_text("foo.bar=1\nacks=all");
    struct told told = {0};
    struct err err;
    assert_int_equal(client_config_check(&p, CLIENT_PRODUCER, remember, &told, &err), 0);
    assert_int_equal(told.count, 1);
    assert_non_null(strstr(told.text, "'foo.bar'"));
    properties_deinit(&p);
}

static void lists_are_checked_word_by_word(void **state)
{
    (void)state;
    struct rule rule = {"cleanup.policy", .type = RULE_LIST, .choices = "compact, delete"};
    struct err err;
    assert_int_equal(rule_check(&rule, "delete , compact", &err), 0);
    assert_int_equal(rule_check(&rule, "delete,keep", &err), ERR_USAGE);
    assert_string_equal(err.text, "Invalid value keep for configuration cleanup.policy: String "
                                  "must be one of: compact, delete");
}

static void addresses_are_split_as_kafka_splits_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *host, *port;
    } good[] = {{"localhost:9092", "localhost", "9092"},
                {"PLAINTEXT://h-1.x:1", "h-1.x", "1"},
                {"[::1]:9092", "::1", "9092"},
                {"::1:9092", "::1", "9092"}};
    static const char *const bad[] = {"localhost", "localhost:", ":9092", "a:b", "", "a b:1"};
    char host[256], port[8];
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        assert_int_equal(bootstrap_split(good[i].text, strlen(good[i].text), host, port), 0);
        assert_string_equal(host, good[i].host);
        assert_string_equal(port, good[i].port);
    }
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_int_equal(bootstrap_split(bad[i], strlen(bad[i]), host, port), -1);
}

static void a_list_without_an_address_is_refused(void **state)
{
    (void)state;
    struct bootstrap b;
    struct told told = {0};
    struct err err;
    assert_int_equal(bootstrap_resolve(&b, "nonsense", remember, &told, &err), ERR_USAGE);
    assert_string_equal(err.text, "Invalid url in bootstrap.servers: nonsense");
    assert_int_equal(bootstrap_resolve(&b, "127.0.0.1:1,[::1]:2", remember, &told, &err), 0);
    assert_int_equal(b.count, 2);
    assert_string_equal(b.items[0].ip, "127.0.0.1");
    bootstrap_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_end_at_equals_colon_or_blank),
        cmocka_unit_test(a_backslash_goes_on_with_the_next_line),
        cmocka_unit_test(comments_and_blank_lines_are_nothing),
        cmocka_unit_test(escapes_and_latin_1_come_out_as_utf_8),
        cmocka_unit_test(a_bad_unicode_escape_is_refused),
        cmocka_unit_test(a_later_value_wins),
        cmocka_unit_test(values_are_refused_in_kafkas_words),
        cmocka_unit_test(an_unknown_property_is_named),
        cmocka_unit_test(lists_are_checked_word_by_word),
        cmocka_unit_test(addresses_are_split_as_kafka_splits_them),
        cmocka_unit_test(a_list_without_an_address_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
