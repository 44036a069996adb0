/* db.c: pragmas and migrations, once, for every SQLite file we own. */
#include "base/db.h"

#include <assert.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/db_guard.h"

void db_bind_bytes(sqlite3_stmt *stmt, int at, struct bytes b)
{
    if (bytes_is_null(b))
        sqlite3_bind_null(stmt, at);
    else
        sqlite3_bind_blob64(stmt, at, b.data, b.len, SQLITE_STATIC);
}

struct bytes db_column_bytes(sqlite3_stmt *stmt, int column)
{
    if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
        return BYTES_NULL;
    const void *data = sqlite3_column_blob(stmt, column); /* NULL when empty */
    return bytes_make(data == NULL ? (const void *)"" : data,
                      (size_t)sqlite3_column_bytes(stmt, column));
}

int db_fail(sqlite3 *db, struct err *err, const char *what)
{
    int rc = sqlite3_errcode(db) & 0xff;
    const char *finding = db_guard_finding(db);
    if (finding != NULL)
        return err_set(err, ERR_LOST, "%s", finding);
    int code = rc == SQLITE_FULL                             ? ERR_FULL
               : rc == SQLITE_BUSY || rc == SQLITE_LOCKED    ? ERR_BUSY
               : rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB ? ERR_CORRUPT
               : rc == SQLITE_IOERR || rc == SQLITE_CANTOPEN ? ERR_IO
                                                             : ERR_FAIL;
    const char *advice = rc == SQLITE_CORRUPT ? "; the file is damaged: replace it with a copy, or "
                                                "move it away to start a new one"
                                              : "";
    return err_set(err, code, "%s: %s%s", what, sqlite3_errmsg(db), advice);
}

int db_exec(sqlite3 *db, const char *sql, struct err *err)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return db_fail(db, err, sqlite3_db_filename(db, "main"));
    return 0;
}

int db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct err *err)
{
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
        return db_fail(db, err, sql);
    return 0;
}

static int read_number(sqlite3 *db, const char *query, int *out, struct err *err)
{
    sqlite3_stmt *stmt;
    int rc = db_prepare(db, query, &stmt, err);
    if (rc != 0)
        return rc;
    if (sqlite3_step(stmt) == SQLITE_ROW)
        *out = sqlite3_column_int(stmt, 0);
    else
        rc = db_fail(db, err, "cannot read the file");
    sqlite3_finalize(stmt);
    return rc;
}

/* How many migrations ran in `path`; 0 in an empty file. Counts the tables first: another process
 * that creates them meanwhile sets application_id in the same transaction. */
static int read_version(sqlite3 *db, const char *path, const struct db_schema *schema, int *version,
                        struct err *err)
{
    int tables = 0, id = 0;
    int rc = read_number(db, "SELECT count(*) FROM sqlite_master", &tables, err);
    if (rc == 0)
        rc = read_number(db, "PRAGMA application_id", &id, err);
    if (rc == 0)
        rc = read_number(db, "PRAGMA user_version", version, err);
    bool foreign =
        rc == 0 ? tables > 0 && id != schema->application_id : sqlite3_errcode(db) == SQLITE_NOTADB;
    if (foreign)
        return err_set(err, ERR_CORRUPT, "%s is not a %s: it belongs to another program", path,
                       schema->what);
    if (rc != 0) {
        rc = db_fail(db, err, path); /* again: with the file's name instead of the statement */
        err_prefix(err, "cannot read the %s ", schema->what);
    }
    return rc;
}

static int migrate(sqlite3 *db, const char *path, const struct db_schema *schema, struct err *err)
{
    int version = 0;
    int rc = read_version(db, path, schema, &version, err);
    if (rc != 0)
        return rc;
    if (version > schema->count)
        return err_set(err, ERR_VERSION,
                       "the %s %s was made by a newer version; update this program", schema->what,
                       path);
    for (; version < schema->count; version++) {
        char bump[96];
        snprintf(bump, sizeof bump, "PRAGMA application_id=%d; PRAGMA user_version=%d; COMMIT",
                 schema->application_id, version + 1);
        if ((rc = db_exec(db, "BEGIN IMMEDIATE", err)) != 0)
            return rc;
        if ((rc = db_exec(db, schema->migrations[version], err)) != 0 ||
            (rc = db_exec(db, bump, err)) != 0) {
            sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
            return rc;
        }
    }
    return 0;
}

