/* bench_record.c: the whole way, librdkafka and mini-broker included: how fast `ground record`
 * reads a backlog, and how long a message takes from the producer to the doorbell. */
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench/bench.h"
#include "broker/harness.h"
#include "client/producer.h"
#include "store/bell.h"

enum { BACKLOG = 500000, PARTITIONS = 12, ROCKETS = 20, SENT = 500, PAUSE_MS = 13 };

static struct test_broker broker;
static char cache[120], bootstrap[40];

static void send_one(struct producer *p, const char *topic, int64_t i)
{
    struct err err;
    char key[16], value[160];
    snprintf(key, sizeof key, "F9-B%d", 1000 + (int)(i % ROCKETS));
    snprintf(value, sizeof value,
             "{\"time\":%.3f,\"velocity\":%.3f,\"altitude\":%.3f,\"accel\":%.3f,\"q\":%.2f}",
             (double)i / 5000, (double)(i % 9000) / 3, (double)(i % 77777) / 11,
             (double)(i % 17) / 7, (double)(i % 301) / 7);
    struct client_record record = {
        .topic = topic, .partition = -1, .key = bytes_of(key), .value = bytes_of(value)};
    assert_int_equal(producer_send(p, &record, &err), 0);
}

static pid_t start_recorder(const char *more)
{
    pid_t pid = fork();
    if (pid == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL) /* what it says is no row of the table */
            _exit(127);
        execl(BUILD_DIR "/bin/ground", "ground", "record", "--cache", cache, "--bootstrap-server",
              bootstrap, more, NULL);
        _exit(127);
    }
    return pid;
}

static void bench_backlog(struct producer *p, struct client *c)
{
    struct err err;
    int status;
    create_topic(c, "backlog", PARTITIONS);
    for (int64_t i = 0; i < BACKLOG; i++)
        send_one(p, "backlog", i);
    assert_int_equal(producer_flush(p, 60000, &err), 0);
    int64_t before_ns = clock_mono_ns();
    pid_t recorder = start_recorder("--until-end");
    assert_int_equal(waitpid(recorder, &status, 0), recorder);
    assert_int_equal(status, 0);
    double s = (double)(clock_mono_ns() - before_ns) / 1e9;
    char ours[40];
    snprintf(ours, sizeof ours, "%.0f", (double)BACKLOG / s / 1000);
    bench_print((struct bench_row){
        .what = "recorder: a backlog, end to end", .unit = "krow/s", .ours = ours});
}

/* Rings until `seq`; returns when it was there. */
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
    pid_t recorder = start_recorder(NULL);
    while (bell_connect(cache, &bell, &err) != 0)
        poll(NULL, 0, 5);
    send_one(p, "delay", 0);
    producer_serve(p, 0);
    wait_for_ring(bell, BACKLOG + 1);
    for (int i = 0; i < SENT; i++) {
        producer_serve(p, PAUSE_MS);
        int64_t before_ns = clock_mono_ns();
        send_one(p, "delay", i);
        took_ms[i] = (double)(wait_for_ring(bell, BACKLOG + 2 + i) - before_ns) / 1e6;
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
    bench_backlog(p, &c);
    bench_delay(p, &c);
    producer_close(p);
    properties_deinit(&java);
    client_close(&c);
    broker_remove(&broker);
    remove_caches();
    return bench_result();
}
