/* test_options.c: the options of our own programs. */
#include "test.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/options.h"
#include "capture.h"

struct options {
    const char *name;
    int64_t count;
    double speed;
    bool loud;
    struct text_list topics;
};

static const struct option_row rows[] = {
    {"name", 0, OPTION_TEXT, offsetof(struct options, name), "NAME", "a name", 0, 0},
    {"count", 'c', OPTION_INT, offsetof(struct options, count), "N", "a count", 0, 10},
    {"speed", 0, OPTION_NUMBER, offsetof(struct options, speed), "X", "a speed", 1, 4},
    {"loud", 0, OPTION_FLAG, offsetof(struct options, loud), NULL, "louder", 0, 0},
    {"topic", 0, OPTION_MANY, offsetof(struct options, topics), "TOPIC", "topics", 0, 0},
};
static const struct option_table table = {"prog", NULL, "a program", rows, ARRAY_SIZE(rows)};

static void options_are_read_in_both_spellings(void **state)
{
    (void)state;
    struct options o = {0};
    struct text_list words = {0};
    struct err err;
    char *argv[] = {"prog",   "--name=x", "-c", "7",        "--speed=2.5",
                    "--loud", "--topic",  "a",  "--topic=b"};
    assert_int_equal(options_parse(&table, ARRAY_SIZE(argv), argv, &o, &words, &err), OPTIONS_OK);
    assert_string_equal(o.name, "x");
    assert_int_equal(o.count, 7);
    assert_true(o.speed > 2.49 && o.speed < 2.51);
    assert_true(o.loud);
    assert_int_equal(o.topics.count, 2);
    assert_string_equal(o.topics.items[1], "b");
    text_list_deinit(&o.topics);
    assert_null(o.topics.items);
    assert_int_equal(o.topics.count, 0);
}

static int parse(const struct option_table *t, struct options *o, struct text_list *words,
                 struct err *err, char **argv)
{
    int argc = 0;
    while (argv[argc] != NULL)
        argc++;
    *o = (struct options){0};
    return options_parse(t, argc, argv, o, words, err);
}
#define PARSE(t, ...) parse((t), &o, &words, &err, (char *[]){"prog", __VA_ARGS__, NULL})

static void numbers_are_taken_from_the_first_to_the_last(void **state)
{
    (void)state;
    struct options o;
    struct text_list words = {0};
    struct err err;
    assert_int_equal(PARSE(&table, "--count", "0"), OPTIONS_OK);
    assert_int_equal(PARSE(&table, "--count", "10"), OPTIONS_OK);
    assert_int_equal(o.count, 10);
    assert_int_equal(PARSE(&table, "--speed", "1"), OPTIONS_OK);
    assert_int_equal(PARSE(&table, "--speed=4.0"), OPTIONS_OK);
    assert_true(o.speed > 3.99);
}

static void wrong_options_are_named(void **state)
{
    static struct {
        char *first, *second;
        const char *sentence;
    } cases[] = {
        {"--count=11", NULL, "--count takes 0 to 10, not \"11\""},
        {"--count=-1", NULL, "--count takes 0 to 10, not \"-1\""},
        {"--count", "x", "--count takes a whole number, not \"x\""},
        {"--count", "1.5", "--count takes a whole number, not \"1.5\""},
        {"--count", "99999999999999999999",
         "--count takes a whole number, not \"99999999999999999999\""},
        {"--speed", "0.9", "--speed takes 1 to 4, not \"0.9\""},
        {"--speed", "4.1", "--speed takes 1 to 4, not \"4.1\""},
        {"--speed", "fast", "--speed takes a number, not \"fast\""},
        {"--loud=1", NULL, "--loud takes no value"},
        {"--name", NULL, "--name needs a value: NAME"},
        {"--name=", NULL, "--name needs a value: NAME"},
        {"--name", "", "--name needs a value: NAME"},
    };
    static char *const unknown[] = {"--nope", "--nam", "--names", "-x", "-co", "-name", "--c"};
    (void)state;
    struct options o;
    struct text_list words = {0};
    struct err err;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        assert_int_equal(PARSE(&table, cases[i].first, cases[i].second), ERR_USAGE);
        assert_string_equal(err.text, cases[i].sentence);
    }
    for (size_t i = 0; i < ARRAY_SIZE(unknown); i++) {
        assert_int_equal(PARSE(&table, unknown[i]), ERR_USAGE);
        assert_non_null(strstr(err.text, unknown[i]));
    }
    assert_int_equal(PARSE(&table, "stray"), ERR_USAGE);
    assert_non_null(strstr(err.text, "\"stray\""));
}

static void words_are_operands_where_there_may_be_some(void **state)
{
    (void)state;
    struct option_table takes = table;
    struct options o;
    struct text_list words = {0};
    struct err err;
    takes.operands = "FILE...";
    assert_int_equal(PARSE(&takes, "a", "--loud", "-", "--", "--name", "b"), OPTIONS_OK);
    assert_int_equal(words.count, 4);
    assert_string_equal(words.items[0], "a");
    assert_string_equal(words.items[1], "-");
    assert_string_equal(words.items[2], "--name");
    assert_string_equal(words.items[3], "b");
    assert_true(o.loud);
    assert_null(o.name);
    text_list_deinit(&words);
    assert_int_equal(PARSE(&table, "--help", "--nope"), OPTIONS_HELP);
    assert_int_equal(PARSE(&table, "--loud", "--version"), OPTIONS_VERSION);
}

static void help_is_printed_from_the_table(void **state)
{
    static const struct option_row one[] = {{"count", 'c', OPTION_INT, 0, "N", "a count", 0, 10},
                                            {"loud", 0, OPTION_FLAG, 0, NULL, "louder", 0, 0}};
    static const struct option_table with = {"prog", "FILE...", "a program", one, 2},
                                     without = {"prog", NULL, "a program", NULL, 0};
    (void)state;
    struct buf said = {0};
    struct capture capture;
    capture_begin(&capture, STDOUT_FILENO);
    options_help(&with, stdout);
    options_help(&without, stdout);
    capture_end(&capture, &said);
    assert_string_equal(buf_text(&said), "prog: a program\n\nusage: prog [OPTION...] FILE...\n"
                                         "  -c, --count N                    a count\n"
                                         "  --loud                           louder\n"
                                         "  --help                           show this help\n"
                                         "  --version                        show the version\n"
                                         "prog: a program\n\nusage: prog\n"
                                         "  --help                           show this help\n"
                                         "  --version                        show the version\n");
    buf_deinit(&said);
}

static void failing_says_why_and_gives_the_exit_code(void **state)
{
    (void)state;
    struct buf said = {0};
    struct capture capture;
    struct err err;
    err_set(&err, ERR_USAGE, "wrong: %s", "\033");
    capture_begin(&capture, STDERR_FILENO);
    assert_int_equal(options_fail(&table, ERR_USAGE, &err), 2);
    assert_int_equal(options_fail(&table, ERR_IO, &err), 1);
    capture_end(&capture, &said);
    assert_string_equal(buf_text(&said), "prog: wrong: \\x1b\nprog: wrong: \\x1b\n");
    buf_deinit(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_read_in_both_spellings),
        cmocka_unit_test(numbers_are_taken_from_the_first_to_the_last),
        cmocka_unit_test(wrong_options_are_named),
        cmocka_unit_test(words_are_operands_where_there_may_be_some),
        cmocka_unit_test(help_is_printed_from_the_table),
        cmocka_unit_test(failing_says_why_and_gives_the_exit_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
