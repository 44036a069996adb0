/* test_flight_message.c: what message bytes turn out to say. */
#include "message_kit.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void is_number(int i, const char *name, double value)
{
    assert_true(i < d.count);
    assert_string_equal(d.numbers[i].name, name);
    assert_float_equal(d.numbers[i].value, value, 0);
}

static void is_text(struct bytes b, const char *text)
{
    assert_int_equal(b.len, strlen(text));
    assert_memory_equal(b.data, text, b.len);
}

static void each_number_of_a_json_object_is_a_sample(void **state)
{
    (void)state;
    decode(" {\"time\": 398.0, \"velocity\": 2158.434, \"q\": -1.5e-3, \"n\": null}\n");
    assert_int_equal(d.kind, DECODED_NUMBERS);
    assert_int_equal(d.count, 3);
    is_number(0, "time", 398.0);
    is_number(1, "velocity", 2158.434);
    is_number(2, "q", -1.5e-3);
}

static void nested_numbers_are_named_by_their_path(void **state)
{
    (void)state;
    decode(
        "{\"engine\":{\"thrust\":845,\"ok\":true},\"gyro\":[1,{\"z\":2}],\"event\":{\"event\":\"x\"}}");
    assert_int_equal(d.count, 4);
    is_number(0, "engine.thrust", 845);
    is_number(1, "engine.ok", 1);
    is_number(2, "gyro[0]", 1);
    is_number(3, "gyro[1].z", 2);
    assert_null(d.text.data);
}

static void nan_and_infinity_are_values_however_they_are_printed(void **state)
{
    static const struct {
        const char *says;
        double value;
    } rows[] = {{"NaN", NAN},
                {"nan", NAN},
                {"-nan", NAN},
                {"NAN", NAN},
                {"Infinity", INFINITY},
                {"inf", INFINITY},
                {"-Infinity", -INFINITY},
                {"-inf", -INFINITY},
                {"Inf", INFINITY},
                {"1e999", INFINITY}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        for (int quoted = 0; quoted <= 1; quoted++) {
            char json[64];
            const char *quote = quoted ? "\"" : "";
            snprintf(json, sizeof json, "{\"alt\":%s%s%s,\"w\":2}", quote, rows[i].says, quote);
            decode(json);
            assert_int_equal(d.count, 2);
            assert_string_equal(d.numbers[0].name, "alt");
            assert_true(isnan(rows[i].value) ? isnan(d.numbers[0].value)
                                             : d.numbers[0].value == rows[i].value);
            is_number(1, "w", 2);
        }
    }
}

static void numbers_in_quotes_are_numbers(void **state)
{
    (void)state;
    decode("{\"a\":\"12.5\",\"b\":\" -3e2 \",\"c\":\"+7\",\"d\":\"007\",\"e\":\"0.41s\","
           "\"f\":\"\",\"g\":\"1 2\",\"h\":\"Nan\"}");
    assert_int_equal(d.count, 3);
    is_number(0, "a", 12.5);
    is_number(1, "b", -300);
    is_number(2, "c", 7);
}

static void integers_that_a_double_rounds_are_kept_whole(void **state)
{
    (void)state;
    decode("{\"a\":9223372036854775807,\"b\":\"-9223372036854775808\",\"c\":9007199254740991,"
           "\"d\":9007199254740993.0,\"e\":1e17,\"f\":9223372036854775808}");
    assert_int_equal(d.count, 6);
    assert_true(d.numbers[0].whole == INT64_MAX);
    assert_true(d.numbers[1].whole == INT64_MIN);
    for (int i = 2; i < 6; i++)
        assert_true(d.numbers[i].whole == 0);
}

static void elements_of_an_array_are_samples_up_to_a_bound(void **state)
{
    (void)state;
    char text[1024] = "{\"a\":[";
    for (int i = 0; i < 40; i++)
        sprintf(text + strlen(text), "%s%d", i > 0 ? "," : "", i);
    strcat(text, "],\"b\":[[7]],\"w\":1}");
    decode(text);
    assert_int_equal(d.count, DECODED_MAX_ELEMENTS + 2);
    assert_int_equal(d.dropped, 40 - DECODED_MAX_ELEMENTS);
    is_number(31, "a[31]", 31);
    is_number(32, "b[0][0]", 7);
    is_number(33, "w", 1);
}

