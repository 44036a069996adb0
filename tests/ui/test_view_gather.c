/* test_view_gather.c: from a recording to the scene: what is kept, in which order, from which
 * moment on; and what a frame leaves behind for the next. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "store/writer.h"
#include "ui/gather.h"
#include "ui/layout.h"
#include "view_kit.h"

static char path[64];
static struct recording r;

static int begin_by(const struct mission *mission)
{
    snprintf(path, sizeof path, "/tmp/view-gather-test.%ld.db", (long)getpid());
    recording_begin(&r, path, mission);
    return 0;
}

static int begin(void **state)
{
    (void)state;
    return begin_by(&mission_demo);
}

static int begin_without_mission(void **state)
{
    (void)state;
    return begin_by(&mission_default);
}

static int clean(void **state)
{
    (void)state;
    recording_remove(path);
    clock_fake(-1, 0);
    return 0;
}

static struct view *recorded(enum store_link_state link)
{
    recording_beat(&r, at(SECONDS), link);
    recording_end(&r);
    return open_view_of(path);
}

static void speak(const char *key, int from, int to)
{
    for (int s = from; s <= to; s++)
        recording_say(&r, key, at(s), at(s), "{\"velocity\": 1, \"altitude\": 2}");
}

/* ---- small things ---------------------------------------------------------------------------- */

static void a_list_scrolls_as_little_as_keeps_its_selection_in_sight(void **state)
{
    static const struct {
        int first, selected, count, room, want;
    } rows[] = {
        {0, 0, 10, 4, 0}, {0, 3, 10, 4, 0},  {0, 4, 10, 4, 1},  {3, 2, 10, 4, 2}, {3, 3, 10, 4, 3},
        {9, 9, 10, 4, 6}, {7, -1, 10, 4, 6}, {6, -1, 10, 4, 6}, {2, -1, 3, 4, 0}, {0, 9, 10, 10, 0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct list list = {.first = rows[i].first, .selected = rows[i].selected};
        list_show(&list, rows[i].count, rows[i].room);
        assert_int_equal(list.first, rows[i].want);
        assert_int_equal(list.selected, rows[i].selected);
    }
}

static void a_list_that_was_empty_has_its_first_row_selected(void **state)
{
    (void)state;
    struct list list = {0};
    list_show(&list, 0, 4);
    list_show(&list, 3, 4);
    assert_int_equal(list.selected, 0);
    list_select(&list, 2);
    list_show(&list, 0, 4);
    list_show(&list, 3, 4);
    assert_int_equal(list.selected, 0);
}

static void the_first_failure_of_a_frame_is_the_one_that_is_said(void **state)
{
    (void)state;
    static struct scene scene;
    struct gather g = {.scene = &scene};
    gather_fail(&g, &(struct err){.text = "one"});
    gather_fail(&g, &(struct err){.text = "two"});
    assert_string_equal(scene.failed, "one");
}

static void a_rocket_has_a_name_wherever_it_is_shown(void **state)
{
    static const struct {
        int32_t id;
        const char *name;
    } rows[] = {{0, "(link)"}, {1, "K"}, {2, "(flugdaten)"}, {99, "(rocket 99)"}};
    char name[SCENE_NAME];
    (void)state;
    speak("K", 1, 2);
    recording_say(&r, NULL, at(2), at(2), "Liftoff");
    struct view *v = recorded(LINK_OK);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        gather_name(v->gather, rows[i].id, name);
        assert_string_equal(name, rows[i].name);
    }
    close_view(v);
}

/* What was drawn before is not seen through the next frame. */
static void a_frame_has_nothing_of_the_one_before(void **state)
{
    static const char *const keys[] = {"?", "q2", "3", "5", "6", "J", "q1"};
    struct canvas kept, fresh;
    (void)state;
    speak("K", 1, 59);
    struct view *v = recorded(LINK_OK);
    canvas_init(&kept, v->rows, v->cols, false);
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        press(v, keys[i]);
        canvas_init(&fresh, v->rows, v->cols, false);
        layout_draw(&v->scene, &kept);
        layout_draw(&v->scene, &fresh);
        assert_true(canvas_equal(&kept, &fresh));
        canvas_deinit(&fresh);
    }
    canvas_deinit(&kept);
    close_view(v);
}

