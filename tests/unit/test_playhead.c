/* test_playhead.c: modes, the bar, seeking, edges, replays of one flight, go to, charts. */
#include "test.h"

#include <math.h>

#include "demo_mission.h"
#include "playhead_kit.h"

static char said[120];

/* Modes. */

static void no_cache_is_said_as_such(void **state)
{
    (void)state;
    assert_int_equal(playhead_open(&p, "/nonexistent/ground.db", &mission_default, t0, &err),
                     ERR_NOT_FOUND);
    assert_null(p);
}

static void live_is_earned(void **state)
{
    (void)state;
    fly("A", t0, t0 + 10 * S);
    now_is(t0 + 10 * S);
    assert_int_equal(transport().mode, MODE_LIVE);
    assert_int_equal(transport().play, PLAY_LIVE);
    assert_int_equal(transport().t_ms, t0 + 10 * S);

    OK(playhead_pump(p, t0 + 13 * S, &err));
    assert_int_equal(transport().mode, MODE_LIVE);
    OK(playhead_pump(p, t0 + 13 * S + 1, &err));
    assert_int_equal(transport().mode, MODE_NO_REC);
    assert_int_equal(transport().play, PLAY_HEAD);
    assert_int_equal(playhead_link_at(p)->state, LINK_NO_RECORDER);

    recording_beat(rec, t0 + 14 * S, LINK_DOWN);
    recording_commit(rec);
    OK(playhead_pump(p, t0 + 14 * S, &err));
    assert_int_equal(transport().mode, MODE_NO_LINK);
    assert_int_equal(transport().bar1_ms, t0 + 10 * S + 10);

    recording_beat(rec, t0 + 15 * S, LINK_BEHIND);
    recording_commit(rec);
    OK(playhead_pump(p, t0 + 15 * S, &err));
    assert_int_equal(transport().mode, MODE_CATCH_UP);

    recording_beat(rec, t0 + 15 * S, LINK_NO_RECORDER); /* said goodbye */
    recording_commit(rec);
    OK(playhead_pump(p, t0 + 15 * S, &err));
    assert_int_equal(transport().mode, MODE_NO_REC);

    OK(playhead_pause(p, said, &err));
    assert_int_equal(transport().mode, MODE_REPLAY);
}

/* An archive: nothing live was asked for, and nobody records. */

static void open_archive(int64_t beat_ms, int64_t now_ms)
{
    recording_beat(rec, beat_ms, LINK_NO_RECORDER);
    recording_commit(rec);
    OK(playhead_open(&p, cache, &mission_default, now_ms, &err));
    playhead_set_past(p, true);
}

static void an_archive_is_no_lost_recorder(void **state)
{
    (void)state;
    fly("A", t0, t0 + 10 * S);
    open_archive(t0 + 11 * S, t0 + DAY);
    assert_int_equal(transport().mode, MODE_REPLAY);
    assert_true(transport().archive);
    OK(playhead_replay(p, flight_of("A"), said, &err));
    OK(playhead_go_live(p, said, &err));
    assert_string_equal(said, "nothing is live here; `ground` starts a recorder");
    assert_int_equal(transport().play, PLAY_PLAYING);
    OK(playhead_undo(p, said, &err)); /* it was opened at the head */
    assert_string_equal(said, "nothing is live here; `ground` starts a recorder");
    assert_int_equal(transport().mode, MODE_REPLAY);
    assert_int_equal(transport().t_ms, t0 + 10);

    now_is(t0 + DAY); /* a recorder starts meanwhile */
    assert_false(transport().archive);
    assert_int_equal(transport().mode, MODE_REPLAY);
    OK(playhead_go_live(p, said, &err));
    assert_int_equal(transport().mode, MODE_LIVE);
}

