/* test_clock_offset.c: producers whose clocks are wrong, as they are shown. */
#include "test.h"

#include <stdio.h>

#include "flight_kit.h"
#include "fold_kit.h"

#define NOW INT64_C(1763900000000) /* true time */

enum { S = 1000, DAY = 86400 * S };

/* `count` messages, `every` ms apart, of a clock that is `ahead`; the last one's arrival. */
static int64_t heard(int count, int64_t every, int64_t ahead)
{
    for (int i = 0; i < count; i++) {
        int64_t arrival = NOW + i * every;
        message_at(arrival + ahead, arrival, "x=1");
        rocket_tick(&r, mission, arrival + every - 1, &sink);
    }
    return NOW + (count - 1) * every;
}

static int count_of(enum event_kind kind)
{
    int count = 0;
    for (int i = 0; i < said_count; i++)
        count += said[i].kind == kind;
    return count;
}

static void words_are(const char *expected)
{
    char words[CLOCK_WORDS_SIZE];
    clock_offset_words(&r.offset, words);
    assert_string_equal(words, expected);
}

static void a_clock_90_s_fast_goes_stale_by_the_deadline_from_its_arrival(void **state)
{
    (void)state;
    int64_t last = heard(30, 500, 90 * S);
    words_are("clock 90 s ahead");
    state_is(last, "OK");
    assert_float_equal(rocket_rate(&r, last), 2, 1e-9);
    assert_int_equal(rocket_age_ms(&r, last + 1500), 1500);
    state_is(last + 1999, "OK");
    state_is(last + 2000, "STALE");
    assert_int_equal(count_of(EVENT_CLOCK), 1);
    assert_int_equal(said_count, 1);
    rocket_tick(&r, mission, last + 2000, &sink);
    assert_int_equal(said[1].kind, EVENT_STALE);
    assert_int_equal(said[1].v_ms, last + 2000);
}

static void a_clock_90_s_slow_is_late_once_at_its_rate(void **state)
{
    (void)state;
    int64_t last = heard(30, 500, -90 * S);
    words_are("clock 90 s behind");
    state_is(last, "LATE");
    assert_float_equal(rocket_rate(&r, last), 2, 1e-9);
    assert_int_equal(rocket_age_ms(&r, last), 90 * S);
    assert_int_equal(said_count, 1);
    says(0, EVENT_CLOCK, "90 s behind");
    state_is(last + 2000, "STALE");
}

static void the_first_message_of_a_slow_clock_is_not_stale(void **state)
{
    (void)state;
    message_at(NOW - DAY, NOW, "x=1");
    state_is(NOW + 4999, "LATE");
    state_is(NOW + 5000, "STALE");
}

static void a_clock_a_day_slow_is_heard_now(void **state)
{
    (void)state;
    int64_t last = heard(30, 200, -DAY);
    words_are("clock 1 day behind");
    state_is(last, "LATE");
    assert_int_equal(r.v_ms, last);
    assert_int_equal(r.flight_v0_ms, NOW);
    assert_int_equal(r.flight, 1);
    assert_int_equal(said_count, 1);
    assert_float_equal(rocket_rate(&r, last), 5, 1e-9);
}

/* The third message tells that the clock is slow: what came before counts from its arrival too. */
static void what_a_slow_clock_said_first_is_as_old_as_its_arrival(void **state)
{
    (void)state;
    message_at(NOW - DAY, NOW, "{\"phase\":\"Go\",\"x\":1}");
    for (int i = 1; i < 7; i++)
        message_at(NOW - DAY + i * S, NOW + i * S, i % 2 == 0 ? "{\"x\":1,\"y\":2}" : "{\"x\":1}");
    assert_int_equal(r.phase_since_ms, NOW);
    assert_int_equal(r.last_text_v_ms, NOW);
    for (int i = 0; i < r.channels_count; i++) {
        const struct channel *c = &r.channels[i];
        assert_true(c->newer.t_ms >= NOW && c->newer.t_ms <= NOW + 6 * S);
        assert_true(c->older.t_ms == FLIGHT_NO_TIME || c->older.t_ms >= NOW);
        assert_int_equal(c->v_ms, NOW + 6 * S);
    }
    keyed(NULL);
    heard(3, 500, -DAY);
    assert_int_equal(r.phase_since_ms, FLIGHT_NO_TIME);
    assert_int_equal(r.last_text_v_ms, FLIGHT_NO_TIME);
}