/* ---- series ---------------------------------------------------------------------------------- */

static const struct series_cache *ask(struct view *v, const char *channel, int points)
{
    return gather_series(v->gather, 1, channel, at(0), at(SECONDS), points);
}

static void a_series_is_read_once_until_something_of_it_changes(void **state)
{
    (void)state;
    speak("K", 1, 59);
    struct view *v = recorded(LINK_OK);
    const struct series_cache *c = ask(v, "velocity", 10);
    assert_ptr_equal(ask(v, "velocity", 10), c);
    assert_float_equal(c->max[5], 1, 0);
    assert_float_equal(ask(v, "altitude", 10)->max[5], 2, 0);
    assert_ptr_not_equal(ask(v, "altitude", 10), c);
    assert_ptr_not_equal(ask(v, "velocity", 11), c);
    assert_ptr_not_equal(gather_series(v->gather, 2, "velocity", at(0), at(SECONDS), 10), c);
    assert_ptr_not_equal(gather_series(v->gather, 1, "velocity", at(1), at(SECONDS), 10), c);
    assert_ptr_not_equal(gather_series(v->gather, 1, "velocity", at(0), at(SECONDS) - 1, 10), c);
    assert_ptr_equal(ask(v, "velocity", 10), c);
    v->scene.at_ms -= 1000; /* another second is shown */
    assert_ptr_not_equal(ask(v, "velocity", 10), c);
    v->scene.at_ms += 1000;
    assert_ptr_equal(ask(v, "velocity", 10), c);
    for (int i = 0; i < GATHER_SERIES; i++)
        ask(v, "velocity", 20 + i);
    assert_int_not_equal(c->points, 10); /* the oldest make room */
    for (int i = 0; i < GATHER_SERIES; i++)
        assert_in_range(v->gather->series[i].points, 20, 20 + GATHER_SERIES - 1);
    close_view(v);
}

/* It ends at the last whole second that is a quarter of a second past. */
static void a_series_steps_by_whole_seconds(void **state)
{
    static const struct {
        int64_t at_ms, until_ms;
    } rows[] = {{50250, 50000}, {50249, 49000}, {50251, 50000}, {51249, 50000}, {51250, 51000}};
    (void)state;
    speak("K", 1, 59);
    struct view *v = recorded(LINK_OK);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        v->scene.at_ms = at(0) + rows[i].at_ms;
        assert_int_equal(ask(v, "velocity", 10)->until_ms, at(0) + rows[i].until_ms);
    }
    v->scene.at_ms = at(1) + 249; /* younger than that: as far as it is known */
    assert_int_equal(ask(v, "velocity", 10)->until_ms, at(1) + 249);
    v->scene.at_ms = at(1) + 250;
    assert_int_equal(ask(v, "velocity", 10)->until_ms, at(1));
    v->scene.at_ms = at(50);
    v->scene.transport.play = PLAY_END;
    assert_int_equal(ask(v, "velocity", 10)->until_ms, at(50));
    close_view(v);
}

/* ---- alarms ---------------------------------------------------------------------------------- */

static void who_fell_silent_last_is_the_first_alarm(void **state)
{
    (void)state;
    for (int s = 1; s <= 40; s++) {
        if (s <= 20)
            recording_say(&r, "A", at(s), at(s), "{\"velocity\": 1}");
        if (s <= 30)
            recording_say(&r, "B", at(s), at(s), "{\"velocity\": 1}");
        recording_say(&r, "C", at(s), at(s), "{\"velocity\": 1}");
    }
    struct view *v = recorded(LINK_OK);
    const struct scene *s = &v->scene;
    assert_int_equal(s->alarms_new, 3);
    static const char *const names[] = {"C", "B", "A"};
    for (int i = 0; i < 3; i++) {
        assert_string_equal(s->alarms[i].name, names[i]);
        assert_string_equal(s->alarms[i].words, "STALE");
        assert_int_equal(s->alarms[i].age_ms, (20 + 10 * i) * 1000);
        assert_int_equal(s->alarms[i].flag, '!');
    }
    for (int i = 0; i < s->fleet_count; i++)
        assert_int_equal(s->fleet[i].flag, s->fleet[i].id > 0 ? '!' : ' ');
    press(v, " <"); /* in a replay none is raised on a row */
    for (int i = 0; i < s->fleet_count; i++)
        assert_int_equal(s->fleet[i].flag, ' ');
    close_view(v);
}

