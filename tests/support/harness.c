/* harness.c: processes, sockets, and the shortest way to say a request. */
#include "harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"

enum {
#ifdef GROUND_SANITIZED
    PATIENCE_MS = 120 * 1000,
#else
    PATIENCE_MS = 60 * 1000,
#endif
    MANY_ARGUMENTS = 32,
};

/* ---- the broker ---- */

static void wait_for_file(const char *path)
{
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    while (access(path, R_OK) != 0 && clock_mono_ms() < until)
        usleep(1000);
    assert_int_equal(access(path, R_OK), 0);
}

/* ASan wants to come first: it lets another library do so only when it is asked to. */
static void preload(const char *library)
{
    char options[512];
    const char *given = getenv("ASAN_OPTIONS");
    snprintf(options, sizeof options, "%s:verify_asan_link_order=0", given != NULL ? given : "");
    setenv("ASAN_OPTIONS", options, 1);
    setenv("LD_PRELOAD", library, 1);
}

static pid_t spawn(char *const *argv, const char *stderr_path, const char *preloaded)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
#ifdef __linux__
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves nothing running */
#endif
        int fd = open(stderr_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(fd, STDERR_FILENO);
        dup2(fd, STDOUT_FILENO);
        if (preloaded != NULL)
            preload(preloaded);
        execv(argv[0], argv);
        _exit(127);
    }
    return pid;
}

static size_t read_file(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "r");
    size_t n = file != NULL ? fread(out, 1, size - 1, file) : 0;
    out[n] = '\0';
    if (file != NULL)
        fclose(file);
    return n;
}

void broker_start_again(struct test_broker *b, const char *const *arguments)
{
    char port_file[96], text[80];
    char *argv[MANY_ARGUMENTS] = {BUILD_DIR "/bin/minibroker",
                                  "--data-dir",
                                  b->dir,
                                  "--listen",
                                  "127.0.0.1:0",
                                  "--port-file",
                                  port_file};
    int n = 7;
    snprintf(port_file, sizeof port_file, "%s.port", b->dir);
    unlink(port_file);
    for (; arguments != NULL && *arguments != NULL; arguments++)
        argv[n++] = (char *)(uintptr_t)*arguments;
    b->pid = spawn(argv, b->log, b->preloaded);
    wait_for_file(port_file);
    read_file(port_file, text, sizeof text);
    b->port = atoi(strrchr(text, ':') + 1);
    assert_true(b->port > 0);
}

void broker_start(struct test_broker *b, const char *const *arguments)
{
    snprintf(b->dir, sizeof b->dir, "/tmp/minibroker-test-XXXXXX");
    assert_non_null(mkdtemp(b->dir));
    snprintf(b->log, sizeof b->log, "%s.log", b->dir);
    broker_start_again(b, arguments);
}

/* ThreadSanitizer's runtime (gcc 12) loses a signal that arrives while a thread makes its very
 * first blocking call, so there a signal is sent again after a while. */
#ifdef __SANITIZE_THREAD__
enum { SEND_AGAIN_MS = 20000 };
#else
enum { SEND_AGAIN_MS = PATIENCE_MS };
#endif

