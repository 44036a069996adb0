/* bench_crowd.c: the latency of one well-behaved client's Produce with acks=all, alone and beside a
 * crowd of connections that pipeline requests of one kind as fast as the broker accepts them.
 * `bare` is the 99th percentile alone; the bound limits it with a crowd. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench/bench.h"
#include "harness.h"

enum {
    ROUND_TRIPS = 300,
    BOUND_MS = 50,
    MANY_CONNECTIONS = 470,
    PARTITIONS = 1000, /* of the crowd's topic */
};

struct crowd {
    const char *what;
    void (*make)(struct buf *out); /* the frame that is sent repeatedly */
    int connections;
    bool reads;          /* reads the responses, so that the crowd never pauses */
    const char *address; /* the crowd's source address; the good client's is 127.0.0.1 */
};

/* -- What a crowd sends -- */

static void make_request(struct buf *out, enum api_key key, int version, const void *request)
{
    struct err err;
    if (request_write(out, api_find(key), (int16_t)version, 0, bytes_of("crowd"), request, &err) !=
        0)
        fail_msg("%s", err.text);
}

static void make_small(struct buf *out)
{
    struct api_versions_request request = {0};
    make_request(out, API_API_VERSIONS, 0, &request);
}

static void make_metadata(struct buf *out)
{
    struct metadata_request request = {.topics = {NULL, -1}};
    make_request(out, API_METADATA, 8, &request);
}

static void make_search(struct buf *out)
{
    struct list_offsets_request_partition *p = mem_zero(PARTITIONS, sizeof *p);
    for (int i = 0; i < PARTITIONS; i++)
        p[i] = (struct list_offsets_request_partition){.current_leader_epoch = -1, .timestamp = 1};
    struct list_offsets_request_topic topic = {.name = bytes_of("crowd"),
                                               .partitions = {p, PARTITIONS}};
    struct list_offsets_request request = {.replica_id = -1, .topics = {&topic, 1}};
    make_request(out, API_LIST_OFFSETS, 4, &request);
    free(p);
}

static void make_fetch_of(struct buf *out, int bytes)
{
    struct fetch_request_partition p = {
        .max_bytes = bytes, .current_leader_epoch = -1, .last_fetched_epoch = -1};
    struct fetch_request_topic t = {.name = bytes_of("crowd"), .partitions = {&p, 1}};
    struct fetch_request request = {.max_bytes = bytes, .session_epoch = -1, .topics = {&t, 1}};
    make_request(out, API_FETCH, 11, &request);
}

static void make_fetch(struct buf *out)
{
    make_fetch_of(out, 50 << 20);
}

static void make_produce_of(struct buf *out, const char *topic, struct batch_spec spec, int acks)
{
    struct buf batch = {0};
    make_batch(&batch, spec);
    struct produce_request_partition p = {.records = buf_bytes(&batch)};
    struct produce_request_topic t = {.name = bytes_of(topic), .partitions = {&p, 1}};
    struct produce_request request;
    wire_defaults(&produce_request_schema, &request);
    request.acks = (int16_t)acks;
    request.timeout_ms = 30000;
    request.topics.items = &t;
    request.topics.count = 1;
    make_request(out, API_PRODUCE, 9, &request);
    buf_deinit(&batch);
}

static void make_one_record(struct buf *out)
{
    make_produce_of(out, "crowd", (struct batch_spec){0}, 1);
}

static void make_batches(struct buf *out)
{
    make_produce_of(out, "crowd", (struct batch_spec){.count = 1000, .value_size = 900}, 1);
}

static void make_scattered(struct buf *out)
{
    struct produce_request_partition *p = mem_zero(PARTITIONS, sizeof *p);
    struct buf batch = {0};
    make_batch(&batch, (struct batch_spec){0});
    for (int i = 0; i < PARTITIONS; i++)
        p[i] = (struct produce_request_partition){.index = i, .records = buf_bytes(&batch)};
    struct produce_request_topic t = {.name = bytes_of("crowd"), .partitions = {p, PARTITIONS}};
    struct produce_request request;
    wire_defaults(&produce_request_schema, &request);
    request.acks = 1;
    request.topics.items = &t;
    request.topics.count = 1;
    make_request(out, API_PRODUCE, 8, &request);
    buf_deinit(&batch);
    free(p);
}

/* As many names as a request may have; none needs more than a look-up. */
static void make_create(struct buf *out)
{
    enum { NAMES = 2000 };
    static char names[NAMES][40];
    static struct create_topics_request_topic topics[NAMES];
    for (int i = 0; i < NAMES; i++) {
        snprintf(names[i], sizeof names[i], "a-name-that-is-not-taken-%d", i);
        topics[i] = (struct create_topics_request_topic){
            .name = bytes_of(names[i]), .num_partitions = 1, .replication_factor = 1};
    }
    struct create_topics_request request = {.topics = {topics, NAMES}, .validate_only = true};
    make_request(out, API_CREATE_TOPICS, 4, &request);
}

/* 16 MB of the smallest records, which take longest to validate for their size. */
static void make_bomb(struct buf *out)
{
    make_produce_of(out, "crowd",
                    (struct batch_spec){.count = 1600 * 1000, .value = "", .codec = CODEC_ZSTD}, 1);
}

/* -- The crowd: a process of its own -- */

