/* test_schema_printer.c: what Confluent's formatters print of keys and values that name a schema.
 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "http_kit.h"
#include "tools/formatter.h"

#define AVRO "io.confluent.kafka.formatter.AvroMessageFormatter"
#define JSON "io.confluent.kafka.formatter.json.JsonSchemaMessageFormatter"
static const char serialization[] = "org.apache.kafka.common.errors.SerializationException";

static char dir[64], out_text[4096];
static struct thrown t;

static int make_dir(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/ground-printer-XXXXXX");
    assert_non_null(mkdtemp(dir));
    return 0;
}

static int remove_dir(void **state)
{
    static const char *const names[] = {"7.avsc", "8.json", "9.proto"};
    (void)state;
    thrown_deinit(&t);
    t = (struct thrown){0};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        char *path = mem_printf("%s/%s", dir, names[i]);
        unlink(path);
        free(path);
    }
    return rmdir(dir);
}

static void write_schema(const char *name, const char *text)
{
    char *path = mem_printf("%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    free(path);
}

/* A record of that key and value, printed with the settings and the schemas of the directory. */
static int print(const char *class_name, const char *settings, struct bytes key, struct bytes value)
{
    struct properties p = {0};
    struct formatter f;
    struct err err;
    struct buf out = {0};
    struct client_record r = {.topic = "t", .key = key, .value = value};
    char *all = mem_printf("schemas=%s\n%s", dir, settings);
    assert_int_equal(properties_parse(&p, bytes_of(all), &err), 0);
    assert_int_equal(formatter_init(&f, class_name, &p, &t), 0);
    int rc = formatter_write(&f, &r, &out, &t);
    bytes_to_text(buf_bytes(&out), out_text, sizeof out_text);
    formatter_deinit(&f);
    properties_deinit(&p);
    buf_deinit(&out);
    free(all);
    return rc;
}

#define VALUE(literal) bytes_make(literal, sizeof(literal) - 1)

static void expect_line(const char *class_name, struct bytes value, const char *line)
{
    assert_int_equal(print(class_name, "", BYTES_NULL, value), 0);
    assert_string_equal(out_text, line);
}

static void a_record_in_avro_is_a_line_of_json(void **state)
{
    (void)state;
    write_schema("7.avsc",
                 "{\"type\":\"record\",\"name\":\"m\",\"namespace\":\"o.x\",\"fields\":["
                 "{\"name\":\"alt\",\"type\":[\"null\",\"double\"]},"
                 "{\"name\":\"n\",\"type\":\"int\"},{\"name\":\"f\",\"type\":\"float\"},"
                 "{\"name\":\"ok\",\"type\":\"boolean\"},{\"name\":\"s\",\"type\":\"string\"},"
                 "{\"name\":\"raw\",\"type\":\"bytes\"},"
                 "{\"name\":\"g\",\"type\":{\"type\":\"array\",\"items\":\"long\"}},"
                 "{\"name\":\"m\",\"type\":{\"type\":\"map\",\"values\":\"int\"}},"
                 "{\"name\":\"e\",\"type\":[\"null\",{\"type\":\"enum\",\"name\":\"E\","
                 "\"symbols\":[\"A\",\"B\"]}]},{\"name\":\"none\",\"type\":[\"null\",\"m\"]}]}");
    expect_line(AVRO,
                VALUE("\0\0\0\0\7\2\0\0\0\0\0\x24\x83\x40\6\0\0\x20\x41\1\10a\"\n\x1b\4\1\xff"
                      "\4\2\4\0\2\2k\6\0\2\2\0"),
                "{\"alt\":{\"double\":612.5},\"n\":3,\"f\":10.0,\"ok\":true,"
                "\"s\":\"a\\\"\\n\\u001B\",\"raw\":\"\\u0001\u00ff\",\"g\":[1,2],\"m\":{\"k\":3},"
                "\"e\":{\"o.x.E\":\"B\"},\"none\":null}\n");
}

static void numbers_that_json_lacks_are_in_quotes(void **state)
{
    (void)state;
    write_schema("7.avsc", "\"double\"");
    expect_line(AVRO, VALUE("\0\0\0\0\7\0\0\0\0\0\0\xf8\x7f"), "\"NaN\"\n");
    expect_line(AVRO, VALUE("\0\0\0\0\7\0\0\0\0\0\0\xf0\xff"), "\"-Infinity\"\n");
}

