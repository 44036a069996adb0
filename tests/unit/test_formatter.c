/* test_formatter.c: a record as a line, with and without deserialisers. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "capture.h"
#include "tools/formatter.h"

static const struct client_header headers[] = {{"h1", {(const uint8_t *)"a", 1}},
                                               {"h2", {NULL, 0}}};

static struct client_record sample(void)
{
    return (struct client_record){.topic = "t",
                                  .partition = 2,
                                  .offset = 3,
                                  .time_ms = 1795358560235,
                                  .time_kind = CLIENT_TIME_CREATE,
                                  .key = bytes_of("k3"),
                                  .value = bytes_of("v3"),
                                  .headers = headers,
                                  .header_count = 1};
}

static const char default_class[] = "org.apache.kafka.tools.consumer.DefaultMessageFormatter";

static int format(const char *class_name, const char *settings, const struct client_record *record,
                  struct buf *out, struct thrown *t)
{
    struct properties p = {0};
    struct formatter f;
    struct err err;
    assert_int_equal(properties_parse(&p, bytes_of(settings), &err), 0);
    assert_int_equal(formatter_init(&f, class_name, &p, t), 0);
    int rc = formatter_write(&f, record, out, t);
    formatter_deinit(&f);
    properties_deinit(&p);
    return rc;
}

static void assert_line(const char *settings, const struct client_record *record,
                        const char *wanted)
{
    struct buf out = {0};
    struct thrown t = {0};
    assert_int_equal(format(default_class, settings, record, &out, &t), 0);
    assert_string_equal(buf_text(&out), wanted);
    buf_deinit(&out);
}

static void a_record_is_its_value_and_a_line_end(void **state)
{
    (void)state;
    struct client_record r = sample();
    assert_line("", &r, "v3\n");
    r.value = bytes_of("");
    assert_line("", &r, "\n");
    r.value = BYTES_NULL;
    assert_line("", &r, "null\n");
    assert_line("null.literal=-", &r, "-\n");
}

static void columns_come_in_a_fixed_order(void **state)
{
    (void)state;
    struct client_record r = sample();
    assert_line("print.value=true\nprint.key=true\nprint.headers=true\nprint.epoch=true\n"
                "print.delivery=true\nprint.offset=true\nprint.partition=true\n"
                "print.timestamp=true",
                &r,
                "CreateTime:1795358560235\tPartition:2\tOffset:3\tDelivery:NOT_PRESENT\t"
                "Epoch:NOT_PRESENT\th1:a\tk3\tv3\n");
    assert_line("print.key=true\nkey.separator=|\nline.separator=;", &r, "k3|v3;");
    assert_line("print.key=true\nprint.value=false", &r, "k3\n"); /* the last one ends the line */
    assert_line("print.value=false", &r, "");
}

static void only_true_turns_a_column_on(void **state)
{
    static const char *const on[] = {"true", "TRUE", "True", "\\ true", "true \t "};
    static const char *const off[] = {"false", "", "yes", "1", "tru", "truex", "true x", "xtrue"};
    struct client_record r = sample();
    char setting[64];
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(on); i++) {
        snprintf(setting, sizeof setting, "print.key=%s", on[i]);
        assert_line(setting, &r, "k3\tv3\n");
    }
    for (size_t i = 0; i < ARRAY_SIZE(off); i++) {
        snprintf(setting, sizeof setting, "print.key=%s", off[i]);
        assert_line(setting, &r, "v3\n");
        snprintf(setting, sizeof setting, "print.value=%s", off[i]);
        assert_line(setting, &r, "");
    }
}

static void what_is_missing_has_a_name(void **state)
{
    (void)state;
    struct client_record r = sample();
    r.header_count = 2;
    assert_line("print.headers=true\nheaders.separator=\\ ", &r, "h1:a h2:null\tv3\n");
    r.header_count = 0;
    r.key = BYTES_NULL;
    assert_line("print.headers=true\nprint.key=true", &r, "NO_HEADERS\tnull\tv3\n");
    r.time_kind = CLIENT_TIME_NONE;
    assert_line("print.timestamp=true", &r, "NO_TIMESTAMP\tv3\n");
    r.time_kind = CLIENT_TIME_APPEND;
    assert_line("print.timestamp=true", &r, "LogAppendTime:1795358560235\tv3\n");
}

static void assert_read(const char *name, struct bytes in, const char *wanted)
{
    char settings[200];
    uint8_t *exact = mem_alloc(in.len); /* nothing behind it may be looked at */
    memcpy(exact, in.data, in.len);
    struct client_record r = {.value = bytes_make(exact, in.len)};
    snprintf(settings, sizeof settings,
             "value.deserializer=org.apache.kafka.common.serialization.%sDeserializer", name);
    struct buf out = {0};
    struct thrown t = {0};
    if (format(default_class, settings, &r, &out, &t) == 0)
        assert_string_equal(buf_text(&out), wanted);
    else
        assert_string_equal(t.text, wanted);
    free(exact);
    buf_deinit(&out);
    thrown_deinit(&t);
}

