/* bench_recorder.c: the recorder without librdkafka (merge, decode, fold, commit) against a bare
 * SQLite insert of the same rows in the same run. The best of several alternating rounds, so that a
 * busy machine matters less. The bound: 0.7 of the bare insert.
 *
 * bench_recorder [MESSAGES [DIRECTORY]] */
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench/bare.h"
#include "bench/bench.h"
#include "recorder/merge.h"
#include "recorder/tape.h"

enum { PARTITIONS = 12, ROCKETS = 20, ROWS_A_COMMIT = 10000, ROUNDS = 5, VALUE_SIZE = 112 };

static const int64_t t0 = 1795357867000; /* 2026-11-22T14:31:07Z */
static struct err err;

struct row {
    int partition, rocket;
    struct ingest_message m;
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

static double bare_s(void)
{
    remove_cache();
    struct bare *bare = bare_open(cache);
    int64_t before_ns = clock_mono_ns();
    for (int64_t i = 0; i < count; i++) {
        const struct row *r = &rows[i];
        bare_insert(bare, r->partition + 1, r->m.offset, r->m.t_ms, r->rocket + 1, r->m.value);
    }
    bare_close(bare);
    return (double)(clock_mono_ns() - before_ns) / 1e9;
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
        parts[p] = tape_add_partition(t, "bench", "rockets", p, &err);
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
            must(tape_commit_soon(t, false, &err) == 0, err.text);
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
