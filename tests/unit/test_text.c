/* test_text.c: nothing from outside reaches a terminal but printable text. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static void cleaned(const char *in, int columns, const char *expected, int used)
{
    size_t len = strlen(in);
    uint8_t *exact = mem_alloc(len); /* nothing behind it may be looked at */
    char out[256];
    memcpy(exact, in, len);
    int n = text_clean(bytes_make(exact, len), columns, out, sizeof out);
    assert_string_equal(out, expected);
    assert_int_equal(n, used);
    free(exact);
}

static void printable_text_stays_as_it_is(void **state)
{
    (void)state;
    cleaned("Liftoff", TEXT_ANY_WIDTH, "Liftoff", 7);
    cleaned("Atmosphäre verlassen", TEXT_ANY_WIDTH, "Atmosphäre verlassen", 20);
    cleaned("作者🚀", TEXT_ANY_WIDTH, "作者🚀", 6);
    cleaned("", TEXT_ANY_WIDTH, "", 0);
    char out[8] = "x";
    assert_int_equal(text_clean(BYTES_NULL, 5, out, sizeof out), 0);
    assert_string_equal(out, "");
}

static void hostile_text_is_shown_not_obeyed(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"\x1b[2J\x1b[31mRANGE SAFE", "\\x1b[2J\\x1b[31mRANGE SAFE"},
        {"\x1b]52;c;aGk=\a", "\\x1b]52;c;aGk=\\x07"},
        {"a\r\nb\tc", "a\\r\\nb\\tc"},
        {"\b\x7f", "\\x08\\x7f"},
        {"\xc2\x9b"
         "2J",
         "\\u{9b}2J"},                       /* C1 CSI */
        {"\x9b\xff\xfe", "\\x9b\\xff\\xfe"}, /* raw bytes */
        {"\xc0\xaf", "\\xc0\\xaf"},          /* overlong */
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"}, /* surrogate */
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
        {"\xe2\x82", "\\xe2\\x82"},    /* cut short */
        {"\u202egnp", "\\u{202e}gnp"}, /* bidi */
        {"\u2066x\u2069", "\\u{2066}x\\u{2069}"},
        {"\u061c\u200e\u200f", "\\u{61c}\\u{200e}\\u{200f}"},
        {"a\u200bb\u200dc", "a\\u{200b}b\\u{200d}c"},
        {"\ufeffx", "\\u{feff}x"},
        {"\u00adx", "\\u{ad}x"},
        {"\u2028\u2029", "\\u{2028}\\u{2029}"},
        {"\ufff9", "\\u{fff9}"},
        {"❤\ufe0f", "❤\\u{fe0f}"},                        /* variation selector */
        {"\U000e0041\U000e007f", "\\u{e0041}\\u{e007f}"}, /* tags */
        {"\U000e0100", "\\u{e0100}"},
        {"\U0001f1e9\U0001f1ea", "\\u{1f1e9}\\u{1f1ea}"},      /* a flag */
        {"\u3164\u115f\uffa0", "\\u{3164}\\u{115f}\\u{ffa0}"}, /* invisible letters */
        {"\ue000\U0010ffff\u0378", "\\u{e000}\\u{10ffff}\\u{378}"},
        {"a\u00a0b", "a\\u{a0}b"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char out[256];
        text_clean(bytes_of(rows[i].in), TEXT_ANY_WIDTH, out, sizeof out);
        assert_string_equal(out, rows[i].out);
    }
    char out[16];
    text_clean(bytes_make("a\0b", 3), TEXT_ANY_WIDTH, out, sizeof out);
    assert_string_equal(out, "a\\x00b");
}

