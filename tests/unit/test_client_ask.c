/* test_client_ask.c: ask.c against brokers that are threads of this test. */
#include "test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd.h"
#include "client/ask.h"
#include "wire/errors.h"

enum { PATIENCE_MS = 30000 };

/* How a broker treats what it is asked. */
enum manner {
    ANSWERS,
    OLD,           /* speaks ApiVersions in version 0 only */
    CLOSES_ONCE,   /* breaks the connection at the first Metadata */
    MIXES_UP,      /* answers Metadata under another correlation id */
    CUTS_OFF,      /* answers Metadata with half of it */
    EXAGGERATES,   /* announces an answer of 2 GiB */
    SAYS_ONE_MORE, /* announces one byte more than an answer may have */
};

struct broker {
    enum manner manner;
    struct api_versions_key keys[5];
    int key_count;
    struct metadata_broker brokers[3]; /* what Metadata says */
    int broker_count;
    int32_t controller_id;
    int connections, asked; /* Metadata, that is */
    int16_t version;        /* of the last Metadata */
    int fd, port, stop[2];
    pthread_t thread;
};

static bool read_all(int fd, void *to, size_t len)
{
    for (size_t got = 0; got < len;) {
        ssize_t n = recv(fd, (char *)to + got, len - got, 0);
        if (n <= 0)
            return false;
        got += (size_t)n;
    }
    return true;
}

static void answer_versions(struct broker *b, const struct request_header *h, struct buf *out)
{
    struct err err;
    struct api_versions_response answer;
    bool refused = b->manner == OLD && h->version > 0;
    wire_defaults(h->api->response, &answer);
    answer.error_code = refused ? KAFKA_UNSUPPORTED_VERSION : 0;
    answer.api_keys.items = b->keys;
    answer.api_keys.count = refused ? 0 : b->key_count;
    assert_int_equal(
        response_write(out, h->api, refused ? 0 : h->version, h->correlation_id, &answer, &err), 0);
}

/* False: the connection is to be closed. */
static bool answer_metadata(struct broker *b, const struct request_header *h, struct buf *out)
{
    struct err err;
    struct metadata_response answer;
    int32_t id = h->correlation_id + (b->manner == MIXES_UP ? 1 : 0);
    b->asked++;
    b->version = h->version;
    if (b->manner == CLOSES_ONCE && b->asked == 1)
        return false;
    wire_defaults(h->api->response, &answer);
    answer.brokers.items = b->brokers;
    answer.brokers.count = b->broker_count;
    answer.controller_id = b->controller_id;
    assert_int_equal(response_write(out, h->api, h->version, id, &answer, &err), 0);
    if (b->manner == CUTS_OFF) {
        out->len -= out->len / 2;
        be32_put(out->data, (uint32_t)out->len - 4);
    }
    if (b->manner == EXAGGERATES)
        be32_put(out->data, INT32_MAX);
    if (b->manner == SAYS_ONE_MORE)
        be32_put(out->data, (100 << 20) + 1);
    return true;
}

static void serve(struct broker *b, int fd)
{
    uint8_t size[4], frame[4096];
    struct buf out = {0};
    bool goes_on = true;
    while (goes_on && read_all(fd, size, sizeof size) && be32_get(size) <= sizeof frame &&
           read_all(fd, frame, be32_get(size))) {
        struct bytes rest = bytes_make(frame, be32_get(size));
        struct request_header h;
        buf_clear(&out);
        enum frame_result result = request_header_read(&rest, &h);
        assert_int_equal(result, FRAME_OK);
        if (h.key == API_API_VERSIONS)
            answer_versions(b, &h, &out);
        else
            goes_on = answer_metadata(b, &h, &out);
        if (goes_on)
            assert_int_equal(send(fd, out.data, out.len, 0), out.len);
    }
    buf_deinit(&out);
    close(fd);
}

static void *run(void *arg)
{
    struct broker *b = arg;
    struct pollfd fds[2] = {{.fd = b->fd, .events = POLLIN}, {.fd = b->stop[0], .events = POLLIN}};
    while (poll(fds, 2, -1) > 0 && fds[1].revents == 0) {
        int fd = accept(b->fd, NULL, NULL);
        b->connections++;
        serve(b, fd);
    }
    return NULL;
}

static void listen_on(struct broker *b, enum manner manner)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    struct err err;
    *b = (struct broker){.manner = manner, .controller_id = 1};
    b->keys[b->key_count++] =
        (struct api_versions_key){.api_key = API_METADATA, .min_version = 1, .max_version = 5};
    b->brokers[b->broker_count++] =
        (struct metadata_broker){.node_id = 1, .host = bytes_of("127.0.0.1"), .rack = BYTES_NULL};
    b->fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(b->fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(b->fd, 8), 0);
    assert_int_equal(getsockname(b->fd, (struct sockaddr *)&at, &len), 0);
    b->port = ntohs(at.sin_port);
    b->brokers[0].port = b->port;
    assert_int_equal(fd_pipe(b->stop, &err), 0);
}

