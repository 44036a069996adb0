/* test_sources.c: the section `sources` of a mission file: formats, columns, units and zeros of the
 * time. */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "flight/rocket.h"
#include "fold_kit.h"
#include "mission/mission_file.h"

static struct mission_file *file;
static struct decoded d;

static int forget(void **state)
{
    (void)state;
    mission_file_close(file);
    file = NULL;
    return 0;
}

static const struct mission *mission_of(const char *sources)
{
    struct buf text = {0};
    buf_printf(&text, "mission: m\nsources:\n%s", sources);
    mission_file_close(file);
    file = mission_file_read(buf_bytes(&text));
    buf_deinit(&text);
    const struct mistakes *m = mission_file_mistakes(file);
    if (m->count > 0)
        fail_msg("line %d: %s", m->items[0].line, m->items[0].text);
    return mission_file_mission(file);
}

static void expect_mistakes(const char *sources, const char *all)
{
    struct buf text = {0}, got = {0};
    buf_printf(&text, "mission: m\nsources:\n%s", sources);
    mission_file_close(file);
    file = mission_file_read(buf_bytes(&text));
    const struct mistakes *m = mission_file_mistakes(file);
    for (int i = 0; i < m->count; i++)
        buf_printf(&got, "%d: %s\n", m->items[i].line, m->items[i].text);
    assert_string_equal(buf_text(&got), all);
    buf_deinit(&text);
    buf_deinit(&got);
}

static enum decoded_kind decode(const struct mission *m, const char *value)
{
    message_decode(m, bytes_of(value), &d);
    return d.kind;
}

static double number(const char *name)
{
    for (int i = 0; i < d.count; i++)
        if (strcmp(d.numbers[i].name, name) == 0)
            return d.numbers[i].value;
    return NAN;
}

static void values_of_a_line_have_the_names_of_columns(void **state)
{
    (void)state;
    const struct mission *m = mission_of(
        "  log: {format: csv, columns: [t, alt, '', state, vz], time: t, phase: state}\n");
    static const char *const lines[] = {
        "12.5,812,7,coast,-3.25",
        "12.5; 812 ;7; coast ;-3.25",
        "12.5\t812\t\tcoast\t-3.25",
        "\"12.5\",\"812\",\"a,b\",\"coast\",-3.25\r\n",
    };
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        assert_int_equal(decode(m, lines[i]), DECODED_NUMBERS);
        assert_int_equal(d.count, 3);
        assert_float_equal(clock_time_in(m, &d), 12.5, 0);
        assert_float_equal(number("alt"), 812, 0);
        assert_float_equal(number("vz"), -3.25, 0);
        assert_true(bytes_equal(d.phase, bytes_of("coast")));
    }
    assert_int_equal(decode(m, "t,alt,x,state,vz"), DECODED_TEXT); /* a header is no sample */
    assert_int_equal(decode(m, "12.5,812,7,coast"), DECODED_TEXT); /* another number of values */
    assert_int_equal(decode(m, ""), DECODED_TEXT);
}

static void a_format_keeps_messages_from_being_taken_for_another(void **state)
{
    (void)state;
    static const struct {
        const char *format, *value;
    } rows[] = {
        {"json", "{\"a\":1}"},
        {"keyvalue", "a=1 b=2"},
        {"metar", "METAR LFMT 011220Z 27012G24KT 9999 14/02 Q1009"},
        {"nmea", "$GPRMC,121505.00,A,4712.3456,N,00832.1098,E,12.4,271.3,010524,,,A*63"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char source[80];
        snprintf(source, sizeof source, "  s: {format: %s}\n", rows[i].format);
        const struct mission *m = mission_of(source);
        for (size_t k = 0; k < ARRAY_SIZE(rows); k++)
            assert_int_equal(decode(m, rows[k].value), k == i ? DECODED_NUMBERS : DECODED_TEXT);
    }
    const struct mission *m = mission_of("  s: {format: text, match: 'a.:?(?<a>[0-9])'}\n");
    assert_int_equal(decode(m, "{\"a\":1}"), DECODED_NUMBERS);
    assert_float_equal(number("a"), 1, 0);
    assert_true(bytes_equal(d.text, bytes_of("{\"a\":1}"))); /* it is text, and stays an event */
    m = mission_of("  s: {format: nmea}\n  t: {time: t}\n"); /* one source takes any format */
    assert_int_equal(decode(m, "a=1 b=2"), DECODED_NUMBERS);
}

static void an_iso_time_is_read_in_every_format(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double seconds;
    } times[] = {
        {"2026-11-22T14:31:07Z", 1795357867},         {"2026-11-22T14:31:07.250Z", 1795357867.25},
        {"2026-11-22 14:31:07", 1795357867},          {"2026-11-22T15:31:07+01:00", 1795357867},
        {"2026-11-22T09:01:07,5-0530", 1795357867.5}, {"1970-01-01T00:00:00Z", 0},
        {"2000-02-29T23:59:60Z", 951868800},
    };
    const struct mission *m = mission_of("  s: {time: at, unit: iso}\n");
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        char value[100];
        snprintf(value, sizeof value, "{\"at\":\"%s\",\"alt\":1}", times[i].text);
        assert_int_equal(decode(m, value), DECODED_NUMBERS);
        assert_float_equal(number("at"), times[i].seconds, 0);
        snprintf(value, sizeof value, "at=\"%s\" alt=1", times[i].text);
        assert_int_equal(decode(m, value), DECODED_NUMBERS);
        assert_float_equal(number("at"), times[i].seconds, 0);
    }
    static const char *const none[] = {
        "2026-13-22T14:31:07Z", "2026-11-22",          "14:31:07", "7",
        "2026-11-22T14:31:07X", "2026-11-22T24:00:00", ""};
    for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
        char value[100];
        snprintf(value, sizeof value, "{\"at\":\"%s\",\"alt\":1}", none[i]);
        decode(m, value);
        assert_true(isnan(number("at")));
    }
}

