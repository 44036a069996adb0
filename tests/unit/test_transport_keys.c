/* test_transport_keys.c: where each key of the transport leads: into which flight, to which
 * message, event or end of a silence. */
#include "test.h"

#include <stdlib.h>

#include "demo_mission.h"
#include "playhead_kit.h"

static char said[120];

static int64_t now_at(void)
{
    return transport().t_ms - t0;
}

static void seek_to(int64_t after_t0_ms)
{
    OK(playhead_seek(p, t0 + after_t0_ms, said, &err));
}

/* Paused, so that a move ends where it leads. */
static void replay(const char *name)
{
    OK(playhead_replay(p, flight_of(name), said, &err));
    OK(playhead_pause(p, said, &err));
}

/* Into flights. */

static void the_first_and_the_last_moment_of_a_past_flight_are_in_it(void **state)
{
    (void)state;
    fly("PAST", t0 - 7200 * S, t0 - 7100 * S);
    fly("A", t0 - 100 * S, t0);
    now_is(t0);
    OK(playhead_pause(p, said, &err));
    seek_to(-7200 * S + 10);
    assert_string_equal(said, "");
    assert_int_equal(transport().replay_flight, flight_of("PAST"));
    seek_to(-50 * S);
    assert_int_equal(transport().replay_flight, 0);
    seek_to(-7100 * S + 10);
    assert_string_equal(said, "");
    assert_int_equal(transport().replay_flight, flight_of("PAST"));
    seek_to(-7200 * S + 10); /* and from within it */
    assert_int_equal(transport().replay_flight, flight_of("PAST"));
    assert_int_equal(now_at(), -7200 * S + 10);
    seek_to(-100 * S + 10); /* the bar's first moment */
    assert_int_equal(transport().replay_flight, 0);
    assert_int_equal(now_at(), -100 * S + 10);
    seek_to(-7200 * S + 9); /* nobody flew */
    assert_memory_equal(said, "clamped to", 10);
    assert_int_equal(now_at(), -100 * S + 10);
    seek_to(-7150 * S);
    seek_to(-5000 * S); /* nor then: the end of the one that is replayed */
    assert_memory_equal(said, "clamped to", 10);
    assert_int_equal(transport().replay_flight, flight_of("PAST"));
    assert_int_equal(now_at(), -7100 * S + 10);
}

static void of_two_past_flights_the_one_that_began_last_is_replayed(void **state)
{
    (void)state;
    fly("LATER", t0 - 7150 * S, t0 - 7000 * S);
    fly("EARLIER", t0 - 7200 * S, t0 - 7000 * S);
    fly("LAST", t0 - 7100 * S, t0 - 7050 * S);
    fly("A", t0 - 100 * S, t0);
    now_is(t0);
    seek_to(-7120 * S);
    assert_int_equal(transport().replay_flight, flight_of("LATER"));
    OK(playhead_go_live(p, said, &err));
    seek_to(-7070 * S);
    assert_int_equal(transport().replay_flight, flight_of("LAST"));
    OK(playhead_go_live(p, said, &err));
    seek_to(-7020 * S); /* LAST is over by then */
    assert_int_equal(transport().replay_flight, flight_of("LATER"));
}

static void a_past_flight_that_nobody_filed_ends_with_its_last_message(void **state)
{
    (void)state;
    struct store_flight flight;
    fly("PAST", t0 - 7200 * S, t0 - 7100 * S); /* no recorder was there when it fell silent */
    fly("A", t0 - 100 * S, t0);
    recording_beat(rec, t0 - 7100 * S, LINK_OK);
    recording_commit(rec);
    OK(playhead_open(&p, cache, &mission_default, t0, &err));
    seek_to(-7150 * S);
    assert_int_equal(transport().replay_flight, flight_of("PAST"));
    assert_int_equal(transport().bar1_ms, t0 - 7100 * S + 10);
    OK(playhead_flight_at(p, shown("PAST")->id, &flight, &err));
    assert_string_equal(flight.outcome, "LOS");
    OK(playhead_go_live(p, said, &err));
    OK(playhead_undo(p, said, &err));
    assert_int_equal(transport().replay_flight, flight_of("PAST"));
    assert_int_equal(transport().bar1_ms, t0 - 7100 * S + 10);
    OK(playhead_go_live(p, said, &err));
    OK(playhead_replay(p, flight_of("PAST"), said, &err));
    assert_int_equal(transport().bar1_ms, t0 - 7100 * S + 10);
}

