/* test_line_reader.c: a line into a message; splitting input into lines. */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "tools/line_input.h"
#include "tools/message_reader.h"

static struct message_reader open_reader(const char *settings)
{
    struct properties p = {0};
    struct message_reader r;
    struct thrown t = {0};
    struct err err;
    assert_int_equal(properties_parse(&p, bytes_of(settings), &err), 0);
    assert_int_equal(message_reader_init(&r, &p, &t), 0);
    properties_deinit(&p);
    return r;
}

static void add(struct buf *out, struct bytes b)
{
    if (bytes_is_null(b))
        buf_add_text(out, "null");
    else
        buf_printf(out, "'%.*s'", (int)b.len, (const char *)b.data);
}

/* Reads one line and gives "key value name=value ..." or "! class: message". */
static char *read_line(struct message_reader *r, struct bytes line)
{
    struct client_record record = {.header_count = 3}; /* of the line before, say */
    struct thrown t = {0};
    struct buf out = {0};
    if (message_reader_parse(r, line, &record, &t) != 0) {
        buf_printf(&out, "! %s", t.text);
    } else {
        add(&out, record.key);
        buf_add_text(&out, " ");
        add(&out, record.value);
        for (size_t i = 0; i < record.header_count; i++) {
            buf_printf(&out, " %s=", record.headers[i].name);
            add(&out, record.headers[i].value);
        }
    }
    thrown_deinit(&t);
    char *text = mem_text(buf_text(&out));
    buf_deinit(&out);
    return text;
}

static void assert_read_bytes(const char *settings, struct bytes line, const char *wanted)
{
    struct message_reader r = open_reader(settings);
    uint8_t *exact = mem_alloc(line.len); /* nothing behind it may be looked at */
    memcpy(exact, line.data, line.len);
    char *got = read_line(&r, bytes_make(exact, line.len));
    assert_string_equal(got, wanted);
    free(got);
    free(exact);
    message_reader_deinit(&r);
}

static void assert_read(const char *settings, const char *line, const char *wanted)
{
    assert_read_bytes(settings, bytes_of(line), wanted);
}

static void a_line_is_a_value_without_a_key(void **state)
{
    (void)state;
    assert_read("", "Countdown started", "null 'Countdown started'");
    assert_read("", "a\tb", "null 'a\tb'");
    assert_read("", "", "null ''");
}

static void the_first_separator_splits(void **state)
{
    (void)state;
    assert_read("parse.key=true", "k\tv\tw", "'k' 'v\tw'");
    assert_read("parse.key=TRUE\nkey.separator=::", "k::v", "'k' 'v'");
    assert_read("parse.key=true", "\t", "'' ''");
    assert_read("parse.headers=true\nparse.key=true", "h1:a,h2:b\tk\tv", "'k' 'v' h1='a' h2='b'");
    assert_read("parse.headers=true", "h:a:b\tv", "null 'v' h='a:b'");
}

static void a_missing_separator_is_an_error(void **state)
{
    (void)state;
    assert_read("parse.key=true", "nokey", "! No key separator found on line number 1: 'nokey'");
    assert_read("parse.headers=true", "x", "! No headers delimiter found on line number 1: 'x'");
    assert_read("parse.headers=true", "h1\tv",
                "! No header key separator found in pair 'h1' on line number 1");
    assert_read("parse.headers=true", "\tv",
                "! No header key separator found in pair '' on line number 1");
}

static void an_ignored_error_leaves_the_rest_as_the_value(void **state)
{
    (void)state;
    assert_read("parse.key=true\nignore.error=true", "nokey", "null 'nokey'");
    assert_read("parse.headers=true\nignore.error=true", "h1\tv", "null 'v' h1=null");
    assert_read("parse.headers=true\nparse.key=true\nignore.error=true", "h:1\tv",
                "null 'v' h='1'");
}