static int connect_from(const char *address, int port)
{
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr(address)};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&from, sizeof from) < 0 ||
        connect(fd, (struct sockaddr *)&to, sizeof to) < 0)
        return -1;
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

struct member {
    int fd;
    size_t sent;
};

static bool push(struct member *m, struct bytes frame)
{
    for (int i = 0; i < 1000; i++) {
        ssize_t n = send(m->fd, frame.data + m->sent, frame.len - m->sent, MSG_NOSIGNAL);
        if (n < 0)
            return errno == EAGAIN;
        m->sent = (m->sent + (size_t)n) % frame.len;
    }
    return true;
}

_Noreturn static void crowd_run(const struct crowd *crowd, int port)
{
    static uint8_t sink[1 << 18];
    static struct member members[MANY_CONNECTIONS];
    static struct pollfd polls[MANY_CONNECTIONS];
    struct buf frame = {0};
    crowd->make(&frame);
    for (int i = 0; i < crowd->connections; i++)
        members[i].fd = connect_from(crowd->address, port);
    for (;;) {
        for (int i = 0; i < crowd->connections; i++)
            polls[i] = (struct pollfd){.fd = members[i].fd,
                                       .events = (short)(POLLOUT | (crowd->reads ? POLLIN : 0))};
        poll(polls, (nfds_t)crowd->connections, -1);
        for (int i = 0; i < crowd->connections; i++) {
            if ((polls[i].revents & POLLOUT) && !push(&members[i], buf_bytes(&frame)))
                _exit(1);
            if ((polls[i].revents & POLLIN) && recv(members[i].fd, sink, sizeof sink, 0) == 0)
                _exit(1);
        }
    }
}

/* -- The good client -- */

static double percentile_ms(const struct test_broker *broker, double percent)
{
    double ms[ROUND_TRIPS];
    struct client client;
    client_connect(&client, broker);
    for (int i = 0; i < ROUND_TRIPS; i++) {
        int64_t begin = clock_mono_ns();
        if (produce(&client, "good", -1, (struct batch_spec){0}).error_code != KAFKA_NONE)
            fail_msg("the good client's Produce failed");
        ms[i] = (double)(clock_mono_ns() - begin) / 1e6;
    }
    client_close(&client);
    return bench_percentile(ms, ROUND_TRIPS, percent);
}

static void measure(const struct crowd *crowd)
{
    struct test_broker broker = {0};
    struct client client;
    char bare[40], ours[40], bound[20];
    broker_start(&broker, (const char *const[]){"-c", "log.retention.ms=-1", NULL});
    client_connect(&client, &broker);
    create_topic(&client, "good", 1);
    create_topic_with(&client, "crowd", PARTITIONS, "max.message.bytes", "20000000");
    for (int i = 0; i < 60; i++)
        produce(&client, "crowd", -1, (struct batch_spec){.count = 1000, .value_size = 900});
    double alone = percentile_ms(&broker, 99);
    pid_t pid = fork();
    if (pid == 0)
        crowd_run(crowd, broker.port);
    usleep(300 * 1000); /* the load peaks once all have connected and sent */
    double beside = percentile_ms(&broker, 99);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    snprintf(bare, sizeof bare, "%.2f", alone);
    snprintf(ours, sizeof ours, "%.2f", beside);
    snprintf(bound, sizeof bound, "<= %d ms", BOUND_MS);
    bench_print((struct bench_row){.what = crowd->what,
                                   .unit = "ms",
                                   .bare = bare,
                                   .ours = ours,
                                   .bound = bound,
                                   .missed = beside > (double)BOUND_MS});
    client_close(&client);
    broker_remove(&broker);
}

static const struct crowd crowds[] = {
    {.what = "p99 beside 40 that read nothing", .make = make_small, .connections = 40},
    {.what = "p99 beside 40, the same address",
     .make = make_small,
     .connections = 40,
     .reads = true,
     .address = "127.0.0.1"},
    {.what = "p99 beside 470, small requests",
     .make = make_small,
     .connections = MANY_CONNECTIONS,
     .reads = true},
    {.what = "p99 beside 40, Metadata of 1000 parts",
     .make = make_metadata,
     .connections = 40,
     .reads = true},
    {.what = "p99 beside 40, searches by time",
     .make = make_search,
     .connections = 40,
     .reads = true},
    {.what = "p99 beside 40, Fetches of 50 MB",
     .make = make_fetch,
     .connections = 40,
     .reads = true},
    {.what = "p99 beside 40, Produce of a record",
     .make = make_one_record,
     .connections = 40,
     .reads = true},
    {.what = "p99 beside 40, Produce all over",
     .make = make_scattered,
     .connections = 40,
     .reads = true},
    {.what = "p99 beside 40, 2000 names to create",
     .make = make_create,
     .connections = 40,
     .reads = true},
    {.what = "p99 beside 40, Produce of 0.9 MB",
     .make = make_batches,
     .connections = 40,
     .reads = true},
    {.what = "p99 beside 40, bombs of 1:1000", .make = make_bomb, .connections = 40, .reads = true},
};

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < ARRAY_SIZE(crowds); i++) {
        struct crowd crowd = crowds[i];
        if (crowd.address == NULL)
            crowd.address = "127.0.0.2";
        if (argc < 2 || strstr(crowd.what, argv[1]) != NULL)
            measure(&crowd);
    }
    return bench_result();
}
