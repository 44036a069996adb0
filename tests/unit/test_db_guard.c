/* test_db_guard.c: the guard below SQLite, asked by SQLite and asked directly. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/db_guard.h"
#include "guard_kit.h"

/* Puts a copy in the place of the file; the file itself stays, by another name. */
static void replace(const char *suffix)
{
    char bytes[4096], was[128];
    snprintf(was, sizeof was, "%s", beside(suffix));
    assert_int_equal(rename(was, beside("-aside")), 0);
    int from = open(beside("-aside"), O_RDONLY), to = open(was, O_WRONLY | O_CREAT | O_EXCL, 0600);
    for (ssize_t n; (n = read(from, bytes, sizeof bytes)) > 0;)
        assert_int_equal(write(to, bytes, (size_t)n), n);
    close(from);
    close(to);
}

static void a_file_that_was_replaced_is_missed(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
        must_be_sound(db);
        replace(suffixes[i]);
        must_find(db, suffixes[i], "removed or replaced");
        end(state);
        begin(state);
    }
}

static void a_database_that_was_replaced_before_the_first_look_is_missed(void **state)
{
    (void)state;
    sqlite3 *late = open_db(path);
    replace("");
    must_find(late, "", "removed or replaced");
    sqlite3_close(late);
}

static void the_first_finding_is_the_one_that_stays(void **state)
{
    (void)state;
    db_guard_vfs(); /* cmocka has put its own handler before ours since */
    cut("-shm", 0);
    must_find(db, "-shm", "truncated");
    cut("-wal", 0);
    unlink(beside(""));
    must_find(db, "-shm", "truncated");
}

/* The log is longer than what counts of it. */
static void a_log_must_be_as_long_as_its_index_says_and_no_longer(void **state)
{
    (void)state;
    run(db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<500)"
            "INSERT INTO t SELECT randomblob(100) FROM n; PRAGMA wal_checkpoint(RESTART);"
            "INSERT INTO t VALUES(3)");
    off_t counted = 32 + (off_t)frames * FRAME;
    assert_true(frames > 0 && size_of("-wal") > counted);
    cut("-wal", counted);
    run(db, "SELECT * FROM t");
    assert_null(db_guard_finding(db));
    cut("-wal", counted - 1);
    must_find(db, "-wal", "truncated");
}

static void the_largest_pages_are_counted_whole(void **state)
{
    (void)state;
    end(state);
    begin_with_pages_of("65536");
    off_t counted = 32 + (off_t)frames * (24 + 65536);
    assert_int_equal(size_of("-wal"), counted);
    must_be_sound(db);
    cut("-wal", counted); /* what must_be_sound() wrote */
    must_find(db, "-wal", "truncated");
}

/* 4062 frames are what the first region has room for. */
static void each_region_of_the_index_is_missed(void **state)
{
    (void)state;
    while (frames <= 4062)
        run(db, "INSERT INTO t SELECT randomblob(400000)");
    assert_int_equal(size_of("-shm"), 2 * REGION);
    must_be_sound(db);
    cut("-shm", 2 * REGION - 1);
    must_find(db, "-shm", "truncated");
}

/* The first region says how long the log is, even when another was mapped after it. */
static void a_log_with_a_large_index_must_be_as_long_too(void **state)
{
    (void)state;
    while (frames <= 4062)
        run(db, "INSERT INTO t SELECT randomblob(400000)");
    cut("-wal", 32 + (off_t)frames * FRAME - 1);
    must_find(db, "-wal", "truncated");
}

static void a_database_must_not_get_smaller_than_it_was_seen(void **state)
{
    (void)state;
    run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    must_be_sound(db);
    cut("", size_of("") - 1);
    must_find(db, "", "truncated");
}

