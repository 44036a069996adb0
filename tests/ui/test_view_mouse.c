/* test_view_mouse.c: a click selects the row that it points at, on every screen and in every size;
 * the bar, its ends, and what is dragged along it. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "store/writer.h"
#include "ui/layout.h"
#include "ui/screens/flights.h"
#include "ui/view_internal.h"
#include "view_kit.h"

static char path[64];

/* Two rockets and the four of the mission, two partitions, two flights, phases as events. */
static int make_recording(void **state)
{
    struct recording r;
    struct err err = {0};
    char value[120];
    (void)state;
    snprintf(path, sizeof path, "/tmp/view-mouse-test.%ld.db", (long)getpid());
    recording_begin(&r, path, &mission_demo);
    for (int s = 1; s < SECONDS; s++) {
        snprintf(value, sizeof value,
                 "{\"velocity\": %d, \"altitude\": 2, \"odd\": 3, \"phase\": \"leg %d\"}", s, s);
        recording_say(&r, "F9-A", at(s), at(s), value);
    }
    assert_int_equal(writer_part(r.writer, "cluster", "falcon99", 0, &r.part, &err), 0);
    recording_say(
        &r, "F9-B", at(SECONDS - 1), at(SECONDS - 1),
        "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"j\":1,"
        "\"k\":1,\"l\":1,\"m\":1,\"n\":1,\"o\":1,\"p\":1,\"q\":1,\"r\":1,\"s\":1,\"t\":1}");
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

/* The row of the frame that is marked as selected. */
static int marked_row(struct view *v)
{
    struct buf frame = {0};
    int row = 2, found = -1;
    draw(v, &frame);
    const char *line = buf_text(&frame);
    for (int skip = 0; skip < 2; skip++)
        line = strchr(line, '\n') + 1;
    for (; *line != '\0' && found < 0; row++) {
        if (*line == '>')
            found = row;
        line = strchr(line, '\n') + 1;
    }
    buf_deinit(&frame);
    return found;
}

static void click(struct view *v, int row, int col)
{
    view_click(v, row, col);
    look(v);
}

static int shown_count(const struct view *v, int key)
{
    const struct scene *s = &v->scene;
    enum screen_id screen = screen_by_key(key);
    int most = layout_room(s, screen, v->rows, v->cols);
    int count = screen == SCREEN_FLEET     ? s->fleet_count
                : screen == SCREEN_ROCKET  ? s->rocket.channel_count
                : screen == SCREEN_CONSOLE ? s->console.count
                : screen == SCREEN_LINKS   ? s->links.count
                                           : flights_of(s)->count;
    return count < most ? count : most;
}

static void expect_rows_to_be_clickable(struct view *v, const char *keys)
{
    press(v, keys);
    view_key(v, KEYCODE_HOME);
    look(v);
    int first = marked_row(v), count = shown_count(v, keys[strlen(keys) - 1]);
    if (first < 2 || count < 2)
        fail_msg("%s at %dx%d: row %d, %d rows", keys, v->rows, v->cols, first, count);
    for (int i = count - 1; i >= 0; i--) {
        click(v, first + i, 10);
        if (marked_row(v) != first + i)
            fail_msg("%s at %dx%d: row %d is marked, not %d", keys, v->rows, v->cols, marked_row(v),
                     first + i);
    }
    click(v, first - 1, 10);
    assert_int_equal(marked_row(v), first);
    if (first + count < v->rows - 2)
        click(v, first + count, 10);
    if (marked_row(v) != first)
        fail_msg("%s at %dx%d: a row under the last of %d is one", keys, v->rows, v->cols, count);
}

static void a_click_selects_the_row_under_it(void **state)
{
    static const char *const screens[] = {"1", "2", "3", "5", "6"};
    static const int sizes[][2] = {{24, 80}, {30, 120}, {24, 160}, {60, 100}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
        for (size_t k = 0; k < ARRAY_SIZE(screens); k++) {
            struct view *v = open_view_of(path);
            v->rows = sizes[i][0];
            v->cols = sizes[i][1];
            press(v, "/F9-A\n");
            expect_rows_to_be_clickable(v, screens[k]);
            close_view(v);
        }
}

/* The list moves, so that the line selected stands in its middle. */
static void a_click_on_a_line_of_the_log_selects_it(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    const struct log_scene *l = &v->scene.log;
    const struct list *list = &v->scene.place.lists[SCREEN_LOG];
    press(v, "J");
    int rows = layout_room(&v->scene, SCREEN_LOG, v->rows, v->cols);
    for (int i = 0; i < rows; i++) {
        view_key(v, KEYCODE_HOME);
        look(v);
        assert_int_equal(marked_row(v), 3);
        assert_int_equal(list->selected, 0);
        if (i > 0)
            click(v, 3 + i, 10);
        assert_int_equal(l->lines[list->selected].v_ms, at(i + 1));
    }
    click(v, 2, 10);
    assert_int_equal(l->lines[list->selected].v_ms, at(rows));
    click(v, marked_row(v), 10);
    assert_false(v->scene.place.log.open);
    assert_int_equal(v->scene.at_ms, at(rows));
    close_view(v);
}

static void a_second_click_opens_the_row(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    press(v, "/F9-A\n");
    click(v, marked_row(v), 10);
    assert_int_equal(v->place.screen, SCREEN_ROCKET);
    int row = marked_row(v);
    click(v, row, 10);
    assert_true(v->place.wide_chart);
    press(v, "5");
    click(v, marked_row(v) + 1, 10);
    assert_int_equal(v->place.screen, SCREEN_LINKS);
    click(v, marked_row(v), 10);
    assert_int_equal(v->place.screen, SCREEN_CONSOLE);
    press(v, "6");
    click(v, marked_row(v), 10);
    assert_true(v->scene.transport.replay_flight != 0);
    close_view(v);
}

static void two_clicks_open_the_row_though_no_frame_came_between(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    press(v, "6");
    int row = marked_row(v) + 1;
    int64_t flight = flights_of(&v->scene)->rows[1].id;
    view_click(v, row, 10);
    view_click(v, row, 10);
    look(v);
    assert_int_equal(v->scene.transport.replay_flight, flight);
    close_view(v);
}

/* On a wall other screens stand beside: they are not for clicks. */
static void beside_a_list_there_is_nothing_to_click(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    v->rows = 48;
    v->cols = 160;
    press(v, "/F9-A\n2");
    click(v, 2 + 5 + 1, 80);
    assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 0);
    click(v, 2 + 5 + 1, 79);
    assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 1);
    press(v, "J");
    int64_t line = v->scene.place.lists[SCREEN_LOG].selected;
    click(v, 5, 100);
    assert_int_not_equal(v->scene.place.lists[SCREEN_LOG].selected,
                         line); /* it has all of the width */
    press(v, "q?");
    click(v, 2 + 5 + 0, 10);
    assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 1); /* help covers it */
    close_view(v);
}

