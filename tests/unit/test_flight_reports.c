/* test_flight_reports.c: the lines of NMEA, METAR and InfluxDB, a row for each thing that they may
 * say or leave out. */
#include "message_kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "name=value" of each number of the message, a blank behind each; "text" when it is one. */
static const char *numbers_of(const char *text)
{
    static char out[1024];
    size_t n = 0;
    decode(text);
    out[0] = '\0';
    if (d.kind == DECODED_TEXT)
        return "text";
    for (int i = 0; i < d.count; i++)
        n += (size_t)snprintf(out + n, sizeof out - n, "%s=%.8g ", d.numbers[i].name,
                              d.numbers[i].value);
    return out;
}

struct row {
    const char *text, *expected;
};

static void rows_hold(const struct row *rows, size_t count, const char *before,
                      const char *(*of)(const char *text))
{
    for (size_t i = 0; i < count; i++) {
        char text[256];
        snprintf(text, sizeof text, "%s%s", before, rows[i].text);
        const char *found = of(text);
        if (strcmp(found, rows[i].expected) != 0)
            fail_msg("%s: %s, not %s", text, found, rows[i].expected);
    }
}

/* ---- NMEA 0183 ---- */

/* The sentence between "$" and "*", with both and its checksum. */
static const char *sentence(const char *words)
{
    static char out[300];
    unsigned sum = 0;
    for (const char *c = words; *c != '\0'; c++)
        sum ^= (unsigned char)*c;
    snprintf(out, sizeof out, "$%s*%02X", words, sum);
    return out;
}

static const char *sentence_numbers(const char *words)
{
    return numbers_of(sentence(words));
}

static const char *sentence_fields(const char *words)
{
    return fields_of(sentence(words));
}

static void a_sentence_says_what_its_fields_hold(void **state)
{
    static const struct row rows[] = {
        {"GPRMC,1,A,4730.0,S,00815.0,W,0,0.5,2", "lat=-47.5 lon=-8.25 speed_kn=0 course_deg=0.5 "},
        {"GPRMC,1,V,4730.0,N,00815.0,E,1,2,3", "lat=nan lon=nan speed_kn=1 course_deg=2 "},
        {"GPRMC,1,A,,N,,E,1,,3", "speed_kn=1 "},
        {"GPRMC,1,A", ""},
        {"GPGGA,1,4730.0,N,00815.0,E,2,05,00.9,0100.5,M,-1,M",
         "lat=47.5 lon=8.25 fix=2 sats=5 hdop=0.9 alt_m=100.5 geoid_m=-1 "},
        {"GPGGA,1,4730.0,N,00815.0,E,0,05,00,100,M,1,M",
         "lat=nan lon=nan fix=0 sats=5 hdop=0 alt_m=nan geoid_m=1 "},
        {"GPGGA,1,4730.0,N,00815.0,E,,,,100,M,,M", "lat=nan lon=nan alt_m=nan "},
        {"GPGGA,1,x,N,-,E,1,5,,,M,,M", "fix=1 sats=5 "},
        {"GNZDA,1", ""},
        {"GPGSV,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26", ""},
        {"GP1A9,1", ""},
        {"GPABC,", ""},
        {"GPrmc,1", "text"},
        {"GPRM,1", "text"},
        {"GPRMCA,1", "text"},
    };
    static const struct row fields[] = {
        {"GPRMC,7.5,A,,,,,,,9", "time_utc=7.5 date=9 "},
        {"GPGGA,7.5", "time_utc=7.5 #lat= #lon= #alt_m= "},
        {"GNZDA,1", "sentence=$GNZDA,1*4B "},
    };
    (void)state;
    rows_hold(rows, ARRAY_SIZE(rows), "", sentence_numbers);
    rows_hold(fields, ARRAY_SIZE(fields), "", sentence_fields);
}