/* Waits for the end of `pid`, to which `signal_number` was sent (0: none). */
static int wait_for_end(pid_t pid, int signal_number)
{
    int status;
    int64_t start = clock_mono_ms(), again = start + SEND_AGAIN_MS;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        int64_t now = clock_mono_ms();
        assert_true(now < start + PATIENCE_MS);
        if (now >= again && signal_number != 0) {
            kill(pid, signal_number);
            again = start + PATIENCE_MS;
        }
        usleep(1000);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

int broker_stop(struct test_broker *b, int signal_number)
{
    pid_t pid = b->pid;
    assert_true(pid > 0); /* 0 would be this test and all beside it */
    b->pid = 0;
    kill(pid, signal_number);
    return wait_for_end(pid, signal_number);
}

void broker_kill(struct test_broker *b)
{
    assert_int_equal(broker_stop(b, SIGKILL), 1000 + SIGKILL);
}

void broker_remove(struct test_broker *b)
{
    if (b->pid != 0) /* under LeakSanitizer a leak shows in the exit code */
        assert_int_equal(broker_stop(b, SIGTERM), 128 + SIGTERM);
    char command[256];
    snprintf(command, sizeof command, "rm -rf %s %s.port %s.log", b->dir, b->dir, b->dir);
    assert_int_equal(system(command), 0);
}

int broker_run_to_end(const char *const *arguments, char *out, size_t size)
{
    char path[] = "/tmp/minibroker-test-XXXXXX";
    char *argv[MANY_ARGUMENTS] = {BUILD_DIR "/bin/minibroker"};
    int n = 1;
    close(mkstemp(path));
    for (; *arguments != NULL; arguments++)
        argv[n++] = (char *)(uintptr_t)*arguments;
    int code = wait_for_end(spawn(argv, path, NULL), 0);
    read_file(path, out, size);
    unlink(path);
    return code;
}

bool broker_said(const struct test_broker *b, const char *words)
{
    static char text[65536];
    read_file(b->log, text, sizeof text);
    return strstr(text, words) != NULL;
}

long broker_rss_kb(const struct test_broker *b)
{
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/%ld/status", (long)b->pid);
    read_file(path, text, sizeof text);
    const char *at = strstr(text, "VmRSS:");
    return at != NULL ? strtol(at + 6, NULL, 10) : -1;
}

/* ---- the client ---- */

void client_connect_to(struct client *c, const char *host, int port)
{
    struct addrinfo *found, hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
    char service[16];
    *c = (struct client){0};
    arena_init(&c->arena, 0);
    snprintf(service, sizeof service, "%d", port);
    assert_int_equal(getaddrinfo(host, service, &hints, &found), 0);
    c->fd = socket(found->ai_family, SOCK_STREAM, 0);
    assert_int_equal(connect(c->fd, found->ai_addr, found->ai_addrlen), 0);
    freeaddrinfo(found);
}

void client_connect(struct client *c, const struct test_broker *b)
{
    client_connect_to(c, "127.0.0.1", b->port);
}

void client_close(struct client *c)
{
    close(c->fd);
    buf_deinit(&c->frame);
    arena_deinit(&c->arena);
}

void client_send_raw(struct client *c, const void *data, size_t len)
{
    const uint8_t *at = data;
    while (len > 0) {
        ssize_t n = fd_send(c->fd, at, len);
        if (n < 0)
            return; /* closed on us: the next read says so */
        at += n;
        len -= (size_t)n;
    }
}

static ssize_t read_some(struct client *c, void *to, size_t len)
{
    struct pollfd poller = {.fd = c->fd, .events = POLLIN};
    assert_int_equal(poll(&poller, 1, PATIENCE_MS), 1);
    return recv(c->fd, to, len, 0);
}

static bool read_all(struct client *c, uint8_t *to, size_t len)
{
    while (len > 0) {
        ssize_t n = read_some(c, to, len);
        if (n <= 0)
            return false;
        to += n;
        len -= (size_t)n;
    }
    return true;
}

static bool try_take_raw(struct client *c)
{
    uint8_t size[FRAME_SIZE_BYTES];
    if (!read_all(c, size, sizeof size))
        return false;
    buf_clear(&c->frame);
    size_t len = be32_get(size);
    if (!read_all(c, buf_reserve(&c->frame, len), len))
        return false;
    c->frame.len = len;
    return true;
}

void client_take_raw(struct client *c)
{
    assert_true(try_take_raw(c));
}

void client_expect_closed(struct client *c)
{
    uint8_t byte;
    assert_true(read_some(c, &byte, 1) <= 0);
}

void client_expect_silence(struct client *c, int ms)
{
    struct pollfd poller = {.fd = c->fd, .events = POLLIN};
    assert_int_equal(poll(&poller, 1, ms), 0);
}

void client_send(struct client *c, enum api_key key, int version, const void *request)
{
    struct buf out = {0};
    struct err err;
    assert_int_equal(request_write(&out, api_find(key), (int16_t)version, ++c->correlation,
                                   bytes_of("test"), request, &err),
                     0);
    client_send_raw(c, out.data, out.len);
    buf_deinit(&out);
}

const void *client_take(struct client *c, enum api_key key, int version)
{
    const void *response = client_try_take(c, key, version);
    assert_non_null(response);
    return response;
}

const void *client_try_take(struct client *c, enum api_key key, int version)
{
    const struct api *api = api_find(key);
    int32_t correlation;
    struct err err;
    if (!try_take_raw(c))
        return NULL;
    arena_reset(&c->arena);
    void *response = wire_new(api->response, &c->arena, 1);
    if (response_read(buf_bytes(&c->frame), api, (int16_t)version, &correlation, &c->arena,
                      response, &err) != 0)
        fail_msg("%s: %s", api->name, err.text);
    return response;
}

const void *client_ask(struct client *c, enum api_key key, int version, const void *request)
{
    client_send(c, key, version, request);
    return client_take(c, key, version);
}

void expect_text(struct bytes text, const char *expected)
{
    if (!bytes_equal(text, bytes_of(expected)) || bytes_is_null(text) != (expected == NULL))
        fail_msg("\"%.*s\" is not \"%s\"", (int)text.len, (const char *)text.data,
                 expected != NULL ? expected : "(null)");
}

/* ---- conversation ---- */

void create_topic_with(struct client *c, const char *name, int partitions, const char *key,
                       const char *value)
{
    struct create_topics_request_config config = {bytes_of(key), bytes_of(value)};
    struct create_topics_request_topic topic = {.name = bytes_of(name),
                                                .num_partitions = partitions,
                                                .replication_factor = 1,
                                                .configs = {&config, key != NULL}};
    struct create_topics_request request = {.topics = {&topic, 1}, .timeout_ms = 10000};
    const struct create_topics_response *r = client_ask(c, API_CREATE_TOPICS, 7, &request);
    assert_int_equal(r->topics.count, 1);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_NONE);
}