static void an_archive_ends_where_its_recording_does(void **state)
{
    (void)state;
    fly("A", t0, t0 + 10 * S);
    open_archive(t0 + 15 * S, t0 + 20 * S); /* its flight is still open */
    OK(playhead_seek(p, t0 + DAY, said, &err));
    assert_string_equal(said, "clamped to 14:31:22Z");
    assert_int_equal(transport().play, PLAY_END);
    assert_int_equal(transport().t_ms, t0 + 15 * S);
    OK(playhead_replay(p, flight_of("A"), said, &err));
    OK(playhead_tick(p, t0 + 20 * S, 1, &err));
    OK(playhead_faster(p, 1, said, &err));
    for (int64_t s = 1; s <= 10; s++)
        OK(playhead_tick(p, t0 + (20 + s) * S, s * 1000000000, &err));
    assert_int_equal(transport().play, PLAY_END); /* played to its end, it stays there */
    assert_int_equal(transport().t_ms, t0 + 15 * S);
}

static void what_was_recorded_long_after_it_flew_ends_with_its_last_message(void **state)
{
    (void)state;
    for (int s = 0; s <= 10; s++)
        recording_say(rec, "A", t0 + s * S, FLIGHT_NO_TIME, "{\"v\":1}");
    open_archive(t0 + DAY, t0 + 2 * DAY);
    OK(playhead_seek(p, t0 + DAY, said, &err));
    assert_int_equal(transport().t_ms, t0 + 10 * S);
    assert_int_equal(rocket_state(shown("A"), transport().t_ms), STATE_OK);
}

static void a_backlog_is_caught_up_with_keyframes(void **state)
{
    (void)state;
    now_is(t0);
    for (int i = 0; i < 10 * STORE_CHUNK; i++)
        hear_number(i % 3 == 0 ? "A" : "B", t0 + i, i);
    recording_beat(rec, t0 + 50 * S, LINK_OK);
    recording_commit(rec);
    assert_int_equal(playhead_pump(p, t0 + 50 * S, &err), 0);
    assert_int_equal(playhead_last_seq(p), 10 * STORE_CHUNK);
    assert_int_equal(shown("A")->messages, 10 * STORE_CHUNK / 3 + 1);
}

static void an_empty_cache_shows_nothing_and_knows_no_beginning(void **state)
{
    (void)state;
    now_is(t0);
    assert_int_equal(playhead_shown(p)->count, 0);
    assert_int_equal(transport().bar0_ms, FLIGHT_NO_TIME);
    OK(playhead_skip(p, -10 * S, said, &err));
    OK(playhead_step(p, -1, said, &err));
    OK(playhead_edge(p, -1, said, &err));
    assert_int_equal(playhead_shown(p)->count, 0);
}

/* Fleets. */

static void the_bar_spans_the_oldest_open_flight_to_now(void **state)
{
    (void)state;
    fly("OLD", t0 - 3600 * S, t0 - 3500 * S); /* silent for an hour: LOS */
    fly("A", t0 - 100 * S, t0);
    fly("B", t0 - 300 * S, t0 - 200 * S);
    now_is(t0);
    assert_int_equal(transport().bar0_ms, t0 - 300 * S + 10);
    assert_int_equal(transport().bar1_ms, t0);
}

static void the_bar_reaches_back_to_the_playhead_when_its_flight_has_ended(void **state)
{
    (void)state;
    fly("B", t0 - 300 * S, t0 - 200 * S);
    fly("A", t0 - 100 * S, t0);
    now_is(t0);
    OK(playhead_seek(p, t0 - 250 * S, said, &err));
    OK(playhead_pause(p, said, &err));
    assert_int_equal(transport().bar0_ms, t0 - 300 * S + 10);
    fly("A", t0 + S, t0 + 3600 * S); /* and B is LOS */
    now_is(t0 + 3600 * S);
    assert_int_equal(transport().t_ms, t0 - 250 * S);
    assert_int_equal(transport().bar0_ms, t0 - 250 * S);
}