static void the_null_marker_makes_nulls(void **state)
{
    (void)state;
    assert_read("parse.key=true\nnull.marker=N", "N\tv", "null 'v'");
    assert_read("parse.key=true\nnull.marker=N", "k\tN", "'k' null");
    assert_read("parse.headers=true\nnull.marker=N", "h:N\tv", "null 'v' h=null");
    assert_read("parse.headers=true\nnull.marker=N", "N\tv", "null 'v'");
    assert_read("parse.headers=true\nnull.marker=N", "N:a\tv",
                "! Header keys should not be equal to the null marker 'N' as they can't be null");
}

static void the_headers_separator_is_a_pattern(void **state)
{
    (void)state;
    assert_read("parse.headers=true\nheaders.separator=[;|]+", "a:1;|b:2|c:3\tv",
                "null 'v' a='1' b='2' c='3'");
    assert_read("parse.headers=true", "a:1,,\tv", "null 'v' a='1'"); /* empty ends fall away */
    assert_read("parse.headers=true", "a:1,,b:2\tv",
                "! No header key separator found in pair '' on line number 1");
}

static void a_pattern_may_match_nothing_between_two_headers(void **state)
{
    (void)state;
    assert_read("parse.headers=true\nheaders.separator=(?=b)", "a:1b:2\tv", "null 'v' a='1' b='2'");
    assert_read("parse.headers=true\nheaders.separator=(?=a)", "a:1\tv", "null 'v' a='1'");
    assert_read("parse.headers=true\nheaders.separator=;*(?=[ab])", "a:1;;b:2\tv",
                "! No header key separator found in pair '' on line number 1");
    assert_read("parse.headers=true\nignore.error=true", ",,a:1\tv", "null 'v' =null =null a='1'");
}

static void switches_are_on_with_true_alone(void **state)
{
    (void)state;
    assert_read("parse.key=\\ True\\ ", "k\tv", "'k' 'v'");
    assert_read("parse.key=truely", "k\tv", "null 'k\tv'");
    assert_read("parse.key=yes", "k\tv", "null 'k\tv'");
    assert_read("parse.key=", "k\tv", "null 'k\tv'");
}

static void each_line_stands_for_itself(void **state)
{
    struct message_reader r = open_reader("parse.headers=true\nparse.key=true\nignore.error=true");
    static const char *const lines[][2] = {{"h:1\tk\tv", "'k' 'v' h='1'"}, {"w", "null 'w'"}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        char *got = read_line(&r, bytes_of(lines[i][0]));
        assert_string_equal(got, lines[i][1]);
        free(got);
    }
    message_reader_deinit(&r);
    r = open_reader("parse.key=true");
    free(read_line(&r, bytes_of("k\tv")));
    char *got = read_line(&r, bytes_of("x"));
    assert_string_equal(got, "! No key separator found on line number 2: 'x'");
    free(got);
    message_reader_deinit(&r);
}

static void equal_separators_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *settings, *sentence;
    } cases[] = {
        {"headers.delimiter=,", "headers.delimiter and headers.separator may not be equal"},
        {"headers.delimiter=\\:", "headers.delimiter and headers.key.separator may not be equal"},
        {"headers.separator=\\:", "headers.separator and headers.key.separator may not be equal"},
        {"null.marker=\\t", "null.marker and key.separator may not be equal"},
        {"null.marker=,", "null.marker and headers.separator may not be equal"},
        {"key.separator=x\nnull.marker=\\t", "null.marker and headers.delimiter may not be equal"},
        {"null.marker=\\:", "null.marker and headers.key.separator may not be equal"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct properties p = {0};
        struct message_reader r;
        struct thrown t = {0};
        struct err err;
        assert_int_equal(properties_parse(&p, bytes_of(cases[i].settings), &err), 0);
        assert_int_equal(message_reader_init(&r, &p, &t), -1);
        assert_string_equal(t.text, cases[i].sentence);
        message_reader_deinit(&r);
        thrown_deinit(&t);
        properties_deinit(&p);
    }
}

#define BAD "\xef\xbf\xbd"

