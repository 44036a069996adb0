/* test_db.c: databases opened, migrated and refused, and what SQLite's failures become. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/db.h"

static const char *const steps[] = {"CREATE TABLE a(x)", "CREATE TABLE b(x)", "nonsense"};
static const struct db_schema schema = {"log book", steps, 2, 4711};

static char directory[64], path[160];

static int begin(void **state)
{
    (void)state;
    strcpy(directory, "/tmp/ground-db-XXXXXX");
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/a.db", directory);
    return 0;
}

static int end(void **state)
{
    static const char *const names[] = {"a.db",       "a.db-wal",       "a.db-shm",      "link.db",
                                        "a?b#c%d.db", "a?b#c%d.db-wal", "a?b#c%d.db-shm"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        char name[160];
        snprintf(name, sizeof name, "%s/%s", directory, names[i]);
        unlink(name);
    }
    assert_int_equal(rmdir(directory), 0);
    return 0;
}

static sqlite3 *make(const struct db_schema *by)
{
    sqlite3 *db;
    struct err err;
    if (db_open_write(&db, path, DB_SYNC_NORMAL, by, &err) != 0)
        fail_msg("%s", err.text);
    return db;
}

static int64_t number(sqlite3 *db, const char *query)
{
    sqlite3_stmt *stmt;
    struct err err;
    assert_int_equal(db_prepare(db, query, &stmt, &err), 0);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return n;
}

static void must_say(const struct err *err, const char *fmt, const char *with)
{
    char wanted[400];
    snprintf(wanted, sizeof wanted, fmt, with);
    assert_string_equal(err->text, wanted);
}

static void give(sqlite3_context *to, int count, sqlite3_value **values)
{
    (void)count;
    sqlite3_result_error_code(to, sqlite3_value_int(values[0]));
}

static void a_failure_of_sqlites_has_one_of_our_codes(void **state)
{
    (void)state;
    static const struct {
        int theirs, ours;
    } rows[] = {
        {SQLITE_FULL, ERR_FULL},       {SQLITE_BUSY, ERR_BUSY},
        {SQLITE_LOCKED, ERR_BUSY},     {SQLITE_BUSY_SNAPSHOT, ERR_BUSY},
        {SQLITE_CORRUPT, ERR_CORRUPT}, {SQLITE_CORRUPT_VTAB, ERR_CORRUPT},
        {SQLITE_NOTADB, ERR_CORRUPT},  {SQLITE_IOERR, ERR_IO},
        {SQLITE_IOERR_READ, ERR_IO},   {SQLITE_CANTOPEN, ERR_IO},
        {SQLITE_ERROR, ERR_FAIL},      {SQLITE_CONSTRAINT, ERR_FAIL},
        {SQLITE_READONLY, ERR_FAIL},
    };
    sqlite3 *db = make(&schema);
    sqlite3_create_function(db, "give", 1, SQLITE_UTF8, NULL, give, NULL, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char sql[64];
        struct err err;
        snprintf(sql, sizeof sql, "SELECT give(%d)", rows[i].theirs);
        assert_int_equal(db_exec(db, sql, &err), rows[i].ours);
        bool advises = strstr(err.text, "; the file is damaged: replace it with a copy") != NULL;
        assert_int_equal(advises, (rows[i].theirs & 0xff) == SQLITE_CORRUPT);
        assert_memory_equal(err.text, path, strlen(path));
    }
    struct err err;
    sqlite3_stmt *stmt;
    assert_int_equal(db_prepare(db, "SELECT none_such", &stmt, &err), ERR_FAIL);
    assert_string_equal(err.text, "SELECT none_such: no such column: none_such");
    db_close(db);
    db_close(NULL);
}

static void a_new_file_is_migrated_once_and_further_later(void **state)
{
    (void)state;
    struct db_schema first = schema;
    first.count = 1;
    db_close(make(&first));
    sqlite3 *db = make(&schema);
    assert_int_equal(number(db, "PRAGMA user_version"), 2);
    assert_int_equal(number(db, "PRAGMA application_id"), 4711);
    assert_int_equal(number(db, "SELECT count(*) FROM a"), 0);
    assert_int_equal(number(db, "SELECT count(*) FROM b"), 0);
    db_close(db);
    db_close(make(&schema)); /* nothing left to do */
}