static void a_flight_of_years_ago_is_no_row_of_the_live_fleet(void **state)
{
    (void)state;
    recording_say(rec, "PAST", t0 - 3000 * (int64_t)DAY, FLIGHT_NO_TIME, "{\"v\":1}");
    fly("A", t0 - 10 * S, t0);
    now_is(t0);
    assert_null(shown("PAST"));
    assert_non_null(shown("A"));
    OK(playhead_replay(p, flight_of("PAST"), said, &err));
    assert_non_null(shown("PAST"));
    assert_null(shown("A"));
}

static void behind_live_who_was_not_heard_yet_has_no_row(void **state)
{
    (void)state;
    fly("A", t0, t0 + 60 * S);
    fly("LATER", t0 + 30 * S, t0 + 60 * S);
    now_is(t0 + 60 * S);
    OK(playhead_seek(p, t0 + 20 * S, said, &err));
    assert_int_equal(playhead_shown(p)->count, 1);
    assert_int_equal(rocket_state(shown("A"), t0 + 20 * S), STATE_OK);
    OK(playhead_seek(p, t0 + 31 * S, said, &err));
    assert_int_equal(playhead_shown(p)->count, 2);
    assert_non_null(shown("LATER"));
}

static void mission_rockets_are_there_before_they_are_heard(void **state)
{
    (void)state;
    fly("KESTREL-9", t0, t0 + S);
    recording_beat(rec, t0 + S, LINK_OK);
    recording_commit(rec);
    OK(playhead_open(&p, cache, &mission_demo, t0 + S, &err));
    const struct fleet *fleet = playhead_live(p);
    assert_int_equal(fleet->count, mission_demo.order_count + 1);
    for (int i = 0; i < mission_demo.order_count; i++) {
        assert_string_equal(fleet->rockets[i]->name, mission_demo.order[i]);
        assert_true(fleet->rockets[i]->id < 0);
    }
    fly(mission_demo.order[1], t0 + S, t0 + 2 * S);
    recording_commit(rec);
    OK(playhead_pump(p, t0 + 2 * S, &err));
    assert_int_equal(playhead_live(p)->count, mission_demo.order_count + 1);
    assert_int_equal(playhead_live(p)->rockets[1]->messages, 2);
    assert_true(playhead_live(p)->rockets[1]->id > 0);
}

static void the_live_fleet_goes_on_while_something_else_is_shown(void **state)
{
    (void)state;
    fly("A", t0, t0 + 60 * S);
    now_is(t0 + 60 * S);
    OK(playhead_seek(p, t0 + 20 * S, said, &err));
    fly("A", t0 + 61 * S, t0 + 70 * S);
    now_is(t0 + 70 * S);
    assert_int_equal(playhead_live(p)->rockets[0]->messages, 71);
    assert_int_equal(shown("A")->messages, 20);
    OK(playhead_go_live(p, said, &err));
    assert_int_equal(shown("A")->messages, 71);
}

/* Replay. */

static void a_replay_shows_who_flew_along_and_ends(void **state)
{
    (void)state;
    fly("S1", t0, t0 + 100 * S);
    fly("S2", t0 + 50 * S, t0 + 120 * S);
    fly("OTHER", t0 + 200 * S, t0 + 210 * S);
    now_is(t0 + 4 * 3600 * S);
    OK(playhead_replay(p, flight_of("S1"), said, &err));
    assert_int_equal(transport().t_ms, t0 + 10);
    assert_int_equal(transport().bar1_ms, t0 + 100 * S + 10);
    assert_int_equal(playhead_shown(p)->count, 1);
    OK(playhead_seek(p, t0 + 95 * S, said, &err));
    assert_int_equal(playhead_shown(p)->count, 2);
    assert_int_equal(shown("S2")->messages, 45);
    int64_t mono = 1;
    for (int i = 0; i < 10; i++, mono += 1000000000)
        OK(playhead_tick(p, t0 + 4 * 3600 * S, mono, &err));
    assert_int_equal(transport().play, PLAY_END);
    assert_int_equal(transport().t_ms, t0 + 100 * S + 10);
    OK(playhead_pause(p, said, &err));
    assert_int_equal(transport().play, PLAY_PLAYING);
    assert_int_equal(transport().t_ms, t0 + 10);
    OK(playhead_go_live(p, said, &err));
    assert_int_equal(transport().replay_flight, 0);
    OK(playhead_undo(p, said, &err));
    assert_true(transport().replay_flight != 0);
}

