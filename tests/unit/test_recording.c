/* test_recording.c: JSON in its shapes, exports, bounds, and what the sending takes from a file. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "import_kit.h"
#include "source/base64.h"
#include "source/pacer.h"
#include "source/text_lines.h"

#define EXPORT "{\"ground_export\":1}\n"
#define EXPORTED "{\"topic\":\"a\",\"offset\":0,\"time\":\"2017-08-24T18:51:00Z\","

static char path[64];

static const char *file_of(const char *text)
{
    snprintf(path, sizeof path, "/tmp/recording-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    return path;
}

static struct recording *open_text(const char *text)
{
    static const struct recording_options options = {.lift_off_ms = 0};
    struct recording *r;
    struct err err;
    assert_int_equal(recording_open(&r, file_of(text), &options, NULL, &err), 0);
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
    struct recording *r = open_text("{\"time\": -1.5, \"v\": 0}\n\n{\"time\": 2, \"v\": 7}\r\n");
    struct recorded_message m;
    struct err err;
    recording_set_lift_off(r, 1000000);
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_int_equal(m.t_ms, 998500);
    assert_true(bytes_is_null(m.key));
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_int_equal(m.t_ms, 1002000);
    assert_true(bytes_equal(m.value, bytes_of("{\"time\": 2, \"v\": 7}")));
    assert_int_equal(recording_next(r, &m, &err), 0);
    close_text(r);
}

static void json_comes_in_many_shapes(void **state)
{
    static const char two[] = "0 {\"t\":0,\"alt\":0.5}\n1000 {\"t\":1,\"alt\":12.25}\n";
    static const char *const files[] = {
        "{\"t\":0,\"alt\":0.5}\n{\"t\":1,\"alt\":12.25}\n",
        "{\"t\":0,\"alt\":0.5}{\"t\":1,\"alt\":12.25}",
        "[{\"t\":0,\"alt\":0.5},{\"t\":1,\"alt\":12.25}]",
        "[\n{\"t\":0,\"alt\":0.5}\n,\n{\"t\":1,\"alt\":12.25}\n]\n",
        "[\"t\",\"alt\"]\n[0,0.5]\n[1,12.25]\n",
        "[[\"t\",\"alt\"],[0,0.5],[1,12.25]]",
        "{\"columns\":[\"t\",\"alt\"]}\n[0,0.5]\n[1,12.25]\n",
        "[{\"fields\":[\"t\",\"alt\"]},[0,0.5],[1,12.25]]",
        "{\"columns\":[\"t\",\"alt\"],\"data\":[[0,0.5],\n[1,12.25]]}",
        "{\"t\":[0,1],\n\"alt\":[0.5,12.25]}",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(files); i++)
        assert_string_equal(import_text(files[i]), two);
    assert_string_equal(import_text("{\n \"t\": 0,\n \"n\": {\"x\": \"}\"}\n}\n"),
                        "0 {\n \"t\": 0,\n \"n\": {\"x\": \"}\"}\n}\n");
    assert_string_equal(import_text("{\"t\":[0,1],\"v\":[NaN,-Infinity]}"),
                        "0 {\"t\":0,\"v\":\"NaN\"}\n1000 {\"t\":1,\"v\":\"-Infinity\"}\n");
}

static void the_time_of_a_message_is_found_by_its_name_or_path(void **state)
{
    (void)state;
    static const char nested[] = "{\"alt\":5,\"clock\":{\"ms\":[7,1500]}}\n";
    assert_string_equal(import_text("{\"alt\":5,\"gps\":{\"time\":2.5}}\n"),
                        "2500 {\"alt\":5,\"gps\":{\"time\":2.5}}\n");
    static const char *const paths[] = {"clock.ms.1", "/clock/ms/1", "clock.ms[1]"};
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
        assert_memory_equal(import_with(nested, (struct reading_options){.time_field = paths[i],
                                                                         .time.zero = "epoch",
                                                                         .time.unit = "ms"}),
                            "1500 {", 6);
    assert_string_equal(import_text("{\"alt\":5,\"clock\":{\"ms\":\"x\"}}\n"),
                        "FILE:1: no field is a time; there are: alt, clock.ms; say --time-field "
                        "NAME");
    assert_string_equal(import_with(nested, (struct reading_options){.time_field = "clock.s"}),
                        "FILE:1: no field \"clock.s\"; there are: alt, clock.ms");
}

static void a_users_own_topic_and_offset_are_no_export(void **state)
{
    (void)state;
    assert_string_equal(import_text("{\"topic\":\"a\",\"offset\":1,\"time\":2}\n"),
                        "2000 {\"topic\":\"a\",\"offset\":1,\"time\":2}\n");
}

static void an_export_keeps_key_headers_record_time_and_order(void **state)
{
    (void)state;
    struct recording *r = open_text(
        EXPORT
        "{\"seq\":1,\"topic\":\"a\",\"partition\":0,\"offset\":0,\"time\":\"2017-08-24T18:51:00.250Z\","
        "\"key_base64\":\"/wA=\",\"value\":null,\"headers\":[[\"h\",\"x\"],[\"n\",null]]}\n" EXPORTED
        "\"value\":\"b\"}\n");
    struct recorded_message m;
    struct err err;
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_int_equal(m.t_ms, INT64_C(1503600660250));
    assert_true(bytes_equal(m.key, bytes_make("\xff\0", 2)));
    assert_true(bytes_is_null(m.value));
    assert_int_equal(m.header_count, 2);
    assert_true(bytes_equal(m.headers[0].value, bytes_of("x")));
    assert_true(bytes_is_null(m.headers[1].value));
    assert_int_equal(recording_next(r, &m, &err), 1);
    assert_int_equal(m.t_ms, INT64_C(1503600660000));
    assert_int_equal(recording_next(r, &m, &err), 0);
    close_text(r);
}

static void keys_and_values_are_text_or_base64(void **state)
{
    (void)state;
    struct recording *r =
        open_text(EXPORT EXPORTED "\"key\":\"k\",\"value_base64\":\"/wA=\"}\n" EXPORTED
                                  "\"key_base64\":\"AAE=\",\"value\":\"v\\u0000w\"}\n" EXPORTED
                                  "\"headers\":[[\"h\",\"\"]]}\n" EXPORTED "\"value\":\"\"}\n");
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
    for (int count = RECORDED_MAX_HEADERS; count <= RECORDED_MAX_HEADERS + 1; count++) {
        struct buf text = {0};
        buf_add_text(&text, EXPORT EXPORTED "\"value\":\"v\",\"headers\":[");
        for (int i = 0; i < count; i++)
            buf_add_text(&text, i > 0 ? ",[\"h\",\"v\"]" : "[\"h\",\"v\"]");
        buf_add_text(&text, "]}\n");
        assert_string_equal(import_text(buf_text(&text)),
                            count == RECORDED_MAX_HEADERS
                                ? "1503600660000 v\n"
                                : "FILE:2: more than 32 headers in one message");
        buf_deinit(&text);
    }
}

static void a_file_tells_the_span_of_its_times(void **state)
{
    static const struct {
        const char *text;
        struct recording_span span;
    } cases[] = {
        {"{\"t\":-2}\n{\"t\":5}\n{\"t\":3}\n", {-2000, 5000, false}},
        {"{\"t\":5}\n{\"t\":-2}\n", {-2000, 5000, false}},
        {"{\"t\":\"2017-08-24T18:51:00Z\"}\n", {1503600660000, 1503600660000, true}},
        {EXPORT EXPORTED "\"value\":\"v\"}\n", {1503600660000, 1503600660000, true}},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct recording *r = open_text(cases[i].text);
        struct recording_span span = recording_span_of(r);
        assert_int_equal(span.first_ms, cases[i].span.first_ms);
        assert_int_equal(span.last_ms, cases[i].span.last_ms);
        assert_int_equal(span.absolute, cases[i].span.absolute);
        close_text(r);
    }
}

static void mistakes_are_named_by_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"{\"time\": 1}\n{\"time\": 1,}\n", "FILE:2: not a JSON object: column 12 does not fit"},
        {"{\"time\": 1}\n{\"time\": 1\n",
         "FILE:2: not a JSON object: what begins here is not closed"},
        {"{\"alt\": 1}\n", "FILE:1: no field is a time; there are: alt; say --time-field NAME"},
        {"{\"time\": \"soon\"}\n",
         "FILE:1: no field is a time; there are: time; say --time-field NAME"},
        {EXPORT "{\"topic\":\"a\",\"offset\":1,\"time\":\"x\"}\n",
         "FILE:2: \"time\" must be a UTC time such as 2026-11-22T14:31:07.000Z"},
        {EXPORT EXPORTED "\"key_base64\":\"*\"}\n", "FILE:2: a base64 field holds something else"},
        {EXPORT EXPORTED "\"value_base64\":\"*\"}\n",
         "FILE:2: a base64 field holds something else"},
        {EXPORT EXPORTED "\"headers\":[[1,2]]}\n",
         "FILE:2: \"headers\" must be a list of [name, value]"},
        {"{\"time\": 1}\n[2]\n", "FILE:2: not a JSON object: another kind of value"},
        {"{\"time\": 1}\n2\n", "FILE:2: not a JSON object: another kind of value"},
        {"{\"time\": 1}\n{\"topic\":\"a\"}\n",
         "FILE:2: no time in \"time\"; --time-field names another field"},
        {"[{\"time\": 1}\n", "FILE:1: the JSON array is not closed: the file is cut off"},
        {"[\"t\",\"a\"]\n[0,1]\n[1,2,3]\n", "FILE:3: more values than the header has names"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_string_equal(import_text(rows[i].text), rows[i].says);
}

static void what_is_no_text_is_refused(void **state)
{
    struct recording_options options = {.lift_off_ms = 0};
    struct recording *r;
    struct err err;
    (void)state;
    file_of("x");
    unlink(path);
    assert_int_equal(recording_open(&r, path, &options, NULL, &err), ERR_IO);
    assert_non_null(strstr(err.text, "cannot open /tmp/recording-"));
    assert_int_equal(recording_open(&r, "/tmp", &options, NULL, &err), ERR_IO);
    assert_non_null(strstr(err.text, "cannot read /tmp: "));
    assert_non_null(strstr(import_text("SQLite format 3"), "is an SQLite database"));
}

static void a_file_without_line_ends_costs_no_more_than_a_line(void **state)
{
    struct recording_options options = {.lift_off_ms = 0};
    struct recording *r;
    struct err err;
    (void)state;
    static char begins[1024];
    memset(begins, ' ', sizeof begins - 1);
    memcpy(begins, "t,v\n0,1\n", 8);
    file_of(begins);
    assert_int_equal(truncate(path, (off_t)8 << 30), 0); /* 8 GiB of holes */
    assert_int_equal(recording_open(&r, path, &options, NULL, &err), ERR_TOO_BIG);
    assert_non_null(strstr(err.text, ":3: the line is longer than 16 MiB"));
    unlink(path);
}