static void the_fields_event_and_phase_are_text(void **state)
{
    (void)state;
    decode("{\"phase\":\"COAST\",\"event\":\"MECO\",\"vel\":1}");
    is_text(d.text, "MECO");
    is_text(d.phase, "COAST");
    decode("{\"phase\":\"COAST\"}");
    is_text(d.text, "COAST");
    decode("{\"event\":\"Atmosph\\u00e4re \\ud83d\\ude80 \\\"x\\\"\"}");
    is_text(d.text, "Atmosphäre 🚀 \"x\"");
}

static void names_are_clean_and_bounded(void **state)
{
    (void)state;
    decode("{\"a\\u001bb\":1,\"\\u202ex\":2,"
           "\"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\":3}");
    is_number(0, "a\\x1bb", 1);
    is_number(1, "\\u{202e}x", 2);
    is_number(2, "…ijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", 3);
}

static void what_is_past_the_bound_is_counted_and_named(void **state)
{
    (void)state;
    static char text[64 * 1024];
    int n = sprintf(text, "{\"x0\":0");
    for (int i = 1; i < DECODED_MAX_NUMBERS + 36; i++)
        n += sprintf(text + n, ",\"x%d\":%d", i, i);
    strcpy(text + n, "}");
    decode(text);
    assert_int_equal(d.count, DECODED_MAX_NUMBERS);
    assert_int_equal(d.dropped, 36);
    assert_string_equal(d.dropped_names[0], "x2048");
    assert_string_equal(d.dropped_names[DECODED_DROPPED_NAMES - 1], "x2055");
}

static void bad_json_says_where(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t at;
    } rows[] = {
        {"{\"vel\":0.0,\"alt\"", 16},
        {"{", 1},
        {"{\"a\":tru3}", 8},
        {"{\"a\":1 \"b\":2}", 7},
        {"{\"a\":01}", 6},
        {"{\"a\":NaM}", 5},
        {"{\"a\":1.}", 7},
        {"{\"a\":1e}", 7},
        {"{\"a\":1,}", 7},
        {"{\"a\":1}x", 7},
        {"{\"a\":\"\x01\"}", 6},
        {"{\"a\":\"\xff\"}", 6},
        {"{\"a\":\"\\ud800\"}", 6},
        {"{\"a\":\"\\x\"}", 6},
        {"  {'a':1}", 3},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        decode(rows[i].text);
        assert_int_equal(d.kind, DECODED_BAD);
        if (d.bad_at != rows[i].at)
            fail_msg("%s: byte %zu, not %zu", rows[i].text, d.bad_at, rows[i].at);
        assert_int_equal(d.count, 0);
        assert_null(d.text.data);
    }
}

static void nesting_is_bounded(void **state)
{
    (void)state;
    char text[4096] = "{\"a\":";
    memset(text + 5, '[', 4000);
    decode(text);
    assert_int_equal(d.kind, DECODED_BAD);
    assert_int_equal(d.bad_at, 5 + 63);
}

static void pairs_are_samples(void **state)
{
    (void)state;
    decode("alt=1.2 vel=88, acc=+9.81;lox=NaN event=\"left atmosphere\" unit=kPa\n");
    assert_int_equal(d.kind, DECODED_NUMBERS);
    assert_int_equal(d.count, 4);
    is_number(0, "alt", 1.2);
    is_number(1, "vel", 88);
    is_number(2, "acc", 9.81);
    assert_true(isnan(d.numbers[3].value));
    is_text(d.text, "left atmosphere");
}

static void other_text_is_an_event(void **state)
{
    (void)state;
    static const char *const texts[] = {"Liftoff", "go at t=5", "a=b", "=5",
                                        "12.5",    "[1,2]",     "",    "see http://x/?a=1"};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        decode(texts[i]);
        assert_int_equal(d.kind, DECODED_TEXT);
        is_text(d.text, texts[i]);
        assert_int_equal(d.count, 0);
    }
    decode("  Left atmosphere\r\n");
    is_text(d.text, "Left atmosphere");
}

