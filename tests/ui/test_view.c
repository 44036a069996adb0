/* test_view.c: keys against a recorded flight: what each does to the scene. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "demo_mission.h"
#include "store/writer.h"
#include "ui/layout.h"
#include "ui/screens/flights.h"
#include "view_kit.h"

static char path[64];

static int make_recording(void **state)
{
    struct recording r;
    char value[100];
    (void)state;
    snprintf(path, sizeof path, "/tmp/view-test.%ld.db", (long)getpid());
    recording_begin(&r, path, &mission_demo);
    recording_say(&r, NULL, at(1), at(1), "Countdown started");
    recording_say(&r, NULL, at(2), at(2), "Liftoff");
    for (int s = 3; s < SECONDS; s++) {
        snprintf(value, sizeof value, "{\"velocity\": %d.5, \"altitude\": %d}", s * 10, s);
        recording_say(&r, "F9-A", at(s), at(s), value);
        recording_say(&r, "F9-B", at(s), at(s), s == 30 ? "max-Q, here" : "{\"velocity\": 7}");
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

static struct view *open_view(void)
{
    return open_view_of(path);
}

static const char *selected_name(const struct view *v)
{
    for (int i = 0; i < v->scene.fleet_count; i++)
        if (v->scene.fleet[i].id == v->scene.place.rocket)
            return v->scene.fleet[i].name;
    return "";
}

static void digits_are_screens_and_q_goes_back_then_leaves(void **state)
{
    struct view *v = open_view();
    (void)state;
    static const enum screen_id screens[] = {SCREEN_ROCKET, SCREEN_CONSOLE, SCREEN_LINKS,
                                             SCREEN_FLIGHTS};
    for (int i = 0; i < 4; i++) {
        press(v, (const char *[]){"2", "3", "5", "6"}[i]);
        assert_int_equal(v->scene.place.screen, screens[i]);
    }
    assert_int_equal(view_key(v, 'q'), 0);
    look(v);
    assert_int_equal(v->scene.place.screen, SCREEN_FLEET);
    assert_int_equal(view_key(v, 'q'), WISH_QUIT);
    assert_int_equal(view_key(v, KEY_CTRL('c')), WISH_QUIT);
    close_view(v);
}

static void quitting_asks_when_recording_would_stop(void **state)
{
    struct view *v = open_view();
    (void)state;
    v->started_recorder = true;
    assert_int_equal(view_key(v, 'q'), 0);
    look(v);
    assert_int_equal(v->scene.prompt, PROMPT_QUIT);
    assert_int_equal(view_key(v, 'n'), 0);
    assert_int_equal(view_key(v, 'q'), 0);
    assert_int_equal(view_key(v, 'y'), WISH_QUIT);
    close_view(v);
}

static void the_selected_rocket_is_the_same_on_every_screen(void **state)
{
    struct view *v = open_view();
    (void)state;
    press(v, "/F9-b\n");
    assert_string_equal(selected_name(v), "F9-B");
    press(v, "\n");
    assert_int_equal(v->scene.place.screen, SCREEN_ROCKET);
    assert_string_equal(v->scene.rocket.head.name, "F9-B");
    press(v, "\t");
    assert_string_equal(v->scene.rocket.head.name, "F9-FS5-S2"); /* round the end */
    press(v, "1");
    assert_string_equal(selected_name(v), "F9-FS5-S2");
    close_view(v);
}

static const struct flight_row *flight_row(const struct view *v, const char *name)
{
    for (int i = 0; i < flights_of(&v->scene)->count; i++)
        if (strcmp(flights_of(&v->scene)->rows[i].name, name) == 0)
            return &flights_of(&v->scene)->rows[i];
    fail_msg("no flight of %s", name);
    return NULL;
}

static void flights_says_countdown_of_a_countdown_only(void **state)
{
    struct view *v = open_view();
    (void)state;
    press(v, "6");
    const struct flight_row *numbers = flight_row(v, "F9-A");
    assert_true(numbers->open);
    assert_false(numbers->counting || numbers->flying);
    assert_int_equal(numbers->length_ms, (SECONDS - 1 - 3) * 1000);
    assert_true(flight_row(v, "(flugdaten)")->flying);
    close_view(v);
}

static void the_console_follows_holds_still_and_follows_again(void **state)
{
    struct view *v = open_view();
    const struct console_scene *c = &v->scene.console;
    (void)state;
    press(v, "3");
    assert_true(c->following);
    int64_t total = c->total;
    assert_int_equal(c->rows[c->count - 1].seq, total);
    press(v, "kkkk");
    assert_false(c->following);
    assert_int_equal(c->selected, total - 4);
    press(v, "gg");
    assert_int_equal(c->selected, 1);
    assert_int_equal(c->rows[0].seq, 1);
    assert_string_equal((const char *)c->rows[0].value, "Countdown started");
    assert_int_equal(c->newer, total - c->count);
    press(v, "G");
    assert_true(c->following);
    close_view(v);
}

