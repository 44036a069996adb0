/* bench_recorder.c: the recorder without librdkafka (merge, decode, fold, commit) against a bare
 * SQLite insert of the same rows in the same run. Best of some rounds taken in turn, so that a busy
 * machine matters less. The bound: 0.7 of the bare insert.
 *
 * bench_recorder [MESSAGES [DIRECTORY]] */
#include <glob.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench/bench.h"
#include "recorder/merge.h"
#include "recorder/tape.h"

enum { PARTITIONS = 12, ROCKETS = 20, ROWS_A_COMMIT = 10000, ROUNDS = 5, VALUE_SIZE = 112 };

static const int64_t t0 = 1795357867000; /* 2026-11-22T14:31:07Z */
static struct err err;

struct row {
    int partition, rocket;
    struct feed_message m;
};

static struct row *rows;
static int64_t count;
static char keys[ROCKETS][16];
static char cache[200];

static void must(bool good, const char *why)
{
    if (good)
        return;
    fprintf(stderr, "%s\n", why);
    exit(1);
}

/* Some 100 bytes each, time rising, rockets and partitions in turn. */
static void make_rows(void)
{
    int64_t offsets[PARTITIONS] = {0};
    char *values = mem_alloc((size_t)count * VALUE_SIZE);
    rows = mem_alloc((size_t)count * sizeof *rows);
    for (int i = 0; i < ROCKETS; i++)
        snprintf(keys[i], sizeof keys[i], "F9-B%d", 1000 + i);
    for (int64_t i = 0; i < count; i++) {
        char *value = values + i * VALUE_SIZE;
        int rocket = (int)(i % ROCKETS), partition = rocket % PARTITIONS;
        int len = snprintf(
            value, VALUE_SIZE,
            "{\"time\":%.3f,\"velocity\":%.3f,\"altitude\":%.3f,\"accel\":%.3f,\"q\":%.2f}",
            (double)i / 5000, (double)(i % 9000) / 3, (double)(i % 77777) / 11,
            sin((double)i / 999), (double)(i % 301) / 7);
        rows[i] = (struct row){
            .partition = partition,
            .rocket = rocket,
            .m = {.offset = offsets[partition]++,
                  .t_ms = t0 + i / 5,
                  .key = bytes_of(keys[rocket]),
                  .value = bytes_make(value, (size_t)len)},
        };
    }
}

static void remove_cache(void)
{
    char pattern[210];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s*", cache);
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            unlink(found.gl_pathv[i]);
        globfree(&found);
    }
}

static void sql(sqlite3 *db, const char *text)
{
    must(sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
}

static void insert_bare(sqlite3 *db, sqlite3_stmt *insert, int64_t i)
{
    const struct row *r = &rows[i];
    sqlite3_bind_int64(insert, 1, i + 1);
    sqlite3_bind_int(insert, 2, r->partition + 1);
    sqlite3_bind_int64(insert, 3, r->m.offset);
    sqlite3_bind_int64(insert, 4, r->m.t_ms);
    sqlite3_bind_int(insert, 5, r->m.ts_type);
    sqlite3_bind_int(insert, 6, 12);
    sqlite3_bind_int(insert, 7, r->rocket + 1);
    sqlite3_bind_blob(insert, 10, r->m.value.data, (int)r->m.value.len, SQLITE_STATIC);
    must(sqlite3_step(insert) == SQLITE_DONE, sqlite3_errmsg(db));
    sqlite3_reset(insert);
}

static double bare_s(void)
{
    sqlite3 *db;
    sqlite3_stmt *insert;
    remove_cache();
    must(sqlite3_open(cache, &db) == SQLITE_OK, "cannot open");
    sql(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
    sql(db, "CREATE TABLE message(seq INTEGER PRIMARY KEY, part INT, off INT, t INT, ts_type INT,"
            " darr INT, rocket INT, key BLOB, headers BLOB, value BLOB)");
    must(sqlite3_prepare_v2(db, "INSERT INTO message VALUES(?,?,?,?,?,?,?,?,?,?)", -1, &insert,
                            NULL) == SQLITE_OK,
         sqlite3_errmsg(db));
    int64_t before_ns = clock_mono_ns();
    for (int64_t i = 0; i < count; i++) {
        if (i % ROWS_A_COMMIT == 0)
            sql(db, "BEGIN");
        insert_bare(db, insert, i);
        if ((i + 1) % ROWS_A_COMMIT == 0 || i + 1 == count)
            sql(db, "COMMIT");
    }
    double s = (double)(clock_mono_ns() - before_ns) / 1e9;
    sqlite3_finalize(insert);
    sqlite3_close(db);
    return s;
}

/* The next row of each partition from `from` on; -1 at its end. */
static int64_t next_of(int partition, int64_t from)
{
    while (from < count && rows[from].partition != partition)
        from++;
    return from < count ? from : -1;
}

static void offer(struct merge *m, int64_t at[PARTITIONS], int partition, int64_t from)
{
    at[partition] = next_of(partition, from);
    if (at[partition] < 0)
        merge_ended(m, partition);
    else
        merge_offer(m, partition, rows[at[partition]].m.t_ms);
}

static double recorder_s(void)
{
    struct tape *t;
    struct merge merge = {0};
    int64_t at[PARTITIONS], until;
    int parts[PARTITIONS];
    remove_cache();
    must(tape_open(&t, cache, &mission_default, &err) == 0, err.text);
    int64_t before_ns = clock_mono_ns();
    for (int p = 0; p < PARTITIONS; p++) {
        parts[p] = tape_part(t, "bench", "rockets", p, &err);
        must(parts[p] >= 0, err.text);
        merge_add(&merge);
        offer(&merge, at, p, 0);
    }
    for (int p; (p = merge_next(&merge, 0, &until)) != MERGE_NONE;) {
        int64_t i = at[p];
        merge_take(&merge, p, 0);
        must(tape_put(t, parts[p], &rows[i].m, true, &err) == 0, err.text);
        offer(&merge, at, p, i + 1);
        if (t->last_seq % ROWS_A_COMMIT == 0)
            must(tape_commit(t, false, &err) == 0, err.text);
    }
    must(tape_commit(t, false, &err) == 0, err.text);
    double s = (double)(clock_mono_ns() - before_ns) / 1e9;
    must(t->last_seq == count, "rows are missing");
    tape_close(t);
    merge_deinit(&merge);
    return s;
}

int main(int argc, char **argv)
{
    count = argc > 1 ? atoll(argv[1]) : 1000000;
    snprintf(cache, sizeof cache, "%s/bench-recorder-%d.db", argc > 2 ? argv[2] : "/tmp",
             (int)getpid());
    make_rows();
    double bare = INFINITY, recorder = INFINITY;
    for (int i = 0; i < ROUNDS; i++) {
        bare = fmin(bare, bare_s());
        recorder = fmin(recorder, recorder_s());
    }
    remove_cache();
    char bare_text[40], ours[40];
    snprintf(bare_text, sizeof bare_text, "%.0f", (double)count / bare / 1000);
    snprintf(ours, sizeof ours, "%.0f", (double)count / recorder / 1000);
    bench_print((struct bench_row){.what = "recorder: merge, decode, fold, commit",
                                   .unit = "krow/s",
                                   .bare = bare_text,
                                   .ours = ours,
                                   .ratio = bare / recorder,
                                   .bound = ">= 0.7",
                                   .missed = bare / recorder < 0.7});
    return bench_result();
}