static void what_is_no_text_is_binary_or_null(void **state)
{
    (void)state;
    message_decode(&mission_default, bytes_make("\x00\x0f\x9c\x41", 4), &d);
    assert_int_equal(d.kind, DECODED_BINARY);
    message_decode(&mission_default, bytes_make("\0\0\0*", 4), &d);
    assert_int_equal(d.kind, DECODED_BINARY);
    message_decode(&mission_default, BYTES_NULL, &d);
    assert_int_equal(d.kind, DECODED_NULL);
    decode("\x1b[2J\x1b[31mRANGE SAFE");
    assert_int_equal(d.kind, DECODED_TEXT);
}

/* Numbers of all lengths must be what strtod makes of them in the C locale. */
static void numbers_are_rounded_as_strtod_rounds(void **state)
{
    (void)state;
    static const char *const fixed[] = {
        "3.8276629953547934",
        "9007199254740993",
        "0.1",
        "1e22",
        "1e23",
        "5e-324",
        "2.4703282292062327e-324",
        "1.7976931348623157e308",
        "-0",
        "1e400",
        "123456789012345678901234567890",
        "0.000000000000000000000000000000000000000000000001",
        "1e-400",
        "9007199254740992.99999999999999999999999999999999",
    };
    char text[2048];
    srand(7);
    for (int i = 0; i < 20000; i++) {
        char number[1200];
        if (i < (int)ARRAY_SIZE(fixed)) {
            strcpy(number, fixed[i]);
        } else {
            int n = 0, digits = 1 + rand() % (i % 500 == 0 ? 1000 : 25);
            number[n++] = (char)('1' + rand() % 9);
            for (int k = 1; k < digits; k++) {
                if (k == digits / 2)
                    number[n++] = '.';
                number[n++] = (char)('0' + rand() % 10);
            }
            sprintf(number + n, "e%d", rand() % 660 - 330);
        }
        sprintf(text, "{\"x\":%s}", number);
        decode(text);
        double expected = strtod(number, NULL);
        if (d.count != 1 || memcmp(&expected, &d.numbers[0].value, sizeof expected) != 0)
            fail_msg("%s: %.17g, not %.17g", number, d.numbers[0].value, expected);
    }
}

/* Flattens as message_decode does; counts samples and sums them. */
static void flatten(json_t *v, int *count, double *sum)
{
    const char *key;
    size_t i;
    json_t *child;
    if (json_is_object(v)) {
        json_object_foreach(v, key, child) flatten(child, count, sum);
    } else if (json_is_array(v)) {
        json_array_foreach(v, i, child) flatten(child, count, sum);
    } else if (json_is_number(v) || json_is_boolean(v)) {
        (*count)++;
        *sum += json_is_boolean(v) ? json_is_true(v) : json_number_value(v);
    }
}

/* jansson counts NULs in names as errors, and doubles out of range; JSON does not. */
static int only_janssons_matter(const json_error_t *e)
{
    enum json_error_code code = json_error_code(e);
    return code == json_error_numeric_overflow || code == json_error_null_byte_in_key;
}

/* What the RFC has not, but we do. */
static bool holds_bare_nan(const char *text)
{
    const char *nan = strstr(text, "NaN");
    return nan != NULL && (nan[-1] != '"' || nan[3] != '"');
}

static void compare_with_jansson(const char *text, size_t len)
{
    json_error_t e;
    message_decode(&mission_default, bytes_make(text, len), &d);
    json_t *tree = json_loadb(text, len, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &e);
    if (tree == NULL && (only_janssons_matter(&e) || holds_bare_nan(text)))
        return;
    if (d.kind != (tree == NULL ? DECODED_BAD : DECODED_NUMBERS))
        fail_msg("%.*s: kind %d at %zu, jansson says %s at %d", (int)len, text, (int)d.kind,
                 d.bad_at, tree == NULL ? e.text : "fine", tree == NULL ? e.position : 0);
    if (tree != NULL && strstr(text, "\"NaN\"") == NULL) {
        int count = 0;
        double sum = 0, ours = 0;
        flatten(tree, &count, &sum);
        for (int i = 0; i < d.count; i++)
            ours += d.numbers[i].value;
        if (count <= d.count + d.dropped && d.dropped == 0 && count == d.count)
            assert_true(fabs(ours - sum) <= fabs(sum) * 1e-12);
        else /* jansson keeps the last of two equal names */
            assert_true(count <= d.count + d.dropped);
    }
    json_decref(tree);
}

