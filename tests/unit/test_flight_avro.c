/* test_flight_avro.c: messages in Avro's binary encoding: what becomes of their fields, and what is
 * said of those that are not what their schema says. */
#include "framed_kit.h"

#include <stdio.h>

#define RECORD(fields) "{\"type\":\"record\",\"name\":\"m\",\"fields\":[" fields "]}"
#define FIELD(name, type) "{\"name\":\"" name "\",\"type\":" type "}"

static void use(const char *text)
{
    use_schema(SCHEMA_AVRO, text);
    assert_string_equal(schema_set_find(schemas, 7)->why, "");
    body_begin(7);
}

static void expect_bad(const char *why)
{
    assert_int_equal(d.kind, DECODED_BAD);
    assert_string_equal(d.why, why);
    assert_int_equal(d.count, 0);
}

/* ---- fields ---- */

static void a_record_of_every_plain_type_becomes_channels(void **state)
{
    (void)state;
    use(RECORD(FIELD("alt", "\"double\"") "," FIELD("vel", "\"float\"") "," FIELD("n", "\"int\"") "," FIELD(
        "t",
        "\"long\"") "," FIELD("armed",
                              "\"boolean\"") "," FIELD("mode",
                                                       "\"string\"") "," FIELD("raw",
                                                                               "\"bytes\"") "," FIELD("none",
                                                                                                      "\"null\"")));
    body_double(612.4);
    body_hex("0000 2041"); /* 10.0 */
    body_long(-3);
    body_long(1714564805000);
    body_hex("01");
    body_text("ASCENT");
    body_hex("04 dead");
    decode_body();
    assert_int_equal(d.kind, DECODED_NUMBERS);
    assert_string_equal(decoded_words(&d), "Avro record");
    is(number_of("alt"), 612.4);
    is(number_of("vel"), 10);
    is(number_of("n"), -3);
    is(number_of("t"), 1714564805000.0);
    is(number_of("armed"), 1);
    assert_int_equal(d.count, 5);
    assert_string_equal(state_of("mode"), "ASCENT");
}

static void records_arrays_and_maps_have_dotted_names(void **state)
{
    (void)state;
    use("{\"type\":\"record\",\"name\":\"a\",\"fields\":["
        "{\"name\":\"engine\",\"type\":{\"type\":\"record\",\"name\":\"e\",\"fields\":["
        "{\"name\":\"thrust\",\"type\":\"double\"}]}},"
        "{\"name\":\"gyro\",\"type\":{\"type\":\"array\",\"items\":\"int\"}},"
        "{\"name\":\"tanks\",\"type\":{\"type\":\"map\",\"values\":\"double\"}},"
        "{\"name\":\"second\",\"type\":\"e\"}]}");
    body_double(845);
    body_hex("04 02 04"); /* two items: 1, 2 */
    body_hex("01 02 06"); /* one item, of one byte: 3 */
    body_hex("00");
    body_hex("02");
    body_text("lox");
    body_double(0.5);
    body_hex("00");
    body_double(1);
    decode_body();
    is(number_of("engine.thrust"), 845);
    is(number_of("gyro[0]"), 1);
    is(number_of("gyro[1]"), 2);
    is(number_of("gyro[2]"), 3);
    is(number_of("tanks.lox"), 0.5);
    is(number_of("second.thrust"), 1);
}

static void a_union_is_its_branch_and_null_is_no_sample(void **state)
{
    (void)state;
    use(RECORD(FIELD("alt", "[\"null\",\"double\"]") "," FIELD("vel", "[\"null\",\"double\"]")));
    body_hex("02");
    body_double(7.5);
    body_hex("00");
    decode_body();
    is(number_of("alt"), 7.5);
    assert_int_equal(d.count, 1);
}

static void enums_are_states_and_may_be_the_phase(void **state)
{
    (void)state;
    use(RECORD(
        FIELD("valve", "{\"type\":\"enum\",\"name\":\"v\",\"symbols\":[\"SHUT\",\"OPEN\"]}") "," FIELD(
            "phase", "{\"type\":\"enum\",\"name\":\"p\",\"symbols\":[\"HOLD\",\"ASCENT\"]}")));
    body_hex("02 02");
    decode_body();
    assert_string_equal(state_of("valve"), "OPEN");
    assert_string_equal(text_of(d.phase), "ASCENT");
}

static void decimals_are_numbers_and_other_bytes_are_not(void **state)
{
    (void)state;
    use(RECORD(
        FIELD("p", "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":6,\"scale\":2}") "," FIELD(
            "q",
            "{\"type\":\"fixed\",\"name\":\"f\",\"size\":2,"
            "\"logicalType\":\"decimal\",\"precision\":4,\"scale\":1}") "," FIELD("id",
                                                                                  "{\"type\":\"fixed\",\"name\":\"g\",\"size\":3}")));
    body_hex("04 3039 ff85 010203"); /* 12345, -123 */
    decode_body();
    is(number_of("p"), 123.45);
    is(number_of("q"), -12.3);
    assert_int_equal(d.count, 2);
}