static void more_alarms_than_a_scene_has_room_for_are_counted(void **state)
{
    static char names[RECORDING_ROCKETS][8];
    struct err err = {0};
    (void)state;
    for (int i = 0; i < RECORDING_ROCKETS; i++) {
        snprintf(names[i], sizeof names[i], "R%d", i);
        speak(names[i], 1, 10);
    }
    struct view *v = recorded(LINK_OK);
    assert_int_equal(v->scene.alarms_new, RECORDING_ROCKETS);
    assert_int_equal(v->scene.alarm_count, SCENE_MAX_ALARMS);
    close_view(v);
    begin(state);
    for (int i = 0; i < RECORDING_ROCKETS; i++)
        speak(names[i], 1, 10);
    r.part.state = PART_DAMAGED; /* one more */
    assert_int_equal(writer_part_state(r.writer, &r.part, &err), 0);
    v = recorded(LINK_OK);
    assert_int_equal(v->scene.alarms_new, RECORDING_ROCKETS + 1);
    assert_int_equal(v->scene.alarm_count, SCENE_MAX_ALARMS);
    close_view(v);
}

static void one_alarm_stands_for_all_while_the_link_is_down(void **state)
{
    static const struct {
        enum store_link_state link;
        int alarms;
    } rows[] = {{LINK_OK, 1}, {LINK_BEHIND, 0}, {LINK_DOWN, 1}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        if (i > 0)
            begin(state);
        speak("K", 1, 10);
        struct view *v = recorded(rows[i].link);
        const struct alarm *alarm = &v->scene.alarms[0];
        assert_int_equal(v->scene.alarms_new, rows[i].alarms);
        if (rows[i].link == LINK_DOWN) {
            assert_string_equal(alarm->name, "LINK");
            assert_string_equal(alarm->words, "localhost DOWN");
            assert_int_equal(alarm->role, ROLE_ALARM);
            assert_int_equal(alarm->age_ms, 0);
        }
        view_gather(v, at(SECONDS) + 3001, 0); /* and nobody records */
        assert_int_equal(v->scene.alarms_new, 1);
        assert_string_equal(alarm->name, "LINK");
        assert_string_equal(alarm->words, "no recorder");
        close_view(v);
    }
}

static void without_a_recorder_an_empty_fleet_raises_no_alarm(void **state)
{
    (void)state;
    recording_beat(&r, at(SECONDS), LINK_OK);
    recording_end(&r);
    struct view *v = open_view_by(&mission_default, path);
    view_gather(v, at(SECONDS) + 3001, 0);
    assert_int_equal(v->scene.link_state, LINK_NO_RECORDER);
    assert_int_equal(v->scene.alarms_new, 0);
    close_view(v);
}

static void the_alarm_of_the_link_is_as_old_as_its_loss(void **state)
{
    (void)state;
    speak("K", 1, 10);
    recording_beat(&r, at(SECONDS - 8), LINK_DOWN);
    struct view *v = recorded(LINK_DOWN);
    assert_string_equal(v->scene.alarms[0].name, "LINK");
    assert_int_equal(v->scene.alarms[0].age_ms, 8000);
    close_view(v);
}

