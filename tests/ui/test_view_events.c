/* test_view_events.c: when things happened, and finding them again: T, EVENTS, go to, charts. */
#include "test.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "demo_mission.h"
#include "ui/marks.h"
#include "view_kit.h"

static char path[64];
static struct recording r;

static int begin(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/view-events-test.%ld.db", (long)getpid());
    recording_begin(&r, path, &mission_demo);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    recording_remove(path);
    return 0;
}

static struct view *recorded(void)
{
    recording_beat(&r, at(SECONDS), LINK_OK);
    recording_end(&r);
    return open_view_of(path);
}

static const struct event_row *last_event(const struct view *v)
{
    assert_true(v->scene.event_count > 0);
    return &v->scene.events[v->scene.event_count - 1];
}

static void clock_timeline_and_events_say_the_same_t(void **state)
{
    struct err err = {0};
    char said[80];
    (void)state;
    recording_say(&r, "F9", at(0) + 950, at(0) + 955, "{\"event\": \"Liftoff\"}");
    for (int s = 1; s < 50; s++)
        recording_say(&r, "F9", at(s), at(s), "{\"velocity\": 1}");
    int64_t seen = at(50) + 960; /* recorded before the second was full */
    recording_say(&r, "F9", at(50) + 940, seen, "{\"event\": \"MECO\"}");
    struct view *v = recorded();
    assert_int_equal(playhead_seek(v->playhead, seen, said, &err), 0);
    look(v);
    v->place.rocket = last_event(v)->rocket;
    press(v, "2");
    const struct rocket_scene *rocket = &v->scene.rocket;
    assert_string_equal(last_event(v)->text, "MECO");
    assert_int_equal(last_event(v)->clock_ms, 50010);
    assert_int_equal(rocket->head.clock_ms, 50010);
    assert_string_equal(rocket->marks[rocket->mark_count - 1].name, "MECO");
    assert_int_equal(rocket->marks[rocket->mark_count - 1].clock_ms, 50010);
    close_view(v);
}

/* ---- charts -------------------------------------------------------------------------------- */

static int points_drawn(const struct chart *c)
{
    int count = 0;
    for (int i = 0; i < c->points; i++)
        count += !isnan(c->max[i]);
    return count;
}

static void one_sample_is_drawn_as_soon_as_it_is_there_and_ever_after(void **state)
{
    static const int heard_s[] = {SECONDS, SECONDS - 1, SECONDS - 40}; /* now, and a while ago */
    for (size_t i = 0; i < ARRAY_SIZE(heard_s); i++) {
        if (i > 0)
            begin(state);
        recording_say(&r, "K", at(heard_s[i]) - 20, at(heard_s[i]), "{\"v\": 42}");
        struct view *v = recorded();
        v->place.rocket = 1;
        press(v, "2");
        assert_int_equal(v->scene.rocket.chart_count, 1);
        assert_int_equal(points_drawn(&v->scene.rocket.charts[0]), 1);
        press(v, "zzzzzzZZZZZZ"); /* in each window */
        assert_int_equal(points_drawn(&v->scene.rocket.charts[0]), heard_s[i] > SECONDS - 30);
        close_view(v);
    }
}

static void the_last_sample_of_what_is_over_is_drawn(void **state)
{
    (void)state;
    recording_say(&r, "K", at(10), at(10) + 5, "{\"v\": 1}");
    recording_say(&r, "K", at(14), at(14) + 5, "{\"v\": 9, \"event\": \"landed\"}");
    struct view *v = recorded();
    v->place.rocket = 1;
    press(v, "6\n2gend\n");
    const struct chart *c = &v->scene.rocket.charts[0];
    double top = 0;
    for (int i = 0; i < c->points; i++)
        top = c->max[i] > top ? c->max[i] : top;
    assert_float_equal(top, 9, 0);
    close_view(v);
}

static void lands_at(struct view *v, const char *typed, int64_t t_ms)
{
    press(v, "g");
    press(v, typed);
    press(v, "\n");
    if (v->scene.at_ms != t_ms)
        fail_msg("%s: %lld s off: %s", typed, (long long)(v->scene.at_ms - t_ms) / 1000,
                 v->scene.said);
}

/* ---- EVENTS ------------------------------------------------------------------------------ */

