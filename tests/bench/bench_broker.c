/* bench_broker.c: the mini-broker against a bare sink in the same run: the same frames over the
 * same sockets to a program that only writes them to files (a thread and a file per connection), or
 * sends a file's bytes back. Takes the best of several alternating rounds, so that a busy machine
 * matters less. The bound: produce >= 0.5 of the sink. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
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
#include "log/io.h"

enum {
    CONNECTIONS = 12,
    ROUNDS = 5,
    READ_BYTES = 1 << 20, /* requested per fetch */
    ANSWER_BYTES = 48,    /* of the sink's response to a write */
};

enum sink_mode { SINK_WRITE, SINK_SYNC, SINK_READ };

/* -- The sink -- */

struct sink_conn {
    int fd;
    int number;
    enum sink_mode mode;
    const char *dir;
};

static bool read_exactly(int fd, uint8_t *to, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = read(fd, to + done, len - done);
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static bool write_exactly(int fd, const uint8_t *from, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = write(fd, from + done, len - done);
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static void *serve(void *arg)
{
    struct sink_conn *c = arg;
    struct buf frame = {0};
    uint8_t size[4], *piece = mem_zero(1, READ_BYTES + 4);
    char path[160];
    snprintf(path, sizeof path, "%s/sink-%d", c->dir, c->number);
    int file = open(path, O_RDWR | O_CREAT | (c->mode == SINK_READ ? 0 : O_TRUNC), 0600);
    off_t at = 0, end = lseek(file, 0, SEEK_END);
    while (read_exactly(c->fd, size, 4)) {
        size_t len = be32_get(size), answer = ANSWER_BYTES;
        buf_clear(&frame);
        if (!read_exactly(c->fd, buf_reserve(&frame, len), len))
            break;
        if (c->mode == SINK_READ) {
            at = at + READ_BYTES <= end ? at : 0;
            answer = READ_BYTES;
            if (pread(file, piece + 4, answer, at) != (ssize_t)answer)
                break;
            at += READ_BYTES;
        } else if (!write_exactly(file, frame.data, len)) {
            break;
        }
        if (c->mode == SINK_SYNC)
            log_io_posix.sync_data(file);
        be32_put(piece, (uint32_t)answer);
        if (!write_exactly(c->fd, piece, answer + 4))
            break;
    }
    close(file);
    close(c->fd);
    buf_deinit(&frame);
    free(piece);
    free(c);
    return NULL;
}

static void run_sink(int listener, enum sink_mode mode, const char *dir)
{
    for (int number = 0;; number++) {
        struct sink_conn *c = mem_zero(1, sizeof *c);
        *c = (struct sink_conn){accept(listener, NULL, NULL), number % CONNECTIONS, mode, dir};
        int on = 1;
        pthread_t thread;
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        pthread_create(&thread, NULL, serve, c);
        pthread_detach(thread);
    }
}

struct sink {
    pid_t pid;
    int port;
};

static struct sink start_sink(enum sink_mode mode, const char *dir)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&at, len) < 0 || listen(listener, CONNECTIONS) < 0)
        fail_msg("cannot listen");
    getsockname(listener, (struct sockaddr *)&at, &len);
    struct sink sink = {fork(), ntohs(at.sin_port)};
    if (sink.pid == 0)
        run_sink(listener, mode, dir);
    close(listener);
    return sink;
}

static void stop_sink(struct sink sink)
{
    kill(sink.pid, SIGKILL);
    waitpid(sink.pid, NULL, 0);
}

/* -- The load: a window of frames in flight on each connection, from one thread -- */

struct lane {
    int fd;
    struct buf frame; /* sent repeatedly */
    size_t sent;      /* of the frame being sent */
    int to_send, in_flight;
    struct buf answer; /* so far */
    int64_t sent_ns;
    int64_t offset; /* fetching: the next */
};

