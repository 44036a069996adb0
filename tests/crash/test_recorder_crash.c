/* test_recorder_crash.c: whatever dies when, each message is in the cache once. */
#include "range_kit.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "derived_rows.h"
#include "flight/mission.h"
#include "recorder/tape.h"
#include "store/bell.h"

static struct range range;

static int kills(void) /* more in a campaign: tests/crash/run */
{
    const char *wanted = getenv("CRASH_CYCLES");
    return wanted == NULL ? 50 : atoi(wanted);
}

static int begin_range(void **state)
{
    (void)state;
    range_open(&range, NULL);
    return 0;
}

static int end_range(void **state)
{
    (void)state;
    range_close(&range);
    return 0;
}

/* What is derived must not depend on where it was interrupted: fold it all anew and compare. */
static void check_derived(const char *cache)
{
    struct buf as_recorded = {0}, anew = {0};
    struct tape *t;
    struct err err;
    assert_int_equal(derived_rows(cache, &as_recorded, &err), 0);
    assert_int_equal(tape_open(&t, cache, &mission_demo, &err), 0);
    tape_close(t);
    assert_int_equal(tape_open(&t, cache, &mission_default, &err), 0);
    tape_close(t);
    assert_int_equal(derived_rows(cache, &anew, &err), 0);
    assert_int_equal(as_recorded.len, anew.len);
    assert_memory_equal(as_recorded.data, anew.data, anew.len);
    buf_deinit(&as_recorded);
    buf_deinit(&anew);
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

/* Waits until the heartbeat says so. */
static void wait_for_words(const char *words)
{
    struct store_status status = {0};
    struct reader *r;
    struct err err;
    for (int64_t until = clock_mono_ms() + 20000; clock_mono_ms() < until;) {
        if (reader_open(&r, range.cache, &err) == 0) {
            reader_status(r, &status, &err);
            reader_close(r);
        }
        if (strstr(status.text, words) != NULL)
            return;
        poll(NULL, 0, 20);
    }
    fail_msg("the recorder says \"%s\", not \"%s\"", status.text, words);
}

static void fill_disk(const char *path)
{
    static char block[16384];
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    while (write(fd, block, sizeof block) > 0)
        continue;
    close(fd);
}

static void on_a_full_disk_it_stops_says_so_and_goes_on_when_there_is_room(void **state)
{
    const char *const names[] = {"a"};
    char ballast[96];
    (void)state;
    if (mount("tmpfs", range.dir, "tmpfs", 0, "size=8m") != 0)
        skip(); /* needs root */
    snprintf(ballast, sizeof ballast, "%s/ballast", range.dir);
    create_topic(&range.client, "t", 1);
    range_send(&range, "t", "a", 0, 50);
    range_record(&range);
    range_wait_for(&range, 50);
    fill_disk(ballast);
    range_send(&range, "t", "a", 50, 1500);
    wait_for_words("full");
    unlink(ballast);
    range_wait_for(&range, 1500);
    range_end(&range);
    assert_int_equal(range_check(&range, "t", names, 1), 1500);
    assert_int_equal(umount2(range.dir, MNT_DETACH), 0);
}

/* How often the EVENTS list has these words. */
static int events_with(const char *words)
{
    static struct store_event events[100];
    struct reader_event_query query = {
        .v0 = INT64_MIN, .v1 = INT64_MAX, .rocket = READER_ALL, .text = words};
    struct reader *r;
    struct err err;
    assert_int_equal(reader_open(&r, range.cache, &err), 0);
    int count = reader_events(r, &query, events, 100, &err);
    reader_close(r);
    return count;
}

static void on_a_nearly_full_disk_it_says_so_once(void **state)
{
    const char *const names[] = {"a"};
    char ballast[96];
    struct stat st;
    (void)state;
    if (mount("tmpfs", range.dir, "tmpfs", 0, "size=8m") != 0)
        skip(); /* needs root */
    snprintf(ballast, sizeof ballast, "%s/ballast", range.dir);
    create_topic(&range.client, "t", 1);
    range_send(&range, "t", "a", 0, 50);
    range_record(&range);
    range_wait_for(&range, 50);
    fill_disk(ballast);
    range_send(&range, "t", "a", 50, 1500);
    wait_for_words("full");
    assert_int_equal(stat(ballast, &st), 0);
    assert_int_equal(truncate(ballast, st.st_size - 400000), 0); /* room to try, none to go on */
    poll(NULL, 0, 3500);                                         /* tries are a second apart */
    unlink(ballast);
    range_wait_for(&range, 1500);
    range_end(&range);
    assert_int_equal(events_with("full"), 1);
    assert_int_equal(events_with("recording again"), 1);
    assert_int_equal(range_check(&range, "t", names, 1), 1500);
    assert_int_equal(umount2(range.dir, MNT_DETACH), 0);
}

static void a_cache_held_by_somebody_else_is_waited_for(void **state)
{
    const char *const names[] = {"a"};
    struct writer *w;
    struct err err;
    (void)state;
    create_topic(&range.client, "t", 1);
    range_send(&range, "t", "a", 0, 5);
    range_record(&range);
    range_wait_for(&range, 5);
    for (int i = 0; writer_open(&w, range.cache, &err) != 0; i++)
        assert_true(i < 100);
    while (writer_begin(w, &err) != 0)
        poll(NULL, 0, 1);
    range_send(&range, "t", "a", 5, 10);
    poll(NULL, 0, 3000); /* longer than SQLite itself waits */
    writer_rollback(w);
    writer_close(w);
    range_wait_for(&range, 10);
    range_end(&range);
    assert_int_equal(range_check(&range, "t", names, 1), 10);
}

/* How many lines of what recorders said have these words. */
static int said(const char *words)
{
    char log[120], line[500];
    int count = 0;
    snprintf(log, sizeof log, "%s/recorder.log", range.dir);
    FILE *file = fopen(log, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        count += strstr(line, words) != NULL;
    fclose(file);
    return count;
}

static int64_t rows_now(void)
{
    struct reader *r;
    struct err err;
    int64_t seq = 0;
    if (reader_open(&r, range.cache, &err) != 0)
        return 0;
    reader_last_seq(r, &seq, &err);
    reader_close(r);
    return seq;
}

static void a_cache_that_is_cut_under_the_recorder_is_left_alone_and_read_again(void **state)
{
    static const struct {
        const char *suffix;
        off_t size; /* -1: removed */
        const char *words;
    } cuts[] = {
        {"-wal", 0, "-wal was truncated"},    {"-wal", 5000, "-wal was truncated"},
        {"-wal", -1, "-wal was removed"},     {"-shm", 0, "-shm was truncated"},
        {"-shm", 4096, "-shm was truncated"}, {"-shm", -1, "-shm was removed"},
    };
    const char *const names[] = {"load"};
    int64_t sent[RANGE_PARTITIONS], sum = 0;
    (void)state;
    create_topic(&range.client, "load", RANGE_PARTITIONS);
    range_record_to_end(&range);
    range_start_sender(&range, "load", "load");
    for (size_t i = 0; i < ARRAY_SIZE(cuts); i++) {
        char path[120];
        int before = said(cuts[i].words);
        snprintf(path, sizeof path, "%s%s", range.cache, cuts[i].suffix);
        range_record(&range);
        range_wait_for(&range, rows_now() + 100);
        assert_int_equal(cuts[i].size < 0 ? unlink(path) : truncate(path, cuts[i].size), 0);
        range_wait_for_exit(&range, 1);
        assert_int_equal(said(cuts[i].words), before + 1);
    }
    range_stop_sender(&range, sent);
    assert_int_equal(said("in the cache"), 1); /* nobody claims what is not so */
    range_record_to_end(&range);
    for (int i = 0; i < RANGE_PARTITIONS; i++)
        sum += sent[i];
    assert_int_equal(range_check(&range, "load", names, 1), sum);
    check_derived(range.cache);
}

static void a_second_recorder_is_refused_by_whichever_path_it_comes(void **state)
{
    const char *const names[] = {"a"};
    char link[96], lock[120], real[96];
    (void)state;
    create_topic(&range.client, "t", 1);
    range_send(&range, "t", "a", 0, 5);
    range_record(&range);
    range_wait_for(&range, 5);
    pid_t first = range.recorder;
    snprintf(link, sizeof link, "%s/link.db", range.dir);
    snprintf(lock, sizeof lock, "%s-lock", range.cache);
    assert_int_equal(symlink(range.cache, link), 0);
    assert_int_equal(unlink(lock), 0);
    memcpy(real, range.cache, sizeof real);
    memcpy(range.cache, link, sizeof link);
    range_record(&range);
    range_wait_for_exit(&range, 1);
    memcpy(range.cache, real, sizeof real);
    range.recorder = first;
    range_send(&range, "t", "a", 5, 10);
    range_wait_for(&range, 10);
    range_end(&range);
    assert_int_equal(range_check(&range, "t", names, 1), 10);
}

static void a_recorder_lingers_as_long_as_somebody_looks(void **state)
{
    int bell = -1;
    struct err err;
    (void)state;
    create_topic(&range.client, "t", 1);
    range_send(&range, "t", "a", 0, 5);
    range_record_lingering(&range);
    range_wait_for(&range, 5);
    assert_int_equal(bell_connect(range.cache, &bell, &err), 0);
    poll(NULL, 0, 2500);
    assert_int_equal(kill(range.recorder, 0), 0);
    close(bell);
    range_wait_for_exit(&range, 0);
}

static void a_recorder_whose_cache_is_removed_ends(void **state)
{
    (void)state;
    create_topic(&range.client, "t", 1);
    range_send(&range, "t", "a", 0, 5);
    range_record(&range);
    range_wait_for(&range, 5);
    assert_int_equal(unlink(range.cache), 0);
    range_wait_for_exit(&range, 1);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin_range, end_range)
    const struct CMUnitTest tests[] = {
        ROW(a_broker_that_dies_and_returns_is_read_on_from_where_it_was),
        ROW(a_topic_recreated_meanwhile_is_kept_apart),
        ROW(a_topic_recreated_under_the_recorder_is_kept_apart),
        ROW(a_topic_recreated_again_and_again_is_kept_each_time),
        ROW(a_topic_recreated_and_refilled_at_once_is_kept_apart),
        ROW(a_topic_that_went_while_nobody_recorded_is_gone),
        ROW(new_topics_are_recorded_as_they_appear),
        ROW(what_retention_was_faster_with_is_a_gap),
        ROW(the_time_when_nobody_recorded_is_in_the_links_history),
        ROW(on_a_full_disk_it_stops_says_so_and_goes_on_when_there_is_room),
        ROW(on_a_nearly_full_disk_it_says_so_once),
        ROW(a_cache_held_by_somebody_else_is_waited_for),
        ROW(a_cache_that_is_cut_under_the_recorder_is_left_alone_and_read_again),
        ROW(a_second_recorder_is_refused_by_whichever_path_it_comes),
        ROW(a_recorder_lingers_as_long_as_somebody_looks),
        ROW(a_recorder_whose_cache_is_removed_ends),
        ROW(killed_fifty_times_under_load_it_misses_and_repeats_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