static void times_are_the_numbers_that_they_are(void **state)
{
    (void)state;
    use(RECORD(FIELD("time", "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}")));
    body_long(1714564805123);
    decode_body();
    is(number_of("time"), 1714564805123.0);
}

static void integers_stay_exact_to_63_bits(void **state)
{
    (void)state;
    use(RECORD(FIELD("n", "\"long\"")));
    body_long(INT64_MAX);
    decode_body();
    assert_true(d.numbers[0].whole == INT64_MAX);
}

static void a_message_that_is_no_record_is_called_value(void **state)
{
    (void)state;
    use("\"double\"");
    body_double(2.5);
    decode_body();
    is(number_of("value"), 2.5);
}

static void names_in_a_namespace_are_found(void **state)
{
    (void)state;
    use("{\"type\":\"record\",\"name\":\"m\",\"namespace\":\"org.x\",\"fields\":["
        "{\"name\":\"a\",\"type\":{\"type\":\"fixed\",\"name\":\"f\",\"size\":1}},"
        "{\"name\":\"b\",\"type\":\"org.x.f\"},{\"name\":\"c\",\"type\":\"f\"},"
        "{\"name\":\"next\",\"type\":[\"null\",\"m\"]}]}");
    body_hex("010203 00");
    decode_body();
    assert_int_equal(d.kind, DECODED_NUMBERS);
}

/* ---- what is not as the schema says ---- */

static void bytes_that_are_missing_or_left_are_told_with_their_field(void **state)
{
    (void)state;
    use(RECORD(FIELD("n", "\"int\"") "," FIELD("alt", "\"double\"")));
    body_hex("02 0000000000");
    decode_body();
    expect_bad("Avro: 3 bytes are missing at field alt");
    assert_int_equal(d.bad_at, 6);
    decode_framed("0000000007 02 0000000000000000 ff");
    expect_bad("Avro: 1 byte is left behind the last field");
    decode_framed("0000000007");
    expect_bad("Avro: a number is cut off at field n");
    decode_framed("0000000007 ffffffffffffffffffffff 00");
    expect_bad("Avro: a number is too long at field n");
    decode_framed("0000000007 ffffffffff7f 0000000000000000");
    expect_bad("Avro: an int has more than 32 bits at field n");
}

static void a_choice_that_is_not_there_is_told(void **state)
{
    (void)state;
    use(RECORD(FIELD("u", "[\"null\",\"int\"]") "," FIELD(
        "e",
        "{\"type\":\"enum\",\"name\":\"e\",\"symbols\":[\"A\"]}") "," FIELD("b",
                                                                            "\"boolean\"") "," FIELD("s",
                                                                                                     "\"string\"")));
    decode_framed("0000000007 06");
    expect_bad("Avro: 3 is none of the 2 branches at field u");
    decode_framed("0000000007 00 01");
    expect_bad("Avro: -1 is none of the 1 symbols at field e");
    decode_framed("0000000007 00 00 02");
    expect_bad("Avro: a boolean is neither 0 nor 1 at field b");
    decode_framed("0000000007 00 00 01 01");
    expect_bad("Avro: a length is negative at field s");
    decode_framed("0000000007 00 00 01 808080808080 40");
    expect_bad("Avro: 140737488355328 bytes are missing at field s");
    decode_framed("0000000007 00 00 01 02 ff");
    expect_bad("Avro: a text is not UTF-8 at field s");
}

static void ten_bytes_cannot_ask_for_endless_work(void **state)
{
    (void)state;
    use("{\"type\":\"array\",\"items\":\"null\"}");
    decode_framed("0000000007 8080808080804000");
    assert_int_equal(d.kind, DECODED_BAD);
    assert_non_null(strstr(d.why, "Avro: it holds too many values"));
    use(RECORD(FIELD("m", "\"m\"")));
    decode_framed("0000000007");
    assert_int_equal(d.kind, DECODED_BAD);
    assert_non_null(strstr(d.why, "Avro: it is nested too deep at field m.m.m"));
}

/* ---- schemas ---- */

static void a_message_whose_schema_is_unknown_says_so(void **state)
{
    (void)state;
    use("\"double\"");
    decode_framed("0000000008 0000000000000440");
    assert_int_equal(d.kind, DECODED_BINARY);
    assert_string_equal(d.why, "schema 8 is not known");
    decode_framed("00000007");
    assert_string_equal(d.why, "");
}

