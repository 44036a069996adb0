/* bench_restart.c: stopping and starting with many partitions that hold records. `bare` is the
 * minimum work for what has changed, one file after the other: for a stop, to open and sync each
 * log; for a start, to open it and read its size. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench/bench.h"
#include "harness.h"

enum { AT_ONCE = 500, BIG_MB = 600, BATCH_BYTES = 900 * 1000 };

static double seconds_since(int64_t began_ns)
{
    return (double)(clock_mono_ns() - began_ns) / 1e9;
}

static void print(const char *what, double bare, double ours, double most)
{
    char bare_text[40], ours_text[40], bound[20];
    snprintf(bare_text, sizeof bare_text, "%.2f", bare);
    snprintf(ours_text, sizeof ours_text, "%.2f", ours);
    snprintf(bound, sizeof bound, "<= %.0f s", most);
    bench_print((struct bench_row){.what = what,
                                   .unit = "s",
                                   .bare = bare > 0 ? bare_text : NULL,
                                   .ours = ours_text,
                                   .bound = bound,
                                   .missed = ours > most});
}

static double bare_seconds(const char *dir, int partitions, bool sync)
{
    int64_t began_ns = clock_mono_ns();
    for (int i = 0; i < partitions; i++) {
        char path[200];
        struct stat st;
        snprintf(path, sizeof path, "%s/many-%d/00000000000000000000.log", dir, i);
        int fd = open(path, O_RDWR);
        if (fd < 0 || fstat(fd, &st) != 0 || (sync && fdatasync(fd) != 0))
            fail_msg("%s is not to be had", path);
        close(fd);
    }
    return seconds_since(began_ns);
}

/* -- Many partitions -- */

static void fill(struct client *c, int partitions, int acks)
{
    struct produce_request_partition p[AT_ONCE];
    struct buf batch = {0};
    make_batch(&batch, (struct batch_spec){.value_size = 100});
    for (int first = 0; first < partitions; first += AT_ONCE) {
        for (int i = 0; i < AT_ONCE; i++)
            p[i] = (struct produce_request_partition){.index = first + i,
                                                      .records = buf_bytes(&batch)};
        struct produce_request_topic t = {.name = bytes_of("many"), .partitions = {p, AT_ONCE}};
        struct produce_request request;
        wire_defaults(&produce_request_schema, &request);
        request.acks = (int16_t)acks;
        request.timeout_ms = 30000;
        request.topics.items = &t;
        request.topics.count = 1;
        const struct produce_response *r = client_ask(c, API_PRODUCE, 9, &request);
        for (int i = 0; i < AT_ONCE; i++)
            if (r->topics.items[0].partitions.items[i].error_code != KAFKA_NONE)
                fail_msg("a Produce failed");
    }
    buf_deinit(&batch);
}

/* In steps: the harness's client times out after some seconds. */
static void create_many(struct client *c, int partitions)
{
    enum { STEP = 1000 };
    create_topic(c, "many", STEP);
    for (int count = 2 * STEP; count <= partitions; count += STEP) {
        struct create_partitions_topic topic = {
            .name = bytes_of("many"), .count = count, .assignments = {.count = -1}};
        struct create_partitions_request request = {.topics = {&topic, 1}, .timeout_ms = 10000};
        const struct create_partitions_response *r =
            client_ask(c, API_CREATE_PARTITIONS, 1, &request);
        if (r->results.items[0].error_code != KAFKA_NONE)
            fail_msg("the topic does not grow");
    }
}

static void ask_metadata(struct client *c)
{
    struct metadata_request_topic topic = {.name = bytes_of("many")};
    struct metadata_request request = {.topics = {&topic, 1}};
    client_ask(c, API_METADATA, 8, &request);
}

/* Retries, as a client does, until the partition has a leader. */
static int read_last(struct client *c, int partition, int *tries)
{
    for (*tries = 1;; ++*tries) {
        struct fetch_request_partition p = {.partition = partition,
                                            .max_bytes = 1 << 20,
                                            .current_leader_epoch = -1,
                                            .last_fetched_epoch = -1};
        struct fetch_request_topic t = {.name = bytes_of("many"), .partitions = {&p, 1}};
        struct fetch_request request = {
            .max_bytes = 1 << 20, .session_epoch = -1, .topics = {&t, 1}};
        const struct fetch_response *r = client_ask(c, API_FETCH, 11, &request);
        const struct fetch_response_partition *answer = &r->topics.items[0].partitions.items[0];
        if (answer->error_code == KAFKA_NONE)
            return look_at(answer->records).records;
        if (answer->error_code != KAFKA_NOT_LEADER_OR_FOLLOWER)
            fail_msg("error %d", answer->error_code);
        usleep(10 * 1000);
    }
}