static void a_replay_of_an_open_flight_meets_live(void **state)
{
    (void)state;
    fly("A", t0, t0 + 10 * S);
    now_is(t0 + 10 * S);
    OK(playhead_replay(p, flight_of("A"), said, &err));
    int64_t mono = 1;
    for (int i = 0; i < 12; i++, mono += 1000000000)
        OK(playhead_tick(p, t0 + 10 * S, mono, &err));
    assert_int_equal(transport().play, PLAY_LIVE);
    assert_int_equal(transport().replay_flight, 0);
}

static void seeking_into_a_past_flight_replays_it(void **state)
{
    (void)state;
    fly("PAST", t0 - 7200 * S, t0 - 7100 * S);
    fly("A", t0 - 100 * S, t0);
    now_is(t0);
    OK(playhead_seek(p, t0 - 7150 * S, said, &err));
    assert_string_equal(said, "");
    assert_int_equal(transport().replay_flight, flight_of("PAST"));
    OK(playhead_seek(p, t0 - 50 * S, said, &err));
    assert_int_equal(transport().replay_flight, 0);
    assert_int_equal(transport().t_ms, t0 - 50 * S);
    OK(playhead_seek(p, t0 - 5000 * S, said, &err));
    assert_int_equal(transport().t_ms, transport().bar0_ms);
    assert_memory_equal(said, "clamped to", 10);
}

static void a_mission_time_outside_the_replayed_flight_is_its_nearest_moment(void **state)
{
    (void)state;
    int64_t past = t0 - 7200 * (int64_t)S, t = 0;
    fly("PAST", past, past + 30 * S);
    hear("PAST", past + 31 * S, "{\"event\":\"liftoff\"}");
    fly("PAST", past + 32 * S, past + 100 * S);
    fly("A", t0 - 100 * S, t0);
    now_is(t0);
    OK(playhead_replay(p, flight_of("PAST"), said, &err));
    OK(playhead_when(p, NULL, "T+99:00", shown("PAST")->id, &t, said, &err));
    assert_int_equal(t, transport().bar1_ms);
    assert_memory_equal(said, "clamped to", 10);
    OK(playhead_seek(p, t, said, &err));
    assert_int_equal(transport().replay_flight, flight_of("PAST"));
}

static void a_silence_is_named_and_skipped(void **state)
{
    (void)state;
    int64_t from, to;
    fly("A", t0, t0 + 60 * S);
    fly("A", t0 + 168 * S, t0 + 200 * S);
    now_is(t0 + 4 * 3600 * S);
    OK(playhead_replay(p, flight_of("A"), said, &err));
    int32_t id = shown("A")->id;
    OK(playhead_seek(p, t0 + 30 * S, said, &err));
    assert_int_equal(playhead_silence(p, id, &from, &to, &err), 0);
    OK(playhead_seek(p, t0 + 100 * S, said, &err));
    assert_int_equal(playhead_silence(p, id, &from, &to, &err), 1);
    assert_int_equal(from, t0 + 60 * S + 10);
    assert_int_equal(to, t0 + 168 * S + 10);
    OK(playhead_edge(p, 1, said, &err));
    assert_int_equal(transport().t_ms, t0 + 168 * S + 10);
}

