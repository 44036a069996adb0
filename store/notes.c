#include "store/notes.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/db.h"
#include "base/mem.h"
#include "store/paths.h"

static const char *const migrations[] = {
    /* 1 */
    "CREATE TABLE mark(id INTEGER PRIMARY KEY, v INT, made INT, rocket INT, user TEXT, text TEXT);"
    "CREATE INDEX mark_v ON mark(v);",
};

static const struct db_schema schema = {
    .what = "notes",
    .migrations = migrations,
    .count = ARRAY_SIZE(migrations),
    .application_id = 0x67726e31, /* "grn1" */
};

struct notes {
    sqlite3 *db;
    sqlite3_stmt *between, *after, *before, *find;
};

int notes_open(struct notes **out, const char *cache, bool write, struct err *err)
{
    char path[STORE_PATH_SIZE];
    int rc = store_side_path(cache, "-notes", path, err);
    if (rc == 0 && !write && access(path, R_OK) != 0)
        return err_set(err, ERR_NOT_FOUND, "there is no file %s", path);
    struct notes *n = mem_zero(1, sizeof *n);
    if (rc == 0)
        rc = write ? db_open_write(&n->db, path, DB_SYNC_FULL, &schema, err)
                   : db_open_read(&n->db, path, &schema, err);
    if (rc == 0)
        rc = db_prepare(n->db,
                        "SELECT v, made, rocket, user, text FROM (SELECT * FROM mark"
                        " WHERE v BETWEEN ?1 AND ?2 ORDER BY v DESC, id DESC LIMIT ?3)"
                        " ORDER BY v, id",
                        &n->between, err);
    if (rc == 0)
        rc = db_prepare(n->db, "SELECT min(v) FROM mark WHERE v > ?1", &n->after, err);
    if (rc == 0)
        rc = db_prepare(n->db, "SELECT max(v) FROM mark WHERE v < ?1", &n->before, err);
    if (rc == 0)
        rc = db_prepare(n->db,
                        "SELECT CASE ?5 WHEN 0 THEN min(v) ELSE max(v) END FROM mark"
                        " WHERE v BETWEEN ?1 AND ?2 AND (?3=0 OR rocket=?3) AND"
                        " instr(lower('mark '||user||': \"'||text||'\"'),lower(?4))>0",
                        &n->find, err);
    if (rc != 0) {
        notes_close(n);
        return rc;
    }
    *out = n;
    return 0;
}

void notes_close(struct notes *n)
{
    if (n == NULL)
        return;
    sqlite3_finalize(n->between);
    sqlite3_finalize(n->after);
    sqlite3_finalize(n->before);
    sqlite3_finalize(n->find);
    db_close(n->db);
    free(n);
}

int notes_add(struct notes *n, const struct store_mark *mark, struct err *err)
{
    sqlite3_stmt *insert;
    int rc = db_prepare(n->db,
                        "INSERT INTO mark(v, made, rocket, user, text) VALUES(?1, ?2, ?3, ?4, ?5)",
                        &insert, err);
    if (rc != 0)
        return rc;
    sqlite3_bind_int64(insert, 1, mark->v_ms);
    sqlite3_bind_int64(insert, 2, mark->made_ms);
    sqlite3_bind_int(insert, 3, mark->rocket);
    sqlite3_bind_text(insert, 4, mark->user, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 5, mark->text, -1, SQLITE_STATIC);
    if (sqlite3_step(insert) != SQLITE_DONE)
        rc = db_fail(n->db, err, "cannot write the mark");
    sqlite3_finalize(insert);
    return rc;
}

static void read_text(sqlite3_stmt *row, int column, char *out, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    bytes_to_text(bytes_of(text == NULL ? "" : text), out, size);
}

int notes_between(struct notes *n, int64_t t0_ms, int64_t t1_ms, struct store_mark *out, int max,
                  struct err *err)
{
    int count = 0, rc;
    sqlite3_bind_int64(n->between, 1, t0_ms);
    sqlite3_bind_int64(n->between, 2, t1_ms);
    sqlite3_bind_int(n->between, 3, max);
    while ((rc = sqlite3_step(n->between)) == SQLITE_ROW && count < max) {
        struct store_mark *mark = &out[count++];
        mark->v_ms = sqlite3_column_int64(n->between, 0);
        mark->made_ms = sqlite3_column_int64(n->between, 1);
        mark->rocket = sqlite3_column_int(n->between, 2);
        read_text(n->between, 3, mark->user, sizeof mark->user);
        read_text(n->between, 4, mark->text, sizeof mark->text);
    }
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        count = db_fail(n->db, err, "cannot read the marks");
    sqlite3_reset(n->between);
    return count;
}

/* Runs a statement that returns one moment or NULL. */
static int read_moment(struct notes *n, sqlite3_stmt *stmt, int64_t *v_ms, struct err *err)
{
    int found = sqlite3_step(stmt);
    int rc = found == SQLITE_ROW && sqlite3_column_type(stmt, 0) != SQLITE_NULL;
    if (rc == 1)
        *v_ms = sqlite3_column_int64(stmt, 0);
    if (found != SQLITE_ROW)
        rc = db_fail(n->db, err, "cannot read the marks");
    sqlite3_reset(stmt);
    return rc;
}

int notes_next(struct notes *n, int64_t t_ms, int direction, int64_t *v_ms, struct err *err)
{
    sqlite3_stmt *stmt = direction > 0 ? n->after : n->before;
    sqlite3_bind_int64(stmt, 1, t_ms);
    return read_moment(n, stmt, v_ms, err);
}

int notes_find(struct notes *n, int64_t t0_ms, int64_t t1_ms, int32_t rocket, const char *text,
               bool newest, int64_t *v_ms, struct err *err)
{
    sqlite3_bind_int64(n->find, 1, t0_ms);
    sqlite3_bind_int64(n->find, 2, t1_ms);
    sqlite3_bind_int(n->find, 3, rocket);
    sqlite3_bind_text(n->find, 4, text, -1, SQLITE_STATIC);
    sqlite3_bind_int(n->find, 5, newest);
    return read_moment(n, n->find, v_ms, err);
}
