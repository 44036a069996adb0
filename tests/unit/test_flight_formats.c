/* test_flight_formats.c: messages that are neither JSON nor pairs: what their numbers are called
 * and worth. */
#include "batch/compress.h"
#include "message_kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double value_of(const char *name)
{
    for (int i = 0; i < d.count; i++)
        if (strcmp(d.numbers[i].name, name) == 0)
            return d.numbers[i].value;
    fail_msg("no %s in %d numbers", name, d.count);
    return NAN;
}

static void near(const char *name, double expected)
{
    double value = value_of(name);
    if (value != expected && !(fabs(value - expected) <= fabs(expected) * 1e-9))
        fail_msg("%s is %.17g, not %.17g", name, value, expected);
}

static void decode_bytes(const char *bytes, size_t len)
{
    static char exact[256];
    memcpy(exact, bytes, len);
    message_decode(&mission_default, bytes_make(exact, len), &d);
}
#define BYTES(literal) decode_bytes(literal, sizeof(literal) - 1)

/* ---- NMEA 0183 ---- */

static void a_sentence_with_its_checksum_is_a_place(void **state)
{
    (void)state;
    decode("$GPRMC,121505.00,A,4712.3456,N,00832.1098,E,12.4,271.3,010524,,,A*63\r\n");
    assert_string_equal(decoded_words(&d), "NMEA 0183");
    assert_int_equal(d.count, 4);
    near("lat", 47 + 12.3456 / 60);
    near("lon", 8 + 32.1098 / 60);
    near("speed_kn", 12.4);
    near("course_deg", 271.3);
    decode("$GNGGA,121505.00,4712.3456,N,00832.1098,E,1,11,0.8,612.4,M,47.2,M,,*75");
    near("fix", 1);
    near("sats", 11);
    near("hdop", 0.8);
    near("alt_m", 612.4);
    near("geoid_m", 47.2);
}

static void several_sentences_are_one_message(void **state)
{
    (void)state;
    decode("$GPRMC,121505.00,A,4712.3456,N,00832.1098,E,12.4,271.3,010524,,,A*63\r\n"
           "$GNGGA,121505.00,4712.3456,N,00832.1098,E,1,11,0.8,612.4,M,47.2,M,,*75\r\n");
    near("speed_kn", 12.4);
    near("alt_m", 612.4);
}

static void without_a_fix_the_place_is_nan(void **state)
{
    (void)state;
    decode("$GPGGA,121505.00,,,,,0,03,,,M,,M,,*49");
    assert_int_equal(d.kind, DECODED_NUMBERS);
    assert_true(isnan(value_of("lat")) && isnan(value_of("lon")) && isnan(value_of("alt_m")));
    near("sats", 3);
}

static void a_wrong_checksum_is_said(void **state)
{
    (void)state;
    decode("$GPRMC,121505.00,A,4712.3456,N,00832.1098,E,12.4,271.3,010524,,,A*64");
    assert_int_equal(d.kind, DECODED_BAD);
    assert_string_equal(decoded_words(&d), "bad NMEA 0183");
    assert_int_equal(d.count, 0);
    decode("$100 says it works");
    assert_int_equal(d.kind, DECODED_TEXT);
}

/* ---- METAR ---- */

static void a_metar_is_weather_in_numbers(void **state)
{
    (void)state;
    decode("METAR XXAB 011220Z 27012G24KT 240V310 9999 SCT035 BKN060CB 14/M02 Q1009 RMK FRQ LTGCG "
           "DSNT W");
    assert_string_equal(decoded_words(&d), "METAR");
    near("wind_dir", 270);
    near("wind_kn", 12);
    near("gust_kn", 24);
    near("dir_from", 240);
    near("dir_to", 310);
    near("vis_m", 10000);
    near("ceiling_ft", 6000);
    near("temp_c", 14);
    near("dew_c", -2);
    near("qnh_hpa", 1009);
    near("lightning", 1);
    assert_int_equal(d.count, 11);
}

static void a_metar_of_miles_and_inches_too(void **state)
{
    (void)state;
    decode("2024/05/01 12:20\nSPECI KXYZ 011220Z AUTO VRB05KT 1 1/2SM OVC008 M05/M12 A2992=");
    assert_true(isnan(value_of("wind_dir")));
    near("gust_kn", 5);
    near("vis_m", 1.5 * 1609.344);
    near("ceiling_ft", 800);
    near("temp_c", -5);
    near("qnh_hpa", 2992 * 0.338639);
    near("lightning", 0);
    decode("EDDX 011220Z 00000MPS CAVOK 20/10 Q1020 NOSIG");
    near("ceiling_ft", INFINITY);
    near("vis_m", 10000);
    decode("EDDX 011220Z 18010MPS CLR TEMPO 27030KT BKN010");
    near("wind_kn", 10 * 1.943844);
    near("ceiling_ft", INFINITY);
}

