/* metadb_offsets.c: committed offsets in SQL. */
#include "base/db.h"
#include "broker/metadb.h"

static void bind_bytes(sqlite3_stmt *stmt, int at, struct bytes b)
{
    if (bytes_is_null(b))
        sqlite3_bind_null(stmt, at);
    else
        sqlite3_bind_blob64(stmt, at, b.data, b.len, SQLITE_STATIC);
}

static struct bytes column_bytes(sqlite3_stmt *stmt, int at)
{
    if (sqlite3_column_type(stmt, at) == SQLITE_NULL)
        return BYTES_NULL;
    const void *data = sqlite3_column_blob(stmt, at);
    size_t len = (size_t)sqlite3_column_bytes(stmt, at);
    return bytes_make(data != NULL ? data : "", len);
}

static int finish(sqlite3 *db, sqlite3_stmt *stmt, const char *what, struct err *err)
{
    int rc = sqlite3_step(stmt) == SQLITE_DONE ? 0 : db_fail(db, err, what);
    sqlite3_finalize(stmt);
    return rc;
}

int metadb_put_offset(sqlite3 *db, const struct metadb_offset *row, struct err *err)
{
    sqlite3_stmt *stmt;
    int rc = db_prepare(db, "INSERT OR REPLACE INTO committed VALUES(?,?,?,?,?,?,?)", &stmt, err);
    if (rc != 0)
        return rc;
    bind_bytes(stmt, 1, row->group);
    bind_bytes(stmt, 2, row->topic);
    sqlite3_bind_int(stmt, 3, row->partition);
    sqlite3_bind_int64(stmt, 4, row->offset);
    sqlite3_bind_int(stmt, 5, row->leader_epoch);
    bind_bytes(stmt, 6, row->metadata);
    sqlite3_bind_int64(stmt, 7, row->commit_ms);
    return finish(db, stmt, "cannot store a committed offset", err);
}

int metadb_delete_group(sqlite3 *db, struct bytes group, struct err *err)
{
    sqlite3_stmt *stmt;
    int rc = db_prepare(db, "DELETE FROM committed WHERE grp=?", &stmt, err);
    if (rc != 0)
        return rc;
    bind_bytes(stmt, 1, group);
    return finish(db, stmt, "cannot remove a group's committed offsets", err);
}

int metadb_each_offset(struct metadb *m, void (*each)(void *arg, const struct metadb_offset *row),
                       void *arg, struct err *err)
{
    sqlite3 *db = metadb_handle(m);
    sqlite3_stmt *stmt;
    int rc = db_prepare(
        db, "SELECT grp, topic, partition, off, epoch, metadata, at_ms FROM committed", &stmt, err);
    if (rc != 0)
        return rc;
    int step;
    while ((step = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct metadb_offset row = {
            .group = column_bytes(stmt, 0),
            .topic = column_bytes(stmt, 1),
            .partition = sqlite3_column_int(stmt, 2),
            .offset = sqlite3_column_int64(stmt, 3),
            .leader_epoch = sqlite3_column_int(stmt, 4),
            .metadata = column_bytes(stmt, 5),
            .commit_ms = sqlite3_column_int64(stmt, 6),
        };
        each(arg, &row);
    }
    if (step != SQLITE_DONE)
        rc = db_fail(db, err, "cannot read the committed offsets");
    sqlite3_finalize(stmt);
    return rc;
}
