/* test_view_time.c: keys that move the time shown, and what a frame says as time passes. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "ui/screens/flights.h"
#include "view_kit.h"

static void space_pauses_and_l_returns_to_live(void **state)
{
    struct view *v = open_launch();
    const struct scene *s = &v->scene;
    (void)state;
    assert_int_equal(s->transport.mode, MODE_LIVE);
    press(v, " ");
    assert_int_equal(s->transport.play, PLAY_PAUSED);
    assert_int_equal(s->transport.mode, MODE_REPLAY);
    press(v, "h");
    assert_int_equal(s->at_ms, at(SECONDS - 10));
    press(v, "/f9-a\n");
    assert_true(s->fleet[5].values[0].known);
    press(v, "L");
    assert_int_equal(s->transport.play, PLAY_LIVE);
    close_view(v);
}

static void a_rocket_stays_selected_at_a_time_before_its_first_message(void **state)
{
    struct view *v = open_launch();
    const struct scene *s = &v->scene;
    (void)state;
    press(v, "/f9-b\n");
    int32_t id = s->place.rocket;
    press(v, " ((2"); /* to the start: the keyless topic alone has been heard */
    for (int i = 0; i < s->fleet_count; i++)
        assert_int_not_equal(s->fleet[i].id, id);
    assert_int_equal(s->place.rocket, id);
    assert_false(s->rocket.known);
    assert_string_equal(s->rocket.head.name, "F9-B");
    press(v, "L");
    assert_true(s->rocket.known);
    assert_int_equal(s->place.rocket, id);
    close_view(v);
}

static void go_to_previews_its_target_while_it_is_typed(void **state)
{
    struct view *v = open_launch();
    const struct scene *s = &v->scene;
    (void)state;
    press(v, "/flug\n"); /* select the rocket with a T-0 */
    press(v, "gT+10");
    assert_int_equal(s->prompt, PROMPT_GOTO);
    assert_non_null(strstr(s->prompt_says, "T+00:00:10"));
    press(v, "\n");
    assert_int_equal(s->prompt, PROMPT_NONE);
    assert_int_equal(s->at_ms, at(12));
    view_key(v, KEYCODE_BACKSPACE);
    look(v);
    assert_int_equal(s->transport.play, PLAY_LIVE);
    close_view(v);
}

static void a_mark_is_listed_as_an_event_and_brackets_stop_at_it(void **state)
{
    struct view *v = open_launch();
    const struct scene *s = &v->scene;
    (void)state;
    snprintf(v->user, sizeof v->user, "op");
    press(v, " h/F9-A\nmwhy?\n"); /* ten seconds back, marked, ... */
    assert_string_equal(s->said, "marked");
    press(v, "L");
    assert_string_equal(s->events[s->event_count - 1].text, "op: \"why?\"");
    assert_int_equal(s->events[s->event_count - 1].v_ms, at(SECONDS - 10));
    press(v, " <<");
    int64_t here = s->at_ms;
    press(v, "[");
    assert_int_equal(s->at_ms, at(SECONDS - 10));
    view_key(v, KEYCODE_BACKSPACE); /* one jump, not two */
    look(v);
    assert_int_equal(s->at_ms, here);
    press(v, "6/F9-A\n");
    assert_int_equal(flights_of(s)->rows[s->place.lists[SCREEN_FLIGHTS].selected].marks, 1);
    close_view(v);
}

static void enter_on_a_flight_replays_it(void **state)
{
    struct view *v = open_launch();
    (void)state;
    press(v, "6/F9-A\n\n");
    assert_int_equal(v->scene.transport.mode, MODE_REPLAY);
    assert_true(v->scene.transport.replay_flight != 0);
    assert_string_equal(selected_name(v), "F9-A");
    assert_int_equal(v->scene.at_ms, at(3));
    close_view(v);
}

static void the_scene_knows_when_the_next_alarm_is_due(void **state)
{
    struct view *v = open_launch();
    (void)state;
    view_gather(v, at(SECONDS),
                0); /* each rocket was heard a second ago, once a second: D is 2 s */
    assert_int_equal(v->scene.next_alarm_ms, at(SECONDS + 1));
    assert_int_equal(v->scene.alarms_new, 0);
    view_gather(v, v->scene.next_alarm_ms - 1, 0);
    assert_int_equal(v->scene.alarms_new, 0);
    view_gather(v, v->scene.next_alarm_ms, 0);
    assert_int_equal(v->scene.alarms_new, 2);
    assert_int_equal(v->scene.next_alarm_ms, at(SECONDS + 3) + 1); /* the heartbeat is 3 s old */
    view_gather(v, v->scene.next_alarm_ms, 0);
    assert_int_equal(v->scene.link_state, LINK_NO_RECORDER);
    close_view(v);
}

static void a_chart_of_the_whole_flight_ends_now(void **state)
{
    struct view *v = open_launch();
    (void)state;
    press(v, "/F9-a\n\n");
    const struct chart *c = &v->scene.rocket.charts[0];
    assert_int_equal(c->now_ms, v->scene.at_ms);
    assert_true(c->t1_ms >= c->now_ms);
    close_view(v);
}

static void no_rocket_is_ok_while_nobody_records(void **state)
{
    struct view *v = open_launch();
    struct err err;
    (void)state;
    assert_true(playhead_tick(v->playhead, at(SECONDS + 30), 0, &err) >= 0);
    view_gather(v, at(SECONDS + 30), 30000);
    assert_int_equal(v->scene.link_state, LINK_NO_RECORDER);
    for (int i = 0; i < v->scene.fleet_count; i++) {
        const struct fleet_row *row = &v->scene.fleet[i];
        assert_true(row->state == STATE_STALE || row->state == STATE_NEVER);
        assert_true(row->state == STATE_NEVER || row->phase_stale || row->phase[0] == '\0');
        assert_string_equal(row->last, row->state == STATE_NEVER ? "" : "last heard");
    }
    close_view(v);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(space_pauses_and_l_returns_to_live),
        cmocka_unit_test(a_rocket_stays_selected_at_a_time_before_its_first_message),
        cmocka_unit_test(go_to_previews_its_target_while_it_is_typed),
        cmocka_unit_test(a_mark_is_listed_as_an_event_and_brackets_stop_at_it),
        cmocka_unit_test(enter_on_a_flight_replays_it),
        cmocka_unit_test(the_scene_knows_when_the_next_alarm_is_due),
        cmocka_unit_test(a_chart_of_the_whole_flight_ends_now),
        cmocka_unit_test(no_rocket_is_ok_while_nobody_records),
    };
    return cmocka_run_group_tests(tests, record_launch, remove_launch);
}
