/* test_flight_protobuf.c: messages in Protobuf's encoding: what becomes of their fields, what a
 * .proto file may say, and what is said of messages that are not as it says. */
#include "framed_kit.h"

#include <stdio.h>
#include <stdlib.h>

#define PROTO3 "syntax = \"proto3\";\n"

static void use(const char *text)
{
    use_schema(SCHEMA_PROTOBUF, text);
    assert_string_equal(schema_set_find(schemas, 7)->why, "");
}

/* The first message of the schema. */
static void decode_first(const char *digits)
{
    char all[512];
    snprintf(all, sizeof all, "0000000007 00 %s", digits);
    decode_framed(all);
}

static void expect_bad(const char *why)
{
    assert_int_equal(d.kind, DECODED_BAD);
    assert_string_equal(d.why, why);
    assert_int_equal(d.count, 0);
}

/* ---- fields ---- */

static void every_plain_type_becomes_a_channel(void **state)
{
    (void)state;
    use("syntax = \"proto2\";\nmessage M {\n"
        "optional double a = 1; optional float b = 2; optional int32 c = 3; optional int64 d = 4;\n"
        "optional uint32 e = 5; optional uint64 f = 6; optional sint32 g = 7; optional sint64 h = 8;\n"
        "optional fixed32 i = 9; optional fixed64 j = 10; optional sfixed32 k = 11;\n"
        "optional sfixed64 l = 12; required bool m = 13; optional string n = 14;\n"
        "optional bytes o = 15; }");
    decode_first("09 0000000000000440 15 00002041 18 ffffffffffffffffff01 20 07 28 ffffffff0f"
                 "30 ffffffffffffffffff01 38 01 40 04 4d ffffffff 51 0100000000000000 5d ffffffff"
                 "61 feffffffffffffff 68 01 72 06 415343454e54 7a 02 0102");
    assert_string_equal(decoded_words(&d), "Protobuf message");
    is(number_of("a"), 2.5);
    is(number_of("b"), 10);
    is(number_of("c"), -1);
    is(number_of("d"), 7);
    is(number_of("e"), 4294967295.0);
    is(number_of("f"), 18446744073709551616.0);
    is(number_of("g"), -1);
    is(number_of("h"), 2);
    is(number_of("i"), 4294967295.0);
    is(number_of("j"), 1);
    is(number_of("k"), -1);
    is(number_of("l"), -2);
    is(number_of("m"), 1);
    assert_int_equal(d.count, 13);
    assert_string_equal(state_of("n"), "ASCENT");
}

static void zeros_of_proto3_are_not_sent_and_still_heard(void **state)
{
    (void)state;
    use(PROTO3
        "message M { double alt = 1; optional double vel = 2; bool armed = 3; string note = 4;\n"
        "oneof tank { double lox = 5; double fuel = 6; } enum E { SHUT = 0; OPEN = 1; }\n"
        "E valve = 7; repeated int32 gyro = 8; }");
    decode_first("");
    assert_int_equal(d.kind, DECODED_NUMBERS);
    is(number_of("alt"), 0);
    is(number_of("armed"), 0);
    assert_int_equal(d.count, 2); /* vel and the oneof may be absent */
    assert_string_equal(state_of("valve"), "SHUT");
    decode_first("31 0000000000000440");
    is(number_of("fuel"), 2.5);
    assert_int_equal(d.count, 3);
}

static void nested_repeated_and_mapped_values_have_dotted_names(void **state)
{
    (void)state;
    use(PROTO3 "package org.x;\nmessage M {\n"
               "  message Engine { optional double thrust = 1; }\n"
               "  Engine engine = 1; repeated sint32 gyro = 2; repeated .org.x.M.Engine all = 3;\n"
               "  map<string, sint32> tanks = 4; map<int32, Engine> by = 5;\n"
               "  repeated sint32 loose = 6 [packed = false]; }");
    decode_first("0a 09 09 0000000000000440 12 03 02 04 06 1a 09 09 0000000000000440 1a 00"
                 "22 07 0a 03 6c6f78 10 06 2a 0d 08 03 12 09 09 0000000000000440 30 02 30 04");
    is(number_of("engine.thrust"), 2.5);
    is(number_of("gyro[0]"), 1);
    is(number_of("gyro[2]"), 3);
    is(number_of("all[0].thrust"), 2.5);
    is(number_of("tanks.lox"), 3);
    is(number_of("by.3.thrust"), 2.5);
    is(number_of("loose[0]"), 1);
    is(number_of("loose[1]"), 2);
    assert_int_equal(d.count, 9);
}