static const char *const seeds[] = {
    "{\"time\": 398.0, \"velocity\": 2158.434, \"q\": 3.8276629953547934}",
    "{\"a\":{\"b\":[1,2,{\"c\":-0.5e+3}],\"d\":null},\"e\":true,\"f\":false}",
    "{\"event\":\"Atmosph\\u00e4re \\ud83d\\ude80 \\n\\/ ä€🚀\",\"phase\":\"\"}",
    "{ }",
    "{\"\":\"\",\"x\":\"NaN\",\"y\":[[],{},[[0]]] , \"z\" : 1E5}",
};

/* Truncated, flipped, doubled and spliced: both must agree on what is JSON. */
static void a_fuzzed_object_is_json_exactly_when_jansson_says_so(void **state)
{
    (void)state;
    static const char bytes[] = "{}[]\",:.-+eE0123456789tfn\\u dx\x01\x7f\xc3\xa4\xff\xed\xa0\x80";
    srand(11);
    for (int round = 0; round < 60000; round++) {
        char text[512];
        const char *seed = seeds[(size_t)rand() % ARRAY_SIZE(seeds)];
        size_t len = strlen(seed);
        memcpy(text, seed, len + 1);
        for (int k = rand() % 4; k > 0 && len > 2; k--) {
            size_t at = 1 + (size_t)rand() % (len - 1);
            switch (rand() % 3) {
            case 0:
                text[at] = bytes[(size_t)rand() % (sizeof bytes - 1)];
                break;
            case 1:
                memmove(text + at, text + at + 1, len - at);
                len--;
                break;
            default:
                memmove(text + at + 1, text + at, len - at + 1);
                text[at] = bytes[(size_t)rand() % (sizeof bytes - 1)];
                len++;
            }
        }
        compare_with_jansson(text, len);
    }
    for (size_t i = 0; i < ARRAY_SIZE(seeds); i++) {
        for (size_t len = 1; len <= strlen(seeds[i]); len++)
            compare_with_jansson(seeds[i], len);
    }
}

static void fields_are_handed_out_as_written(void **state)
{
    (void)state;
    assert_string_equal(fields_of("{\"a\":{\"b\":[1.50,\"x\\n\",null,true]},\"c\":{ },\"d\":[]}"),
                        "#a.b[0]=1.50 a.b[1]=\"x\\n\" a.b[2]=null #a.b[3]=true c={} d=[] ");
    assert_string_equal(fields_of("{\"event\":\"MECO\",\"phase\":\"A\",\"x\":{\"event\":\"y\"}}"),
                        "!event=\"MECO\" !phase=\"A\" x.event=\"y\" ");
    assert_string_equal(fields_of("{\"n\":\"NaN\"}"), "#n=\"NaN\" ");
    assert_string_equal(fields_of("{}"), "");
    assert_string_equal(fields_of(" alt=1, mode=auto event=MECO"), "#alt=1 mode=auto !event=MECO ");
    assert_string_equal(fields_of("{\"a\":1,\"b\":}"), "#a=1 "); /* up to where it is bad */
    assert_string_equal(fields_of("Liftoff a=1"), "");
    assert_string_equal(fields_of(NULL), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_number_of_a_json_object_is_a_sample),
        cmocka_unit_test(nested_numbers_are_named_by_their_path),
        cmocka_unit_test(nan_and_infinity_are_values_however_they_are_printed),
        cmocka_unit_test(numbers_in_quotes_are_numbers),
        cmocka_unit_test(integers_that_a_double_rounds_are_kept_whole),
        cmocka_unit_test(elements_of_an_array_are_samples_up_to_a_bound),
        cmocka_unit_test(the_fields_event_and_phase_are_text),
        cmocka_unit_test(names_are_clean_and_bounded),
        cmocka_unit_test(what_is_past_the_bound_is_counted_and_named),
        cmocka_unit_test(fields_are_handed_out_as_written),
        cmocka_unit_test(bad_json_says_where),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(pairs_are_samples),
        cmocka_unit_test(other_text_is_an_event),
        cmocka_unit_test(what_is_no_text_is_binary_or_null),
        cmocka_unit_test(numbers_are_rounded_as_strtod_rounds),
        cmocka_unit_test(a_fuzzed_object_is_json_exactly_when_jansson_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
