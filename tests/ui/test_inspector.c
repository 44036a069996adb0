/* test_inspector.c: all of a message can be read in INSPECTOR, by scrolling, at every size. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "demo_mission.h"
#include "ui/view_internal.h"
#include "view_kit.h"

enum { FIELDS = 100, WORDS = 400 };

static char path[64];
static struct recording recording;
static char fields[16384], long_text[WORDS * 10];

/* Message 1: many fields, each with a value of its own; a string that is longer than a line. */
static void write_fields(void)
{
    int n = snprintf(fields, sizeof fields,
                     "{\"engines\":[{\"chamber_pressure_of_the_first\":9.709123456789012},"
                     "{\"a_name_that_is_longer_than_the_whole_column_is_wide\":-1}],"
                     "\"status\":\"nominal\",\"pad\":null,\"crew\":[],\"speech\":\"");
    for (int i = 0; i < 60; i++)
        n += snprintf(fields + n, sizeof fields - (size_t)n, "w\xc3\xb6rd%03d ", i);
    n += snprintf(fields + n, sizeof fields - (size_t)n, "\"");
    for (int i = 0; i < FIELDS; i++)
        n += snprintf(fields + n, sizeof fields - (size_t)n, ",\"f%03d\":%d.25", i, 7000 + i);
    n += snprintf(fields + n, sizeof fields - (size_t)n, ",\"wave\":[0");
    for (int i = 1; i <= DECODED_MAX_ELEMENTS; i++)
        n += snprintf(fields + n, sizeof fields - (size_t)n, ",%d", i);
    snprintf(fields + n, sizeof fields - (size_t)n, "]}");
}

/* Message 2: lines of text, with escapes in them. */
static void write_text(void)
{
    size_t n = 0;
    for (int i = 0; i < WORDS; i++)
        n += (size_t)snprintf(long_text + n, sizeof long_text - n, "t%04d\xe2\x98\x83%s", i,
                              i % 100 == 99 ? "\n"
                              : i % 7 == 6  ? "\x1b"
                                            : " ");
}

static int make_recording(void **state)
{
    static const char key[] = "a-key-that-is-longer-than-its-row-has-room-for-0042";
    static const uint8_t headers[] = "\x03\x05trace\x2a"
                                     "0123456789abcdef0123456789abcdef-01-tail1"
                                     "\x05other\x2a"
                                     "fedcba9876543210fedcba9876543210-02-tail2"
                                     "\x04last\x06tail3";
    (void)state;
    write_fields();
    write_text();
    snprintf(path, sizeof path, "/tmp/inspector-test.%ld.db", (long)getpid());
    recording_begin(&recording, path, &mission_demo);
    recording.headers = bytes_make(headers, sizeof headers - 1);
    recording_say(&recording, key, at(1), at(1), fields);
    recording.headers = BYTES_NULL;
    recording_say(&recording, NULL, at(2), at(2), long_text);
    recording_say(&recording, "F9-A", at(3), at(3), "{\"velocity\": 7, \"altitude\": 1 7}");
    recording_end(&recording);
    return 0;
}

static int remove_recording(void **state)
{
    (void)state;
    recording_remove(path);
    return 0;
}

static struct view *open_message_by(const struct mission *mission, int seq, int rows, int cols)
{
    struct view *v = open_view_by(mission, path);
    v->rows = rows;
    v->cols = cols;
    press(v, "3");
    view_key(v, KEYCODE_HOME);
    look(v);
    for (int i = 1; i < seq; i++)
        press(v, "j");
    press(v, "\n");
    assert_true(v->scene.place.inspect.open);
    return v;
}

static struct view *open_message(int seq, int rows, int cols)
{
    return open_message_by(&mission_demo, seq, rows, cols);
}

/* Every page of the open message, one below the other. */
static void read_all(struct view *v, struct buf *out)
{
    const struct inspector *in = &v->scene.console.inspector;
    for (;;) {
        draw(v, out);
        if (in->first + in->line_count >= in->total)
            return;
        int first = in->first;
        view_key(v, KEYCODE_PAGE_DOWN);
        look(v);
        assert_true(in->first > first);
    }
}

static void must_hold(struct buf *text, const char *what)
{
    if (strstr(buf_text(text), what) == NULL)
        fail_msg("\"%s\" cannot be reached", what);
}

/* The name at the left, what it says up to column 32. */
static void must_say(struct buf *text, const char *name, const char *says)
{
    char line[100];
    snprintf(line, sizeof line, "\n  %s%*s ", name, 30 - (int)strlen(name), says);
    must_hold(text, line);
}

static void every_field_is_reached_by_paging(int rows, int cols, bool ascii)
{
    struct view *v = open_message(1, rows, cols);
    struct buf all = {0};
    char text[64];
    v->ascii = ascii;
    read_all(v, &all);
    for (int i = 0; i < FIELDS; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%03d", i);
        snprintf(text, sizeof text, "%d.25", 7000 + i);
        must_say(&all, name, text);
    }
    for (int i = 0; i < 60; i++) {
        snprintf(text, sizeof text, ascii ? "rd%03d" : "w\xc3\xb6rd%03d", i);
        must_hold(&all, text);
    }
    must_say(&all, "status", "\"nominal\"");
    must_say(&all, "pad", "null");
    must_say(&all, "crew", "[]");
    must_hold(&all, "\n    9.709123456789012\n"); /* its name has a line of its own */
    must_hold(&all, "_wide");
    must_hold(&all, "a-key-that-is-longer-than-its-row-has-room-for-0042");
    must_hold(&all, "tail1");
    must_hold(&all, "tail2");
    must_hold(&all, "tail3");
    buf_deinit(&all);
    close_view(v);
}

