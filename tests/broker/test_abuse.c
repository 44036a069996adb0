/* Strangers: frames that are none, claims that are not kept, requests without measure. Whatever
 * they do, the next client is served and memory stays bounded. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/clock.h"

enum { RSS_BOUND_KB = 40 * 1024 };

static struct test_broker broker;

static void expect_served(void)
{
    struct client c;
    struct metadata_request request = {.topics = {NULL, 0}};
    client_connect(&c, &broker);
    const struct metadata_response *r = client_ask(&c, API_METADATA, 8, &request);
    assert_int_equal(r->brokers.count, 1);
    client_close(&c);
}

struct bad_frame {
    const char *what;
    size_t len;
    const char *bytes;
};

#define FRAME(what, bytes)                                                                         \
    {                                                                                              \
        what, sizeof(bytes) - 1, bytes                                                             \
    }

static const struct bad_frame bad_frames[] = {
    FRAME("a length of zero", "\0\0\0\0"),
    FRAME("a negative length", "\xff\xff\xff\xff"),
    FRAME("the largest length", "\x7f\xff\xff\xff"),
    FRAME("a length over the bound", "\x06\x40\x00\x01"),
    FRAME("HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    FRAME("TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
    FRAME("a header that is cut off", "\0\0\0\3\0\3\0"),
    FRAME("an unknown key", "\0\0\0\x0a\x7f\xff\0\0\0\0\0\1\xff\xff"),
    FRAME("a negative key", "\0\0\0\x0a\xff\xfe\0\0\0\0\0\1\xff\xff"),
    FRAME("a client id longer than the frame", "\0\0\0\x0a\0\3\0\1\0\0\0\1\x7f\xff"),
    FRAME("an array longer than the frame", "\0\0\0\x0e\0\3\0\1\0\0\0\1\xff\xff\x40\0\0\0"),
    FRAME("a string longer than the frame", "\0\0\0\x10\0\3\0\1\0\0\0\1\xff\xff\0\0\0\1\x7f\xff"),
    FRAME("a negative array in a list that is not null",
          "\0\0\0\x16\0\x13\0\2\0\0\0\1\xff\xff\xff\xff\xff\xff\0\0\0\1\0\0\0\0"),
    FRAME("a varint that does not end",
          "\0\0\0\x12\0\x12\0\3\0\0\0\1\xff\xff\0\xff\xff\xff\xff\xff\xff\xff"),
};

static void bad_frames_close_their_connection_and_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(bad_frames); i++) {
        struct client c;
        client_connect(&c, &broker);
        client_send_raw(&c, bad_frames[i].bytes, bad_frames[i].len);
        shutdown(c.fd, SHUT_WR);
        client_expect_closed(&c);
        client_close(&c);
        expect_served();
    }
}

static int count_lines(const char *path)
{
    int lines = 0, c;
    FILE *file = fopen(path, "r");
    while ((c = fgetc(file)) != EOF)
        lines += c == '\n';
    fclose(file);
    return lines;
}

static void log_lines_about_clients_are_bounded(void **state)
{
    (void)state;
    enum { MANY = 400, A_SECOND = 21 };
    int before = count_lines(broker.log);
    int64_t began_ms = clock_mono_ms();
    for (int i = 0; i < MANY; i++) {
        struct client c;
        client_connect(&c, &broker);
        client_send_raw(&c, "\xff\xff\xff\xff", 4);
        client_expect_closed(&c);
        client_close(&c);
    }
    int64_t seconds = (clock_mono_ms() - began_ms) / 1000 + 2;
    assert_in_range(count_lines(broker.log) - before, 1, seconds * A_SECOND);
    expect_served();
}

static void millions_of_tags_in_a_header_are_refused(void **state)
{
    (void)state;
    enum { TAGS = 4 * 1000 * 1000 };
    struct client c;
    struct buf frame = {0};
    uint8_t head[] = {0, 0, 0, 0, 0, 3, 0, 9, 0, 0, 0, 1, 0xff, 0xff};
    buf_add(&frame, head, sizeof head);
    buf_add_uvarint(&frame, TAGS);
    for (int i = 0; i < TAGS; i++) {
        buf_add_uvarint(&frame, (uint64_t)i % 128);
        buf_add_byte(&frame, 0);
    }
    be32_put(frame.data, (uint32_t)frame.len - 4);
    client_connect(&c, &broker);
    client_send_raw(&c, frame.data, frame.len);
    client_expect_closed(&c);
    client_close(&c);
    buf_deinit(&frame);
    expect_served();
}

/* The first of them could be made; the others are more than a broker holds. */
static void a_request_to_make_ever_so_many_topics_is_refused_whole(void **state)
{
    (void)state;
    enum { TOPICS = 10 * 1000 };
    struct create_topics_request_topic *topics = calloc(TOPICS, sizeof *topics);
    struct client c;
    for (int i = 0; i < TOPICS; i++)
        topics[i] = (struct create_topics_request_topic){
            .name = bytes_of(i == 0 ? "first" : "?"), .num_partitions = 1, .replication_factor = 1};
    struct create_topics_request request = {.topics = {topics, TOPICS}};
    client_connect(&c, &broker);
    client_send(&c, API_CREATE_TOPICS, 2, &request);
    client_expect_closed(&c);
    client_close(&c);
    free(topics);
    expect_served();
}

