/* test_playhead_replay.c: replays of one flight: seeking, silences, edges, steps, go to. */
#include "test.h"

#include "demo_mission.h"
#include "playhead_kit.h"

static char said[120];

/* Replay. */

static void a_replay_shows_every_rocket_of_its_span_and_ends(void **state)
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

static void a_replay_of_an_open_flight_becomes_live_at_its_head(void **state)
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

static void a_mission_time_outside_the_flight_goes_to_its_nearest_moment(void **state)
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

static void a_silence_is_announced_and_skipped(void **state)
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

static void going_back_stops_at_both_ends_of_a_silence(void **state)
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

static void going_back_while_playing_gets_past_the_event_just_played(void **state)
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

static void brackets_go_from_event_to_event(void **state)
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

static void a_step_moves_by_one_message(void **state)
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

/* Go to. */

static int64_t goes_to(const char *text)
{
    int64_t t = 0;
    said[0] = '\0';
    if (playhead_when(p, NULL, text, 0, &t, said, &err) != 0)
        return -1;
    return t - t0;
}

static void go_to_accepts_every_form_of_a_moment(void **state)
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

static void without_t_zero_a_mission_time_is_refused(void **state)
{
    (void)state;
    fly("A", t0, t0 + S);
    now_is(t0 + S);
    assert_int_equal(goes_to("T+5"), -1);
    assert_string_equal(err.text, "A has no T-0 yet");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, playhead_setup, playhead_teardown)
    const struct CMUnitTest tests[] = {
        T(a_replay_shows_every_rocket_of_its_span_and_ends),
        T(a_replay_of_an_open_flight_becomes_live_at_its_head),
        T(seeking_into_a_past_flight_replays_it),
        T(a_mission_time_outside_the_flight_goes_to_its_nearest_moment),
        T(a_silence_is_announced_and_skipped),
        T(going_back_stops_at_both_ends_of_a_silence),
        T(going_back_while_playing_gets_past_the_event_just_played),
        T(brackets_go_from_event_to_event),
        T(a_step_moves_by_one_message),
        T(go_to_accepts_every_form_of_a_moment),
        T(without_t_zero_a_mission_time_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
