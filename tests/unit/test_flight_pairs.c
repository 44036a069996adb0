/* test_flight_pairs.c: names, pairs and texts at the edges of what they may be; mission words. */
#include "demo_mission.h"
#include "message_kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flight/mission.h"

/* ---- names ---- */

static void a_name_of_47_bytes_is_kept_whole(void **state)
{
    (void)state;
    char text[80];
    for (int len = 46; len <= 49; len++) {
        snprintf(text, sizeof text, "%0*d=5", len, 0);
        decode(text);
        if (len < DECODED_NAME_SIZE)
            assert_int_equal(strlen(d.numbers[0].name), len);
        else
            assert_string_equal(d.numbers[0].name, "…00000000000000000000000000000000000000000000");
    }
}

static void names_are_cleaned_from_the_first_character_that_is_not_plain(void **state)
{
    static const struct {
        const char *json, *name;
    } rows[] = {
        {"{\"a b~\":1}", "a b~"},         {"{\"\\u001f\":1}", "\\x1f"},
        {"{\"x\\u007f\":1}", "x\\x7f"},   {"{\"h\xc3\xb6he\":1}", "h\xc3\xb6he"},
        {"{\"a\\u0000b\":1}", "a\\x00b"}, {"h\xc3\xb6he=1", "h\xc3\xb6he"},
        {"\xc3\x80=1", "\xc3\x80"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        decode(rows[i].json);
        assert_int_equal(d.count, 1);
        assert_string_equal(d.numbers[0].name, rows[i].name);
    }
}

/* ---- pairs ---- */

static void pairs_are_split_by_blanks_commas_and_semicolons(void **state)
{
    (void)state;
    assert_string_equal(fields_of("a=1 b=2\tc=3\nd=4\re=5,f=6;g=7"),
                        "#a=1 #b=2 #c=3 #d=4 #e=5 #f=6 #g=7 ");
    assert_string_equal(fields_of(";, a=1 ,;,b=2 ;"), "#a=1 #b=2 ");
}

static void names_of_pairs_are_words(void **state)
{
    (void)state;
    for (int c = 0x21; c <= 0xff; c++) {
        char text[8] = {'x', (char)c, '=', '5'};
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    (c < 0x80 && strchr("_.-/[]", c) != NULL);
        if (c == 0xc3) { /* the first byte of a character of two, which is a word's as well */
            memcpy(text + 1, "\xc3\xa4=5", 4);
            word = true;
        }
        decode(text);
        if ((d.kind == DECODED_NUMBERS) != word)
            fail_msg("byte %02x: kind %d", c, (int)d.kind);
        if (c < 0x80 && c != '"') { /* nor is it one by itself */
            char alone[8] = {(char)c, '=', '5'};
            decode(alone);
            assert_int_equal(d.kind == DECODED_NUMBERS, word);
        }
    }
}

static void quotes_hold_words_together(void **state)
{
    static const struct {
        const char *text, *fields;
    } rows[] = {
        {"a=1 event=\"left atmosphere\"", "#a=1 !event=left atmosphere "},
        {"event=\"left atmosphere\",a=1", "!event=left atmosphere #a=1 "},
        {"a=1 event=\"\"", "#a=1 !event= "},
        {"a=1 event=\"x\"y z=2", "#a=1 !event=\"x\"y #z=2 "},
        {"a=1 event=\"xy z=2", "#a=1 !event=\"xy #z=2 "},
        {"a=1 event=\"", "#a=1 !event=\" "},
        {"a=1 event=", "#a=1 !event= "},
        {"event= a=1", "!event= #a=1 "},
        {"a=1 event=x\"y\"", "#a=1 !event=x\"y\" "},
        {"a=\"1\" phase=\"B C\"", "#a=1 !phase=B C "},
        {"a=1 event=it=5", "#a=1 !event=it=5 "},
        {"a=1 b", ""},
        {"a=1 b c=2", ""},
        {"event=MECO", ""}, /* no number: a text */
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        assert_string_equal(fields_of(rows[i].text), rows[i].fields);
        decode(rows[i].text); /* the same where the memory ends with the text */
        assert_int_equal(d.kind, rows[i].fields[0] == '\0' ? DECODED_TEXT : DECODED_NUMBERS);
    }
    decode("a=1 event=\"left atmosphere\"");
    assert_string_equal(text_of(d.text), "left atmosphere");
    decode("a=1 phase=\"B C\"");
    assert_string_equal(text_of(d.phase), "B C");
}

static void a_pair_is_a_number_where_all_of_it_is_one(void **state)
{
    static const struct {
        const char *says;
        bool number;
    } rows[] = {
        {"5", true},        {"+5", true},   {"-5", true},        {"+", false},   {"-", false},
        {"+-5", false},     {"++5", false}, {"5x", false},       {"05", false},  {".5", false},
        {"5.", false},      {"1e", false},  {"1e3", true},       {"1E-3", true}, {"NaN", true},
        {"Infinity", true}, {"nan", true},  {"-Infinity", true}, {"+NaN", true}, {"", false},
        {"0", true},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char text[32];
        snprintf(text, sizeof text, "a=1 b=%s", rows[i].says);
        decode(text);
        if (d.count != 1 + rows[i].number)
            fail_msg("%s: %d numbers", text, d.count);
    }
    decode("a=+5");
    is(d.numbers[0].value, 5);
}

/* ---- text ---- */

static void blanks_around_a_text_are_not_of_it(void **state)
{
    (void)state;
    decode(" \t\r\n hold on \n\r\t ");
    assert_int_equal(d.kind, DECODED_TEXT);
    assert_string_equal(text_of(d.text), "hold on");
    assert_int_equal(d.text.len, 7);
    decode(" \t\r\n");
    assert_int_equal(d.kind, DECODED_TEXT);
    assert_int_equal(d.text.len, 0);
    decode("\vx\v");
    assert_int_equal(d.text.len, 3);
    message_decode(&mission_default, bytes_make("a\0b", 3), &d);
    assert_int_equal(d.kind, DECODED_BINARY);
    assert_int_equal(d.count, 0);
}

static void nothing_of_the_message_before_is_left(void **state)
{
    (void)state;
    decode("{\"a\":1,\"event\":\"x\",\"phase\":\"y\"");
    assert_int_equal(d.bad_at, 30);
    decode("a=1 b=2 phase=Y hello");
    assert_int_equal(d.kind, DECODED_TEXT);
    assert_int_equal(d.count, 0);
    assert_int_equal(d.bad_at, 0);
    assert_true(bytes_is_null(d.phase));
    assert_string_equal(text_of(d.text), "a=1 b=2 phase=Y hello");
}

static void a_source_is_named_in_full(void **state)
{
    (void)state;
    assert_int_equal(message_source(bytes_of("sim")), SOURCE_SIM);
    assert_int_equal(message_source(bytes_of("rec")), SOURCE_REC);
    assert_int_equal(message_source(bytes_of("record")), SOURCE_NONE);
    assert_int_equal(message_source(BYTES_NULL), SOURCE_NONE);
}

/* ---- missions ---- */

static void words_are_known_in_any_case_and_within_blanks(void **state)
{
    static const struct mission_word words[] = {
        {"az\xc3\xa0\xc3\xbe", WORD_HOLD, "A"}, /* a z U+00E0 U+00FE */
        {"\xc3\x97", WORD_HOLD, "TIMES"},       /* U+00D7, which has no lower case */
        {"\xc3\xbf", WORD_HOLD, "Y"},
        {"0123456789012345678901234567890123456789012345678901234567890123", WORD_HOLD, "64"},
        {"@[`{", WORD_HOLD, "SIGNS"},
    };
    static const struct mission m = {.words = words, .word_count = ARRAY_SIZE(words)};
    static const struct {
        const char *text, *phase;
    } rows[] = {
        {"AZ\xc3\x80\xc3\x9e", "A"},
        {"aZ\xc3\xa0\xc3\xbe", "A"},
        {" \t\n\raz\xc3\xa0\xc3\xbe\r\n\t ", "A"},
        {"\xc3\x97", "TIMES"},
        {"\xc3\xb7", NULL},
        {"\xc3\x9f", NULL},
        {"0123456789012345678901234567890123456789012345678901234567890123", "64"},
        {"01234567890123456789012345678901234567890123456789012345678901234", NULL},
        {"@[`{", "SIGNS"},
        {"az", NULL},
        {" ", NULL},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct mission_word *word = mission_word(&m, bytes_of(rows[i].text));
        if (rows[i].phase == NULL)
            assert_null(word);
        else
            assert_string_equal(word->phase, rows[i].phase);
    }
}

static void a_mission_knows_its_rockets_feeds_and_columns(void **state)
{
    (void)state;
    assert_true(mission_names(&mission_demo, bytes_of("F9-FS5-S2")));
    assert_true(mission_names(&mission_demo, bytes_of("KESTREL-3")));
    assert_true(mission_names(&mission_demo, bytes_of("weather")));
    assert_false(mission_names(&mission_demo, bytes_of("KESTREL-1")));
    assert_false(mission_names(&mission_default, bytes_of("weather")));
    assert_false(mission_is_feed(&mission_demo, "KESTREL-2"));
    assert_false(mission_is_feed(&mission_default, "weather"));
    assert_null(mission_channel(&mission_demo, "nothing"));
    assert_null(mission_channel(&mission_default, "vel"));
    assert_ptr_equal(mission_channel(&mission_demo, "vel"), &mission_demo.channels[0]);
    assert_ptr_equal(mission_channel(&mission_demo, "accel"), &mission_demo.channels[2]);
    assert_ptr_equal(mission_channel(&mission_demo, "field_v_m"),
                     &mission_demo.channels[mission_demo.channel_count - 1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_of_47_bytes_is_kept_whole),
        cmocka_unit_test(names_are_cleaned_from_the_first_character_that_is_not_plain),
        cmocka_unit_test(pairs_are_split_by_blanks_commas_and_semicolons),
        cmocka_unit_test(names_of_pairs_are_words),
        cmocka_unit_test(quotes_hold_words_together),
        cmocka_unit_test(a_pair_is_a_number_where_all_of_it_is_one),
        cmocka_unit_test(blanks_around_a_text_are_not_of_it),
        cmocka_unit_test(nothing_of_the_message_before_is_left),
        cmocka_unit_test(a_source_is_named_in_full),
        cmocka_unit_test(words_are_known_in_any_case_and_within_blanks),
        cmocka_unit_test(a_mission_knows_its_rockets_feeds_and_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
