/* test_recorder_topics.c: topics that appear, go, come again or are cut by retention. */
#include "range_fixture.h"

#include <poll.h>
#include <string.h>

#include "base/clock.h"

static void recreate(const char *topic)
{
    delete_topic(&range.client, topic);
    create_topic(&range.client, topic, 1);
}

static void a_topic_recreated_meanwhile_is_kept_apart(void **state)
{
    const char *const names[] = {"a", "b", "c"};
    (void)state;
    create_topic(&range.client, "t", 1);
    range_send(&range, "t", "a", 0, 10);
    range_record_to_end(&range);
    recreate("t");
    range_send(&range, "t", "b", 0, 5); /* shorter: the end lies before ours */
    range_record_to_end(&range);
    assert_int_equal(range_check(&range, "t", names, 2), 15);
    recreate("t");
    range_send(&range, "t", "c", 0, 20); /* longer: only the CRC can tell */
    range_record_to_end(&range);
    assert_int_equal(range_check(&range, "t", names, 3), 35);
}

/* Waits until LINKS has nothing to say against the newest generation of a topic. */
static void wait_for_ok(const char *topic)
{
    struct store_part part = {0};
    struct reader *r;
    struct err err;
    for (int64_t until = clock_mono_ms() + 20000; clock_mono_ms() < until;) {
        assert_int_equal(reader_open(&r, range.cache, &err), 0);
        assert_int_equal(reader_part_find(r, topic, 0, &part, &err), 0);
        reader_close(r);
        if (part.state == PART_OK && part.note[0] == '\0')
            return;
        poll(NULL, 0, 20);
    }
    fail_msg("the state of %s is %d: %s", topic, part.state, part.note);
}

static void a_topic_recreated_under_the_recorder_is_kept_apart(void **state)
{
    const char *const names[] = {"a", "b"};
    (void)state;
    create_topic(&range.client, "t", 1);
    range_send(&range, "t", "a", 0, 10);
    range_record(&range);
    range_wait_for(&range, 10);
    recreate("t");
    range_send(&range, "t", "b", 0, 5);
    range_wait_for(&range, 15);
    wait_for_ok("t");
    range_end(&range);
    assert_int_equal(range_check(&range, "t", names, 2), 15);
}

/* As often as it takes for a client that mixes up one topic with another of its name. */
static void a_topic_recreated_again_and_again_is_kept_each_time(void **state)
{
    const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    const int rounds = ARRAY_SIZE(names);
    (void)state;
    create_topic(&range.client, "t", 1);
    create_topic(&range.client, "stays", 1);
    range_record(&range);
    for (int i = 0; i < rounds; i++) {
        if (i > 0)
            recreate("t");
        range_send(&range, "t", names[i], 0, 3);
        range_wait_for(&range, 3 * (i + 1));
    }
    wait_for_ok("t");
    wait_for_ok("stays");
    range_end(&range);
    assert_int_equal(range_check(&range, "t", names, rounds), 3 * rounds);
}

static void a_topic_recreated_and_refilled_at_once_is_kept_apart(void **state)
{
    const char *const names[] = {"a", "b"};
    struct store_part parts[4];
    struct reader *r;
    struct err err;
    (void)state;
    create_topic(&range.client, "t", 1);
    range_send(&range, "t", "a", 0, 10);
    range_record(&range);
    range_wait_for(&range, 10);
    recreate("t");
    range_send(&range, "t", "b", 0, 10); /* as many: no offset tells */
    range_wait_for(&range, 20);
    range_end(&range);
    assert_int_equal(range_check(&range, "t", names, 2), 20);
    assert_int_equal(reader_open(&r, range.cache, &err), 0);
    assert_int_equal(reader_parts(r, parts, 4, &err), 2);
    assert_int_equal(parts[0].state, PART_GONE);
    assert_int_equal(parts[1].state, PART_OK);
    reader_close(r);
}

static void a_topic_that_went_while_nobody_recorded_is_gone(void **state)
{
    struct store_part part;
    struct reader *r;
    struct err err;
    (void)state;
    create_topic(&range.client, "stays", 1);
    create_topic(&range.client, "goes", 1);
    range_send(&range, "goes", "a", 0, 5);
    range_record_to_end(&range);
    delete_topic(&range.client, "goes");
    range_record_to_end(&range);
    assert_int_equal(reader_open(&r, range.cache, &err), 0);
    assert_int_equal(reader_part_find(r, "goes", 0, &part, &err), 0);
    assert_int_equal(part.state, PART_GONE);
    assert_int_equal(part.messages, 5);
    assert_int_equal(reader_part_find(r, "stays", 0, &part, &err), 0);
    assert_int_equal(part.state, PART_OK);
    reader_close(r);
}

static void new_topics_are_recorded_as_they_appear(void **state)
{
    const char *const names[] = {"a"};
    (void)state;
    range_record(&range);
    create_topic(&range.client, "first", 1);
    range_send(&range, "first", "a", 0, 3);
    range_wait_for(&range, 3);
    create_topic(&range.client, "second", 1);
    int64_t before = clock_mono_ms();
    range_send(&range, "second", "a", 0, 1);
    range_wait_for(&range, 4);
    if (harness_measures)
        assert_true(clock_mono_ms() - before < 5000);
    range_end(&range);
    assert_int_equal(range_check(&range, "second", names, 1), 1);
}

static void what_retention_was_faster_with_is_a_gap(void **state)
{
    const char *const names[] = {"a"};
    const char *const quick[] = {"-c", "log.retention.check.interval.ms=100", NULL};
    struct store_gap gap;
    struct store_part part;
    struct reader *r;
    struct err err;
    (void)state;
    range_close(&range);
    range_open(&range, quick);
    create_topic_with(&range.client, "t", 1, "retention.ms", "1000");
    range_send(&range, "t", "a", 0, 10);
    range_record_to_end(&range);
    range_send(&range, "t", "a", 10, 20);
    while (list_offset(&range.client, "t", -2).offset < 20)
        poll(NULL, 0, 20);
    range_send(&range, "t", "a", 20, 25);
    range_record_to_end(&range);
    assert_int_equal(range_check(&range, "t", names, 1), 15);
    assert_int_equal(reader_open(&r, range.cache, &err), 0);
    assert_int_equal(reader_gaps(r, 0, &gap, 1, &err), 1);
    assert_int_equal(gap.off0, 10);
    assert_int_equal(gap.off1, 19);
    assert_int_equal(gap.kind, STORE_GAP_RETENTION);
    assert_int_equal(reader_part_find(r, "t", 0, &part, &err), 0);
    assert_int_equal(part.missed, 10);
    reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RANGE_TEST(a_topic_recreated_meanwhile_is_kept_apart),
        RANGE_TEST(a_topic_recreated_under_the_recorder_is_kept_apart),
        RANGE_TEST(a_topic_recreated_again_and_again_is_kept_each_time),
        RANGE_TEST(a_topic_recreated_and_refilled_at_once_is_kept_apart),
        RANGE_TEST(a_topic_that_went_while_nobody_recorded_is_gone),
        RANGE_TEST(new_topics_are_recorded_as_they_appear),
        RANGE_TEST(what_retention_was_faster_with_is_a_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
