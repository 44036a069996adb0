/* bench_start.c: the time from exec until each program is usable: minimum and median of some
 * starts. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench/bench.h"
#include "harness.h"
#include "recording.h"
#include "terminal.h"

enum { STARTS = 20 };

static char bootstrap[32], cache[100], fresh[100];

struct program {
    const char *what;
    const char *until; /* on the terminal; NULL: its end */
    double bound_ms;   /* of the minimum; 0: none */
    const char *argv[10];
};

static const struct program programs[] = {
    {"minibroker: listens",
     "listening on",
     20,
     {"minibroker", "--listen", "127.0.0.1:0", "--data-dir", fresh}},
    {"ground: the first frame", "2ROCKET", 0, {"ground", "--read-only", "--cache", cache}},
    {"ground snapshot: done", NULL, 0, {"ground", "snapshot", "--cache", cache}},
    {"kafka-topics --list: done",
     NULL,
     0,
     {"kafka-topics", "--list", "--bootstrap-server", bootstrap}},
    {"kafka-console-producer: its prompt",
     ">",
     0,
     {"kafka-console-producer", "--topic", "starts", "--bootstrap-server", bootstrap}},
    {"kafka-console-consumer: one message",
     NULL,
     0,
     {"kafka-console-consumer", "--topic", "starts", "--from-beginning", "--max-messages", "1",
      "--bootstrap-server", bootstrap}},
};

static int run_program(void *arg)
{
    const struct program *p = arg;
    char path[200];
    char *argv[ARRAY_SIZE(p->argv)];
    memcpy(argv, p->argv, sizeof argv);
    snprintf(path, sizeof path, "%s/bin/%s", BUILD_DIR, argv[0]);
    execv(path, argv);
    return 127;
}

static double start_once_ms(const struct program *p)
{
    struct terminal t;
    char clean[120];
    snprintf(clean, sizeof clean, "rm -rf %s", fresh);
    if (system(clean) != 0)
        fail_msg("cannot clean up");
    int64_t began_ns = clock_mono_ns();
    terminal_start(&t, 24, 120, "xterm-256color", run_program, (void *)(uintptr_t)p);
    if (p->until != NULL)
        terminal_until(&t, p->until);
    else if (terminal_end(&t) != 0)
        fail_msg("%s failed", p->argv[0]);
    double ms = (double)(clock_mono_ns() - began_ns) / 1e6;
    if (p->until != NULL) {
        kill(t.pid, SIGKILL);
        terminal_end(&t);
    }
    return ms;
}

static void measure(const struct program *p)
{
    double ms[STARTS];
    char ours[40], bound[20];
    for (int i = 0; i < STARTS; i++)
        ms[i] = start_once_ms(p);
    double least = bench_percentile(ms, STARTS, 0);
    snprintf(ours, sizeof ours, "%.1f / %.1f", least, ms[STARTS / 2]);
    snprintf(bound, sizeof bound, "<= %.0f", p->bound_ms);
    bench_print((struct bench_row){.what = p->what,
                                   .unit = "ms",
                                   .ours = ours,
                                   .bound = p->bound_ms > 0 ? bound : NULL,
                                   .missed = p->bound_ms > 0 && least > p->bound_ms});
}

static void make_recording(void)
{
    struct recording *r = mem_alloc(sizeof *r);
    int64_t now = clock_wall_ms();
    recording_begin(r, cache, &mission_default);
    recording_say(r, "KESTREL-9", now, now, "{\"alt\": 1.5}");
    recording_end(r);
    free(r);
}

int main(void)
{
    struct test_broker broker = {0};
    struct client client;
    setlocale(LC_ALL, "C.UTF-8");
    broker_start(&broker, NULL);
    client_connect(&client, &broker);
    create_topic(&client, "starts", 1);
    produce(&client, "starts", -1, (struct batch_spec){0});
    snprintf(bootstrap, sizeof bootstrap, "127.0.0.1:%d", broker.port);
    snprintf(cache, sizeof cache, "%s/starts.db", broker.dir);
    snprintf(fresh, sizeof fresh, "%s/fresh", broker.dir);
    make_recording();
    for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
        measure(&programs[i]);
    client_close(&client);
    broker_remove(&broker);
    return bench_result();
}