static void enums_are_states_and_may_be_the_phase(void **state)
{
    (void)state;
    use(PROTO3 "enum Phase { option allow_alias = true; HOLD = 0; ASCENT = 1; UP = 1; LOST = -1;\n"
               "  reserved 7, 8 to 9; }\n"
               "message M { Phase phase = 1; Phase valve = 2; }");
    decode_first("08 01 10 ffffffffffffffffff01");
    assert_string_equal(text_of(d.phase), "ASCENT");
    assert_string_equal(state_of("valve"), "LOST");
    decode_first("10 05");
    is(number_of("valve"), 5); /* a value that has no name yet */
}

static void timestamps_are_seconds_and_wrappers_their_numbers(void **state)
{
    (void)state;
    use(PROTO3
        "import \"google/protobuf/timestamp.proto\";\nimport public \"other.proto\";\n"
        "message M { google.protobuf.Timestamp t = 1; google.protobuf.DoubleValue v = 2;\n"
        "  google.protobuf.Int32Value n = 3; other.Thing x = 4; google.protobuf.Duration d = 5; }");
    decode_first("0a 0b 08d5f3c8b10610c0b2cd3b 12 09 09 0000000000000440 1a 00 22 02 0102 2a 00");
    is(number_of("t"), 1714567637.125);
    is(number_of("v"), 2.5);
    is(number_of("n"), 0);
    is(number_of("d"), 0);
    assert_int_equal(d.count, 4);
}

static void fields_that_the_schema_lacks_are_passed_over(void **state)
{
    (void)state;
    use(PROTO3 "message M { sint32 n = 1; }");
    decode_first("f8 01 07 99 02 0000000000000000 a2 02 01 ff 08 06 ad 02 00000000");
    is(number_of("n"), 3);
    assert_int_equal(d.count, 1);
}

/* ---- which message ---- */

static void the_places_in_front_name_the_message(void **state)
{
    (void)state;
    use(PROTO3
        "message A { sint32 a = 1; }\n"
        "message B { message C { sint32 c = 1; } message D { sint32 d = 1; } sint32 b = 1; }");
    decode_framed("0000000007 00 08 02");
    is(number_of("a"), 1);
    decode_framed("0000000007 02 02 08 02");
    is(number_of("b"), 1);
    decode_framed("0000000007 04 02 02 08 02");
    is(number_of("d"), 1);
    decode_framed("0000000007 02 04 08 02");
    expect_bad("Protobuf: the schema has no such message");
    decode_framed("0000000007");
    expect_bad("Protobuf: the schema has no such message");
    decode_framed("0000000007 7e 00");
    expect_bad("Protobuf: the schema has no such message");
}

static void places_as_old_python_clients_write_them_are_read(void **state)
{
    (void)state;
    use(PROTO3
        "message A { sint32 a = 1; }\n"
        "message B { message C { sint32 c = 1; } message D { sint32 d = 1; } sint32 b = 1; }");
    decode_framed("0000000007 01 01 08 02");
    is(number_of("b"), 1);
}

/* ---- what is not as the schema says ---- */

static void what_is_wrong_is_told_with_its_field(void **state)
{
    (void)state;
    use(PROTO3 "message M { optional double alt = 1; optional M m = 2; optional string s = 3;\n"
               "  map<string, sint32> t = 4; repeated fixed32 r = 5; }");
    decode_first("09 0000000000");
    expect_bad("Protobuf: 3 bytes are missing at field alt");
    assert_int_equal(d.bad_at, 7);
    decode_first("12 03 09 0000");
    expect_bad("Protobuf: 6 bytes are missing at field m.alt");
    decode_first("12 ff");
    expect_bad("Protobuf: a number is cut off at field m");
    decode_first("08 01");
    expect_bad("Protobuf: a value is not encoded as the schema says at field alt");
    decode_first("1a 01 ff");
    expect_bad("Protobuf: a text is not UTF-8 at field s");
    decode_first("22 03 0a 01 ff");
    expect_bad("Protobuf: a key is not UTF-8 at field t");
    decode_first("2a 03 000000");
    expect_bad("Protobuf: 1 byte is missing at field r[0]");
    decode_first("00 00");
    expect_bad("Protobuf: a field has no number");
    decode_first("3b");
    expect_bad("Protobuf: a group, which is not read");
    decode_first("3f");
    expect_bad("Protobuf: an unknown kind of field");
    decode_first("ffffffffffffffffffff01");
    expect_bad("Protobuf: a number is too long");
}

