/* test_flight_fields.c: JSON and numbers at the edges of what they may be. */
#include "message_kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- JSON ---- */

static void escapes_are_the_characters_they_name(void **state)
{
    static const struct {
        const char *json, *text;
    } rows[] = {
        {"\\u0041", "A"},
        {"\\u007F", "\x7f"},
        {"\\u0080", "\xc2\x80"},
        {"\\u07ff", "\xdf\xbf"},
        {"\\u0800", "\xe0\xa0\x80"},
        {"\\uD7FF", "\xed\x9f\xbf"},
        {"\\uE000", "\xee\x80\x80"},
        {"\\uffff", "\xef\xbf\xbf"},
        {"\\ud800\\udc00", "\xf0\x90\x80\x80"},
        {"\\uD83D\\uDE80", "\xf0\x9f\x9a\x80"},
        {"\\udbff\\udfff", "\xf4\x8f\xbf\xbf"},
        {"\\u00aF\\u00fA\\u00f9\\u0039", "\xc2\xaf\xc3\xba\xc3\xb9"
                                         "9"},
        {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
        {"a\\u00e4b\\nc", "a\xc3\xa4"
                          "b\nc"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char json[80];
        snprintf(json, sizeof json, "{\"event\":\"%s\"}", rows[i].json);
        decode(json);
        assert_int_equal(d.kind, DECODED_NUMBERS);
        assert_string_equal(text_of(d.text), rows[i].text);
    }
}

static const struct {
    const char *json;
    size_t at;
} broken_json[] = {
    {"{\"a\":\"\\u12", 6},
    {"{\"a\":\"\\u123", 6},
    {"{\"a\":\"\\u123g\"}", 6},
    {"{\"a\":\"\\u/000\"}", 6},
    {"{\"a\":\"\\u:000\"}", 6},
    {"{\"a\":\"\\u@000\"}", 6},
    {"{\"a\":\"\\uG000\"}", 6},
    {"{\"a\":\"\\u`000\"}", 6},
    {"{\"a\":\"\\udbff\"}", 6},
    {"{\"a\":\"\\ud800\\u0041\"}", 6},
    {"{\"a\":\"\\ud800\\udbff\"}", 6},
    {"{\"a\":\"\\ud800\\ue000\"}", 6},
    {"{\"a\":\"\\udc00\"}", 6},
    {"{\"a\":\"\\udfff\"}", 6},
    {"{\"a\":\"\\udc00\\udc00\"}", 6},
    {"{\"a\":\"\\ud800xudc00\"}", 6},
    {"{\"a\":\"\\ud800\\xdc00\"}", 6},
    {"{\"a\":\"\\ud800\\udc0\"}", 6},
    {"{\"a\":\"\\ud800\\udc0", 6},
    {"{\"a\":\"\\", 7},
    {"{\"a\":\"\\ ", 6},
    {"{\"a\":\"\\0\"}", 6},
    {"{\"a\":\"", 6},
    {"{\"a\":\"x\x1f\"}", 7},
    {"{\"a\":\"x\xc3\"}", 7},
    {"{\"a\":nul", 8},
    {"{\"a\":falsy}", 9},
    {"{\"a\":-}", 6},
    {"{\"a\":-x}", 6},
    {"{\"a\":1.e5}", 7},
    {"{\"a\":1e+}", 8},
    {"{\"a\":1e-", 8},
    {"{\"a\":.5}", 5},
    {"{\"a\":+5}", 5},
    {"{\"a\":/}", 5},
    {"{\"a\"::}", 5},
    {"{a:1}", 1},
    {"{\"a\" 1}", 5},
    {"{\"a\":[1,]}", 8},
    {"{\"a\":[1}", 7},
    {"{\"a\":{\"b\":1]}", 11},
    {"{\"a\":1", 6},
    {"{\"a\":1.", 7},
    {"{\"a\":1e", 7},
    {"{\"a\":1}}", 7},
    {"{,}", 1},
    {"{\"a\":}", 5},
};

static void broken_json_is_refused_at_its_first_bad_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(broken_json); i++) {
        decode(broken_json[i].json);
        if (d.kind != DECODED_BAD || d.bad_at != broken_json[i].at)
            fail_msg("%s: kind %d, byte %zu, not %zu", broken_json[i].json, (int)d.kind, d.bad_at,
                     broken_json[i].at);
    }
}