static void a_base_carries_two_marks_and_the_start_none(void **state)
{
    (void)state;
    cleaned("e\u0301\u0302x", TEXT_ANY_WIDTH, "e\u0301\u0302x", 2);
    cleaned("e\u0301\u0302\u0303", TEXT_ANY_WIDTH, "e\u0301\u0302\\u{303}", 8);
    cleaned("e\u20dd", TEXT_ANY_WIDTH, "e\u20dd", 1); /* an enclosing mark */
    cleaned("e\u0301", TEXT_ANY_WIDTH, "e\u0301", 1);
    cleaned("e\xcc", TEXT_ANY_WIDTH, "e\\xcc", 5);
    cleaned("\xf0\x9f\x9a", TEXT_ANY_WIDTH, "\\xf0\\x9f\\x9a", 12);
    char out[16]; /* a spacing mark; how wide it is differs between versions of utf8proc */
    text_clean(bytes_of("\u0915\u0903"), TEXT_ANY_WIDTH, out, sizeof out);
    assert_string_equal(out, "\u0915\u0903");
    cleaned("\u0301x", TEXT_ANY_WIDTH, "\\u{301}x", 8);
    cleaned("\x1b\u0301", TEXT_ANY_WIDTH, "\\x1b\\u{301}", 11);
}

static void text_is_cut_by_columns_and_says_so(void **state)
{
    (void)state;
    cleaned("abcdef", 6, "abcdef", 6);
    cleaned("abcdefg", 6, "abcde…", 6);
    cleaned("abc", 1, "…", 1);
    cleaned("abc", 0, "", 0);
    cleaned("作者作者", 6, "作者…", 5); /* no half of a wide character */
    cleaned("ab\x1b"
            "c",
            5, "ab…", 3); /* no half of an escape */
    cleaned("abe\u0301\u0302", 3, "abe\u0301\u0302", 3);
}

static void text_is_cut_by_the_buffer_too(void **state)
{
    (void)state;
    char out[8];
    text_clean(bytes_of("abcdefghij"), TEXT_ANY_WIDTH, out, sizeof out);
    assert_string_equal(out, "abcd…");
    text_clean(bytes_of("abcdefg"), TEXT_ANY_WIDTH, out, sizeof out);
    assert_string_equal(out, "abcdefg");
    assert_int_equal(text_clean(bytes_of("abcdefgh"), 4, out, sizeof out), 4);
    assert_string_equal(out, "abc…"); /* both bounds at once */
    text_clean(bytes_of("abc"), TEXT_ANY_WIDTH, out, 1);
    assert_string_equal(out, "");
    text_clean(bytes_of("abcdefgh"), TEXT_ANY_WIDTH, out, 3);
    assert_string_equal(out, "");
}

static void ascii_has_no_byte_above_7e(void **state)
{
    (void)state;
    char out[64];
    text_clean_ascii(bytes_of("née 🚀 \xff\x1b"), TEXT_ANY_WIDTH, out, sizeof out);
    assert_string_equal(out, "n\\u{e9}e \\u{1f680} \\xff\\x1b");
    assert_int_equal(text_clean_ascii(bytes_of("abcdef"), 4, out, sizeof out), 4);
    assert_string_equal(out, "abc~");
}

static void ids_are_cut_in_the_middle(void **state)
{
    (void)state;
    char out[64];
    text_cut_middle("verylongname-0042", 11, false, out, sizeof out);
    assert_string_equal(out, "veryl…-0042");
    text_cut_middle("verylongname-0042", 11, true, out, sizeof out);
    assert_string_equal(out, "veryl~-0042");
    static const struct {
        int columns;
        const char *cut;
    } rows[] = {{11, "KESTREL-1"}, {9, "KESTREL-1"}, {8, "KEST…L-1"}, {2, "K…"}, {1, "…"}, {0, ""}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        text_cut_middle("KESTREL-1", rows[i].columns, false, out, sizeof out);
        assert_string_equal(out, rows[i].cut);
    }
    text_cut_middle("作者作者作者", 7, false, out, sizeof out);
    assert_true(text_columns(out) <= 7);
    assert_string_equal(out, "作…者");
}

static void cleaning_what_is_clean_changes_nothing(void **state)
{
    (void)state;
    char once[128], twice[128];
    text_clean(bytes_of("e\u0301\u0302\u0303\x1b作\u202e"), TEXT_ANY_WIDTH, once, sizeof once);
    text_clean(bytes_of(once), TEXT_ANY_WIDTH, twice, sizeof twice);
    assert_string_equal(once, twice);
}

