/* query.c: opens the cache, adds the views, and runs one statement. */
#include "sql/query.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/db.h"
#include "sql/samples.h"
#include "sql/views.h"

enum { STEPS_BETWEEN_LOOKS = 1000 };

/* Everything but reading is refused. */
static int authorize(void *owner, int action, const char *a, const char *b, const char *database,
                     const char *source)
{
    (void)owner, (void)a, (void)b, (void)database, (void)source;
    bool reads = action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION ||
                 action == SQLITE_RECURSIVE;
    return reads ? SQLITE_OK : SQLITE_DENY;
}

static bool out_of_time(const struct query *q)
{
    return q->until_ms != 0 && clock_mono_ms() >= q->until_ms;
}

static int look(void *owner)
{
    const struct query *q = owner;
    return *q->stop != 0 || out_of_time(q);
}

static int failed(const struct query *q, sqlite3 *db, struct err *err)
{
    int rc = sqlite3_errcode(db) & 0xff;
    if (*q->stop != 0)
        return err_set(err, ERR_STOPPED, "interrupted");
    if (out_of_time(q))
        return err_set(err, ERR_TIMEOUT, "the query took longer than --timeout allows");
    if (rc == SQLITE_AUTH || rc == SQLITE_READONLY)
        return err_set(err, ERR_USAGE,
                       "only SELECT is allowed: ground sql never changes the cache");
    if (rc == SQLITE_ERROR)
        return err_set(err, ERR_USAGE, "SQL: %.300s", sqlite3_errmsg(db));
    return db_fail(db, err, q->cache);
}

static bool is_blank(const char *sql)
{
    return sql[strspn(sql, " \t\r\n;")] == '\0';
}

static int prepare(const struct query *q, sqlite3 *db, sqlite3_stmt **out, struct err *err)
{
    const char *rest;
    if (sqlite3_prepare_v2(db, q->sql, -1, out, &rest) != SQLITE_OK)
        return failed(q, db, err);
    if (*out == NULL)
        return err_set(err, ERR_USAGE, "the query is empty");
    if (!is_blank(rest))
        return err_set(err, ERR_USAGE, "one statement at a time: \"%.60s\" is a second one", rest);
    if (sqlite3_column_count(*out) > QUERY_COLUMNS)
        return err_set(err, ERR_TOO_BIG, "more than %d columns", QUERY_COLUMNS);
    return 0;
}

static struct query_cell cell_of(sqlite3_stmt *stmt, int column)
{
    struct query_cell cell = {.kind = QUERY_NULL};
    switch (sqlite3_column_type(stmt, column)) {
    case SQLITE_INTEGER:
        cell.kind = QUERY_INTEGER;
        cell.integer = sqlite3_column_int64(stmt, column);
        break;
    case SQLITE_FLOAT:
        cell.kind = QUERY_REAL;
        cell.real = sqlite3_column_double(stmt, column);
        break;
    case SQLITE_TEXT:
    case SQLITE_BLOB:
        cell.kind = sqlite3_column_type(stmt, column) == SQLITE_TEXT ? QUERY_TEXT : QUERY_BLOB;
        cell.bytes = db_column_bytes(stmt, column);
        break;
    default:
        break;
    }
    return cell;
}

static int hand_out(const struct query *q, sqlite3 *db, sqlite3_stmt *stmt, struct err *err)
{
    struct query_cell cells[QUERY_COLUMNS];
    const char *names[QUERY_COLUMNS];
    int count = sqlite3_column_count(stmt), step = SQLITE_ROW;
    for (int i = 0; i < count; i++)
        names[i] = sqlite3_column_name(stmt, i);
    int rc = q->begin(q->owner, names, count, err);
    while (rc == 0 && (step = sqlite3_step(stmt)) == SQLITE_ROW) {
        for (int i = 0; i < count; i++)
            cells[i] = cell_of(stmt, i);
        rc = q->row(q->owner, cells, count, err);
    }
    return rc == 0 && step != SQLITE_DONE ? failed(q, db, err) : rc;
}

static int run(const struct query *q, struct samples_source *source, struct err *err)
{
    sqlite3 *db = reader_handle(source->reader);
    sqlite3_stmt *stmt = NULL;
    int rc = views_add(db, err);
    if (rc == 0)
        rc = samples_add(db, source, err);
    if (rc == 0)
        rc = db_exec(db, "PRAGMA query_only=1", err);
    if (rc != 0)
        return rc;
    sqlite3_set_authorizer(db, authorize, NULL);
    sqlite3_progress_handler(db, STEPS_BETWEEN_LOOKS, look, (void *)q);
    rc = prepare(q, db, &stmt, err);
    if (rc == 0)
        rc = hand_out(q, db, stmt, err);
    sqlite3_finalize(stmt);
    return rc;
}

int query_run(const struct query *q, struct err *err)
{
    struct samples_source source = {.mission = q->mission};
    const struct selection_range all = {0, 0, INT64_MAX, INT64_MIN, INT64_MAX};
    int rc = reader_open(&source.reader, q->cache, err);
    if (rc == 0)
        rc = selection_open(&source.selection, source.reader, &all, err);
    if (rc == 0)
        rc = run(q, &source, err);
    selection_close(&source.selection);
    reader_close(source.reader);
    return rc;
}