static void blanks_are_skipped_everywhere_in_json(void **state)
{
    (void)state;
    decode(" \t\r\n{ \t\"a\"\r:\n1 , \"b\"\t: [ \t1 \n, {\"c\" : 2 } ] } \t\r\n");
    assert_int_equal(d.kind, DECODED_NUMBERS);
    assert_int_equal(d.count, 3);
    assert_string_equal(d.numbers[2].name, "b[1].c");
    is(d.numbers[2].value, 2);
}

static void plain_strings_go_from_the_blank_to_the_last_of_ascii(void **state)
{
    (void)state;
    decode("{\"event\":\" !#[]~\x7f\"}");
    assert_string_equal(text_of(d.text), " !#[]~\x7f");
}

static void a_text_with_escapes_is_cut_between_two_characters(void **state)
{
    static const struct {
        int before; /* of the character, of two bytes */
        size_t len;
    } rows[] = {{DECODED_TEXT_SIZE - 3, DECODED_TEXT_SIZE - 1},
                {DECODED_TEXT_SIZE - 2, DECODED_TEXT_SIZE},
                {DECODED_TEXT_SIZE - 1, DECODED_TEXT_SIZE - 1},
                {DECODED_TEXT_SIZE, DECODED_TEXT_SIZE}};
    (void)state;
    for (int phase = 0; phase <= 1; phase++) {
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
            char json[512];
            snprintf(json, sizeof json, "{\"%s\":\"%0*d\\u00e4\"}", phase ? "phase" : "event",
                     rows[i].before, 0);
            decode(json);
            assert_int_equal((phase ? d.phase : d.text).len, rows[i].len);
        }
    }
    char json[512];
    snprintf(json, sizeof json, "{\"event\":\"%0400d\"}", 0);
    decode(json); /* without an escape nothing is cut */
    assert_int_equal(d.text.len, 400);
}

static void names_of_nested_values_are_put_together_and_cut(void **state)
{
    (void)state;
    assert_string_equal(fields_of("{\"a\":[0,1,2,3,4,5,6,7,8,9,10]}"),
                        "#a[0]=0 #a[1]=1 #a[2]=2 #a[3]=3 #a[4]=4 #a[5]=5 #a[6]=6 #a[7]=7 "
                        "#a[8]=8 #a[9]=9 #a[10]=10 ");
    assert_string_equal(fields_of("{\"a\":{\"b\":1,\"c\":{\"d\":2},\"e\":3},\"f\":[[4],5]}"),
                        "#a.b=1 #a.c.d=2 #a.e=3 #f[0][0]=4 #f[1]=5 ");
    assert_string_equal(fields_of("{\"\":{\"b\":1}}"), "#b=1 ");
    assert_string_equal(fields_of("{\"\\u0061\\\"\":1}"), "#a\"=1 ");
    static const struct {
        int outer;
        size_t len; /* of the name of "x" in an object of that name */
    } rows[] = {{125, 127}, {126, 128}, {127, 128}, {128, 128}, {129, 128}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char json[256];
        snprintf(json, sizeof json, "{\"%0*d\":{\"x\":5},\"y\":6}", rows[i].outer, 0);
        const char *fields = fields_of(json), *end = strchr(fields, '=');
        assert_int_equal(end - fields - 1, rows[i].len);
        assert_int_equal(end[-1], rows[i].outer <= 126 ? 'x' : rows[i].outer == 127 ? '.' : '0');
        assert_string_equal(end, "=5 #y=6 "); /* the next name is as short as it was */
    }
}

static void objects_lie_64_deep_and_no_deeper(void **state)
{
    (void)state;
    for (int depth = 64; depth <= 65; depth++) {
        char json[512] = "";
        for (int i = 1; i < depth; i++)
            strcat(json, "{\"a\":");
        strcat(json, "[]"); /* the last of them */
        for (int i = 1; i < depth; i++)
            strcat(json, "}");
        decode(json);
        assert_int_equal(d.kind, depth == 64 ? DECODED_NUMBERS : DECODED_BAD);
    }
}