void create_topic(struct client *c, const char *name, int partitions)
{
    create_topic_with(c, name, partitions, NULL, NULL);
}

void delete_topic(struct client *c, const char *name)
{
    struct delete_topics_state topic = {.name = bytes_of(name)};
    struct delete_topics_request request = {.topics = {&topic, 1}, .timeout_ms = 10000};
    const struct delete_topics_response *r = client_ask(c, API_DELETE_TOPICS, 6, &request);
    assert_int_equal(r->results.items[0].error_code, KAFKA_NONE);
}

struct uuid topic_id(struct client *c, const char *name)
{
    struct metadata_request_topic topic = {.name = bytes_of(name)};
    struct metadata_request request = {.topics = {&topic, 1}};
    const struct metadata_response *r = client_ask(c, API_METADATA, 12, &request);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_NONE);
    return r->topics.items[0].topic_id;
}

void make_batch(struct buf *out, struct batch_spec spec)
{
    struct batch_builder builder = {0};
    struct err err;
    char *filler = NULL;
    struct bytes value = bytes_of(spec.value != NULL ? spec.value : "value");
    if (spec.value_size > 0) {
        filler = mem_alloc(spec.value_size);
        memset(filler, 'x', spec.value_size);
        value = bytes_make(filler, spec.value_size);
    }
    batch_builder_init(&builder);
    if (spec.has_producer) {
        builder.header.producer_id = spec.producer_id;
        builder.header.producer_epoch = spec.producer_epoch;
        builder.header.base_sequence = spec.base_sequence;
    }
    for (int i = 0; i < (spec.count > 0 ? spec.count : 1); i++)
        batch_builder_add(&builder, spec.timestamp != 0 ? spec.timestamp : clock_wall_ms(),
                          bytes_of(spec.key), value, NULL, 0);
    assert_int_equal(batch_builder_finish(&builder, spec.codec, out, &err), 0);
    batch_builder_deinit(&builder);
    free(filler);
}