/* Random bytes, also through small buffers: valid, printable, within both bounds. */
static void whatever_comes_in_what_goes_out_is_printable(void **state)
{
    (void)state;
    srand(3);
    for (int round = 0; round < 30000; round++) {
        uint8_t in[40];
        size_t len = (size_t)rand() % sizeof in;
        for (size_t i = 0; i < len; i++)
            in[i] = (uint8_t)(rand() % 4 ? 0x80 + rand() % 128 : rand());
        char out[48];
        size_t size = 1 + (size_t)rand() % (sizeof out - 1);
        int columns = rand() % 30 - 1;
        int used = text_clean(bytes_make(in, len), columns, out, size);
        assert_true(strlen(out) < size);
        assert_int_equal(used, text_columns(out));
        assert_true(columns < 0 || used <= columns);
        assert_true(text_is_utf8(bytes_of(out)));
        for (const char *c = out; *c != '\0'; c++)
            assert_true((uint8_t)*c >= 0x20 && (uint8_t)*c != 0x7f);
    }
}

static void what_fits_into_a_line_is_whole_characters(void **state)
{
    (void)state;
    assert_int_equal(text_fit(bytes_of("hello"), 5, false), 5);
    assert_int_equal(text_fit(bytes_of("hello"), 3, false), 3);
    assert_int_equal(text_fit(bytes_of("a\x1b"
                                       "b"),
                              4, false),
                     1); /* \x1b takes four */
    assert_int_equal(text_fit(bytes_of("a\x1b"
                                       "b"),
                              5, false),
                     2);
    assert_int_equal(text_fit(bytes_of("\xc3\xa4\xc3\xb6"), 1, false), 2);
    assert_int_equal(text_fit(bytes_of("\xc3\xa4\xc3\xb6"), 6, true), 2); /* \u{e4} */
    assert_int_equal(text_fit(bytes_of("\xe6\x97\xa5"), 1, false), 0);    /* two columns wide */
    assert_int_equal(text_fit(bytes_of("ea\xcc\x81x"), 2, false), 4);     /* with its mark */
    assert_int_equal(text_fit(BYTES_NULL, 5, false), 0);
    assert_int_equal(text_fit(bytes_of("x"), 0, false), 0);
    assert_int_equal(text_fit(bytes_of("x"), -1, false), 0);
}

static void a_list_is_cut_between_words(void **state)
{
    static const char *const words[] = {"alt", "vel", "battery", NULL}, *const none[] = {NULL};
    char out[40] = "there: ";
    (void)state;
    text_join(out, sizeof out, words);
    assert_string_equal(out, "there: alt, vel, battery");
    static const struct {
        size_t size;
        const char *list;
    } cut[] = {{18, "alt, vel, battery"},
               {17, "alt, vel, ..."},
               {14, "alt, vel, ..."},
               {13, "alt, ..."},
               {9, "alt, ..."},
               {8, "..."},
               {4, "..."},
               {3, ""},
               {1, ""}};
    for (size_t i = 0; i < ARRAY_SIZE(cut); i++) {
        out[0] = '\0';
        text_join(out, cut[i].size, words);
        assert_string_equal(out, cut[i].list);
    }
    text_join(out, sizeof out, none);
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printable_text_stays_as_it_is),
        cmocka_unit_test(hostile_text_is_shown_not_obeyed),
        cmocka_unit_test(a_base_carries_two_marks_and_the_start_none),
        cmocka_unit_test(text_is_cut_by_columns_and_says_so),
        cmocka_unit_test(text_is_cut_by_the_buffer_too),
        cmocka_unit_test(ascii_has_no_byte_above_7e),
        cmocka_unit_test(ids_are_cut_in_the_middle),
        cmocka_unit_test(what_fits_into_a_line_is_whole_characters),
        cmocka_unit_test(a_list_is_cut_between_words),
        cmocka_unit_test(cleaning_what_is_clean_changes_nothing),
        cmocka_unit_test(whatever_comes_in_what_goes_out_is_printable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
