/* test_recording.c: recorded flights as files: JSON lines, CSV, exports, and their mistakes. */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "source/base64.h"
#include "source/csv.h"
#include "source/pacer.h"
#include "source/recording.h"

static char path[64];

#define EXPORTED "{\"topic\":\"a\",\"offset\":0,\"time\":\"2017-08-24T18:51:00Z\","

static const char *file_of(const char *text)
{
    snprintf(path, sizeof path, "/tmp/recording-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    return path;
}

static struct recording *open_text(const char *text, const struct recording_options *options)
{
    struct recording *r;
    struct err err;
    assert_int_equal(recording_open(&r, file_of(text), options, &err), 0);
    return r;
}

static void close_text(struct recording *r)
{
    recording_close(r);
    unlink(path);
}

static void json_lines_are_timed_from_lift_off(void **state)
{
    (void)state;
    struct recording_options options = {"time", 1000000};
    struct recording *r =
        open_text("{\"time\": -1.5, \"v\": 0}\n\n{\"time\": 2, \"v\": 7}\r\n", &options);
    struct recorded_message m;
    struct err err;
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_int_equal(m.t_ms, 998500);
    assert_true(bytes_is_null(m.key));
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_int_equal(m.t_ms, 1002000);
    assert_true(bytes_equal(m.value, bytes_of("{\"time\": 2, \"v\": 7}")));
    assert_int_equal(recording_next(r, &m, &err), 0);
    close_text(r);
}

static void csv_rows_become_objects_with_numbers(void **state)
{
    (void)state;
    struct recording_options options = {"t", 0};
    struct recording *r =
        open_text("t,alt,note\n0.5,12.25,\"say \"\"go\"\", now\"\n1,,\n", &options);
    struct recorded_message m;
    struct err err;
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_int_equal(m.t_ms, 500);
    assert_true(bytes_equal(
        m.value, bytes_of("{\"t\":0.5,\"alt\":12.25,\"note\":\"say \\\"go\\\", now\"}")));
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_true(bytes_equal(m.value, bytes_of("{\"t\":1.0}")));
    close_text(r);
}

static const char *row_of(const char *text)
{
    static char value[300];
    struct recording_options options = {"t", 0};
    struct recording *r = open_text(text, &options);
    struct recorded_message m;
    struct err err;
    if (recording_next(r, &m, &err) == 1)
        bytes_to_text(m.value, value, sizeof value);
    else
        bytes_to_text(bytes_of(strstr(err.text, ":2: ")), value, sizeof value);
    close_text(r);
    return value;
}

static void fields_are_numbers_only_where_all_of_them_is_one(void **state)
{
    static const struct {
        const char *text, *row;
    } cases[] = {
        {"t,v\n1,12x\n", "{\"t\":1.0,\"v\":\"12x\"}"},
        {"t,v\n1,nan\n", "{\"t\":1.0,\"v\":\"nan\"}"},
        {"t,v\n1,inf\n", "{\"t\":1.0,\"v\":\"inf\"}"},
        {"t,v\n1,-2e3\n", "{\"t\":1.0,\"v\":-2000.0}"},
        {"t,v\n1\n", "{\"t\":1.0}"},
        {"t;v\n1;a,b\n", "{\"t\":1.0,\"v\":\"a,b\"}"},
        {"t\tv\n1\ta;b\n", "{\"t\":1.0,\"v\":\"a;b\"}"},
        {"t,a;b\n1,2\n", "{\"t\":1.0,\"a;b\":2.0}"},
        {"t\n1\n", "{\"t\":1.0}"},
        {"\"t\",\"v,w\"\n\"1\",\"x\"\n", "{\"t\":1.0,\"v,w\":\"x\"}"},
        {"\xef\xbb\xbft,v\n1,2\n", "{\"t\":1.0,\"v\":2.0}"},
        {"t,v\n1,\"2\"x\n", ":2: a quote is not closed"},
        {"t,v\n1,\"2\"\"\n", ":2: a quote is not closed"},
        {"t,v\n1,\"\n", ":2: a quote is not closed"},
        {"t,v\n1,\"\"\n", "{\"t\":1.0}"},
        {"t,v\n1,\"\"\"\"\n", "{\"t\":1.0,\"v\":\"\\\"\"}"},
        {"t,v,w\n1,\"a\"\"b\",\"c\"\n", "{\"t\":1.0,\"v\":\"a\\\"b\",\"w\":\"c\"}"},
        {"t,v,w\n1,,c\n", "{\"t\":1.0,\"w\":\"c\"}"},
        {"t,v\n1,a\"b\n", "{\"t\":1.0,\"v\":\"a\\\"b\"}"},
        {"t,v\r\r\n1,2\r\r\n", "{\"t\":1.0,\"v\":2.0}"},
        {"t,v\n1,1e999\n", "{\"t\":1.0,\"v\":\"1e999\"}"},
        {"t,v\n1,\xff\n", ":2: a field is not UTF-8"},
        {"t,v\n1,2,\n", ":2: more fields than the first line names"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_string_equal(row_of(cases[i].text), cases[i].row);
}

static void a_header_names_at_most_256_columns(void **state)
{
    (void)state;
    struct recording_options options = {"c", 0};
    for (int columns = CSV_MAX_COLUMNS; columns <= CSV_MAX_COLUMNS + 1; columns++) {
        struct buf text = {0};
        struct recorded_message m;
        struct err err;
        buf_add_text(&text, "c");
        for (int i = 1; i < columns; i++)
            buf_add_text(&text, ",c");
        buf_add_text(&text, "\n5\n");
        struct recording *r = open_text(buf_text(&text), &options);
        if (columns == CSV_MAX_COLUMNS) {
            assert_int_equal(recording_next(r, &m, &err), 1);
            assert_int_equal(m.t_ms, 5000);
        } else {
            assert_int_equal(recording_next(r, &m, &err), ERR_CORRUPT);
            assert_non_null(strstr(err.text, ":1: more than 256 columns"));
        }
        close_text(r);
        buf_deinit(&text);
    }
}

static void an_export_keeps_key_headers_and_record_time(void **state)
{
    (void)state;
    struct recording_options options = {"time", 0};
    struct recording *r = open_text(
        "{\"seq\":1,\"topic\":\"a\",\"partition\":0,\"offset\":0,\"time\":\"2017-08-24T18:51:00.250Z\","
        "\"key_base64\":\"/wA=\",\"value\":null,\"headers\":[[\"h\",\"x\"],[\"n\",null]]}\n",
        &options);
    struct recorded_message m;
    struct err err;
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_int_equal(m.t_ms, INT64_C(1503600660250));
    assert_true(bytes_equal(m.key, bytes_make("\xff\0", 2)));
    assert_true(bytes_is_null(m.value));
    assert_int_equal(m.header_count, 2);
    assert_true(bytes_equal(m.headers[0].value, bytes_of("x")));
    assert_true(bytes_is_null(m.headers[1].value));
    close_text(r);
}

static void keys_and_values_are_text_or_base64(void **state)
{
    (void)state;
    struct recording_options options = {"time", 0};
    struct recording *r =
        open_text(EXPORTED "\"key\":\"k\",\"value_base64\":\"/wA=\"}\n" EXPORTED
                           "\"key_base64\":\"AAE=\",\"value\":\"v\\u0000w\"}\n" EXPORTED
                           "\"headers\":[[\"h\",\"\"]]}\n" EXPORTED "\"value\":\"\"}\n",
                  &options);
    struct recorded_message m;
    struct err err;
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_true(bytes_equal(m.key, bytes_of("k")));
    assert_true(bytes_equal(m.value, bytes_make("\xff\0", 2)));
    assert_int_equal(m.header_count, 0);
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_true(bytes_equal(m.key, bytes_make("\0\1", 2)));
    assert_true(bytes_equal(m.value, bytes_make("v\0w", 3)));
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_true(bytes_is_null(m.key) && bytes_is_null(m.value));
    assert_int_equal(m.header_count, 1);
    assert_true(bytes_equal(m.headers[0].name, bytes_of("h")));
    assert_true(bytes_equal(m.headers[0].value, bytes_of("")));
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_int_equal(m.header_count, 0);
    close_text(r);
}

static void a_message_has_at_most_32_headers(void **state)
{
    (void)state;
    struct recording_options options = {"time", 0};
    for (int count = RECORDING_MAX_HEADERS; count <= RECORDING_MAX_HEADERS + 1; count++) {
        struct buf text = {0};
        struct recorded_message m;
        struct err err;
        buf_add_text(&text, EXPORTED "\"headers\":[");
        for (int i = 0; i < count; i++)
            buf_add_text(&text, i > 0 ? ",[\"h\",\"v\"]" : "[\"h\",\"v\"]");
        buf_add_text(&text, "]}\n");
        struct recording *r = open_text(buf_text(&text), &options);
        if (count == RECORDING_MAX_HEADERS) {
            assert_int_equal(recording_next(r, &m, &err), 1);
            assert_int_equal(m.header_count, count);
        } else {
            assert_int_equal(recording_next(r, &m, &err), ERR_CORRUPT);
            assert_non_null(strstr(err.text, ":1: more than 32 headers in one message"));
        }
        close_text(r);
        buf_deinit(&text);
    }
}

static void a_look_tells_the_span_of_times(void **state)
{
    static const struct {
        const char *text;
        bool whole;
        struct recording_span span;
    } cases[] = {
        {"", true, {0, 0, false}},
        {"t,v\n", true, {0, 0, false}},
        {"{\"t\":-2}\n{\"t\":5}\n{\"t\":3}\n", true, {-2000, 5000, false}},
        {"{\"t\":-2}\n{\"t\":5}\n", false, {-2000, -2000, false}},
        {"{\"t\":-2}\nbroken\n", false, {-2000, -2000, false}},
        {"{\"t\":31535999}\n", true, {31535999000, 31535999000, false}},
        {"{\"t\":31536000}\n", true, {31536000000, 31536000000, true}},
        {"{\"t\":\"2017-08-24T18:51:00Z\"}\n", true, {1503600660000, 1503600660000, true}},
    };
    struct recording_span span;
    struct err err;
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        assert_int_equal(recording_look(file_of(cases[i].text), "t", cases[i].whole, &span, &err),
                         0);
        assert_int_equal(span.first_ms, cases[i].span.first_ms);
        assert_int_equal(span.last_ms, cases[i].span.last_ms);
        assert_int_equal(span.absolute, cases[i].span.absolute);
        unlink(path);
    }
    assert_int_equal(recording_look(file_of("{\"t\":-2}\nbroken\n"), "t", true, &span, &err),
                     ERR_CORRUPT);
    unlink(path);
    assert_int_equal(recording_look(path, "t", true, &span, &err), ERR_IO);
    assert_non_null(strstr(err.text, "cannot open /tmp/recording-"));
    assert_int_equal(recording_look("/tmp", "t", true, &span, &err), ERR_IO);
    assert_non_null(strstr(err.text, "cannot read /tmp: "));
}

static void mistakes_are_named_by_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"{\"time\": 1}\n{\"time\": 1,}\n", ":2: not a JSON object"},
        {"{\"alt\": 1}\n", ":1: no time in \"time\""},
        {"{\"time\": \"soon\"}\n", ":1: no time in \"time\""},
        {"time,a\n1,2,3\n", ":2: more fields than the first line names"},
        {"time,a\n1,\"2\n", ":2: a quote is not closed"},
        {"time,,a\n", ":1: the first line must name every column"},
        {"{\"topic\":\"a\",\"offset\":1,\"time\":\"x\"}\n", ":1: \"time\" must be a UTC time"},
        {"{\"topic\":\"a\",\"offset\":1,\"time\":1}\n", ":1: \"time\" must be a UTC time"},
        {EXPORTED "\"key_base64\":\"*\"}\n", ":1: a base64 field holds something else"},
        {EXPORTED "\"value_base64\":\"*\"}\n", ":1: a base64 field holds something else"},
        {EXPORTED "\"headers\":[[1,2]]}\n", ":1: \"headers\" must be a list of [name, value]"},
        {"[{\"time\": 1}]\n", ":1: a JSON array: write one object a line"},
        {"{\"time\": 1}\n[2]\n", ":2: not a JSON object: another kind of value"},
        {"{\"time\": 1e12}\n", ":1: no time in \"time\""},
        {"{\"time\": 1}\n{\"topic\":\"a\"}\n", ":2: no time in \"time\""},
        {"time,\"a\n", ":1: a quote is not closed"},
        {"\n\ntime\n", ":3: not a JSON object"},
    };
    struct recording_options options = {"time", 0};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct recording *r = open_text(rows[i].text, &options);
        struct recorded_message m;
        struct err err;
        int rc;
        while ((rc = recording_next(r, &m, &err)) == 1)
            ;
        assert_int_equal(rc, ERR_CORRUPT);
        assert_non_null(strstr(err.text, rows[i].says));
        assert_int_equal(strncmp(err.text, path, strlen(path)), 0);
        close_text(r);
    }
}