/* After a crash a partition is recovered while clients ask again, as they do here. */
static bool must_ask_again(int16_t error)
{
    static int64_t since_ms;
    if (error != KAFKA_NOT_LEADER_OR_FOLLOWER) {
        since_ms = 0;
        return false;
    }
    if (since_ms == 0)
        since_ms = clock_mono_ms();
    assert_true(clock_mono_ms() - since_ms < PATIENCE_MS);
    usleep(1000);
    return true;
}

struct produce_response_partition produce_bytes(struct client *c, int version, const char *topic,
                                                int partition, int acks, struct bytes records)
{
    struct produce_request_partition p = {.index = partition, .records = records};
    struct produce_request_topic t = {.name = bytes_of(topic), .partitions = {&p, 1}};
    struct produce_request request = {
        .acks = (int16_t)acks, .timeout_ms = 10000, .topics = {&t, 1}};
    if (acks == 0) {
        client_send(c, API_PRODUCE, version, &request);
        return (struct produce_response_partition){0};
    }
    const struct produce_response *r;
    do {
        r = client_ask(c, API_PRODUCE, version, &request);
        assert_int_equal(r->topics.count, 1);
        assert_int_equal(r->topics.items[0].partitions.count, 1);
    } while (must_ask_again(r->topics.items[0].partitions.items[0].error_code));
    return r->topics.items[0].partitions.items[0];
}

struct produce_response_partition produce(struct client *c, const char *topic, int acks,
                                          struct batch_spec spec)
{
    struct buf batch = {0};
    make_batch(&batch, spec);
    struct produce_response_partition r = produce_bytes(c, 9, topic, 0, acks, buf_bytes(&batch));
    buf_deinit(&batch);
    return r;
}

struct fetch_response_partition fetch(struct client *c, const char *topic, int64_t offset,
                                      int max_bytes, int max_wait_ms)
{
    struct fetch_request_partition p = {.fetch_offset = offset,
                                        .max_bytes = max_bytes,
                                        .current_leader_epoch = -1,
                                        .last_fetched_epoch = -1};
    struct fetch_request_topic t = {.name = bytes_of(topic), .partitions = {&p, 1}};
    struct fetch_request request;
    wire_defaults(&fetch_request_schema, &request);
    request.max_wait_ms = max_wait_ms;
    request.min_bytes = 1;
    request.max_bytes = max_bytes;
    request.topics.items = &t;
    request.topics.count = 1;
    const struct fetch_response *r;
    do {
        r = client_ask(c, API_FETCH, 11, &request);
        assert_int_equal(r->error_code, KAFKA_NONE);
        assert_int_equal(r->session_id, 0);
        assert_int_equal(r->topics.items[0].partitions.count, 1);
    } while (must_ask_again(r->topics.items[0].partitions.items[0].error_code));
    return r->topics.items[0].partitions.items[0];
}

struct list_offsets_response_partition list_offset(struct client *c, const char *topic,
                                                   int64_t timestamp)
{
    struct list_offsets_request_partition p = {.current_leader_epoch = -1, .timestamp = timestamp};
    struct list_offsets_request_topic t = {.name = bytes_of(topic), .partitions = {&p, 1}};
    struct list_offsets_request request = {.replica_id = -1, .topics = {&t, 1}};
    const struct list_offsets_response *r;
    do {
        r = client_ask(c, API_LIST_OFFSETS, 9, &request);
    } while (must_ask_again(r->topics.items[0].partitions.items[0].error_code));
    return r->topics.items[0].partitions.items[0];
}

struct run look_at(struct bytes records)
{
    struct run run = {.first = -1, .last = -1};
    struct batch_header h;
    struct bytes batch;
    while (batch_next(&records, &h, &batch) == BATCH_OK) {
        assert_true(batch_crc_matches(batch));
        run.batches++;
        run.records += h.count;
        if (run.first < 0)
            run.first = h.base_offset;
        run.last = batch_last_offset(&h);
    }
    return run;
}
