/* test_crowding.c: connections that wait, take nothing or want much: others get their turn, and
 * what is kept for them stays bounded. */
#include "harness.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

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

/* The broker knows by the millisecond who spoke when. */
static void wait_for_next_ms(void)
{
    int64_t now = clock_mono_ms();
    while (clock_mono_ms() == now)
        usleep(100);
}

static void a_newcomer_replaces_the_rocket_silent_longest(void **state)
{
    (void)state;
    enum { ALLOWED = 480, MANY = 500 };
    static struct client c[MANY];
    struct metadata_request request = {.topics = {NULL, 0}};
    for (int i = 0; i < ALLOWED; i++)
        client_connect(&c[i], &broker);
    client_ask(&c[ALLOWED - 1], API_METADATA, 8, &request); /* by now all are accepted */
    wait_for_next_ms();
    for (int i = 0; i < ALLOWED; i += 10)
        client_ask(&c[i], API_METADATA, 8, &request);
    wait_for_next_ms();
    for (int i = ALLOWED; i < MANY; i++) {
        client_connect(&c[i], &broker);
        client_ask(&c[i], API_METADATA, 8, &request);
    }
    for (int i = 1; i < 20; i++)
        if (i % 10 != 0)
            client_expect_closed(&c[i]);
    for (int i = 0; i < ALLOWED; i += 10)
        client_ask(&c[i], API_METADATA, 8, &request);
    for (int i = 0; i < MANY; i++)
        client_close(&c[i]);
    expect_served();
}

/* Both leave in one write: the broker has the second once it has answered the first. */
static void ask_and_send_fetch(struct client *c, const struct fetch_request *fetch)
{
    struct metadata_request metadata = {.topics = {NULL, 0}};
    struct buf frames = {0};
    struct err err;
    request_write(&frames, api_find(API_METADATA), 8, ++c->correlation, bytes_of("test"), &metadata,
                  &err);
    request_write(&frames, api_find(API_FETCH), 4, ++c->correlation, bytes_of("test"), fetch, &err);
    client_send_raw(c, frames.data, frames.len);
    client_take(c, API_METADATA, 8);
    buf_deinit(&frames);
}

/* They have asked, so they are not silent; what they wait for is not taken from them. */
static void a_connection_that_waits_for_a_response_is_not_closed(void **state)
{
    (void)state;
    enum { ALLOWED = 480 };
    static struct client c[ALLOWED];
    struct client late, silent;
    struct metadata_request metadata = {.topics = {NULL, 0}};
    struct fetch_request_partition p = {
        .current_leader_epoch = -1, .last_fetched_epoch = -1, .max_bytes = 1 << 20};
    struct fetch_request_topic topic = {.name = bytes_of("awaited"), .partitions = {&p, 1}};
    struct fetch_request request = {
        .max_wait_ms = 600 * 1000, .min_bytes = 1, .max_bytes = 1 << 20, .topics = {&topic, 1}};
    client_connect(&silent, &broker);
    create_topic(&silent, "awaited", 1);
    for (int i = 1; i < ALLOWED; i++) {
        client_connect(&c[i], &broker);
        ask_and_send_fetch(&c[i], &request);
    }
    client_ask(&silent, API_METADATA, 8, &metadata); /* the youngest */
    client_connect(&late, &broker);
    client_expect_closed(&silent);
    produce(&late, "awaited", 1, (struct batch_spec){0});
    for (int i = 1; i < ALLOWED; i++)
        client_take(&c[i], API_FETCH, 4);
    client_close(&late);
    client_close(&silent);
    for (int i = 1; i < ALLOWED; i++)
        client_close(&c[i]);
    expect_served();
}

