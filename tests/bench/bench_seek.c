/* bench_seek.c: how long a playhead takes in a cache of ten million messages.
 *
 * bench_seek [MESSAGES [CACHE]]: creates the cache (20 rockets, some 100 bytes per message, 5,000
 * messages per second; an existing CACHE is used as it is, a new one is kept), then seeks to random
 * times. The bound: a seek in 100 ms. */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench/bench.h"
#include "playhead/playhead.h"
#include "recording.h"

enum { ROCKETS = 20, PER_SECOND = 5000, ASKED = 300, COLUMNS = 76, ROWS_A_COMMIT = 10000 };

static const int64_t t0 = 1795357867000; /* 2026-11-22T14:31:07Z */

static void write_cache(const char *path, int64_t messages)
{
    static char keys[ROCKETS][16];
    struct recording *r = mem_alloc(sizeof(*r));
    recording_begin(r, path, &mission_default);
    for (int64_t i = 0; i < messages; i++) {
        char value[160];
        int rocket = (int)(i % ROCKETS);
        int64_t t = t0 + i * 1000 / PER_SECOND;
        snprintf(keys[rocket], sizeof(keys[rocket]), "F9-B%d", 1000 + rocket);
        snprintf(value, sizeof(value),
                 "{\"velocity\":%.3f,\"altitude\":%.3f,\"accel\":%.3f,\"q\":%.2f,\"angle\":%.2f}",
                 (double)(i % 9000) / 3, (double)(i % 77777) / 11, sin((double)i / 999),
                 (double)(i % 301) / 7, (double)(i % 17999) / 100);
        recording_say(r, keys[rocket], t, t + 12, value);
        if (i % ROWS_A_COMMIT == 0)
            recording_commit(r);
    }
    recording_end(r);
    free(r);
}

static void print(const char *what, double *ms, int count, double most)
{
    char ours[40], bound[20];
    double p99 = bench_percentile(ms, count, 99);
    snprintf(ours, sizeof ours, "%.2f / %.2f", ms[count / 2], p99);
    snprintf(bound, sizeof bound, "<= %.0f", most);
    bench_print((struct bench_row){.what = what,
                                   .unit = "ms",
                                   .ours = ours,
                                   .bound = most > 0 ? bound : NULL,
                                   .missed = most > 0 && p99 > most});
}

static void must(int rc, const struct err *err)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "%s\n", err->text);
    exit(1);
}

struct bench {
    struct playhead *p;
    struct err err;
    int64_t end_ms, mono_ns;
    int32_t rocket;
    char said[80];
};

static int64_t any_moment(const struct bench *b)
{
    return t0 + 1000 + (int64_t)((double)rand() / RAND_MAX * (double)(b->end_ms - t0 - 2000));
}

static void seek(struct bench *b)
{
    must(playhead_seek(b->p, any_moment(b), b->said, &b->err), &b->err);
}

static void step_back(struct bench *b)
{
    must(playhead_step(b->p, -1, b->said, &b->err), &b->err);
}

/* Plays for a tenth of a second. */
static void tick(struct bench *b)
{
    b->mono_ns += 100000000;
    must(playhead_tick(b->p, b->end_ms, b->mono_ns, &b->err), &b->err);
}

static void chart(struct bench *b, int64_t window_ms)
{
    double min[COLUMNS], max[COLUMNS];
    struct transport t;
    playhead_transport(b->p, &t);
    must(playhead_series(b->p, b->rocket, "velocity", t.t_ms - window_ms, t.t_ms, INT64_MAX,
                         COLUMNS, min, max, &b->err),
         &b->err);
}

static void chart_minute(struct bench *b)
{
    chart(b, 60000);
}

static void chart_hour(struct bench *b)
{
    chart(b, 3600000);
}

static void measure(struct bench *b, const char *what, void (*each)(struct bench *), double most)
{
    static double ms[ASKED];
    for (int i = 0; i < ASKED; i++) {
        int64_t from = clock_mono_ns();
        each(b);
        ms[i] = (double)(clock_mono_ns() - from) / 1e6;
    }
    print(what, ms, ASKED, most);
}

static void measure_all(struct bench *b)
{
    measure(b, "seek among 10 M messages, p50 / p99", seek, 100);
    measure(b, "one message back, p50 / p99", step_back, 0);
    must(playhead_pause(b->p, b->said, &b->err), &b->err);
    seek(b);
    measure(b, "0.1 s of playing at 1x, p50 / p99", tick, 0);
    for (int i = 0; i < 9; i++)
        playhead_faster(b->p, 1, b->said, &b->err);
    measure(b, "0.1 s of playing at 60x, p50 / p99", tick, 0);
    must(playhead_seek(b->p, b->end_ms - 1000, b->said, &b->err), &b->err);
    playhead_reverse(b->p, b->said, &b->err);
    measure(b, "0.1 s of playing at -60x, p50 / p99", tick, 0);
    must(playhead_seek(b->p, b->end_ms - 1000, b->said, &b->err), &b->err);
    measure(b, "chart of a minute, 76 columns, p50 / p99", chart_minute, 0);
    measure(b, "chart of an hour, 76 columns, p50 / p99", chart_hour, 0);
}

int main(int argc, char **argv)
{
    int64_t messages = argc > 1 ? atoll(argv[1]) : 10000000;
    char *made = mem_printf("/tmp/bench_seek.%d.db", (int)getpid());
    const char *path = argc > 2 ? argv[2] : made;
    if (access(path, R_OK) != 0) {
        int64_t from = clock_mono_ns();
        write_cache(path, messages);
        fprintf(stderr, "bench_seek: %lld messages written in %.1f s\n", (long long)messages,
                (double)(clock_mono_ns() - from) / 1e9);
    }
    struct bench b = {.end_ms = t0 + messages * 1000 / PER_SECOND, .mono_ns = 1};
    int64_t from = clock_mono_ns();
    must(playhead_open(&b.p, path, &mission_default, b.end_ms, &b.err), &b.err);
    b.rocket = playhead_live(b.p)->rockets[0]->id;
    double open_ms = (double)(clock_mono_ns() - from) / 1e6;
    print("open", &open_ms, 1, 0);
    must(playhead_pause(b.p, b.said, &b.err), &b.err);
    measure_all(&b);
    playhead_close(b.p);
    recording_remove(made);
    free(made);
    return bench_result();
}
