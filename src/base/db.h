/* db.h: opening SQLite the way we mean it, and bringing a schema up to date.
 *
 * Migrations are SQL texts in order; PRAGMA user_version counts those that ran. A file with a
 * higher count was made by a newer version and is refused; so is a file of another program, which
 * is told by PRAGMA application_id: nothing is ever written into one. */
#ifndef BASE_DB_H
#define BASE_DB_H

#include <sqlite3.h>

#include "base/bytes.h"
#include "base/err.h"

enum db_sync { DB_SYNC_NORMAL, DB_SYNC_FULL };

struct db_schema {
    const char *what;              /* "cache", for the sentences */
    const char *const *migrations; /* in order */
    int count;
    int application_id; /* of the files of this schema; 0: none of their own */
};

/* Opens or makes `path` for writing: WAL (kept on close, so that read-only users can always open
 * it), foreign keys off, the given synchronous, no mutex (one thread a handle), migrated.
 * ERR_CORRUPT when the file is another program's: it is left as it was. */
int db_open_write(sqlite3 **out, const char *path, enum db_sync sync,
                  const struct db_schema *schema, struct err *err);

/* Opens `path` for reading only; never creates or changes anything, works without write permission.
 * Refuses a schema that is not exactly `schema->count` migrations old; ERR_NOT_FOUND when there is
 * none at all yet; ERR_CORRUPT when the file is another program's. */
int db_open_read(sqlite3 **out, const char *path, const struct db_schema *schema, struct err *err);

/* As db_open_read, for a file of which the caller knows that nobody writes it and no log lies
 * beside it: takes no locks, needs no shared memory (a copy on a read-only medium). */
int db_open_still(sqlite3 **out, const char *path, const struct db_schema *schema, struct err *err);

/* Refuses a file with several names (hard links): SQLite keeps the log beside the name by which the
 * file was opened, and by another name the same file looks as if it had none. The functions above
 * do this by themselves. ERR_FAIL; 0 also when there is no such file. `what` as in db_schema. */
int db_check_names(const char *path, const char *what, struct err *err);

/* Runs SQL without results. */
int db_exec(sqlite3 *db, const char *sql, struct err *err);

/* Prepares a statement that lives as long as the handle. */
int db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct err *err);

/* A blob, into a statement and out of it: null is SQL's NULL, an empty blob is not. Both are
 * borrowed: what is bound until the statement is reset, what is read until it is stepped or reset.
 */
void db_bind_bytes(sqlite3_stmt *stmt, int at, struct bytes b);
struct bytes db_column_bytes(sqlite3_stmt *stmt, int column);

/* Turns SQLite's last failure into ours: full, busy, corrupt or I/O, with `what` in front.
 * ERR_LOST, from then on for every call: somebody else removed, replaced or truncated one of the
 * database's files (base/db_guard.h); close the handle. */
int db_fail(sqlite3 *db, struct err *err, const char *what);

/* Closes; NULL is fine. Statements must be finalised before: asserted. */
void db_close(sqlite3 *db);

#endif
