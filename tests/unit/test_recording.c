/* test_recording.c: recorded flights as files: JSON lines, CSV, exports, and their mistakes. */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "sim/base64.h"
#include "sim/pacer.h"
#include "sim/recording.h"

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
    assert_int_equal(pacer_parse_speed("-1", &p.speed), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_lines_are_timed_from_lift_off),
        cmocka_unit_test(csv_rows_become_objects_with_numbers),
        cmocka_unit_test(an_export_keeps_key_headers_and_record_time),
        cmocka_unit_test(mistakes_are_named_by_file_and_line),
        cmocka_unit_test(a_file_without_line_ends_costs_no_more_than_a_line),
        cmocka_unit_test(the_bundled_flight_is_read_whole),
        cmocka_unit_test(base64_is_decoded_and_the_rest_refused),
        cmocka_unit_test(a_pacer_stretches_record_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
