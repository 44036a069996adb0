/* test_jopt.c: jopt-simple's grammar, and its usage table as Apache Kafka 4.1.1 printed it. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "tools/consumer_options.h"
#include "tools/jopt.h"
#include "tools/producer_options.h"
#include "tools/topics_options.h"

enum { ALL, CODEC, COUNT, NAME };
static const struct jopt_row rows[] = {
    [ALL] = {"all", JOPT_NONE, JOPT_STRING, NULL, NULL, "everything"},
    [CODEC] = {"codec", JOPT_OPTIONAL, JOPT_STRING, "codec", NULL, "a codec"},
    [COUNT] = {"count", JOPT_REQUIRED, JOPT_INTEGER, NULL, "7", "a count"},
    [NAME] = {"name", JOPT_REQUIRED, JOPT_STRING, "name", NULL, "a name"},
};
static const struct jopt_table table = {rows, ARRAY_SIZE(rows)};

static int parse(struct jopt *o, struct thrown *t, char **argv)
{
    int argc = 0;
    while (argv[argc] != NULL)
        argc++;
    return jopt_parse(o, &table, argc, argv, t);
}

#define PARSE(o, t, ...) parse((o), (t), (char *[]){"tool", __VA_ARGS__, NULL})

static void assert_name(struct jopt *o, const char *wanted)
{
    const char *got = NULL;
    struct thrown t = {0};
    assert_int_equal(jopt_text(o, NAME, &got, &t), 0);
    assert_string_equal(got, wanted);
    jopt_deinit(o);
}

static void a_value_comes_after_a_blank_or_an_equals(void **state)
{
    (void)state;
    struct jopt o;
    struct thrown t = {0};
    assert_int_equal(PARSE(&o, &t, "--name", "x"), 0);
    assert_name(&o, "x");
    assert_int_equal(PARSE(&o, &t, "--name=x=y"), 0);
    assert_name(&o, "x=y");
    assert_int_equal(PARSE(&o, &t, "-name", "x"), 0);
    assert_name(&o, "x");
    assert_int_equal(PARSE(&o, &t, "--name="), 0);
    assert_name(&o, "");
    assert_int_equal(PARSE(&o, &t, "--name", "--all"), 0); /* a value may begin with a dash */
    assert_name(&o, "--all");
}

static void stray_words_and_what_follows_two_dashes_are_ignored(void **state)
{
    (void)state;
    struct jopt o;
    struct thrown t = {0};
    assert_int_equal(PARSE(&o, &t, "stray", "--name", "x", "-", "more", "--", "--all"), 0);
    assert_false(jopt_has(&o, ALL));
    assert_name(&o, "x");
}

static void assert_refused(char **argv, const char *kind, const char *text)
{
    struct jopt o;
    struct thrown t = {0};
    assert_int_equal(parse(&o, &t, argv), -1);
    assert_string_equal(t.kind, kind);
    assert_string_equal(t.text, text);
    thrown_deinit(&t);
    jopt_deinit(&o);
}

static void abbreviations_and_unknown_options_are_refused(void **state)
{
    (void)state;
    static const char kind[] = "joptsimple.UnrecognizedOptionException";
    assert_refused((char *[]){"tool", "--nam", "x", NULL}, kind, "nam is not a recognized option");
    assert_refused((char *[]){"tool", "--foo=1", NULL}, kind, "foo is not a recognized option");
    assert_refused((char *[]){"tool", "-foo", NULL}, kind, "f is not a recognized option");
    assert_refused((char *[]){"tool", "--name", NULL},
                   "joptsimple.OptionMissingRequiredArgumentException",
                   "Option name requires an argument");
}

static void an_optional_value_is_not_the_next_option(void **state)
{
    (void)state;
    struct jopt o;
    struct thrown t = {0};
    const char *codec = "none";
    assert_int_equal(PARSE(&o, &t, "--codec", "--name", "x"), 0);
    assert_true(jopt_has(&o, CODEC));
    assert_int_equal(jopt_text(&o, CODEC, &codec, &t), 0);
    assert_string_equal(codec, "none");
    assert_name(&o, "x");
    assert_int_equal(PARSE(&o, &t, "--codec", "lz4"), 0);
    assert_int_equal(jopt_text(&o, CODEC, &codec, &t), 0);
    assert_string_equal(codec, "lz4");
    jopt_deinit(&o);
}

