/* test_base.c: views, buffers, arenas, errors, lines of the log. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/logline.h"
#include "base/mem.h"
#include "base/start_broker.h"
#include "capture.h"

static void null_equals_only_null(void **state)
{
    (void)state;
    assert_true(bytes_equal(BYTES_NULL, BYTES_NULL));
    assert_false(bytes_equal(BYTES_NULL, bytes_of("")));
    assert_int_equal(bytes_compare(BYTES_NULL, BYTES_NULL), 0);
    assert_true(bytes_compare(BYTES_NULL, bytes_of("")) < 0);
    assert_true(bytes_compare(bytes_of(""), BYTES_NULL) > 0);
    assert_true(bytes_compare(bytes_of("a"), bytes_of("ab")) < 0);
    assert_true(bytes_compare(bytes_of("ab"), bytes_of("a")) > 0);
    assert_true(bytes_compare(bytes_of("b"), bytes_of("ab")) > 0);
    assert_int_equal(bytes_compare(bytes_of("ab"), bytes_of("ab")), 0);
    assert_int_equal(bytes_compare(bytes_of(""), bytes_of("")), 0);
}

static void white_space_is_trimmed_at_both_ends_only(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {{"", ""},        {" ", ""},      {"\t\r\n ", ""},
                {"a", "a"},      {" a", "a"},    {"a\n", "a"},
                {"\r\ta ", "a"}, {"a b", "a b"}, {" a\t b\r", "a\t b"},
                {"\va", "\va"}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_true(bytes_equal(bytes_trim(bytes_of(rows[i].in)), bytes_of(rows[i].out)));
    assert_true(bytes_is_null(bytes_trim(BYTES_NULL)));
}

/* Views of memory that ends where they do. */
static void bytes_are_compared_and_searched_to_their_ends(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int order;
    } orders[] = {{"", "", 0},      {"", "a", -1},   {"a", "", 1},
                  {"a", "a", 0},    {"a", "ab", -1}, {"ab", "a", 1},
                  {"ab", "ac", -1}, {"b", "ab", 1},  {"abc", "abd", -1}};
    static const struct {
        const char *in, *text;
        bool held;
    } searches[] = {{"", "", true},       {"", "a", false},    {"abc", "", true},
                    {"abc", "abc", true}, {"abc", "c", true},  {"abc", "abcd", false},
                    {"ABC", "b", true},   {"abc", "BC", true}, {"aab", "ab", true},
                    {"az", "AZ", true},   {"AZ", "az", true},  {"@", "`", false},
                    {"[", "{", false},    {"`", "@", false},   {"{", "[", false},
                    {"xyz", "yy", false}, {"ab", "b", true},   {"1", "Q", false}};
    for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
        size_t len_a = strlen(orders[i].a), len_b = strlen(orders[i].b);
        struct bytes a = bytes_make(memcpy(mem_alloc(len_a), orders[i].a, len_a), len_a);
        struct bytes b = bytes_make(memcpy(mem_alloc(len_b), orders[i].b, len_b), len_b);
        int order = bytes_compare(a, b);
        assert_int_equal((order > 0) - (order < 0), orders[i].order);
        assert_int_equal(bytes_equal(a, b), orders[i].order == 0);
        free((void *)(uintptr_t)a.data);
        free((void *)(uintptr_t)b.data);
    }
    for (size_t i = 0; i < ARRAY_SIZE(searches); i++) {
        size_t len = strlen(searches[i].in);
        uint8_t *in = memcpy(mem_alloc(len), searches[i].in, len);
        if (bytes_hold_text(bytes_make(in, len), searches[i].text) != searches[i].held)
            fail_msg("\"%s\" in \"%s\"", searches[i].text, searches[i].in);
        free(in);
    }
    assert_false(bytes_hold_text(BYTES_NULL, ""));
    assert_false(bytes_hold_text(BYTES_NULL, "a"));
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

static void bytes_become_text_as_far_as_there_is_room(void **state)
{
    (void)state;
    static const struct {
        size_t room;
        const char *text;
    } rows[] = {{1, ""}, {3, "ab"}, {4, "abc"}, {9, "abc"}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char *out = mem_alloc(rows[i].room); /* and not a byte more */
        assert_ptr_equal(bytes_to_text(bytes_of("abc"), out, rows[i].room), out);
        assert_string_equal(out, rows[i].text);
        assert_string_equal(bytes_to_text(BYTES_NULL, out, rows[i].room), "");
        free(out);
    }
}

