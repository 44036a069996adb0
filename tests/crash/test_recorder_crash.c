/* test_recorder_crash.c: whatever dies when, each message is in the cache once. */
#include "range_fixture.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "derived_rows.h"

static void a_broker_that_dies_and_returns_is_read_on_from_where_it_was(void **state)
{
    const char *const names[] = {"a"};
    (void)state;
    create_topic(&range.client, "t", 1);
    range_send(&range, "t", "a", 0, 10);
    range_record(&range);
    range_wait_for(&range, 10);
    for (int round = 1; round < 4; round++) {
        range_kill_broker(&range);
        range_revive_broker(&range);
        range_send(&range, "t", "a", round * 10, round * 10 + 10);
        range_wait_for(&range, round * 10 + 10);
    }
    range_end(&range);
    assert_int_equal(range_check(&range, "t", names, 1), 40);
}

static void the_time_when_nobody_recorded_is_in_the_links_history(void **state)
{
    struct store_link link, last;
    struct store_status status;
    struct reader *r;
    struct err err;
    (void)state;
    create_topic(&range.client, "t", 1);
    range_send(&range, "t", "a", 0, 3);
    range_record(&range);
    range_wait_for(&range, 3);
    range_kill(&range);
    assert_int_equal(reader_open(&r, range.cache, &err), 0);
    assert_int_equal(reader_status(r, &status, &err), 0);
    reader_close(r);
    while (clock_wall_ms() <= status.beat_ms + STORE_BEAT_FRESH_MS + 1)
        poll(NULL, 0, 20); /* one that is back sooner was not missed */
    range_record(&range);
    range_send(&range, "t", "a", 3, 4);
    range_wait_for(&range, 4);
    range_end(&range);
    assert_int_equal(reader_open(&r, range.cache, &err), 0);
    int died = 0, ended = 0;
    assert_int_equal(reader_link_at(r, INT64_MAX, &last, &err), 0);
    for (int64_t t = INT64_MAX; reader_link_at(r, t, &link, &err) == 0; t = link.t_ms - 1) {
        died += link.state == LINK_NO_RECORDER && strstr(link.text, "died") != NULL;
        ended += link.state == LINK_NO_RECORDER && strstr(link.text, "ended") != NULL;
    }
    assert_int_equal(died, 1);
    assert_int_equal(ended, 1);
    assert_int_equal(last.state, LINK_NO_RECORDER);
    reader_close(r);
}

static int kills(void) /* more in a campaign: tests/crash/run */
{
    const char *wanted = getenv("CRASH_CYCLES");
    return wanted == NULL ? 50 : atoi(wanted);
}

static void killed_fifty_times_under_load_it_misses_and_repeats_nothing(void **state)
{
    const char *const names[] = {"load"};
    int64_t sent[RANGE_PARTITIONS], sum = 0;
    (void)state;
    srand(7);
    create_topic(&range.client, "load", RANGE_PARTITIONS);
    range_record_to_end(&range); /* so that there is a cache to look into */
    range_start_sender(&range, "load", "load");
    for (int i = 0; i < kills(); i++) {
        range_record(&range);
        poll(NULL, 0, 20 + rand() % 200); /* any moment will do */
        range_kill(&range);
        range_check(&range, "load", names, 1);
    }
    range_stop_sender(&range, sent);
    range_record_to_end(&range);
    for (int i = 0; i < RANGE_PARTITIONS; i++)
        sum += sent[i];
    assert_true(sum > 1000);
    assert_int_equal(range_check(&range, "load", names, 1), sum);
    check_derived(range.cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RANGE_TEST(a_broker_that_dies_and_returns_is_read_on_from_where_it_was),
        RANGE_TEST(the_time_when_nobody_recorded_is_in_the_links_history),
        RANGE_TEST(killed_fifty_times_under_load_it_misses_and_repeats_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
