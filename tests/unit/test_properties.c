/* test_properties.c: Java's .properties, what values may be. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "client/client_config.h"
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

static void every_escape_has_its_character_and_half_a_pair_is_a_question_mark(void **state)
{
    (void)state;
    assert_property("a=\\t\\n\\r\\f\\q\\\\", "a", "\t\n\r\fq\\");
    assert_property("a=\\u00E9\\u07ff\\u0800\\uffff", "a",
                    "\xc3\xa9\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf");
    assert_property("a=\\udbff\\udfff", "a", "\xf4\x8f\xbf\xbf");
    assert_property("a=\\ud83dx", "a", "?x");
    assert_property("a=\\ud83d", "a", "?");
    assert_property("a=\\ud83d\\u0041", "a", "?A");
    assert_property("a=\\ude80", "a", "?");
    assert_property("a=\\ue000", "a", "\xee\x80\x80");
    assert_property("a=x\\", "a", "x");
}

static void a_bad_unicode_escape_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"a=\\u12", "a=\\u12g4", "\\u=b", "a=\\ud83d\\u00"};
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        struct properties p = {0};
        struct err err;
        assert_int_equal(properties_parse(&p, bytes_of(bad[i]), &err), ERR_CORRUPT);
        assert_string_equal(err.text, "Malformed \\uxxxx encoding.");
        properties_deinit(&p);
    }
}

/* Memory that ends where the text does. */
static void assert_parsed_exactly(const char *text, size_t count)
{
    struct properties p = {0};
    struct err err;
    size_t len = strlen(text);
    uint8_t *exact = malloc(len);
    memcpy(exact, text, len);
    assert_int_equal(properties_parse(&p, bytes_make(exact, len), &err), 0);
    assert_int_equal(p.count, count);
    properties_deinit(&p);
    free(exact);
}

static void a_text_may_end_anywhere(void **state)
{
    (void)state;
    assert_parsed_exactly("a=b", 1);
    assert_parsed_exactly("a=b\n", 1);
    assert_parsed_exactly("a=b\r", 1);
    assert_parsed_exactly("a=b\r\nc=d\r\n", 2);
    assert_parsed_exactly("a=b\rc=d", 2);
    assert_parsed_exactly("a=b\n  ", 1);
    assert_parsed_exactly("# a", 0);
    assert_parsed_exactly("a=b\\", 1);
    assert_parsed_exactly("a", 1);
}

static void a_short_line_behind_a_long_one_is_its_own(void **state)
{
    (void)state;
    assert_property("abcd  = 1\nwxyz", "wxyz", "");
    assert_property("a=one two\nb=2", "b", "2");
}

static void a_file_that_cannot_be_one_is_named(void **state)
{
    (void)state;
    struct properties p = {0};
    struct err err;
    char path[] = "/tmp/ground-properties-XXXXXX", sentence[200];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "a=1\nb=2\n", 8), 8);
    assert_int_equal(properties_load(&p, path, &err), 0);
    assert_int_equal(p.count, 2);
    assert_int_equal(pwrite(fd, "a=\\u", 4, 0), 4);
    assert_int_equal(properties_load(&p, path, &err), ERR_CORRUPT);
    snprintf(sentence, sizeof sentence, "%s: Malformed \\uxxxx encoding.", path);
    assert_string_equal(err.text, sentence);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(ftruncate(fd, 1 << 20), 0);
    assert_int_equal(properties_load(&p, path, &err), 0);
    assert_int_equal(ftruncate(fd, (1 << 20) + 1), 0);
    assert_int_equal(properties_load(&p, path, &err), ERR_TOO_BIG);
    snprintf(sentence, sizeof sentence, "%s: too large for a properties file (limit 1 MiB)", path);
    assert_string_equal(err.text, sentence);
    close(fd);
    unlink(path);
    assert_int_equal(properties_load(&p, path, &err), ERR_NOT_FOUND);
    assert_int_equal(properties_load(&p, "/tmp", &err), ERR_IO);
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

static void assert_value(const struct rule *rule, const char *value, bool good)
{
    struct err err;
    if (rule_check(rule, value, &err) != (good ? 0 : ERR_USAGE))
        fail_msg("\"%s\" is %s", value, good ? "refused" : "taken");
}

