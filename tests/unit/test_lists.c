/* test_lists.c: what panes list: rows, silences, flights, the events that say a text; and the order
 * of FLEET. */
#include "test.h"

#include <stdlib.h>

#include "demo_mission.h"
#include "playhead_kit.h"
#include "store/notes.h"

static char said[120];

static void seek_to(int64_t after_t0_ms)
{
    OK(playhead_seek(p, t0 + after_t0_ms, said, &err));
}

/* Paused at its first moment. */
static void replay(const char *name)
{
    OK(playhead_replay(p, flight_of(name), said, &err));
    OK(playhead_pause(p, said, &err));
}

/* Rows. */

struct seqs {
    int64_t first, last;
    int count;
};

static int note_seq(void *owner, const struct store_message *m)
{
    struct seqs *s = owner;
    if (s->count++ == 0)
        s->first = m->seq;
    s->last = m->seq;
    return 0;
}

static void rows_are(playhead_row_fn *fn, int64_t from, int count, int direction, int64_t first,
                     int64_t last)
{
    struct seqs rows = {0}, texts = {0};
    int many = first == 0 ? 0 : (int)llabs(last - first) + 1;
    assert_int_equal(playhead_rows(p, from, count, direction, fn, &rows, &err), many);
    assert_int_equal(playhead_texts(p, from, count, direction, fn, &texts, &err), many);
    assert_true(rows.first == first && rows.last == last && rows.count == many);
    assert_true(texts.first == first && texts.last == last && texts.count == many);
}

static void rows_end_with_the_first_and_the_last_one(void **state)
{
    (void)state;
    fly("A", t0, t0 + 99 * S);
    now_is(t0 + 100 * S);
    assert_int_equal(playhead_last_seq(p), 100);
    rows_are(note_seq, 1, 100, 1, 1, 100);
    rows_are(note_seq, 1, 99, 1, 1, 99);
    rows_are(note_seq, 1, 200, 1, 1, 100);
    rows_are(note_seq, 100, 1, 1, 100, 100);
    rows_are(note_seq, 100, 5, 1, 100, 100);
    rows_are(note_seq, 100, 100, -1, 100, 1);
    rows_are(note_seq, 100, 99, -1, 100, 2);
    rows_are(note_seq, 1, 5, -1, 1, 1);
    rows_are(note_seq, 0, 5, 1, 0, 0);
    rows_are(note_seq, 0, 5, -1, 0, 0);
    rows_are(note_seq, 101, 5, -1, 0, 0);
    rows_are(note_seq, 50, 0, 1, 0, 0);
    rows_are(note_seq, 50, -1, 1, 0, 0);
}

static int64_t row_at(int64_t after_t0_ms)
{
    int64_t seq = -1;
    OK(playhead_row_at(p, t0 + after_t0_ms, &seq, &err));
    return seq;
}

static void the_row_of_a_moment_is_the_last_visible_one_of_any_rocket(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) { /* A has the odd ones, B the even ones half a second later */
        hear_number("A", t0 + i * S, i);
        hear_number("B", t0 + i * S + 500, i);
    }
    recording_say(rec, "A", t0 + 300 * S, FLIGHT_NO_TIME, "{\"v\":1}"); /* ahead of its time */
    now_is(t0 + 50 * S);
    assert_int_equal(row_at(50 * S), 101); /* at the head all that came are listed */
    assert_int_equal(row_at(50 * S - 1), 100);
    assert_int_equal(row_at(20 * S + 10), 41);
    assert_int_equal(row_at(20 * S + 510), 42);
    assert_int_equal(row_at(5), 0);
    OK(playhead_pause(p, said, &err));
    seek_to(30 * S);
    assert_int_equal(row_at(30 * S), 60);
    assert_int_equal(row_at(20 * S + 10), 41); /* also elsewhere than where it is */
    assert_int_equal(row_at(40 * S + 510), 82);
    assert_int_equal(row_at(30 * S), 60);
}

static void the_row_of_a_moment_of_a_replay_is_of_who_flew_along(void **state)
{
    (void)state;
    fly("GONE", t0 - 60 * S, t0 - 40 * S);                                   /* 1..21 */
    fly("A", t0, t0 + 20 * S);                                               /* 22..42 */
    recording_say(rec, "GONE", t0 - 39 * S, t0 + 20 * S + 500, "{\"v\":1}"); /* late */
    now_is(t0 + 4 * 3600 * S);
    replay("A");
    seek_to(10 * S + 10);
    assert_int_equal(row_at(10 * S + 10), 32);
    assert_int_equal(row_at(5 * S + 10), 27);
}

/* Silences. */

