/* test_derive.c: which flights, lanes and silences come out of messages. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "demo_mission.h"
#include "recorder/derive.h"

enum { S = 1000, LOST_MS = 1800 * S };

static const int64_t t0 = 1800000000000;
static struct derive d;
static int64_t seq;

static int setup(void **state)
{
    (void)state;
    derive_init(&d, &mission_default);
    seq = 0;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    derive_deinit(&d);
    return 0;
}

static void message_at(int32_t rocket, int64_t t_ms, int64_t arrival_ms, const char *value)
{
    struct store_message m = {.seq = ++seq,
                              .rocket = rocket,
                              .t_ms = t_ms,
                              .arrival_ms = arrival_ms,
                              .value = bytes_of(value)};
    derive_message(&d, &m, false);
}

static void message(int32_t rocket, int64_t t_ms, const char *value)
{
    message_at(rocket, t_ms, t_ms, value);
}

static void add(int32_t id, const char *name)
{
    derive_add(&d, id, bytes_of(name), false);
}

static size_t flights_count(void)
{
    return d.out.flights.len / sizeof(struct store_flight);
}

static struct store_flight flight(size_t i)
{
    struct store_flight f;
    assert_true(i < flights_count());
    memcpy(&f, d.out.flights.data + i * sizeof f, sizeof f);
    return f;
}

/* What a commit at now_ms would write. */
static size_t flush(int64_t now_ms)
{
    buf_clear(&d.out.flights);
    derive_flush(&d, now_ms);
    return flights_count();
}

/* ---- flights ---- */

static void a_flight_is_written_when_it_changed_and_only_then(void **state)
{
    (void)state;
    add(1, "A");
    add(2, "B");
    assert_int_equal(flush(t0), 0);
    message(1, t0, "{\"v\":1}");
    message(1, t0 + S, "{\"v\":1}");
    assert_int_equal(flush(t0 + S), 1);
    struct store_flight f = flight(0);
    assert_int_equal(f.rocket, 1);
    assert_int_equal(f.number, 1);
    assert_int_equal(f.seq0, 1);
    assert_int_equal(f.seq1, 2);
    assert_int_equal(f.v0_ms, t0);
    assert_int_equal(f.v1_ms, t0 + S);
    assert_int_equal(f.messages, 2);
    assert_string_equal(f.outcome, "OPEN");
    assert_int_equal(flush(t0 + S), 0);
}

static void a_rocket_that_is_not_heard_again_is_filed_as_lost_once(void **state)
{
    (void)state;
    add(1, "A");
    add(2, "never heard");
    message(1, t0, "{\"v\":1}");
    flush(t0);
    derive_tick(&d, t0 + LOST_MS - 1);
    assert_int_equal(flush(t0 + LOST_MS - 1), 0);
    derive_tick(&d, t0 + LOST_MS);
    assert_int_equal(flush(t0 + LOST_MS), 1);
    assert_string_equal(flight(0).outcome, "LOS");
    derive_tick(&d, t0 + LOST_MS + S);
    assert_int_equal(flush(t0 + LOST_MS + S), 0);
}

static void a_flight_that_another_one_follows_is_over(void **state)
{
    (void)state;
    add(1, "A");
    message(1, t0, "Liftoff");
    message(1, t0 + S, "Countdown started"); /* nobody said how the first one ended */
    assert_int_equal(flights_count(), 1);
    assert_int_equal(flight(0).number, 1);
    assert_string_equal(flight(0).outcome, "LOS");
    assert_int_equal(flush(t0 + S), 1);
    assert_int_equal(flight(0).number, 2);
    assert_int_equal(flight(0).seq0, 2);
    assert_string_equal(flight(0).outcome, "OPEN");
}

static void a_flight_that_ended_keeps_its_outcome(void **state)
{
    (void)state;
    add(1, "A");
    message(1, t0, "Liftoff");
    message(1, t0 + S, "Landed");
    assert_int_equal(flush(t0 + S), 1);
    assert_string_equal(flight(0).outcome, "LANDED");
    buf_clear(&d.out.flights);
    message(1, t0 + 2 * S, "Countdown started");
    assert_int_equal(flights_count(), 1);
    assert_string_equal(flight(0).outcome, "LANDED");
}

