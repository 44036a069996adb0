/* writer.c: transactions, messages and offsets; the other rows are in writer_rows.c. */
#include "store/writer.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/cache_schema.h"
#include "store/link.h"
#include "store/paths.h"
#include "store/reader_internal.h"
#include "store/writer_internal.h"

/* Rows of one statement: SQLite opens the table and finds its end once for all of them. */
enum { ROWS_AT_ONCE = 16, ROW_COLUMNS = 10 };

#define ROW "(?,?,?,?,?,?,?,?,?,?)"
#define FOUR_ROWS ROW "," ROW "," ROW "," ROW
#define INSERT_MESSAGE                                                                             \
    "INSERT INTO message(seq,part,off,t,ts_type,darr,rocket,key,headers,value) VALUES"

static const char *const sql[WRITER_STATEMENTS] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_MESSAGE] = INSERT_MESSAGE ROW,
    [SQL_MESSAGES] = INSERT_MESSAGE FOUR_ROWS "," FOUR_ROWS "," FOUR_ROWS "," FOUR_ROWS,
    [SQL_OFFSET_AT] = "INSERT INTO offset_at(part,off,seq) VALUES(?,?,?)",
    [SQL_ADVANCE] = "UPDATE part SET next_off=?3, last_crc=?4, first_off=CASE WHEN first_off<0"
                    " THEN ?5 ELSE first_off END, messages=messages+?6, bytes=bytes+?7,"
                    " errors=errors+?8, missed=missed+?9, heard=coalesce(?10,heard)"
                    " WHERE id=?1 AND next_off=?2",
    [SQL_PART_STATE] = "UPDATE part SET low=?2, high=?3, state=?4, note=?5 WHERE id=?1",
    [SQL_ROCKET] = "INSERT INTO rocket(name,keyless) VALUES(?,?)",
    [SQL_GAP] = "INSERT OR REPLACE INTO gap(part,off0,off1,kind) VALUES(?,?,?,?)",
    [SQL_LINK] = "INSERT INTO link(t,state,parts,parts_ok,text) VALUES(?,?,?,?,?)",
    [SQL_LINK_OK_FROM] = LINK_OK_FROM_SQL,
    [SQL_EVENT] = "INSERT OR IGNORE INTO event(v,seq,rocket,kind,clock,text) VALUES(?,?,?,?,?,?)",
    [SQL_FLIGHT] = "INSERT INTO flight(rocket,number,seq0,seq1,v0,v1,t_zero,messages,silent,source,"
                   "outcome) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)"
                   " ON CONFLICT(rocket,number) DO UPDATE SET seq0=?3, seq1=?4, v0=?5, v1=?6,"
                   " t_zero=?7, messages=?8, silent=?9, source=?10, outcome=?11",
    [SQL_LANE] = "INSERT INTO lane(id,n,v0,v1,seqs,agg,state) VALUES(?,?,?,?,?,?,?)",
    [SQL_HEARD] = "INSERT INTO heard(rocket,chunk) VALUES(?,?)",
    [SQL_CHUNK] = "INSERT INTO chunk(id,v_min,v_max,t_min,t_max) VALUES(?,?,?,?,?)",
    [SQL_STATUS] = "INSERT OR REPLACE INTO status(id,pid,started,beat,link,link_since,next_try,"
                   "tries,parts,parts_ok,last_seq,commit_us,answer_us,broker,text,mission)"
                   " VALUES(1,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [SQL_META] = "INSERT OR REPLACE INTO meta(key,value) VALUES(?,?)",
};

static int read_last_seq(struct writer *w, struct err *err)
{
    sqlite3_stmt *stmt;
    int rc = db_prepare(w->db, "SELECT coalesce(max(seq),0) FROM message", &stmt, err);
    if (rc != 0)
        return rc;
    if (sqlite3_step(stmt) == SQLITE_ROW)
        w->last_seq = sqlite3_column_int64(stmt, 0);
    else
        rc = db_fail(w->db, err, "cannot read the cache");
    sqlite3_finalize(stmt);
    return rc;
}

/* A WAL longer than SQLite's default 4 MiB, never shortened: fewer pages are written twice, and its
 * disk blocks stay allocated (a full disk then still takes a heartbeat). */
static const char pace[] = "PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=20000000;"
                           "PRAGMA cache_size=-16000";