static void a_file_without_line_ends_costs_no_more_than_a_line(void **state)
{
    (void)state;
    struct recording_options options = {"time", 0};
    struct recording *r = open_text("", &options);
    struct recorded_message m;
    struct err err;
    assert_int_equal(truncate(path, (off_t)8 << 30), 0); /* 8 GiB of holes */
    assert_int_equal(recording_next(r, &m, &err), ERR_TOO_BIG);
    assert_non_null(strstr(err.text, ":1: the line is longer than 16 MiB"));
    close_text(r);
}

static void a_line_of_16_mib_is_read_and_one_byte_more_is_not(void **state)
{
    (void)state;
    struct recording_options options = {"time", 0};
    for (size_t more = 0; more <= 1; more++) {
        struct recording *r = open_text("{\"time\":1}\n", &options);
        struct recorded_message m;
        struct err err;
        FILE *file = fopen(path, "a");
        assert_non_null(file);
        fprintf(file, "{\"time\":2}");
        for (size_t n = strlen("{\"time\":2}"); n < RECORDING_MAX_LINE + more; n++)
            putc(' ', file);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(recording_next(r, &m, &err), 1);
        assert_int_equal(recording_next(r, &m, &err), more == 0 ? 1 : ERR_TOO_BIG);
        if (more == 0)
            assert_int_equal(m.t_ms, 2000);
        else
            assert_non_null(strstr(err.text, ":2: the line is longer than 16 MiB"));
        close_text(r);
    }
}