static void messages_in_messages_end_somewhere(void **state)
{
    (void)state;
    use(PROTO3 "message M { optional M m = 2; }");
    body_begin(7);
    body_hex("00");
    for (int left = 120; left > 0; left -= 2) {
        char pair[16];
        snprintf(pair, sizeof pair, "12 %02x", (unsigned)(left - 2));
        body_hex(pair);
    }
    decode_body();
    assert_int_equal(d.kind, DECODED_BAD);
    assert_non_null(strstr(d.why, "Protobuf: it is nested too deep at field m.m.m"));
}

/* ---- schemas ---- */

static void whatever_a_proto_file_may_say_is_passed_over(void **state)
{
    (void)state;
    use("// a comment\n/* another\n one */ syntax = 'proto2';\n"
        "option (my.opt) = { a: \"}\", b: [1, 2] };\n"
        "import weak \"x.proto\";;\n"
        "message M { option deprecated = true; reserved 2, 4 to max; reserved \"x\";\n"
        "  extensions 100 to 199; extend google.protobuf.FieldOptions { optional string z = 5; }\n"
        "  optional int32 n = 0x1 [default = -5, (o).x = \"]\", deprecated = true];\n"
        "  optional int32 message_type = 3; }\n"
        "extend M { optional int32 e = 150; }\n"
        "service S { rpc Get (M) returns (stream M) { option x = 1; } }\n");
    decode_first("08 07 18 01");
    is(number_of("n"), 7);
    is(number_of("message_type"), 1);
}

static void a_schema_that_cannot_be_used_says_where(void **state)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "line 1: a message is missing at \"end\""},
        {"{\"type\":\"record\"}",
         "line 1: message, enum or another word of a .proto file is missing at \"{\""},
        {"message M {", "line 1: a name is missing or too long at \"end\""},
        {"message M {\n int32 n; }", "line 2: a = is missing at \";\""},
        {"message M {\n int32 n = 0; }", "line 2: a number is missing or out of range at \"0\""},
        {"message M { int32 n = 1 }", "line 1: a ; is missing at \"}\""},
        {"message M { optional group G = 1 { } }", "line 1: groups are not read at \"group\""},
        {"message M { map<bytes, M> m = 1; }", "line 1: a map needs a plain key at \"m\""},
        {"message M { int32 a = 1; int32 b = 1; }", "two fields of M have the number 1"},
        {"message M { option x = {", "line 1: a statement does not end at \"end\""},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        use_schema(SCHEMA_PROTOBUF, cases[i].text);
        assert_string_equal(schema_set_find(schemas, 7)->why, cases[i].why);
    }
}

static void a_schema_without_bounds_is_not_used(void **state)
{
    struct buf text = {0};
    (void)state;
    for (int i = 0; i < 40; i++)
        buf_add_text(&text, "message M {");
    use_schema(SCHEMA_PROTOBUF, buf_text(&text));
    assert_string_equal(schema_set_find(schemas, 7)->why,
                        "line 1: messages are nested too deep at \"M\"");
    buf_clear(&text);
    buf_add_text(&text, "message M {");
    for (int i = 1; i <= PROTO_FIELDS_MOST + 1; i++)
        buf_printf(&text, "int32 f%d = %d;", i, i);
    buf_add_text(&text, "}");
    use_schema(SCHEMA_PROTOBUF, buf_text(&text));
    assert_non_null(strstr(schema_set_find(schemas, 7)->why, "it has too many fields"));
    buf_deinit(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_plain_type_becomes_a_channel),
        cmocka_unit_test(zeros_of_proto3_are_not_sent_and_still_heard),
        cmocka_unit_test(nested_repeated_and_mapped_values_have_dotted_names),
        cmocka_unit_test(enums_are_states_and_may_be_the_phase),
        cmocka_unit_test(timestamps_are_seconds_and_wrappers_their_numbers),
        cmocka_unit_test(fields_that_the_schema_lacks_are_passed_over),
        cmocka_unit_test(the_places_in_front_name_the_message),
        cmocka_unit_test(places_as_old_python_clients_write_them_are_read),
        cmocka_unit_test(what_is_wrong_is_told_with_its_field),
        cmocka_unit_test(messages_in_messages_end_somewhere),
        cmocka_unit_test(whatever_a_proto_file_may_say_is_passed_over),
        cmocka_unit_test(a_schema_that_cannot_be_used_says_where),
        cmocka_unit_test(a_schema_without_bounds_is_not_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