static void measure_start(struct test_broker *b, struct client *c, const char *how, int partitions,
                          double bare)
{
    char what[80];
    int tries;
    int64_t began_ns = clock_mono_ns();
    broker_start_again(b, NULL);
    client_connect(c, b);
    ask_metadata(c);
    snprintf(what, sizeof what, "%s: first answer", how);
    print(what, bare, seconds_since(began_ns), 1);
    if (read_last(c, partitions - 1, &tries) < 1)
        fail_msg("the record is not there");
    snprintf(what, sizeof what, "%s: a record read", how);
    print(what, bare, seconds_since(began_ns), 1);
    for (int i = 0; i < partitions; i++)
        read_last(c, i, &tries);
    snprintf(what, sizeof what, "%s: all of them read", how);
    print(what, bare, seconds_since(began_ns), 60);
}

static void measure_many(int partitions)
{
    struct test_broker b = {0};
    struct client c;
    char how[60];
    broker_start(&b, NULL);
    client_connect(&c, &b);
    create_many(&c, partitions);
    fill(&c, partitions, -1);
    client_close(&c);
    double bare_sync = bare_seconds(b.dir, partitions, true);
    double bare_open = bare_seconds(b.dir, partitions, false);
    broker_kill(&b);
    snprintf(how, sizeof how, "%d, kill -9", partitions);
    measure_start(&b, &c, how, partitions, bare_open);
    fill(&c, partitions, 1);
    client_close(&c);
    int64_t began_ns = clock_mono_ns();
    broker_stop(&b, SIGTERM);
    snprintf(how, sizeof how, "%d, all changed: clean stop", partitions);
    print(how, bare_sync, seconds_since(began_ns), 1);
    snprintf(how, sizeof how, "%d, clean start", partitions);
    measure_start(&b, &c, how, partitions, bare_open);
    client_close(&c);
    began_ns = clock_mono_ns();
    broker_stop(&b, SIGTERM);
    snprintf(how, sizeof how, "%d, none changed: clean stop", partitions);
    print(how, 0, seconds_since(began_ns), 1);
    broker_remove(&b);
}

/* -- Much data that is not yet written -- */

static double bare_write(const char *dir, struct bytes batch)
{
    char path[200];
    snprintf(path, sizeof path, "%s/bare", dir);
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    for (int64_t done = 0; done < (int64_t)BIG_MB * 1000 * 1000; done += (int64_t)batch.len)
        if (write(fd, batch.data, batch.len) < 0)
            fail_msg("cannot write");
    int64_t began_ns = clock_mono_ns();
    fdatasync(fd);
    close(fd);
    unlink(path);
    return seconds_since(began_ns);
}

static void measure_big(int partitions)
{
    struct test_broker b = {0};
    struct client c;
    struct buf batch = {0};
    char how[60];
    broker_start(&b, NULL);
    client_connect(&c, &b);
    create_topic(&c, "big", partitions);
    make_batch(&batch, (struct batch_spec){.value_size = BATCH_BYTES});
    double bare = bare_write(b.dir, buf_bytes(&batch));
    int64_t began_ns = clock_mono_ns();
    for (int i = 0; i < BIG_MB * 1000 * 1000 / BATCH_BYTES; i++)
        if (produce_bytes(&c, 9, "big", i % partitions, 1, buf_bytes(&batch)).error_code != 0)
            fail_msg("a Produce failed");
    print("600 MB, acks=1: produced", 0, seconds_since(began_ns), 60);
    began_ns = clock_mono_ns();
    broker_stop(&b, SIGTERM);
    snprintf(how, sizeof how, "600 MB to %d: stop", partitions);
    print(how, bare, seconds_since(began_ns), 2);
    client_close(&c);
    buf_deinit(&batch);
    broker_remove(&b);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2 || strcmp(argv[1], "big") == 0) {
        measure_big(1);
        measure_big(12);
    }
    if (argc < 2 || strcmp(argv[1], "5000") == 0)
        measure_many(5000);
    if (argc < 2 || strcmp(argv[1], "10000") == 0)
        measure_many(10000);
    return bench_result();
}
