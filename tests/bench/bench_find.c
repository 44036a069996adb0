/* bench_find.c: `/` in CONSOLE over some million messages: what one key costs, what a slice of the
 * search costs, and how long the whole search takes beside SQLite's own walk through the rows.
 *
 * bench_find [MESSAGES [CACHE]]: creates the cache (an existing CACHE is used as it is, a new one
 * is kept), then searches for the row at a tenth of it, and for a text that no row contains. The
 * bounds: a key or a slice in 20 ms, the search at 0.4 of SQLite's speed. */
#include "test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench/bench.h"
#include "recording.h"
#include "ui/view.h"

enum { ROCKETS = 20, PER_SECOND = 5000, ROWS_A_COMMIT = 10000, MOST_SLICES = 1000000 };

static const int64_t t0 = 1795357867000; /* 2026-11-22T14:31:07Z */

static void write_cache(const char *path, int64_t messages)
{
    static char keys[ROCKETS][16];
    struct recording *r = mem_alloc(sizeof(*r));
    recording_begin(r, path, &mission_default);
    for (int64_t i = 1; i <= messages; i++) {
        char value[160];
        int rocket = (int)(i % ROCKETS);
        int64_t t = t0 + i * 1000 / PER_SECOND;
        snprintf(keys[rocket], sizeof(keys[rocket]), "F9-B%d", 1000 + rocket);
        snprintf(value, sizeof(value), "{\"velocity\":%.3f,\"altitude\":%.3f,\"row\":\"r%lld.\"}",
                 (double)(i % 9000) / 3, (double)(i % 77777) / 11, (long long)i);
        recording_say(r, keys[rocket], t, t + 12, value);
        if (i % ROWS_A_COMMIT == 0)
            recording_commit(r);
    }
    recording_end(r);
    free(r);
}

static void press(struct view *v, const char *keys)
{
    for (; *keys != '\0'; keys++)
        view_key(v, *keys == '\n' ? KEYCODE_ENTER : *keys);
}

static double since_ms(int64_t from_ns)
{
    return (double)(clock_mono_ns() - from_ns) / 1e6;
}

struct timing {
    double *ms; /* for the key, then for each slice */
    int count;
    double whole_ms;
};

/* Types `/TEXT`, presses Enter, and lets the search run to its end. */
static void search(struct view *v, const char *text, struct timing *out)
{
    int64_t from = clock_mono_ns();
    press(v, "/");
    press(v, text);
    out->count = 0;
    for (bool more = true; more && out->count < MOST_SLICES;) {
        int64_t slice = clock_mono_ns();
        if (out->count == 0)
            press(v, "\n");
        more = search_slice(v);
        out->ms[out->count++] = since_ms(slice);
    }
    out->whole_ms = since_ms(from);
}

static int64_t walk(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t bytes = 0;
    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        bytes += sqlite3_column_bytes(stmt, 1) + sqlite3_column_bytes(stmt, 2);
    sqlite3_finalize(stmt);
    return bytes;
}

/* How long SQLite takes to return the key and value of each row. */
static double bare_ms(const char *path)
{
    sqlite3 *db;
    int64_t from = clock_mono_ns();
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        walk(db, "SELECT seq,key,value FROM message ORDER BY seq") == 0)
        fprintf(stderr, "bench_find: %s\n", sqlite3_errmsg(db));
    sqlite3_close(db);
    return since_ms(from);
}

static void print_slices(struct timing *s)
{
    const double most_ms = 20;
    char ours[40];
    double p99 = bench_percentile(s->ms, s->count, 99);
    snprintf(ours, sizeof ours, "%.2f / %.2f", s->ms[s->count / 2], p99);
    bench_print((struct bench_row){.what = "find in CONSOLE, key and slices, p50 / p99",
                                   .unit = "ms",
                                   .ours = ours,
                                   .bound = "<= 20",
                                   .missed = p99 > most_ms});
}

static void print_whole(int64_t messages, double bare, double ours)
{
    char bare_text[20], ours_text[20];
    snprintf(bare_text, sizeof bare_text, "%.1f", (double)messages / bare / 1000);
    snprintf(ours_text, sizeof ours_text, "%.1f", (double)messages / ours / 1000);
    bench_print((struct bench_row){.what = "find in CONSOLE, all read",
                                   .unit = "M/s",
                                   .bare = bare_text,
                                   .ours = ours_text,
                                   .ratio = bare / ours,
                                   .bound = ">= 0.4",
                                   .missed = bare / ours < 0.4});
}

static int measure(const char *path, int64_t messages)
{
    struct view *v = mem_zero(1, sizeof *v);
    struct timing s = {.ms = mem_zero(MOST_SLICES, sizeof(double))};
    struct err err = {0};
    char text[32];
    int64_t now_ms = t0 + messages * 1000 / PER_SECOND;
    view_init(v, &mission_default);
    if (playhead_open(&v->playhead, path, &mission_default, now_ms, &err) != 0) {
        fprintf(stderr, "bench_find: %s\n", err.text);
        return 1;
    }
    while (playhead_pump(v->playhead, now_ms, &err) > 0)
        ;
    press(v, "3");
    view_gather(v, now_ms, 0);
    snprintf(text, sizeof text, "r%lld.", (long long)messages / 10);
    search(v, text, &s);
    if (view_console_seq(v) != messages / 10) {
        fprintf(stderr, "bench_find: row %lld not found: %s\n", (long long)messages / 10, v->said);
        return 1;
    }
    bare_ms(path); /* reads the file into memory */
    double bare = bare_ms(path);
    search(v, "in no row", &s);
    print_slices(&s);
    print_whole(messages, bare, s.whole_ms);
    playhead_close(v->playhead);
    view_deinit(v);
    free(v);
    free(s.ms);
    return bench_result();
}

int main(int argc, char **argv)
{
    int64_t messages = argc > 1 ? atoll(argv[1]) : 2000000;
    char *made = mem_printf("/tmp/bench_find.%d.db", (int)getpid());
    const char *path = argc > 2 ? argv[2] : made;
    if (access(path, R_OK) != 0)
        write_cache(path, messages);
    int rc = measure(path, messages);
    recording_remove(made);
    free(made);
    return rc;
}