static void words_in_numbers_do_not_push_phases_out(void **state)
{
    struct err err = {0};
    char line[80];
    (void)state;
    recording_say(&r, "K", at(1), at(1), "Countdown started");
    recording_say(&r, "K", at(2), at(2), "Liftoff");
    for (int i = 0; i < 4000; i++) {
        snprintf(line, sizeof line, "%d,4.2,1.7", i);
        recording_say(&r, "K", at(3) + 10 * i, at(3) + 10 * i, line);
    }
    struct view *v = recorded();
    const struct scene *s = &v->scene;
    assert_int_equal(s->event_count, 6);
    assert_string_equal(s->events[1].text, "Liftoff");
    assert_string_equal(s->events[5].text, "3997 more, last: 3999,4.2,1.7");
    lands_at(v, "3997 more", at(3) + 39990);
    assert_int_equal(playhead_seek(v->playhead, at(13) + 5, line, &err), 0);
    look(v);
    assert_string_equal(last_event(v)->text, "998 more, last: 1000,4.2,1.7");
    close_view(v);
}

/* A phase every 100 ms, three at a time. */
static struct view *many_events(void)
{
    char line[80];
    for (int i = 0; i < 450; i++) {
        int64_t t_ms = at(1) + i / 3 * 100;
        snprintf(line, sizeof line, "{\"phase\": \"leg %d\"}", i);
        recording_say(&r, "K", t_ms, t_ms, line);
    }
    struct view *v = recorded();
    press(v, "J");
    assert_true(v->scene.place.log.open);
    return v;
}

static int selected_leg(const struct view *v)
{
    const struct log_scene *l = &v->scene.log;
    const struct list *list = &v->scene.place.lists[SCREEN_LOG];
    int leg = -1;
    sscanf(l->lines[list->selected].text, "LEG %d", &leg);
    assert_in_range(list->selected, list->first, list->first + 18);
    return leg;
}

static void the_log_scrolls_through_all_events(void **state)
{
    (void)state;
    struct view *v = many_events();
    assert_true(v->scene.log.following);
    assert_int_equal(selected_leg(v), 449);
    for (int leg = 448; leg >= 0; leg--) {
        press(v, "k");
        assert_int_equal(selected_leg(v), leg);
    }
    press(v, "k");
    assert_int_equal(selected_leg(v), 0);
    view_key(v, KEYCODE_PAGE_DOWN);
    look(v);
    assert_int_equal(selected_leg(v), 19);
    press(v, "ggG");
    assert_true(v->scene.log.following);
    view_key(v, KEYCODE_HOME);
    look(v);
    assert_int_equal(selected_leg(v), 0);
    assert_true(v->scene.log.newer > 0 && v->scene.log.more);
    for (int leg = 1; leg < 449; leg++) {
        press(v, "j");
        assert_int_equal(selected_leg(v), leg);
    }
    press(v, "j");
    assert_true(v->scene.log.following);
    close_view(v);
}

static void the_log_finds_and_goes_there(void **state)
{
    (void)state;
    struct view *v = many_events();
    press(v, "/leg 7\n"); /* from the end on: round it, to the first */
    assert_int_equal(selected_leg(v), 7);
    press(v, "n");
    assert_int_equal(selected_leg(v), 71); /* 70 to 79, a hit of each moment */
    press(v, "N");
    assert_int_equal(selected_leg(v), 7);
    press(v, "N");
    assert_int_equal(selected_leg(v), 79);
    press(v, "/no such line\n");
    assert_string_equal(v->scene.said, "\"no such line\" is not here");
    press(v, "/phase leg 200\n\n");
    assert_false(v->scene.place.log.open);
    assert_int_equal(v->scene.at_ms, at(1) + 6600);
    press(v, "J");
    assert_int_equal(selected_leg(v), 200); /* up to the playhead */
    press(v, "q");
    assert_false(v->scene.place.log.open);
    close_view(v);
}

static void the_log_holds_still_and_has_the_marks(void **state)
{
    struct err err = {0};
    (void)state;
    struct view *v = many_events();
    snprintf(v->user, sizeof v->user, "op");
    press(v, "kkkkkk");
    int leg = selected_leg(v);
    assert_int_equal(notes_open(&v->marks->notes, path, true, &err), 0);
    struct store_mark mark = {.v_ms = at(SECONDS - 1), .user = "op", .text = "late"};
    assert_int_equal(notes_add(v->marks->notes, &mark, &err), 0);
    look(v);
    assert_int_equal(selected_leg(v), leg);
    press(v, "G");
    const struct log_scene *l = &v->scene.log;
    const struct list *list = &v->scene.place.lists[SCREEN_LOG];
    assert_string_equal(l->lines[list->selected].text, "op: \"late\"");
    press(v, "gg/mark op\n");
    assert_string_equal(l->lines[list->selected].text, "op: \"late\"");
    close_view(v);
}

/* ---- go to --------------------------------------------------------------------------------- */

static void fly_a_minute(void)
{
    recording_say(&r, "F9", at(1), at(1), "{\"event\": \"Liftoff\"}");
    for (int s = 2; s < 40; s++)
        recording_say(&r, "F9", at(s), at(s), "{\"velocity\": 1}");
}

