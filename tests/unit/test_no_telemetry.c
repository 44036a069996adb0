/* test_no_telemetry.c: what `ground import` says of files that hold no telemetry. */
#include "test.h"

#include <string.h>

#include "import_kit.h"

#define READS                                                                                      \
    "import reads tables (comma, semicolon, tab, blanks), JSON, MCAP and the formats that "        \
    "`man ground` lists"

static void text_without_rows_is_named_as_text(void **state)
{
    static const struct {
        const char *text, *says;
    } files[] = {
        {"Dear Anna,\nthe rocket is ready, and so am I.\n",
         "FILE:1: text, and no rows of numbers or times; it begins \"Dear Anna,\"; " READS},
        {"\n\n  <html>\n<body>\n", "FILE:3: text, and no rows of numbers or times; it begins "
                                   "\"<html>\"; " READS},
        {"one\n", "FILE:1: text, and no rows of numbers or times; it begins \"one\"; " READS},
        {"Notes on\n\nour flight, the first\n\nWind was\n12, gusts to 15\nall day\nlong\n",
         "FILE:1: text, and no rows of numbers or times; it begins \"Notes on\"; " READS},
        {"int main(void)\n{\n    return run(argc, argv);\n}\n",
         "FILE:1: text, and no rows of numbers or times; it begins \"int main(void)\"; " READS},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(files); i++)
        assert_string_equal(import_text(files[i].text), files[i].says);
}

static void a_header_without_rows_says_so(void **state)
{
    (void)state;
    assert_string_equal(import_text("t,alt\n"), "FILE:1: a header without rows: t,alt");
    assert_string_equal(import_text("# by hand\nTime (s);Altitude (m)\n\n"),
                        "FILE:2: a header without rows: Time (s);Altitude (m)");
    assert_string_equal(import_text("# Kite (Up to date)\n# Time (s),Altitude (m)\n"),
                        "FILE:2: a header without rows: # Time (s),Altitude (m)");
    assert_string_equal(import_text("t,alt\ns,m\n"), "FILE:1: a header without rows: t,alt");
}

static void nothing_at_all_says_so(void **state)
{
    (void)state;
    assert_string_equal(import_text(""), "FILE:1: the file is empty");
    assert_string_equal(import_text("\n \n"), "FILE:1: the file is empty");
    assert_string_equal(import_text("[]\n"),
                        "FILE:1: no JSON objects with fields, nor arrays below a header");
    assert_string_equal(import_text("{\"ground_export\":1}\n"),
                        "FILE:1: export of ground without a message");
}

static void other_files_are_named_by_their_first_bytes(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *says;
    } files[] = {
        {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "no telemetry, but a PNG picture; " READS},
        {"PK\3\4\24\0\6\0\10\0", 10,
         "no telemetry, but a ZIP archive or a spreadsheet (.xlsx, .ods); unpack it, or save the "
         "sheet as CSV"},
        {"ULog\1\x12\x35\1", 8, "no telemetry, but a ULog of PX4; ulog2csv FILE makes CSV of it"},
        {"\177"
         "ELF\2\1\1\0",
         8, "no telemetry, but a program (ELF); " READS},
        {"\1\2\3\4\5\6\7\xff\xfe", 9,
         "no text, but bytes of an unknown format (01 02 03 04 05 06 07 ff ...); " READS},
        {"MZ\x90\0\3\0\0\0", 8, "no telemetry, but a program (Windows); " READS},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
        const char *said = import_bytes(files[i].bytes, files[i].len, &(struct reading_options){0});
        assert_memory_equal(said, "FILE:1: ", 8);
        assert_string_equal(said + 8, files[i].says);
    }
}

static void a_table_that_begins_like_another_file_is_a_table(void **state)
{
    (void)state;
    assert_string_equal(import_text("MZ,t\n1,0\n"), "0 {\"MZ\":1,\"t\":0}\n");
    assert_string_equal(import_text("BZh,t\n1,0\n"), "0 {\"BZh\":1,\"t\":0}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_without_rows_is_named_as_text),
        cmocka_unit_test(a_header_without_rows_says_so),
        cmocka_unit_test(nothing_at_all_says_so),
        cmocka_unit_test(other_files_are_named_by_their_first_bytes),
        cmocka_unit_test(a_table_that_begins_like_another_file_is_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