int writer_open(struct writer **out, const char *cache, struct err *err)
{
    int rc = store_make_file(cache, err);
    if (rc != 0)
        return rc;
    struct writer *w = mem_zero(1, sizeof *w);
    w->cache = mem_text(cache);
    rc = db_open_write(&w->db, cache, DB_SYNC_NORMAL, &cache_schema, err);
    if (rc == 0)
        rc = db_exec(w->db, pace, err);
    for (int i = 0; i < WRITER_STATEMENTS && rc == 0; i++)
        rc = db_prepare(w->db, sql[i], &w->statements[i], err);
    if (rc == 0)
        rc = read_last_seq(w, err);
    if (rc != 0) {
        writer_close(w);
        return rc;
    }
    *out = w;
    return 0;
}

struct reader *writer_reader(struct writer *w)
{
    if (w->reader == NULL)
        w->reader = reader_borrow(w->db);
    return w->reader;
}

void writer_close(struct writer *w)
{
    if (w == NULL)
        return;
    reader_close(w->reader);
    if (w->db != NULL) {
        if (w->begun)
            writer_rollback(w);
        for (int i = 0; i < WRITER_STATEMENTS; i++)
            sqlite3_finalize(w->statements[i]);
        db_close(w->db);
    }
    free(w->chunk_of_part);
    free(w->cache);
    free(w);
}

int writer_settle(const char *cache, struct err *err)
{
    sqlite3 *db;
    int rc = db_open_write(&db, cache, DB_SYNC_FULL, &cache_schema, err);
    if (rc != 0)
        return rc;
    int keep_wal = 0;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep_wal);
    rc = db_exec(db, "PRAGMA journal_mode=DELETE", err);
    db_close(db);
    return rc;
}

int writer_run(struct writer *w, enum writer_sql which, struct err *err)
{
    sqlite3_stmt *stmt = w->statements[which];
    if (w->failed != 0 && which != SQL_BEGIN) { /* SQLite may have rolled back by itself */
        *err = w->failure;
        return w->failed;
    }
    int step = sqlite3_step(stmt);
    w->failed = step == SQLITE_DONE ? 0 : db_fail(w->db, err, w->cache);
    if (w->failed != 0)
        w->failure = *err;
    sqlite3_reset(stmt);
    return w->failed;
}

int writer_begin(struct writer *w, struct err *err)
{
    assert(!w->begun);
    int rc = writer_run(w, SQL_BEGIN, err);
    w->begun = rc == 0;
    return rc;
}

