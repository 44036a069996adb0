/* test_topic_filter.c: which topics are recorded, and how that is said. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "recorder/topic_filter.h"

static struct err err;

/* A list that ends where it does: reading behind it is seen under ASan. */
static struct topic_filter *wanting(const char *const *names, size_t count, const char *pattern)
{
    struct topic_filter *t;
    if (topic_filter_open(&t, names, count, pattern, &err) != 0)
        fail_msg("%s", err.text);
    return t;
}

static const char *const nine[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};

static void must_say(size_t count, const char *pattern, const char *words)
{
    char said[200];
    struct topic_filter *t = wanting(nine, count, pattern);
    topic_filter_words(t, said, sizeof said);
    assert_string_equal(said, words);
    topic_filter_close(t);
}

static void what_is_recorded_is_said_in_words(void **state)
{
    (void)state;
    must_say(0, NULL, "all topics");
    must_say(1, NULL, "topic a");
    must_say(2, NULL, "topics a, b");
    must_say(5, NULL, "topics a, b, c, d, e");
    must_say(6, NULL, "topics a, b, c, d, e and 1 more");
    must_say(9, NULL, "topics a, b, c, d, e and 4 more");
    must_say(0, "x.*", "topics matching x.*");
    must_say(1, "x.*", "topic a and those matching x.*");
}

static void names_are_noted_with_blanks_between(void **state)
{
    char noted[40];
    (void)state;
    struct topic_filter *t = wanting(nine, 9, NULL);
    topic_filter_names(t, noted, sizeof noted);
    assert_string_equal(noted, "a b c d e f g h i");
    topic_filter_close(t);
    t = wanting(NULL, 0, "x");
    topic_filter_names(t, noted, sizeof noted);
    assert_string_equal(noted, "");
    topic_filter_close(t);
    topic_filter_close(NULL);
}

static void a_topic_is_wanted_by_name_by_pattern_or_when_nothing_was_asked_for(void **state)
{
    (void)state;
    struct topic_filter *t = wanting(NULL, 0, NULL);
    assert_true(topic_filter_wants(t, "anything"));
    topic_filter_close(t);
    t = wanting(nine, 2, NULL);
    assert_true(topic_filter_wants(t, "a"));
    assert_true(topic_filter_wants(t, "b"));
    assert_false(topic_filter_wants(t, "c"));
    topic_filter_close(t);
    t = wanting(nine, 1, "x.*");
    assert_true(topic_filter_wants(t, "a"));
    assert_true(topic_filter_wants(t, "x1"));
    assert_false(topic_filter_wants(t, "b"));
    topic_filter_close(t);
    t = wanting(NULL, 0, "x");
    assert_true(topic_filter_wants(t, "x"));
    assert_false(topic_filter_wants(t, "xy")); /* it must match the whole name */
    assert_false(topic_filter_wants(t, "yx"));
    topic_filter_close(t);
}

static void a_pattern_that_takes_forever_matches_nothing(void **state)
{
    char name[60];
    (void)state;
    struct topic_filter *t = wanting(NULL, 0, "(a+)+b");
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_false(topic_filter_wants(t, name));
    topic_filter_close(t);
}

static void must_refuse(const char *name, const char *pattern, const char *words)
{
    struct topic_filter *t;
    err.text[0] = '\0';
    assert_int_equal(topic_filter_open(&t, &name, name != NULL, pattern, &err), ERR_USAGE);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void names_that_no_recorded_topic_can_have_are_refused(void **state)
{
    char name[251] = "";
    (void)state;
    must_refuse("__consumer_offsets", NULL, "internal");
    must_refuse("", NULL, "invalid topic name");
    must_refuse(".", NULL, "invalid topic name");
    must_refuse("..", NULL, "invalid topic name");
    must_refuse("falcon 9", NULL, "invalid topic name \"falcon 9\"");
    memset(name, 'x', 250);
    must_refuse(name, NULL, "1 to 249");
    const char *const fine[] = {name + 1, "...", "_a", "Falcon-9_b.c"};
    topic_filter_close(wanting(fine, ARRAY_SIZE(fine), NULL));
}

static void a_pattern_that_does_not_compile_is_refused_at_its_character(void **state)
{
    (void)state;
    must_refuse(NULL, "ab(c", "at character 5");
    must_refuse(NULL, "ab(c", "\"ab(c\"");
}

/* ---- what is not there ---- */

static void must_miss(const struct topic_filter *t, const char *const *there, int count,
                      const char *words, bool by_request)
{
    char said[200];
    bool asked;
    struct ingest_part *parts = calloc((size_t)count + 1, sizeof *parts);
    struct ingest_view view = {.parts = parts, .count = count};
    for (int i = 0; i < count; i++)
        snprintf(parts[i].topic, sizeof parts[i].topic, "%s", there[i]);
    assert_int_equal(topic_filter_missing(t, &view, said, sizeof said, &asked), words[0] != '\0');
    assert_string_equal(said, words);
    assert_int_equal(asked, by_request);
    free(parts);
}

static void topics_that_are_not_there_are_named(void **state)
{
    (void)state;
    struct topic_filter *t = wanting(nine, 9, NULL);
    must_miss(t, nine, 9, "", true);
    must_miss(t, nine, 8, "no topic i", true);
    must_miss(t, nine, 7, "no topic h, i", true);
    must_miss(t, nine, 4, "no topic e, f, g, h, i", true);
    must_miss(t, nine, 3, "no topic d, e, f, g, h and 1 more", true);
    must_miss(t, nine, 0, "no topic a, b, c, d, e and 4 more", true);
    topic_filter_close(t);
}

static void a_pattern_that_finds_nothing_is_named(void **state)
{
    (void)state;
    struct topic_filter *t = wanting(nine, 1, "[bc]");
    must_miss(t, nine, 1, "no topic that matches [bc]", true);
    must_miss(t, nine + 1, 1, "no topic a", true);
    must_miss(t, nine, 3, "", true);
    must_miss(t, NULL, 0, "no topic a, and no topic that matches [bc]", true);
    topic_filter_close(t);
    t = wanting(NULL, 0, "x");
    must_miss(t, NULL, 0, "no topic that matches x", true);
    topic_filter_close(t);
}

static void an_empty_cluster_has_no_topics_but_nobody_asked_for_one(void **state)
{
    (void)state;
    struct topic_filter *t = wanting(NULL, 0, NULL);
    must_miss(t, NULL, 0, "no topics", false);
    must_miss(t, nine, 1, "", false);
    topic_filter_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_recorded_is_said_in_words),
        cmocka_unit_test(names_are_noted_with_blanks_between),
        cmocka_unit_test(a_topic_is_wanted_by_name_by_pattern_or_when_nothing_was_asked_for),
        cmocka_unit_test(a_pattern_that_takes_forever_matches_nothing),
        cmocka_unit_test(names_that_no_recorded_topic_can_have_are_refused),
        cmocka_unit_test(a_pattern_that_does_not_compile_is_refused_at_its_character),
        cmocka_unit_test(topics_that_are_not_there_are_named),
        cmocka_unit_test(a_pattern_that_finds_nothing_is_named),
        cmocka_unit_test(an_empty_cluster_has_no_topics_but_nobody_asked_for_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