int db_check_names(const char *path, const char *what, struct err *err)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_nlink <= 1)
        return 0;
    return err_set(err, ERR_FAIL,
                   "the %s %s has %lu names (hard links), and each would have its own log; "
                   "remove all names but one, or use a copy",
                   what, path, (unsigned long)st.st_nlink);
}

static int open_handle(sqlite3 **out, const char *path, int flags, const char *what,
                       struct err *err)
{
    int rc = db_check_names(path, what, err);
    if (rc != 0)
        return rc;
    if (sqlite3_open_v2(path, out, flags | SQLITE_OPEN_NOMUTEX, db_guard_vfs()) == SQLITE_OK)
        return 0;
    rc = err_set(err, ERR_IO, "cannot open the %s %s: %s", what, path, sqlite3_errmsg(*out));
    sqlite3_close(*out);
    *out = NULL;
    return rc;
}

int db_open_write(sqlite3 **out, const char *path, enum db_sync sync,
                  const struct db_schema *schema, struct err *err)
{
    sqlite3 *db;
    int rc = open_handle(&db, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, schema->what, err);
    if (rc != 0)
        return rc;
    sqlite3_busy_timeout(db, 2000);
    int keep_wal = 1;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep_wal);
    int version = 0;
    rc = read_version(db, path, schema, &version, err); /* before changing anything */
    if (rc == 0)
        rc = db_exec(
            db,
            sync == DB_SYNC_FULL
                ? "PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=0; PRAGMA synchronous=FULL;"
                  "PRAGMA fullfsync=1; PRAGMA checkpoint_fullfsync=1"
                : "PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=0; PRAGMA synchronous=NORMAL;"
                  "PRAGMA checkpoint_fullfsync=1",
            err);
    if (rc == 0)
        rc = migrate(db, path, schema, err);
    if (rc != 0) {
        err_prefix(err, "cannot open the %s for writing: ", schema->what);
        sqlite3_close(db);
        return rc;
    }
    *out = db;
    return 0;
}

/* Sets *out to `db` if its schema is ours, else closes it. */
static int hand_out(sqlite3 **out, sqlite3 *db, const char *path, const struct db_schema *schema,
                    struct err *err)
{
    sqlite3_busy_timeout(db, 2000);
    int version = 0;
    int rc = read_version(db, path, schema, &version, err);
    if (rc == 0 && version == 0)
        rc = err_set(err, ERR_NOT_FOUND, "the %s %s is empty", schema->what, path);
    else if (rc == 0 && version != schema->count)
        rc = err_set(err, ERR_VERSION,
                     version > schema->count
                         ? "the %s %s was made by a newer version; update this program"
                         : "the %s %s was made by an older version; run `ground record` on it once",
                     schema->what, path);
    if (rc != 0) {
        sqlite3_close(db);
        return rc;
    }
    *out = db;
    return 0;
}

int db_open_read(sqlite3 **out, const char *path, const struct db_schema *schema, struct err *err)
{
    sqlite3 *db;
    int rc = open_handle(&db, path, SQLITE_OPEN_READONLY, schema->what, err);
    return rc != 0 ? rc : hand_out(out, db, path, schema, err);
}

int db_open_still(sqlite3 **out, const char *path, const struct db_schema *schema, struct err *err)
{
    struct buf uri = {0};
    buf_add_text(&uri, "file:");
    for (const char *p = path; *p != '\0'; p++) {
        if (strchr("?#%", *p) != NULL)
            buf_printf(&uri, "%%%02x", (unsigned char)*p);
        else
            buf_add_byte(&uri, (uint8_t)*p);
    }
    buf_add_text(&uri, "?immutable=1");
    sqlite3 *db;
    int rc = db_check_names(path, schema->what, err);
    if (rc == 0)
        rc = open_handle(&db, buf_text(&uri), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, schema->what,
                         err);
    buf_deinit(&uri);
    return rc != 0 ? rc : hand_out(out, db, path, schema, err);
}

void db_close(sqlite3 *db)
{
    int rc = sqlite3_close(db);
    assert(rc == SQLITE_OK);
    (void)rc;
}