#define BYTES(s) bytes_make((s), sizeof(s) - 1)

static void deserialisers_print_as_java_does(void **state)
{
    (void)state;
    assert_read("String", BYTES("a\xff"), "a\xef\xbf\xbd\n");
    assert_read("Integer", BYTES("\xff\xff\xff\xfe"), "-2\n");
    assert_read("Short", BYTES("\x01\x00"), "256\n");
    assert_read("Long", BYTES("\x00\x00\x00\x01\x00\x00\x00\x00"), "4294967296\n");
    assert_read("Double", BYTES("\x3f\xf0\x00\x00\x00\x00\x00\x00"), "1.0\n");
    assert_read("Double", BYTES("\x40\x09\x21\xfb\x54\x44\x2d\x18"), "3.141592653589793\n");
    assert_read("Double", BYTES("\x42\x02\xa0\x5f\x20\x00\x00\x00"), "1.0E10\n");
    assert_read("Double", BYTES("\x3e\xe4\xf8\xb5\x88\xe3\x68\xf1"), "1.0E-5\n");
    assert_read("Float", BYTES("\x00\x00\x00\x07"), "9.8E-45\n");
    assert_read("Float", BYTES("\xbf\x00\x00\x00"), "-0.5\n");
    assert_read("Double", BYTES("\x80\x00\x00\x00\x00\x00\x00\x00"), "-0.0\n");
    assert_read("Double", BYTES("\x40\x59\x00\x00\x00\x00\x00\x00"), "100.0\n");
    assert_read("Float", BYTES("\x3d\xcc\xcc\xcd"), "0.1\n");
    assert_read("Double", BYTES("\x3f\xf8\x00\x00\x00\x00\x00\x00"), "1.5\n");
    assert_read("Double", BYTES("\x41\x63\x12\xd0\x00\x00\x00\x00"), "1.0E7\n");
    assert_read("Double", BYTES("\x3f\x50\x62\x4d\xd2\xf1\xa9\xfc"), "0.001\n");
    assert_read("Double", BYTES("\x7f\xf8\x00\x00\x00\x00\x00\x00"), "NaN\n");
    assert_read("Double", BYTES("\x7f\xf0\x00\x00\x00\x00\x00\x00"), "Infinity\n");
    assert_read("Float", BYTES("\xff\x80\x00\x00"), "-Infinity\n");
    assert_read("Boolean", BYTES("\x00"), "false\n");
    assert_read("Boolean", BYTES("\x01"), "true\n");
    assert_read("ByteArray", BYTES("a\xff"), "a\xff\n");
    assert_read("Bytes", BYTES(" ~\x7f"), " ~\\x7F\n");
    assert_read("Bytes", BYTES("a\\\x01\xff"), "a\\x5C\\x01\\xFF\n");
    assert_read("UUID", BYTES("123E4567-e89b-12d3-a456-426614174000"),
                "123e4567-e89b-12d3-a456-426614174000\n");
    assert_read("ByteBuffer", BYTES("abc"), "java.nio.HeapByteBuffer[pos=0 lim=3 cap=3]\n");
}

static void bytes_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    assert_read("Long", BYTES("abc"), "Size of data received by LongDeserializer is not 8");
    assert_read("Integer", BYTES(""), "Size of data received by IntegerDeserializer is not 4");
    assert_read("Double", BYTES("a"), "Size of data received by Deserializer is not 8");
    assert_read("Boolean", BYTES("\x05"), "Unexpected byte received by BooleanDeserializer: 5");
    assert_read("UUID", BYTES("123e4567-e89b-12d3-a456-42661417400g"),
                "Error parsing data into UUID");
    assert_read("UUID", BYTES("123e4567-e89b-12d3-a456x426614174000"),
                "Error parsing data into UUID");
    assert_read("UUID", BYTES("123e4567-e89b-12d3-a456-42661417400"),
                "Error parsing data into UUID");
    assert_read("Boolean", BYTES("\x02"), "Unexpected byte received by BooleanDeserializer: 2");
    assert_read("Void", BYTES(""), "Data should be null for a VoidDeserializer.");
}

#define STRINGS(part)                                                                              \
#part ".deserializer=org.apache.kafka.common.serialization.StringDeserializer\n"

static void strings_are_read_in_the_encoding_asked_for(void **state)
{
    static const struct client_header header = {"h", {(const uint8_t *)"\xe4", 1}};
    struct client_record r = sample();
    (void)state;
    r.key = bytes_of("\x7f\x80");
    r.value = bytes_of("\xe4z");
    r.headers = &header;
    assert_line("print.key=true\n" STRINGS(key)
                    STRINGS(value) "key.deserializer.key.deserializer.encoding=latin1\n"
                                   "value.deserializer.deserializer.encoding=US-ascii\n",
                &r, "\x7f\xc2\x80\t\xef\xbf\xbdz\n");
    assert_line("print.headers=true\n" STRINGS(
                    headers) "headers.deserializer.value.deserializer.encoding=ISO-8859-1\n",
                &r, "h:\xc3\xa4\t\xe4z\n");
    assert_line("print.headers=true\n" STRINGS(headers), &r, "h:\xef\xbf\xbd\t\xe4z\n");
}

