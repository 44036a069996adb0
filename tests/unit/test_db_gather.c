/* test_db_gather.c: frames of a -wal on their way into the file: what is written when, and what
 * another reader of the file sees. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/db_gather.h"
#include "base/db_guard.h"
#include "test.h"

enum { PAGE = 512, FRAME = 24 + PAGE };

/* ---- alone ---- */

static struct {
    uint8_t bytes[4 * DB_GATHER_BYTES];
    int64_t size;
    int writes;
    int fails; /* the next ones */
} disk;
static struct db_gather gather;

static int write_disk(sqlite3_file *file, const void *data, int count, int64_t at)
{
    assert_null(file);
    if (disk.fails > 0) {
        disk.fails--;
        return SQLITE_FULL;
    }
    memcpy(disk.bytes + at, data, (size_t)count);
    disk.size = at + count > disk.size ? at + count : disk.size;
    disk.writes++;
    return SQLITE_OK;
}

static int add(const void *data, int count, int64_t at)
{
    return db_gather_add(&gather, write_disk, NULL, data, count, at);
}

/* Frame `number`, from 0, whose page is full of `fill`. */
static int add_frame(int number, char fill, bool commits)
{
    uint8_t header[24] = {0, 0, 0, 1, 0, 0, 0, commits ? 9 : 0};
    uint8_t page[PAGE];
    int64_t at = 32 + (int64_t)number * FRAME;
    memset(page, fill, sizeof page);
    int rc = add(header, sizeof header, at);
    return rc != SQLITE_OK ? rc : add(page, sizeof page, at + (int64_t)sizeof header);
}

static char page_on_disk(int number)
{
    int64_t end = 32 + (int64_t)(number + 1) * FRAME;
    return disk.size < end ? '\0' : (char)disk.bytes[end - 1];
}

static int begin_log(void **state)
{
    static const uint8_t header[32];
    (void)state;
    memset(&disk, 0, sizeof disk);
    gather = (struct db_gather){0};
    assert_int_equal(add(header, sizeof header, 0), SQLITE_OK);
    assert_int_equal(disk.size, 32);
    return 0;
}

static int end_log(void **state)
{
    (void)state;
    db_gather_deinit(&gather);
    return 0;
}

static void the_frames_of_a_transaction_are_written_when_it_commits(void **state)
{
    (void)state;
    add_frame(0, 'a', false);
    add_frame(1, 'b', false);
    assert_int_equal(disk.size, 32);
    add_frame(2, 'c', true);
    assert_int_equal(disk.writes, 2);
    assert_int_equal(disk.size, 32 + 3 * FRAME);
    assert_true(page_on_disk(0) == 'a' && page_on_disk(1) == 'b' && page_on_disk(2) == 'c');
}

static void a_long_transaction_is_written_in_parts(void **state)
{
    (void)state;
    int most = DB_GATHER_BYTES / FRAME;
    for (int i = 0; i <= most; i++)
        assert_int_equal(add_frame(i, 'x', false), SQLITE_OK);
    assert_true(page_on_disk(most - 1) == 'x' && page_on_disk(most) == '\0');
}

/* SQLite does this where a transaction wrote a page twice, after its commit frame. */
static void a_header_changed_in_place_is_not_kept_back(void **state)
{
    uint8_t header[24] = {0, 0, 0, 7, 0, 0, 0, 9};
    (void)state;
    add_frame(0, 'a', false);
    add_frame(1, 'b', true);
    assert_int_equal(add(header, sizeof header, 32), SQLITE_OK);
    assert_int_equal(disk.bytes[32 + 3], 7);
    assert_int_equal(add(header, sizeof header, 32 + FRAME), SQLITE_OK);
    assert_int_equal(disk.bytes[32 + FRAME + 3], 7);
    add_frame(2, 'c', true);
    assert_true(page_on_disk(2) == 'c');
}

static void a_transaction_over_one_that_was_rolled_back_prevails(void **state)
{
    (void)state;
    add_frame(0, 'a', false);
    add_frame(1, 'b', false);
    add_frame(0, 'c', false);
    add_frame(1, 'd', true);
    assert_true(page_on_disk(0) == 'c' && page_on_disk(1) == 'd');
}