static void a_schema_counts_from_the_message_where_it_became_known(void **state)
{
    (void)state;
    use("\"null\"");
    struct err err;
    assert_int_equal(schema_set_put(schemas, 8, SCHEMA_AVRO, 100, bytes_of("\"double\""), &err), 0);
    d.seq = 99;
    decode_framed("0000000008 0000000000000440");
    assert_string_equal(d.why, "schema 8 is not known");
    d.seq = 100;
    decode_framed("0000000008 0000000000000440");
    is(number_of("value"), 2.5);
    d.seq = 0;
    decode_framed("0000000008 0000000000000440");
    is(number_of("value"), 2.5);
}

static void a_schema_nested_too_deep_is_not_used(void **state)
{
    char text[2 * 70 + 6] = "";
    (void)state;
    memset(text, '[', 70);
    memcpy(text + 70, "\"int\"", 5);
    memset(text + 75, ']', 70);
    use_schema(SCHEMA_AVRO, text);
    assert_string_equal(schema_set_find(schemas, 7)->why, "it is nested too deep");
}

static void a_schema_that_cannot_be_used_says_why(void **state)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"{", "it is no JSON: line 1: string or '}' expected near end of file"},
        {"7", "a type that is neither text, array nor object"},
        {"\"dubble\"", "it does not say what it means by the type \"dubble\""},
        {"{\"name\":\"x\"}", "an object without \"type\""},
        {"{\"type\":\"record\",\"fields\":[]}", "a record, enum or fixed has no name"},
        {"{\"type\":\"record\",\"name\":\"x\"}", "no fields in record \"x\""},
        {RECORD("{\"name\":\"a\"}"), "a field without name or type in record \"m\""},
        {RECORD(FIELD("a", RECORD(""))), "it has two types named \"m\""},
        {"{\"type\":\"enum\",\"name\":\"e\"}", "no symbols in enum \"e\""},
        {"{\"type\":\"fixed\",\"name\":\"f\",\"size\":-1}", "no size in fixed \"f\""},
        {"{\"type\":\"array\"}", "an array without items"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char why[200];
        use_schema(SCHEMA_AVRO, cases[i].text);
        assert_string_equal(schema_set_find(schemas, 7)->why, cases[i].why);
        decode_framed("0000000007 00");
        assert_int_equal(d.kind, DECODED_BINARY);
        snprintf(why, sizeof why, "schema 7 cannot be used: %.80s", cases[i].why);
        assert_string_equal(d.why, why);
    }
}

/* ---- JSON ---- */

static void json_behind_a_frame_is_read_with_and_without_its_schema(void **state)
{
    (void)state;
    use_schema(SCHEMA_JSON, "{\"type\":\"object\"}");
    for (uint32_t id = 7; id <= 8; id++) {
        body_begin(id);
        body_hex("7b 22616c74 22 3a 3132 7d"); /* {"alt":12} */
        decode_body();
        assert_string_equal(decoded_words(&d), "JSON with a schema");
        is(number_of("alt"), 12);
    }
}

static void bytes_that_are_not_the_json_of_their_schema_are_told(void **state)
{
    (void)state;
    use_schema(SCHEMA_JSON, "{\"type\":\"object\"}");
    decode_framed("0000000007 7b 7b");
    expect_bad("schema 7 is of JSON, but this is none");
    assert_int_equal(d.bad_at, 6);
    decode_framed("0000000007");
    expect_bad("schema 7 is of JSON, but this is none");
    decode_framed("0000000008 7b 7b");
    assert_int_equal(d.kind, DECODED_BINARY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_of_every_plain_type_becomes_channels),
        cmocka_unit_test(records_arrays_and_maps_have_dotted_names),
        cmocka_unit_test(a_union_is_its_branch_and_null_is_no_sample),
        cmocka_unit_test(enums_are_states_and_may_be_the_phase),
        cmocka_unit_test(decimals_are_numbers_and_other_bytes_are_not),
        cmocka_unit_test(times_are_the_numbers_that_they_are),
        cmocka_unit_test(integers_stay_exact_to_63_bits),
        cmocka_unit_test(a_message_that_is_no_record_is_called_value),
        cmocka_unit_test(names_in_a_namespace_are_found),
        cmocka_unit_test(bytes_that_are_missing_or_left_are_told_with_their_field),
        cmocka_unit_test(a_choice_that_is_not_there_is_told),
        cmocka_unit_test(ten_bytes_cannot_ask_for_endless_work),
        cmocka_unit_test(a_message_whose_schema_is_unknown_says_so),
        cmocka_unit_test(a_schema_counts_from_the_message_where_it_became_known),
        cmocka_unit_test(a_schema_nested_too_deep_is_not_used),
        cmocka_unit_test(a_schema_that_cannot_be_used_says_why),
        cmocka_unit_test(json_behind_a_frame_is_read_with_and_without_its_schema),
        cmocka_unit_test(bytes_that_are_not_the_json_of_their_schema_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