static void keys_that_come_before_a_frame_know_the_last_message(void **state)
{
    struct view *v = open_view();
    (void)state;
    view_key(v, '3');
    view_key(v, 'k');
    view_key(v, KEYCODE_ENTER);
    look(v);
    assert_int_equal(v->scene.console.selected, v->scene.console.total - 1);
    assert_true(v->scene.place.inspect.open);
    close_view(v);
}

static void find_goes_round_the_messages(void **state)
{
    struct view *v = open_view();
    const struct console_scene *c = &v->scene.console;
    (void)state;
    press(v, "3/MAX-q\n");
    int64_t hit = c->selected;
    assert_true(hit > 1 && hit < c->total);
    press(v, "n");
    assert_int_equal(c->selected, hit);
    press(v, "/nowhere\n");
    assert_string_equal(v->scene.said, "\"nowhere\" is not here");
    close_view(v);
}

static void the_inspector_says_what_is_understood(void **state)
{
    struct view *v = open_view();
    const struct inspector *in = &v->scene.console.inspector;
    (void)state;
    press(v, "3\nk");
    assert_true(v->scene.place.inspect.open);
    assert_string_equal(in->row.key, "F9-A");
    assert_int_equal(in->total, 2);
    assert_string_equal(in->lines[0].name, "velocity");
    assert_string_equal((const char *)in->lines[0].says, "590.5");
    assert_string_equal(in->lines[0].value, "  590.5");
    assert_int_equal(view_key(v, 'y'), WISH_COPY);
    assert_string_equal(
        v->copy, "kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic falcon9 "
                 "--partition 0 --offset 114 --max-messages 1");
    press(v, "xx");
    assert_int_equal(in->form, FORM_HEX);
    press(v, "\x1b");
    assert_false(v->scene.place.inspect.open);
    close_view(v);
}

