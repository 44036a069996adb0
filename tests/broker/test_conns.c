/* Connections: how frames are put together, how many there may be, how long they may be silent. */
#include "talk.h"

#include <stdio.h>
#include <unistd.h>

enum { MANY = 3, LONG_MS = 60 * 1000 };

static struct client clients[MANY + 1];

static void start_with(const char *const *arguments)
{
    broker = (struct test_broker){0};
    broker_start(&broker, arguments);
}

static void expect_served(struct client *c)
{
    struct metadata_request none = {.topics = {NULL, 0}};
    const struct metadata_response *r = client_ask(c, API_METADATA, 8, &none);
    assert_int_equal(r->brokers.count, 1);
}

/* A Metadata for no topics whose client id makes its frame so long, without its size. */
static void make_frame(struct buf *out, size_t length, int32_t correlation)
{
    struct metadata_request none = {.topics = {NULL, 0}};
    static char id[2000];
    struct err err;
    size_t plain = out->len;
    request_write(out, api_find(API_METADATA), 8, correlation, bytes_of(""), &none, &err);
    plain = out->len - plain - FRAME_SIZE_BYTES;
    out->len -= plain + FRAME_SIZE_BYTES;
    memset(id, 'i', sizeof id);
    assert_int_equal(request_write(out, api_find(API_METADATA), 8, correlation,
                                   bytes_make(id, length - plain), &none, &err),
                     0);
}

static void expect_answer(struct client *c, int32_t correlation)
{
    client_take_raw(c);
    assert_int_equal(be32_get(c->frame.data), correlation);
}

/* ---- frames ---- */

static void a_frame_may_come_in_any_pieces(void **state)
{
    (void)state;
    struct buf frames = {0};
    struct client *c = &clients[0];
    start_with(NULL);
    client_connect(c, &broker);
    for (int i = 0; i < 3; i++)
        make_frame(&frames, 100, i);
    for (size_t piece = 1; piece <= frames.len; piece += piece < 8 ? 1 : 31) {
        for (size_t at = 0; at < frames.len; at += piece) {
            size_t left = frames.len - at;
            client_send_raw(c, frames.data + at, left < piece ? left : piece);
        }
        for (int i = 0; i < 3; i++)
            expect_answer(c, i);
    }
    client_close(c);
    broker_remove(&broker);
    buf_deinit(&frames);
}

/* What is read at once has 64 KiB, and so has what a large frame grows by. */
static void frames_of_every_size_around_a_buffer_are_whole(void **state)
{
    (void)state;
    static const int around[] = {16 * 1024, 64 * 1024, 128 * 1024, 192 * 1024};
    struct client *c = &clients[0];
    int64_t offset = 0;
    start_with(NULL);
    client_connect(c, &broker);
    create_topic(c, "sizes", 1);
    for (size_t i = 0; i < ARRAY_SIZE(around); i++) {
        for (int less = 0; less < 240; less += less < 200 ? 20 : 1) {
            struct batch_spec spec = {.value_size = (size_t)(around[i] - less)};
            assert_int_equal(produce(c, "sizes", 1, spec).base_offset, offset);
            offset++;
        }
    }
    client_close(c);
    broker_remove(&broker);
}

static void a_frame_has_a_longest_length(void **state)
{
    (void)state;
    struct buf good = {0}, bad = {0};
    static const uint8_t empty[] = {0, 0, 0, 0}, negative[] = {0xff, 0xff, 0xff, 0xff};
    start_with((const char *const[]){"-c", "socket.request.max.bytes=1024", NULL});
    make_frame(&good, 1024, 7);
    make_frame(&bad, 1025, 8);
    for (int i = 0; i < 3; i++) {
        struct client *c = &clients[i];
        client_connect(c, &broker);
        client_send_raw(c, good.data, good.len);
        expect_answer(c, 7);
        if (i == 0)
            client_send_raw(c, bad.data, bad.len);
        else
            client_send_raw(c, i == 1 ? empty : negative, 4);
        client_expect_closed(c);
        client_close(c);
    }
    assert_true(broker_said(&broker, "closed connection from 127.0.0.1: invalid request length"));
    broker_remove(&broker);
    buf_deinit(&good);
    buf_deinit(&bad);
}

static void bytes_that_are_not_a_request_close_the_connection_and_are_logged(void **state)
{
    (void)state;
    static const uint8_t unknown[] = {0, 0, 0, 10, 3, 0xe7, 0, 0, 0, 0, 0, 7, 0xff, 0xff};
    start_with(NULL);
    client_connect(&clients[0], &broker);
    client_send_raw(&clients[0], unknown, sizeof unknown);
    client_expect_closed(&clients[0]);
    client_close(&clients[0]);
    assert_true(broker_said(
        &broker, "closed connection from 127.0.0.1: not a request, or unsupported API or version"));
    broker_remove(&broker);
}

/* ---- how many ---- */

static void wait_at(struct client *c)
{
    struct fetch_request_partition p = {
        .current_leader_epoch = -1, .last_fetched_epoch = -1, .max_bytes = 1 << 20};
    struct fetch_request_topic topic = {.name = bytes_of("awaited"), .partitions = {&p, 1}};
    struct fetch_request request = {.max_wait_ms = LONG_MS,
                                    .min_bytes = 1,
                                    .max_bytes = 1 << 20,
                                    .session_epoch = -1,
                                    .topics = {&topic, 1}};
    client_send(c, API_FETCH, 11, &request);
    client_expect_silence(c, 20);
}