static void a_migration_that_fails_changes_nothing(void **state)
{
    (void)state;
    sqlite3 *db;
    struct err err;
    struct db_schema broken = schema;
    broken.count = 3;
    assert_int_equal(db_open_write(&db, path, DB_SYNC_NORMAL, &broken, &err), ERR_FAIL);
    must_say(&err, "cannot open the log book for writing: %s: near \"nonsense\": syntax error",
             path);
    db = make(&schema); /* the first two are there, the third is not */
    assert_int_equal(number(db, "PRAGMA user_version"), 2);
    db_close(db);
}

static void a_writer_syncs_as_it_was_asked_to_and_keeps_the_log(void **state)
{
    (void)state;
    static const struct {
        enum db_sync sync;
        int64_t level, full;
    } rows[] = {{DB_SYNC_NORMAL, 1, 0}, {DB_SYNC_FULL, 2, 1}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        sqlite3 *db;
        struct err err;
        char log[180];
        assert_int_equal(db_open_write(&db, path, rows[i].sync, &schema, &err), 0);
        assert_int_equal(number(db, "PRAGMA synchronous"), rows[i].level);
        assert_int_equal(number(db, "PRAGMA fullfsync"), rows[i].full);
        assert_int_equal(number(db, "PRAGMA checkpoint_fullfsync"), 1);
        assert_int_equal(number(db, "PRAGMA journal_size_limit"), 0);
        assert_int_equal(number(db, "PRAGMA busy_timeout"), 2000);
        db_close(db);
        snprintf(log, sizeof log, "%s-wal", path);
        assert_int_equal(access(log, F_OK), 0);
    }
}

static int open_read(sqlite3 **db, const struct db_schema *by, bool still, struct err *err)
{
    *db = NULL;
    return still ? db_open_still(db, path, by, err) : db_open_read(db, path, by, err);
}

static void a_reader_takes_its_own_version_only(void **state)
{
    (void)state;
    struct db_schema older = schema, newer = schema, foreign = schema;
    older.count = 1;
    newer.count = 3;
    foreign.application_id = 1;
    db_close(make(&schema));
    for (int still = 0; still < 2; still++) {
        sqlite3 *db;
        struct err err;
        assert_int_equal(open_read(&db, &older, still, &err), ERR_VERSION);
        must_say(&err, "the log book %s was made by a newer version; update this program", path);
        assert_int_equal(open_read(&db, &newer, still, &err), ERR_VERSION);
        must_say(&err,
                 "the log book %s was made by an older version; run `ground record` on it once",
                 path);
        assert_int_equal(open_read(&db, &foreign, still, &err), ERR_CORRUPT);
        must_say(&err, "%s is not a log book: it belongs to another program", path);
        assert_int_equal(open_read(&db, &schema, still, &err), 0);
        assert_int_equal(number(db, "PRAGMA busy_timeout"), 2000);
        assert_int_not_equal(db_exec(db, "INSERT INTO a VALUES(1)", &err), 0);
        db_close(db);
    }
}

static void a_file_that_is_empty_or_not_there_is_not_found(void **state)
{
    (void)state;
    for (int still = 0; still < 2; still++) {
        sqlite3 *db;
        struct err err;
        assert_int_equal(open_read(&db, &schema, still, &err), ERR_IO);
        must_say(&err,
                 still ? "cannot open the log book file:%s?immutable=1: unable to open "
                         "database file"
                       : "cannot open the log book %s: unable to open database file",
                 path);
        fclose(fopen(path, "w"));
        assert_int_equal(open_read(&db, &schema, still, &err), ERR_NOT_FOUND);
        must_say(&err, "the log book %s is empty", path);
        unlink(path);
    }
}

static void a_text_is_no_database(void **state)
{
    (void)state;
    sqlite3 *db;
    struct err err;
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 100; i++)
        fputs("this is a text; ", file);
    fclose(file);
    assert_int_equal(db_open_read(&db, path, &schema, &err), ERR_CORRUPT);
    must_say(&err, "%s is not a log book: it belongs to another program", path);
    assert_int_equal(db_open_write(&db, path, DB_SYNC_NORMAL, &schema, &err), ERR_CORRUPT);
    must_say(&err,
             "cannot open the log book for writing: %s is not a log book: it belongs to "
             "another program",
             path);
}

