/* metadb_offsets.c: committed offsets in SQL. */
#include "base/db.h"
#include "broker/metadb.h"

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
    db_bind_bytes(stmt, 1, row->group);
    db_bind_bytes(stmt, 2, row->topic);
    sqlite3_bind_int(stmt, 3, row->partition);
    sqlite3_bind_int64(stmt, 4, row->offset);
    sqlite3_bind_int(stmt, 5, row->leader_epoch);
    db_bind_bytes(stmt, 6, row->metadata);
    sqlite3_bind_int64(stmt, 7, row->commit_ms);
    return finish(db, stmt, "cannot store a committed offset", err);
}

int metadb_delete_group(sqlite3 *db, struct bytes group, struct err *err)
{
    sqlite3_stmt *stmt;
    int rc = db_prepare(db, "DELETE FROM committed WHERE grp=?", &stmt, err);
    if (rc != 0)
        return rc;
    db_bind_bytes(stmt, 1, group);
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
            .group = db_column_bytes(stmt, 0),
            .topic = db_column_bytes(stmt, 1),
            .partition = sqlite3_column_int(stmt, 2),
            .offset = sqlite3_column_int64(stmt, 3),
            .leader_epoch = sqlite3_column_int(stmt, 4),
            .metadata = db_column_bytes(stmt, 5),
            .commit_ms = sqlite3_column_int64(stmt, 6),
        };
        each(arg, &row);
    }
    if (step != SQLITE_DONE)
        rc = db_fail(db, err, "cannot read the committed offsets");
    sqlite3_finalize(stmt);
    return rc;
}
