/* test_java_ways.c: what Kafka's tools get from Java: map order, patterns, ids, assignments. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "tools/assignment.h"
#include "tools/java_order.h"
#include "tools/java_uuid.h"
#include "tools/regex.h"
#include "tools/topic_configs.h"

static void a_map_hands_out_keys_by_bucket(void **state)
{
    (void)state;
    /* Seen of Apache Kafka 4.1.1: the configs of a topic, three of which were not default. */
    static const char *const names[] = {"compression.type", "retention.ms", "cleanup.policy",
                                        "min.insync.replicas"};
    struct bytes keys[4];
    size_t order[4];
    for (size_t i = 0; i < 4; i++)
        keys[i] = bytes_of(names[i]);
    java_order(keys, 4, 64, order);
    size_t at[4];
    for (size_t i = 0; i < 4; i++)
        at[order[i]] = i;
    assert_true(at[3] < at[2]); /* min.insync.replicas, cleanup.policy, retention.ms */
    assert_true(at[2] < at[1]);
}

static void a_map_grows_at_three_quarters(void **state)
{
    (void)state;
    struct bytes keys[] = {bytes_of("q"), bytes_of("a"), bytes_of("1")}; /* 113, 97, 49 */
    size_t order[3];
    java_order(keys, 3, 4, order); /* 1, 1, 1: as they came */
    assert_int_equal(order[0], 0);
    assert_int_equal(order[1], 1);
    java_order(keys, 3, 64, order); /* 49, 33, 49 */
    assert_int_equal(order[0], 1);
    assert_int_equal(order[1], 0);
    assert_int_equal(order[2], 2);
}

static void a_map_grows_only_when_it_is_more_than_three_quarters_full(void **state)
{
    (void)state;
    struct bytes keys[] = {bytes_of("u"), bytes_of("q"), bytes_of("1"), bytes_of("0")};
    size_t order[4];
    java_order(keys, 3, 4, order); /* 117, 113 and 49 by 4: 1, 1, 1 */
    assert_int_equal(order[0], 0);
    java_order(keys, 4, 4, order); /* by 8: 5, 1, 1, 0 */
    assert_int_equal(order[0], 3);
    assert_int_equal(order[1], 1);
    assert_int_equal(order[2], 2);
    assert_int_equal(order[3], 0);
}

static void patterns_match_the_whole_name(void **state)
{
    (void)state;
    struct regex *r;
    struct thrown t = {0};
    assert_int_equal(regex_open(&r, "a|bc.*", &t), 0);
    assert_true(regex_matches(r, bytes_of("a")));
    assert_true(regex_matches(r, bytes_of("bcd")));
    assert_false(regex_matches(r, bytes_of("ab")));
    assert_false(regex_matches(r, bytes_of("xbc")));
    regex_close(r);
}

static void matches_are_found_one_after_the_other(void **state)
{
    (void)state;
    struct regex *r;
    struct thrown t = {0};
    size_t start, end;
    assert_int_equal(regex_open(&r, "b+|$", &t), 0);
    assert_true(regex_find(r, bytes_of("abbab"), 0, &start, &end));
    assert_int_equal(start, 1);
    assert_int_equal(end, 3);
    assert_true(regex_find(r, bytes_of("abbab"), end, &start, &end));
    assert_int_equal(start, 4);
    assert_true(regex_find(r, bytes_of("abbab"), end, &start, &end)); /* the end itself */
    assert_int_equal(start, 5);
    assert_false(regex_find(r, bytes_of("abbab"), 6, &start, &end));
    regex_close(r);
}

static void braces_and_brackets_are_taken_where_java_takes_them(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
    } cases[] = {{"a{2}", "aa"},       {"\\p{Alpha}{1,3}", "abc"},
                 {"a{2,}[{]", "aaa{"}, {"\\{\\[", "{["},
                 {"\\Q{[\\E", "{["},   {"[]a]+", "]a"},
                 {"[^]a]", "b"},       {"\\w{2}", "ab"},
                 {"\\Qa{", "a{"},      {"[{]\\p{L}", "{a"},
                 {"[]{]", "{"},        {"[^]{]", "b"},
                 {"[a][b]", "ab"},     {"[a^][^a]", "^b"}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct regex *r;
        struct thrown t = {0};
        assert_int_equal(regex_open(&r, cases[i].pattern, &t), 0);
        assert_true(regex_matches(r, bytes_of(cases[i].text)));
        regex_close(r);
    }
}

static void bad_patterns_are_named_as_java_does(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *sentence;
    } cases[] = {{"[", "Unclosed character class near index 0\n[\n^"},
                 {"*a", "Dangling meta character '*' near index 0\n*a\n^"},
                 {"a|*", "Dangling meta character '*' near index 2\na|*\n  ^"},
                 {"ab)", "Unmatched closing ')' near index 1\nab)\n ^"},
                 {"\\d{x}", "Illegal repetition near index 3\n\\d{x}\n   ^"},
                 {"a\\", "\\ at end of pattern near index 2\na\\"},
                 {"(a", "Unclosed group near index 2\n(a"},
                 {"{", "Illegal repetition near index 1\n{"},
                 {"ab{cd", "Illegal repetition near index 3\nab{cd\n   ^"},
                 {"x{1,z}", "Unclosed counted closure near index 4\nx{1,z}\n    ^"},
                 {"[a&&b]", "Classes within character classes cannot be used here, near index "
                            "2\n[a&&b]\n  ^"}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct regex *r;
        struct thrown t = {0};
        assert_int_equal(regex_open(&r, cases[i].pattern, &t), -1);
        assert_string_equal(t.kind, "java.util.regex.PatternSyntaxException");
        assert_string_equal(t.text, cases[i].sentence);
        thrown_deinit(&t);
    }
}

