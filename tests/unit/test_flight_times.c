/* test_flight_times.c: visible times, staleness, channels and names of a rocket. */
#include "fold_kit.h"
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "demo_mission.h"
#include "flight_kit.h"

/* Times. */

static void v_is_the_arrival_when_near_else_the_flight_time(void **state)
{
    (void)state;
    message_at(T0, T0 + 12, "{\"vel\":1}");
    assert_int_equal(r.v_ms, T0 + 12);
    assert_true(r.heard_live);
    message_at(T0 + 1000, T0 + 100000, "{\"vel\":1}");
    assert_int_equal(r.v_ms, T0 + 1000);
    message_at(T0 + 500, T0 + 100000, "{\"vel\":1}");
    assert_int_equal(r.v_ms, T0 + 1000);
    assert_false(r.heard_live);
    message_at(T0 + 900000, T0 + 200000, "{\"vel\":1}"); /* a clock far ahead */
    assert_int_equal(r.v_ms, T0 + 200000);
    message_at(T0 + 200010, T0 + 200010, "{\"vel\":1}");
    assert_int_equal(r.v_ms, T0 + 200010);
}

static void next_v_tells_what_fold_will_do(void **state)
{
    (void)state;
    message(T0, "Liftoff");
    struct flight_message m = {.seq = 2,
                               .t_ms = T0 + 5000,
                               .arrival_ms = FLIGHT_NO_TIME,
                               .value = bytes_of("Left atmosphere")};
    bool opens = true;
    assert_int_equal(decode_next_v(&r, mission, &m, &opens), T0 + 5000);
    assert_false(opens);
    assert_false(decode_fold_until(&r, mission, &m, T0 + 4999, &sink));
    assert_int_equal(r.seq, 1);
    assert_true(decode_fold_until(&r, mission, &m, T0 + 5000, &sink));
    assert_int_equal(r.seq, 2);
    m.value = bytes_of("Countdown started");
    decode_next_v(&r, mission, &m, &opens);
    assert_true(opens);
    assert_false(decode_fold_until(&r, mission, &m, INT64_MAX, &sink));
}

static void late_messages_are_said_once_and_change_no_value(void **state)
{
    (void)state;
    message(T0, "{\"vel\":1}");
    message(T0 + 100000, "{\"vel\":2}");
    said_count = 0;
    message_at(T0 + 30000, T0 + 100001, "{\"vel\":9}");
    message_at(T0 + 31000, T0 + 100002, "{\"vel\":9}");
    says(0, EVENT_LATE, "recorded 13:47:10, 00:01:10 behind");
    assert_int_equal(said_count, 1);
    assert_float_equal(rocket_channel(&r, "vel")->value, 2, 0);
    assert_int_equal(rocket_channel(&r, "vel")->samples, 4);
    state_is(T0 + 100500, "OK");
}

static void hostile_times_do_no_harm(void **state)
{
    (void)state;
    static const int64_t times[] = {INT64_MAX, INT64_MIN, -1, 0, INT64_MAX, 1, INT64_MIN + 1};
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        recorded(times[i], "{\"time\":1e8,\"x\":1}");
        message_at(times[i], T0, "{\"time\":-1e8,\"x\":1}");
    }
    message_at(INT64_MAX, T0, "{\"x\":1}");
    assert_true(r.v_ms <= T0 + 60000);
    rocket_tick(&r, mission, T0 + 1000000, &sink);
}

/* Staleness. */

static void a_rocket_is_never_heard_then_ok_then_stale(void **state)
{
    (void)state;
    state_is(T0, "----");
    assert_true(rocket_age_ms(&r, T0) == FLIGHT_NO_TIME);
    message(T0, "{\"vel\":1}");
    state_is(T0 + 4999, "OK");
    state_is(T0 + 5000, "STALE"); /* no rate yet: 5 s */
    for (int i = 1; i <= 30; i++)
        message(T0 + i * 2000, "{\"vel\":1}");
    state_is(T0 + 60000 + 3799, "OK"); /* 1.9 / rate */
    state_is(T0 + 60000 + 3800, "STALE");
    assert_float_equal(rocket_rate(&r, T0 + 60000), 0.5, 1e-9);
    assert_float_equal(rocket_rate(&r, T0 + 64000), 0, 0);
    assert_int_equal(rocket_age_ms(&r, T0 + 64000), 4000);
}

static void where_a_backlog_ends_and_live_begins_is_no_silence(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++)
        message_at(T0 + i * 1000, T0 + 100000, "{\"vel\":1}");
    assert_true(r.heard_live);
    assert_int_equal(r.v_ms, T0 + 100000);
    assert_int_equal(said_count, 0);
    message_at(T0 + 130000, T0 + 130010, "{\"vel\":1}");
    assert_int_equal(said_count, 1);
}