static void no_silence_lasts_beyond_the_flight_or_at_the_head(void **state)
{
    int64_t from = 0, to = 0;
    (void)state;
    fly("A", t0, t0 + 20 * S);
    fly("A", t0 + 60 * S, t0 + 70 * S);
    now_is(t0 + 4 * 3600 * S);
    int32_t id = playhead_live(p)->rockets[0]->id;
    assert_int_equal(playhead_silence(p, id, &from, &to, &err), 0);
    replay("A");
    assert_int_equal(playhead_silence(p, 4711, &from, &to, &err), 0);
    seek_to(22 * S + 9);
    assert_int_equal(playhead_silence(p, id, &from, &to, &err), 0);
    seek_to(22 * S + 10); /* its deadline */
    assert_int_equal(playhead_silence(p, id, &from, &to, &err), 1);
    assert_int_equal(from, t0 + 20 * S + 10);
    assert_int_equal(to, t0 + 60 * S + 10);
    seek_to(60 * S + 10);
    assert_int_equal(playhead_silence(p, id, &from, &to, &err), 0);
    OK(playhead_go_live(p, said, &err));
    OK(playhead_undo(p, said, &err));
    seek_to(40 * S);
    assert_int_equal(playhead_silence(p, id, &from, &to, &err), 1);
    OK(playhead_go_live(p, said, &err));
    assert_int_equal(playhead_silence(p, id, &from, &to, &err), 0);
    OK(playhead_pause(p, said, &err)); /* silent for good */
    assert_int_equal(playhead_silence(p, id, &from, &to, &err), 0);
}

static void the_longest_of_several_silences_counts_once_it_is_over(void **state)
{
    int64_t from, to;
    (void)state;
    fly("A", t0, t0 + 20 * S);
    recording_tick(rec, t0 + 25 * S);
    fly("A", t0 + 30 * S, t0 + 50 * S);
    recording_tick(rec, t0 + 60 * S);
    fly("A", t0 + 90 * S, t0 + 110 * S);
    recording_tick(rec, t0 + 115 * S);
    fly("A", t0 + 125 * S, t0 + 140 * S);
    now_is(t0 + 141 * S);
    int32_t id = shown("A")->id;
    int64_t end = t0 + 90 * S + 10;
    assert_int_equal(playhead_longest_silence(p, id, t0, t0 + 140 * S, &from, &to, &err), 1);
    assert_true(from == t0 + 50 * S + 10 && to == end);
    assert_int_equal(playhead_longest_silence(p, id, t0, end, &from, &to, &err), 1);
    assert_true(from == t0 + 50 * S + 10 && to == end);
    assert_int_equal(playhead_longest_silence(p, id, t0, end - 1, &from, &to, &err), 1);
    assert_true(from == t0 + 20 * S + 10 && to == t0 + 30 * S + 10);
    assert_int_equal(playhead_longest_silence(p, id, t0 + 91 * S, t0 + 140 * S, &from, &to, &err),
                     1);
    assert_true(from == t0 + 110 * S + 10 && to == t0 + 125 * S + 10);
    assert_int_equal(playhead_longest_silence(p, id, t0, t0 + 20 * S, &from, &to, &err), 0);
    assert_int_equal(playhead_longest_silence(p, 4711, t0, t0 + 140 * S, &from, &to, &err), 0);
}

/* What bars mark. */

static void bars_mark_neither_late_messages_nor_the_link(void **state)
{
    struct store_event marks[8];
    (void)state;
    fly("A", t0, t0 + 70 * S);
    recording_say(rec, "A", t0 + 5 * S, t0 + 70 * S + 500, "{\"v\":1}"); /* late */
    recording_tick(rec, t0 + 75 * S);
    fly("A", t0 + 80 * S, t0 + 90 * S);
    recording_beat(rec, t0 + 90 * S, LINK_OK);
    recording_mourn(rec, t0 + 120 * S);
    now_is(t0 + 120 * S);
    int listed = playhead_events(p, marks, 8, &err), kinds = 0;
    for (int i = 0; i < listed; i++)
        kinds |= 1 << marks[i].kind;
    assert_true(kinds & 1 << EVENT_LATE && kinds & 1 << EVENT_LINK);
    int count = playhead_bar_events(p, 0, t0, t0 + 120 * S, marks, 8, &err);
    assert_true(count > 0);
    for (int i = 0; i < count; i++)
        assert_int_equal(marks[i].kind, EVENT_STALE);
}

/* Names. */

