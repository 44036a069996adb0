/* test_client_messages.c: what a producer sends and a consumer receives, by librdkafka's broker for
 * tests. */
#include "mock_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "client/consumer.h"
#include "client/producer.h"

static struct mock mock;
static struct producer *producer;
static struct consumer *consumer;

static struct {
    int count, code;
    int64_t offset;
    char value[16];
} delivered;

static void note_delivery(void *ctx, const struct delivery *d)
{
    assert_ptr_equal(ctx, &delivered);
    delivered.count++;
    delivered.code = d->code;
    delivered.offset = d->offset;
    bytes_to_text(d->value, delivered.value, sizeof delivered.value);
    assert_int_equal(d->why[0] == '\0', d->code == 0);
}

static void warn(void *ctx, const char *sentence)
{
    (void)ctx;
    fail_msg("%s", sentence);
}

static const struct client_events events = {.ctx = &delivered, .warn = warn};

static int begin(void **state)
{
    (void)state;
    mock_open(&mock);
    memset(&delivered, 0, sizeof delivered);
    /* As it is by default. Without it the topic would be asked for its limit, in vain here. */
    properties_set(&mock.java, "batch.size", "16384");
    return 0;
}

static int end(void **state)
{
    (void)state;
    producer_close(producer);
    consumer_close(consumer);
    producer = NULL;
    consumer = NULL;
    mock_close(&mock);
    return 0;
}

static int open_producer(struct err *err)
{
    return producer_open(&producer, &mock.java, &events, note_delivery, err);
}

static void must_open_producer(void)
{
    struct err err;
    if (open_producer(&err) != 0)
        fail_msg("%s", err.text);
}

static void must_open_consumer(void)
{
    struct err err;
    properties_set(&mock.java, "group.id", "g");
    if (consumer_open(&consumer, &mock.java, &events, &err) != 0)
        fail_msg("%s", err.text);
}

static enum consumer_news next(struct client_record *record)
{
    int code;
    struct err err;
    int64_t until = clock_mono_ms() + MOCK_PATIENCE_MS;
    enum consumer_news news;
    while ((news = consumer_next(consumer, 100, record, &code, &err)) == CONSUMER_NOTHING &&
           clock_mono_ms() < until)
        ;
    return news;
}

static void must_read(int64_t from, int64_t to)
{
    struct client_record record;
    for (int64_t offset = from; offset < to; offset++) {
        assert_int_equal(next(&record), CONSUMER_RECORD);
        assert_int_equal(record.offset, offset);
    }
}

static void a_record_arrives_with_all_its_fields(void **state)
{
    (void)state;
    static const struct client_header headers[] = {{"a", {(const uint8_t *)"xy", 2}},
                                                   {"n", {NULL, 0}}};
    const struct client_record sent[] = {
        {.topic = "t",
         .time_ms = 77,
         .key = bytes_of("k"),
         .value = bytes_of("v"),
         .headers = headers,
         .header_count = 2},
        {.topic = "t", .time_ms = 78, .value = bytes_of("")},
        {.topic = "t", .time_ms = 79, .key = bytes_of("")},
        {.topic = "u", .time_ms = 80, .value = bytes_of("last")},
    };
    struct client_record r;
    struct err err;
    mock_topic(&mock, "t", 1);
    mock_topic(&mock, "u", 1);
    must_open_producer();
    for (size_t i = 0; i < ARRAY_SIZE(sent); i++)
        assert_int_equal(producer_send(producer, &sent[i], &err), 0);
    assert_int_equal(producer_flush(producer, MOCK_PATIENCE_MS, &err), 0);
    assert_int_equal(delivered.count, 4);
    assert_int_equal(delivered.code, 0);
    assert_true(producer_reached(producer));
    must_open_consumer();
    consumer_want_headers(consumer);
    assert_int_equal(consumer_assign(consumer, "t", 0, CONSUMER_EARLIEST, &err), 0);
    for (int64_t i = 0; i < 3; i++) {
        assert_int_equal(next(&r), CONSUMER_RECORD);
        assert_string_equal(r.topic, "t");
        assert_int_equal(r.partition, 0);
        assert_int_equal(r.offset, i);
        assert_int_equal(r.time_ms, 77 + i);
        assert_int_equal(r.time_kind, CLIENT_TIME_CREATE);
        assert_true(bytes_equal(r.key, sent[i].key));
        assert_true(bytes_equal(r.value, sent[i].value));
        assert_int_equal(r.header_count, sent[i].header_count);
        for (size_t k = 0; k < r.header_count; k++) {
            assert_string_equal(r.headers[k].name, headers[k].name);
            assert_true(bytes_equal(r.headers[k].value, headers[k].value));
        }
        assert_int_equal(consumer_holds(consumer), i < 2);
    }
    assert_true(consumer_reached(consumer));
}

