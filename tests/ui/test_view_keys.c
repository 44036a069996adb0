/* test_view_keys.c: lists, windows, columns, find and the mouse, by keys and to their ends. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "ui/screens/flights.h"
#include "view_kit.h"

static char path[64];

static int make_recording(void **state)
{
    struct recording r;
    (void)state;
    snprintf(path, sizeof path, "/tmp/view-keys-test.%ld.db", (long)getpid());
    recording_begin(&r, path, &mission_demo);
    for (int s = 1; s < SECONDS; s++) {
        recording_say(&r, "F9-A", at(s), at(s), "{\"velocity\": 1, \"altitude\": 2, \"odd\": 3}");
        recording_say(&r, "F9-B", at(s), at(s), "{\"velocity\": 7}");
    }
    recording_beat(&r, at(SECONDS), LINK_OK);
    recording_end(&r);
    return 0;
}

static int remove_recording(void **state)
{
    (void)state;
    recording_remove(path);
    clock_fake(-1, 0);
    return 0;
}

static void expect_said(struct view *v, const char *keys, const char *said)
{
    press(v, keys);
    assert_string_equal(v->said, said);
}

/* ---- prompts ------------------------------------------------------------------------------- */

static void type(struct view *v, int key)
{
    view_key(v, key);
}

/* ---- windows, columns, forms --------------------------------------------------------------- */

static void chart_windows_stop_at_the_longest_and_the_shortest(void **state)
{
    (void)state;
    static const char *const names[] = {"1 h", "15 min", "5 min", "2 min", "1 min", "30 s"};
    char said[32];
    struct view *v = open_view_of(path);
    expect_said(v, "z", "window all");
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        snprintf(said, sizeof said, "window %s", names[i]);
        expect_said(v, "Z", said);
    }
    expect_said(v, "Z", "window 30 s");
    expect_said(v, "z", "window 1 min");
    close_view(v);
}

static void c_cycles_through_the_channel_columns(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    char first[20], said[64];
    int count = mission_demo.channel_count;
    snprintf(first, sizeof first, "%.19s", v->scene.columns[0]);
    for (int from = 3; from < count; from += 3) {
        snprintf(said, sizeof said, "channels %d to %d of %d", from + 1,
                 from + 3 < count ? from + 3 : count, count);
        expect_said(v, "c", said);
        assert_string_not_equal(v->scene.columns[0], first);
    }
    snprintf(said, sizeof said, "channels 1 to 3 of %d", count);
    expect_said(v, "c", said);
    assert_string_equal(v->scene.columns[0], first);
    close_view(v);
}

static void m_turns_the_mouse_on_and_off(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    v->mouse = true;
    assert_int_equal(view_key(v, 'M'), WISH_MOUSE);
    assert_false(v->mouse);
    assert_string_equal(v->said, "mouse off");
    assert_int_equal(view_key(v, 'M'), WISH_MOUSE);
    assert_true(v->mouse);
    assert_string_equal(v->said, "mouse on; M: off");
    close_view(v);
}

/* ---- lists --------------------------------------------------------------------------------- */

static void each_list_stops_at_both_ends(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    press(v, "k");
    assert_int_equal(v->place.rocket, v->scene.fleet[0].id);
    press(v, "Gj");
    assert_int_equal(v->place.rocket, v->scene.fleet[v->scene.fleet_count - 1].id);
    type(v, KEYCODE_TAB); /* goes round */
    look(v);
    assert_int_equal(v->place.rocket, v->scene.fleet[0].id);
    type(v, KEYCODE_SHIFT_TAB);
    look(v);
    assert_int_equal(v->place.rocket, v->scene.fleet[v->scene.fleet_count - 1].id);
    press(v, "k2");
    press(v, "jjjj");
    assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 2);
    press(v, "kkkk");
    assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 0);
    press(v, "6jjj");
    assert_int_equal(v->scene.place.lists[SCREEN_FLIGHTS].selected,
                     flights_of(&v->scene)->count - 1);
    press(v, "kkkk");
    assert_int_equal(v->scene.place.lists[SCREEN_FLIGHTS].selected, 0);
    press(v, "5jjk");
    assert_int_equal(v->place.lists[SCREEN_LINKS].selected, 0);
    close_view(v);
}