static void sqlite_itself_may_make_the_database_smaller(void **state)
{
    (void)state;
    run(db, "INSERT INTO t VALUES(randomblob(100000)); PRAGMA wal_checkpoint(TRUNCATE)");
    must_be_sound(db);
    off_t large = size_of("");
    run(db, "DELETE FROM t; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
    assert_true(size_of("") < large);
    must_be_sound(db);
    run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    must_be_sound(db);
    sqlite3_file *file = file_of(db);
    assert_int_not_equal(file->pMethods->xTruncate(file, -1), SQLITE_OK);
    cut("", size_of("") - 1); /* what failed has changed nothing */
    must_find(db, "", "truncated");
}

static void nothing_is_written_or_cut_after_a_finding(void **state)
{
    (void)state;
    sqlite3_file *file = file_of(db), *log = log_of(db);
    off_t size = size_of("-wal");
    assert_int_equal(log->pMethods->xWrite(log, "x", 1, size), SQLITE_OK);
    cut("-wal", size);
    assert_int_equal(log->pMethods->xWrite(log, "x", 1, size + 1), SQLITE_IOERR_WRITE);
    assert_int_equal(log->pMethods->xWrite(log, "x", 1, size), SQLITE_IOERR_WRITE);
    assert_int_equal(log->pMethods->xTruncate(log, 0), SQLITE_IOERR_TRUNCATE);
    assert_int_equal(file->pMethods->xTruncate(file, 0), SQLITE_IOERR_TRUNCATE);
    assert_int_equal(file->pMethods->xWrite(file, "x", 1, 0), SQLITE_IOERR_WRITE);
    assert_int_equal(size_of("-wal"), size);
    must_find(db, "-wal", "truncated");
}

/* A database may be written beyond its end, as a checkpoint does. */
static void a_database_may_grow_by_more_than_a_page(void **state)
{
    (void)state;
    sqlite3_file *file = file_of(db);
    off_t at = size_of("") + 10 * PAGE;
    assert_int_equal(file->pMethods->xWrite(file, "x", 1, at), SQLITE_OK);
    assert_null(db_guard_finding(db));
    assert_int_equal(size_of(""), at + 1);
}

/* So that others can go on. */
static void a_lock_is_given_back_after_a_finding(void **state)
{
    (void)state;
    db_guard_vfs();
    sqlite3_file *file = file_of(db);
    const int take = SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE;
    const int give = SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE;
    assert_int_equal(file->pMethods->xShmLock(file, 0, 1, take), SQLITE_OK);
    cut("-shm", 0);
    assert_int_equal(file->pMethods->xShmLock(file, 1, 1, take), SQLITE_IOERR);
    assert_int_equal(file->pMethods->xShmLock(file, 0, 1, give), SQLITE_OK);
}

static void files_that_are_not_open_are_not_missed(void **state)
{
    (void)state;
    int held = open(beside("-shm"), O_RDONLY); /* so that the next one is another file */
    int keep = 0;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    run(db, "PRAGMA journal_mode=DELETE");
    sqlite3_file *file = file_of(db);
    file->pMethods->xShmLock(file, 0, 1, SQLITE_SHM_LOCK | SQLITE_SHM_SHARED);
    assert_null(db_guard_finding(db));
    run(db, "PRAGMA journal_mode=WAL; INSERT INTO t VALUES(1)");
    must_be_sound(db);
    close(held);
}

static void the_database_is_never_mapped(void **state)
{
    (void)state;
    char byte;
    void *memory = &byte;
    sqlite3_file *file = file_of(db);
    assert_int_equal(file->pMethods->xFetch(file, 0, PAGE, &memory), SQLITE_OK);
    assert_null(memory);
    assert_int_equal(file->pMethods->xUnfetch(file, 0, NULL), SQLITE_OK);
    run(db, "PRAGMA mmap_size=1000000");
    must_be_sound(db);
}

static void a_file_that_cannot_be_opened_is_an_ordinary_error(void **state)
{
    (void)state;
    sqlite3 *none;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    assert_int_equal(sqlite3_open_v2(beside("/a.db"), &none, flags, db_guard_vfs()),
                     SQLITE_CANTOPEN);
    sqlite3_close(none);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(a_file_that_was_replaced_is_missed),
        ROW(a_database_that_was_replaced_before_the_first_look_is_missed),
        ROW(the_first_finding_is_the_one_that_stays),
        ROW(a_log_must_be_as_long_as_its_index_says_and_no_longer),
        ROW(the_largest_pages_are_counted_whole),
        ROW(each_region_of_the_index_is_missed),
        ROW(a_log_with_a_large_index_must_be_as_long_too),
        ROW(a_database_must_not_get_smaller_than_it_was_seen),
        ROW(sqlite_itself_may_make_the_database_smaller),
        ROW(nothing_is_written_or_cut_after_a_finding),
        ROW(a_database_may_grow_by_more_than_a_page),
        ROW(a_lock_is_given_back_after_a_finding),
        ROW(files_that_are_not_open_are_not_missed),
        ROW(the_database_is_never_mapped),
        ROW(a_file_that_cannot_be_opened_is_an_ordinary_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