static void a_group_goes_on_behind_what_is_done(void **state)
{
    (void)state;
    static const char *const topics[] = {"t"};
    struct err err;
    properties_set(&mock.java, "auto.offset.reset", "earliest");
    /* The mock does not notice that a member leaves: the next one waits for its session to end. */
    properties_set(&mock.java, "session.timeout.ms", "6000");
    properties_set(&mock.java, "heartbeat.interval.ms", "1000");
    mock_topic(&mock, "t", 1);
    mock_send(&mock, "t", 0, 700);
    must_open_consumer();
    assert_int_equal(consumer_subscribe(consumer, topics, 1, &err), 0);
    must_read(0, 600); /* of more than one batch */
    consumer_done(consumer);
    must_read(600, 603); /* given, but not done with */
    consumer_close(consumer);
    must_open_consumer();
    assert_int_equal(consumer_subscribe(consumer, topics, 1, &err), 0);
    must_read(600, 700);
    mock_send(&mock, "t", 0, 2);
    must_read(700, 702);
}

static void count_name(void *ctx, const char *topic)
{
    int *seen = ctx;
    *seen += strcmp(topic, "t") == 0 ? 1 : strcmp(topic, "u") == 0 ? 10 : 100;
}

static void topics_and_leaders_are_told(void **state)
{
    (void)state;
    int seen = 0, code;
    struct err err;
    mock_topic(&mock, "t", 2);
    mock_topic(&mock, "u", 1);
    must_open_producer();
    must_open_consumer();
    assert_int_equal(consumer_list_topics(consumer, MOCK_PATIENCE_MS, count_name, &seen, &err), 0);
    assert_int_equal(seen, 11);
    assert_true(consumer_reached(consumer));
    assert_int_equal(producer_find_topic(producer, "t", MOCK_PATIENCE_MS, &code), TOPIC_READY);
    assert_int_equal(code, 0);
    assert_true(producer_reached(producer));
    rd_kafka_mock_partition_set_leader(mock.cluster, "t", 0, -1);
    assert_int_equal(consumer_look_for_leader(consumer, "t", MOCK_PATIENCE_MS), 1);
    assert_int_equal(producer_find_topic(producer, "t", MOCK_PATIENCE_MS, &code), TOPIC_READY);
    rd_kafka_mock_partition_set_leader(mock.cluster, "t", 1, -1);
    assert_int_equal(consumer_look_for_leader(consumer, "t", MOCK_PATIENCE_MS), 0);
    assert_int_equal(producer_find_topic(producer, "t", MOCK_PATIENCE_MS, &code), TOPIC_UNKNOWN);
    assert_int_equal(code, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
}

static void a_topic_that_is_refused_is_told_with_the_reason(void **state)
{
    (void)state;
    int code;
    static const struct {
        rd_kafka_resp_err_t code;
        enum topic_state state;
    } rows[] = {{RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, TOPIC_INVALID},
                {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, TOPIC_REFUSED},
                {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, TOPIC_UNKNOWN}};
    if (!mock_may_refuse_topics()) {
        fprintf(stderr, "skipped: refused topics crash this librdkafka's own mock\n");
        skip();
    }
    mock_topic(&mock, "u", 1);
    must_open_producer();
    must_open_consumer();
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        rd_kafka_mock_topic_set_error(mock.cluster, "u", rows[i].code);
        assert_int_equal(producer_find_topic(producer, "u", MOCK_PATIENCE_MS, &code),
                         rows[i].state);
        assert_int_equal(code, rows[i].code);
        assert_int_equal(consumer_look_for_leader(consumer, "u", MOCK_PATIENCE_MS), -1);
    }
}

