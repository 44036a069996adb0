/* test_show.c: numbers, ages, clocks and times look as the screens say. */
#include "test.h"

#include <locale.h>
#include <math.h>

#include "flight/message.h"
#include "flight/show.h"

static void numbers_keep_their_decimals_and_seven_columns(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *shown;
    } rows[] = {
        {2158.434, 1, " 2158.4"}, {50.219, 1, "   50.2"},   {-46.719, 1, "  -46.7"},
        {0.0, 2, "   0.00"},      {-0.0, 1, "    0.0"},     {-0.04, 1, "    0.0"},
        {-0.05, 1, "   -0.1"},    {99999.9, 1, "99999.9"},  {99999.96, 1, " >99999"},
        {1e300, 1, " >99999"},    {-9999.9, 1, "-9999.9"},  {-10000, 1, " <-9999"},
        {NAN, 1, "    NaN"},      {INFINITY, 1, " >99999"}, {-INFINITY, 1, " <-9999"},
        {9999.99, 2, "9999.99"},  {12345.67, 2, "  >9999"}, {-1000, 2, "  <-999"},
        {1234567, 0, "1234567"},  {12345678, 0, ">999999"}, {-1234567, 0, "<-99999"},
        {23.4567, 4, "23.4567"},  {24.5, 1, "   24.5"},
    };
    char out[16];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        show_number(rows[i].value, rows[i].decimals, 1, out);
        assert_string_equal(out, rows[i].shown);
    }
    show_number(1, 1, 0, out);
    assert_string_equal(out, "   ----");
}

static void ages_take_five_columns(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *shown;
    } rows[] = {
        {-5, "  <1s"},
        {0, "  <1s"},
        {999, "  <1s"},
        {1000, "00:01"},
        {252000, "04:12"},
        {5999999, "99:59"},
        {6000000, "01h40"},
        {43380000, "12h03"},
        {359999999, "99h59"},
        {360000000, "   4d"},
        {10627200000, " 123d"},
        {INT64_MAX, "9999d"},
        {FLIGHT_NO_TIME, " ----"},
    };
    char out[16];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        show_age(rows[i].ms, out);
        assert_string_equal(out, rows[i].shown);
    }
}

static void the_clock_goes_by_floor_without_a_minus_zero(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *shown;
    } rows[] = {
        {-1001, "T-00:00:02"},       {-1000, "T-00:00:01"},
        {-1, "T-00:00:01"},          {0, "T+00:00:00"},
        {999, "T+00:00:00"},         {398000, "T+00:06:38"},
        {-240000, "T-00:04:00"},     {FLIGHT_NO_TIME, "T --:--:--"},
        {359999000, "T+99:59:59"},   {1051200000, "T+12d04h  "},
        {-1051200000, "T-12d04h  "}, {INT64_MAX, "T+>9999d  "},
    };
    char out[16];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        show_clock(rows[i].ms, out);
        assert_string_equal(out, rows[i].shown);
    }
}

static void only_counts_use_k_m_g(void **state)
{
    (void)state;
    static const struct {
        int64_t n;
        int width;
        const char *shown;
    } rows[] = {
        {0, 3, "  0"},        {26, 3, " 26"},         {999, 3, "999"},   {1000, 4, "1.0k"},
        {1638, 5, " 1.6k"},   {1638, 3, " 1k"},       {12102, 3, "12k"}, {999999, 4, "999k"},
        {3400000, 4, "3.4M"}, {INT64_MAX, 4, "9.2E"}, {-1, 1, "0"},
    };
    char out[16];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        show_count(rows[i].n, rows[i].width, out, sizeof out);
        assert_string_equal(out, rows[i].shown);
    }
}

static void times_are_utc_and_bounded(void **state)
{
    (void)state;
    const int64_t t = 1795357867123; /* 2026-11-22T14:31:07.123Z */
    char out[32];
    show_utc(t, SHOW_TIME, out);
    assert_string_equal(out, "14:31:07");
    show_utc(t, SHOW_TIME_MS, out);
    assert_string_equal(out, "14:31:07.123");
    show_utc(t, SHOW_DATE_TIME, out);
    assert_string_equal(out, "2026-11-22 14:31:07");
    show_utc(t, SHOW_ISO, out);
    assert_string_equal(out, "2026-11-22T14:31:07.123Z");
    show_utc(-1, SHOW_ISO, out);
    assert_string_equal(out, "1969-12-31T23:59:59.999Z");
    show_utc(INT64_MAX, SHOW_ISO, out);
    assert_string_equal(out, "9999-12-31T23:59:59.999Z");
    show_utc(INT64_MIN + 1, SHOW_ISO, out);
    assert_string_equal(out, "1000-01-01T00:00:00.000Z");
    show_utc(FLIGHT_NO_TIME, SHOW_TIME, out);
    assert_string_equal(out, "--:--:--");
    show_length(183000, out);
    assert_string_equal(out, "00:03:03");
}

static void times_are_read_back(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms; /* -1: refused */
    } rows[] = {
        {"2026-11-22T14:31:07Z", 1795357867000},
        {"2026-11-22T14:31:07.123Z", 1795357867123},
        {"2026-11-22T14:31:07.1", 1795357867100},
        {"2026-11-22 14:31", 1795357860000},
        {"2017-08-24", 1503532800000},
        {"2024-02-29", 1709164800000},
        {"2023-02-29", -1},
        {"2026-13-01", -1},
        {"2026-12-31T23:59:59.9995Z", 1798761599999},
        {"2026-01-01T00:00:00Z", 1767225600000},
        {"2026-11-30T00:00", 1795996800000},
        {"2000-02-29", 951782400000},
        {"1900-02-29", -1},
        {"2026-11-31", -1},
        {"2026-11-00", -1},
        {"2026-00-01", -1},
        {"0000-01-01", -1},
        {"2026-11-22T24:00", -1},
        {"2026-11-22T14:60", -1},
        {"2026-11-22T14:31:60", -1},
        {"2026-11-22T14:3/", -1},
        {"2026-11-22T14::1", -1},
        {"2026-11-22x14:31", -1},
        {"2026-11-22T", -1},
        {"2026-11-22T14", -1},
        {"2026-11-22T14:31:07.Z", -1},
        {"2026-11-22T14:31:07Zx", -1},
        {"14:31:07", -1},
        {"", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t ms = -1;
        int rc = show_parse_utc(rows[i].text, &ms);
        assert_int_equal(rc, rows[i].ms < 0 ? -1 : 0);
        assert_int_equal(ms, rows[i].ms);
    }
}

int main(void)
{
    setlocale(LC_ALL, "de_DE.UTF-8"); /* where installed: a decimal comma must not get in */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_keep_their_decimals_and_seven_columns),
        cmocka_unit_test(ages_take_five_columns),
        cmocka_unit_test(the_clock_goes_by_floor_without_a_minus_zero),
        cmocka_unit_test(only_counts_use_k_m_g),
        cmocka_unit_test(times_are_utc_and_bounded),
        cmocka_unit_test(times_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