static void a_damaged_file_is_named_with_advice(void **state)
{
    (void)state;
    sqlite3 *db;
    struct err err;
    char garbage[4096 - 100];
    db_close(make(&schema));
    memset(garbage, 0x77, sizeof garbage);
    FILE *file = fopen(path, "r+");
    fseek(file, 100, SEEK_SET);
    fwrite(garbage, sizeof garbage, 1, file);
    fclose(file);
    assert_int_equal(db_open_read(&db, path, &schema, &err), ERR_CORRUPT);
    must_say(&err,
             "cannot read the log book %s: database disk image is malformed; the file is damaged: "
             "replace it with a copy, or move it away to start a new one",
             path);
}

static void a_file_with_two_names_is_refused_by_each(void **state)
{
    (void)state;
    sqlite3 *db;
    struct err err;
    char other[160];
    db_close(make(&schema));
    snprintf(other, sizeof other, "%s/link.db", directory);
    assert_int_equal(db_check_names(path, "log book", &err), 0);
    assert_int_equal(link(path, other), 0);
    int codes[] = {db_check_names(path, "log book", &err), db_open_read(&db, path, &schema, &err),
                   db_open_still(&db, other, &schema, &err),
                   db_open_write(&db, path, DB_SYNC_NORMAL, &schema, &err)};
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
        assert_int_equal(codes[i], ERR_FAIL);
    must_say(&err,
             "the log book %s has 2 names (hard links), and each would have its own log; "
             "remove all names but one, or use a copy",
             path);
    assert_int_equal(db_check_names(directory, "log book", &err), 0); /* directories have many */
    unlink(other);
    assert_int_equal(db_check_names(path, "log book", &err), 0);
    assert_int_equal(db_check_names(other, "log book", &err), 0);
}

static void a_still_file_may_have_any_name(void **state)
{
    (void)state;
    sqlite3 *db;
    struct err err;
    snprintf(path, sizeof path, "%s/a?b#c%%d.db", directory);
    db = make(&schema);
    assert_int_equal(db_exec(db, "INSERT INTO a VALUES(5)", &err), 0);
    db_close(db);
    assert_int_equal(db_open_still(&db, path, &schema, &err), 0);
    assert_int_equal(number(db, "SELECT x FROM a"), 5);
    db_close(db);
}

static void bytes_come_back_null_empty_or_whole(void **state)
{
    (void)state;
    const struct bytes rows[] = {BYTES_NULL, bytes_of(""), bytes_make("a\0b", 3)};
    sqlite3 *db = make(&schema);
    sqlite3_stmt *stmt;
    struct err err;
    assert_int_equal(db_prepare(db, "SELECT ?1, typeof(?1)", &stmt, &err), 0);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        db_bind_bytes(stmt, 1, rows[i]);
        assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
        assert_true(bytes_equal(db_column_bytes(stmt, 0), rows[i]));
        assert_int_equal(bytes_is_null(db_column_bytes(stmt, 0)), i == 0);
        assert_string_equal((const char *)sqlite3_column_text(stmt, 1), i == 0 ? "null" : "blob");
        sqlite3_reset(stmt);
    }
    sqlite3_finalize(stmt);
    db_close(db);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(a_failure_of_sqlites_has_one_of_our_codes),
        ROW(a_new_file_is_migrated_once_and_further_later),
        ROW(a_migration_that_fails_changes_nothing),
        ROW(a_writer_syncs_as_it_was_asked_to_and_keeps_the_log),
        ROW(a_reader_takes_its_own_version_only),
        ROW(a_file_that_is_empty_or_not_there_is_not_found),
        ROW(a_text_is_no_database),
        ROW(a_damaged_file_is_named_with_advice),
        ROW(a_file_with_two_names_is_refused_by_each),
        ROW(a_still_file_may_have_any_name),
        ROW(bytes_come_back_null_empty_or_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