static void a_mission_time_lies_within_a_million_million_seconds(void **state)
{
    (void)state;
    struct recording_options options = {"time", 0};
    struct recorded_message m;
    struct err err;
    struct recording *r = open_text("{\"time\":999999999999}\n{\"time\":-999999999999}\n"
                                    "{\"time\":-1e12}\n",
                                    &options);
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_int_equal(m.t_ms, INT64_C(999999999999000));
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_int_equal(m.t_ms, -INT64_C(999999999999000));
    assert_int_equal(recording_next(r, &m, &err), ERR_CORRUPT);
    assert_non_null(strstr(err.text, ":3: no time in \"time\": it takes seconds since lift-off or "
                                     "a UTC time; --time-field names another field"));
    close_text(r);
}

static void the_bundled_flight_is_read_whole(void **state)
{
    (void)state;
    struct recording_options options = {"time", 0};
    struct recording *r;
    struct err err;
    assert_int_equal(
        recording_open(&r, SOURCE_DIR "/assets/flights/FormoSat-5/stage2.jsonl", &options, &err),
        0);
    struct recorded_message m;
    int64_t last_ms = -1;
    int rc;
    while ((rc = recording_next(r, &m, &err)) == 1) {
        assert_true(m.t_ms >= last_ms);
        last_ms = m.t_ms;
    }
    assert_int_equal(rc, 0);
    assert_int_equal(last_ms, 697129);
    recording_close(r);
}

