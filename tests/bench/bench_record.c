/* bench_record.c: the whole way, librdkafka and mini-broker included: how fast `ground record`
 * reads a backlog, beside the slower of its two halves (`kcat -e` and a bare insert), and how long
 * a message takes from the producer to the doorbell. */
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench/bare.h"
#include "bench/bench.h"
#include "bench/run_program.h"
#include "client/producer.h"
#include "harness.h"
#include "store/bell.h"

enum { BACKLOG = 1000000, VALUES = 10000, ROCKETS = 20, ROUNDS = 3, SENT = 500, PAUSE_MS = 13 };

enum { MOST_KIB = 96 * 1024 };

struct backlog {
    const char *topic, *what;
    int partitions;
    bool json;
};

static const struct backlog backlogs[] = {
    {"json-1", "recorder: JSON, 1 partition", 1, true},
    {"json-8", "recorder: JSON, 8 partitions", 8, true},
    {"text-1", "recorder: text, 1 partition", 1, false},
    {"text-8", "recorder: text, 8 partitions", 8, false},
};

static struct test_broker broker;
static char cache[120], bootstrap[40];

static void remove_caches(void)
{
    char pattern[130];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s*", cache);
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            unlink(found.gl_pathv[i]);
        globfree(&found);
    }
}

/* Generated in advance: printing a value costs as much as a bare insert. */
static char values[VALUES][160];

static void make_values(bool json)
{
    for (int i = 0; i < VALUES && json; i++)
        snprintf(values[i], sizeof values[i],
                 "{\"time\":%.3f,\"velocity\":%.3f,\"altitude\":%.3f,\"accel\":%.3f,\"q\":%.2f}",
                 (double)i / 5, (double)(i % 900) / 3, (double)(i % 777) / 11, (double)(i % 17) / 7,
                 (double)(i % 301) / 7);
    for (int i = 0; i < VALUES && !json; i++)
        snprintf(values[i], sizeof values[i], "step %d: all values nominal, continue as planned",
                 i);
}

static struct bytes value_of(int64_t i)
{
    return bytes_of(values[i % VALUES]);
}

static void send_one(struct producer *p, const char *topic, int64_t i)
{
    struct err err;
    char key[16];
    snprintf(key, sizeof key, "F9-B%d", 1000 + (int)(i % ROCKETS));
    struct client_record record = {
        .topic = topic, .partition = -1, .key = bytes_of(key), .value = value_of(i)};
    assert_int_equal(producer_send(p, &record, &err), 0);
}

static pid_t start_recorder(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL) /* keep its log out of the table */
            _exit(127);
        execl(BUILD_DIR "/bin/ground", "ground", "record", "--cache", cache, "--bootstrap-server",
              bootstrap, "--topic", "delay", NULL);
        _exit(127);
    }
    return pid;
}

static double bare_s(void)
{
    remove_caches();
    struct bare *bare = bare_open(cache);
    int64_t before_ns = clock_mono_ns();
    for (int64_t i = 0; i < BACKLOG; i++)
        bare_insert(bare, 1, i, before_ns / 1000000, (int)(i % ROCKETS), value_of(i));
    bare_close(bare);
    return (double)(clock_mono_ns() - before_ns) / 1e9;
}

/* The best of several alternating rounds. */
static void bench_backlog(struct producer *p, struct client *c, const struct backlog *b)
{
    struct err err;
    struct cost kcat = {0}, ours = {0}, cost;
    double bare = 0;
    const char *reading[] = {"kcat", "-q", "-C", "-b", bootstrap, "-t", b->topic, "-e", NULL};
    const char *recording[] = {BUILD_DIR "/bin/ground", "record",  "--cache", cache,
                               "--bootstrap-server",    bootstrap, "--topic", b->topic,
                               "--until-end",           NULL};
    make_values(b->json);
    create_topic(c, b->topic, b->partitions);
    for (int64_t i = 0; i < BACKLOG; i++)
        send_one(p, b->topic, i);
    assert_int_equal(producer_flush(p, 60000, &err), 0);
    for (int i = 0; i < ROUNDS; i++) {
        if (run_program(reading, NULL, &cost))
            cost_least(&kcat, &cost);
        double s = bare_s();
        bare = bare == 0 || s < bare ? s : bare;
        remove_caches();
        assert_true(run_program(recording, NULL, &cost));
        cost_least(&ours, &cost);
    }
    double slower = kcat.wall_s > bare ? kcat.wall_s : bare;
    bench_print_pace(b->what, BACKLOG, slower, ours.wall_s, 0.8);
    char rss[40];
    snprintf(rss, sizeof rss, "%.0f", (double)ours.rss_kib / 1024);
    bench_print((struct bench_row){.what = "  memory at its most",
                                   .unit = "MiB",
                                   .ours = rss,
                                   .bound = "<= 96",
                                   .missed = ours.rss_kib > MOST_KIB});
}

/* Waits for the doorbell to ring for `seq`; returns the time. */
static int64_t wait_for_ring(int bell, int64_t wanted)
{
    int64_t seq = 0;
    bool gone = false;
    while (seq < wanted && !gone) {
        struct pollfd fd = {.fd = bell, .events = POLLIN};
        assert_int_equal(poll(&fd, 1, 10000), 1);
        bell_heard(bell, &seq, &gone);
    }
    assert_false(gone);
    return clock_mono_ns();
}

static void bench_delay(struct producer *p, struct client *c)
{
    struct err err;
    double took_ms[SENT];
    int bell;
    create_topic(c, "delay", 1);
    remove_caches();
    pid_t recorder = start_recorder();
    while (bell_connect(cache, &bell, &err) != 0)
        poll(NULL, 0, 5);
    send_one(p, "delay", 0);
    producer_serve(p, 0);
    wait_for_ring(bell, 1);
    for (int i = 0; i < SENT; i++) {
        producer_serve(p, PAUSE_MS);
        int64_t before_ns = clock_mono_ns();
        send_one(p, "delay", i);
        took_ms[i] = (double)(wait_for_ring(bell, 2 + i) - before_ns) / 1e6;
    }
    close(bell);
    kill(recorder, SIGTERM);
    waitpid(recorder, NULL, 0);
    char ours[40];
    double p99 = bench_percentile(took_ms, SENT, 99);
    snprintf(ours, sizeof ours, "%.1f / %.1f", took_ms[SENT / 2], p99);
    bench_print(
        (struct bench_row){.what = "producer to doorbell, p50 / p99", .unit = "ms", .ours = ours});
}

int main(void)
{
    struct properties java = {0};
    struct client_events events = {0};
    struct producer *p;
    struct client c;
    struct err err;
    snprintf(cache, sizeof cache, "/tmp/bench-record-%d.db", (int)getpid());
    broker_start(&broker, NULL);
    client_connect(&c, &broker);
    snprintf(bootstrap, sizeof bootstrap, "127.0.0.1:%d", broker.port);
    properties_set(&java, "bootstrap.servers", bootstrap);
    properties_set(&java, "linger.ms", "0");
    assert_int_equal(producer_open(&p, &java, &events, NULL, &err), 0);
    for (size_t i = 0; i < ARRAY_SIZE(backlogs); i++)
        bench_backlog(p, &c, &backlogs[i]);
    bench_delay(p, &c);
    producer_close(p);
    properties_deinit(&java);
    client_close(&c);
    broker_remove(&broker);
    remove_caches();
    return bench_result();
}
