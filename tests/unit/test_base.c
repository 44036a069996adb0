/* test_base.c: views, buffers, arenas, options. */
#include "test.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/options.h"
#include "base/start_broker.h"

static void null_equals_only_null(void **state)
{
    (void)state;
    assert_true(bytes_equal(BYTES_NULL, BYTES_NULL));
    assert_false(bytes_equal(BYTES_NULL, bytes_of("")));
    assert_true(bytes_compare(bytes_of("a"), bytes_of("ab")) < 0);
}

static void an_arena_refuses_past_its_limit(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1024);
    assert_non_null(arena_alloc(&a, 1000));
    assert_null(arena_alloc(&a, 100));
    assert_null(arena_array(&a, (size_t)-1, 8));
    arena_reset(&a);
    assert_non_null(arena_alloc(&a, 100));
    arena_deinit(&a);
}

static void a_buffer_keeps_what_was_added(void **state)
{
    (void)state;
    struct buf b = {0};
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%d,", i);
    assert_memory_equal(buf_text(&b) + b.len - 4, "999,", 4);
    buf_deinit(&b);
}

static void a_word_for_a_shell_is_one_word_there(void **state)
{
    static const char *const words[][2] = {
        {"/tmp/a-1.db", "/tmp/a-1.db"},
        {"", "''"},
        {"my flights.db", "'my flights.db'"},
        {"it's", "'it'\\''s'"},
        {"h:1\"; $(reboot) `x`", "'h:1\"; $(reboot) `x`'"},
    };
    struct buf b = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        buf_clear(&b);
        buf_add_shell_word(&b, words[i][0]);
        assert_string_equal(buf_text(&b), words[i][1]);
    }
    buf_deinit(&b);
}

static void a_broker_is_started_where_it_was_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *servers, *command;
    } rows[] = {
        {"localhost:9092", "minibroker"},
        {"127.0.0.1:9092", "minibroker"},
        {"[::1]:9092", "minibroker"},
        {"PLAINTEXT://localhost:9092,other:9092", "minibroker"},
        {"localhost:9093", "minibroker --listen localhost:9093"},
        {"127.0.0.2:9092", "minibroker --listen 127.0.0.2:9092"},
        {"[::1]:19092", "minibroker --listen [::1]:19092"},
        {"kafka.example.org:9092", ""},
        {"127.0.0.1.example.org:9092", ""},
        {"localhost", ""},
        {"localhost:", ""},
        {"localhost:9092; rm -rf", ""},
        {":9092", ""},
        {"", ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char command[START_BROKER_SIZE], advice[START_BROKER_ADVICE_SIZE];
        assert_string_equal(start_broker_command(rows[i].servers, command), rows[i].command);
        assert_non_null(strstr(start_broker_advice(rows[i].servers, advice),
                               "name another with --bootstrap-server"));
        assert_non_null(strstr(advice, rows[i].command));
    }
}

struct options {
    const char *name;
    int64_t count;
    bool loud;
    struct text_list topics;
};

static const struct option_row rows[] = {
    {"name", 0, OPTION_TEXT, offsetof(struct options, name), "NAME", "a name", 0, 0},
    {"count", 'c', OPTION_INT, offsetof(struct options, count), "N", "a count", 0, 10},
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
    char *argv[] = {"prog", "--name=x", "-c", "7", "--loud", "--topic", "a", "--topic=b"};
    assert_int_equal(options_parse(&table, ARRAY_SIZE(argv), argv, &o, &words, &err), OPTIONS_OK);
    assert_string_equal(o.name, "x");
    assert_int_equal(o.count, 7);
    assert_true(o.loud);
    assert_int_equal(o.topics.count, 2);
    assert_string_equal(o.topics.items[1], "b");
    text_list_deinit(&o.topics);
}

static void wrong_options_are_named(void **state)
{
    (void)state;
    struct options o = {0};
    struct text_list words = {0};
    struct err err;
    char *unknown[] = {"prog", "--nope"};
    assert_int_equal(options_parse(&table, 2, unknown, &o, &words, &err), ERR_USAGE);
    assert_string_equal(err.text, "unknown option --nope; see --help");
    char *range[] = {"prog", "--count=11"};
    assert_int_equal(options_parse(&table, 2, range, &o, &words, &err), ERR_USAGE);
    assert_string_equal(err.text, "--count takes 0 to 10, not \"11\"");
    char *bare[] = {"prog", "--name"};
    assert_int_equal(options_parse(&table, 2, bare, &o, &words, &err), ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_equals_only_null),
        cmocka_unit_test(a_broker_is_started_where_it_was_asked_for),
        cmocka_unit_test(an_arena_refuses_past_its_limit),
        cmocka_unit_test(a_buffer_keeps_what_was_added),
        cmocka_unit_test(a_word_for_a_shell_is_one_word_there),
        cmocka_unit_test(options_are_read_in_both_spellings),
        cmocka_unit_test(wrong_options_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