static void only_the_outer_object_has_words(void **state)
{
    (void)state;
    decode("{\"x\":{\"event\":\"a\",\"phase\":\"b\"}}");
    assert_true(bytes_is_null(d.text) && bytes_is_null(d.phase));
    decode("{\"event\":5,\"phase\":\"\"}");
    assert_int_equal(d.count, 1);
    assert_int_equal(d.phase.len, 0);
    assert_ptr_equal(d.text.data, d.phase.data);
    decode("{\"event\":\"NaN\"}"); /* words, not a number */
    assert_int_equal(d.count, 0);
    assert_string_equal(text_of(d.text), "NaN");
    decode("{\"event\":\"a\",\"phase\":\"b\",\"x\":1}");
    assert_string_equal(text_of(d.text), "a");
    decode("{\"x\":1,\"event\":\"a\"");
    assert_true(bytes_is_null(d.text)); /* nothing is taken from what is not JSON */
    assert_int_equal(d.count, 0);
}

static void strings_are_numbers_only_when_whole(void **state)
{
    (void)state;
    assert_string_equal(fields_of("{\"a\":\"NaN\",\"b\":\"-Infinity\",\"c\":\"+1.5\","
                                  "\"d\":\"+-1\",\"e\":\"1.\",\"f\":\"naN\"}"),
                        "#a=\"NaN\" #b=\"-Infinity\" #c=\"+1.5\" d=\"+-1\" e=\"1.\" f=\"naN\" ");
    decode("{\"b\":\"Infinity\",\"c\":\"-Infinity\"}");
    is(d.numbers[0].value, INFINITY);
    is(d.numbers[1].value, -INFINITY);
    decode("{\"a\":true,\"b\":false}");
    is(d.numbers[0].value, 1);
    is(d.numbers[1].value, 0);
}

/* ---- numbers ---- */

/* What lies past the digits that can matter is "more": it decides at the half-way points. */
static void a_long_number_is_rounded_by_its_very_last_digit(void **state)
{
    (void)state;
    for (int zeros = 700; zeros < 900; zeros++) {
        for (int last = 0; last <= 1; last++) {
            char text[1024];
            int n = snprintf(text, sizeof text, "a=9007199254740993.");
            memset(text + n, '0', (size_t)zeros);
            snprintf(text + n + zeros, sizeof text - (size_t)(n + zeros), "%d", last);
            decode(text);
            assert_int_equal(d.count, 1);
            is(d.numbers[0].value, last ? 9007199254740994.0 : 9007199254740992.0);
        }
    }
}

static void exponents_may_be_as_long_as_they_like(void **state)
{
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        {"1e99999", INFINITY},
        {"1e100000000000000000000", INFINITY},
        {"-1e999999", -INFINITY},
        {"1e-99999999999999999999", 0},
        {"0e999999", 0},
        {"1e+5", 1e5},
        {"1e-5", 1e-5},
        {"0.001e3", 1},
        {"-0.5", -0.5},
        {"0.00", 0},
        {"123e-2", 1.23},
        {"00000", NAN},
        {"1000000000000000000000000e-24", 1},
        {"9007199254740992e22", 9007199254740992e22},
        {"9007199254740992e-22", 9007199254740992e-22},
        {"1234567890123456789", 1234567890123456789.0},
        {"12345678901234567890", 12345678901234567890.0},
        {"0.00000000000000000001234567890123456789", 0.00000000000000000001234567890123456789},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char text[64];
        snprintf(text, sizeof text, "{\"a\":%s}", rows[i].text);
        decode(text);
        assert_int_equal(d.count, !isnan(rows[i].value));
        if (d.count == 1)
            is(d.numbers[0].value, rows[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_are_the_characters_they_name),
        cmocka_unit_test(broken_json_is_refused_at_its_first_bad_byte),
        cmocka_unit_test(blanks_are_skipped_everywhere_in_json),
        cmocka_unit_test(plain_strings_go_from_the_blank_to_the_last_of_ascii),
        cmocka_unit_test(a_text_with_escapes_is_cut_between_two_characters),
        cmocka_unit_test(names_of_nested_values_are_put_together_and_cut),
        cmocka_unit_test(objects_lie_64_deep_and_no_deeper),
        cmocka_unit_test(only_the_outer_object_has_words),
        cmocka_unit_test(strings_are_numbers_only_when_whole),
        cmocka_unit_test(a_long_number_is_rounded_by_its_very_last_digit),
        cmocka_unit_test(exponents_may_be_as_long_as_they_like),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
