/* test_import_tables.c: tables as people have them, whatever wrote them. */
#include "test.h"

#include <stdio.h>
#include <zlib.h>
#include <zstd.h>

#include "import_kit.h"

static const char two_rows[] = "0 {\"t\":0,\"alt\":0.5}\n1000 {\"t\":1,\"alt\":12.25}\n";

static void a_table_is_read_with_any_separator(void **state)
{
    static const char *const tables[] = {
        "t,alt\n0,0.5\n1,12.25\n",
        "t;alt\n0;0.5\n1;12.25\n",
        "t\talt\n0\t0.5\n1\t12.25\n",
        "t alt\n0 0.5\n1 12.25\n",
        "  t   alt\n  0   0.5\n  1 12.25\n",
        "t;alt\n0;0,5\n1;12,25\n",
        "t\talt\n0\t0,5\n1\t12,25\n",
        "t alt\n0 0,5\n1 12,25\n",
        "t,alt\n\"0\",\"0,5\"\n\"1\",\"12,25\"\n",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
        assert_string_equal(import_text(tables[i]), two_rows);
}

static void line_ends_marks_and_blanks_do_not_matter(void **state)
{
    static const char *const tables[] = {
        "\xef\xbb\xbft,alt\r\n0,0.5\r\n1,12.25\r\n",
        "t,alt\r0,0.5\r1,12.25",
        "t,alt\n0,0.5\r\n1,12.25\r",
        "\n\n t , alt \n 0 , 0.5 \n\n 1 ,12.25\n\n",
        "t,alt,\n0,0.5,\n1,12.25,\n",
        "t,alt\n0,0.5,\n1,12.25,\n",
        "\"t\",\"alt\"\n0,0.5\n1,12.25\n,,\n",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
        assert_string_equal(import_text(tables[i]), two_rows);
}

static void utf_16_is_read_with_and_without_a_mark(void **state)
{
    (void)state;
    static const char text[] = "t,alt\n0,0.5\n1,12.25\n";
    for (int form = 0; form < 4; form++) {
        uint8_t bytes[2 * sizeof text + 2];
        size_t n = 0;
        bool big = form % 2 == 1;
        if (form >= 2) {
            bytes[n++] = big ? 0xfe : 0xff;
            bytes[n++] = big ? 0xff : 0xfe;
        }
        for (const char *c = text; *c != '\0'; c++) {
            bytes[n++] = big ? 0 : (uint8_t)*c;
            bytes[n++] = big ? (uint8_t)*c : 0;
        }
        assert_string_equal(import_bytes(bytes, n, &(struct reading_options){0}), two_rows);
    }
}

static void gzip_and_zstd_are_unpacked(void **state)
{
    (void)state;
    static const char text[] = "t,alt\n0,0.5\n1,12.25\n";
    uint8_t packed[400];
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (uint8_t *)(uintptr_t)text;
    z.avail_in = (uInt)strlen(text);
    z.next_out = packed;
    z.avail_out = sizeof packed;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t n = sizeof packed - z.avail_out;
    deflateEnd(&z);
    assert_string_equal(import_bytes(packed, n, &(struct reading_options){0}), two_rows);
    assert_non_null(strstr(import_bytes(packed, n - 9, &(struct reading_options){0}), "cut off"));
    packed[20] ^= 0xff;
    assert_non_null(strstr(import_bytes(packed, n, &(struct reading_options){0}), "gzip data"));
    n = ZSTD_compress(packed, sizeof packed, text, strlen(text), 3);
    assert_string_equal(import_bytes(packed, n, &(struct reading_options){0}), two_rows);
    assert_non_null(strstr(import_bytes(packed, n - 1, &(struct reading_options){0}), "cut off"));
}

static void comments_and_summaries_are_no_rows(void **state)
{
    static const char *const tables[] = {
        "# made by hand\nt,alt\n# now\n0,0.5\n// then\n1,12.25\n% end\n",
        "# t,alt\n0,0.5\n1,12.25\n",
        "#t,alt\n\n0,0.5\n1,12.25\n",
        "# t alt \n0,0.5\n1,12.25\n",
        "Apogee: 812 ft\nSerial,1234\n\nt,alt\n0,0.5\n1,12.25\n",
        "Max altitude,812.4\nt,alt\n0,0.5\n1,12.25\n",
        "t,alt\n0,0.5\nt,alt\n1,12.25\n",
        ",t,alt\n0,0,0.5\n1,1,12.25\n",
        "Unnamed: 0,t,alt\n0,0,0.5\n1,1,12.25\n",
        "t,alt\n0,0,0.5\n1,1,12.25\n",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
        assert_string_equal(import_text(tables[i]), two_rows);
}

static void a_row_of_units_becomes_part_of_the_names(void **state)
{
    (void)state;
    assert_string_equal(import_text("t,alt,p\ns,m,hPa\n0,0.5,1\n"),
                        "0 {\"t (s)\":0,\"alt (m)\":0.5,\"p (hPa)\":1}\n");
    assert_string_equal(import_text("t,alt\n(s),[ft]\n0,0.5\n"),
                        "0 {\"t (s)\":0,\"alt (ft)\":0.5}\n");
    assert_string_equal(import_text("T,M,S\n0,1,2\n"), "0 {\"T\":0,\"M\":1,\"S\":2}\n");
    assert_string_equal(import_text("time\ttemp\n0\t71.2F\n1\t71.4F\n"),
                        "0 {\"time\":0,\"temp (F)\":71.2}\n1000 {\"time\":1,\"temp (F)\":71.4}\n");
}

static void two_columns_of_one_name_are_numbered(void **state)
{
    (void)state;
    assert_string_equal(import_text("t,alt,alt,alt\n0,1,2,3\n"),
                        "0 {\"t\":0,\"alt\":1,\"alt_2\":2,\"alt_3\":3}\n");
    assert_string_equal(import_text("t,,b\n0,1,2\n"), "0 {\"t\":0,\"column_2\":1,\"b\":2}\n");
}

static void cells_are_numbers_where_all_of_them_is_one(void **state)
{
    static const struct {
        const char *cell, *says;
    } cases[] = {
        {"12", "12"},
        {"-2e3", "-2e3"},
        {".5", "0.5"},
        {"5.", "5.0"},
        {"+7", "7"},
        {"007", "7"},
        {"-.5", "-0.5"},
        {"0", "0"},
        {"00.10", "0.10"},
        {"12x", "\"12x\""},
        {"8.4V", "8.4"},
        {"0.41 s", "0.41"},
        {"812' AGL", "812"},
        {"nan", "\"NaN\""},
        {"-nan", "\"NaN\""},
        {"Inf", "\"Infinity\""},
        {"-inf", "\"-Infinity\""},
        {"true", "true"},
        {"False", "false"},
        {"b0000", "\"b0000\""},
        {"1.2.3", "\"1.2.3\""},
        {"1e999", "1e999"},
        {"9007199254740993", "9007199254740993"},
        {"9223372036854775807", "9223372036854775807"},
        {"\"say \"\"go\"\", now\"", "\"say \\\"go\\\", now\""},
        {"\"a\nb\"", "\"a\\u000ab\""},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char text[200], says[200];
        snprintf(text, sizeof text, "t,v,w\n1,%s,2\n", cases[i].cell);
        snprintf(says, sizeof says, "1000 {\"t\":1,\"v\":%s,\"w\":2}\n", cases[i].says);
        const char *v = strchr(import_text(text), ','), *unit = strstr(v, " (");
        char got[200] = "1000 {\"t\":1,\"v";
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s",
                 unit != NULL ? strchr(unit, ')') + 1 : v + 3);
        assert_string_equal(got, says);
    }
}

static void cells_with_nothing_in_them_are_left_out(void **state)
{
    static const char *const nothing[] = {"", " ", "null", "None", "NA", "N/A", "-", "--", "\"\""};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(nothing); i++) {
        char text[80];
        snprintf(text, sizeof text, "t,v,w\n1,%s,2\n", nothing[i]);
        assert_string_equal(import_text(text), "1000 {\"t\":1,\"w\":2}\n");
    }
    assert_string_equal(import_text("t,v,w\n1\n"), "1000 {\"t\":1}\n");
}

static void a_table_without_a_header_needs_names(void **state)
{
    (void)state;
    assert_string_equal(import_text("0,0.5\n1,12.25\n"),
                        "FILE:1: no line names the columns; the rows have 2: say --columns "
                        "t,alt,...");
    assert_string_equal(
        import_with("0,0.5\n1,12.25\n", (struct reading_options){.columns = "t,alt"}), two_rows);
    assert_string_equal(
        import_with("0, 0.5\n1, 12.25", (struct reading_options){.columns = "t,alt"}), two_rows);
}

static void a_file_newest_first_is_sorted_by_time(void **state)
{
    (void)state;
    assert_string_equal(import_text("t,alt\n1,12.25\n0,0.5\n"), two_rows);
    assert_string_equal(
        import_text("t,alt\n2,1\n0,2\n2,3\n1,4\n"),
        "0 {\"t\":0,\"alt\":2}\n1000 {\"t\":1,\"alt\":4}\n2000 {\"t\":2,\"alt\":1}\n"
        "2000 {\"t\":2,\"alt\":3}\n");
    assert_non_null(strstr(import_report("t,alt\n2,1\n1,2\n0,3\n", (struct reading_options){0}),
                           "FILE: newest first: sorted by time\n"));
    assert_non_null(
        strstr(import_report("t,alt\n2,1\n0,2\n3,3\n4,4\n", (struct reading_options){0}),
               "FILE: time falls 1 time, first at row 2: sorted by time\n"));
}

static void latin_1_is_taken_where_utf_8_is_not(void **state)
{
    (void)state;
    assert_string_equal(import_text("t,temp (\xb0"
                                    "C)\n0,5\n"),
                        "0 {\"t\":0,\"temp (°C)\":5}\n");
    assert_non_null(strstr(import_report("t,v (\xb0)\n0,5\n", (struct reading_options){0}),
                           "1 line not UTF-8, taken for Latin-1"));
}

static void mistakes_name_line_column_and_what_there_is(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"t,a\n1,2,3,4,5\n", "FILE:2: 5 cells where the header names 2 columns"},
        {"t,a,b\n0,1,0,5,1,5\n0,1,0,5,1,5\n",
         "FILE:2: 6 cells where the header names 3 columns: if its commas are decimal marks, its "
         "cells must be quoted or separated by something else"},
        {"t,a\n1,\"2\n", "FILE:2: a quote is not closed"},
        {"t,a\n0,1\n1,\"2\"x\n", "FILE:3: a quote is not closed where its cell ends"},
        {"t,a\n0,1\nsoon,2\n",
         "FILE:3: column 1, \"t\", holds \"soon\": not a number of time; there are: t, a"},
        {"t,a\n0,1\n,2\n",
         "FILE:3: column 1, \"t\", holds \"\": not a number of time; there are: t, a"},
        {"x,a\n0,1\n", "FILE:1: no column is a time; there are: x, a; say --time-field NAME"},
        {"date,a\n01/05/2024 10:00,1\n",
         "FILE:1: no column is a time; there are: date, a; say --time-field NAME"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_string_equal(import_text(rows[i].text), rows[i].says);
    assert_string_equal(import_with("t,a\n0,1\n", (struct reading_options){.time_field = "z"}),
                        "FILE:1: no column \"z\"; there are: t, a");
    assert_non_null(strstr(import_with("t,a\n0,1\n", (struct reading_options){.format = "z"}),
                           "--format takes table, "));
}

static void a_long_list_of_columns_ends_at_a_name(void **state)
{
    (void)state;
    char text[1000] = "", row[200] = "";
    for (int i = 0; i < 60; i++) {
        snprintf(text + strlen(text), 20, "%scolumn_%02d", i > 0 ? "," : "", i);
        snprintf(row + strlen(row), 4, "%s%d", i > 0 ? "," : "", i % 10);
    }
    strcat(strcat(strcat(text, "\n"), row), "\n");
    const char *said = import_text(text);
    assert_non_null(strstr(said, ", column_13 and 46 more; say --time-field NAME"));
}

static void the_report_says_what_was_taken(void **state)
{
    (void)state;
    assert_string_equal(
        import_report("a;t;state;p (hPa)\n1;-0,5;pad;nan\n2;0;boost;3\n3;0,5;boost;4\n",
                      (struct reading_options){0}),
        "FILE: semicolon, decimal comma, header in line 1\n"
        "FILE: 3 rows, time \"t\" seconds since lift-off, 2 channels, T-0 at row 2\n"
        "FILE: units from the header: hPa; states: \"state\" (text, 2 values); not followed: none\n"
        "FILE: 00:00:01 long, -00:00:01 .. 00:00:00, median step 0.5 s; 1 row has nan in \"p "
        "(hPa)\"\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_read_with_any_separator),
        cmocka_unit_test(line_ends_marks_and_blanks_do_not_matter),
        cmocka_unit_test(utf_16_is_read_with_and_without_a_mark),
        cmocka_unit_test(gzip_and_zstd_are_unpacked),
        cmocka_unit_test(comments_and_summaries_are_no_rows),
        cmocka_unit_test(a_row_of_units_becomes_part_of_the_names),
        cmocka_unit_test(two_columns_of_one_name_are_numbered),
        cmocka_unit_test(cells_are_numbers_where_all_of_them_is_one),
        cmocka_unit_test(cells_with_nothing_in_them_are_left_out),
        cmocka_unit_test(a_table_without_a_header_needs_names),
        cmocka_unit_test(a_file_newest_first_is_sorted_by_time),
        cmocka_unit_test(latin_1_is_taken_where_utf_8_is_not),
        cmocka_unit_test(mistakes_name_line_column_and_what_there_is),
        cmocka_unit_test(a_long_list_of_columns_ends_at_a_name),
        cmocka_unit_test(the_report_says_what_was_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
