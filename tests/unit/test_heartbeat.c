/* test_heartbeat.c: what the recorder says of itself, and the link's history. */
#include "test.h"

#include <stdio.h>

#include "base/clock.h"
#include "fetchers_kit.h"
#include "flight/event.h"
#include "recorder/heartbeat.h"
#include "store/reader.h"

static struct heartbeat heartbeat;
static const int64_t start_ms = 1800000000000;

static int begin(void **state)
{
    clock_fake(start_ms, 0);
    return kit_begin(state);
}

static int end(void **state)
{
    clock_fake(-1, 0);
    return kit_end(state);
}

static void begin_beating(void)
{
    begin_recording();
    heartbeat_init(&heartbeat, "default");
    must(heartbeat_begin(&heartbeat, tape, start_ms, 0, &err));
    snprintf(ingest.view.broker, sizeof ingest.view.broker, "localhost:9092");
}

static void notice(int64_t mono_ms)
{
    must(heartbeat_update(&heartbeat, tape, &fetchers, &ingest.view, start_ms + mono_ms, mono_ms,
                          &err));
}

static void read_and_notice(int64_t high, int64_t mono_ms)
{
    look(high, true);
    read_on_at(mono_ms);
    notice(mono_ms);
}

static void lose_broker(int64_t mono_ms)
{
    ingest.view.reached = false;
    snprintf(ingest.view.why, sizeof ingest.view.why, "localhost:9092: connection refused");
    notice(mono_ms);
}

/* The newest row of the link's history; how many events of it there are. */
static struct store_link last_link(void)
{
    struct reader *r;
    struct store_link link;
    must(tape_commit(tape, false, &err));
    must(reader_open(&r, cache, &err));
    must(reader_link_at(r, INT64_MAX, &link, &err));
    reader_close(r);
    return link;
}

static void must_have_said(const char *const *words, int count)
{
    struct reader *r;
    struct store_event said[8];
    struct reader_event_query query = {
        .v0 = INT64_MIN, .v1 = INT64_MAX, .rocket = READER_ALL, .kinds = 1U << EVENT_LINK};
    must(tape_commit(tape, false, &err));
    must(reader_open(&r, cache, &err));
    assert_int_equal(reader_events(r, &query, said, ARRAY_SIZE(said), &err), count);
    for (int i = 0; i < count; i++)
        assert_string_equal(said[i].text, words[i]);
    reader_close(r);
}

static void before_the_first_look_nothing_is_said(void **state)
{
    (void)state;
    begin_beating();
    notice(10);
    assert_false(heartbeat.changed);
    assert_int_equal(last_link().state, LINK_BEHIND);
    assert_string_equal(last_link().text, "starting");
    assert_int_equal(last_link().t_ms, start_ms);
    end_recording();
}

static void a_backlog_is_said_with_its_length_and_ends_as_ok(void **state)
{
    (void)state;
    begin_beating();
    ingest.coming[0] = 4;
    read_and_notice(10, 10);
    assert_int_equal(heartbeat.status.link, LINK_BEHIND);
    assert_string_equal(heartbeat.status.text, "reading on: 6 messages behind");
    assert_int_equal(heartbeat.status.parts, 1);
    assert_int_equal(heartbeat.status.parts_ok, 1);
    assert_string_equal(heartbeat.status.broker, "localhost:9092");
    ingest.coming[0] = 0;
    read_and_notice(10, 20);
    assert_int_equal(heartbeat.status.link, LINK_OK);
    assert_int_equal(heartbeat.status.link_since_ms, start_ms + 20);
    assert_string_equal(heartbeat.status.text, "");
    struct store_link link = last_link();
    assert_int_equal(link.state, LINK_OK);
    assert_int_equal(link.t_ms, start_ms + 20);
    assert_int_equal(link.parts, 1);
    assert_int_equal(link.parts_ok, 1);
    must_have_said(NULL, 0); /* catching up is no event */
    end_recording();
}

static void a_message_on_its_way_is_no_backlog_for_two_seconds(void **state)
{
    (void)state;
    begin_beating();
    read_and_notice(10, 10);
    assert_int_equal(heartbeat.status.link, LINK_OK);
    ingest.coming[0] = 10;
    read_and_notice(12, 10 + HEARTBEAT_BEHIND_MS - 1);
    assert_int_equal(heartbeat.status.link, LINK_OK);
    read_and_notice(12, 10 + HEARTBEAT_BEHIND_MS);
    assert_int_equal(heartbeat.status.link, LINK_BEHIND);
    end_recording();
}