static void the_way_back_stops_at_both_ends_of_a_silence(void **state)
{
    (void)state;
    fly("A", t0, t0 + 60 * S);
    fly("A", t0 + 168 * S, t0 + 200 * S);
    now_is(t0 + 4 * 3600 * S);
    OK(playhead_replay(p, flight_of("A"), said, &err));
    OK(playhead_pause(p, said, &err));
    OK(playhead_seek(p, t0 + 190 * S, said, &err));
    int64_t from, to, here = transport().t_ms;
    int32_t id = shown("A")->id;
    assert_int_equal(playhead_longest_silence(p, id, t0, t0 + 201 * S, &from, &to, &err), 1);
    assert_int_equal(from, t0 + 60 * S + 10);
    assert_int_equal(to, t0 + 168 * S + 10);
    assert_int_equal(transport().t_ms, here);
    OK(playhead_edge(p, -1, said, &err));
    assert_int_equal(transport().t_ms, t0 + 168 * S + 10);
    OK(playhead_edge(p, -1, said, &err));
    assert_int_equal(transport().t_ms, t0 + 62 * S + 10); /* stale */
}

static void the_way_back_while_playing_gets_behind_what_was_just_passed(void **state)
{
    (void)state;
    fly("A", t0, t0 + 60 * S);
    hear("A", t0 + 61 * S, "{\"event\":\"first\"}");
    hear("A", t0 + 71 * S, "{\"event\":\"second\"}");
    fly("A", t0 + 72 * S, t0 + 90 * S);
    now_is(t0 + 4 * 3600 * S);
    OK(playhead_replay(p, flight_of("A"), said, &err));
    OK(playhead_seek(p, t0 + 71 * S + 500, said, &err));
    assert_int_equal(transport().play, PLAY_PLAYING);
    OK(playhead_edge(p, -1, said, &err));
    assert_int_equal(transport().t_ms, t0 + 61 * S + 10);
}

static void edges_go_from_event_to_event(void **state)
{
    (void)state;
    fly("A", t0, t0 + 20 * S);
    hear("A", t0 + 21 * S, "{\"event\":\"liftoff\"}");
    fly("A", t0 + 22 * S, t0 + 40 * S);
    hear("A", t0 + 41 * S, "{\"event\":\"max-Q\"}");
    fly("A", t0 + 42 * S, t0 + 60 * S);
    now_is(t0 + 60 * S);
    OK(playhead_edge(p, -1, said, &err));
    assert_int_equal(transport().t_ms, t0 + 41 * S + 10);
    OK(playhead_edge(p, -1, said, &err));
    assert_int_equal(transport().t_ms, t0 + 21 * S + 10);
    assert_string_equal(shown("A")->phase, "ASCENT");
    OK(playhead_edge(p, 1, said, &err));
    assert_int_equal(transport().t_ms, t0 + 41 * S + 10);
    OK(playhead_edge(p, 1, said, &err));
    assert_string_equal(said, "no event after");
}

static void a_step_goes_one_message(void **state)
{
    (void)state;
    fly("A", t0, t0 + 20 * S);
    now_is(t0 + 20 * S + 100);
    OK(playhead_step(p, -1, said, &err));
    assert_int_equal(transport().play, PLAY_PAUSED);
    assert_int_equal(transport().t_ms, t0 + 20 * S + 10);
    OK(playhead_step(p, -1, said, &err));
    assert_int_equal(transport().t_ms, t0 + 19 * S + 10);
    OK(playhead_step(p, 1, said, &err));
    OK(playhead_step(p, 1, said, &err));
    assert_int_equal(transport().t_ms, t0 + 20 * S + 10);
    assert_string_equal(said, "no message after this one yet");
}

/* Rows. */

static int keep_seq(void *owner, const struct store_message *m)
{
    *(int64_t *)owner = m->seq;
    return 0;
}