static void click_rocket(struct view *v, const char *name)
{
    press(v, "1");
    int row = 0;
    while (strcmp(v->scene.fleet[row].name, name) != 0)
        row++;
    view_click(v, 3 + row, 10);
    look(v);
    assert_int_equal(v->place.rocket, v->scene.fleet[row].id);
}

/* F9-A with its third channel selected. */
static struct view *third_channel(void)
{
    struct view *v = open_view_of(path);
    press(v, "/F9-A\n2jj");
    assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 2);
    return v;
}

/* However another one is chosen; the same one keeps its channel. */
static void a_newly_selected_rocket_starts_at_its_first_channel(void **state)
{
    static const char *const ways[] = {"\t", "1j", "1/F9-B\n", "1/F9-\nn"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        struct view *v = third_channel();
        int32_t before = v->place.rocket;
        press(v, ways[i]);
        assert_int_not_equal(v->place.rocket, before);
        assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 0);
        close_view(v);
    }
    struct view *v = third_channel();
    press(v, "2");
    click_rocket(v, "F9-A");
    assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 2);
    click_rocket(v, "F9-B");
    assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 0);
    close_view(v);
}

static void find_wraps_both_ways_on_every_screen(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    expect_said(v, "n", "/ first: nothing to find yet");
    press(v, "/f9-\n");
    assert_string_equal(v->scene.fleet[0].name, "F9-FS5-S2");
    assert_int_equal(v->place.rocket, v->scene.fleet[0].id);
    press(v, "N");
    assert_string_equal(v->scene.fleet[v->scene.fleet_count - 1].name, "F9-B");
    assert_int_equal(v->place.rocket, v->scene.fleet[v->scene.fleet_count - 1].id);
    press(v, "n");
    assert_int_equal(v->place.rocket, v->scene.fleet[0].id);
    expect_said(v, "/zeppelin\n", "\"zeppelin\" is not here");
    press(v, "Gk2/ODD\n");
    assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 2);
    press(v, "/alti\n");
    assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 1);
    expect_said(v, "5/falcon9/0\n", "");
    expect_said(v, "/falcon8\n", "\"falcon8\" is not here");
    press(v, "6/F9-\n");
    assert_int_equal(v->scene.place.lists[SCREEN_FLIGHTS].selected, 0);
    press(v, "n");
    assert_int_equal(v->scene.place.lists[SCREEN_FLIGHTS].selected, 1);
    assert_int_equal(v->place.flight, flights_of(&v->scene)->rows[1].id);
    press(v, "n");
    assert_int_equal(v->scene.place.lists[SCREEN_FLIGHTS].selected, 0);
    close_view(v);
}

static void q_closes_one_thing_at_a_time(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    press(v, "/F9\n3\nJ?");
    assert_true(v->place.help && v->place.log.open && v->place.inspect.open);
    press(v, "q");
    assert_false(v->place.help);
    press(v, "q");
    assert_false(v->place.log.open);
    press(v, "q");
    assert_false(v->place.inspect.open);
    press(v, "q");
    assert_string_equal(v->find, "");
    assert_int_equal(v->place.screen, SCREEN_CONSOLE);
    press(v, "q");
    assert_int_equal(v->place.screen, SCREEN_FLEET);
    type(v, KEYCODE_ESC);
    assert_int_equal(view_key(v, 'q'), WISH_QUIT);
    close_view(v);
}

static void enter_on_a_partition_shows_its_last_message(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    press(v, "5");
    v->scene.links.rows[0].next = 10;
    press(v, "\n");
    assert_int_equal(v->place.screen, SCREEN_CONSOLE);
    assert_int_equal(view_console_seq(v), 10);
    close_view(v);
}

static void p_moves_the_playhead_only_to_a_row_of_the_console(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    expect_said(v, "p", "p plays from a row of 3 CONSOLE");
    press(v, "6");
    expect_said(v, "p", "p plays from a row of 3 CONSOLE");
    press(v, "3kkkkp");
    assert_int_equal(v->scene.transport.t_ms, at(SECONDS - 3));
    assert_int_equal(v->scene.console.total, 2 * (SECONDS - 3));
    close_view(v);
}