static void start(struct broker *b)
{
    assert_int_equal(pthread_create(&b->thread, NULL, run, b), 0);
}

static void end(struct broker *b)
{
    fd_poke(b->stop[1]);
    pthread_join(b->thread, NULL);
    close(b->fd);
    close(b->stop[0]);
    close(b->stop[1]);
}

/* ---- the client ---- */

struct client {
    struct bootstrap addresses;
    struct ask *ask;
    int reached, waited, troubles;
    struct client_trouble trouble;
    char why[200];
    struct err err;
};

static void on_reached(void *ctx)
{
    ((struct client *)ctx)->reached++;
}

static void on_waiting(void *ctx)
{
    ((struct client *)ctx)->waited++;
}

static void on_trouble(void *ctx, const struct client_trouble *t)
{
    struct client *c = ctx;
    c->troubles++;
    c->trouble = *t;
    snprintf(c->why, sizeof c->why, "%s", t->why);
}

static void open_client(struct client *c, int64_t timeout_ms, const int *ports, size_t count)
{
    *c = (struct client){0};
    for (size_t i = 0; i < count; i++) {
        char port[8];
        snprintf(port, sizeof port, "%d", ports[i]);
        assert_int_equal(bootstrap_add(&c->addresses, "127.0.0.1", port), 1);
    }
    struct ask_settings settings = {.addresses = &c->addresses,
                                    .client_id = "test",
                                    .timeout_ms = timeout_ms,
                                    .request_timeout_ms = timeout_ms,
                                    .events = {.ctx = c, .trouble = on_trouble},
                                    .reached = on_reached,
                                    .waiting = on_waiting};
    c->ask = ask_open(&settings);
}

static void close_client(struct client *c)
{
    ask_close(c->ask);
    bootstrap_deinit(&c->addresses);
}

/* Metadata; the controller's number, or what went wrong. */
static int call(struct client *c, enum ask_whom whom)
{
    struct metadata_request request;
    struct metadata_response answer;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    wire_defaults(&metadata_request_schema, &request);
    int rc = ask_call(c->ask, whom, API_METADATA, &request, &answer, &arena, &c->err);
    int controller = rc == 0 ? answer.controller_id : rc;
    arena_deinit(&arena);
    return controller;
}

/* One broker of that manner is asked once; gives what call() gave. */
static int call_one(struct broker *b, struct client *c)
{
    start(b);
    open_client(c, PATIENCE_MS, &b->port, 1);
    int result = call(c, ASK_ANY);
    close_client(c);
    end(b);
    return result;
}

/* ---- tests ---- */

static void the_highest_version_that_both_speak_is_asked(void **state)
{
    (void)state;
    static const struct {
        int16_t min, max, asked; /* asked -1: none */
    } table[] = {{0, 1, 1},   {1, 1, 1},    {0, 5, 5},    {5, 9, 9},   {0, 13, 13},
                 {0, 99, 13}, {13, 99, 13}, {14, 99, -1}, {99, 0, -1}, {0, -1, -1}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct broker b;
        struct client c;
        listen_on(&b, ANSWERS);
        b.keys[0].min_version = table[i].min;
        b.keys[0].max_version = table[i].max;
        int result = call_one(&b, &c);
        assert_int_equal(result, table[i].asked < 0 ? ERR_VERSION : 1);
        assert_int_equal(b.asked, table[i].asked < 0 ? 0 : 1);
        if (table[i].asked >= 0)
            assert_int_equal(b.version, table[i].asked);
        else
            assert_string_equal(c.err.text, "The broker does not support Metadata");
        assert_int_equal(c.reached, 1);
        assert_int_equal(c.troubles, 0);
    }
}

static void an_api_that_is_not_listed_is_not_asked_and_the_connection_stays(void **state)
{
    (void)state;
    struct broker b;
    struct client c;
    listen_on(&b, ANSWERS);
    b.key_count = 0;
    start(&b);
    open_client(&c, PATIENCE_MS, &b.port, 1);
    assert_int_equal(call(&c, ASK_ANY), ERR_VERSION);
    assert_int_equal(call(&c, ASK_ANY), ERR_VERSION);
    close_client(&c);
    end(&b);
    assert_int_equal(b.connections, 1);
    assert_int_equal(b.asked, 0);
}

static void apis_of_any_number_may_be_listed(void **state)
{
    (void)state;
    static const int16_t keys[] = {-1, 127, 128, INT16_MAX};
    struct broker b;
    struct client c;
    listen_on(&b, ANSWERS);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        b.keys[b.key_count++] = (struct api_versions_key){keys[i], 0, 1};
    assert_int_equal(call_one(&b, &c), 1);
}

static void a_broker_that_knows_only_version_0_is_asked_again_in_it(void **state)
{
    (void)state;
    struct broker b;
    struct client c;
    listen_on(&b, OLD);
    assert_int_equal(call_one(&b, &c), 1);
    assert_int_equal(b.connections, 1);
    assert_int_equal(b.version, 5);
    assert_int_equal(c.troubles, 0);
}