static void an_arena_gives_zeroed_aligned_memory_that_stays(void **state)
{
    (void)state;
    struct arena a;
    size_t held = 0;
    unsigned char *parts[300];
    arena_init(&a, 0);
    a.held = &held;
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
            size_t size = i == 150 ? 40000 : 1 + i;
            parts[i] = arena_alloc(&a, size);
            assert_int_equal((uintptr_t)parts[i] % _Alignof(max_align_t), 0);
            for (size_t k = 0; k < size; k++)
                assert_int_equal(parts[i][k], 0);
            memset(parts[i], (int)i % 255 + 1, size);
        }
        for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
            assert_int_equal(parts[i][0], i % 255 + 1);
            assert_int_equal(parts[i][i], i % 255 + 1);
        }
        assert_true(held >= a.used - a.used / 8 && a.used > 40000);
        arena_reset(&a);
        assert_int_equal(a.used, 0);
        assert_true(held <= 16 * 1024); /* one block is kept */
    }
    arena_deinit(&a);
    assert_int_equal(held, 0);
    assert_null(a.blocks);
}

static void an_arena_is_used_up_to_its_limit_exactly(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 64);
    assert_non_null(arena_alloc(&a, 64));
    assert_null(arena_alloc(&a, 1));
    arena_reset(&a);
    assert_null(arena_alloc(&a, 65));
    assert_null(arena_alloc(&a, SIZE_MAX));
    assert_null(arena_array(&a, SIZE_MAX / 4 + 2, 4));
    assert_null(arena_copy(&a, bytes_make("", 1000)).data);
    assert_null(arena_printf(&a, "%100d", 1));
    assert_non_null(arena_array(&a, 16, 4));
    arena_deinit(&a);
}

static void copies_end_with_a_nul(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 0);
    struct bytes copy = arena_copy(&a, bytes_make("abcdefghijklmnopq", 16));
    assert_int_equal(copy.len, 16);
    assert_string_equal((const char *)copy.data, "abcdefghijklmnop");
    assert_true(bytes_is_null(arena_copy(&a, BYTES_NULL)));
    assert_string_equal(arena_printf(&a, "%s-%d", "abcdefghijklmn", 7), "abcdefghijklmn-7");
    arena_deinit(&a);
    char *text = mem_text_of(bytes_make("abc", 2));
    assert_string_equal(text, "ab");
    free(text);
    text = mem_text_of(BYTES_NULL);
    assert_string_equal(text, "");
    free(text);
    assert_null(mem_text(NULL));
    text = mem_printf("%d%s", 4, "2");
    assert_string_equal(text, "42");
    free(text);
    text = mem_printf("%s", "");
    assert_string_equal(text, "");
    free(text);
}

static void memory_for_nothing_is_memory(void **state)
{
    (void)state;
    void *none[] = {mem_alloc(0), mem_zero(0, 4), mem_zero(4, 0), mem_grow(NULL, 0, 4)};
    for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
        assert_non_null(none[i]);
        free(none[i]);
    }
}

static void a_buffer_grows_to_what_is_asked_for(void **state)
{
    (void)state;
    struct buf b = {0};
    memset(buf_reserve(&b, 0), 0, 0);
    memset(buf_reserve(&b, 256), 1, 256);
    b.len = 256;
    buf_add(&b, NULL, 0);
    memset(buf_reserve(&b, 5000), 1, 5000);
    assert_true(b.cap - b.len >= 5000);
    buf_clear(&b);
    assert_string_equal(buf_text(&b), "");
    buf_add_bytes(&b, bytes_of("ab"));
    buf_add_byte(&b, 'c');
    buf_add_text(&b, "de");
    buf_printf(&b, "%s", "");
    assert_string_equal(buf_text(&b), "abcde");
    assert_int_equal(b.len, 5);
    buf_deinit(&b);
    assert_null(b.data);
}

static void varints_are_those_of_the_protocol(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *bytes;
        size_t len;
    } rows[] = {{0, "\0", 1},           {-1, "\1", 1},
                {63, "\x7e", 1},        {64, "\x80\1", 2},
                {-8192, "\xff\x7f", 2}, {INT64_MIN, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\1", 10}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct buf b = {0};
        buf_add_varint(&b, rows[i].value);
        assert_true(bytes_equal(buf_bytes(&b), bytes_make(rows[i].bytes, rows[i].len)));
        buf_deinit(&b);
    }
}