/* Syncs the WAL, which has the commit, as synchronous=FULL would on every commit. */
static int sync_wal(struct writer *w, struct err *err)
{
    sqlite3_file *wal = NULL;
    sqlite3_file_control(w->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
    if (wal == NULL || wal->pMethods == NULL)
        return 0;
    if (wal->pMethods->xSync(wal, SQLITE_SYNC_FULL) != SQLITE_OK)
        return err_set(err, ERR_IO, "cannot sync %s-wal to disk; check the disk", w->cache);
    return 0;
}

int writer_commit(struct writer *w, bool durable, struct err *err)
{
    assert(w->begun);
    int rc = writer_run(w, SQL_COMMIT, err);
    if (rc != 0)
        return rc;
    w->begun = false;
    return durable ? sync_wal(w, err) : 0;
}

void writer_rollback(struct writer *w)
{
    /* SQLite may have rolled back by itself (disk full); this then fails harmlessly. */
    sqlite3_exec(w->db, "ROLLBACK", NULL, NULL, NULL);
    w->begun = false;
    w->failed = 0;
    free(w->chunk_of_part);
    w->chunk_of_part = NULL;
    w->parts = 0;
    struct err err;
    if (read_last_seq(w, &err) != 0)
        w->last_seq = -1; /* unreadable: appending fails until the cache is opened again */
}

/* Notes a partition's first row in each chunk, where reader_offset() starts to scan. */
static int note_offset(struct writer *w, const struct store_message *m, struct err *err)
{
    int64_t chunk = m->seq / STORE_CHUNK;
    if (m->part >= w->parts) {
        int count = m->part + 16;
        w->chunk_of_part = mem_grow(w->chunk_of_part, (size_t)count, sizeof *w->chunk_of_part);
        for (int i = w->parts; i < count; i++)
            w->chunk_of_part[i] = -1;
        w->parts = count;
    }
    if (w->chunk_of_part[m->part] == chunk)
        return 0;
    sqlite3_stmt *stmt = w->statements[SQL_OFFSET_AT];
    sqlite3_bind_int64(stmt, 1, m->part);
    sqlite3_bind_int64(stmt, 2, m->off);
    sqlite3_bind_int64(stmt, 3, m->seq);
    int rc = writer_run(w, SQL_OFFSET_AT, err);
    if (rc == 0)
        w->chunk_of_part[m->part] = chunk;
    return rc;
}

void writer_bind_time(sqlite3_stmt *stmt, int column, int64_t ms)
{
    if (ms == STORE_NO_TIME)
        sqlite3_bind_null(stmt, column);
    else
        sqlite3_bind_int64(stmt, column, ms);
}

/* The columns of the statement's row number `row`. */
static void bind_row(sqlite3_stmt *stmt, int row, const struct writer_row *r)
{
    const struct store_message *m = &r->m;
    int at = row * ROW_COLUMNS;
    sqlite3_bind_int64(stmt, at + 1, m->seq);
    sqlite3_bind_int(stmt, at + 2, m->part);
    sqlite3_bind_int64(stmt, at + 3, m->off);
    sqlite3_bind_int64(stmt, at + 4, m->t_ms);
    sqlite3_bind_int(stmt, at + 5, m->ts_type);
    writer_bind_time(stmt, at + 6,
                     m->arrival_ms == STORE_NO_TIME ? STORE_NO_TIME
                                                    : m->arrival_ms - store_record_time(m->t_ms));
    sqlite3_bind_int(stmt, at + 7, m->rocket);
    db_bind_bytes(stmt, at + 8, r->same_key ? BYTES_NULL : m->key);
    db_bind_bytes(stmt, at + 9, m->headers);
    db_bind_bytes(stmt, at + 10, m->value);
}

/* One row, or ROWS_AT_ONCE. */
static int insert_rows(struct writer *w, const struct writer_row *rows, int count, struct err *err)
{
    enum writer_sql which = count == 1 ? SQL_MESSAGE : SQL_MESSAGES;
    int rc = 0;
    for (int i = 0; i < count && rc == 0; i++) {
        assert(rows[i].m.seq == w->last_seq + 1 + i && rows[i].m.part > 0);
        rc = note_offset(w, &rows[i].m, err);
        bind_row(w->statements[which], i, &rows[i]);
    }
    if (rc == 0)
        rc = writer_run(w, which, err);
    if (rc == 0)
        w->last_seq += count;
    return rc;
}

int writer_append_rows(struct writer *w, const struct writer_row *rows, int count, struct err *err)
{
    assert(w->begun || w->failed != 0);
    int rc = 0;
    for (int done = 0, now; done < count && rc == 0; done += now) {
        now = count - done >= ROWS_AT_ONCE ? ROWS_AT_ONCE : 1;
        rc = insert_rows(w, rows + done, now, err);
    }
    return rc;
}

int writer_advance(struct writer *w, const struct writer_step *step, struct err *err)
{
    assert(w->begun || w->failed != 0);
    sqlite3_stmt *stmt = w->statements[SQL_ADVANCE];
    sqlite3_bind_int(stmt, 1, step->part);
    sqlite3_bind_int64(stmt, 2, step->from_off);
    sqlite3_bind_int64(stmt, 3, step->to_off);
    sqlite3_bind_int64(stmt, 4, step->last_crc);
    sqlite3_bind_int64(stmt, 5, step->first_off);
    sqlite3_bind_int64(stmt, 6, step->messages);
    sqlite3_bind_int64(stmt, 7, step->bytes);
    sqlite3_bind_int64(stmt, 8, step->errors);
    sqlite3_bind_int64(stmt, 9, step->missed);
    writer_bind_time(stmt, 10, step->heard_ms);
    int rc = writer_run(w, SQL_ADVANCE, err);
    if (rc == 0 && sqlite3_changes(w->db) != 1)
        return err_set(err, ERR_BUSY,
                       "%s: the next offset of part %d is not %lld; another recorder writes this "
                       "cache, stop one of them",
                       w->cache, step->part, (long long)step->from_off);
    return rc;
}