static void numbers_are_read_as_java_reads_them(void **state)
{
    (void)state;
    struct rule whole = {"n", .type = RULE_INT, .least = -RULE_FREE, .most = RULE_FREE};
    struct rule large = {"n", .type = RULE_LONG, .least = RULE_FREE, .most = RULE_FREE};
    struct rule real = {"n", .type = RULE_DOUBLE, .least = 0, .most = 1};
    struct rule few = {"n", .type = RULE_INT, .least = 2, .most = 5};
    static const struct {
        const char *value;
        bool whole, large, real, few;
    } table[] = {{"3", true, true, false, true},
                 {" +3\t", true, true, false, true},
                 {"2", true, true, false, true},
                 {"5", true, true, false, true},
                 {"6", true, true, false, false},
                 {"1", true, true, true, false},
                 {"-1", true, true, false, false},
                 {"0.5", false, false, true, false},
                 {"2147483647", true, true, false, false},
                 {"2147483648", false, true, false, false},
                 {"-2147483648", true, true, false, false},
                 {"-2147483649", false, true, false, false},
                 {"9223372036854775807", false, true, false, false},
                 {"9223372036854775808", false, false, false, false},
                 {"", false, false, false, false},
                 {" ", false, false, false, false},
                 {"-", false, false, false, false},
                 {"3x", false, false, false, false},
                 {"- 3", false, false, false, false}};
    for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
        assert_value(&whole, table[i].value, table[i].whole);
        assert_value(&large, table[i].value, table[i].large);
        assert_value(&real, table[i].value, table[i].real);
        assert_value(&few, table[i].value, table[i].few);
    }
    struct err err;
    assert_int_equal(rule_check(&few, "6", &err), ERR_USAGE);
    assert_string_equal(err.text,
                        "Invalid value 6 for configuration n: Value must be no more than 5");
}

static void words_are_taken_whole_and_in_the_case_that_the_rule_says(void **state)
{
    (void)state;
    struct rule strict = {"w", .type = RULE_STRING, .choices = "all, -1, 0"};
    struct rule loose = {"w", .type = RULE_STRING, .choices = "SASL_SSL, SSL", .ignore_case = true};
    struct rule truth = {"w", .type = RULE_BOOLEAN};
    static const char *const taken[] = {"all", "0", " -1 "};
    static const char *const refused[] = {"ALL", "al", "alll", "", ","};
    for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
        assert_value(&strict, taken[i], true);
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        assert_value(&strict, refused[i], false);
    assert_value(&loose, "sasl_ssl", true);
    assert_value(&loose, "ssl", true);
    assert_value(&loose, "sasl", false);
    assert_value(&truth, "TRUE", true);
    assert_value(&truth, " false ", true);
    assert_value(&truth, "", false);
    assert_value(&truth, "truest", false);
    struct err err;
    assert_int_equal(rule_check(&loose, "x", &err), ERR_USAGE);
    assert_string_equal(err.text, "Invalid value x for configuration w: String must be one of "
                                  "(case insensitive): SASL_SSL, SSL");
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
    assert_int_equal(rule_check(&rule, "", &err), 0);
    assert_int_equal(rule_check(&rule, "delete,", &err), 0);
    assert_int_equal(rule_check(&rule, ",delete", &err), ERR_USAGE);
    assert_int_equal(rule_check(&rule, "Delete", &err), ERR_USAGE);
    assert_int_equal(rule_check(&rule, "delete,keep", &err), ERR_USAGE);
    assert_string_equal(err.text, "Invalid value keep for configuration cleanup.policy: String "
                                  "must be one of: compact, delete");
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
        cmocka_unit_test(every_escape_has_its_character_and_half_a_pair_is_a_question_mark),
        cmocka_unit_test(a_text_may_end_anywhere),
        cmocka_unit_test(a_short_line_behind_a_long_one_is_its_own),
        cmocka_unit_test(a_file_that_cannot_be_one_is_named),
        cmocka_unit_test(numbers_are_read_as_java_reads_them),
        cmocka_unit_test(words_are_taken_whole_and_in_the_case_that_the_rule_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