struct load {
    struct lane lanes[CONNECTIONS];
    int count;
    int window;
    bool fetching; /* from a broker: each response advances the offset */
    int64_t answered, answered_bytes;
    double *latencies_us; /* or NULL */
};

static void make_fetch(struct lane *lane, int partition)
{
    struct fetch_request_partition p = {.partition = partition,
                                        .fetch_offset = lane->offset,
                                        .max_bytes = READ_BYTES,
                                        .current_leader_epoch = -1,
                                        .last_fetched_epoch = -1};
    struct fetch_request_topic t = {.name = bytes_of("bench"), .partitions = {&p, 1}};
    struct fetch_request request;
    struct err err;
    wire_defaults(&fetch_request_schema, &request);
    request.topics.items = &t;
    request.topics.count = 1;
    request.max_wait_ms = 100;
    request.min_bytes = 1;
    request.max_bytes = 2 * READ_BYTES;
    buf_clear(&lane->frame);
    request_write(&lane->frame, api_find(API_FETCH), 11, 0, bytes_of("bench"), &request, &err);
}

/* Continues after the last batch; at the end, starts over. */
static void next_fetch(struct lane *lane, int partition)
{
    struct arena arena;
    struct fetch_response response;
    struct err err;
    int32_t id;
    arena_init(&arena, 0);
    struct bytes frame = bytes_make(lane->answer.data + 4, lane->answer.len - 4);
    if (response_read(frame, api_find(API_FETCH), 11, &id, &arena, &response, &err) != 0)
        fail_msg("%s", err.text);
    struct bytes rest = response.topics.items[0].partitions.items[0].records, batch;
    struct batch_header h;
    int64_t next = 0;
    while (batch_next(&rest, &h, &batch) == BATCH_OK)
        next = batch_last_offset(&h) + 1;
    lane->offset = next;
    make_fetch(lane, partition);
    arena_deinit(&arena);
}

static void send_more(struct load *load, struct lane *lane)
{
    while (lane->to_send > 0 && lane->in_flight < load->window) {
        ssize_t n = write(lane->fd, lane->frame.data + lane->sent, lane->frame.len - lane->sent);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0)
            fail_msg("the connection was closed");
        lane->sent_ns = lane->sent == 0 ? clock_mono_ns() : lane->sent_ns;
        lane->sent += (size_t)n;
        if (lane->sent < lane->frame.len)
            continue;
        lane->sent = 0;
        lane->to_send--;
        lane->in_flight++;
    }
}

static void take_answers(struct load *load, struct lane *lane)
{
    for (;;) {
        size_t have = lane->answer.len;
        size_t whole = have < 4 ? 4 : 4 + be32_get(lane->answer.data);
        if (have == whole) {
            if (load->latencies_us != NULL)
                load->latencies_us[load->answered] =
                    (double)(clock_mono_ns() - lane->sent_ns) / 1000;
            load->answered++;
            load->answered_bytes += (int64_t)whole;
            lane->in_flight--;
            if (load->fetching)
                next_fetch(lane, (int)(lane - load->lanes));
            buf_clear(&lane->answer);
            continue;
        }
        ssize_t n = read(lane->fd, buf_reserve(&lane->answer, whole - have), whole - have);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0)
            fail_msg("the connection was closed");
        lane->answer.len += (size_t)n;
    }
}

/* Sends `frames` frames on each connection and reads all responses. Returns seconds. */
static double drive(struct load *load, int frames)
{
    struct pollfd polls[CONNECTIONS];
    int64_t all = load->answered + (int64_t)frames * load->count;
    int64_t start = clock_mono_ns();
    for (int i = 0; i < load->count; i++)
        load->lanes[i].to_send = frames;
    while (load->answered < all) {
        for (int i = 0; i < load->count; i++) {
            struct lane *lane = &load->lanes[i];
            bool more = lane->to_send > 0 && lane->in_flight < load->window;
            polls[i] = (struct pollfd){.fd = lane->fd,
                                       .events = (short)(more ? POLLIN | POLLOUT : POLLIN)};
        }
        poll(polls, (nfds_t)load->count, -1);
        for (int i = 0; i < load->count; i++) {
            if (polls[i].revents & POLLIN)
                take_answers(load, &load->lanes[i]);
            send_more(load, &load->lanes[i]);
        }
    }
    return (double)(clock_mono_ns() - start) / 1e9;
}