static void a_broker_that_does_not_answer_is_an_event_and_so_is_its_return(void **state)
{
    (void)state;
    begin_beating();
    read_and_notice(10, 10);
    heartbeat.changed = false;
    lose_broker(20);
    assert_true(heartbeat.changed);
    assert_int_equal(heartbeat.status.link, LINK_DOWN);
    assert_int_equal(heartbeat.status.parts_ok, 0);
    assert_int_equal(heartbeat.status.link_since_ms, start_ms + 20);
    heartbeat.changed = false;
    lose_broker(30);
    assert_false(heartbeat.changed);
    assert_int_equal(heartbeat.status.link_since_ms, start_ms + 20);
    struct store_link link = last_link();
    assert_int_equal(link.state, LINK_DOWN);
    assert_int_equal(link.t_ms, start_ms + 20);
    assert_int_equal(link.parts_ok, 0);
    assert_string_equal(link.text, "localhost:9092: connection refused");
    ingest.view.reached = true;
    read_and_notice(10, 40);
    assert_int_equal(heartbeat.status.link, LINK_OK);
    must_have_said(
        (const char *const[]){"DOWN localhost:9092: connection refused", "UP localhost:9092"}, 2);
    end_recording();
}

static void a_partition_more_is_history_but_no_event(void **state)
{
    (void)state;
    begin_beating();
    read_and_notice(10, 10);
    ingest.view.count = 2;
    read_and_notice(10, 20);
    struct store_link link = last_link();
    assert_int_equal(link.t_ms, start_ms + 20);
    assert_int_equal(link.parts, 2);
    assert_int_equal(heartbeat.status.link_since_ms, start_ms + 10);
    must_have_said(NULL, 0);
    end_recording();
}

static void a_beat_says_how_far_the_recording_is(void **state)
{
    struct reader *r;
    struct store_status status;
    (void)state;
    begin_beating();
    ingest.view.tries = 3;
    ingest.view.answer_us = 1500;
    ingest.view.next_look_ms = start_ms + 700;
    read_and_notice(10, 10);
    must(heartbeat_write(&heartbeat, tape, start_ms + 1000, 1000, &err));
    assert_int_equal(heartbeat.next_ms, 1000 + HEARTBEAT_MS);
    must(tape_commit(tape, false, &err));
    must(reader_open(&r, cache, &err));
    must(reader_status(r, &status, &err));
    assert_int_equal(status.beat_ms, start_ms + 1000);
    assert_int_equal(status.started_ms, start_ms);
    assert_int_equal(status.last_seq, 10);
    assert_int_equal(status.link, LINK_OK);
    assert_int_equal(status.tries, 3);
    assert_int_equal(status.answer_us, 1500);
    assert_int_equal(status.next_try_ms, start_ms + 700);
    assert_string_equal(status.mission, "default");
    reader_close(r);
    end_recording();
}

static void the_last_words_are_history_an_event_and_the_status(void **state)
{
    (void)state;
    begin_beating();
    read_and_notice(10, 10);
    must(heartbeat_end(&heartbeat, tape, start_ms + 50, &err));
    assert_int_equal(heartbeat.status.link, LINK_NO_RECORDER);
    assert_int_equal(heartbeat.status.parts_ok, 0);
    assert_int_equal(heartbeat.status.link_since_ms, start_ms + 50);
    assert_string_equal(heartbeat.status.text, "the recorder ended");
    struct store_link link = last_link();
    assert_int_equal(link.state, LINK_NO_RECORDER);
    assert_int_equal(link.t_ms, start_ms + 50);
    assert_int_equal(link.parts, 1);
    assert_int_equal(link.parts_ok, 0);
    must_have_said((const char *const[]){"NO REC the recorder ended"}, 1);
    end_recording();
}

static void a_time_without_a_disk_is_excused_afterwards(void **state)
{
    (void)state;
    begin_beating();
    must(heartbeat_file_outage(tape, "the disk was full", start_ms + 10, &err));
    struct store_link link = last_link();
    assert_int_equal(link.state, LINK_NO_RECORDER);
    assert_int_equal(link.t_ms, start_ms + 10);
    assert_string_equal(link.text, "the disk was full");
    must_have_said((const char *const[]){"recording again", "NO REC the disk was full"}, 2);
    end_recording();
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(before_the_first_look_nothing_is_said),
        ROW(a_backlog_is_said_with_its_length_and_ends_as_ok),
        ROW(a_message_on_its_way_is_no_backlog_for_two_seconds),
        ROW(a_broker_that_does_not_answer_is_an_event_and_so_is_its_return),
        ROW(a_partition_more_is_history_but_no_event),
        ROW(a_beat_says_how_far_the_recording_is),
        ROW(the_last_words_are_history_an_event_and_the_status),
        ROW(a_time_without_a_disk_is_excused_afterwards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