/* A message with the right record time at NOW + `at`, and a time of its own; FLEET's words of it.
 */
static void own_time(int64_t at, const char *value, const char *state, const char *words)
{
    char shown[CLOCK_WORDS_SIZE];
    message_at(NOW + at, NOW + at, value);
    rocket_clock_words(&r, shown);
    if (strcmp(shown, words) != 0)
        fail_msg("%s: \"%s\", not \"%s\"", value, shown, words);
    state_is(NOW + at, state);
}

/* NOW is 2025-11-23T12:13:20Z. */
static void a_message_that_says_itself_that_it_is_old_is_late(void **state)
{
    (void)state;
    own_time(0, "{\"datetime\":\"2025-11-23T12:13:20.400Z\",\"alt\":1}", "OK", "");
    own_time(1000, "{\"datetime\":\"2025-11-22T12:13:21.000Z\",\"alt\":1}", "LATE",
             "clock 1 day behind");
    assert_int_equal(rocket_age_ms(&r, NOW + 1000), DAY);
    own_time(2000, "{\"datetime\":\"2025-11-22T12:13:22Z\",\"alt\":1}", "LATE",
             "clock 1 day behind");
    assert_int_equal(count_of(EVENT_CLOCK), 1);
    own_time(3000, "{\"alt\":1}", "LATE", "clock 1 day behind"); /* says nothing of it */
    own_time(4000, "{\"time\":\"2025-11-23T13:13:24+01:00\",\"alt\":1}", "OK", "");
    own_time(5000, "time=2025-11-23T12:11:55Z alt=1", "LATE", "clock 90 s behind");
    own_time(6000, "{\"gps\":{\"Timestamp\":\"2025-11-23 12:14:56Z\"}}", "OK", "clock 90 s ahead");
    own_time(7000, "{\"time\":\"2025-11-22T12:13:27\"}", "OK", "clock 90 s ahead"); /* no zone */
    own_time(8000, "{\"other\":\"2025-11-22T12:13:28Z\"}", "OK", "clock 90 s ahead");
    assert_null(rocket_state_channel(&r, "datetime"));
    state_is(NOW + 100 * S, "STALE");
}

static void an_old_flight_that_is_dated_so_has_a_right_clock(void **state)
{
    (void)state;
    message_at(NOW - DAY, NOW, "{\"datetime\":\"2025-11-22T12:13:20Z\",\"alt\":1}");
    char words[CLOCK_WORDS_SIZE];
    rocket_clock_words(&r, words);
    assert_string_equal(words, "");
}

static void a_mission_names_the_producers_own_time(void **state)
{
    static const struct mission_source source = {.name = "a", .seconds = 1, .utc = "gps.unix"};
    static const struct mission named = {.name = "m", .sources = &source, .source_count = 1};
    (void)state;
    mission = &named;
    own_time(0, "{\"gps\":{\"unix\":1763900000},\"alt\":1}", "OK", "");
    own_time(1000, "{\"gps\":{\"unix\":1763813601000},\"alt\":1}", "LATE", "clock 1 day behind");
    own_time(2000, "{\"gps\":{\"unix\":\"2025-11-23T12:13:22Z\"},\"alt\":1}", "OK", "");
    own_time(3000, "{\"gps\":{\"unix\":77},\"datetime\":\"2025-11-22T12:13:23Z\"}", "OK", "");
    assert_null(rocket_channel(&r, "gps.unix"));
}

static void an_absolute_mission_time_is_the_producers_own(void **state)
{
    static const struct mission_source source = {
        .name = "a", .seconds = 1e-3, .time = "t", .epoch = true};
    static const struct mission named = {
        .name = "m", .sources = &source, .source_count = 1, .epoch = true};
    (void)state;
    mission = &named;
    own_time(0, "{\"t\":1763900000000,\"alt\":1}", "OK", "");
    own_time(1000, "{\"t\":1763813601000,\"alt\":1}", "LATE", "clock 1 day behind");
}