static void who_was_last_heard_as_the_flight_began_flew_along(void **state)
{
    (void)state;
    fly("BEFORE", t0 - 20 * S, t0 - S);
    fly("UNTIL", t0 - 20 * S, t0);
    fly("A", t0, t0 + 100 * S);
    fly("AT END", t0 + 100 * S, t0 + 110 * S);
    fly("AFTER", t0 + 101 * S, t0 + 110 * S);
    now_is(t0 + 4 * 3600 * S);
    replay("A");
    assert_non_null(shown("UNTIL"));
    assert_null(shown("BEFORE"));
    seek_to(100 * S + 10);
    assert_non_null(shown("A"));
    assert_non_null(shown("AT END"));
    assert_null(shown("AFTER"));
    assert_null(shown("BEFORE"));
}

static void undo_leads_back_out_of_a_replay_into_the_one_before(void **state)
{
    (void)state;
    fly("PAST", t0 - 9200 * S, t0 - 9100 * S);
    fly("LATER", t0 - 5200 * S, t0 - 5100 * S);
    fly("A", t0 - 100 * S, t0);
    now_is(t0);
    assert_int_equal(playhead_jumps(p), 0);
    OK(playhead_undo(p, said, &err));
    assert_string_equal(said, "no jump to undo");
    replay("PAST");
    seek_to(-9150 * S);
    replay("LATER");
    assert_int_equal(playhead_jumps(p), 3);
    OK(playhead_undo(p, said, &err));
    assert_int_equal(transport().replay_flight, flight_of("PAST"));
    assert_int_equal(now_at(), -9150 * S);
    assert_non_null(shown("PAST"));
    assert_null(shown("LATER"));
    OK(playhead_undo(p, said, &err));
    OK(playhead_undo(p, said, &err));
    assert_int_equal(transport().replay_flight, 0);
    assert_int_equal(transport().play, PLAY_LIVE);
    assert_non_null(shown("A"));
    assert_int_equal(playhead_replay(p, 4711, said, &err), ERR_NOT_FOUND);
}

/* Steps. */

static void a_step_finds_the_nearest_message_of_all_who_are_shown(void **state)
{
    (void)state;
    fly("A", t0, t0 + 20 * S);
    hear_number("B", t0 + 10 * S + 300, 1);
    hear_number("C", t0 + 10 * S + 600, 1);
    now_is(t0 + 20 * S + 100);
    OK(playhead_pause(p, said, &err));
    seek_to(10 * S + 10);
    static const int64_t steps[] = {10 * S + 310, 10 * S + 610, 11 * S + 10};
    for (int i = 0; i < 3; i++) {
        OK(playhead_step(p, 1, said, &err));
        assert_int_equal(now_at(), steps[i]);
    }
    for (int i = 1; i >= 0; i--) {
        OK(playhead_step(p, -1, said, &err));
        assert_int_equal(now_at(), steps[i]);
    }
    assert_string_equal(said, "");
}

static void steps_reach_the_first_and_the_last_message_and_no_further(void **state)
{
    (void)state;
    fly("OTHER", t0 - 3 * 3600 * S, t0 - 3 * 3600 * S + 10 * S);
    fly("A", t0, t0 + 20 * S);
    fly("B", t0 + 60 * S, t0 + 80 * S);
    now_is(t0 + 4 * 3600 * S);
    replay("A");
    seek_to(S + 10);
    OK(playhead_step(p, -1, said, &err));
    assert_int_equal(now_at(), 10);
    assert_string_equal(said, "");
    OK(playhead_step(p, -1, said, &err));
    assert_int_equal(now_at(), 10);
    assert_string_equal(said, "no message before this one");
    seek_to(19 * S + 10);
    OK(playhead_step(p, 1, said, &err));
    assert_int_equal(now_at(), 20 * S + 10);
    assert_string_equal(said, "");
    OK(playhead_step(p, 1, said, &err));
    assert_int_equal(now_at(), 20 * S + 10);
    assert_string_equal(said, "no message after this one");
}

static void a_step_in_a_replay_leaves_out_who_did_not_fly_along(void **state)
{
    (void)state;
    fly("GONE", t0 - 60 * S, t0 - 40 * S);
    fly("A", t0, t0 + 20 * S);
    fly("A", t0 + 30 * S, t0 + 40 * S);
    hear_number("LATER", t0 + 40 * S + 5, 1);
    now_is(t0 + 4 * 3600 * S);
    OK(playhead_pause(p, said, &err));
    seek_to(20 * S);
    replay("A");
    seek_to(25 * S);
    OK(playhead_step(p, -1, said, &err));
    assert_int_equal(now_at(), 20 * S + 10);
    OK(playhead_step(p, 1, said, &err));
    assert_int_equal(now_at(), 30 * S + 10);
}