static void rows_go_both_ways_and_know_their_moment(void **state)
{
    (void)state;
    int64_t last = 0, v = 0;
    fly("A", t0, t0 + 99 * S);
    now_is(t0 + 100 * S);
    assert_int_equal(playhead_rows(p, 10, 5, 1, keep_seq, &last, &err), 5);
    assert_int_equal(last, 14);
    assert_int_equal(playhead_rows(p, 10, 50, -1, keep_seq, &last, &err), 10);
    assert_int_equal(last, 1);
    assert_int_equal(playhead_rows(p, 101, 5, 1, keep_seq, &last, &err), 0);
    OK(playhead_row_v(p, 50, &v, &err));
    assert_int_equal(v, t0 + 49 * S + 10);
    OK(playhead_row_at(p, v, &last, &err));
    assert_int_equal(last, 50);
    OK(playhead_row_at(p, v - 1, &last, &err));
    assert_int_equal(last, 49);
    assert_int_equal(playhead_row_v(p, 500, &v, &err), ERR_NOT_FOUND);
}

static void a_message_of_a_backlog_is_visible_at_its_flights_time(void **state)
{
    (void)state;
    int64_t v = 0, past = t0 - 3000 * (int64_t)DAY;
    recording_say(rec, "A", past, FLIGHT_NO_TIME, "{\"v\":1}");
    recording_say(rec, "A", past + 5 * S, FLIGHT_NO_TIME, "{\"v\":2}");
    recording_say(rec, "A", past + 3 * S, FLIGHT_NO_TIME, "{\"v\":3}");
    now_is(t0);
    OK(playhead_row_v(p, 3, &v, &err));
    assert_int_equal(v, past + 5 * S);
    OK(playhead_replay(p, flight_of("A"), said, &err));
    OK(playhead_seek(p, past + 4 * S, said, &err));
    assert_int_equal(shown("A")->messages, 1);
}

/* Go to. */

static int64_t goes_to(const char *text)
{
    int64_t t = 0;
    said[0] = '\0';
    if (playhead_when(p, NULL, text, 0, &t, said, &err) != 0)
        return -1;
    return t - t0;
}

static void go_to_takes_every_form(void **state)
{
    (void)state;
    fly("F9", t0, t0 + 30 * S);
    hear("F9", t0 + 31 * S, "{\"event\":\"liftoff\"}");
    fly("F9", t0 + 32 * S, t0 + 60 * S);
    recording_gap(rec, 60, 79);
    fly("F9", t0 + 61 * S, t0 + 100 * S);
    now_is(t0 + 100 * S);
    OK(playhead_pause(p, said, &err));
    int64_t lift = 31 * S + 10;
    assert_in_range(goes_to("T+10"), lift + 9900, lift + 10000);
    assert_string_equal(said, "= F9 T+00:00:10 = 14:31:48Z = falcon9/0@40");
    assert_in_range(goes_to("T-0:20"), lift - 20100, lift - 20000);
    assert_int_equal(goes_to("-30"), 70 * S);
    assert_int_equal(goes_to("14:31:30"), 23 * S);
    assert_int_equal(goes_to("2026-11-22 14:32:00"), 53 * S);
    assert_in_range(goes_to("50%"), 50 * S, 50 * S + 10);
    assert_int_equal(goes_to("start"), 10);
    assert_int_equal(goes_to("end"), 100 * S);
    assert_int_equal(goes_to("@40"), 40 * S + 10);
    assert_int_equal(goes_to("falcon9/0@40"), 40 * S + 10);
    assert_int_equal(goes_to("LIFT"), lift);
    assert_non_null(strstr(said, "LIFTOFF"));
    assert_int_equal(goes_to("@70"), 61 * S + 10);
    assert_string_equal(said, "70 missed (60..79); at 80");
    assert_int_equal(goes_to("@5000"), -1);
    assert_int_equal(goes_to("nothing like it"), -1);
    assert_int_equal(goes_to("13:00"), -5467 * S);
    assert_memory_equal(said, "clamped to 14:31:07", 19);
    OK(playhead_seek(p, PLAYHEAD_LIVE - 1, said, &err));
    assert_int_equal(transport().play, PLAY_PAUSED);
    assert_int_equal(goes_to("live"), PLAYHEAD_LIVE - t0);
    OK(playhead_seek(p, PLAYHEAD_LIVE, said, &err));
    assert_int_equal(transport().play, PLAY_LIVE);
}