static void times_in_another_unit_are_named(void **state)
{
    static const struct {
        int64_t multiply, divide;
        const char *words, *state;
    } rows[] = {
        {1, 1000, "times look like seconds", "LATE"},
        {1000, 1, "times look like microseconds", "OK"},
        {1000000, 1, "times look like nanoseconds", "OK"},
    };
    (void)state;
    for (size_t k = 0; k < ARRAY_SIZE(rows); k++) {
        keyed(NULL);
        for (int i = 0; i < 30; i++)
            message_at((NOW + i * 200) * rows[k].multiply / rows[k].divide, NOW + i * 200, "x=1");
        words_are(rows[k].words);
        state_is(NOW + 29 * 200, rows[k].state);
        assert_float_equal(rocket_rate(&r, NOW + 29 * 200), 5, 1e-9);
        says(0, EVENT_CLOCK, rows[k].words);
        assert_int_equal(said_count, 1);
        assert_int_equal(r.flight_v0_ms, NOW);
    }
}

static void a_length_is_named_in_its_unit(void **state)
{
    static const struct {
        int64_t ahead_ms;
        const char *words;
    } rows[] = {
        {60000, ""},
        {-60000, ""},
        {60001, "clock 60 s ahead"},
        {-119999, "clock 120 s behind"},
        {120000, "clock 2 min ahead"},
        {-7200000, "clock 2 h behind"},
        {DAY - 1000, "clock 1 day ahead"},
        {2 * DAY, "clock 2 days ahead"},
        {INT64_C(-9) * 365 * DAY, "clock 3285 days behind"},
        {-NOW, "clock 20416 days behind"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char words[CLOCK_WORDS_SIZE];
        clock_message_words(NOW + rows[i].ahead_ms, NOW, words);
        assert_string_equal(words, rows[i].words);
    }
}

/* A flight of ten minutes that comes within three seconds is of the past, whatever is live. */
static void an_old_flight_sent_at_once_keeps_its_own_times(void **state)
{
    (void)state;
    for (int i = 0; i < 600; i++)
        message_at(NOW - 9 * DAY + i * 1000, NOW + i * 5, "x=1");
    words_are("");
    assert_int_equal(count_of(EVENT_CLOCK), 0);
    assert_int_equal(r.v_ms, NOW - 9 * DAY + 599 * 1000);
}

static void a_clock_that_is_put_right_is_right(void **state)
{
    (void)state;
    heard(30, 500, -90 * S);
    for (int i = 30; i < 60; i++)
        message(NOW + i * 500, "x=1");
    words_are("");
    state_is(NOW + 59 * 500, "OK");
    assert_int_equal(said_count, 1);
}

static void mission_time_counts_from_its_arrival(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++) {
        char text[40];
        snprintf(text, sizeof text, "{\"time\":%d,\"x\":1}", i - 10);
        message_at(NOW - DAY + i * S, NOW + i * S, text);
    }
    clock_is(NOW + 29 * S, "T+00:00:19");
    assert_int_equal(r.flight, 1);
}

static void the_lag_is_the_median_of_the_last_five(void **state)
{
    static const int lags[] = {5, 1, 4, 2, 3, 9, 8}, medians[] = {5, 1, 4, 2, 3, 3, 4};
    struct clock_offset o = {0};
    (void)state;
    assert_int_equal(clock_lag_ms(&o), 0);
    for (size_t i = 0; i < ARRAY_SIZE(lags); i++) {
        clock_offset_add(&o, NOW - lags[i], NOW, false);
        assert_int_equal(clock_lag_ms(&o), medians[i]);
    }
}

static void two_messages_tell_that_a_clock_is_wrong(void **state)
{
    (void)state;
    heard(1, 500, 90 * S);
    words_are("");
    heard(2, 500, 90 * S);
    words_are("clock 90 s ahead");
    keyed(NULL);
    heard(1, 500, -90 * S);
    words_are("");
    keyed(NULL);
    heard(2, 500, -90 * S);
    words_are("clock 90 s behind");
}

static void one_time_is_right_within_a_minute(void **state)
{
    struct clock_offset none = {0};
    (void)state;
    assert_true(clock_is_right(NOW, NOW));
    assert_true(clock_is_right(NOW - 60 * S, NOW));
    assert_true(clock_is_right(NOW + 60 * S, NOW));
    assert_false(clock_is_right(NOW - 60 * S - 1, NOW));
    assert_false(clock_is_right(NOW + 60 * S + 1, NOW));
    assert_true(clock_is_right(0, 0));
    assert_false(clock_is_right(-1, 0)); /* no time */
    assert_false(clock_keeps_pace(&none, NOW, NOW));
    assert_true(clock_near(NOW + DAY, NOW));
    assert_false(clock_near(NOW - DAY, NOW));
}