static void weather_is_no_message_to_step_to_and_no_flight_to_replay(void **state)
{
    (void)state;
    playhead_close(p);
    recording_end(rec);
    recording_begin(rec, cache, &mission_demo);
    fly("weather", t0 - 9000 * S, t0 - 8900 * S);
    fly("KESTREL-2", t0, t0 + 20 * S);
    hear_number("weather", t0 + 10 * S + 500, 1);
    recording_tick(rec, t0 + 20 * S);
    recording_beat(rec, t0 + 20 * S, LINK_OK);
    recording_commit(rec);
    OK(playhead_open(&p, cache, &mission_demo, t0 + 20 * S + 100, &err));
    OK(playhead_pause(p, said, &err));
    seek_to(10 * S + 10);
    OK(playhead_step(p, 1, said, &err));
    assert_int_equal(now_at(), 11 * S + 10);
    OK(playhead_step(p, -1, said, &err));
    assert_int_equal(now_at(), 10 * S + 10);
    seek_to(-8950 * S);
    assert_int_equal(transport().replay_flight, 0);
    assert_int_equal(now_at(), 10);
}

/* Edges. */

static void event(const char *key, int64_t after_t0_ms, const char *word)
{
    char *value = mem_printf("{\"event\":\"%s\"}", word);
    hear(key, t0 + after_t0_ms, value);
    free(value);
}

static void edges_forward_are_the_next_event_or_the_end_of_the_first_silence(void **state)
{
    (void)state;
    fly("A", t0, t0 + 20 * S);
    fly("B", t0, t0 + 22 * S);
    fly("C", t0, t0 + 70 * S);
    event("D", 35 * S, "max-Q");
    fly("B", t0 + 40 * S, t0 + 70 * S);
    event("D", 50 * S, "MECO");
    fly("A", t0 + 60 * S, t0 + 70 * S);
    now_is(t0 + 4 * 3600 * S);
    replay("A");
    seek_to(30 * S); /* A and B are silent */
    static const int64_t edges[] = {35 * S + 10, 40 * S + 10, 50 * S + 10, 60 * S + 10};
    for (int i = 0; i < 4; i++) {
        int64_t from_ms = 0, t_ms = 0;
        assert_int_equal(playhead_edge_at(p, 1, &from_ms, &t_ms, &err), 1);
        assert_int_equal(t_ms, t0 + edges[i]);
        assert_int_equal(from_ms, transport().t_ms + 1);
        OK(playhead_edge(p, 1, said, &err));
        assert_int_equal(now_at(), edges[i]);
    }
}

static void without_an_event_ahead_the_end_of_a_silence_is_the_edge(void **state)
{
    (void)state;
    fly("A", t0, t0 + 20 * S);
    fly("A", t0 + 60 * S, t0 + 70 * S);
    now_is(t0 + 4 * 3600 * S);
    replay("A");
    seek_to(30 * S);
    OK(playhead_edge(p, 1, said, &err));
    assert_int_equal(now_at(), 60 * S + 10);
    OK(playhead_edge(p, 1, said, &err));
    assert_int_equal(now_at(), 60 * S + 10);
    assert_string_equal(said, "no event after");
}

static void edges_of_a_replay_are_not_outside_of_it(void **state)
{
    int64_t from_ms, t_ms;
    (void)state;
    event("A", -100 * S, "before");
    event("B", 0, "liftoff");
    fly("B", t0 + S, t0 + 20 * S);
    event("A", 60 * S, "after");
    now_is(t0 + 4 * 3600 * S);
    replay("B");
    assert_int_equal(playhead_edge_at(p, -1, &from_ms, &t_ms, &err), 0);
    OK(playhead_edge(p, -1, said, &err));
    assert_string_equal(said, "no event before");
    assert_int_equal(now_at(), 10);
    seek_to(10 * S);
    OK(playhead_edge(p, -1, said, &err));
    assert_int_equal(now_at(), 10); /* its first moment is */
    seek_to(10 * S);
    OK(playhead_edge(p, 1, said, &err));
    assert_string_equal(said, "no event after");
    OK(playhead_go_live(p, said, &err));
    OK(playhead_edge(p, 1, said, &err));
    assert_string_equal(said, "at the live edge");
}

