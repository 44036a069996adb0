#include "bench/bare.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

enum { ROWS_A_COMMIT = 10000 };

struct bare {
    sqlite3 *db;
    sqlite3_stmt *insert;
    int64_t rows;
};

static void must(const struct bare *b, int rc, int wanted)
{
    if (rc == wanted)
        return;
    fprintf(stderr, "bare insert: %s\n", sqlite3_errmsg(b->db));
    exit(1);
}

static void sql(struct bare *b, const char *text)
{
    must(b, sqlite3_exec(b->db, text, NULL, NULL, NULL), SQLITE_OK);
}

struct bare *bare_open(const char *path)
{
    struct bare *b = mem_zero(1, sizeof *b);
    must(b, sqlite3_open(path, &b->db), SQLITE_OK);
    sql(b, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
    sql(b, "CREATE TABLE message(seq INTEGER PRIMARY KEY, part INT, off INT, t INT, ts_type INT,"
           " darr INT, rocket INT, key BLOB, headers BLOB, value BLOB)");
    must(b,
         sqlite3_prepare_v2(b->db, "INSERT INTO message VALUES(?,?,?,?,?,?,?,?,?,?)", -1,
                            &b->insert, NULL),
         SQLITE_OK);
    return b;
}

void bare_insert(struct bare *b, int part, int64_t off, int64_t t_ms, int rocket,
                 struct bytes value)
{
    if (b->rows++ % ROWS_A_COMMIT == 0)
        sql(b, b->rows == 1 ? "BEGIN" : "COMMIT; BEGIN");
    sqlite3_bind_int64(b->insert, 1, b->rows);
    sqlite3_bind_int(b->insert, 2, part);
    sqlite3_bind_int64(b->insert, 3, off);
    sqlite3_bind_int64(b->insert, 4, t_ms);
    sqlite3_bind_int(b->insert, 5, 0);
    sqlite3_bind_int(b->insert, 6, 12);
    sqlite3_bind_int(b->insert, 7, rocket);
    sqlite3_bind_blob(b->insert, 10, value.data, (int)value.len, SQLITE_STATIC);
    must(b, sqlite3_step(b->insert), SQLITE_DONE);
    sqlite3_reset(b->insert);
}

void bare_close(struct bare *b)
{
    if (b->rows > 0)
        sql(b, "COMMIT");
    sqlite3_finalize(b->insert);
    sqlite3_close(b->db);
    free(b);
}
