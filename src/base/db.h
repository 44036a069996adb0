/* db.h: opening SQLite with our settings, and bringing a schema up to date.
 *
 * Migrations are SQL texts in order; PRAGMA user_version counts those that ran. A file with a
 * higher count comes from a newer version and is refused. So is another program's file, recognised
 * by PRAGMA application_id; nothing is ever written to it. */
#ifndef BASE_DB_H
#define BASE_DB_H

#include <sqlite3.h>

#include "base/bytes.h"
#include "base/err.h"

enum db_sync { DB_SYNC_NORMAL, DB_SYNC_FULL };

struct db_schema {
    const char *what;              /* "cache", for error sentences */
    const char *const *migrations; /* in order */
    int count;
    int application_id; /* of this schema's files; 0: none */
};

/* Opens or creates `path` for writing and migrates it: WAL (kept on close, so that read-only users
 * can always open it), foreign keys off, the given synchronous, no mutex (one thread a handle).
 * ERR_CORRUPT when the file is another program's, which is left as it was. */
int db_open_write(sqlite3 **out, const char *path, enum db_sync sync,
                  const struct db_schema *schema, struct err *err);

/* Opens `path` for reading only: never creates or changes anything, needs no write permission.
 * ERR_VERSION unless exactly `schema->count` migrations ran; ERR_NOT_FOUND when none did yet;
 * ERR_CORRUPT when the file is another program's. */
int db_open_read(sqlite3 **out, const char *path, const struct db_schema *schema, struct err *err);

/* As db_open_read(), for a file that nobody writes and that has no WAL: takes no locks and needs no
 * shared memory (a copy on a read-only medium). */
int db_open_still(sqlite3 **out, const char *path, const struct db_schema *schema, struct err *err);

/* Refuses a file with several names (hard links) with ERR_FAIL: SQLite keeps the WAL beside the
 * name by which the file was opened, and misses it when opened by another name. The functions above
 * call this themselves. 0 also when there is no such file. `what` as in db_schema. */
int db_check_names(const char *path, const char *what, struct err *err);

/* Runs SQL without results. */
int db_exec(sqlite3 *db, const char *sql, struct err *err);

/* Prepares a statement that lives as long as the handle. */
int db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct err *err);

/* Bind and read a blob; null is SQL's NULL, an empty blob is not. Borrowed: what is bound, until
 * the statement is reset; what is read, until it is stepped or reset. */
void db_bind_bytes(sqlite3_stmt *stmt, int at, struct bytes b);
struct bytes db_column_bytes(sqlite3_stmt *stmt, int column);

/* Turns SQLite's last error into ours: full, busy, corrupt or I/O, prefixed with `what`. ERR_LOST,
 * from then on for every call: another program removed, replaced or truncated one of the database's
 * files (base/db_guard.h); close the handle. */
int db_fail(sqlite3 *db, struct err *err, const char *what);

/* Closes; NULL is fine. Asserts that all statements are finalised. */
void db_close(sqlite3 *db);

#endif