static void to_ask_where_an_edge_is_moves_nothing(void **state)
{
    int64_t from_ms, t_ms;
    (void)state;
    fly("A", t0, t0 + 20 * S);
    fly("A", t0 + 60 * S, t0 + 90 * S);
    now_is(t0 + 4 * 3600 * S);
    replay("A");
    seek_to(80 * S);
    int64_t messages = shown("A")->messages;
    assert_int_equal(playhead_edge_at(p, -1, &from_ms, &t_ms, &err), 1);
    assert_int_equal(from_ms, t0 + 80 * S - 1);
    assert_int_equal(t_ms, t0 + 60 * S + 10);
    assert_int_equal(now_at(), 80 * S);
    assert_int_equal(shown("A")->messages, messages);
    seek_to(60 * S + 11); /* just behind where it was heard again */
    assert_int_equal(playhead_edge_at(p, -1, &from_ms, &t_ms, &err), 1);
    assert_int_equal(t_ms, t0 + 60 * S + 10);
    seek_to(60 * S + 10); /* and there */
    assert_int_equal(playhead_edge_at(p, -1, &from_ms, &t_ms, &err), 1);
    assert_int_equal(t_ms, t0 + 22 * S + 10);
}

static void goes_back_along(const int64_t *edges, int count)
{
    for (int i = 0; i < count; i++) {
        OK(playhead_edge(p, -1, said, &err));
        assert_int_equal(now_at(), edges[i]);
    }
}

static void edges_back_are_the_last_event_or_who_was_heard_again_last(void **state)
{
    static const int64_t edges[] = {50 * S + 10, 40 * S + 10, 26 * S + 10, 22 * S + 10};
    (void)state;
    fly("B", t0, t0 + 20 * S);
    fly("A", t0, t0 + 24 * S);
    recording_tick(rec, t0 + 30 * S);
    fly("B", t0 + 40 * S, t0 + 69 * S);
    recording_tick(rec, t0 + 45 * S);
    fly("A", t0 + 50 * S, t0 + 70 * S);
    now_is(t0 + 70 * S + 100);
    OK(playhead_pause(p, said, &err));
    seek_to(69 * S);
    goes_back_along(edges, 4);
    now_is(t0 + 4 * 3600 * S);
    replay("A");
    seek_to(69 * S);
    goes_back_along(edges, 4);
}

static void edges_while_it_plays_get_past_what_was_just_passed_either_way(void **state)
{
    int64_t from_ms, t_ms;
    (void)state;
    fly("A", t0, t0 + 19 * S);
    event("A", 20 * S, "first");
    fly("A", t0 + 21 * S, t0 + 29 * S);
    event("A", 30 * S, "second");
    fly("A", t0 + 31 * S, t0 + 40 * S);
    now_is(t0 + 4 * 3600 * S);
    OK(playhead_replay(p, flight_of("A"), said, &err));
    seek_to(19 * S + 500); /* in reverse, it has just passed "first" */
    OK(playhead_reverse(p, said, &err));
    OK(playhead_edge(p, 1, said, &err));
    assert_int_equal(now_at(), 30 * S + 10);
    seek_to(19 * S + 500);
    OK(playhead_edge_at(p, -1, &from_ms, &t_ms, &err));
    assert_int_equal(from_ms, t0 + 19 * S + 499);
    OK(playhead_pause(p, said, &err)); /* nothing passes then */
    OK(playhead_edge(p, 1, said, &err));
    assert_int_equal(now_at(), 20 * S + 10);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, playhead_setup, playhead_teardown)
    const struct CMUnitTest tests[] = {
        T(the_first_and_the_last_moment_of_a_past_flight_are_in_it),
        T(of_two_past_flights_the_one_that_began_last_is_replayed),
        T(a_past_flight_that_nobody_filed_ends_with_its_last_message),
        T(who_was_last_heard_as_the_flight_began_flew_along),
        T(undo_leads_back_out_of_a_replay_into_the_one_before),
        T(a_step_finds_the_nearest_message_of_all_who_are_shown),
        T(steps_reach_the_first_and_the_last_message_and_no_further),
        T(a_step_in_a_replay_leaves_out_who_did_not_fly_along),
        T(weather_is_no_message_to_step_to_and_no_flight_to_replay),
        T(edges_forward_are_the_next_event_or_the_end_of_the_first_silence),
        T(without_an_event_ahead_the_end_of_a_silence_is_the_edge),
        T(edges_of_a_replay_are_not_outside_of_it),
        T(to_ask_where_an_edge_is_moves_nothing),
        T(edges_back_are_the_last_event_or_who_was_heard_again_last),
        T(edges_while_it_plays_get_past_what_was_just_passed_either_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