static void a_sentence_is_bad_where_its_checksum_is(void **state)
{
    static const char *const bad[] = {"$GNZDA,1*4A", "$GNZDA,1*5B", "$GNZDA,14B",
                                      "$GNZDA,1*4",  "$GNZDA,1*4b", "$GPABC,00"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        decode(bad[i]);
        if (d.kind != DECODED_BAD)
            fail_msg("%s is not bad", bad[i]);
        assert_int_equal(d.bad_at, 0);
    }
    decode("$GNZDA,1*4B\r\n\r\n$GNZDA,1*4C\r\n");
    assert_int_equal(d.kind, DECODED_BAD);
    assert_int_equal(d.bad_at, 15);
    decode("$GNZDA,1*4B\nand so on");
    assert_int_equal(d.kind, DECODED_BAD);
    assert_int_equal(d.bad_at, 12);
    decode("!AIVDM,1*4A");
    assert_int_equal(d.kind, DECODED_NUMBERS);
}

/* ---- METAR ---- */

static const struct row metar_groups[] = {
    {"27012G24KT", "wind_dir=270 wind_kn=12 gust_kn=24 lightning=0 "},
    {"270P99KT", "wind_dir=270 wind_kn=99 gust_kn=99 lightning=0 "},
    {"270100GP120KT", "wind_dir=270 wind_kn=100 gust_kn=120 lightning=0 "},
    {"///05KT", "wind_dir=nan wind_kn=5 gust_kn=5 lightning=0 "},
    {"VRB05KT", "wind_dir=nan wind_kn=5 gust_kn=5 lightning=0 "},
    {"18010MPS", "wind_dir=180 wind_kn=19.43844 gust_kn=19.43844 lightning=0 "},
    {"18010KMH", "wind_dir=180 wind_kn=5.39957 gust_kn=5.39957 lightning=0 "},
    {"27012G//KT", "wind_dir=270 wind_kn=12 gust_kn=nan lightning=0 "},
    {"2701234KT", "text"},
    {"VRBKT", "text"},
    {"27012KX", "text"},
    {"27KT", "text"},
    {"240V310", "dir_from=240 dir_to=310 lightning=0 "},
    {"240V31", "text"},
    {"240V3100", "text"},
    {"240-310", "text"},
    {"24XV310", "text"},
    {"240V3X0", "text"},
    {"9999", "vis_m=10000 lightning=0 "},
    {"0800", "vis_m=800 lightning=0 "},
    {"4000NDV", "vis_m=4000 lightning=0 "},
    {"4000NDVX", "text"},
    {"4000/1", "text"},
    {"10SM", "vis_m=16093.44 lightning=0 "},
    {"100SM", "vis_m=160934.4 lightning=0 "},
    {"1/2SM", "vis_m=804.672 lightning=0 "},
    {"1/16SM", "vis_m=100.584 lightning=0 "},
    {"M1/4SM", "vis_m=402.336 lightning=0 "},
    {"P6SM", "vis_m=9656.064 lightning=0 "},
    {"2 3/4SM", "vis_m=4425.696 lightning=0 "},
    {"2 AUTO 3/4SM", "vis_m=1207.008 lightning=0 "},
    {"12 3/4SM", "vis_m=1207.008 lightning=0 "},
    {"2 1SM 3/4SM", "vis_m=1609.344 vis_m=1207.008 lightning=0 "},
    {"1/0SM", "text"},
    {"1/200SM", "text"},
    {"SM", "text"},
    {"10SX", "text"},
    {"CAVOK", "vis_m=10000 ceiling_ft=inf lightning=0 "},
    {"10/05 Q1013 VV002", "temp_c=10 dew_c=5 qnh_hpa=1013 ceiling_ft=200 lightning=0 "},
    {"10/05 BKN060 OVC030", "temp_c=10 dew_c=5 ceiling_ft=3000 lightning=0 "},
    {"10/05 OVC030 BKN060", "temp_c=10 dew_c=5 ceiling_ft=3000 lightning=0 "},
    {"10/05 FEW010 SCT020", "temp_c=10 dew_c=5 ceiling_ft=inf lightning=0 "},
    {"10/05 FEW010 OVC080", "temp_c=10 dew_c=5 ceiling_ft=8000 lightning=0 "},
    {"10/05 BKN///", "temp_c=10 dew_c=5 lightning=0 "},
    {"10/05 CLR", "temp_c=10 dew_c=5 ceiling_ft=inf lightning=0 "},
    {"10/05 SKC", "temp_c=10 dew_c=5 ceiling_ft=inf lightning=0 "},
    {"10/05 NSC", "temp_c=10 dew_c=5 ceiling_ft=inf lightning=0 "},
    {"10/05 NCD", "temp_c=10 dew_c=5 ceiling_ft=inf lightning=0 "},
    {"M00/M12", "temp_c=0 dew_c=-12 lightning=0 "},
    {"10/", "temp_c=10 lightning=0 "},
    {"10///", "temp_c=10 lightning=0 "},
    {"1/05", "text"},
    {"10-05", "text"},
    {"10", "text"},
    {"M1/05", "text"},
    {"A2992", "qnh_hpa=1013.2079 lightning=0 "},
    {"B2992", "text"},
    {"Q101", "text"},
    {"Q10133", "text"},
    {"Q1013 TSRA", "qnh_hpa=1013 lightning=1 "},
    {"Q1013 +TSRA", "qnh_hpa=1013 lightning=1 "},
    {"Q1013 -TSRA", "qnh_hpa=1013 lightning=1 "},
    {"Q1013 VCTS", "qnh_hpa=1013 lightning=1 "},
    {"Q1013 SCT020CB", "qnh_hpa=1013 ceiling_ft=inf lightning=1 "},
    {"TSRA Q1013 NOSIG", "qnh_hpa=1013 lightning=1 "},
    {"Q1013 RMK LTGCG A2992", "qnh_hpa=1013 lightning=1 "},
    {"Q1013 RMK LTGCG DSNT", "qnh_hpa=1013 lightning=1 "},
    {"Q1013 RMK TSNO", "qnh_hpa=1013 lightning=0 "},
    {"Q1013 LTG", "qnh_hpa=1013 lightning=0 "},
    {"Q1013 NOSIG A2992 TS", "qnh_hpa=1013 lightning=0 "},
    {"Q1013 TEMPO A2992 9999", "qnh_hpa=1013 lightning=0 "},
    {"Q1013 BECMG A2992 9999", "qnh_hpa=1013 lightning=0 "},
    {"Q1013 TEMPO A2992 RMK LTG", "qnh_hpa=1013 lightning=1 "},
    {"Q1013=", "qnh_hpa=1013 lightning=0 "},
    {"AUTO NIL", "text"},
    {"", "text"},
};