static void the_deadline_is_at_least_2_and_at_most_300_seconds(void **state)
{
    (void)state;
    for (int i = 0; i <= 30; i++)
        message(T0 + i * 33, "{\"vel\":1}");
    assert_int_equal(pace_deadline_ms(&r.pace), 2000);
    assert_float_equal(pace_rate(&r.pace), 1000.0 / 33, 1e-9);
    begin_as("weather", false);
    for (int i = 0; i <= 30; i++)
        message(T0 + i * INT64_C(1000000), "{\"wind\":1}");
    assert_int_equal(pace_deadline_ms(&r.pace), 300000);
}

static void a_pace_of_few_messages_alarms_no_earlier_than_none(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        message(T0 + i * 1000, "{\"vel\":1}");
        assert_int_equal(pace_deadline_ms(&r.pace), 5000);
    }
    message(T0 + 20 * 1000, "{\"vel\":1}");
    assert_int_equal(pace_deadline_ms(&r.pace), 2000);
    begin_as("weather", false);
    message(T0, "{\"wind\":1}");
    message(T0 + 60 * 1000, "{\"wind\":1}");
    assert_int_equal(pace_deadline_ms(&r.pace), 114 * 1000);
}

static void a_burst_has_a_rate_though_times_are_whole_milliseconds(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++)
        message(T0 + i / 4, "{\"vel\":1}");
    assert_true(pace_rate(&r.pace) > 3000 && pace_rate(&r.pace) < 6000);
}

static void each_channel_has_its_own_deadline(void **state)
{
    (void)state;
    for (int i = 0; i <= 300; i++)
        message(T0 + i * 100, i % 40 == 0 ? "{\"vel\":1,\"temp\":3}" : "{\"vel\":1}");
    const int64_t last = T0 + 30000; /* temp, every 4 s, was last heard at T0 + 28000 */
    assert_false(channel_stale(rocket_channel(&r, "temp"), last));
    assert_false(channel_stale(rocket_channel(&r, "temp"), T0 + 28000 + 7599));
    assert_true(channel_stale(rocket_channel(&r, "temp"), T0 + 28000 + 7600));
    assert_true(channel_stale(rocket_channel(&r, "vel"), last + 2000));
}

static void records_behind_their_arrival_are_late(void **state)
{
    (void)state;
    for (int i = 0; i <= 30; i++)
        message_at(T0 + i * 100, T0 + i * 100 + 20000, "{\"vel\":1}");
    state_is(T0 + 23100, "LATE");
    assert_int_equal(rocket_age_ms(&r, T0 + 23100), 20100);
    state_is(T0 + 25000, "STALE");
}

static void a_text_only_rocket_is_quiet_never_stale(void **state)
{
    (void)state;
    message(T0, "Liftoff");
    message(T0 + 1000, "Left atmosphere");
    state_is(T0 + 60999, "OK");
    state_is(T0 + 61000, "QUIET");
    clock_is(T0 + 61000, "T+00:01:01");
    said_count = 0;
    rocket_tick(&r, mission, T0 + 100000, &sink);
    assert_int_equal(said_count, 0);
}

static void silence_is_said_once_by_tick_or_by_the_next_message(void **state)
{
    (void)state;
    message(T0, "{\"time\":100,\"vel\":1}");
    said_count = 0;
    rocket_tick(&r, mission, T0 + 4999, &sink);
    assert_int_equal(said_count, 0);
    rocket_tick(&r, mission, T0 + 9000, &sink);
    rocket_tick(&r, mission, T0 + 10000, &sink);
    says(0, EVENT_STALE, "last heard 13:46:40");
    struct event live = said[0];
    assert_int_equal(live.v_ms, T0 + 5000);
    assert_int_equal(live.clock_ms, 105000);
    message(T0 + 20000, "{\"time\":120,\"vel\":1}");
    assert_int_equal(said_count, 1);

    keyed(NULL);
    message(T0, "{\"time\":100,\"vel\":1}");
    said_count = 0;
    message(T0 + 20000, "{\"time\":120,\"vel\":1}");
    assert_int_equal(said_count, 1);
    assert_memory_equal(&said[0], &live, sizeof live);
}

static void a_recorded_silence_is_said_by_t(void **state)
{
    (void)state;
    recorded(T0 + 564000, "{\"time\":564,\"vel\":1}");
    recorded(T0 + 673000, "{\"time\":673,\"vel\":1}");
    says(1, EVENT_STALE, "last heard T+00:09:24");
    assert_int_equal(said[1].v_ms, T0 + 569000);
}

/* Channels and names. */

static void ten_thousand_names_stay_bounded(void **state)
{
    (void)state;
    char text[64];
    for (int i = 0; i < 10000; i++) {
        snprintf(text, sizeof text, "{\"c%d\":1,\"\\u001b%d\":2}", i, i);
        message(T0 + i, text);
    }
    assert_int_equal(r.channels_count, ROCKET_MAX_CHANNELS);
    assert_int_equal(rocket_not_followed(&r), NOT_FOLLOWED_MAX);
    assert_string_equal(r.channels[0].name, "c0");
    assert_string_equal(r.channels[1].name, "\\x1b0");
}