static void a_rocket_is_known_by_its_id_heard_or_not(void **state)
{
    (void)state;
    fly("A", t0, t0 + S);
    recording_beat(rec, t0 + S, LINK_OK);
    recording_commit(rec);
    OK(playhead_open(&p, cache, &mission_demo, t0 + S, &err));
    const struct fleet *fleet = playhead_live(p);
    assert_int_equal(fleet->count, mission_demo.order_count + 1);
    for (int i = 0; i < fleet->count; i++) {
        const struct store_rocket *rocket = playhead_rocket(p, fleet->rockets[i]->id);
        assert_non_null(rocket);
        assert_true(bytes_equal(rocket->name, bytes_of(fleet->rockets[i]->name)));
    }
    assert_null(playhead_rocket(p, 0));
    assert_null(playhead_rocket(p, 4711));
    assert_null(playhead_rocket(p, -100));
}

/* Flights. */

static void flights_that_are_silent_for_half_an_hour_are_lost(void **state)
{
    struct store_flight flights[4];
    int64_t count = 0;
    (void)state;
    fly("A", t0, t0 + 20 * S);
    recording_beat(rec, t0 + 20 * S, LINK_OK);
    recording_commit(rec);
    int64_t lost = t0 + 20 * S + 10 + ROCKET_LOS_MS;
    OK(playhead_open(&p, cache, &mission_default, lost - 1, &err));
    assert_int_equal(playhead_flights(p, flights, 4, &err), 1);
    assert_string_equal(flights[0].outcome, "OPEN");
    OK(playhead_pump(p, lost, &err));
    assert_int_equal(playhead_flights(p, flights, 4, &err), 1);
    assert_string_equal(flights[0].outcome, "LOS");
    OK(playhead_flight_count(p, &count, &err));
    assert_int_equal(count, 1);
    seek_to(5);
    assert_int_equal(playhead_flight_at(p, 4711, flights, &err), ERR_NOT_FOUND);
}

/* The order of FLEET. */

static void after_a_jump_to_keyframes_fleet_is_in_the_order_of_who_was_heard_first(void **state)
{
    static const char *const keys[] = {"A", "B", "C", "D"};
    (void)state;
    for (int i = 0; i < 4; i++)
        hear_number(keys[i], t0 + i, i);
    for (int i = 0; i < 4 * STORE_CHUNK; i++) /* D falls silent first, A last */
        hear_number(keys[i % (4 - i / (STORE_CHUNK + 1))], t0 + 10 + i, i);
    now_is(t0 + 20 * S);
    for (int i = 0; i < 4; i++) {
        assert_string_equal(playhead_live(p)->rockets[i]->name, keys[i]);
        assert_string_equal(playhead_shown(p)->rockets[i]->name, keys[i]);
    }
}

/* Lines of EVENTS. */

static void events_of_a_replay_begin_with_its_flight(void **state)
{
    struct store_event listed[8];
    (void)state;
    hear("A", t0 - 100 * S, "{\"event\":\"before\"}");
    hear("B", t0, "{\"event\":\"max-Q\"}");
    hear("A", t0 + 10 * S, "{\"event\":\"meanwhile\"}");
    hear("B", t0 + 20 * S, "{\"event\":\"MECO\"}");
    hear("A", t0 + 30 * S, "{\"event\":\"after\"}");
    now_is(t0 + 4 * 3600 * S);
    replay("B");
    assert_int_equal(playhead_events(p, listed, 8, &err), 1);
    assert_string_equal(listed[0].text, "max-Q");
    seek_to(20 * S + 10);
    assert_int_equal(playhead_events(p, listed, 8, &err), 3);
    assert_string_equal(listed[1].text, "meanwhile");
    assert_int_equal(playhead_events_of(p, t0 + 11, INT64_MAX, false, listed, 8, &err), 2);
    assert_string_equal(listed[0].text, "meanwhile");
}

static int64_t finds(const char *text, int64_t from, int64_t to, bool newest)
{
    int64_t v_ms = 0;
    int rc = playhead_find_event(p, NULL, text, from, to, newest, &v_ms, &err);
    if (rc == ERR_NOT_FOUND)
        return -1;
    must(rc, text);
    return v_ms - t0;
}

static void the_newest_or_the_oldest_line_that_says_it_is_found(void **state)
{
    (void)state;
    hear("A", t0, "{\"event\":\"max-Q\"}");
    hear("B", t0 + 10 * S, "{\"event\":\"max-Q\"}");
    hear("A", t0 + 20 * S, "{\"event\":\"max-Q\"}");
    now_is(t0 + 30 * S);
    assert_int_equal(finds("max-q", INT64_MIN, INT64_MAX, true), 20 * S + 10);
    assert_int_equal(finds("max-q", INT64_MIN, INT64_MAX, false), 10);
    assert_int_equal(finds("max-q", t0 + 11, INT64_MAX, false), 10 * S + 10);
    assert_int_equal(finds("max-q", INT64_MIN, t0 + 20 * S + 9, true), 10 * S + 10);
    assert_int_equal(finds("no such word", INT64_MIN, INT64_MAX, true), -1);
    assert_string_equal(err.text, "no event or mark says \"no such word\"");
    seek_to(15 * S); /* EVENTS ends at the playhead */
    assert_int_equal(finds("max-q", INT64_MIN, INT64_MAX, true), 10 * S + 10);
}