static void the_longest_silence_is_of_the_recording_not_of_the_backlog(void **state)
{
    (void)state;
    add(1, "A");
    message(1, t0, "{\"v\":1}");
    message(1, t0 + 7 * S, "{\"v\":1}");
    message(1, t0 + 9 * S, "{\"v\":1}");
    flush(t0 + 9 * S);
    assert_int_equal(flight(0).silent_ms, 7 * S);
    add(2, "B"); /* its backlog ends where live begins */
    message_at(2, t0 - 500 * S, FLIGHT_NO_TIME, "{\"v\":1}");
    message_at(2, t0 - 495 * S, t0 - 495 * S + 60 * S, "{\"v\":1}");
    flush(t0);
    assert_int_equal(flight(0).silent_ms, 5 * S);
}

/* ---- silences ---- */

static size_t silences(struct outbox_silence *last)
{
    size_t count = d.out.silences.len / sizeof *last;
    if (count > 0)
        memcpy(last, d.out.silences.data + (count - 1) * sizeof *last, sizeof *last);
    return count;
}

static void a_silence_lasts_until_it_was_noticed_or_until_the_next_message(void **state)
{
    struct outbox_silence s;
    (void)state;
    add(1, "A");
    message(1, t0, "{\"time\":100,\"v\":1}");
    derive_tick(&d, t0 + 4 * S);
    assert_int_equal(silences(&s), 0);
    derive_tick(&d, t0 + 6 * S);
    assert_int_equal(silences(&s), 1);
    assert_int_equal(s.event.v_ms, t0 + 5 * S);
    assert_int_equal(s.until_ms, t0 + 6 * S);
    assert_true(s.counting);
    derive_tick(&d, t0 + 7 * S);
    assert_int_equal(silences(&s), 1);
    message(1, t0 + 8 * S, "{\"v\":1}");
    message(1, t0 + 30 * S, "{\"v\":1}");
    assert_int_equal(silences(&s), 2);
    assert_int_equal(s.until_ms, t0 + 30 * S);
}

static void a_silence_of_a_backlog_is_an_event_at_once(void **state)
{
    struct outbox_silence s;
    struct store_event e;
    (void)state;
    add(1, "A");
    message_at(1, t0, FLIGHT_NO_TIME, "{\"v\":1}");
    message_at(1, t0 + 60 * S, FLIGHT_NO_TIME, "{\"v\":1}");
    assert_int_equal(silences(&s), 0);
    assert_int_equal(d.out.events.len, sizeof e);
    memcpy(&e, d.out.events.data, sizeof e);
    assert_int_equal(e.kind, EVENT_STALE);
    assert_int_equal(e.rocket, 1);
    assert_int_equal(e.v_ms, t0 + 5 * S);
}

/* ---- lanes ---- */

static void a_full_chunk_is_a_lane_for_each_rocket_that_was_heard(void **state)
{
    struct store_chunk chunk;
    struct store_lane lane;
    (void)state;
    add(1, "A");
    add(2, "B");
    add(3, "C");
    add(4, "silent");
    for (int i = 1; i < STORE_CHUNK; i++) {
        if (i == 50)
            message_at(3, t0 - 9, FLIGHT_NO_TIME, "{\"v\":1}"); /* of a backlog */
        else
            message(i % 4 == 0 ? 2 : 1, t0 + i, "{\"v\":1}");
    }
    assert_int_equal(d.out.chunks.len, sizeof chunk);
    memcpy(&chunk, d.out.chunks.data, sizeof chunk);
    assert_int_equal(chunk.id, 0);
    assert_int_equal(chunk.v_min, t0 - 9);
    assert_int_equal(chunk.v_max, t0 + STORE_CHUNK - 1);
    assert_int_equal(chunk.t_min, t0 - 9);
    assert_int_equal(chunk.t_max, t0 + STORE_CHUNK - 1);
    assert_int_equal(d.out.lanes.len, 3 * sizeof lane);
    memcpy(&lane, d.out.lanes.data, sizeof lane);
    assert_int_equal(lane.rocket, 1);
    assert_int_equal(lane.chunk, 0);
    assert_int_equal(lane.n, STORE_CHUNK - STORE_CHUNK / 4 - 1);
    assert_int_equal(lane.v0_ms, t0 + 1);
    assert_int_equal(lane.v1_ms, t0 + STORE_CHUNK - 1);
    memcpy(&lane, d.out.lanes.data + sizeof lane, sizeof lane);
    assert_int_equal(lane.rocket, 2);
    assert_int_equal(lane.n, STORE_CHUNK / 4 - 1);
    assert_int_equal(lane.v0_ms, t0 + 4);
    memcpy(&lane, d.out.lanes.data + 2 * sizeof lane, sizeof lane);
    assert_int_equal(lane.rocket, 3);
    assert_int_equal(lane.n, 1);
    assert_int_equal(lane.v1_ms, t0 - 9);
    assert_int_equal(d.slots[1].n, 0); /* the next chunk begins empty */
    message(2, t0 + STORE_CHUNK, "{\"v\":1}");
    assert_int_equal(d.chunk.id, 1);
    assert_int_equal(d.chunk.v_min, t0 + STORE_CHUNK);
    assert_int_equal(d.heard_count, 1);
}

