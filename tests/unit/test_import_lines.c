/* test_import_lines.c: logs of radios and receivers, a message in each line. */
#include "test.h"

#include "import_kit.h"
#include "source/line_words.h"
#include "source/timestamp.h"

#define MAY ((struct reading_options){.time.zero = "2024-05-01"})

static void nmea_is_sent_as_it_is_with_the_times_of_its_sentences(void **state)
{
    (void)state;
    static const char log[] =
        "$GNGGA,121504.00,4712.3456,N,00832.1098,E,1,11,0.8,612.4,M,47.2,M,,*74\r\n"
        "$GPRMC,121505.00,A,4712.3456,N,00832.1098,E,12.4,271.3,010524,,,A*63\r\n"
        "$GPTXT,01*62\r\n"
        "$GNGGA,121505.00,4712.3456,N,00832.1098,E,1,11,0.8,612.4,M,47.2,M,,*75\r\n"
        "$GNGGA,121506.00,4712.3456,N,00832.1098,E,1,11,0.8,612.4,M,47.2,M,,*00\r\n";
    assert_string_equal(
        import_text(log),
        "1714565704000 $GNGGA,121504.00,4712.3456,N,00832.1098,E,1,11,0.8,612.4,M,47.2,M,,*74\n"
        "1714565705000 $GPRMC,121505.00,A,4712.3456,N,00832.1098,E,12.4,271.3,010524,,,A*63\n"
        "1714565705000 $GPTXT,01*62\n"
        "1714565705000 $GNGGA,121505.00,4712.3456,N,00832.1098,E,1,11,0.8,612.4,M,47.2,M,,*75\n");
    assert_string_equal(import_report(log, (struct reading_options){0}),
                        "FILE: NMEA 0183 sentences\n"
                        "FILE: 4 messages, time UTC, from 2024-05-01 on\n"
                        "FILE: left out: 1 line with a wrong checksum or cut off, 0 lines of "
                        "another kind, 0 lines before the first time\n"
                        "FILE: 00:00:01 long, 2024-05-01 12:15:04 .. 2024-05-01 12:15:05 UTC, "
                        "median step 1 s\n");
}

static void ukhas_sentences_become_numbers(void **state)
{
    (void)state;
    assert_string_equal(
        import_with("$$KITE7,41,12:15:05,47.20576,8.53516,18250,14,-31.5,3.91*2D4E\n", MAY),
        "1714565705000 KITE7 {\"count\":41,\"lat\":47.205760,\"lon\":8.535160,\"alt_m\":18250,"
        "\"field_7\":14,\"field_8\":-31.5,\"field_9\":3.91}\n");
    assert_string_equal(
        import_with("$$KITE7,41,12:15:05,47.20576,8.53516,18250,14,-31.5,3.91*2D4F\n"
                    "$$KITE7,41,12:15:05,47.20576,8.53516,18250,14,-31.5,3.91*2D4E\n"
                    "$$KITE7,41,12:15:05,47.20576,8.53516,18250,14,-31.5,3.91*2D4E\n",
                    MAY),
        "1714565705000 KITE7 {\"count\":41,\"lat\":47.205760,\"lon\":8.535160,\"alt_m\":18250,"
        "\"field_7\":14,\"field_8\":-31.5,\"field_9\":3.91}\n"
        "1714565705000 KITE7 {\"count\":41,\"lat\":47.205760,\"lon\":8.535160,\"alt_m\":18250,"
        "\"field_7\":14,\"field_8\":-31.5,\"field_9\":3.91}\n");
}