static void marks_and_silences_not_yet_written_are_found_beside_written_lines(void **state)
{
    struct notes *notes;
    int64_t v_ms = 0;
    (void)state;
    recording_link(rec, t0 - S, LINK_OK, "");
    hear("A", t0, "{\"event\":\"stale bread\"}");
    fly("A", t0 + S, t0 + 30 * S);
    recording_beat(rec, t0 + 40 * S, LINK_OK); /* its silence is not reported yet */
    recording_commit(rec);
    OK(playhead_open(&p, cache, &mission_default, t0 + 40 * S, &err));
    assert_int_equal(finds("stale", INT64_MIN, INT64_MAX, true), 32 * S + 10);
    assert_int_equal(finds("stale", INT64_MIN, INT64_MAX, false), 10);
    assert_int_equal(finds("stale last", INT64_MIN, INT64_MAX, false), 32 * S + 10);
    OK(notes_open(&notes, cache, true, &err));
    static const int64_t marked[] = {15 * S, 35 * S};
    for (int i = 0; i < 2; i++) {
        struct store_mark mark = {.v_ms = t0 + marked[i], .text = "stale?"};
        OK(notes_add(notes, &mark, &err));
    }
    OK(playhead_find_event(p, notes, "stale", INT64_MIN, INT64_MAX, true, &v_ms, &err));
    assert_int_equal(v_ms - t0, 35 * S);
    OK(playhead_find_event(p, notes, "stale", t0 + 11, INT64_MAX, false, &v_ms, &err));
    assert_int_equal(v_ms - t0, 15 * S);
    OK(playhead_find_event(p, notes, "stale", INT64_MIN, t0 + 34 * S, true, &v_ms, &err));
    assert_int_equal(v_ms - t0, 32 * S + 10);
    notes_close(notes);
}

static int64_t goes_to(const char *text, int32_t rocket)
{
    int64_t t_ms = 0;
    said[0] = '\0';
    if (playhead_when(p, NULL, text, rocket, &t_ms, said, &err) != 0)
        return -1;
    return t_ms - t0;
}

static void a_text_is_looked_for_in_the_rockets_flight_then_on_the_bar_then_everywhere(void **state)
{
    (void)state;
    hear("B", t0 - 9000 * S, "{\"event\":\"far away\"}");
    hear("B", t0, "{\"event\":\"hello\"}");
    fly("A", t0, t0 + 14 * S);
    hear("B", t0 + 10 * S, "{\"event\":\"hello\"}");
    hear("A", t0 + 15 * S, "{\"event\":\"here\"}");
    fly("A", t0 + 16 * S, t0 + 40 * S);
    hear("B", t0 + 6000 * S, "{\"event\":\"hello\"}");
    hear("B", t0 + 6001 * S, "{\"event\":\"here\"}");
    now_is(t0 + 6002 * S);
    replay("A");
    int32_t a = shown("A")->id;
    assert_int_equal(goes_to("here", a), 15 * S + 10);
    assert_int_equal(goes_to("hello", a), 10 * S + 10); /* the bar's newest */
    assert_int_equal(goes_to("far away", a), -9000 * S + 10);
    assert_int_equal(goes_to("nowhere", a), -1);
    assert_string_equal(err.text, "no event or mark says \"nowhere\"");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, playhead_setup, playhead_teardown)
    const struct CMUnitTest tests[] = {
        T(rows_end_with_the_first_and_the_last_one),
        T(the_row_of_a_moment_is_the_last_visible_one_of_any_rocket),
        T(the_row_of_a_moment_of_a_replay_is_of_who_flew_along),
        T(no_silence_lasts_beyond_the_flight_or_at_the_head),
        T(the_longest_of_several_silences_counts_once_it_is_over),
        T(bars_mark_neither_late_messages_nor_the_link),
        T(a_rocket_is_known_by_its_id_heard_or_not),
        T(flights_that_are_silent_for_half_an_hour_are_lost),
        T(after_a_jump_to_keyframes_fleet_is_in_the_order_of_who_was_heard_first),
        T(events_of_a_replay_begin_with_its_flight),
        T(the_newest_or_the_oldest_line_that_says_it_is_found),
        T(marks_and_silences_not_yet_written_are_found_beside_written_lines),
        T(a_text_is_looked_for_in_the_rockets_flight_then_on_the_bar_then_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