static void without_t_zero_there_is_no_t(void **state)
{
    (void)state;
    fly("A", t0, t0 + S);
    now_is(t0 + S);
    assert_int_equal(goes_to("T+5"), -1);
    assert_string_equal(err.text, "A has no T-0 yet");
}

/* Charts. */

enum { COLUMNS = 40 };
static double min[COLUMNS], max[COLUMNS];

static int spikes(double above)
{
    int count = 0;
    for (int i = 0; i < COLUMNS; i++)
        count += max[i] > above;
    return count;
}

static void one_spike_in_a_hundred_thousand_is_seen(void **state)
{
    (void)state;
    for (int i = 0; i < 100000; i++)
        hear_number("A", t0 + i * 10, i == 54321 ? 1000 : sin(i / 1000.0));
    now_is(t0 + 1000 * S);
    OK(playhead_series(p, shown("A")->id, "v", t0, t0 + 1000 * S, INT64_MAX, COLUMNS, min, max,
                       &err));
    assert_int_equal(spikes(999), 1);
    assert_true(max[21] >= 1000);
    for (int i = 0; i < COLUMNS - 1; i++)
        assert_true(min[i] >= -1.001 && min[i] <= max[i]);
}

static void a_chart_stops_at_the_playhead_and_breaks_at_gaps(void **state)
{
    (void)state;
    fly("A", t0, t0 + 20 * S);
    fly("A", t0 + 30 * S, t0 + 40 * S);
    now_is(t0 + 40 * S);
    int32_t id = shown("A")->id;
    OK(playhead_series(p, id, "v", t0, t0 + 40 * S, INT64_MAX, COLUMNS, min, max, &err));
    assert_true(min[10] == 10 && max[10] == 10);
    assert_true(isnan(min[25]) && isnan(max[25]));
    assert_true(max[31] == 1);
    OK(playhead_seek(p, t0 + 35 * S, said, &err));
    OK(playhead_series(p, id, "v", t0, t0 + 40 * S, INT64_MAX, COLUMNS, min, max, &err));
    assert_true(max[33] == 3);
    assert_true(isnan(max[37]));
    OK(playhead_series(p, id, "nope", t0, t0 + 40 * S, INT64_MAX, COLUMNS, min, max, &err));
    assert_true(isnan(max[10]));
}

static void a_close_look_has_no_holes_between_samples_that_belong_together(void **state)
{
    (void)state;
    fly("A", t0, t0 + 40 * S);
    now_is(t0 + 40 * S);
    OK(playhead_series(p, shown("A")->id, "v", t0 + 10 * S, t0 + 14 * S, INT64_MAX, COLUMNS, min,
                       max, &err));
    for (int i = 0; i < COLUMNS; i++)
        assert_true(min[i] >= 9.9 && max[i] <= 14.1);
}

static void a_bar_knows_the_silences_of_the_whole_flight(void **state)
{
    (void)state;
    bool heard[COLUMNS];
    fly("A", t0, t0 + 20 * S);
    fly("A", t0 + 30 * S, t0 + 40 * S);
    now_is(t0 + 4 * 3600 * S);
    OK(playhead_replay(p, flight_of("A"), said, &err));
    OK(playhead_heard(p, shown("A")->id, t0, t0 + 40 * S, COLUMNS, heard, &err));
    for (int i = 0; i < COLUMNS; i++)
        assert_int_equal(heard[i], i <= 20 || i >= 30);
}