static void connect_all(struct load *load, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < load->count; i++) {
        struct lane *lane = &load->lanes[i];
        int on = 1;
        lane->fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(lane->fd, (struct sockaddr *)&to, sizeof to) < 0)
            fail_msg("cannot connect");
        setsockopt(lane->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        fcntl(lane->fd, F_SETFL, O_NONBLOCK);
    }
}

static void disconnect_all(struct load *load)
{
    for (int i = 0; i < load->count; i++) {
        close(load->lanes[i].fd);
        buf_deinit(&load->lanes[i].frame);
        buf_deinit(&load->lanes[i].answer);
    }
}

/* -- The cases -- */

struct bench {
    const char *what;
    const char *unit;
    int connections, window, frames; /* frames per connection */
    int records, acks;
    bool fetch, round_trip;
    double bound; /* the ratio to reach; 0: none */
};

static const struct bench benches[] = {
    {.what = "produce acks=1, 1000 x 100 B a batch",
     .unit = "MB/s",
     .connections = CONNECTIONS,
     .window = 5,
     .frames = 150,
     .records = 1000,
     .acks = 1,
     .bound = 0.5},
    {.what = "produce acks=all, 1000 x 100 B a batch",
     .unit = "MB/s",
     .connections = CONNECTIONS,
     .window = 5,
     .frames = 150,
     .records = 1000,
     .acks = -1,
     .bound = 0.5},
    {.what = "produce acks=1, 1 x 100 B a batch",
     .unit = "k/s",
     .connections = CONNECTIONS,
     .window = 5,
     .frames = 4000,
     .records = 1,
     .acks = 1,
     .bound = 0.5},
    {.what = "produce acks=all, 1 x 100 B a batch",
     .unit = "k/s",
     .connections = CONNECTIONS,
     .window = 5,
     .frames = 1000,
     .records = 1,
     .acks = -1,
     .bound = 0.5},
    {.what = "fetch, 1 MiB at a time",
     .unit = "MB/s",
     .connections = CONNECTIONS,
     .window = 1,
     .frames = 30,
     .fetch = true},
    {.what = "round trip acks=1, p50 and p99",
     .unit = "us",
     .connections = 1,
     .window = 1,
     .frames = 3000,
     .records = 1,
     .acks = 1,
     .round_trip = true},
    {.what = "round trip acks=all, p50 and p99",
     .unit = "us",
     .connections = 1,
     .window = 1,
     .frames = 1000,
     .records = 1,
     .acks = -1,
     .round_trip = true},
};

static void make_produce(struct buf *out, int partition, const struct bench *bench)
{
    struct buf batch = {0};
    make_batch(&batch, (struct batch_spec){.count = bench->records, .value_size = 100});
    struct produce_request_partition p = {.index = partition, .records = buf_bytes(&batch)};
    struct produce_request_topic t = {.name = bytes_of("bench"), .partitions = {&p, 1}};
    struct produce_request request;
    struct err err;
    wire_defaults(&produce_request_schema, &request);
    request.acks = (int16_t)bench->acks;
    request.timeout_ms = 30000;
    request.topics.items = &t;
    request.topics.count = 1;
    assert_int_equal(
        request_write(out, api_find(API_PRODUCE), 9, 0, bytes_of("bench"), &request, &err), 0);
    buf_deinit(&batch);
}

struct result {
    double rate;
    double p50_us, p99_us;
};