/* ---- InfluxDB line protocol ---- */

static void a_line_of_influx_is_its_fields(void **state)
{
    (void)state;
    decode(
        "flight,rocket=kite7 alt=612.4,batt=3.91,sats=11i,armed=t,mode=\"up\" 1714564805000000000");
    assert_string_equal(decoded_words(&d), "InfluxDB line protocol");
    assert_int_equal(d.count, 4);
    near("alt", 612.4);
    near("sats", 11);
    near("armed", 1);
    decode("flight alt=1,event=\"MECO\" 1714564805000000000");
    assert_string_equal(text_of(d.text), "MECO");
    decode("# two\ncpu,n=0 load=1 1714564805000000000\ncpu_b,n=1 load=2\n");
    near("cpu.load", 1);
    near("cpu_b.load", 2);
}

static void a_sentence_with_an_equals_sign_stays_text(void **state)
{
    static const char *const texts[] = {"go t=5",   "abort at=3",       "see http://x/?a=1",
                                        "a, b=1 c", "fuel,side=left x", "fuel,side=left x=y"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        decode(texts[i]);
        if (d.kind != DECODED_TEXT)
            fail_msg("%s is %s", texts[i], decoded_words(&d));
    }
}

/* ---- MessagePack and CBOR ---- */

static void a_messagepack_map_is_its_numbers(void **state)
{
    (void)state;
    BYTES(
        "\x88\xa3"
        "alt\xcb\x40\x83\x23\x33\x33\x33\x33\x33\xa1n\xff\xa1u\xcd\x01\x00\xa1i\xd3\xff\xff\xff\xff"
        "\xff\xff\xff\xfe\xa4"
        "gyro\x92\x01\xca\x3f\xc0\x00\x00\xa2ok\xc3\xa5"
        "event\xa4MECO\xa1m\x81\xa1x\xa3"
        "2.5");
    assert_string_equal(decoded_words(&d), "MessagePack map");
    near("alt", 612.4);
    near("n", -1);
    near("u", 256);
    near("i", -2);
    near("gyro[0]", 1);
    near("gyro[1]", 1.5);
    near("ok", 1);
    near("m.x", 2.5);
    assert_string_equal(text_of(d.text), "MECO");
    BYTES("\x81\xa1z\xcf\x7f\xff\xff\xff\xff\xff\xff\xff");
    assert_true(d.numbers[0].whole == INT64_MAX);
}

static void a_cbor_map_is_its_numbers(void **state)
{
    (void)state;
    BYTES("\xd9\xd9\xf7\xbf\x63"
          "alt\xfb\x40\x83\x23\x33\x33\x33\x33\x33\x61n\x20\x61h\xf9\x3e\x00\x64"
          "gyro\x9f\x01\xfa\x3f\xc0\x00\x00\xff\x62ok\xf5\x61t\xc1\x1a\x66\x32\x20\x45\x61q\xf6\x65"
          "phase\x7f\x62UP\x60\xff\xff");
    assert_string_equal(decoded_words(&d), "CBOR map");
    near("alt", 612.4);
    near("n", -1);
    near("h", 1.5);
    near("gyro[0]", 1);
    near("gyro[1]", 1.5);
    near("ok", 1);
    near("t", 0x66322045);
    assert_string_equal(text_of(d.phase), "UP");
    BYTES("\xa1\x61z\x1b\x7f\xff\xff\xff\xff\xff\xff\xff");
    assert_true(d.numbers[0].whole == INT64_MAX);
}

static void half_a_map_or_more_than_one_is_binary(void **state)
{
    static const char pack[] = "\x82\xa1"
                               "a\x01\xa1"
                               "b\xc3",
                      cbor[] = "\xa2\x61"
                               "a\x01\x61"
                               "b\xf5";
    (void)state;
    for (size_t len = 1; len < sizeof pack - 1; len++) {
        decode_bytes(pack, len);
        assert_int_equal(d.kind, DECODED_BINARY);
        assert_int_equal(d.count, 0);
        decode_bytes(cbor, len);
        assert_int_equal(d.kind, DECODED_BINARY);
    }
    BYTES("\x80\x00");
    assert_int_equal(d.kind, DECODED_BINARY);
    BYTES("\xa0\x00");
    assert_int_equal(d.kind, DECODED_BINARY);
    BYTES("\x81\x01\x01"); /* a number for a name */
    assert_int_equal(d.kind, DECODED_BINARY);
    BYTES("\x81\xa1"
          "a\xc1"); /* never used */
    assert_int_equal(d.kind, DECODED_BINARY);
}