static void a_damaged_partition_needs_a_person(void **state)
{
    struct err err = {0};
    (void)state;
    speak("K", 1, 59);
    r.part.state = PART_DAMAGED;
    assert_int_equal(writer_part_state(r.writer, &r.part, &err), 0);
    struct view *v = recorded(LINK_OK);
    const struct alarm *alarm = &v->scene.alarms[0];
    assert_int_equal(v->scene.alarms_new, 1);
    assert_string_equal(alarm->name, "falcon9/0");
    assert_string_equal(alarm->words, "DAMAGED at 0");
    assert_int_equal(alarm->role, ROLE_ALARM);
    assert_int_equal(alarm->age_ms, 0); /* it was never heard */
    close_view(v);
}

/* ---- columns ----------------------------------------------------------------------------------
 */

static void expect_columns(const struct view *v, const char *all)
{
    char got[200] = "";
    for (int i = 0; i < v->scene.column_count; i++) {
        strcat(got, i > 0 ? " " : "");
        strcat(got, v->scene.columns[i]);
    }
    assert_string_equal(got, all);
}

static void without_a_mission_the_columns_are_the_channels_that_most_rockets_share(void **state)
{
    (void)state;
    recording_say(&r, "ODD", at(1), at(1), "{\"time\": 5, \"lux\": 1, \"co2\": 2, \"hum\": 3}");
    recording_say(&r, "K", at(2), at(2), "{\"time\": 6, \"vel\": 1, \"alt\": 2}");
    recording_say(&r, "L", at(3), at(3), "{\"alt\": 1, \"vel\": 2, \"temp\": 3}");
    recording_say(&r, "M", at(4), at(4), "{\"alt\": 1}");
    recording_beat(&r, at(SECONDS), LINK_OK);
    recording_end(&r);
    struct view *v = open_view_by(&mission_default, path);
    expect_columns(v, "alt vel temp lux co2 hum"); /* once each; the clock is not a column */
    press(v, "c");
    assert_string_equal(v->said, "channels 4 to 6 of 6");
    expect_columns(v, "lux co2 hum");
    close_view(v);
}

static void telemetry_comes_before_who_sends_it(void **state)
{
    char value[300];
    (void)state;
    for (int i = 0; i < 30; i++) {
        snprintf(value, sizeof value,
                 "{\"version\": 6, \"serial\": 9, \"flight\": 2, \"gain\": 1, \"rpm\": 3, "
                 "\"drogue_v\": 4.0, \"batt_v\": 3.%02d, \"gps_alt\": 0, \"speed\": %d, "
                 "\"accel\": 9.8, \"altitude\": %d, \"height\": %d}",
                 50 - i, 10 * i, 566 + i, i);
        recording_say(&r, "TM", at(i), at(i), value);
    }
    recording_beat(&r, at(SECONDS), LINK_OK);
    recording_end(&r);
    struct view *v = open_view_by(&mission_default, path);
    expect_columns(v, "height speed accel batt_v gain rpm");
    press(v, "c");
    expect_columns(v, "batt_v gain rpm drogue… gps_alt altitu…");
    press(v, "cc");
    expect_columns(v, "version serial flight");
    close_view(v);
}

static void without_a_mission_there_are_at_most_24_columns(void **state)
{
    char value[400] = "{";
    (void)state;
    for (int i = 0; i < 30; i++) {
        size_t n = strlen(value);
        snprintf(value + n, sizeof value - n, "%s\"c%02d\": 1", i > 0 ? "," : "", i);
    }
    strcat(value, "}");
    recording_say(&r, "K", at(1), at(1), value);
    recording_beat(&r, at(SECONDS), LINK_OK);
    recording_end(&r);
    struct view *v = open_view_by(&mission_default, path);
    press(v, "ccccccc");
    assert_string_equal(v->said, "channels 22 to 24 of 24");
    expect_columns(v, "c21 c22 c23");
    close_view(v);
}

/* ---- before the first message ------------------------------------------------------------------
 */

static void
each_topic_has_a_row_before_anything_is_heard_however_many_partitions_it_has(void **state)
{
    struct err err = {0};
    struct store_part other;
    (void)state;
    for (int i = 1; i < 3; i++)
        assert_int_equal(writer_part(r.writer, "cluster", "falcon9", i, &other, &err), 0);
    assert_int_equal(writer_part(r.writer, "cluster", "kestrel", 0, &other, &err), 0);
    struct view *v = recorded(LINK_OK);
    assert_int_equal(v->scene.fleet_count, 2);
    assert_string_equal(v->scene.fleet[0].name, "(falcon9)");
    assert_string_equal(v->scene.fleet[1].name, "(kestrel)");
    close_view(v);
}

