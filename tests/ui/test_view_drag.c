/* test_view_drag.c: the mouse on a recorded flight: clicks that select and open, drags along the
 * bar. */
#include "test.h"

#include <locale.h>

#include "view_kit.h"

static void a_click_selects_a_rocket_and_a_second_click_opens_it(void **state)
{
    struct view *v = open_launch();
    (void)state;
    view_click(v, 3 + 5, 10); /* the sixth row: F9-A */
    look(v);
    assert_string_equal(selected_name(v), "F9-A");
    view_click(v, 3 + 5, 10);
    look(v);
    assert_int_equal(v->scene.place.screen, SCREEN_ROCKET);
    view_click(v, 1, 20); /* the tab 3CONSOLE */
    look(v);
    assert_int_equal(v->scene.place.screen, SCREEN_CONSOLE);
    view_click(v, 22, 25); /* the bar's first cell */
    look(v);
    assert_int_equal(v->scene.at_ms, v->scene.bar.t0_ms);
    close_view(v);
}

static void a_click_on_a_notice_only_dismisses_it(void **state)
{
    struct view *v = open_launch();
    (void)state;
    int32_t selected = v->scene.place.rocket;
    press(v, "~"); /* "? for keys" */
    view_click(v, v->rows - 1, 27);
    look(v);
    assert_string_equal(v->scene.said, "");
    assert_int_equal(v->scene.place.rocket, selected);
    view_click(v, v->rows - 1, 27); /* Tab rocket */
    look(v);
    assert_int_not_equal(v->scene.place.rocket, selected);
    close_view(v);
}

static enum play_mode let_pass(struct view *v, int64_t ms)
{
    struct err err;
    struct transport t;
    static int64_t mono_ms = 1000000;
    for (int64_t end = mono_ms + ms; mono_ms <= end; mono_ms += 100)
        playhead_tick(v->playhead, at(SECONDS), mono_ms * 1000000, &err);
    playhead_transport(v->playhead, &t);
    return t.play;
}

static void clicks_select_messages_and_channels_but_nothing_hidden(void **state)
{
    struct view *v = open_launch();
    (void)state;
    press(v, "3");
    int64_t seq = v->scene.console.rows[4].seq;
    view_click(v, 4 + 4, 10);
    look(v);
    assert_int_equal(v->scene.console.selected, seq);
    view_click(v, 4 + v->scene.console.count - 4, 10); /* it scrolled: some other row */
    look(v);
    assert_int_not_equal(v->scene.console.selected, seq);
    press(v, "1/F9-a\n\n");
    view_click(v, 2 + 5 + 1, 10); /* the second channel */
    look(v);
    assert_int_equal(v->scene.place.lists[SCREEN_ROCKET].selected, 1);
    press(v, "1");
    int32_t before = v->place.rocket;
    view_click(v, 21, 10); /* an event */
    look(v);
    assert_int_equal(v->place.rocket, before);
    close_view(v);
}

static void dragging_the_bar_pauses_and_releasing_it_resumes(void **state)
{
    struct view *v = open_launch();
    (void)state;
    view_click(v, 22, 40);
    assert_int_equal(let_pass(v, 500), PLAY_PAUSED);
    view_drag(v, 30);
    view_drag(v, 0); /* beyond the bar: its beginning */
    look(v);
    assert_true(v->scene.at_ms > v->scene.bar.t0_ms); /* not before a frame is drawn */
    view_scrub(v);
    look(v);
    assert_int_equal(v->scene.at_ms, v->scene.bar.t0_ms);
    assert_int_equal(let_pass(v, 500), PLAY_PAUSED);
    view_release(v);
    assert_int_equal(let_pass(v, 500), PLAY_PLAYING);
    look(v);
    assert_true(v->scene.at_ms > v->scene.bar.t0_ms);
    close_view(v);
}

static void one_backspace_undoes_a_long_drag(void **state)
{
    struct view *v = open_launch();
    (void)state;
    press(v, " ");
    press(v, "<");
    int64_t before = v->scene.at_ms;
    view_click(v, 22, 30);
    look(v);
    int64_t pressed = v->scene.at_ms;
    for (int col = 31; col < 55; col++) {
        view_drag(v, col);
        view_scrub(v);
        look(v);
    }
    assert_true(v->scene.at_ms > pressed);
    view_release(v);
    view_key(v, KEYCODE_BACKSPACE);
    look(v);
    assert_int_equal(v->scene.at_ms, pressed);
    view_key(v, KEYCODE_BACKSPACE);
    look(v);
    assert_int_equal(v->scene.at_ms, before);
    close_view(v);
}

static void a_drag_while_paused_stays_paused(void **state)
{
    struct view *v = open_launch();
    (void)state;
    press(v, " ");
    view_drag(v, 30); /* without a press on the bar */
    view_scrub(v);
    look(v);
    assert_int_equal(v->scene.at_ms, at(SECONDS));
    view_click(v, 22, 40);
    view_drag(v, 30);
    view_release(v);
    assert_int_equal(let_pass(v, 500), PLAY_PAUSED);
    look(v);
    assert_true(v->scene.at_ms < at(SECONDS / 2));
    close_view(v);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_click_selects_a_rocket_and_a_second_click_opens_it),
        cmocka_unit_test(a_click_on_a_notice_only_dismisses_it),
        cmocka_unit_test(clicks_select_messages_and_channels_but_nothing_hidden),
        cmocka_unit_test(dragging_the_bar_pauses_and_releasing_it_resumes),
        cmocka_unit_test(one_backspace_undoes_a_long_drag),
        cmocka_unit_test(a_drag_while_paused_stays_paused),
    };
    return cmocka_run_group_tests(tests, record_launch, remove_launch);
}
