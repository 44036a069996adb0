/* test_search.c: `/` in CONSOLE over more messages than a slice reads. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "terminal.h"
#include "view_kit.h"

enum { ROWS = 30000, HALF = ROWS / 2 };

static char path[64];
static struct recording recording;

static void say(int row)
{
    char value[64];
    snprintf(value, sizeof value, "{\"velocity\": %d.5, \"row\": \"r%d.\"}", row % 1000, row);
    recording_say(&recording, "F9-A", at(0) + row, at(0) + row, value);
}

static int make_recording(void **state)
{
    static const uint8_t headers[] = "\x01\x07purpose\x05test";
    (void)state;
    snprintf(path, sizeof path, "/tmp/search-test.%ld.db", (long)getpid());
    recording_begin(&recording, path, &mission_demo);
    for (int row = 1; row <= ROWS; row++) {
        recording.headers = row == HALF ? bytes_make(headers, sizeof headers - 1) : BYTES_NULL;
        say(row);
    }
    recording_commit(&recording);
    return 0;
}

static int remove_recording(void **state)
{
    (void)state;
    recording_end(&recording);
    recording_remove(path);
    clock_fake(-1, 0);
    return 0;
}

static struct view *open_console(void)
{
    struct view *v = open_view_of(path);
    press(v, "3");
    return v;
}

/* One more message arrives. */
static void hear(struct view *v, int row)
{
    struct err err = {0};
    say(row);
    recording_commit(&recording);
    while (playhead_pump(v->playhead, at(SECONDS), &err) > 0)
        ;
    look(v);
}

/* Reads on to the end; returns in how many slices. */
static int read_on(struct view *v)
{
    int slices = 1;
    while (search_slice(v))
        slices++;
    look(v);
    return slices;
}

static void a_row_far_away_is_found_in_slices_and_progress_is_told(void **state)
{
    struct view *v = open_console();
    (void)state;
    press(v, "/r20000.\n"); /* from the last row, round the end */
    assert_non_null(strstr(v->scene.said, "read; any key stops"));
    assert_true(v->scene.console.following);
    assert_true(read_on(v) >= 2);
    assert_int_equal(v->scene.console.selected, 20000);
    assert_string_equal(v->scene.said, "");
    press(v, "/r7.\n");
    read_on(v);
    assert_int_equal(v->scene.console.selected, 7);
    close_view(v);
}

static void a_text_is_not_here_only_after_every_row_was_read(void **state)
{
    struct view *v = open_console();
    (void)state;
    press(v, "/nowhere\n");
    while (search_slice(v))
        assert_null(strstr(v->said, "not here"));
    look(v);
    assert_string_equal(v->scene.said, "\"nowhere\" is not here");
    assert_int_equal(v->search.read, ROWS);
    press(v, "n"); /* is known, and not read again */
    assert_string_equal(v->scene.said, "\"nowhere\" is not here");
    assert_int_equal(v->search.read, ROWS);
    view_key(v, KEYCODE_HOME);
    press(v, "/nowhere else\n");
    read_on(v);
    assert_int_equal(v->search.read, ROWS);
    press(v, "G/nobody\n");
    press(v, "\x1bkkkkN"); /* and backwards, from within */
    read_on(v);
    assert_int_equal(v->search.read, ROWS);
    assert_string_equal(v->scene.said, "\"nobody\" is not here");
    close_view(v);
}

static void a_key_stops_the_search_and_n_goes_on_from_there(void **state)
{
    struct view *v = open_console();
    (void)state;
    press(v, "/nowhere\n");
    int64_t read = v->search.read;
    press(v, "\x1b");
    assert_int_equal(v->scene.place.screen, SCREEN_CONSOLE); /* it stops, and closes nothing */
    assert_non_null(strstr(v->scene.said, "stopped, "));
    assert_non_null(strstr(v->scene.said, "n goes on"));
    assert_false(search_slice(v));
    press(v, "n");
    assert_true(v->search.read > read);
    press(v, "n");
    assert_non_null(strstr(v->scene.said, "stopped, "));
    press(v, "n");
    read_on(v);
    assert_int_equal(v->search.read, ROWS);
    assert_string_equal(v->scene.said, "\"nowhere\" is not here");
    close_view(v);
}