static void an_error_says_what_where_and_why(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(err_set(&err, ERR_USAGE, "no %s", "way"), ERR_USAGE);
    assert_int_equal(err.code, ERR_USAGE);
    assert_string_equal(err.text, "no way");
    assert_int_equal(err_prefix(&err, "%d: ", 7), ERR_USAGE);
    assert_string_equal(err.text, "7: no way");
    errno = EACCES;
    assert_int_equal(err_errno(&err, "cannot open %s", "it"), ERR_IO);
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(err.text, "cannot open it: Permission denied");
    errno = ENOSPC;
    assert_int_equal(err_errno(&err, "x"), ERR_FULL);
    errno = EDQUOT;
    assert_int_equal(err_errno(&err, "x"), ERR_FULL);
    assert_int_equal(err_set(NULL, ERR_IO, "x"), ERR_IO);
    errno = EDQUOT;
    assert_int_equal(err_errno(NULL, "x"), ERR_FULL);
    assert_int_equal(err_prefix(NULL, "x"), ERR_FAIL);
}

static void a_long_error_is_cut(void **state)
{
    (void)state;
    struct err *err = mem_alloc(sizeof *err);
    err_set(err, ERR_IO, "%*s", 3 * (int)sizeof err->text, "x");
    assert_int_equal(strlen(err->text), sizeof err->text - 1);
    err_prefix(err, "%s", "before ");
    assert_int_equal(strlen(err->text), sizeof err->text - 1);
    errno = EACCES;
    err_errno(err, "%*s", (int)sizeof err->text, "x");
    assert_int_equal(strlen(err->text), sizeof err->text - 1);
    err_prefix(err, "%*s", (int)sizeof err->text, "x");
    assert_int_equal(strlen(err->text), sizeof err->text - 1);
    free(err);
}

static void a_line_of_the_log_is_stamped_and_clean(void **state)
{
    (void)state;
    struct capture capture;
    struct buf said = {0};
    char *endless = mem_printf("%*s", 5000, "x");
    clock_fake(1795356160035, 0);
    log_init("probe", LOG_WARN);
    capture_begin(&capture, STDERR_FILENO);
    log_line(LOG_INFO, "not this");
    log_line(LOG_WARN, "a %s\n", "\033[2J");
    log_line(LOG_ERROR, "b");
    log_line(LOG_ERROR, "%s", endless);
    capture_end(&capture, &said);
    static const char wanted[] = "2026-11-22 14:02:40.035 WARN probe: a \\x1b[2J\\n\n"
                                 "2026-11-22 14:02:40.035 ERROR probe: b\n"
                                 "2026-11-22 14:02:40.035 ERROR probe:  ";
    assert_memory_equal(buf_text(&said), wanted, sizeof wanted - 1);
    assert_int_equal(said.data[said.len - 1], '\n');
    clock_fake(-1, 0);
    free(endless);
    buf_deinit(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_equals_only_null),
        cmocka_unit_test(bytes_are_compared_and_searched_to_their_ends),
        cmocka_unit_test(white_space_is_trimmed_at_both_ends_only),
        cmocka_unit_test(a_broker_is_started_where_it_was_asked_for),
        cmocka_unit_test(an_arena_refuses_past_its_limit),
        cmocka_unit_test(a_buffer_keeps_what_was_added),
        cmocka_unit_test(a_word_for_a_shell_is_one_word_there),
        cmocka_unit_test(bytes_become_text_as_far_as_there_is_room),
        cmocka_unit_test(an_arena_gives_zeroed_aligned_memory_that_stays),
        cmocka_unit_test(an_arena_is_used_up_to_its_limit_exactly),
        cmocka_unit_test(copies_end_with_a_nul),
        cmocka_unit_test(memory_for_nothing_is_memory),
        cmocka_unit_test(a_buffer_grows_to_what_is_asked_for),
        cmocka_unit_test(varints_are_those_of_the_protocol),
        cmocka_unit_test(an_error_says_what_where_and_why),
        cmocka_unit_test(a_long_error_is_cut),
        cmocka_unit_test(a_line_of_the_log_is_stamped_and_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