/* A few bytes each, of which memory must not take a kilobyte each. */
static void small_answers_that_nobody_takes_are_few(void **state)
{
    (void)state;
    enum { MANY = 20, REQUESTS = 100 * 1000, PIECE = 1000 };
    static struct client c[MANY];
    struct heartbeat_request request = {.group_id = bytes_of("nobody"), .member_id = bytes_of("")};
    struct buf frames = {0};
    struct err err;
    for (int i = 0; i < PIECE; i++)
        request_write(&frames, api_find(API_HEARTBEAT), 0, i, bytes_of(""), &request, &err);
    for (int i = 0; i < MANY; i++) {
        client_connect(&c[i], &broker);
        fcntl(c[i].fd, F_SETFL, O_NONBLOCK);
        for (int n = 0; n < REQUESTS / PIECE; n++)
            if (send(c[i].fd, frames.data, frames.len, MSG_NOSIGNAL) < (ssize_t)frames.len)
                break;
    }
    expect_served();
    assert_true(!harness_measures || broker_rss_kb(&broker) < RSS_BOUND_KB);
    for (int i = 0; i < MANY; i++)
        client_close(&c[i]);
    buf_deinit(&frames);
    expect_served();
}

/* 200 answers of 1 MiB asked for, none taken: the broker stops reading, and lets go at the end. */
static void a_client_that_reads_no_responses_is_not_read_from_forever(void **state)
{
    (void)state;
    struct client producer, greedy;
    client_connect(&producer, &broker);
    client_connect(&greedy, &broker);
    create_topic_with(&producer, "rich", 1, "max.message.bytes", "2000000");
    produce(&producer, "rich", -1, (struct batch_spec){.value_size = 1 << 20});
    struct fetch_request_partition p = {
        .max_bytes = 1 << 20, .current_leader_epoch = -1, .last_fetched_epoch = -1};
    struct fetch_request_topic t = {.name = bytes_of("rich"), .partitions = {&p, 1}};
    struct fetch_request request = {.max_bytes = 1 << 20, .session_epoch = -1, .topics = {&t, 1}};
    for (int i = 0; i < 200; i++)
        client_send(&greedy, API_FETCH, 11, &request);
    expect_served();
    assert_true(!harness_measures || broker_rss_kb(&broker) < 120 * 1024);
    for (int i = 0; i < 200; i++)
        client_take_raw(&greedy);
    client_close(&greedy);
    client_close(&producer);
    expect_served();
}

/* The first is not answered for a minute, and the others wait behind it. */
static void answers_that_wait_for_an_earlier_one_are_bounded(void **state)
{
    (void)state;
    enum { MEGABYTES = 10, FETCHES = 30 };
    struct client c;
    struct fetch_request_partition partition = {.max_bytes = 64 << 20};
    struct fetch_request_topic topic = {.partitions = {&partition, 1}};
    struct fetch_request request = {.max_wait_ms = 60 * 1000,
                                    .min_bytes = 1,
                                    .max_bytes = 64 << 20,
                                    .session_epoch = -1,
                                    .topics = {&topic, 1}};
    client_connect(&c, &broker);
    create_topic(&c, "nothing", 1);
    create_topic(&c, "much", 1);
    for (int i = 0; i < MEGABYTES; i++)
        assert_int_equal(
            produce(&c, "much", -1, (struct batch_spec){.value_size = 1000 * 1000}).error_code, 0);
    topic.name = bytes_of("nothing");
    client_send(&c, API_FETCH, 4, &request);
    topic.name = bytes_of("much");
    for (int i = 0; i < FETCHES; i++)
        client_send(&c, API_FETCH, 4, &request);
    for (int i = 0; i < 2000 && broker_rss_kb(&broker) < 25 * 1024; i++)
        expect_served(); /* until it is at them */
    expect_served();
    if (harness_measures)
        assert_in_range(broker_rss_kb(&broker), 0, 90 * 1024);
    client_close(&c);
}