/* ---- a silence in a replay --------------------------------------------------------------------
 */

static void within_a_silence_a_replay_says_how_long_it_is_and_after_it_no_more(void **state)
{
    struct err err = {0};
    char said[80];
    (void)state;
    recording_say(&r, "K", at(0), at(0), "{\"event\": \"Liftoff\", \"velocity\": 1}");
    for (int s = 1; s < SECONDS; s++) {
        recording_tick(&r, at(s));
        if (s <= 20 || s >= 40)
            speak("K", s, s);
    }
    struct view *v = recorded(LINK_OK);
    v->place.rocket = 1;
    press(v, " ");
    assert_string_equal(v->scene.gap_line, "");
    assert_int_equal(playhead_seek(v->playhead, at(30), said, &err), 0);
    look(v);
    assert_string_equal(v->scene.gap_line, "no data T+00:00:20 .. T+00:00:40, 00:10 of 00:20; ] "
                                           "skips to its end");
    press(v, "]");
    assert_int_equal(v->scene.at_ms, at(40));
    assert_string_equal(v->scene.gap_line, "");
    close_view(v);
}

/* ---- g --------------------------------------------------------------------------------------- */

static void go_to_tells_between_what_it_goes(void **state)
{
    (void)state;
    recording_say(&r, NULL, at(10), at(10), "Liftoff");
    speak("K", 11, 59);
    struct view *v = recorded(LINK_OK);
    press(v, "/flug\ng");
    assert_non_null(strstr(v->scene.goto_range, "Z = (flugdaten) T+00:00:00 .. T+00:00:5"));
    view_key(v, KEYCODE_ESC);
    press(v, "/K\ng"); /* it has no T-0 */
    assert_string_not_equal(v->scene.goto_range, "");
    assert_null(strstr(v->scene.goto_range, "="));
    press(v, "x");
    assert_string_not_equal(v->scene.prompt_says, "");
    view_key(v, KEYCODE_BACKSPACE);
    look(v);
    assert_string_equal(v->scene.prompt_says, "");
    view_key(v, KEYCODE_ESC);
    look(v);
    assert_string_equal(v->scene.goto_range, "");
    close_view(v);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, clean)
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_scrolls_as_little_as_keeps_its_selection_in_sight),
        cmocka_unit_test(a_list_that_was_empty_has_its_first_row_selected),
        cmocka_unit_test(the_first_failure_of_a_frame_is_the_one_that_is_said),
        T(a_rocket_has_a_name_wherever_it_is_shown),
        T(a_frame_has_nothing_of_the_one_before),
        T(a_series_is_read_once_until_something_of_it_changes),
        T(a_series_steps_by_whole_seconds),
        T(who_fell_silent_last_is_the_first_alarm),
        T(more_alarms_than_a_scene_has_room_for_are_counted),
        T(one_alarm_stands_for_all_while_the_link_is_down),
        cmocka_unit_test_setup_teardown(without_a_recorder_an_empty_fleet_raises_no_alarm,
                                        begin_without_mission, clean),
        T(the_alarm_of_the_link_is_as_old_as_its_loss),
        cmocka_unit_test_setup_teardown(
            without_a_mission_the_columns_are_the_channels_that_most_rockets_share,
            begin_without_mission, clean),
        cmocka_unit_test_setup_teardown(telemetry_comes_before_who_sends_it, begin_without_mission,
                                        clean),
        cmocka_unit_test_setup_teardown(without_a_mission_there_are_at_most_24_columns,
                                        begin_without_mission, clean),
        T(a_damaged_partition_needs_a_person),
        T(each_topic_has_a_row_before_anything_is_heard_however_many_partitions_it_has),
        T(within_a_silence_a_replay_says_how_long_it_is_and_after_it_no_more),
        T(go_to_tells_between_what_it_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
