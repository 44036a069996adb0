/* test_recorder_cache.c: what happens to the cache under a recorder: full disks, other holders,
 * removal. */
#include "range_fixture.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "derived_rows.h"
#include "store/bell.h"
#include "store/writer.h"

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
    const struct CMUnitTest tests[] = {
        RANGE_TEST(on_a_full_disk_it_stops_says_so_and_goes_on_when_there_is_room),
        RANGE_TEST(on_a_nearly_full_disk_it_says_so_once),
        RANGE_TEST(a_cache_held_by_somebody_else_is_waited_for),
        RANGE_TEST(a_cache_that_is_cut_under_the_recorder_is_left_alone_and_read_again),
        RANGE_TEST(a_second_recorder_is_refused_by_whichever_path_it_comes),
        RANGE_TEST(a_recorder_lingers_as_long_as_somebody_looks),
        RANGE_TEST(a_recorder_whose_cache_is_removed_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