/* Each search reads from disk; others are served in between. */
static void a_long_search_lets_other_requests_run(void **state)
{
    (void)state;
    enum { MANY = 50 * 1000 };
    struct client searching, asking;
    struct list_offsets_request_partition *p = calloc(MANY, sizeof *p);
    for (int i = 0; i < MANY; i++)
        p[i] = (struct list_offsets_request_partition){.current_leader_epoch = -1, .timestamp = 1};
    struct list_offsets_request_topic topic = {.name = bytes_of("searched"),
                                               .partitions = {p, MANY}};
    struct list_offsets_request request = {.replica_id = -1, .topics = {&topic, 1}};
    struct metadata_request metadata = {.topics = {NULL, 0}};
    client_connect(&searching, &broker);
    client_connect(&asking, &broker);
    create_topic(&asking, "searched", 1);
    produce(&asking, "searched", -1, (struct batch_spec){.count = 100});
    client_send(&searching, API_LIST_OFFSETS, 4, &request);
    for (int i = 0; i < 3; i++)
        client_ask(&asking, API_METADATA, 8, &metadata);
    client_expect_silence(&searching, 0);
    const struct list_offsets_response *r = client_take(&searching, API_LIST_OFFSETS, 4);
    assert_int_equal(r->topics.items[0].partitions.items[MANY - 1].offset, 0);
    client_close(&searching);
    client_close(&asking);
    free(p);
}

/* A few kilobytes each, megabytes inflated: others are served in between, and what comes behind on
 * the same connection is appended behind. */
static void many_bombs_in_one_produce_let_others_in(void **state)
{
    (void)state;
    enum { MANY = 100 };
    struct client bomber, asking;
    struct buf bomb = {0}, plain = {0};
    struct produce_request_partition p[MANY];
    struct produce_request_topic topic = {.name = bytes_of("bombed"), .partitions = {p, MANY}};
    struct produce_request request = {.acks = 1, .topics = {&topic, 1}};
    struct metadata_request metadata = {.topics = {NULL, 0}};
    make_batch(&bomb, (struct batch_spec){.value_size = 15 << 20, .codec = CODEC_ZSTD});
    make_batch(&plain, (struct batch_spec){0});
    for (int i = 0; i < MANY; i++)
        p[i] = (struct produce_request_partition){.records = buf_bytes(&bomb)};
    client_connect(&bomber, &broker);
    client_connect(&asking, &broker);
    create_topic(&asking, "bombed", 1);
    client_send(&bomber, API_PRODUCE, 9, &request);
    topic.partitions.count = 1;
    p[0].records = buf_bytes(&plain);
    client_send(&bomber, API_PRODUCE, 9, &request);
    for (int i = 0; i < 3; i++)
        client_ask(&asking, API_METADATA, 8, &metadata);
    client_expect_silence(&bomber, 0);
    client_take_raw(&bomber);
    const struct produce_response *r = client_take(&bomber, API_PRODUCE, 9);
    assert_int_equal(r->topics.items[0].partitions.items[0].base_offset, MANY);
    client_close(&bomber);
    client_close(&asking);
    buf_deinit(&bomb);
    buf_deinit(&plain);
}

/* Fetches that wait take many times their bytes: of one connection one waits, and of large ones as
 * many as there is memory for. */
static void ask_to_wait(struct client *c, int connections, int partitions, int pipelined)
{
    struct fetch_request_partition *p = calloc((size_t)partitions, sizeof *p);
    for (int i = 0; i < partitions; i++)
        p[i] = (struct fetch_request_partition){
            .current_leader_epoch = -1, .last_fetched_epoch = -1, .max_bytes = 1};
    struct fetch_request_topic topic = {.name = bytes_of("still"), .partitions = {p, partitions}};
    struct fetch_request request = {
        .max_wait_ms = 60 * 1000, .min_bytes = 1, .max_bytes = 1, .topics = {&topic, 1}};
    for (int i = 0; i < connections; i++) {
        client_connect(&c[i], &broker);
        for (int n = 0; n < pipelined; n++)
            client_send(&c[i], API_FETCH, 4, &request);
    }
    free(p);
    expect_served();
}