static void bytes_that_are_no_utf_8_are_replaced(void **state)
{
    (void)state;
    assert_read("",
                "a\xff"
                "b",
                "null 'a" BAD "b'");
    assert_read("", "\xe2\x82", "null '" BAD "'");     /* one for a sequence cut short */
    assert_read("", "\xc0\xaf", "null '" BAD BAD "'"); /* overlong */
    assert_read("", "\xf0\x9f\x9a\x80", "null '\xf0\x9f\x9a\x80'");
    assert_read("", "\xf0\x9f\x9a", "null '" BAD "'");
    assert_read("", "\xe0\xa0", "null '" BAD "'");
    assert_read("", "\xe0\xa0z", "null '" BAD "z'");
    assert_read("", "\xe0\x80", "null '" BAD BAD "'");
    assert_read("", "\xf8\x88", "null '" BAD BAD "'");
    assert_read_bytes("", bytes_make("a\0b", 3), "null 'a'"); /* a NUL is a byte like others */
}

static void lines_end_at_any_line_end(void **state)
{
    (void)state;
    int ends[2];
    static const char input[] = "one\ntwo\r\nthree\rfour\n\nfive\r\n\nlast";
    static const char *const wanted[] = {"one", "two", "three", "four", "", "five", "", "last"};
    assert_int_equal(pipe(ends), 0);
    struct line_input l = {.fd = ends[0]};
    size_t seen = 0;
    for (size_t i = 0; i < sizeof input - 1; i++) { /* byte by byte: no end may be missed */
        assert_int_equal(write(ends[1], input + i, 1), 1);
        line_input_read(&l);
        struct bytes line;
        while (line_input_next(&l, &line)) {
            assert_true(bytes_equal(line, bytes_of(wanted[seen])));
            seen++;
        }
    }
    close(ends[1]);
    line_input_read(&l);
    assert_true(l.ended);
    struct bytes line;
    assert_true(line_input_next(&l, &line));
    assert_true(bytes_equal(line, bytes_of("last")));
    assert_false(line_input_next(&l, &line));
    assert_int_equal(seen, 7);
    close(ends[0]);
    line_input_deinit(&l);
}

static void many_lines_of_one_read_come_one_by_one(void **state)
{
    int ends[2];
    struct bytes line;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    struct line_input l = {.fd = ends[0]};
    assert_int_equal(write(ends[1], "a\rb\nc\r\nd", 8), 8);
    line_input_read(&l);
    for (const char *wanted = "abc"; *wanted != '\0'; wanted++) {
        assert_true(line_input_next(&l, &line));
        assert_true(bytes_equal(line, bytes_make(wanted, 1)));
    }
    assert_false(line_input_next(&l, &line));
    assert_int_equal(write(ends[1], "e\n", 2), 2);
    line_input_read(&l);
    assert_true(line_input_next(&l, &line));
    assert_true(bytes_equal(line, bytes_of("de")));
    close(ends[0]);
    close(ends[1]);
    line_input_deinit(&l);
}

static void only_an_end_and_a_failure_end_the_lines(void **state)
{
    int ends[2];
    struct bytes line;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    struct line_input l = {.fd = ends[0]};
    line_input_read(&l);
    assert_false(l.ended); /* there is nothing yet */
    close(ends[0]);
    line_input_read(&l);
    assert_true(l.ended);
    assert_false(line_input_next(&l, &line));
    close(ends[1]);
    line_input_deinit(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_a_value_without_a_key),
        cmocka_unit_test(the_first_separator_splits),
        cmocka_unit_test(a_missing_separator_is_an_error),
        cmocka_unit_test(an_ignored_error_leaves_the_rest_as_the_value),
        cmocka_unit_test(the_null_marker_makes_nulls),
        cmocka_unit_test(the_headers_separator_is_a_pattern),
        cmocka_unit_test(a_pattern_may_match_nothing_between_two_headers),
        cmocka_unit_test(switches_are_on_with_true_alone),
        cmocka_unit_test(each_line_stands_for_itself),
        cmocka_unit_test(equal_separators_are_refused),
        cmocka_unit_test(bytes_that_are_no_utf_8_are_replaced),
        cmocka_unit_test(lines_end_at_any_line_end),
        cmocka_unit_test(many_lines_of_one_read_come_one_by_one),
        cmocka_unit_test(only_an_end_and_a_failure_end_the_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