static void base64_is_decoded_and_the_rest_refused(void **state)
{
    (void)state;
    /* RFC 4648, section 10. */
    static const struct {
        const char *coded;
        struct bytes plain;
    } cases[] = {
        {"", {(const uint8_t *)"", 0}},
        {"Zg==", {(const uint8_t *)"f", 1}},
        {"Zm8=", {(const uint8_t *)"fo", 2}},
        {"Zm9v", {(const uint8_t *)"foo", 3}},
        {"Zm9vYmE=", {(const uint8_t *)"fooba", 5}},
        {"AAD/+/8=", {(const uint8_t *)"\0\0\xff\xfb\xff", 5}},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct buf back = {0};
        assert_int_equal(base64_decode(bytes_of(cases[i].coded), &back), 0);
        assert_true(bytes_equal(buf_bytes(&back), cases[i].plain));
        buf_deinit(&back);
    }
    static const char *const broken[] = {"a", "ab=c", "====", "a===", "ab!d"};
    for (size_t i = 0; i < ARRAY_SIZE(broken); i++) {
        struct buf back = {0};
        assert_int_equal(base64_decode(bytes_of(broken[i]), &back), -1);
        buf_deinit(&back);
    }
}

static void a_pacer_stretches_record_time(void **state)
{
    (void)state;
    struct pacer p = {.first_ms = 1000, .start_ns = 5};
    assert_int_equal(pacer_parse_speed("4", &p.speed), 0);
    assert_int_equal(pacer_due_ns(&p, 3000), 5 + 500000000);
    assert_int_equal(pacer_parse_speed("max", &p.speed), 0);
    assert_int_equal(pacer_due_ns(&p, 3000), 5);
    assert_int_equal(pacer_parse_speed("fast", &p.speed), -1);
    static const char *const refused[] = {"-1", "0", "0.009", "1000.1", "4x", "", "maximal"};
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        assert_int_equal(pacer_parse_speed(refused[i], &p.speed), -1);
    assert_int_equal(pacer_parse_speed("0.01", &p.speed), 0);
    assert_int_equal(pacer_parse_speed("1000", &p.speed), 0);
}