static void a_chart_of_an_earlier_flight_is_of_that_flight(void **state)
{
    (void)state;
    hear("A", t0, "{\"event\":\"countdown started\",\"v\":7}");
    fly("A", t0 + S, t0 + 40 * S);
    hear("A", t0 + 41 * S, "{\"event\":\"landed\"}");
    hear("A", t0 + 100 * S, "{\"event\":\"countdown started\"}");
    fly("A", t0 + 101 * S, t0 + 110 * S);
    now_is(t0 + 110 * S);
    assert_int_equal(shown("A")->flight, 2);
    OK(playhead_series(p, shown("A")->id, "v", t0, t0 + 40 * S, INT64_MAX, COLUMNS, min, max,
                       &err));
    assert_true(max[0] == 7 && max[20] == 19);
}

static void marks_of_a_bar_are_of_one_rocket_or_all(void **state)
{
    (void)state;
    struct store_event marks[8];
    hear("A", t0, "{\"event\":\"max-Q\"}");
    hear("B", t0 + S, "{\"event\":\"liftoff\"}");
    hear("A", t0 + 2 * S, "{\"event\":\"MECO\"}");
    now_is(t0 + 3 * S);
    int32_t a = shown("A")->id;
    assert_int_equal(playhead_bar_events(p, 0, t0, t0 + 3 * S, marks, 8, &err), 3);
    assert_int_equal(marks[1].kind, EVENT_PHASE);
    assert_int_equal(playhead_bar_events(p, a, t0, t0 + 3 * S, marks, 8, &err), 2);
    assert_string_equal(marks[1].text, "MECO");
    assert_int_equal(playhead_bar_events(p, 0, t0, t0 + 3 * S, marks, 1, &err), 1);
    assert_string_equal(marks[0].text, "MECO");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, playhead_setup, playhead_teardown)
    const struct CMUnitTest tests[] = {
        T(no_cache_is_said_as_such),
        T(live_is_earned),
        T(an_archive_is_no_lost_recorder),
        T(an_archive_ends_where_its_recording_does),
        T(what_was_recorded_long_after_it_flew_ends_with_its_last_message),
        T(a_backlog_is_caught_up_with_keyframes),
        T(an_empty_cache_shows_nothing_and_knows_no_beginning),
        T(the_bar_spans_the_oldest_open_flight_to_now),
        T(the_bar_reaches_back_to_the_playhead_when_its_flight_has_ended),
        T(a_flight_of_years_ago_is_no_row_of_the_live_fleet),
        T(behind_live_who_was_not_heard_yet_has_no_row),
        T(mission_rockets_are_there_before_they_are_heard),
        T(the_live_fleet_goes_on_while_something_else_is_shown),
        T(a_replay_shows_who_flew_along_and_ends),
        T(a_replay_of_an_open_flight_meets_live),
        T(seeking_into_a_past_flight_replays_it),
        T(a_mission_time_outside_the_replayed_flight_is_its_nearest_moment),
        T(a_silence_is_named_and_skipped),
        T(the_way_back_stops_at_both_ends_of_a_silence),
        T(the_way_back_while_playing_gets_behind_what_was_just_passed),
        T(edges_go_from_event_to_event),
        T(a_step_goes_one_message),
        T(rows_go_both_ways_and_know_their_moment),
        T(a_message_of_a_backlog_is_visible_at_its_flights_time),
        T(go_to_takes_every_form),
        T(without_t_zero_there_is_no_t),
        T(one_spike_in_a_hundred_thousand_is_seen),
        T(a_chart_stops_at_the_playhead_and_breaks_at_gaps),
        T(a_bar_knows_the_silences_of_the_whole_flight),
        T(a_chart_of_an_earlier_flight_is_of_that_flight),
        T(marks_of_a_bar_are_of_one_rocket_or_all),
        T(a_close_look_has_no_holes_between_samples_that_belong_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