static void clicks_are_for_large_screens_without_a_prompt(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    int32_t before = v->place.rocket;
    press(v, "m");
    click(v, 5, 10);
    assert_int_equal(v->place.rocket, before);
    view_key(v, KEYCODE_ESC);
    v->rows = 12;
    v->cols = 40;
    click(v, 5, 10);
    assert_int_equal(v->place.rocket, before);
    close_view(v);
}

/* ---- the bar -------------------------------------------------------------------------------- */

enum { FIRST = 25, LAST = 61 }; /* its columns at 80 */

static int64_t bar_time(const struct view *v, int col)
{
    const struct bar *bar = &v->scene.bar;
    return bar->t0_ms + (bar->t1_ms - bar->t0_ms) * (col - FIRST) / (LAST - FIRST);
}

static void each_cell_of_the_bar_is_its_time_and_beside_it_is_none(void **state)
{
    static const int cols[] = {FIRST, FIRST + 1, 43, LAST - 1};
    (void)state;
    struct view *v = open_view_of(path);
    press(v, " ");
    for (size_t i = 0; i < ARRAY_SIZE(cols); i++) {
        int64_t want = bar_time(v, cols[i]);
        click(v, 22, cols[i]);
        assert_in_range(v->scene.at_ms - want + 1, 0, 2);
        view_release(v);
    }
    int64_t here = v->scene.at_ms;
    click(v, 22, FIRST - 1);
    click(v, 22, LAST + 1);
    assert_int_equal(v->scene.at_ms, here);
    assert_false(v->scrubbing);
    click(v, 22, LAST);
    assert_true(v->scene.at_ms > here);
    close_view(v);
}