static void a_flight_is_dated_by_when_it_is_sent_or_as_history(void **state)
{
    (void)state;
    struct pacer p = {.speed = 4, .first_ms = 1000, .start_ns = 5};
    assert_int_equal(pacer_date_ms(&p, 1000, 8000), 1000);
    assert_int_equal(pacer_date_ms(&p, 9000, 8000), 3000);
    p.speed = 0; /* its own timing, and over more than a minute ago */
    assert_int_equal(pacer_date_ms(&p, 1000, 8000), 1000 - 8000 - 61000);
    assert_int_equal(pacer_date_ms(&p, 9000, 8000), 1000 - 61000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_lines_are_timed_from_lift_off),
        cmocka_unit_test(csv_rows_become_objects_with_numbers),
        cmocka_unit_test(fields_are_numbers_only_where_all_of_them_is_one),
        cmocka_unit_test(a_header_names_at_most_256_columns),
        cmocka_unit_test(an_export_keeps_key_headers_and_record_time),
        cmocka_unit_test(keys_and_values_are_text_or_base64),
        cmocka_unit_test(a_message_has_at_most_32_headers),
        cmocka_unit_test(a_look_tells_the_span_of_times),
        cmocka_unit_test(mistakes_are_named_by_file_and_line),
        cmocka_unit_test(a_file_without_line_ends_costs_no_more_than_a_line),
        cmocka_unit_test(a_line_of_16_mib_is_read_and_one_byte_more_is_not),
        cmocka_unit_test(a_mission_time_lies_within_a_million_million_seconds),
        cmocka_unit_test(the_bundled_flight_is_read_whole),
        cmocka_unit_test(base64_is_decoded_and_the_rest_refused),
        cmocka_unit_test(a_pacer_stretches_record_time),
        cmocka_unit_test(a_flight_is_dated_by_when_it_is_sent_or_as_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
