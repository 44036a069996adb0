/* guard_kit.c: making, cutting and asking a guarded database. */
#include "guard_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/db_guard.h"

static char directory[64];
char path[96];
sqlite3 *db;
int frames;

static int count_frames(void *arg, sqlite3 *of, const char *name, int n)
{
    (void)arg;
    (void)of;
    (void)name;
    frames = n;
    return SQLITE_OK;
}

sqlite3 *open_db(const char *name)
{
    sqlite3 *out;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI;
    int keep = 1;
    assert_int_equal(sqlite3_open_v2(name, &out, flags, db_guard_vfs()), SQLITE_OK);
    sqlite3_file_control(out, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    return out;
}

void run(sqlite3 *on, const char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(on, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
}

void begin_with_pages_of(const char *size)
{
    char pragma[64];
    frames = 0;
    strcpy(directory, "/tmp/ground-guard-XXXXXX");
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/a.db", directory);
    db = open_db(path);
    snprintf(pragma, sizeof pragma, "PRAGMA page_size=%s", size);
    run(db, pragma);
    run(db, "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE t(a)");
    sqlite3_wal_hook(db, count_frames, NULL);
    run(db, "INSERT INTO t VALUES(1)");
}

int begin(void **state)
{
    (void)state;
    begin_with_pages_of("512");
    return 0;
}

int end(void **state)
{
    static const char *const names[] = {"",       "-wal",    "-shm",        "-aside",     "-old",
                                        "-other", "-fenced", "-fenced-wal", "-fenced-shm"};
    (void)state;
    db_guard_vfs();
    sqlite3_close(db);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", path, names[i]);
        unlink(name);
    }
    assert_int_equal(rmdir(directory), 0);
    return 0;
}

const char *beside(const char *suffix)
{
    static char name[128];
    snprintf(name, sizeof name, "%s%s", path, suffix);
    return name;
}

void cut(const char *suffix, off_t size)
{
    assert_int_equal(truncate(beside(suffix), size), 0);
}

off_t size_of(const char *suffix)
{
    struct stat st;
    assert_int_equal(stat(beside(suffix), &st), 0);
    return st.st_size;
}

void must_find(sqlite3 *in, const char *suffix, const char *what)
{
    char wanted[256];
    snprintf(wanted, sizeof wanted, "%s%s was %s by another program while it was in use", path,
             suffix, what);
    assert_int_equal(sqlite3_exec(in, "SELECT * FROM t", NULL, NULL, NULL), SQLITE_IOERR);
    assert_non_null(db_guard_finding(in));
    assert_string_equal(db_guard_finding(in), wanted);
}

void must_be_sound(sqlite3 *what)
{
    run(what, "SELECT * FROM t; INSERT INTO t VALUES(2)");
    assert_null(db_guard_finding(what));
}

sqlite3_file *file_of(sqlite3 *of)
{
    sqlite3_file *file = NULL;
    sqlite3_file_control(of, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    assert_non_null(file);
    return file;
}

sqlite3_file *log_of(sqlite3 *of)
{
    sqlite3_file *file = NULL;
    sqlite3_file_control(of, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    assert_non_null(file);
    return file;
}

volatile char *first_region(void)
{
    void volatile *memory = NULL;
    sqlite3_file *file = file_of(db);
    assert_int_equal(file->pMethods->xShmMap(file, 0, REGION, 0, &memory), SQLITE_OK);
    assert_non_null((const void *)(uintptr_t)memory);
    return memory;
}