static void connect_at_last(struct client *c)
{
    struct metadata_request none = {.topics = {NULL, 0}};
    for (;;) {
        client_connect(c, &broker);
        client_send(c, API_METADATA, 8, &none);
        if (client_try_take(c, API_METADATA, 8) != NULL)
            return;
        client_close(c);
        usleep(1000);
    }
}

/* Beyond the bound the one that was silent longest makes room; when all wait for something, who
 * comes is refused. */
static void expect_bound(const char *key)
{
    char pair[64];
    snprintf(pair, sizeof pair, "%s=%d", key, MANY);
    start_with((const char *const[]){"-c", pair, NULL});
    for (int i = 0; i < MANY; i++) {
        client_connect(&clients[i], &broker);
        if (i == 0)
            create_topic(&clients[0], "awaited", 1);
        expect_served(&clients[i]);
        usleep(2000); /* the broker knows by the millisecond who spoke when */
    }
    for (int i = 0; i < MANY; i++)
        expect_served(&clients[i]);
    wait_at(&clients[0]);
    wait_at(&clients[2]);
    client_connect(&clients[MANY], &broker);
    client_expect_closed(&clients[1]);
    client_close(&clients[1]);
    assert_true(broker_said(
        &broker, "closed connection from 127.0.0.1: longest idle, and too many are open"));
    wait_at(&clients[MANY]);
    client_connect(&clients[1], &broker);
    client_expect_closed(&clients[1]);
    client_close(&clients[1]);
    assert_true(broker_said(&broker, "refused connection from 127.0.0.1: too many are open"));
    client_close(&clients[0]); /* who goes makes room, once that is noticed */
    connect_at_last(&clients[0]);
    produce(&clients[0], "awaited", 1, (struct batch_spec){0});
    client_take(&clients[2], API_FETCH, 11);
    client_take(&clients[MANY], API_FETCH, 11);
    client_close(&clients[0]);
    client_close(&clients[2]);
    client_close(&clients[MANY]);
    broker_remove(&broker);
}

static void an_address_has_so_many_connections(void **state)
{
    (void)state;
    expect_bound("max.connections.per.ip");
}

static void all_have_so_many_connections(void **state)
{
    (void)state;
    expect_bound("max.connections");
}

/* Who has most makes room, not who was there first. */
static void an_address_with_few_connections_keeps_them(void **state)
{
    (void)state;
    struct client other;
    start_with((const char *const[]){"-c", "max.connections=4", "--listen", "[::1]:0", NULL});
    client_connect_to(&other, "::1", broker.port);
    expect_served(&other);
    for (int i = 0; i < MANY; i++) {
        usleep(2000);
        client_connect(&clients[i], &broker);
        expect_served(&clients[i]);
    }
    client_connect(&clients[MANY], &broker);
    client_expect_closed(&clients[0]);
    expect_served(&clients[MANY]);
    expect_served(&other);
    client_close(&other);
    for (int i = 0; i <= MANY; i++)
        client_close(&clients[i]);
    broker_remove(&broker);
}

/* ---- how long ---- */

static void a_silent_connection_is_closed_but_not_one_that_waits(void **state)
{
    (void)state;
    start_with((const char *const[]){"-c", "connections.max.idle.ms=1500", NULL});
    client_connect(&clients[0], &broker);
    create_topic(&clients[0], "awaited", 1);
    wait_at(&clients[0]);
    client_connect(&clients[1], &broker);
    client_expect_closed(&clients[1]);
    assert_true(broker_said(&broker, "closed connection from 127.0.0.1: idle"));
    client_close(&clients[1]);
    client_connect(&clients[1], &broker);
    produce(&clients[1], "awaited", 1, (struct batch_spec){0});
    client_take(&clients[0], API_FETCH, 11); /* silent for longer, but it was waiting */
    client_expect_closed(&clients[0]);       /* now it is */
    client_close(&clients[0]);
    client_close(&clients[1]);
    broker_remove(&broker);
}

static void silence_may_be_allowed(void **state)
{
    (void)state;
    start_with((const char *const[]){"-c", "connections.max.idle.ms=-1", NULL});
    client_connect(&clients[0], &broker);
    expect_served(&clients[0]);
    client_expect_silence(&clients[0], 50);
    expect_served(&clients[0]);
    client_close(&clients[0]);
    broker_remove(&broker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_may_come_in_any_pieces),
        cmocka_unit_test(frames_of_every_size_around_a_buffer_are_whole),
        cmocka_unit_test(a_frame_has_a_longest_length),
        cmocka_unit_test(bytes_that_are_not_a_request_close_the_connection_and_are_logged),
        cmocka_unit_test(an_address_has_so_many_connections),
        cmocka_unit_test(all_have_so_many_connections),
        cmocka_unit_test(an_address_with_few_connections_keeps_them),
        cmocka_unit_test(a_silent_connection_is_closed_but_not_one_that_waits),
        cmocka_unit_test(silence_may_be_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