static void a_costly_pattern_ends_soon(void **state)
{
    (void)state;
    struct regex *r;
    struct thrown t = {0};
    assert_int_equal(regex_open(&r, "(a+)+(b+)+(a*)*c", &t), 0);
    assert_false(
        regex_matches(r, bytes_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")));
    regex_close(r);
}

static void topic_ids_are_read_or_refused(void **state)
{
    (void)state;
    struct uuid id;
    struct thrown t = {0};
    char text[UUID_TEXT_SIZE];
    assert_int_equal(java_uuid_parse("4U5mJI1HQUSvqRP1PJjyCQ", &id, &t), 0);
    assert_string_equal(uuid_to_text(id, text), "4U5mJI1HQUSvqRP1PJjyCQ");
    assert_int_equal(java_uuid_parse("abc", &id, &t), -1);
    assert_string_equal(t.text, "Input string `abc` decoded as 2 bytes, which is not equal to the "
                                "expected 16 bytes of a base64-encoded UUID");
    assert_int_equal(java_uuid_parse("a*c", &id, &t), -1);
    assert_string_equal(t.text, "Illegal base64 character 2a");
    thrown_deinit(&t);
}

static void assert_assignment(const char *text, const char *sentence)
{
    struct arena arena;
    struct assignment a;
    struct thrown t = {0};
    arena_init(&arena, 0);
    assert_int_equal(assignment_parse(text, &arena, &a, &t), -1);
    assert_string_equal(t.text, sentence);
    thrown_deinit(&t);
    arena_deinit(&arena);
}

static void assignments_are_lists_of_brokers(void **state)
{
    (void)state;
    struct arena arena;
    struct assignment a;
    struct thrown t = {0};
    arena_init(&arena, 0);
    assert_int_equal(assignment_parse("1:2, 3 :4", &arena, &a, &t), 0);
    assert_int_equal(a.count, 2);
    assert_int_equal(a.partitions[1].count, 2);
    assert_int_equal(a.partitions[1].items[0], 3);
    assert_int_equal(a.partitions[1].items[1], 4);
    assert_int_equal(assignment_parse("2147483647,-2147483648,,", &arena, &a, &t), 0);
    assert_int_equal(a.count, 2);
    assert_int_equal(a.partitions[0].items[0], INT32_MAX);
    assert_int_equal(a.partitions[1].items[0], INT32_MIN);
    assert_int_equal(assignment_parse("", &arena, &a, &t), 0);
    assert_int_equal(a.count, 0);
    arena_deinit(&arena);
    assert_assignment("1:2,3:4:5", "Partition 1 has different replication factor: [3, 4, 5]");
    assert_assignment("2147483648", "For input string: \"2147483648\"");
    assert_assignment("-2147483649", "For input string: \"-2147483649\"");
    assert_assignment("1:", "For input string: \"\"");
    assert_assignment("1: ", "For input string: \"\"");
    assert_assignment(" ", "For input string: \"\"");
    assert_assignment(" 7x ", "For input string: \"7x\"");
    assert_assignment("99999999999999999999", "For input string: \"99999999999999999999\"");
    assert_assignment("1,,2", "For input string: \"\"");
    assert_assignment("1x", "For input string: \"1x\"");
    assert_assignment("1 :1", "Partition replica lists may not contain duplicate entries: 1");
    assert_assignment("1:1", "Partition replica lists may not contain duplicate entries: 1");
    assert_assignment("1:2,1", "Partition 1 has different replication factor: [1]");
    assert_assignment("a", "For input string: \"a\"");
}

static void assert_config(const char *name, const char *value, const char *sentence)
{
    struct thrown t = {0};
    assert_int_equal(topic_config_check(name, value, &t), sentence == NULL ? 0 : -1);
    if (sentence != NULL)
        assert_string_equal(t.text, sentence);
    thrown_deinit(&t);
}

static void topic_configs_are_checked_before_they_are_sent(void **state)
{
    (void)state;
    assert_config("retention.ms", "-1", NULL);
    assert_config("cleanup.policy", "compact,delete", NULL);
    assert_config("foo", "1", "Unknown topic config name: foo");
    assert_config("retention.ms", "abc",
                  "Invalid value abc for configuration retention.ms: Not a number of type LONG");
    assert_config("segment.bytes", "5",
                  "Invalid value 5 for configuration segment.bytes: Value "
                  "must be at least 1048576");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_map_hands_out_keys_by_bucket),
        cmocka_unit_test(a_map_grows_at_three_quarters),
        cmocka_unit_test(a_map_grows_only_when_it_is_more_than_three_quarters_full),
        cmocka_unit_test(patterns_match_the_whole_name),
        cmocka_unit_test(matches_are_found_one_after_the_other),
        cmocka_unit_test(braces_and_brackets_are_taken_where_java_takes_them),
        cmocka_unit_test(bad_patterns_are_named_as_java_does),
        cmocka_unit_test(a_costly_pattern_ends_soon),
        cmocka_unit_test(topic_ids_are_read_or_refused),
        cmocka_unit_test(assignments_are_lists_of_brokers),
        cmocka_unit_test(topic_configs_are_checked_before_they_are_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