static void space_stops_time_and_l_returns(void **state)
{
    struct view *v = open_view();
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

static void a_rocket_stays_selected_where_it_was_not_heard_yet(void **state)
{
    struct view *v = open_view();
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

static void go_to_says_where_it_lands_while_it_is_typed(void **state)
{
    struct view *v = open_view();
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

static void a_mark_is_an_event_and_an_edge(void **state)
{
    struct view *v = open_view();
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

static void a_flight_of_words_has_no_silence(void **state)
{
    struct view *v = open_view();
    (void)state;
    press(v, "6/(flugdaten)\n");
    const struct flights_scene *f = flights_of(&v->scene);
    const struct flight_row *row = &f->rows[v->scene.place.lists[SCREEN_FLIGHTS].selected];
    assert_string_equal(row->name, "(flugdaten)");
    assert_true(row->silent_ms < 0);
    assert_null(strstr(f->summary, "no data"));
    close_view(v);
}

static void enter_on_a_flight_replays_it(void **state)
{
    struct view *v = open_view();
    (void)state;
    press(v, "6/F9-A\n\n");
    assert_int_equal(v->scene.transport.mode, MODE_REPLAY);
    assert_true(v->scene.transport.replay_flight != 0);
    assert_string_equal(selected_name(v), "F9-A");
    assert_int_equal(v->scene.at_ms, at(3));
    close_view(v);
}

static void a_click_selects_and_a_second_one_opens(void **state)
{
    struct view *v = open_view();
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

static void a_click_on_an_answer_uncovers_the_hints_and_presses_none(void **state)
{
    struct view *v = open_view();
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

static void paste(struct view *v, const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        assert_int_equal(view_key(v, *c | KEYCODE_PASTED), 0);
    look(v);
}

static void pasted_text_presses_no_key_but_fills_a_prompt(void **state)
{
    struct view *v = open_view();
    (void)state;
    paste(v, "3q\r");
    assert_int_equal(v->scene.place.screen, SCREEN_FLEET);
    assert_non_null(strstr(v->scene.said, "a paste presses no keys"));
    press(v, "/");
    paste(v, "F9\r-A");
    view_key(v, 0x1f680); /* typed: a character past U+FFFF */
    assert_string_equal(v->prompt_text, "F9 -A\U0001f680");
    view_key(v, KEYCODE_BACKSPACE);
    assert_string_equal(v->prompt_text, "F9 -A");
    press(v, "\033");
    v->started_recorder = true;
    press(v, "q");
    paste(v, "y"); /* answers no question */
    assert_int_equal(v->scene.prompt, PROMPT_QUIT);
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

static void clicks_reach_messages_and_channels_and_nothing_that_is_not_shown(void **state)
{
    struct view *v = open_view();
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

static void a_drag_on_the_bar_holds_the_playhead_and_letting_go_plays_on(void **state)
{
    struct view *v = open_view();
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

static void a_long_drag_is_undone_at_once(void **state)
{
    struct view *v = open_view();
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

static void a_drag_while_paused_ends_paused(void **state)
{
    struct view *v = open_view();
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

static void it_is_known_when_the_next_alarm_will_arise(void **state)
{
    struct view *v = open_view();
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

static void help_explains_a_pressed_key_and_closes(void **state)
{
    struct view *v = open_view();
    (void)state;
    press(v, "?");
    assert_true(v->scene.place.help);
    press(v, "o");
    assert_int_equal(keys_find(v->scene.help_key), ACTION_LOOP);
    assert_int_equal(v->scene.transport.loop_a_ms, FLIGHT_NO_TIME);
    press(v, "q");
    assert_false(v->scene.place.help);
    close_view(v);
}

static void what_comes_later_says_so_and_unknown_keys_point_to_help(void **state)
{
    struct view *v = open_view();
    static const char keys[] = "afbsvP";
    (void)state;
    for (const char *key = keys; *key != '\0'; key++) {
        view_key(v, *key);
        assert_non_null(strstr(v->said, "comes later"));
    }
    for (const char *key = "%4790"; *key != '\0'; key++) { /* digits without a screen too */
        view_key(v, *key);
        assert_string_equal(v->said, "? for keys");
    }
    close_view(v);
}

static void a_crew_looks_and_does_not_touch(void **state)
{
    struct view *v = open_view();
    static const char keys[] = "asvPmw";
    (void)state;
    v->crew = true;
    for (const char *key = keys; *key != '\0'; key++) {
        assert_int_equal(view_key(v, *key), 0);
        assert_string_equal(v->said, "read-only: crew session");
    }
    press(v, " ");
    assert_int_equal(v->scene.transport.play, PLAY_PAUSED);
    close_view(v);
}

static void a_small_screen_keeps_to_its_list(void **state)
{
    struct view *v = open_view();
    (void)state;
    v->rows = 12;
    v->cols = 40;
    press(v, "2");
    assert_int_equal(v->scene.place.screen, SCREEN_FLEET);
    assert_string_equal(v->scene.said, "needs 80x24");
    press(v, "g");
    assert_int_equal(v->scene.prompt, PROMPT_NONE);
    close_view(v);
}

static void a_screen_that_became_small_hides_nothing_that_takes_keys(void **state)
{
    struct view *v = open_view();
    (void)state;
    press(v, "3?");
    v->rows = 12;
    v->cols = 40;
    int32_t before = v->place.rocket;
    press(v, "j");
    assert_int_not_equal(v->place.rocket, before);
    press(v, "?");
    assert_string_equal(v->scene.said, "needs 80x24");
    press(v, " ");
    assert_int_equal(v->scene.transport.play, PLAY_PAUSED);
    assert_int_equal(view_key(v, 'q'), WISH_QUIT);
    close_view(v);
}

static void a_chart_of_all_ends_now(void **state)
{
    struct view *v = open_view();
    (void)state;
    press(v, "/F9-a\n\n");
    const struct chart *c = &v->scene.rocket.charts[0];
    assert_int_equal(c->now_ms, v->scene.at_ms);
    assert_true(c->t1_ms >= c->now_ms);
    close_view(v);
}

static void nothing_is_ok_while_nobody_records(void **state)
{
    struct view *v = open_view();
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

static void links_knows_rates_at_once_and_later(void **state)
{
    struct view *v = open_view();
    (void)state;
    press(v, "5");
    const struct part_row *row = &v->scene.links.rows[0];
    assert_float_equal(row->rate, 2.0, 0.11);
    view_gather(v, at(SECONDS + 3), 3000);
    assert_float_equal(row->rate, 1.54, 0.11); /* 20 in 13 s */
    view_gather(v, at(SECONDS + 6), 6000);
    assert_float_equal(row->rate, 0.0, 0.001);
    close_view(v);
}

/* LINKS over a cache that knows t/0 and holds nothing of it; the broker's offsets as given. */
static struct view *open_links_of_an_empty_cache(const char *cache, int64_t low, int64_t high)
{
    struct writer *w;
    struct store_part part;
    struct err err;
    assert_int_equal(writer_open(&w, cache, &err), 0);
    assert_int_equal(writer_begin(w, &err), 0);
    assert_int_equal(writer_part(w, "c", "t", 0, &part, &err), 0);
    part.low = low;
    part.high = high;
    assert_int_equal(writer_part_state(w, &part, &err), 0);
    assert_int_equal(writer_commit(w, true, &err), 0);
    writer_close(w);
    struct view *v = open_view_of(cache);
    press(v, "5");
    return v;
}

static void links_says_nothing_of_what_is_not_cached(void **state)
{
    static const struct {
        int64_t low, high;
        const char *says;
    } held[] = {
        {0, 0, "the broker holds nothing, the cache nothing"},
        {0, 5, "the broker holds 0..4, the cache nothing"},
        {70, 80, "the broker holds 70..79, the cache nothing"},
    };
    char cache[64];
    (void)state;
    snprintf(cache, sizeof cache, "/tmp/view-empty.%ld.db", (long)getpid());
    for (size_t i = 0; i < ARRAY_SIZE(held); i++) {
        struct view *v = open_links_of_an_empty_cache(cache, held[i].low, held[i].high);
        assert_true(shows(v, held[i].says));
        close_view(v);
        recording_remove(cache);
    }
}

static void every_action_has_a_key_a_label_and_once_it_is_built_a_line_of_help(void **state)
{
    int count, seen[ACTION_COUNT] = {0};
    const struct help_row *help = keys_help(&count);
    (void)state;
    for (int i = 0; i < count; i++)
        for (int action = (int)help[i].first; action <= (int)help[i].last; action++)
            seen[action]++;
    for (int action = ACTION_NONE + 1; action < ACTION_HELP; action++) {
        assert_int_equal(seen[action], keys_row((enum action)action)->later == NULL);
        assert_non_null(keys_row((enum action)action)->label);
        assert_non_null(keys_row((enum action)action)->more);
        for (int i = 0; i < KEYS_MAX_PER_ACTION; i++) {
            int key = keys_row((enum action)action)->keys[i];
            assert_true(key == 0 || keys_find(key) == (enum action)action);
        }
    }
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_are_screens_and_q_goes_back_then_leaves),
        cmocka_unit_test(quitting_asks_when_recording_would_stop),
        cmocka_unit_test(the_selected_rocket_is_the_same_on_every_screen),
        cmocka_unit_test(flights_says_countdown_of_a_countdown_only),
        cmocka_unit_test(the_console_follows_holds_still_and_follows_again),
        cmocka_unit_test(keys_that_come_before_a_frame_know_the_last_message),
        cmocka_unit_test(find_goes_round_the_messages),
        cmocka_unit_test(the_inspector_says_what_is_understood),
        cmocka_unit_test(space_stops_time_and_l_returns),
        cmocka_unit_test(a_rocket_stays_selected_where_it_was_not_heard_yet),
        cmocka_unit_test(go_to_says_where_it_lands_while_it_is_typed),
        cmocka_unit_test(a_mark_is_an_event_and_an_edge),
        cmocka_unit_test(a_flight_of_words_has_no_silence),
        cmocka_unit_test(enter_on_a_flight_replays_it),
        cmocka_unit_test(a_click_selects_and_a_second_one_opens),
        cmocka_unit_test(a_click_on_an_answer_uncovers_the_hints_and_presses_none),
        cmocka_unit_test(pasted_text_presses_no_key_but_fills_a_prompt),
        cmocka_unit_test(clicks_reach_messages_and_channels_and_nothing_that_is_not_shown),
        cmocka_unit_test(a_drag_on_the_bar_holds_the_playhead_and_letting_go_plays_on),
        cmocka_unit_test(a_long_drag_is_undone_at_once),
        cmocka_unit_test(a_drag_while_paused_ends_paused),
        cmocka_unit_test(it_is_known_when_the_next_alarm_will_arise),
        cmocka_unit_test(help_explains_a_pressed_key_and_closes),
        cmocka_unit_test(what_comes_later_says_so_and_unknown_keys_point_to_help),
        cmocka_unit_test(a_crew_looks_and_does_not_touch),
        cmocka_unit_test(a_small_screen_keeps_to_its_list),
        cmocka_unit_test(a_screen_that_became_small_hides_nothing_that_takes_keys),
        cmocka_unit_test(a_chart_of_all_ends_now),
        cmocka_unit_test(nothing_is_ok_while_nobody_records),
        cmocka_unit_test(links_knows_rates_at_once_and_later),
        cmocka_unit_test(links_says_nothing_of_what_is_not_cached),
        cmocka_unit_test(every_action_has_a_key_a_label_and_once_it_is_built_a_line_of_help),
    };
    return cmocka_run_group_tests(tests, make_recording, remove_recording);
}