static void a_line_of_16_mib_is_read_and_one_byte_more_is_not(void **state)
{
    struct recording_options options = {.lift_off_ms = 0};
    (void)state;
    for (size_t more = 0; more <= 1; more++) {
        struct recording *r;
        struct err err;
        FILE *file = fopen(file_of("{\"time\":1}\n"), "a");
        assert_non_null(file);
        fprintf(file, "{\"time\":2}");
        for (size_t n = strlen("{\"time\":2}"); n < TEXT_LINES_MAX + more; n++)
            putc(' ', file);
        assert_int_equal(fclose(file), 0);
        int rc = recording_open(&r, path, &options, NULL, &err);
        assert_int_equal(rc, more == 0 ? 0 : ERR_TOO_BIG);
        if (more == 0)
            assert_int_equal(recording_span_of(r).last_ms, 2000);
        else
            assert_non_null(strstr(err.text, ":2: the line is longer than 16 MiB"));
        close_text(r);
    }
}

static void the_bundled_flight_is_read_whole(void **state)
{
    (void)state;
    struct recording_options options = {.lift_off_ms = 0};
    struct recording *r;
    struct err err;
    assert_int_equal(recording_open(&r, SOURCE_DIR "/assets/flights/FormoSat-5/stage2.jsonl",
                                    &options, NULL, &err),
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
        cmocka_unit_test(json_comes_in_many_shapes),
        cmocka_unit_test(the_time_of_a_message_is_found_by_its_name_or_path),
        cmocka_unit_test(a_users_own_topic_and_offset_are_no_export),
        cmocka_unit_test(an_export_keeps_key_headers_record_time_and_order),
        cmocka_unit_test(keys_and_values_are_text_or_base64),
        cmocka_unit_test(a_message_has_at_most_32_headers),
        cmocka_unit_test(a_file_tells_the_span_of_its_times),
        cmocka_unit_test(mistakes_are_named_by_file_and_line),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(a_file_without_line_ends_costs_no_more_than_a_line),
        cmocka_unit_test(a_line_of_16_mib_is_read_and_one_byte_more_is_not),
        cmocka_unit_test(the_bundled_flight_is_read_whole),
        cmocka_unit_test(base64_is_decoded_and_the_rest_refused),
        cmocka_unit_test(a_pacer_stretches_record_time),
        cmocka_unit_test(a_flight_is_dated_by_when_it_is_sent_or_as_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