static void what_the_buffer_can_never_hold_is_refused(void **state)
{
    (void)state;
    struct err err;
    struct bytes large = {mem_zero(1, 2048), 2048};
    struct client_record record = {
        .topic = "t", .partition = -1, .key = bytes_of("k"), .value = large};
    properties_set(&mock.java, "buffer.memory", "1024");
    must_open_producer();
    assert_int_equal(producer_send(producer, &record, &err), ERR_FAIL);
    assert_string_equal(err.text, "t: cannot send a message of 2049 bytes, which is larger than "
                                  "the producer's buffer; raise buffer.memory");
    assert_int_equal(delivered.count, 0);
    free((void *)(uintptr_t)large.data);
}

static void nobody_who_answers_is_said(void **state)
{
    (void)state;
    int seen = 0, code;
    struct err err;
    properties_set(&mock.java, "bootstrap.servers", "127.0.0.1:1");
    must_open_producer();
    must_open_consumer();
    assert_int_equal(consumer_list_topics(consumer, 10, count_name, &seen, &err), ERR_UNREACHABLE);
    assert_non_null(strstr(err.text, "cannot list topics: "));
    assert_int_equal(consumer_look_for_leader(consumer, "t", 10), -1);
    assert_int_equal(producer_find_topic(producer, "t", 10, &code), TOPIC_NO_ANSWER);
    assert_int_not_equal(code, 0);
    assert_false(consumer_reached(consumer));
    assert_false(producer_reached(producer));
    struct client_record record = {.topic = "t", .value = bytes_of("lost")};
    assert_int_equal(producer_send(producer, &record, &err), 0);
    assert_int_equal(producer_flush(producer, 10, &err), ERR_TIMEOUT);
    assert_string_equal(err.text, "1 messages not delivered after 10 ms");
    assert_int_equal(delivered.count, 0);
}

static void a_record_that_is_too_large_is_refused_and_the_next_goes(void **state)
{
    (void)state;
    struct err err;
    char *large = mem_zero(1, 3000);
    struct client_record record = {.topic = "t", .value = bytes_make(large, 3000)};
    properties_set(&mock.java, "max.request.size", "2000");
    properties_set(&mock.java, "batch.size", "1000");
    mock_topic(&mock, "t", 1);
    must_open_producer();
    assert_int_equal(producer_send(producer, &record, &err), ERR_FAIL);
    assert_memory_equal(err.text, "t: cannot send the message: ", 28);
    record.value = bytes_of("small");
    assert_int_equal(producer_send(producer, &record, &err), 0);
    assert_int_equal(producer_flush(producer, MOCK_PATIENCE_MS, &err), 0);
    assert_int_equal(delivered.count, 1);
    assert_string_equal(delivered.value, "small");
    assert_int_equal(delivered.offset, 0);
    free(large);
}

/* It is on unless asked otherwise or made impossible, where librdkafka would refuse it. */
static void idempotence_goes_by_what_else_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value;
    } ways[] = {{"acks", "1"},
                {"acks", "0"},
                {"retries", "0"},
                {"max.in.flight.requests.per.connection", "6"},
                {"acks", "all"},
                {"acks", "-1"},
                {"enable.idempotence", "false"}};
    struct err err;
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        for (int forced = 0; forced < 2; forced++) {
            struct properties java = {0};
            properties_merge(&java, &mock.java);
            if (forced)
                properties_set(&java, "enable.idempotence", "TRUE");
            properties_set(&java, ways[i].name, ways[i].value);
            int rc = producer_open(&producer, &java, &events, note_delivery, &err);
            assert_int_equal(rc, forced && i < 4 ? ERR_USAGE : 0);
            if (rc != 0)
                assert_memory_equal(err.text, "cannot create the producer: ", 28);
            producer_close(producer);
            producer = NULL;
            properties_deinit(&java);
        }
    }
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(a_record_arrives_with_all_its_fields),
        ROW(a_group_goes_on_behind_what_is_done),
        ROW(topics_and_leaders_are_told),
        ROW(a_topic_that_is_refused_is_told_with_the_reason),
        ROW(what_the_buffer_can_never_hold_is_refused),
        ROW(nobody_who_answers_is_said),
        ROW(a_record_that_is_too_large_is_refused_and_the_next_goes),
        ROW(idempotence_goes_by_what_else_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