static void after_a_broken_connection_it_asks_again(void **state)
{
    (void)state;
    struct broker b;
    struct client c;
    listen_on(&b, CLOSES_ONCE);
    assert_int_equal(call_one(&b, &c), 1);
    assert_int_equal(b.connections, 2);
    assert_int_equal(b.asked, 2);
    assert_int_equal(c.reached, 2);
    assert_true(c.waited > 0);
}

static void an_answer_that_makes_no_sense_is_refused_at_once(void **state)
{
    (void)state;
    static const struct {
        enum manner manner;
        int code;
        const char *words;
    } table[] = {{MIXES_UP, ERR_CORRUPT, "Metadata: an answer to another request"},
                 {CUTS_OFF, ERR_CORRUPT, NULL},
                 {EXAGGERATES, ERR_TOO_BIG, "response of 2147483647 bytes is too large"},
                 {SAYS_ONE_MORE, ERR_TOO_BIG, "response of 104857601 bytes is too large"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct broker b;
        struct client c;
        listen_on(&b, table[i].manner);
        assert_int_equal(call_one(&b, &c), table[i].code);
        assert_int_equal(b.asked, 1);
        if (table[i].words != NULL)
            assert_string_equal(c.err.text, table[i].words);
    }
}

static void the_controller_is_found_and_stayed_with(void **state)
{
    (void)state;
    struct broker first, second;
    struct client c;
    listen_on(&first, ANSWERS);
    listen_on(&second, ANSWERS);
    first.brokers[1] = first.brokers[0];
    first.brokers[1].node_id = 2;
    first.brokers[1].port = second.port;
    first.brokers[2] = first.brokers[0];
    first.brokers[2].node_id = 3;
    first.broker_count = 3;
    first.controller_id = second.controller_id = 2;
    start(&first);
    start(&second);
    open_client(&c, PATIENCE_MS, &first.port, 1);
    assert_int_equal(call(&c, ASK_CONTROLLER), 2);
    assert_int_equal(call(&c, ASK_CONTROLLER), 2);
    close_client(&c);
    end(&first);
    end(&second);
    assert_int_equal(first.connections, 1);
    assert_int_equal(first.asked, 1); /* who it is */
    assert_int_equal(second.connections, 1);
    assert_int_equal(second.asked, 2);
}

static void a_broker_that_is_alone_is_the_controller(void **state)
{
    (void)state;
    struct broker b;
    struct client c;
    listen_on(&b, ANSWERS);
    start(&b);
    open_client(&c, PATIENCE_MS, &b.port, 1);
    assert_int_equal(call(&c, ASK_CONTROLLER), 1);
    assert_int_equal(call(&c, ASK_CONTROLLER), 1);
    close_client(&c);
    end(&b);
    assert_int_equal(b.connections, 1);
    assert_int_equal(b.asked, 3); /* who it is, and twice what was asked */
}

/* A port on which nobody listens: it was ours a moment ago. */
static int dead_port(void)
{
    struct broker b;
    listen_on(&b, ANSWERS);
    start(&b);
    end(&b);
    return b.port;
}

static void an_address_where_nobody_answers_is_told_and_the_next_is_tried(void **state)
{
    (void)state;
    struct broker b;
    struct client c;
    listen_on(&b, ANSWERS);
    start(&b);
    int ports[] = {dead_port(), b.port};
    open_client(&c, PATIENCE_MS, ports, 2);
    assert_int_equal(call(&c, ASK_ANY), 1);
    assert_int_equal(c.troubles, 1);
    assert_int_equal(c.trouble.node, -1);
    assert_true(c.trouble.never_reached);
    assert_string_equal(c.why, "Connection refused");
    assert_int_equal(c.reached, 1);
    close_client(&c);
    end(&b);
}

static void it_gives_up_when_its_time_is_over(void **state)
{
    (void)state;
    struct client c;
    int port = dead_port();
    open_client(&c, 200, &port, 1);
    assert_int_equal(call(&c, ASK_ANY), ERR_TIMEOUT);
    assert_string_equal(c.err.text, "no broker answered in 200 ms");
    assert_int_equal(c.reached, 0);
    assert_true(c.troubles > 0);
    assert_true(c.waited > 0);
    close_client(&c);
    ask_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_highest_version_that_both_speak_is_asked),
        cmocka_unit_test(an_api_that_is_not_listed_is_not_asked_and_the_connection_stays),
        cmocka_unit_test(apis_of_any_number_may_be_listed),
        cmocka_unit_test(a_broker_that_knows_only_version_0_is_asked_again_in_it),
        cmocka_unit_test(after_a_broken_connection_it_asks_again),
        cmocka_unit_test(an_answer_that_makes_no_sense_is_refused_at_once),
        cmocka_unit_test(the_controller_is_found_and_stayed_with),
        cmocka_unit_test(a_broker_that_is_alone_is_the_controller),
        cmocka_unit_test(an_address_where_nobody_answers_is_told_and_the_next_is_tried),
        cmocka_unit_test(it_gives_up_when_its_time_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
