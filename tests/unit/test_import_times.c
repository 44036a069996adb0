/* test_import_times.c: the clocks of files: epochs, zones, mission time, and what overrules a
 * guess.
 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "flight/time_names.h"
#include "import_kit.h"
#include "source/timestamp.h"
#include "source/zone.h"

/* The time of the first row of a table with one column of that name. */
static long long time_of(const char *name, const char *cell, struct reading_options o)
{
    char text[200], *end;
    snprintf(text, sizeof text, "%s,alt\n%s,1\n", name, cell);
    const char *got = import_with(text, o);
    long long ms = strtoll(got, &end, 10);
    if (end == got || *end != ' ')
        fail_msg("%s: %s", cell, got);
    return ms;
}

#define NONE ((struct reading_options){0})

static void epochs_are_told_apart_by_their_size(void **state)
{
    (void)state;
    assert_int_equal(time_of("time", "1714564805", NONE), 1714564805000);
    assert_int_equal(time_of("time", "1714564805.25", NONE), 1714564805250);
    assert_int_equal(time_of("time", "1714564805250", NONE), 1714564805250);
    assert_int_equal(time_of("time", "1714564805250999", NONE), 1714564805250);
    assert_int_equal(time_of("time", "1714564805250999999", NONE), 1714564805250);
    assert_int_equal(time_of("time", "1.71456480525e9", NONE), 1714564805250);
    static const struct {
        const char *cell, *says;
    } units[] = {
        {"1714564805", "time \"ts\" seconds since 1970"},
        {"1714564805250", "time \"ts\" milliseconds since 1970"},
        {"1714564805250999", "time \"ts\" microseconds since 1970"},
        {"1714564805250999999", "time \"ts\" nanoseconds since 1970"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
        char text[100];
        snprintf(text, sizeof text, "ts,alt\n%s,1\n", units[i].cell);
        assert_non_null(strstr(import_report(text, NONE), units[i].says));
    }
}

static void a_relative_time_has_the_unit_of_its_name_or_its_steps(void **state)
{
    (void)state;
    assert_int_equal(time_of("time_ms", "500", NONE), 500);
    assert_int_equal(time_of("Time (s)", "500", NONE), 500000);
    assert_int_equal(time_of("TimeUS", "5000000000", NONE), 0); /* since boot: the first is 0 */
    assert_int_equal(time_of("t", "0.5", NONE), 500);
    assert_string_equal(import_text("T,v\n0,1\n50,2\n100,3\n150,4\n"),
                        "0 {\"T\":0,\"v\":1}\n50 {\"T\":50,\"v\":2}\n100 {\"T\":100,\"v\":3}\n"
                        "150 {\"T\":150,\"v\":4}\n");
    assert_string_equal(
        import_with("T,v\n0,1\n50,2\n", (struct reading_options){.time.unit = "ms"}),
        "0 {\"T\":0,\"v\":1}\n50 {\"T\":50,\"v\":2}\n");
    assert_string_equal(import_text("t,v\n4000.5,1\n4001,2\n"),
                        "0 {\"t\":4000.5,\"v\":1}\n500 {\"t\":4001,\"v\":2}\n");
    assert_non_null(strstr(import_report("t,v\n4000.5,1\n", NONE), "seconds since boot"));
    assert_non_null(strstr(import_report("t,v\n-1,1\n1,2\n", NONE), "seconds since lift-off"));
    assert_non_null(strstr(import_report("t,v\n0,1\n", NONE), "seconds since the file's start"));
    assert_non_null(strstr(import_report("MET,v\n0,1\n", NONE), "seconds since lift-off"));
}

/* Whatever stands behind it: a name is not ended by a NUL. */
static void the_name_of_a_time_ends_where_it_ends(void **state)
{
    (void)state;
    static const char *const names[] = {"time", "Time (s)", "gps_time", "time-ms", "gps.time", "t"};
    static const char *const others[] = {
        "timed", "(time)", "time.gps", "thrust", "", "a.", "time since the launch of the rocket"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        char text[80];
        size_t len = (size_t)snprintf(text, sizeof text, "%sx", names[i]) - 1;
        if (!time_name(bytes_make(text, len)))
            fail_msg("%s is no time", names[i]);
        if (i != 1 && time_name(bytes_make(text, len + 1)))
            fail_msg("%s is a time", text);
    }
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        if (time_name(bytes_of(others[i])))
            fail_msg("%s is a time", others[i]);
    assert_true(time_date_name(bytes_of("gps.Date")));
    assert_false(time_date_name(bytes_of("dated")));
    assert_int_equal(time_name_unit_ns(bytes_of("t (ms)")), 1000000);
    assert_int_equal(time_name_unit_ns(bytes_of("TimeUS")), 1000);
    assert_int_equal(time_name_unit_ns(bytes_of("_s")), 1000000000);
    assert_int_equal(time_name_unit_ns(bytes_of("[ns]")), 1);
    assert_int_equal(time_name_unit_ns(bytes_make("t_msec", 4)), 1000000);
    assert_int_equal(time_name_unit_ns(bytes_of("s")), 0);
}

static void iso_times_are_read_in_many_forms(void **state)
{
    static const char *const forms[] = {
        "2024-05-01T12:00:05Z",
        "2024-05-01t12:00:05z",
        "2024-05-01 12:00:05",
        "20240501T120005Z",
        "2024/05/01 12:00:05",
        "2024-122T12:00:05Z",
        "2024-05-01T14:00:05+02:00",
        "2024-05-01T14:00:05+0200",
        "2024-05-01T14:00:05+02",
        "2024-05-01T06:30:05-05:30",
        ("2024-05-01T10:00:05\xe2\x88\x92"
         "02:00"),
        "2024-05-01 12:00:05 UTC",
        "2024-05-01 12:00:05 GMT",
        "2024-05-01T12:00:05.000000000000Z",
        "2024-5-1 12:00:05",
        "2024-05-01T12:00:05.0009Z",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
        assert_int_equal(time_of("datetime", forms[i], NONE), 1714564805000);
    assert_int_equal(time_of("datetime", "2024-05-01T24:00:00Z", NONE), 1714608000000);
    assert_int_equal(time_of("datetime", "2016-12-31T23:59:60Z", NONE), 1483228800000);
    assert_int_equal(time_of("datetime", "\"2024-05-01T12:00:05,25Z\"", NONE), 1714564805250);
    assert_int_equal(time_of("datetime", "2024-05-01", NONE), 1714521600000);
}

static void what_is_no_time_or_two_times_is_refused(void **state)
{
    int64_t ns;
    static const char *const none[] = {"2024-13-01",
                                       "2024-02-30T00:00:00Z",
                                       "2023-366T00:00",
                                       "2024-05-01T25:00:00Z",
                                       "2024-05-01T12:60:00Z",
                                       "2024-05-01T12:00:05+2",
                                       "noon",
                                       "",
                                       "20240501",
                                       "2024-05-01T12:00:05Zx",
                                       "1600-01-01T00:00:00Z"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(none); i++)
        assert_int_equal(timestamp_read(bytes_of(none[i]), &ns), TIMESTAMP_NONE);
    static const char *const both[] = {"01/05/2024", "1/5/24", "1.5.2024 10:00"};
    for (size_t i = 0; i < ARRAY_SIZE(both); i++)
        assert_int_equal(timestamp_read(bytes_of(both[i]), &ns), TIMESTAMP_AMBIGUOUS);
    assert_string_equal(
        import_with("when,a\n01/05/2024,1\n", (struct reading_options){.time_field = "when"}),
        "FILE:2: \"when\" may be day and month or month and day: 01/05/2024");
}

static void nineteen_seventy_is_read_as_written_and_earlier_times_are_refused(void **state)
{
    (void)state;
    assert_int_equal(time_of("datetime", "1970-01-01T00:00:05Z", NONE), 5000);
    assert_string_equal(import_text("datetime,a\n1969-12-31T23:59:59Z,1\n"),
                        "FILE:2: column 1, \"datetime\", holds \"1969-12-31T23:59:59Z\": before "
                        "1970, and Kafka has no such times; there are: datetime, a");
    assert_int_equal(time_of("t", "5", (struct reading_options){.time.zero = "epoch"}), 5000);
}

static void numbers_past_2_to_the_53_stay_exact(void **state)
{
    (void)state;
    int64_t ns;
    assert_true(timestamp_number(bytes_of("1714564805123456789"), '.', 1, &ns));
    assert_int_equal(ns, 1714564805123456789);
    assert_true(timestamp_number(bytes_of("1714564805.123456789"), '.', TIMESTAMP_S, &ns));
    assert_int_equal(ns, 1714564805123456789);
    assert_false(timestamp_number(bytes_of("9223372036854775808"), '.', 1, &ns));
    assert_string_equal(import_text("{\"ts\":1714564805123456789,\"n\":9007199254740993}\n"),
                        "1714564805123 {\"ts\":1714564805123456789,\"n\":9007199254740993}\n");
}

static void times_without_a_zone_are_utc_or_of_the_zone_given(void **state)
{
    (void)state;
    struct reading_options berlin = {.time.zone = "Europe/Berlin"};
    assert_int_equal(time_of("datetime", "2024-05-01T14:00:05", berlin), 1714564805000);
    assert_int_equal(time_of("datetime", "2024-01-01T13:00:00", berlin), 1704110400000);
    assert_int_equal(time_of("datetime", "2024-05-01T12:00:05Z", berlin), 1714564805000);
    assert_int_equal(
        time_of("datetime", "2024-05-01T14:00:05", (struct reading_options){.time.zone = "+02:00"}),
        1714564805000);
    assert_int_equal(time_of("date", "45413.5", NONE), 1714564800000); /* of a spreadsheet */
    assert_int_equal(time_of("date", "45413.5", berlin), 1714557600000);
    /* the hour that comes twice, and the one that never comes */
    assert_int_equal(time_of("datetime", "2024-10-27T02:30:00", berlin), 1729989000000);
    assert_int_equal(time_of("datetime", "2024-03-31T02:30:00", berlin), 1711848600000);
    assert_non_null(strstr(import_with("t,a\n0,1\n", (struct reading_options){.time.zone = "Moon"}),
                           "--zone takes a name such as Europe/Berlin"));
    assert_string_equal(getenv("TZ"), "UTC"); /* as it was */
}

static void a_time_of_day_needs_a_date(void **state)
{
    (void)state;
    static const char log[] = "Zeit;Hoehe (m)\n23:59:59,50;1\n00:00:00,20;2\n";
    assert_string_equal(import_with(log, (struct reading_options){.time_field = "Zeit",
                                                                  .time.zone = "Europe/Berlin",
                                                                  .time.zero = "2026-11-22"}),
                        "1795388399500 {\"Zeit\":\"23:59:59,50\",\"Hoehe (m)\":1}\n"
                        "1795388400200 {\"Zeit\":\"00:00:00,20\",\"Hoehe (m)\":2}\n");
    assert_string_equal(import_with(log, (struct reading_options){.time_field = "Zeit"}),
                        "FILE:2: \"Zeit\" has no date: 23:59:59,50");
    assert_int_equal(time_of("time,date", "12:00:05,2024-05-01", NONE), 1714564805000);
    assert_int_equal(time_of("Year,Month,Day,Time", "2024,5,1,12:00:05", NONE), 1714564805000);
}

static void a_date_in_three_columns_is_that_of_its_row(void **state)
{
    (void)state;
    assert_string_equal(
        import_text("Year,Month,Day,Time,alt\n2025,4,12,23:59:59.5,1\n"
                    "2025,4,13,0:00:00.5,2\n2025,4,13,12:00:00,3\n"),
        "1744502399500 {\"Year\":2025,\"Month\":4,\"Day\":12,\"Time\":\"23:59:59.5\","
        "\"alt\":1}\n"
        "1744502400500 {\"Year\":2025,\"Month\":4,\"Day\":13,\"Time\":\"0:00:00.5\","
        "\"alt\":2}\n"
        "1744545600000 {\"Year\":2025,\"Month\":4,\"Day\":13,\"Time\":\"12:00:00\","
        "\"alt\":3}\n");
}

static void mission_time_is_read_as_written(void **state)
{
    (void)state;
    assert_int_equal(time_of("Mission Time", "T+ 00:01:02", NONE), 62000);
    assert_int_equal(time_of("MET", "T-00:00:03.5", NONE), -3500);
}

static void a_guess_can_be_overruled(void **state)
{
    (void)state;
    assert_int_equal(time_of("time", "1714564805",
                             (struct reading_options){.time.unit = "ms", .time.zero = "launch"}),
                     1714564805);
    assert_int_equal(
        time_of("t", "5", (struct reading_options){.time.zero = "2024-05-01T12:00:00Z"}),
        1714564805000);
    assert_int_equal(time_of("t", "700", (struct reading_options){.time.zero = "launch"}), 700000);
    assert_int_equal(time_of("t", "5", (struct reading_options){.time.zero = "file"}), 0);
    assert_int_equal(time_of("Date", "45413.5", NONE), 1714564800000);
    assert_non_null(strstr(import_with("t,a\n0,1\n", (struct reading_options){.time.unit = "h"}),
                           "--time-unit takes s, ms, us, ns or days, not \"h\""));
    assert_non_null(strstr(import_with("t,a\n0,1\n", (struct reading_options){.time.zero = "noon"}),
                           "--time-zero takes launch, file, epoch or a time"));
}

/* The last example of what `ground import --dry-run` prints; the zone is this machine's. */
static void a_file_without_a_usable_time_says_which_flags_to_give(void **state)
{
    (void)state;
    char here[64], date[16];
    const char *got =
        import_report("Zeit;Hoehe (m);Druck (hPa);Status\n12:03:04,20;1,5;1013,2;pad\n"
                      "12:06:11,90;3,5;1013,2;boost\n",
                      NONE);
    zone_here(here, sizeof here);
    const char *last = strrchr(got, ' ');
    snprintf(date, sizeof date, "%s", last == NULL ? "" : last + 1);
    char says[1000];
    snprintf(says, sizeof says,
             "FILE:1: semicolon, decimal comma, header in line 1: Zeit;Hoehe (m);Druck "
             "(hPa);Status\n"
             "FILE:1: no column is a time; there are: Zeit, Hoehe (m), Druck (hPa), Status; say "
             "--time-field NAME\n"
             "FILE:1: \"Zeit\" holds 12:03:04,20 .. 12:06:11,90: --time-field Zeit --zone %s "
             "--time-zero %s",
             here, date);
    assert_string_equal(got, says);
}

int main(void)
{
    setenv("TZ", "UTC", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(epochs_are_told_apart_by_their_size),
        cmocka_unit_test(a_relative_time_has_the_unit_of_its_name_or_its_steps),
        cmocka_unit_test(the_name_of_a_time_ends_where_it_ends),
        cmocka_unit_test(iso_times_are_read_in_many_forms),
        cmocka_unit_test(what_is_no_time_or_two_times_is_refused),
        cmocka_unit_test(nineteen_seventy_is_read_as_written_and_earlier_times_are_refused),
        cmocka_unit_test(numbers_past_2_to_the_53_stay_exact),
        cmocka_unit_test(times_without_a_zone_are_utc_or_of_the_zone_given),
        cmocka_unit_test(a_time_of_day_needs_a_date),
        cmocka_unit_test(a_date_in_three_columns_is_that_of_its_row),
        cmocka_unit_test(mission_time_is_read_as_written),
        cmocka_unit_test(a_guess_can_be_overruled),
        cmocka_unit_test(a_file_without_a_usable_time_says_which_flags_to_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