/* ---- mouse --------------------------------------------------------------------------------- */

static void every_column_of_a_tab_can_be_clicked(void **state)
{
    (void)state;
    static const char tabs[] = " 1FLEET 2ROCKET 3CONSOLE 5LINKS 6FLIGHTS ";
    struct view *v = open_view_of(path);
    for (int col = 1; col < (int)strlen(tabs) - 1; col++) {
        if (tabs[col] == ' ')
            continue;
        int start = col;
        while (start > 0 && tabs[start - 1] != ' ')
            start--;
        enum screen_id screen = screen_by_key(tabs[start]);
        v->place.screen = screen == SCREEN_FLEET ? SCREEN_ROCKET : SCREEN_FLEET;
        view_click(v, 1, col);
        assert_int_equal(v->place.screen, screen);
    }
    view_click(v, 1, 48);
    assert_string_equal(v->said, "");
    view_click(v, 1, 49);
    assert_string_equal(v->said, "no alarms");
    close_view(v);
}

/* Where the words of a hint stand, as they are drawn. */
static void every_hint_can_be_clicked(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    static const char hints[] = " ?? select  Enter open  Tab rocket  Space pause  ! alarm  g go to";
    view_click(v, 23, (int)(strstr(hints, "g go") - hints) - 1); /* between two */
    assert_int_equal(v->prompt, PROMPT_NONE);
    view_click(v, 23, (int)(strstr(hints, "g go") - hints));
    assert_int_equal(v->prompt, PROMPT_GOTO);
    view_click(v, 23, 1); /* a prompt takes no clicks */
    assert_int_equal(v->prompt, PROMPT_GOTO);
    type(v, KEYCODE_ESC);
    view_click(v, 23, (int)strlen(hints) - 1);
    assert_int_equal(v->prompt, PROMPT_GOTO);
    type(v, KEYCODE_ESC);
    view_click(v, 23, (int)strlen(hints));
    assert_int_equal(v->prompt, PROMPT_NONE);
    view_click(v, 23, 0);
    assert_string_equal(v->said, "");
    view_click(v, 23, (int)(strstr(hints, "Enter") - hints));
    assert_int_equal(v->place.screen, SCREEN_ROCKET);
    close_view(v);
}

static void the_wheel_moves_three_rows_and_on_the_bar_ten_seconds(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    for (int i = 0; i < 3; i++) {
        view_wheel(v, 10, 1);
        look(v);
        assert_int_equal(v->place.rocket, v->scene.fleet[i == 0 ? 3 : 5].id);
    }
    view_wheel(v, 10, -1);
    look(v);
    assert_int_equal(v->place.rocket, v->scene.fleet[2].id);
    view_wheel(v, 22, -1);
    look(v);
    assert_int_equal(v->scene.transport.t_ms, at(SECONDS) - 10000);
    view_wheel(v, 22, -1);
    view_wheel(v, 22, 1);
    look(v);
    assert_int_equal(v->scene.transport.t_ms, at(SECONDS) - 10000);
    close_view(v);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chart_windows_stop_at_the_longest_and_the_shortest),
        cmocka_unit_test(c_cycles_through_the_channel_columns),
        cmocka_unit_test(m_turns_the_mouse_on_and_off),
        cmocka_unit_test(each_list_stops_at_both_ends),
        cmocka_unit_test(a_newly_selected_rocket_starts_at_its_first_channel),
        cmocka_unit_test(find_wraps_both_ways_on_every_screen),
        cmocka_unit_test(q_closes_one_thing_at_a_time),
        cmocka_unit_test(enter_on_a_partition_shows_its_last_message),
        cmocka_unit_test(p_moves_the_playhead_only_to_a_row_of_the_console),
        cmocka_unit_test(every_column_of_a_tab_can_be_clicked),
        cmocka_unit_test(every_hint_can_be_clicked),
        cmocka_unit_test(the_wheel_moves_three_rows_and_on_the_bar_ten_seconds),
    };
    return cmocka_run_group_tests(tests, make_recording, remove_recording);
}