static void aprs_positions_and_telemetry_become_numbers(void **state)
{
    (void)state;
    assert_string_equal(
        import_with("# aprsc 2.1\n"
                    "N0CALL-11>APRS,WIDE2-1:/121505h4712.35N/00832.11EO271/012/A=059875 kite\n"
                    "N0CALL-11>APRS:!/6ZQPP\\=0O sQ\n"
                    "N0CALL-11>APRS:T#041,182,097,000,000,000,00000000\n"
                    "N0CALL-11>APRS:@011216z4712.35S/00832.11WO\n",
                    MAY),
        "1714565705000 N0CALL-11 {\"lat\":47.205833,\"lon\":8.535167,\"course_deg\":271,"
        "\"speed_kn\":12,\"alt_ft\":59875}\n"
        "1714565705000 N0CALL-11 {\"lat\":47.205801,\"lon\":8.535196}\n"
        "1714565705000 N0CALL-11 {\"seq\":41,\"a1\":182,\"a2\":97,\"a3\":0,\"a4\":0,\"a5\":0}\n"
        "1714565760000 N0CALL-11 {\"lat\":-47.205833,\"lon\":-8.535167}\n");
}

static void days_and_months_go_on_where_times_fall(void **state)
{
    (void)state;
    assert_string_equal(import_with("A>B:/235959h4712.35N/00832.11EO\n"
                                    "A>B:/000001h4712.35N/00832.11EO\n",
                                    MAY),
                        "1714607999000 A {\"lat\":47.205833,\"lon\":8.535167}\n"
                        "1714608001000 A {\"lat\":47.205833,\"lon\":8.535167}\n");
    assert_string_equal(import_with("A>B:@302359z4712.35N/00832.11EO\n"
                                    "A>B:@010001z4712.35N/00832.11EO\n",
                                    MAY),
                        "1714521540000 A {\"lat\":47.205833,\"lon\":8.535167}\n"
                        "1714521660000 A {\"lat\":47.205833,\"lon\":8.535167}\n");
}

static void metar_reports_are_sent_as_they_are_keyed_by_their_station(void **state)
{
    (void)state;
    assert_string_equal(
        import_with("METAR XXAB 011220Z 27012G24KT 9999 14/M02 Q1009\n2024/05/01 12:20\n"
                    "XXAB 011250Z AUTO 27010KT CAVOK 14/M02 Q1009=\n",
                    MAY),
        "1714566000000 XXAB METAR XXAB 011220Z 27012G24KT 9999 14/M02 Q1009\n"
        "1714567800000 XXAB XXAB 011250Z AUTO 27010KT CAVOK 14/M02 Q1009=\n");
}

static void a_clock_of_a_line_has_two_digits_each_and_a_fraction(void **state)
{
    static const struct {
        const char *text;
        int64_t ms; /* -1: no clock */
    } rows[] = {
        {"121505", 44105000},
        {"12:15:05", 44105000},
        {"121505.25", 44105250},
        {"12:15:05.5", 44105500},
        {"000000", 0},
        {"235960", 86400000},
        {"240000", -1},
        {"126000", -1},
        {"121561", -1},
        {"1215", -1},
        {"12:15", -1},
        {"12150x", -1},
        {"121505,5", -1},
        {"1215055", -1},
        {"121505.x", -1},
        {"121505.", -1},
        {"", -1},
        {"12:1505", -1},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int64_t ns = -1;
        bool is = line_clock(bytes_of(rows[i].text), &ns);
        if (is != (rows[i].ms >= 0) || (is && ns != rows[i].ms * (TIMESTAMP_S / 1000)))
            fail_msg("%s: %d, %lld", rows[i].text, is, (long long)ns);
    }
    assert_int_equal(line_digits(bytes_of("x07y"), 1, 2), 7);
    assert_int_equal(line_digits(bytes_of("x07"), 1, 3), -1);
    assert_int_equal(line_xor(bytes_of("AB")), 'A' ^ 'B');
    assert_true(line_is_hex(bytes_of("0A"), 10, 2));
    assert_false(line_is_hex(bytes_of("0B"), 10, 2));
    assert_false(line_is_hex(bytes_of("A"), 10, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nmea_is_sent_as_it_is_with_the_times_of_its_sentences),
        cmocka_unit_test(ukhas_sentences_become_numbers),
        cmocka_unit_test(aprs_positions_and_telemetry_become_numbers),
        cmocka_unit_test(a_clock_of_a_line_has_two_digits_each_and_a_fraction),
        cmocka_unit_test(metar_reports_are_sent_as_they_are_keyed_by_their_station),
        cmocka_unit_test(days_and_months_go_on_where_times_fall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
