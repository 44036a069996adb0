/* test_tape_commit.c: a commit that is carried out while the next messages are put ends its own
 * transaction and no other. */
#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "derived_rows.h"
#include "store/reader.h"
#include "tape_kit.h"

static int open_tape(struct tape **t)
{
    *t = tape_kit_open(&mission_default);
    int part = tape_add_partition(*t, "c", "range", 0, &err);
    must(part);
    return part;
}

/* Message `i` is of one of three rockets; every tenth is neither text nor JSON. */
static int put_one(struct tape *t, int part, int i)
{
    char value[80], key[8];
    snprintf(key, sizeof key, "K%d", i % 3);
    int len = snprintf(value, sizeof value, i % 10 == 9 ? "{\"alt\":" : "{\"alt\":%d.5}", i);
    struct ingest_message m = {.offset = i,
                               .t_ms = start_ms + i * 20,
                               .key = bytes_of(key),
                               .value = bytes_make(value, (size_t)len)};
    tape_set_arrival(t, start_ms + i * 20 + 5);
    return tape_put(t, part, &m, true, &err);
}

static void put_range(struct tape *t, int part, int from, int to)
{
    for (int i = from; i < to; i++)
        must(put_one(t, part, i));
}

/* The cache holds the messages before `count` and says so. */
static void must_hold(int64_t count)
{
    struct reader *r;
    struct store_part part;
    int64_t last;
    must(reader_open(&r, tape_cache, &err));
    must(reader_last_seq(r, &last, &err));
    must(reader_part_find(r, "range", 0, &part, &err));
    assert_int_equal(last, count);
    assert_int_equal(part.next_off, count);
    assert_int_equal(part.messages, count);
    assert_int_equal(part.errors, count / 10);
    reader_close(r);
}

static void messages_put_behind_a_commit_are_not_in_it(void **state)
{
    struct tape *t;
    (void)state;
    int part = open_tape(&t);
    put_range(t, part, 0, 5000);
    must(tape_commit_soon(t, true, &err));
    put_range(t, part, 5000, 9000);
    must(tape_settle(t, &err));
    assert_int_equal(tape_committed(t, &err), 1);
    must_hold(5000);
    tape_close(t); /* as a crash */
    must_hold(5000);
    part = open_tape(&t);
    assert_int_equal(t->partitions[part].row.next_off, 5000);
    put_range(t, part, 5000, 9000);
    must(tape_commit(t, false, &err));
    must_hold(9000);
    tape_close(t);
}

/* The other rows of a transaction that begins behind one still being committed. */
static void a_gap_behind_a_commit_belongs_to_the_next_one(void **state)
{
    struct tape *t;
    (void)state;
    int part = open_tape(&t);
    put_range(t, part, 0, 3000);
    must(tape_commit_soon(t, false, &err));
    must(tape_gap(t, part, 3009, STORE_GAP_RETENTION, &err));
    must_hold(3000);
    assert_int_equal(t->partitions[part].row.missed, 10);
    must(tape_commit_soon(t, false, &err));
    must(tape_commit_soon(t, false, &err)); /* nothing to commit: waits for the one before */
    must(tape_settle(t, &err));
    tape_close(t);
    part = open_tape(&t);
    assert_int_equal(t->partitions[part].row.next_off, 3010);
    assert_int_equal(t->partitions[part].row.missed, 10);
    tape_close(t);
}

static struct buf record(bool soon)
{
    struct tape *t;
    struct buf rows = {0};
    int part = open_tape(&t);
    for (int from = 0; from < 14000; from += 700) {
        put_range(t, part, from, from + 700);
        must(soon ? tape_commit_soon(t, false, &err) : tape_commit(t, false, &err));
    }
    must(tape_commit(t, false, &err));
    tape_close(t);
    must_hold(14000);
    must(derived_rows(tape_cache, &rows, &err));
    return rows;
}

static void what_is_derived_does_not_depend_on_when_commits_are_carried_out(void **state)
{
    struct buf at_once = record(false);
    tape_kit_remove_dir(state);
    tape_kit_make_dir(state);
    struct buf soon = record(true);
    assert_int_equal(at_once.len, soon.len);
    assert_memory_equal(at_once.data, soon.data, soon.len);
    buf_deinit(&at_once);
    buf_deinit(&soon);
}

/* The transaction is gone then; a row written outside of one would stay. */
static void after_a_failure_nothing_else_is_written(void **state)
{
    struct tape *t;
    struct rlimit before, small;
    struct store_event event = {.v_ms = start_ms, .seq = -1, .clock_ms = STORE_NO_TIME};
    (void)state;
    int part = open_tape(&t), rc = 0, committed = 0, put_count = 0;
    put_range(t, part, 0, 1000);
    must(tape_commit(t, false, &err));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){1 << 20, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (put_count = 1000; rc == 0 && put_count < 100000; put_count++) {
        rc = put_one(t, part, put_count);
        if (rc == 0 && put_count % 2000 == 0)
            rc = tape_commit_soon(t, false, &err);
    }
    assert_true(rc < 0);
    assert_int_equal(tape_gap(t, part, put_count + 100, STORE_GAP_RETENTION, &err), rc);
    assert_int_equal(tape_event(t, &event, &err), rc);
    assert_int_equal(tape_commit(t, false, &err), rc);
    setrlimit(RLIMIT_FSIZE, &before);
    tape_close(t);
    part = open_tape(&t);
    committed = (int)t->last_seq;
    assert_in_range(committed, 1000, put_count - 1);
    assert_int_equal(t->partitions[part].row.next_off, committed);
    assert_int_equal(t->partitions[part].row.missed, 0);
    tape_close(t);
}

/* The thread that commits meets the fault in mapped memory, which the guard then reports. */
static void a_log_index_cut_under_the_store_stage_is_an_error(void **state)
{
    struct tape *t;
    char index[110];
    (void)state;
    int part = open_tape(&t);
    put_range(t, part, 0, 1000);
    must(tape_commit(t, false, &err));
    put_range(t, part, 1000, 3000);
    tape_wait(t);
    snprintf(index, sizeof index, "%s-shm", tape_cache);
    assert_int_equal(truncate(index, 0), 0);
    int rc = tape_commit_soon(t, false, &err);
    if (rc == 0)
        rc = tape_settle(t, &err);
    assert_int_equal(rc, ERR_LOST);
    assert_non_null(strstr(err.text, "-shm was truncated"));
    tape_close(t);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, tape_kit_make_dir, tape_kit_remove_dir)
    const struct CMUnitTest tests[] = {
        ROW(messages_put_behind_a_commit_are_not_in_it),
        ROW(a_gap_behind_a_commit_belongs_to_the_next_one),
        ROW(what_is_derived_does_not_depend_on_when_commits_are_carried_out),
        ROW(after_a_failure_nothing_else_is_written),
        ROW(a_log_index_cut_under_the_store_stage_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