static struct result run(const struct bench *bench, int port, bool broker)
{
    struct load load = {
        .count = bench->connections, .window = bench->window, .fetching = broker && bench->fetch};
    int64_t total = (int64_t)bench->frames * bench->connections, sent = 0;
    for (int i = 0; i < load.count; i++) {
        if (bench->fetch)
            make_fetch(&load.lanes[i], i);
        else
            make_produce(&load.lanes[i].frame, i, bench);
        sent += (int64_t)load.lanes[i].frame.len * bench->frames;
    }
    if (bench->round_trip)
        load.latencies_us = mem_zero((size_t)total, sizeof(double));
    connect_all(&load, port);
    double seconds = drive(&load, bench->frames);
    disconnect_all(&load);
    struct result result = {0};
    if (bench->round_trip) {
        result.p50_us = bench_percentile(load.latencies_us, (int)total, 50);
        result.p99_us = bench_percentile(load.latencies_us, (int)total, 99);
        free(load.latencies_us);
    } else if (bench->unit[0] == 'k') {
        result.rate = (double)total / seconds / 1e3;
    } else {
        result.rate = (double)(bench->fetch ? load.answered_bytes : sent) / seconds / 1e6;
    }
    return result;
}

static void keep_better(struct result *best, struct result new)
{
    if (best->rate == 0 && best->p50_us == 0) {
        *best = new;
        return;
    }
    best->rate = fmax(best->rate, new.rate);
    best->p50_us = fmin(best->p50_us, new.p50_us);
    best->p99_us = fmin(best->p99_us, new.p99_us);
}

static void print(const struct bench *bench, struct result sink, struct result broker)
{
    char bare[40], ours[40], bound[20];
    double ratio = bench->round_trip ? sink.p50_us / broker.p50_us : broker.rate / sink.rate;
    if (bench->round_trip) {
        snprintf(bare, sizeof bare, "%.0f / %.0f", sink.p50_us, sink.p99_us);
        snprintf(ours, sizeof ours, "%.0f / %.0f", broker.p50_us, broker.p99_us);
    } else {
        snprintf(bare, sizeof bare, "%.0f", sink.rate);
        snprintf(ours, sizeof ours, "%.0f", broker.rate);
    }
    snprintf(bound, sizeof bound, ">= %.1f", bench->bound);
    bench_print((struct bench_row){.what = bench->what,
                                   .unit = bench->unit,
                                   .bare = bare,
                                   .ours = ours,
                                   .ratio = ratio,
                                   .bound = bench->bound > 0 ? bound : NULL,
                                   .missed = ratio < bench->bound});
}

static void measure(const struct bench *bench)
{
    struct test_broker broker = {0};
    struct client client;
    struct result best_sink = {0}, best_broker = {0};
    broker_start(&broker, (const char *const[]){"-c", "log.retention.ms=-1", NULL});
    client_connect(&client, &broker);
    create_topic(&client, "bench", CONNECTIONS);
    enum sink_mode mode = bench->fetch ? SINK_READ : bench->acks == 1 ? SINK_WRITE : SINK_SYNC;
    if (bench->fetch) { /* both need something to read: the batches of the first case */
        struct sink writer = start_sink(SINK_WRITE, broker.dir);
        run(&benches[0], writer.port, false);
        stop_sink(writer);
        run(&benches[0], broker.port, true);
    }
    struct sink sink = start_sink(mode, broker.dir);
    for (int i = 0; i < ROUNDS; i++) {
        keep_better(&best_sink, run(bench, sink.port, false));
        keep_better(&best_broker, run(bench, broker.port, true));
    }
    print(bench, best_sink, best_broker);
    stop_sink(sink);
    client_close(&client);
    broker_remove(&broker);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < ARRAY_SIZE(benches); i++)
        if (argc < 2 || strstr(benches[i].what, argv[1]) != NULL)
            measure(&benches[i]);
    return bench_result();
}