/* The rocket before it in the same memory had more channels. */
static void a_channel_is_known_once_it_was_heard_and_not_before(void **state)
{
    message(T0, "{\"vel\":1,\"temp\":2}");
    assert_non_null(rocket_channel(&r, "temp"));
    keyed(state);
    message(T0, "{\"vel\":1}");
    assert_non_null(rocket_channel(&r, "vel"));
    assert_null(rocket_channel(&r, "temp"));
    message(T0 + 1, "{\"temp\":2}");
    assert_non_null(rocket_channel(&r, "temp"));
}

static void a_trend_is_taken_over_the_last_seconds(void **state)
{
    (void)state;
    for (int i = 0; i <= 100; i++) {
        char text[32];
        snprintf(text, sizeof text, "{\"alt\":%d}", i * 3);
        message(T0 + i * 100, text);
        if (i == 5)
            assert_true(isnan(channel_trend(rocket_channel(&r, "alt"))));
    }
    assert_float_equal(channel_trend(rocket_channel(&r, "alt")), 30, 1e-9);
    message(T0 + 60000, "{\"alt\":0}");
    assert_true(isnan(channel_trend(rocket_channel(&r, "alt"))));
}

static void a_name_that_reads_as_ours_is_quoted(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool keyless;
        const char *title;
    } rows[] = {
        {"KESTREL-1", false, "KESTREL-1"},
        {"flugdaten", true, "(flugdaten)"},
        {"(flugdaten)", false, "\"(flugdaten)\""},
        {"(null)", false, "\"(null)\""},
        {"", false, "\"\""},
        {"\x1b[2J", false, "\\x1b[2J"},
        {"\"x\"", false, "\"\"x\"\""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char title[ROCKET_TITLE_SIZE];
        begin_as(rows[i].name, rows[i].keyless);
        rocket_title(&r, title);
        assert_string_equal(title, rows[i].title);
    }
}

static void what_cannot_be_read_is_counted(void **state)
{
    (void)state;
    message(T0, "{\"vel\":0.0,\"alt\"");
    message(T0, "\xff\xfe");
    struct flight_message tombstone = {.seq = 3, .t_ms = T0, .arrival_ms = T0};
    decode_fold(&r, mission, &tombstone, &sink);
    assert_int_equal(r.errors, 2);
    assert_int_equal(r.messages, 3);
    assert_int_equal(said_count, 0);
}

static void the_demo_names_one_column_in_many_ways(void **state)
{
    (void)state;
    mission = &mission_demo;
    message(T0, "{\"vel\":12,\"alt\":3,\"acc\":9}");
    assert_string_equal(rocket_column(&r, &mission_demo.channels[0])->name, "vel");
    assert_string_equal(rocket_column(&r, &mission_demo.channels[2])->name, "acc");
    assert_null(rocket_column(&r, &mission_demo.channels[3]));
    assert_string_equal(mission_channel(&mission_demo, "downrange_distance")->label, "downrange");
    assert_true(mission_is_feed(&mission_demo, "weather"));
    message(T0, "{\"event\":\"SES-1\"}");
    says(0, EVENT_PHASE, "SECOND: SES-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(v_is_the_arrival_when_near_else_the_flight_time, keyed),
        cmocka_unit_test_setup(next_v_tells_what_fold_will_do, keyed),
        cmocka_unit_test_setup(late_messages_are_said_once_and_change_no_value, keyed),
        cmocka_unit_test_setup(hostile_times_do_no_harm, keyed),
        cmocka_unit_test_setup(a_rocket_is_never_heard_then_ok_then_stale, keyed),
        cmocka_unit_test_setup(where_a_backlog_ends_and_live_begins_is_no_silence, keyed),
        cmocka_unit_test_setup(the_deadline_is_at_least_2_and_at_most_300_seconds, keyed),
        cmocka_unit_test_setup(a_pace_of_few_messages_alarms_no_earlier_than_none, keyed),
        cmocka_unit_test_setup(a_burst_has_a_rate_though_times_are_whole_milliseconds, keyed),
        cmocka_unit_test_setup(each_channel_has_its_own_deadline, keyed),
        cmocka_unit_test_setup(records_behind_their_arrival_are_late, keyed),
        cmocka_unit_test_setup(a_text_only_rocket_is_quiet_never_stale, keyless),
        cmocka_unit_test_setup(silence_is_said_once_by_tick_or_by_the_next_message, keyed),
        cmocka_unit_test_setup(a_recorded_silence_is_said_by_t, keyed),
        cmocka_unit_test_setup(ten_thousand_names_stay_bounded, keyed),
        cmocka_unit_test_setup(a_channel_is_known_once_it_was_heard_and_not_before, keyed),
        cmocka_unit_test_setup(a_trend_is_taken_over_the_last_seconds, keyed),
        cmocka_unit_test_setup(a_name_that_reads_as_ours_is_quoted, keyed),
        cmocka_unit_test_setup(what_cannot_be_read_is_counted, keyed),
        cmocka_unit_test_setup(the_demo_names_one_column_in_many_ways, keyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