/* Waits until one of them has a response, and returns which. */
static int first_with_response(const struct client *c, int connections)
{
    struct pollfd *pollers = calloc((size_t)connections, sizeof *pollers);
    int found = 0;
    for (int i = 0; i < connections; i++)
        pollers[i] = (struct pollfd){.fd = c[i].fd, .events = POLLIN};
    assert_true(poll(pollers, (nfds_t)connections, 30 * 1000) > 0); /* they would wait 60 s */
    while (pollers[found].revents == 0)
        found++;
    free(pollers);
    return found;
}

static void fetches_that_wait_take_bounded_memory(void **state)
{
    (void)state;
    enum { MANY = 60, LARGE = 100 };
    static struct client c[LARGE];
    client_connect(&c[0], &broker);
    create_topic(&c[0], "still", 1);
    client_close(&c[0]);
    ask_to_wait(c, MANY, 1000, 30);
    assert_true(!harness_measures || broker_rss_kb(&broker) < 100 * 1024);
    for (int i = 0; i < MANY; i++)
        client_close(&c[i]);
    ask_to_wait(c, LARGE, 10000, 1);
    assert_true(!harness_measures || broker_rss_kb(&broker) < 200 * 1024);
    client_take(&c[first_with_response(c, LARGE)], API_FETCH, 4); /* which: by who came last */
    for (int i = 0; i < LARGE; i++)
        client_close(&c[i]);
    expect_served();
}

/* What is behind a Fetch that waits is begun after it; and a client that goes is heard of. */
static void a_fetch_waits_alone_and_its_client_may_go(void **state)
{
    (void)state;
    struct client waiting, asking;
    client_connect(&asking, &broker);
    create_topic(&asking, "behind", 1);
    struct fetch_request_partition p = {
        .current_leader_epoch = -1, .last_fetched_epoch = -1, .max_bytes = 1 << 20};
    struct fetch_request_topic topic = {.name = bytes_of("behind"), .partitions = {&p, 1}};
    struct fetch_request request = {
        .max_wait_ms = 60 * 1000, .min_bytes = 1, .max_bytes = 1 << 20, .topics = {&topic, 1}};
    struct metadata_request_topic asked = {.name = bytes_of("made-behind")};
    struct metadata_request metadata = {.topics = {&asked, 1}, .allow_auto_topic_creation = true};
    client_connect(&waiting, &broker);
    client_send(&waiting, API_FETCH, 4, &request);
    int32_t first = waiting.correlation;
    client_send(&waiting, API_METADATA, 8, &metadata);
    client_expect_silence(&waiting, 100);
    metadata.allow_auto_topic_creation = false;
    const struct metadata_response *r = client_ask(&asking, API_METADATA, 8, &metadata);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    produce(&asking, "behind", -1, (struct batch_spec){0});
    waiting.correlation = first;
    client_take(&waiting, API_FETCH, 4);
    waiting.correlation++;
    r = client_take(&waiting, API_METADATA, 8);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_NONE);
    client_close(&waiting);
    client_close(&asking);
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
        cmocka_unit_test(a_newcomer_replaces_the_rocket_silent_longest),
        cmocka_unit_test(a_connection_that_waits_for_a_response_is_not_closed),
        cmocka_unit_test(small_answers_that_nobody_takes_are_few),
        cmocka_unit_test(a_client_that_reads_no_responses_is_not_read_from_forever),
        cmocka_unit_test(answers_that_wait_for_an_earlier_one_are_bounded),
        cmocka_unit_test(a_long_search_lets_other_requests_run),
        cmocka_unit_test(many_bombs_in_one_produce_let_others_in),
        cmocka_unit_test(fetches_that_wait_take_bounded_memory),
        cmocka_unit_test(a_fetch_waits_alone_and_its_client_may_go),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