static void a_key_that_does_something_stops_it_and_does_that(void **state)
{
    struct view *v = open_console();
    (void)state;
    press(v, "/nowhere\nk");
    assert_int_equal(v->scene.console.selected, ROWS - 1);
    assert_false(search_slice(v));
    press(v, "n"); /* another row is selected: it begins there */
    assert_true(v->search.read < ROWS / 2);
    assert_int_equal(view_key(v, KEY_CTRL('c')), WISH_QUIT);
    press(v, "/nowhere at all\n");
    view_click(v, 10, 10);
    assert_false(search_slice(v));
    close_view(v);
}

static void headers_are_searched_too(void **state)
{
    struct view *v = open_console();
    (void)state;
    press(v, "/PURPOSE\n");
    read_on(v);
    assert_int_equal(v->scene.console.selected, HALF);
    press(v, "G/Test\n");
    read_on(v);
    assert_int_equal(v->scene.console.selected, HALF);
    close_view(v);
}

static void what_arrives_meanwhile_is_read_too(void **state)
{
    struct view *v = open_console();
    (void)state;
    press(v, "k/r30002.\n");
    hear(v, ROWS + 1);
    read_on(v);
    assert_string_equal(v->scene.said, "\"r30002.\" is not here");
    assert_int_equal(v->search.read, ROWS + 1);
    hear(v, ROWS + 2);
    press(v, "n");
    assert_int_equal(v->scene.console.selected, ROWS + 2);
    assert_int_equal(v->search.read, ROWS + 2);
    close_view(v);
}

static void nothing_is_found_where_there_is_no_message(void **state)
{
    static const int keys[] = {'n', 'N', 'n'};
    struct recording empty;
    char other[80];
    (void)state;
    snprintf(other, sizeof other, "%s.empty", path);
    recording_begin(&empty, other, &mission_demo);
    struct view *v = open_view_of(other);
    press(v, "3/x\n");
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        assert_string_equal(v->scene.said, "\"x\" is not here");
        v->search = (struct search){0}; /* as if it were the first time */
        view_key(v, keys[i]);
        look(v);
    }
    close_view(v);
    recording_end(&empty);
    recording_remove(other);
}

static int ground(void *arg)
{
    (void)arg;
    execl(BUILD_DIR "/bin/ground", "ground", "--read-only", "--mission", "demo", "--cache", path,
          (char *)NULL);
    return 127;
}

static void the_dashboard_finds_it(void **state)
{
    struct terminal t;
    (void)state;
    clock_fake(-1, 0);
    terminal_start(&t, 24, 80, "xterm-256color", ground, NULL);
    terminal_until(&t, "F9-A");
    terminal_type(&t, "3/r19876.\r"); /* before CONSOLE was ever drawn */
    terminal_until(&t, "19876 of 300");
    terminal_type(&t, "/nowhere\r");
    terminal_until(&t, "\"nowhere\" is not here");
    terminal_type(&t, "\x03");
    assert_int_equal(terminal_end(&t), 0);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_far_away_is_found_in_slices_and_progress_is_told),
        cmocka_unit_test(a_text_is_not_here_only_after_every_row_was_read),
        cmocka_unit_test(a_key_stops_the_search_and_n_goes_on_from_there),
        cmocka_unit_test(a_key_that_does_something_stops_it_and_does_that),
        cmocka_unit_test(headers_are_searched_too),
        cmocka_unit_test(what_arrives_meanwhile_is_read_too),
        cmocka_unit_test(nothing_is_found_where_there_is_no_message),
        cmocka_unit_test(the_dashboard_finds_it),
    };
    return cmocka_run_group_tests(tests, make_recording, remove_recording);
}