static void every_field_of_a_message_is_reached(void **state)
{
    (void)state;
    every_field_is_reached_by_paging(24, 80, false);
    every_field_is_reached_by_paging(24, 80, true);
    every_field_is_reached_by_paging(48, 160, false);
    every_field_is_reached_by_paging(60, 200, false);
}

static void a_name_and_its_value_never_run_together(void **state)
{
    struct view *v = open_message(1, 24, 80);
    (void)state;
    assert_true(shows(v, "\n  engines[0].cham\xe2\x80\xa6"
                         "e_of_the_first   (not in the mission)\n    9.709123456789012\n"));
    close_view(v);
}

static void an_element_past_the_32nd_is_not_followed(void **state)
{
    struct view *v = open_message(1, 24, 80);
    struct buf all = {0};
    (void)state;
    read_all(v, &all);
    must_hold(&all, "\n  wave[31]                    31   (not in the mission)\n");
    must_hold(&all, "\n  wave[32]                    32   (not followed: too many)\n");
    buf_deinit(&all);
    close_view(v);
}

static void every_byte_is_reached_as_hex(void **state)
{
    struct view *v = open_message(2, 24, 80);
    struct buf all = {0};
    char text[64];
    (void)state;
    press(v, "xx");
    read_all(v, &all);
    for (size_t at = 0; at < strlen(long_text); at += 16) {
        int n = snprintf(text, sizeof text, "\n %06zx  ", at);
        for (size_t i = at; i < at + 16 && long_text[i] != '\0'; i++)
            n += snprintf(text + n, sizeof text - (size_t)n, "%02x ", (unsigned char)long_text[i]);
        must_hold(&all, text);
    }
    buf_deinit(&all);
    close_view(v);
}

static void every_word_is_reached_as_text(void **state)
{
    (void)state;
    for (int ascii = 0; ascii < 2; ascii++) {
        struct view *v = open_message(2, 24, 80);
        struct buf all = {0};
        v->ascii = ascii;
        press(v, "x");
        read_all(v, &all);
        for (int i = 0; i < WORDS; i++) {
            char word[32];
            snprintf(word, sizeof word, ascii ? "t%04d\\u{2603}" : "t%04d\xe2\x98\x83", i);
            must_hold(&all, word);
        }
        buf_deinit(&all);
        close_view(v);
    }
}

static void what_is_out_of_sight_is_counted(void **state)
{
    struct view *v = open_message(1, 24, 80);
    const struct inspector *in = &v->scene.console.inspector;
    char text[48];
    (void)state;
    snprintf(text, sizeof text, "%d more: PgDn", in->total - 9);
    assert_true(shows(v, text));
    view_key(v, KEYCODE_PAGE_DOWN);
    look(v);
    snprintf(text, sizeof text, "9 above, %d below", in->total - 18);
    assert_true(shows(v, text));
    for (int i = 0; i < 50; i++)
        view_key(v, KEYCODE_PAGE_DOWN);
    snprintf(text, sizeof text, "%d more: PgUp", in->total - 9);
    assert_true(shows(v, text));
    view_key(v, KEYCODE_PAGE_UP); /* at once, however often the end was passed */
    look(v);
    assert_int_equal(in->first, in->total - 18);
    press(v, "j"); /* another message begins at its top */
    assert_int_equal(in->first, 0);
    press(v, "k");
    assert_int_equal(in->first, 0);
    close_view(v);
}

static void the_wheel_scrolls_what_it_points_at(void **state)
{
    struct view *v = open_message(1, 24, 80);
    const struct inspector *in = &v->scene.console.inspector;
    (void)state;
    view_wheel(v, 15, 1);
    look(v);
    assert_int_equal(in->first, 3);
    view_wheel(v, 15, -1);
    look(v);
    assert_int_equal(in->first, 0);
    view_wheel(v, 5, 1);
    look(v);
    assert_int_equal(v->scene.console.selected, 3);
    close_view(v);
}

static void bad_json_shows_what_was_read_and_where_it_ends(void **state)
{
    struct view *v = open_message(3, 24, 80);
    (void)state;
    assert_true(shows(v, "\n  velocity                     7   velocity       7.0 m/s"));
    assert_true(shows(v, "bad JSON at byte 30"));
    close_view(v);
}

static void a_number_that_stands_for_a_word_is_shown_beside_it(void **state)
{
    (void)state;
    static const struct mission_state states[] = {{7000.25, "armed"}};
    static const struct mission_channel channel = {.id = "pyro",
                                                   .name = "f000",
                                                   .label = "pyro",
                                                   .head = "pyro",
                                                   .unit = "",
                                                   .scale = 1,
                                                   .states = states,
                                                   .state_count = 1};
    static const struct mission mission = {.name = "m", .channels = &channel, .channel_count = 1};
    struct view *v = open_message_by(&mission, 1, 24, 80);
    struct buf all = {0};
    read_all(v, &all);
    must_say(&all, "f000", "7000.25");
    must_hold(&all, "7000.25   pyro       armed         OK");
    buf_deinit(&all);
    close_view(v);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_of_a_message_is_reached),
        cmocka_unit_test(a_number_that_stands_for_a_word_is_shown_beside_it),
        cmocka_unit_test(a_name_and_its_value_never_run_together),
        cmocka_unit_test(an_element_past_the_32nd_is_not_followed),
        cmocka_unit_test(every_byte_is_reached_as_hex),
        cmocka_unit_test(every_word_is_reached_as_text),
        cmocka_unit_test(what_is_out_of_sight_is_counted),
        cmocka_unit_test(the_wheel_scrolls_what_it_points_at),
        cmocka_unit_test(bad_json_shows_what_was_read_and_where_it_ends),
    };
    return cmocka_run_group_tests(tests, make_recording, remove_recording);
}
