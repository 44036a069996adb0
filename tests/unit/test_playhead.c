/* test_playhead.c: modes, archives, the bar, which rockets the fleet has, rows. */
#include "test.h"

#include "demo_mission.h"
#include "playhead_kit.h"

static char said[120];

/* Modes. */

static void a_missing_cache_is_reported_as_such(void **state)
{
    (void)state;
    assert_int_equal(playhead_open(&p, "/nonexistent/ground.db", &mission_default, t0, &err),
                     ERR_NOT_FOUND);
    assert_null(p);
}

static void live_is_shown_only_once_the_head_is_reached(void **state)
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

static void an_archive_does_not_report_a_missing_recorder(void **state)
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

static void an_archive_ends_with_its_recording(void **state)
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

static void a_flight_recorded_long_afterwards_ends_with_its_last_message(void **state)
{
    (void)state;
    for (int s = 0; s <= 10; s++)
        recording_say(rec, "A", t0 + s * S, FLIGHT_NO_TIME, "{\"v\":1}");
    open_archive(t0 + DAY, t0 + 2 * DAY);
    OK(playhead_seek(p, t0 + DAY, said, &err));
    assert_int_equal(transport().t_ms, t0 + 10 * S);
    assert_int_equal(rocket_state(shown("A"), transport().t_ms), STATE_OK);
}

static void a_viewer_far_behind_catches_up_by_keyframes(void **state)
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

static void an_empty_cache_shows_nothing_and_has_no_beginning(void **state)
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

static void a_flight_of_years_ago_is_not_in_the_live_fleet(void **state)
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

static void a_rocket_not_heard_yet_at_t_has_no_row(void **state)
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

static void feeds_are_shown_apart_from_the_fleets(void **state)
{
    (void)state;
    fly("A", t0, t0 + 60 * S);
    hear_number("weather", t0 + 20 * S, 1);
    hear_number("weather", t0 + 40 * S, 2);
    OK(playhead_open(&p, cache, &mission_demo, t0 + 60 * S, &err));
    now_is(t0 + 60 * S);
    int fleet = mission_demo.order_count + 1; /* those that the mission names, and A */
    assert_null(shown("weather"));
    assert_int_equal(playhead_live(p)->count, fleet);
    assert_int_equal(playhead_feeds(p)->count, 1);
    assert_float_equal(playhead_feeds(p)->rockets[0]->channels[0].value, 2, 0);
    OK(playhead_seek(p, t0 + 30 * S, said, &err));
    assert_int_equal(playhead_feeds(p)->count, 1);
    assert_string_equal(playhead_feeds(p)->rockets[0]->name, "weather");
    assert_float_equal(playhead_feeds(p)->rockets[0]->channels[0].value, 1, 0);
    OK(playhead_seek(p, t0 + 10 * S, said, &err));
    assert_int_equal(playhead_feeds(p)->count, 0);
    assert_int_equal(playhead_shown(p)->count, fleet);
}

static void mission_rockets_are_listed_before_they_are_heard(void **state)
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

static void the_live_fleet_is_updated_while_a_replay_is_shown(void **state)
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

/* Rows. */

static int keep_seq(void *owner, const struct store_message *m)
{
    *(int64_t *)owner = m->seq;
    return 0;
}

static void rows_are_read_both_ways_with_the_moment_of_each(void **state)
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

static void a_message_read_from_a_backlog_is_visible_at_its_flight_time(void **state)
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

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, playhead_setup, playhead_teardown)
    const struct CMUnitTest tests[] = {
        T(a_missing_cache_is_reported_as_such),
        T(live_is_shown_only_once_the_head_is_reached),
        T(an_archive_does_not_report_a_missing_recorder),
        T(an_archive_ends_with_its_recording),
        T(a_flight_recorded_long_afterwards_ends_with_its_last_message),
        T(a_viewer_far_behind_catches_up_by_keyframes),
        T(an_empty_cache_shows_nothing_and_has_no_beginning),
        T(the_bar_spans_the_oldest_open_flight_to_now),
        T(the_bar_reaches_back_to_the_playhead_when_its_flight_has_ended),
        T(a_flight_of_years_ago_is_not_in_the_live_fleet),
        T(a_rocket_not_heard_yet_at_t_has_no_row),
        T(feeds_are_shown_apart_from_the_fleets),
        T(mission_rockets_are_listed_before_they_are_heard),
        T(the_live_fleet_is_updated_while_a_replay_is_shown),
        T(rows_are_read_both_ways_with_the_moment_of_each),
        T(a_message_read_from_a_backlog_is_visible_at_its_flight_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