static void what_could_not_be_written_is_tried_again(void **state)
{
    (void)state;
    disk.fails = 2;
    assert_int_equal(add_frame(0, 'a', false), SQLITE_OK);
    assert_int_equal(add_frame(1, 'b', true), SQLITE_FULL);
    assert_int_equal(db_gather_flush(&gather, write_disk, NULL), SQLITE_FULL);
    assert_int_equal(disk.size, 32);
    assert_int_equal(db_gather_flush(&gather, write_disk, NULL), SQLITE_OK);
    assert_true(page_on_disk(0) == 'a' && page_on_disk(1) == 'b');
}

/* Pieces of a header, as SQLite writes them around a point to sync at. */
static void a_header_in_pieces_goes_through_and_so_does_its_page(void **state)
{
    uint8_t header[24] = {0, 0, 0, 1, 0, 0, 0, 9}, page[PAGE];
    (void)state;
    memset(page, 'p', sizeof page);
    assert_int_equal(add(header, 10, 32), SQLITE_OK);
    assert_int_equal(add(header + 10, 14, 42), SQLITE_OK);
    assert_int_equal(add(page, sizeof page, 56), SQLITE_OK);
    assert_true(page_on_disk(0) == 'p');
}

/* ---- under SQLite ---- */

static char path[64];

static void must(sqlite3 *db, const char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
}

static int64_t number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return n;
}

static void remove_files(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        unlink(name);
    }
}

#define MANY "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000)"

/* Pages that leave a small cache early come back, are changed and leave again; all of it, and no
 * less, is there for a reader below which nothing gathers. */
static void another_reader_sees_each_transaction_whole(void **state)
{
    static const char *const setups[] = {"PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"};
    (void)state;
    for (size_t s = 0; s < ARRAY_SIZE(setups); s++) {
        sqlite3 *db, *other;
        snprintf(path, sizeof path, "/tmp/db-gather-%d.db", (int)getpid());
        remove_files();
        assert_int_equal(
            sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, db_guard_vfs()),
            SQLITE_OK);
        must(db, "PRAGMA journal_mode=WAL; PRAGMA cache_size=10; PRAGMA wal_autocheckpoint=300");
        must(db, setups[s]);
        must(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, n INT, fill BLOB)");
        assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
        for (int round = 1; round <= 5; round++) {
            must(db, "BEGIN");
            must(db, MANY "INSERT INTO t SELECT NULL, 0, randomblob(300) FROM n");
            must(db, "UPDATE t SET n=n+1; UPDATE t SET n=n+1");
            must(db, "SAVEPOINT s; UPDATE t SET n=99, fill=NULL; ROLLBACK TO s");
            assert_int_equal(number(other, "SELECT count(*) FROM t"), 2000 * (round - 1));
            must(db, "COMMIT");
            must(db, "BEGIN; DELETE FROM t; ROLLBACK");
            assert_int_equal(number(other, "SELECT count(*) FROM t"), 2000 * round);
            assert_int_equal(number(other, "SELECT sum(n) FROM t"), 2000 * round * (round + 1));
            assert_int_equal(number(other, "SELECT count(*) FROM pragma_integrity_check"
                                           " WHERE integrity_check='ok'"),
                             1);
        }
        sqlite3_close(other);
        sqlite3_close(db);
        remove_files();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_frames_of_a_transaction_are_written_when_it_commits,
                                        begin_log, end_log),
        cmocka_unit_test_setup_teardown(a_long_transaction_is_written_in_parts, begin_log, end_log),
        cmocka_unit_test_setup_teardown(a_header_changed_in_place_is_not_kept_back, begin_log,
                                        end_log),
        cmocka_unit_test_setup_teardown(a_transaction_over_one_that_was_rolled_back_prevails,
                                        begin_log, end_log),
        cmocka_unit_test_setup_teardown(what_could_not_be_written_is_tried_again, begin_log,
                                        end_log),
        cmocka_unit_test_setup_teardown(a_header_in_pieces_goes_through_and_so_does_its_page,
                                        begin_log, end_log),
        cmocka_unit_test(another_reader_sees_each_transaction_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