static void values_are_judged_when_they_are_asked_for(void **state)
{
    (void)state;
    struct jopt o;
    struct thrown t = {0};
    int32_t count = 0;
    const char *name = NULL;
    assert_int_equal(PARSE(&o, &t, "--count", "abc", "--name", "a", "--name", "b"), 0);
    assert_int_equal(jopt_integer(&o, COUNT, &count, &t), -1);
    assert_string_equal(t.text, "Cannot parse argument 'abc' of option count");
    assert_int_equal(jopt_text(&o, NAME, &name, &t), -1);
    assert_string_equal(t.text,
                        "Found multiple arguments for option name, but you asked for only one");
    jopt_deinit(&o);
    thrown_deinit(&t);
    assert_int_equal(PARSE(&o, &t, "--all"), 0);
    assert_int_equal(jopt_integer(&o, COUNT, &count, &t), 0);
    assert_int_equal(count, 7);
    jopt_deinit(&o);
    assert_int_equal(PARSE(&o, &t, "--count", "2147483648"), 0);
    assert_int_equal(jopt_integer(&o, COUNT, &count, &t), -1);
    jopt_deinit(&o);
    thrown_deinit(&t);
}

static void numbers_have_a_sign_and_a_range(void **state)
{
    static const struct {
        char *text;
        int32_t value;
    } taken[] = {{"-3", -3}, {"+3", 3}, {"2147483647", INT32_MAX}, {"-2147483648", INT32_MIN}};
    static char *const refused[] = {"",    "-",  "+",           "--3",
                                    "3.0", " 3", "-2147483649", "99999999999999999999"};
    struct jopt o;
    struct thrown t = {0};
    int32_t count;
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(taken); i++) {
        assert_int_equal(PARSE(&o, &t, "--count", taken[i].text), 0);
        assert_int_equal(jopt_integer(&o, COUNT, &count, &t), 0);
        assert_int_equal(count, taken[i].value);
        jopt_deinit(&o);
    }
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        char sentence[100];
        assert_int_equal(PARSE(&o, &t, "--count", refused[i]), 0);
        assert_int_equal(jopt_integer(&o, COUNT, &count, &t), -1);
        assert_string_equal(t.kind, "joptsimple.OptionArgumentConversionException");
        assert_string_equal(t.cause->kind, "joptsimple.internal.ReflectionException");
        snprintf(sentence, sizeof sentence,
                 "java.lang.NumberFormatException: For input string: \"%s\"", refused[i]);
        assert_string_equal(t.cause->text, sentence);
        assert_string_equal(t.cause->cause->kind, "java.lang.NumberFormatException");
        thrown_deinit(&t);
        jopt_deinit(&o);
    }
}

static void read_file(const char *name, struct buf *out)
{
    char path[512];
    snprintf(path, sizeof path, SOURCE_DIR "/tests/unit/usage/%s.txt", name);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    out->len += fread(buf_reserve(out, 65536), 1, 65536, file);
    fclose(file);
}

static void assert_usage(const struct jopt_table *of, const char *name)
{
    char *printed = NULL;
    size_t size = 0;
    struct buf wanted = {0};
    FILE *to = open_memstream(&printed, &size);
    jopt_print_table(of, to);
    fclose(to);
    read_file(name, &wanted);
    assert_string_equal(printed, buf_text(&wanted));
    free(printed);
    buf_deinit(&wanted);
}

static void the_usage_tables_are_kafkas(void **state)
{
    (void)state;
    assert_usage(&topics_table, "kafka-topics");
    assert_usage(&producer_table, "kafka-console-producer");
    assert_usage(&consumer_table, "kafka-console-consumer");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_comes_after_a_blank_or_an_equals),
        cmocka_unit_test(stray_words_and_what_follows_two_dashes_are_ignored),
        cmocka_unit_test(abbreviations_and_unknown_options_are_refused),
        cmocka_unit_test(an_optional_value_is_not_the_next_option),
        cmocka_unit_test(values_are_judged_when_they_are_asked_for),
        cmocka_unit_test(numbers_have_a_sign_and_a_range),
        cmocka_unit_test(the_usage_tables_are_kafkas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