struct sent {
    double t_s; /* record time */
    const char *value;
};

/* The rocket after these messages. */
static void fly(struct rocket *r, const struct mission *m, const struct sent *sent, size_t count)
{
    rocket_init(r, 1, bytes_of("R"), false);
    for (size_t i = 0; i < count; i++) {
        struct flight_message message = {.seq = (int64_t)i,
                                         .t_ms = 1795357867000 + (int64_t)(sent[i].t_s * 1000),
                                         .arrival_ms = FLIGHT_NO_TIME,
                                         .value = bytes_of(sent[i].value)};
        decode_fold(r, m, &message, NULL);
    }
}

/* The radio keeps messages back: record times are late, the rocket's own clock is right. */
static void an_absolute_time_counts_from_lift_off(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "  s: {time: at, unit: iso, event: event}\n",
        "  s: {time: ms, unit: ms, zero: epoch, event: event}\n",
        "  s: {time: [week, tow], unit: gps, event: event}\n",
    };
    static const struct sent sent[] = {
        {0, "{\"at\":\"2026-11-22T14:31:00Z\",\"ms\":1795357860000,\"week\":2446,\"tow\":604790}"},
        {7, "{\"at\":\"2026-11-22T14:31:07Z\",\"ms\":1795357867000,\"week\":2446,\"tow\":604797,"
            "\"event\":\"liftoff\"}"},
        {21, "{\"at\":\"2026-11-22T14:31:17Z\",\"ms\":1795357877000,\"week\":2447,\"tow\":7,"
             "\"alt\":5}"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
        static struct rocket r;
        const struct mission *m = mission_of(sources[i]);
        fly(&r, m, sent, 1);
        assert_int_equal(r.clock, CLOCK_NONE); /* nothing is known of T-0 yet */
        fly(&r, m, sent, 3);
        assert_true(r.lifted_off);
        assert_float_equal(r.mission_time, 10, 1e-6);
        assert_int_equal(rocket_clock_ms(&r, r.v_ms), 10000);
        struct buf kept = {0};
        static struct rocket again;
        rocket_encode(&r, &kept);
        rocket_init(&again, 1, bytes_of("R"), false);
        assert_int_equal(rocket_decode(&again, buf_bytes(&kept), NULL), 0);
        assert_float_equal(again.lift_off_epoch, r.lift_off_epoch, 0);
        buf_deinit(&kept);
        rocket_deinit(&again);
        rocket_deinit(&r);
    }
}

static void a_time_is_no_channel(void **state)
{
    (void)state;
    static struct rocket r;
    const struct mission *m = mission_of("  s: {time: [week, tow], unit: gps}\n");
    const struct sent sent = {0, "week=2446 tow=5 alt=3"};
    fly(&r, m, &sent, 1);
    assert_int_equal(r.channels_count, 1);
    assert_string_equal(r.channels[0].name, "alt");
    rocket_deinit(&r);
}

static void record_is_the_time_of_kafka(void **state)
{
    (void)state;
    const struct mission *m = mission_of("  s: {time: record, event: message}\n");
    decode(m, "{\"record\":7}");
    assert_true(isnan(clock_time_in(m, &d)));
    assert_float_equal(number("record"), 7, 0);
}

static void what_cannot_be_is_a_mistake(void **state)
{
    (void)state;
    expect_mistakes(
        "  a: {format: cvs}\n"
        "  b: {format: csv, time: t}\n"
        "  c: {format: json, columns: [t], match: '(?<a>.)'}\n"
        "  d: {time: t, unit: iso, zero: t-zero}\n"
        "  e: {time: tow, unit: gps}\n"
        "  f: {time: [week, tow]}\n"
        "  g: {time: t, zero: file}\n"
        "  h: {zero: epoch, phase: p}\n"
        "  i: {time: record}\n",
        "3: source \"a\": format = \"cvs\" is not one of any, json, keyvalue, csv, "
        "text, metar, nmea\n"
        "3: source \"a\" needs at least one of format, time, utc, phase, event and match\n"
        "4: source \"b\": format: csv needs names: add columns: [t, alt]\n"
        "5: source \"c\": columns are of format: csv, not json\n"
        "5: source \"c\": match is for format: text, not json\n"
        "6: source \"d\": unit: iso is an absolute time: zero: t-zero needs one since "
        "lift-off\n"
        "7: source \"e\": unit: gps is a week and seconds of it: time: [WEEK, "
        "SECONDS]\n"
        "8: source \"f\": time is one field, or two with unit: gps\n"
        "9: source \"g\": zero = \"file\" is not one of t-zero, epoch\n"
        "10: source \"h\": zero without time: add time: FIELD\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, forget)
        TEST(values_of_a_line_have_the_names_of_columns),
        TEST(a_format_keeps_messages_from_being_taken_for_another),
        TEST(an_iso_time_is_read_in_every_format),
        TEST(an_absolute_time_counts_from_lift_off),
        TEST(a_time_is_no_channel),
        TEST(record_is_the_time_of_kafka),
        TEST(what_cannot_be_is_a_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