/* Also where it is no map: the reason is only told of a value that is of no format. */
static void where_half_a_map_goes_wrong_is_told(void **state)
{
    (void)state;
    BYTES("\x82\xa1"
          "a\x01\xa1");
    assert_string_equal(d.why, "MessagePack map that goes wrong at byte 5 of 5");
    BYTES("\xa1\x61"
          "a\x01\x02");
    assert_string_equal(d.why, "CBOR map that goes wrong at byte 4 of 5");
    BYTES("\xff\x00");
    assert_string_equal(d.why, "");
    BYTES("\xd9\xa1 is text"); /* of a letter that CBOR takes for a tag */
    assert_int_equal(d.kind, DECODED_TEXT);
    assert_string_equal(d.why, "");
}

static void the_fields_of_a_map_are_told_as_text(void **state)
{
    char said[128] = "";
    (void)state;
    strcat(said, fields_of("\x83\xa1"
                           "a\xcb\x3f\xb9\x99\x99\x99\x99\x99\x9a\xa1"
                           "b\xa1x\xa1"
                           "c\x07"));
    assert_string_equal(said, "#a=0.1 b=x #c=7 ");
}

/* ---- compressed values ---- */

static void a_compressed_value_is_what_it_holds(void **state)
{
    static const enum codec codecs[] = {CODEC_GZIP, CODEC_ZSTD, CODEC_LZ4};
    static const char json[] = "{\"alt\":612.4,\"event\":\"MECO\"}";
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
        struct buf packed = {0};
        assert_int_equal(codec_deflate(codecs[i], bytes_of(json), &packed, NULL), 0);
        message_decode(&mission_default, buf_bytes(&packed), &d);
        assert_string_equal(decoded_words(&d), "JSON object");
        near("alt", 612.4);
        assert_string_equal(text_of(d.text), "MECO");
        message_decode(&mission_default, bytes_make(packed.data, packed.len - 5), &d);
        assert_int_equal(d.kind, DECODED_BINARY);
        assert_int_equal(d.count, 0);
        assert_non_null(strstr(d.why, ": cut off or damaged"));
        buf_deinit(&packed);
    }
}

static void a_value_that_unpacks_to_more_than_a_mebibyte_is_binary(void **state)
{
    struct buf packed = {0};
    char *blanks = malloc(DECODED_MAX_INFLATED + 1);
    (void)state;
    memset(blanks, ' ', DECODED_MAX_INFLATED + 1);
    memcpy(blanks, "{\"a\":1}", 7);
    for (int over = 0; over <= 1; over++) {
        struct bytes whole = bytes_make(blanks, (size_t)DECODED_MAX_INFLATED + (size_t)over);
        buf_clear(&packed);
        assert_int_equal(codec_deflate(CODEC_ZSTD, whole, &packed, NULL), 0);
        message_decode(&mission_default, buf_bytes(&packed), &d);
        assert_int_equal(d.kind, over ? DECODED_BINARY : DECODED_NUMBERS);
        assert_string_equal(d.why, over ? "zstd: it holds more than 1 MiB" : "");
    }
    free(blanks);
    buf_deinit(&packed);
    decoded_deinit(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sentence_with_its_checksum_is_a_place),
        cmocka_unit_test(several_sentences_are_one_message),
        cmocka_unit_test(without_a_fix_the_place_is_nan),
        cmocka_unit_test(a_wrong_checksum_is_said),
        cmocka_unit_test(a_metar_is_weather_in_numbers),
        cmocka_unit_test(a_metar_of_miles_and_inches_too),
        cmocka_unit_test(a_line_of_influx_is_its_fields),
        cmocka_unit_test(a_sentence_with_an_equals_sign_stays_text),
        cmocka_unit_test(a_messagepack_map_is_its_numbers),
        cmocka_unit_test(a_cbor_map_is_its_numbers),
        cmocka_unit_test(half_a_map_or_more_than_one_is_binary),
        cmocka_unit_test(a_compressed_value_is_what_it_holds),
        cmocka_unit_test(a_value_that_unpacks_to_more_than_a_mebibyte_is_binary),
        cmocka_unit_test(where_half_a_map_goes_wrong_is_told),
        cmocka_unit_test(the_fields_of_a_map_are_told_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