static void json_is_printed_in_one_line(void **state)
{
    (void)state;
    write_schema("8.json", "{}");
    expect_line(JSON,
                VALUE("\0\0\0\0\10{ \"a b\" : [1.50, \"x \\\" y\"],\n \"n\": 9007199254740993 }"),
                "{\"a b\":[1.50,\"x \\\" y\"],\"n\":9007199254740993}\n");
}

static void keys_are_read_so_too_unless_they_have_a_deserializer(void **state)
{
    (void)state;
    write_schema("7.avsc", "\"int\"");
    assert_int_equal(print(AVRO, "print.key=true", VALUE("\0\0\0\0\7\2"), VALUE("\0\0\0\0\7\4")),
                     0);
    assert_string_equal(out_text, "1\t2\n");
    assert_int_equal(
        print(AVRO,
              "print.key=true\n"
              "key.deserializer=org.apache.kafka.common.serialization.StringDeserializer",
              bytes_of("k"), VALUE("\0\0\0\0\7\4")),
        0);
    assert_string_equal(out_text, "k\t2\n");
    assert_int_equal(print(AVRO, "print.key=true", BYTES_NULL, BYTES_NULL), 0);
    assert_string_equal(out_text, "null\tnull\n");
}

static void expect_thrown(const char *class_name, struct bytes value, const char *text,
                          const char *cause)
{
    assert_int_equal(print(class_name, "", BYTES_NULL, value), -1);
    assert_string_equal(t.kind, serialization);
    assert_string_equal(t.text, text);
    if (cause != NULL)
        assert_string_equal(t.cause->text, cause);
    assert_string_equal(out_text, "");
    thrown_deinit(&t);
    t = (struct thrown){0};
}

static void what_cannot_be_read_is_an_exception(void **state)
{
    (void)state;
    write_schema("7.avsc", "\"string\"");
    write_schema("8.json", "{}");
    expect_thrown(AVRO, bytes_of("hello"), "Unknown magic byte!", NULL);
    expect_thrown(AVRO, VALUE("\0\0\0\0\7\6x"), "Error deserializing Avro message for id 7",
                  "the message is cut off");
    expect_thrown(AVRO, VALUE("\0\0\0\0\6\2"), "Error retrieving Avro schema for id 6",
                  "no file of that number");
    expect_thrown(AVRO, VALUE("\0\0\0\0\10{}"), "Error deserializing Avro message for id 8",
                  "the schema is of type JSON");
    expect_thrown(JSON, VALUE("\0\0\0\0\10{"), "Error deserializing JSON message for id 8", NULL);
}

static void ten_bytes_cannot_print_without_end(void **state)
{
    (void)state;
    write_schema("7.avsc", "{\"type\":\"array\",\"items\":\"null\"}");
    expect_thrown(AVRO, VALUE("\0\0\0\0\7\x80\x80\x80\x80\x80\x80\x40\0"),
                  "Error deserializing Avro message for id 7",
                  "the message is too large, or nested too deep");
}

static void a_registry_is_asked_once(void **state)
{
    (void)state;
    struct http_kit *server = http_kit_open(200, "{\"schema\":\"\\\"int\\\"\"}", 24);
    char settings[128];
    snprintf(settings, sizeof settings, "print.key=true\nschema.registry.url=%s",
             http_kit_url(server));
    assert_int_equal(print(AVRO, settings, VALUE("\0\0\0\0\1\2"), VALUE("\0\0\0\0\1\4")), 0);
    assert_string_equal(out_text, "1\t2\n");
    assert_int_equal(http_kit_count(server), 1);
    http_kit_close(server);
}

static void without_a_source_of_schemas_it_does_not_start(void **state)
{
    (void)state;
    struct properties p = {0};
    struct formatter f;
    assert_int_equal(formatter_init(&f, AVRO, &p, &t), -1);
    assert_string_equal(t.text, "Missing schema registry url!");
    formatter_deinit(&f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)
    const struct CMUnitTest tests[] = {
        TEST(a_record_in_avro_is_a_line_of_json),
        TEST(numbers_that_json_lacks_are_in_quotes),
        TEST(json_is_printed_in_one_line),
        TEST(keys_are_read_so_too_unless_they_have_a_deserializer),
        TEST(what_cannot_be_read_is_an_exception),
        TEST(ten_bytes_cannot_print_without_end),
        TEST(a_registry_is_asked_once),
        TEST(without_a_source_of_schemas_it_does_not_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