/* ---- room ---- */

static void who_was_silent_longest_is_put_away_but_nobody_of_the_open_chunk(void **state)
{
    (void)state;
    static const char *const names[] = {"A", "B", "C", "D"};
    for (int32_t id = 1; id <= 4; id++)
        add(id, names[id - 1]);
    message(3, t0, "{\"v\":1}");
    message(1, t0 + 1, "{\"v\":1}");
    message(2, t0 + 2, "{\"v\":1}");
    for (int i = 4; i < STORE_CHUNK; i++)
        message(2, t0 + i, "{\"v\":1}");
    message(4, t0 + STORE_CHUNK, "{\"v\":1}");
    derive_evict(&d, 4);
    assert_int_equal(d.resident, 4); /* what is not in the outbox yet would be lost */
    derive_flush(&d, t0 + STORE_CHUNK);
    derive_evict(&d, 2);
    assert_false(derive_has(&d, 3));
    assert_false(derive_has(&d, 1));
    assert_true(derive_has(&d, 2));
    assert_int_equal(d.resident, 2);
    derive_evict(&d, 9);
    assert_false(derive_has(&d, 2));
    assert_true(derive_has(&d, 4)); /* it has a row in the open chunk */
    assert_int_equal(d.resident, 1);
    assert_false(derive_has(&d, 0));
    assert_false(derive_has(&d, 5));
    assert_false(derive_has(&d, -1));
}

static void who_the_mission_names_is_never_put_away(void **state)
{
    (void)state;
    derive_deinit(&d);
    derive_init(&d, &mission_demo);
    add(1, "KESTREL-2");
    add(2, "stranger");
    derive_evict(&d, 2);
    assert_true(derive_has(&d, 1));
    assert_false(derive_has(&d, 2));
}

/* Those heard in the open chunk stay, however many channels they have. */
static void rockets_with_many_channels_are_put_away_once_their_chunk_is_full(void **state)
{
    enum { ROCKETS = STORE_CHANNELS_IN_MEMORY / ROCKET_MAX_CHANNELS + 10 };
    struct buf wide = {0};
    (void)state;
    for (int i = 0; i < ROCKET_MAX_CHANNELS; i++)
        buf_printf(&wide, "c%d=1 ", i);
    for (int i = 1; i <= ROCKETS; i++) {
        add(i, "R");
        message(i, t0 + i * S, buf_text(&wide));
    }
    derive_flush(&d, t0 + ROCKETS * S);
    assert_int_equal(d.resident, ROCKETS);
    while (seq % STORE_CHUNK != 0)
        message(1, t0 + ROCKETS * S, "c1=2");
    derive_flush(&d, t0 + ROCKETS * S);
    assert_true(d.channels <= STORE_CHANNELS_IN_MEMORY);
    assert_true(d.resident < ROCKETS && derive_has(&d, 1) && derive_has(&d, ROCKETS));
    assert_false(derive_has(&d, 2));
    buf_deinit(&wide);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_flight_is_written_when_it_changed_and_only_then),
        ROW(a_rocket_that_is_not_heard_again_is_filed_as_lost_once),
        ROW(a_flight_that_another_one_follows_is_over),
        ROW(a_flight_that_ended_keeps_its_outcome),
        ROW(the_longest_silence_is_of_the_recording_not_of_the_backlog),
        ROW(a_silence_lasts_until_it_was_noticed_or_until_the_next_message),
        ROW(a_silence_of_a_backlog_is_an_event_at_once),
        ROW(a_full_chunk_is_a_lane_for_each_rocket_that_was_heard),
        ROW(who_was_silent_longest_is_put_away_but_nobody_of_the_open_chunk),
        ROW(rockets_with_many_channels_are_put_away_once_their_chunk_is_full),
        ROW(who_the_mission_names_is_never_put_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