static void an_unusable_deserializer_is_logged_and_left_out(void **state)
{
    static const struct {
        const char *settings, *log;
    } cases[] = {
        {STRINGS(value) "value.deserializer.deserializer.encoding=klingon\n",
         "ERROR Unable to instantiate a deserializer from "
         "org.apache.kafka.common.serialization.StringDeserializer "
         "(org.apache.kafka.tools.consumer.DefaultMessageFormatter)\n"
         "java.nio.charset.UnsupportedCharsetException\n"},
        {"value.deserializer=org.apache.kafka.common.serialization.NoDeserializer\n",
         "java.lang.ClassNotFoundException: org.apache.kafka.common.serialization.NoDeserializer\n"},
        {"value.deserializer=com.example.Mine\n",
         "java.lang.ClassNotFoundException: com.example.Mine\n"},
    };
    struct client_record r = sample();
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct capture err;
        struct buf said = {0};
        capture_begin(&err, STDERR_FILENO);
        assert_line(cases[i].settings, &r, "v3\n");
        capture_end(&err, &said);
        assert_non_null(strstr(buf_text(&said), cases[i].log));
        buf_deinit(&said);
    }
}

static void a_failed_record_keeps_the_columns_before_it(void **state)
{
    (void)state;
    struct client_record r = sample();
    struct buf out = {0};
    struct thrown t = {0};
    assert_int_equal(format(default_class,
                            "print.offset=true\nvalue.deserializer="
                            "org.apache.kafka.common.serialization.LongDeserializer",
                            &r, &out, &t),
                     -1);
    assert_string_equal(buf_text(&out), "Offset:3\t");
    assert_string_equal(t.kind, "org.apache.kafka.common.errors.SerializationException");
    buf_deinit(&out);
    thrown_deinit(&t);
}

static void other_formatters_of_kafkas_are_known_by_name(void **state)
{
    (void)state;
    struct client_record r = sample();
    struct buf out = {0};
    struct thrown t = {0};
    struct properties p = {0};
    struct formatter f;
    format("org.apache.kafka.tools.consumer.NoOpMessageFormatter", "", &r, &out, &t);
    assert_int_equal(out.len, 0);
    format("org.apache.kafka.tools.consumer.LoggingMessageFormatter", "", &r, &out, &t);
    assert_string_equal(buf_text(&out), "v3\n");
    assert_int_equal(formatter_init(&f, "com.example.Mine", &p, &t), -1);
    assert_string_equal(t.kind, "java.lang.ClassNotFoundException");
    assert_string_equal(t.text, "com.example.Mine");
    formatter_deinit(&f);
    assert_int_equal(formatter_init(&f, "org.apache.kafka.tools.consumer.Mine", &p, &t), -1);
    formatter_deinit(&f);
    thrown_deinit(&t);
    buf_deinit(&out);
}

static void what_is_cleaned_keeps_its_lines_and_the_separators(void **state)
{
    static const struct client_header header = {"h\033c", {(const uint8_t *)"\x9b", 1}};
    struct client_record r = sample();
    struct formatter f;
    struct properties p = {0};
    struct thrown t = {0};
    struct err err;
    struct buf out = {0};
    (void)state;
    assert_int_equal(properties_parse(&p,
                                      bytes_of("print.key=true\nprint.headers=true\n"
                                               "key.separator=\\u001b\n"),
                                      &err),
                     0);
    assert_int_equal(formatter_init(&f, default_class, &p, &t), 0);
    f.clean = true;
    r.headers = &header;
    r.key = bytes_of("k\r");
    r.value = bytes_of("a\tb\n\033]52;c;aGk=\007");
    assert_int_equal(formatter_write(&f, &r, &out, &t), 0);
    assert_string_equal(buf_text(&out), "h\\x1bc:\\x9b\033k\\r\033a\tb\n\\x1b]52;c;aGk=\\x07\n");
    buf_deinit(&out);
    formatter_deinit(&f);
    properties_deinit(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_its_value_and_a_line_end),
        cmocka_unit_test(columns_come_in_a_fixed_order),
        cmocka_unit_test(only_true_turns_a_column_on),
        cmocka_unit_test(what_is_missing_has_a_name),
        cmocka_unit_test(deserialisers_print_as_java_does),
        cmocka_unit_test(bytes_that_do_not_fit_are_refused),
        cmocka_unit_test(strings_are_read_in_the_encoding_asked_for),
        cmocka_unit_test(an_unusable_deserializer_is_logged_and_left_out),
        cmocka_unit_test(a_failed_record_keeps_the_columns_before_it),
        cmocka_unit_test(what_is_cleaned_keeps_its_lines_and_the_separators),
        cmocka_unit_test(other_formatters_of_kafkas_are_known_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