static void what_begins_with_g_can_be_typed(void **state)
{
    (void)state;
    fly_a_minute();
    recording_say(&r, "F9", at(40), at(40), "go for launch");
    recording_say(&r, "F9", at(41), at(41), "{\"velocity\": 1}");
    struct view *v = recorded();
    v->place.rocket = last_event(v)->rocket;
    press(v, "ggo for launch");
    assert_int_equal(v->scene.prompt, PROMPT_GOTO);
    assert_string_equal(v->scene.prompt_text, "go for launch");
    assert_non_null(strstr(v->scene.prompt_says, "go for launch"));
    press(v, "\n");
    assert_int_equal(v->scene.at_ms, at(40));
    assert_int_equal(v->scene.transport.loop_a_ms, FLIGHT_NO_TIME);
    close_view(v);
}

static void gg_is_the_top_until_typing_goes_on(void **state)
{
    (void)state;
    fly_a_minute();
    struct view *v = recorded();
    const struct console_scene *c = &v->scene.console;
    press(v, "3kkk");
    int64_t there = c->selected;
    press(v, "gg");
    assert_int_equal(c->selected, 1);
    assert_string_equal(v->scene.prompt_says, "= top of the list");
    press(v, "o");
    assert_int_equal(c->selected, there);
    view_key(v, KEYCODE_ESC);
    press(v, "ggj");
    assert_int_equal(v->scene.prompt, PROMPT_NONE);
    assert_int_equal(c->selected, 2);
    press(v, "Ggg\n");
    assert_int_equal(v->scene.prompt, PROMPT_NONE);
    assert_int_equal(c->selected, 1);
    close_view(v);
}

static void lines_are_found_as_events_prints_them(void **state)
{
    (void)state;
    fly_a_minute();
    recording_tick(&r, at(50));
    struct view *v = recorded();
    assert_int_equal(last_event(v)->kind, EVENT_STALE);
    int64_t stale = last_event(v)->v_ms;
    lands_at(v, "stale", stale);
    lands_at(v, "STALE last heard", stale);
    lands_at(v, "phase LIFT", at(1));
    press(v, "gno such line");
    assert_string_equal(v->scene.prompt_says, "no event or mark says \"no such line\"");
    close_view(v);
}

static void what_came_after_the_last_record_is_found(void **state)
{
    (void)state;
    fly_a_minute();
    struct view *v = recorded();
    snprintf(v->user, sizeof v->user, "op");
    press(v, " <<mgo or no go?\nL"); /* a mark, 20 s after the last record */
    lands_at(v, "no go?", at(SECONDS - 2));
    press(v, "L");
    lands_at(v, "mark op", at(SECONDS - 2));
    press(v, "L");
    lands_at(v, "stale", at(41)); /* not written: it has just become silent */
    close_view(v);
}

/* ---- ! and back ---------------------------------------------------------------------------- */

static void backspace_returns_from_an_alarm(void **state)
{
    (void)state;
    fly_a_minute();
    struct view *v = recorded();
    press(v, "3kk");
    int64_t seq = v->scene.console.selected;
    press(v, "!");
    assert_int_equal(v->scene.place.screen, SCREEN_ROCKET);
    press(v, "!\b");
    assert_int_equal(v->scene.place.screen, SCREEN_CONSOLE);
    assert_int_equal(v->scene.console.selected, seq);
    press(v, "\b");
    assert_string_equal(v->scene.said, "no jump to undo");
    press(v, "1 <");
    int64_t then = v->scene.at_ms;
    press(v, "!!");
    assert_int_equal(v->scene.transport.play, PLAY_LIVE);
    press(v, "<\b"); /* undoes the jump since */
    assert_int_equal(v->scene.place.screen, SCREEN_ROCKET);
    press(v, "\b");
    assert_int_equal(v->scene.place.screen, SCREEN_FLEET);
    assert_int_equal(v->scene.at_ms, then);
    close_view(v);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, clean)
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        T(clock_timeline_and_events_say_the_same_t),
        T(one_sample_is_drawn_as_soon_as_it_is_there_and_ever_after),
        T(the_last_sample_of_what_is_over_is_drawn),
        T(words_in_numbers_do_not_push_phases_out),
        T(the_log_scrolls_through_all_events),
        T(the_log_finds_and_goes_there),
        T(the_log_holds_still_and_has_the_marks),
        T(what_begins_with_g_can_be_typed),
        T(gg_is_the_top_until_typing_goes_on),
        T(lines_are_found_as_events_prints_them),
        T(what_came_after_the_last_record_is_found),
        T(backspace_returns_from_an_alarm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