/* 16 bytes each on the wire, some hundred in memory. */
static void a_fetch_that_names_a_partition_a_million_times_is_refused(void **state)
{
    (void)state;
    enum { TIMES = 1000 * 1000 };
    struct fetch_request_partition *partitions = calloc(TIMES, sizeof *partitions);
    struct fetch_request_topic topic = {.name = bytes_of("any"), .partitions = {partitions, TIMES}};
    struct fetch_request request = {.max_wait_ms = 1, .topics = {&topic, 1}};
    struct client c;
    client_connect(&c, &broker);
    client_send(&c, API_FETCH, 4, &request);
    client_expect_closed(&c);
    client_close(&c);
    free(partitions);
    expect_served();
}

/* A claim costs nothing until its bytes arrive. */
static void claims_of_large_frames_cost_no_memory(void **state)
{
    (void)state;
    enum { MANY = 100 };
    static struct client c[MANY];
    static const uint8_t claim[] = {0x05, 0, 0, 0, 0, 0};
    for (int i = 0; i < MANY; i++) {
        client_connect(&c[i], &broker);
        client_send_raw(&c[i], claim, sizeof claim);
    }
    expect_served();
    assert_true(!harness_measures || broker_rss_kb(&broker) < RSS_BOUND_KB);
    for (int i = 0; i < MANY; i++)
        client_close(&c[i]);
    expect_served();
}

/* Takes the ten seconds that it is about. */
static void a_frame_that_does_not_become_whole_is_given_up(void **state)
{
    (void)state;
    struct client c;
    client_connect(&c, &broker);
    client_send_raw(&c, "\0\0\0\x20\0\3", 6);
    client_expect_silence(&c, 8000);
    client_expect_closed(&c);
    assert_true(broker_said(&broker, "request not complete in time"));
    client_close(&c);
    expect_served();
}

static void a_topic_named_many_times_is_reported_once(void **state)
{
    (void)state;
    enum { MANY = 2000 };
    static struct metadata_request_topic topics[MANY];
    struct client c;
    client_connect(&c, &broker);
    create_topic(&c, "broad", 100);
    for (int i = 0; i < MANY; i++)
        topics[i].name = bytes_of("broad");
    struct metadata_request request = {.topics = {topics, MANY}};
    const struct metadata_response *r = client_ask(&c, API_METADATA, 8, &request);
    assert_int_equal(r->topics.count, 1);
    assert_int_equal(r->topics.items[0].partitions.count, 100);
    client_close(&c);
}

static void a_topic_named_a_hundred_thousand_times_is_too_much(void **state)
{
    (void)state;
    enum { MANY = 90000 };
    static struct metadata_request_topic topics[MANY];
    struct client c;
    client_connect(&c, &broker);
    create_topic(&c, "wide", 100);
    for (int i = 0; i < MANY; i++)
        topics[i].name = bytes_of("wide");
    struct metadata_request request = {.topics = {topics, MANY}};
    client_send(&c, API_METADATA, 8, &request);
    client_expect_closed(&c);
    client_close(&c);
    expect_served();
}

static int start(void **state)
{
    (void)state;
    broker_start(&broker, NULL);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    broker_remove(&broker);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_frames_close_their_connection_and_nothing_else),
        cmocka_unit_test(log_lines_about_clients_are_bounded),
        cmocka_unit_test(a_request_to_make_ever_so_many_topics_is_refused_whole),
        cmocka_unit_test(a_fetch_that_names_a_partition_a_million_times_is_refused),
        cmocka_unit_test(claims_of_large_frames_cost_no_memory),
        cmocka_unit_test(millions_of_tags_in_a_header_are_refused),
        cmocka_unit_test(a_frame_that_does_not_become_whole_is_given_up),
        cmocka_unit_test(a_topic_named_many_times_is_reported_once),
        cmocka_unit_test(a_topic_named_a_hundred_thousand_times_is_too_much),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