/* Twelve stamps of a recording: 10, 0 to 9, 11. */
static void a_recording_begins_with_its_oldest_message(void **state)
{
    (void)state;
    recorded(NOW + 10 * S, "x=10");
    for (int i = 0; i < 10; i++)
        recorded(NOW + i * S, "x=0");
    recorded(NOW + 11 * S, "x=11");
    assert_int_equal(r.flight, 1);
    assert_int_equal(r.flight_v0_ms, NOW);
    assert_int_equal(r.v_ms, NOW + 11 * S);
}

static void keyframes_keep_what_is_known_of_a_clock(void **state)
{
    (void)state;
    static struct rocket back;
    struct buf blob = {0};
    struct err err;
    for (int n = 1; n <= 3; n++) {
        keyed(NULL);
        heard(n, 500, -DAY);
        buf_clear(&blob);
        rocket_encode(&r, &blob);
        assert_int_equal(rocket_decode(&back, buf_bytes(&blob), &err), 0);
        assert_memory_equal(&back.offset, &r.offset, sizeof r.offset);
    }
    buf_deinit(&blob);
    rocket_deinit(&back);
}

static void a_key_that_flies_again_opens_a_flight(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        for (int s = -5; s <= 30; s++) {
            char text[40];
            snprintf(text, sizeof text, "{\"time\":%d,\"x\":1}", s);
            message(NOW + i * 600 * S + s * S, text);
        }
    assert_int_equal(r.flight, 2);
    assert_int_equal(r.flight_v0_ms, NOW + 595 * S);
    clock_is(NOW + 630 * S, "T+00:00:30");
}

/* What a person sees does not depend on how wrong a clock is, but for LATE and its words. */
static void states_are_those_of_the_right_clock_but_for_late(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < 500; round++) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        int64_t ahead = (int64_t)(random >> 33) % (4 * DAY) - 2 * DAY, at = NOW;
        static struct rocket right;
        keyed(NULL);
        rocket_init(&right, 7, bytes_of("KESTREL-1"), false);
        for (int i = 1; i <= 60; i++) {
            random = random * 6364136223846793005U + 1442695040888963407U;
            at += (random >> 60) == 0 ? 9000 : 300 + (int64_t)(random >> 33) % 200;
            struct flight_message m = {
                .seq = i, .t_ms = at, .arrival_ms = at, .value = bytes_of("x=1")};
            decode_fold(&right, mission, &m, NULL);
            m.t_ms += ahead;
            decode_fold(&r, mission, &m, NULL);
            for (int64_t now = at; now < at + 8000; now += 250) {
                enum rocket_state is = rocket_state(&r, now), expected = rocket_state(&right, now);
                bool same = is == expected || (is == STATE_LATE && expected == STATE_OK);
                if (!same && i > 1)
                    fail_msg("%lld ms ahead, message %d, %lld ms after it: %s, not %s",
                             (long long)ahead, i, (long long)(now - at), rocket_state_word(is),
                             rocket_state_word(expected));
            }
        }
        assert_int_equal(r.flight, 1);
        rocket_deinit(&right);
    }
}

#define ROW(test) cmocka_unit_test_setup(test, keyed)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(a_clock_90_s_fast_goes_stale_by_the_deadline_from_its_arrival),
        ROW(a_clock_90_s_slow_is_late_once_at_its_rate),
        ROW(the_first_message_of_a_slow_clock_is_not_stale),
        ROW(a_clock_a_day_slow_is_heard_now),
        ROW(what_a_slow_clock_said_first_is_as_old_as_its_arrival),
        ROW(the_lag_is_the_median_of_the_last_five),
        ROW(two_messages_tell_that_a_clock_is_wrong),
        ROW(one_time_is_right_within_a_minute),
        ROW(a_message_that_says_itself_that_it_is_old_is_late),
        ROW(an_old_flight_that_is_dated_so_has_a_right_clock),
        ROW(a_mission_names_the_producers_own_time),
        ROW(an_absolute_mission_time_is_the_producers_own),
        ROW(times_in_another_unit_are_named),
        ROW(a_length_is_named_in_its_unit),
        ROW(an_old_flight_sent_at_once_keeps_its_own_times),
        ROW(a_clock_that_is_put_right_is_right),
        ROW(mission_time_counts_from_its_arrival),
        ROW(a_recording_begins_with_its_oldest_message),
        ROW(keyframes_keep_what_is_known_of_a_clock),
        ROW(a_key_that_flies_again_opens_a_flight),
        ROW(states_are_those_of_the_right_clock_but_for_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