static void each_group_of_a_metar_is_read(void **state)
{
    (void)state;
    rows_hold(metar_groups, ARRAY_SIZE(metar_groups), "EDDX 011220Z ", numbers_of);
}

static void a_metar_is_told_by_what_it_begins_with(void **state)
{
    static const struct row rows[] = {
        {"K1Y2 011220Z", "qnh_hpa=1013 lightning=0 "},
        {"METAR EDDX 011220Z", "qnh_hpa=1013 lightning=0 "},
        {"SPECI COR EDDX 011220Z", "qnh_hpa=1013 lightning=0 "},
        {"2024/05/01 12:20 EDDX 011220Z", "qnh_hpa=1013 lightning=0 "},
        {"2024/05/01 1220 EDDX 011220Z", "text"},
        {"2024-05-01 12:20 EDDX 011220Z", "text"},
        {"2024/05/1 12:20 EDDX 011220Z", "text"},
        {"METAR", "text"},
        {"1KYZ 011220Z", "text"},
        {"eddx 011220Z", "text"},
        {"EDDXX 011220Z", "text"},
        {"EDX 011220Z", "text"},
        {"EDDX 0112200", "text"},
        {"EDDX 01122Z", "text"},
        {"EDDX 0112200Z", "text"},
        {"EDDX 01I220Z", "text"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char text[128];
        snprintf(text, sizeof text, "%s Q1013", rows[i].text);
        if (strcmp(numbers_of(text), rows[i].expected) != 0)
            fail_msg("%s: %s, not %s", text, numbers_of(text), rows[i].expected);
    }
    assert_string_equal(fields_of("EDDX 011220Z Q1013"),
                        "station=EDDX #qnh_hpa=Q1013 #lightning=EDDX 011220Z Q1013 ");
    assert_string_equal(numbers_of("METAR"), "text");
    assert_string_equal(numbers_of("EDDX"), "text");
}

/* ---- InfluxDB line protocol ---- */

static const char *line_fields(const char *line)
{
    const char *fields = fields_of(line);
    return d.kind == DECODED_TEXT ? "text" : fields;
}

static void each_part_of_an_influx_line_is_read(void **state)
{
    static const struct row rows[] = {
        {"m,a=b x=1", "a=b #x=1 "},
        {"m,a=b,c-d=e/f x=1", "a=b c-d=e/f #x=1 "},
        {"m\\ n,a=b\\,c x\\ y=1", "a=b\\,c #x\\ y=1 "},
        {"m,a=b x=1,y=-2.5e1", "a=b #x=1 #y=-2.5e1 "},
        {"m,a=b x=1i,y=2u", "a=b #x=1 #y=2 "},
        {"m,a=b x=t,y=f", "a=b #x=t #y=f "},
        {"m,a=b x=TRUE,y=False", "a=b #x=TRUE #y=False "},
        {"m,a=b say=\"p, \\\" q\",x=1", "a=b say=p, \\\" q #x=1 "},
        {"m,a=b x=1 1714564805", "a=b #x=1 "},
        {"m x=1 1714564805", "#x=1 "},
        {"m x=1  1714564805\r\n", "#x=1 "},
        {"m,a=b x=1\r\nm,a=c x=2\r\n\r\n", "a=b #m.x=1 a=c #m.x=2 "},
        {"# a comment\n\nm,a=b x=1", "a=b #m.x=1 "},
        {"m,a=b x=1\n# a comment", "a=b #m.x=1 "},
        {"m x=1 171456480", "text"},
        {"m,a=b x=1 1714564805z", "text"},
        {"m,a=b x=1,", "text"},
        {"m,a=b x=i", "text"},
        {"m,a=b x=", "text"},
        {"m,a=b x=1j", "text"},
        {"m,a=b x=yes", "text"},
        {"m,a=b say=\"p", "text"},
        {"m,a=b say=\"p\\\"", "text"},
        {"m,a=b x=1\nand more", "text"},
        {"m,a= x=1", "text"},
        {"m,=b x=1", "text"},
        {"m,a x=1", "text"},
        {"m,a=b =1", "text"},
        {"m,a=b x:1", "text"},
        {"# only a comment", "text"},
    };
    static const struct row truths[] = {{"f", "x=0 "},     {"F", "x=0 "},     {"false", "x=0 "},
                                        {"False", "x=0 "}, {"FALSE", "x=0 "}, {"t", "x=1 "},
                                        {"T", "x=1 "},     {"true", "x=1 "},  {"True", "x=1 "},
                                        {"TRUE", "x=1 "},  {"12i", "x=12 "},  {"-7u", "x=-7 "}};
    (void)state;
    rows_hold(rows, ARRAY_SIZE(rows), "", line_fields);
    rows_hold(truths, ARRAY_SIZE(truths), "m,a=b x=", numbers_of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sentence_says_what_its_fields_hold),
        cmocka_unit_test(a_sentence_is_bad_where_its_checksum_is),
        cmocka_unit_test(each_group_of_a_metar_is_read),
        cmocka_unit_test(a_metar_is_told_by_what_it_begins_with),
        cmocka_unit_test(each_part_of_an_influx_line_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