static void a_drag_ends_with_the_bar(void **state)
{
    static const struct {
        int col, at;
    } drags[] = {{0, FIRST}, {FIRST - 1, FIRST}, {FIRST + 1, FIRST + 1}, {LAST - 1, LAST - 1}};
    (void)state;
    struct view *v = open_view_of(path);
    press(v, " ");
    for (size_t i = 0; i < ARRAY_SIZE(drags); i++) {
        click(v, 22, 40);
        int64_t want = bar_time(v, drags[i].at);
        view_drag(v, drags[i].col);
        view_release(v);
        look(v);
        assert_in_range(v->scene.at_ms - want + 1, 0, 2);
        assert_int_equal(v->scene.transport.play, PLAY_PAUSED);
    }
    view_drag(v, FIRST); /* it was let go */
    view_scrub(v);
    look(v);
    assert_true(v->scene.at_ms > bar_time(v, FIRST));
    click(v, 22, 40);
    view_drag(v, 79);
    assert_int_equal(v->scrub_col, LAST);
    click(v, 10, 10); /* a press whose release got lost */
    assert_false(v->scrubbing);
    close_view(v);
}

static void without_a_cache_a_bar_is_no_bar(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    struct playhead *kept = v->playhead;
    v->playhead = NULL;
    look(v);
    view_click(v, 22, 40);
    assert_false(v->scrubbing);
    view_scrub(v);
    view_release(v);
    v->playhead = kept;
    close_view(v);
}

/* ---- the wheel ------------------------------------------------------------------------------ */

static void over_an_open_message_the_wheel_turns_its_lines(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    press(v, "3G\n");
    int64_t selected = v->scene.console.selected;
    int first = 2 + 2 + layout_room(&v->scene, SCREEN_CONSOLE, v->rows, v->cols);
    view_wheel(v, first, 1);
    look(v);
    assert_int_equal(v->scene.console.inspector.first, 3);
    assert_int_equal(v->scene.console.selected, selected);
    view_wheel(v, first, -1);
    look(v);
    assert_int_equal(v->scene.console.inspector.first, 0);
    view_wheel(v, first - 1, -1);
    look(v);
    assert_int_equal(v->scene.console.selected, selected - 3);
    close_view(v);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_click_selects_the_row_under_it),
        cmocka_unit_test(a_click_on_a_line_of_the_log_selects_it),
        cmocka_unit_test(a_second_click_opens_the_row),
        cmocka_unit_test(two_clicks_open_the_row_though_no_frame_came_between),
        cmocka_unit_test(beside_a_list_there_is_nothing_to_click),
        cmocka_unit_test(clicks_are_for_large_screens_without_a_prompt),
        cmocka_unit_test(each_cell_of_the_bar_is_its_time_and_beside_it_is_none),
        cmocka_unit_test(a_drag_ends_with_the_bar),
        cmocka_unit_test(without_a_cache_a_bar_is_no_bar),
        cmocka_unit_test(over_an_open_message_the_wheel_turns_its_lines),
    };
    return cmocka_run_group_tests(tests, make_recording, remove_recording);
}
