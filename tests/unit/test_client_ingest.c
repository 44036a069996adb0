/* test_client_ingest.c: partitions read through the ingest, against librdkafka's broker for tests.
 */
#include "mock_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "client/ingest_internal.h"

static struct mock mock;
static struct ingest *ingest;

static bool wants(void *ctx, const char *topic)
{
    (void)ctx;
    return strcmp(topic, "unwanted") != 0;
}

static void warn(void *ctx, const char *sentence)
{
    (void)ctx;
    fail_msg("%s", sentence);
}

static int begin(void **state)
{
    struct err err;
    (void)state;
    mock_open(&mock);
    struct ingest_options options = {.java = &mock.java, .wants = wants, .warn = warn};
    if (ingest_open(&ingest, &options, &err) != 0)
        fail_msg("%s", err.text);
    return 0;
}

static int end(void **state)
{
    (void)state;
    ingest_close(ingest);
    mock_close(&mock);
    return 0;
}

static int64_t deadline(void)
{
    return clock_mono_ms() + MOCK_PATIENCE_MS;
}

/* Waits for what a question asked now answers. */
static const struct ingest_view *look_again(void)
{
    int64_t number = ingest_ask(ingest), until = deadline();
    const struct ingest_view *view = ingest_look(ingest);
    while ((view->look < number || !view->reached) && clock_mono_ms() < until) {
        ingest_wait(ingest, 100);
        view = ingest_look(ingest);
    }
    assert_true(view->reached);
    return view;
}

static int start(const char *topic, int32_t partition, int64_t offset)
{
    struct err err;
    int source = ingest_start(ingest, topic, partition, offset, &err);
    if (source < 0)
        fail_msg("%s", err.text);
    return source;
}

/* The next thing that the source has to say. */
static enum ingest_next next(int source, int64_t *t_ms)
{
    int64_t until = deadline();
    enum ingest_next got = ingest_peek(ingest, source, t_ms);
    while (got == INGEST_COMING && clock_mono_ms() < until) {
        ingest_wait(ingest, 100);
        got = ingest_peek(ingest, source, t_ms);
    }
    return got;
}

static void must_take(int source, int64_t from, int64_t to)
{
    struct ingest_message m;
    int64_t t_ms;
    for (int64_t offset = from; offset < to; offset++) {
        int64_t until = deadline();
        while (next(source, &t_ms) == INGEST_END && clock_mono_ms() < until)
            ingest_wait(ingest, 100); /* it was not there yet */
        assert_int_equal(next(source, &t_ms), INGEST_MESSAGE);
        assert_int_equal(ingest_peek_offset(ingest, source), offset);
        assert_true(ingest_ready(ingest, source));
        ingest_take(ingest, source, &m);
        assert_int_equal(m.offset, offset);
    }
}

static void must_be_lost(int source, enum ingest_loss loss, const char *words)
{
    char why[160];
    int64_t t_ms;
    int64_t until = deadline();
    enum ingest_next got;
    while ((got = next(source, &t_ms)) != INGEST_LOST && clock_mono_ms() < until)
        ingest_wait(ingest, 100);
    assert_int_equal(got, INGEST_LOST);
    assert_int_equal(ingest_lost(ingest, source, why, sizeof why), loss);
    if (strstr(why, words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, why);
    assert_true(ingest_ready(ingest, source)); /* it goes on saying so */
    assert_int_equal(ingest_peek(ingest, source, &t_ms), INGEST_LOST);
}

static void a_message_comes_with_all_its_fields(void **state)
{
    (void)state;
    static const uint8_t packed[] = {3, 1, 'h', 3, 'x', 'y', 1, 'n', 0, 1, 'e', 1};
    struct ingest_message m;
    int64_t t_ms = 0;
    mock_topic(&mock, "t", 1);
    mock_send(&mock, "t", 0, 1);
    const rd_kafka_vu_t message[] = {
        {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = "t"},
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = 0},
        {.vtype = RD_KAFKA_VTYPE_HEADER, .u.header = {"h", "xy", 2}},
        {.vtype = RD_KAFKA_VTYPE_HEADER, .u.header = {"n", NULL, 0}},
        {.vtype = RD_KAFKA_VTYPE_HEADER, .u.header = {"e", "", 0}},
        {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u.i64 = 77},
    };
    assert_null(rd_kafka_produceva(mock.host, message, ARRAY_SIZE(message)));
    assert_int_equal(rd_kafka_flush(mock.host, MOCK_PATIENCE_MS), 0);
    int source = start("t", 0, 0);
    assert_int_equal(next(source, &t_ms), INGEST_MESSAGE);
    assert_int_equal(t_ms, 1000);
    ingest_take(ingest, source, &m);
    assert_int_equal(m.offset, 0);
    assert_int_equal(m.t_ms, 1000);
    assert_int_equal(m.ts_type, 0);
    assert_true(bytes_equal(m.key, bytes_of("k")));
    assert_true(bytes_equal(m.value, bytes_of("v0")));
    assert_true(bytes_is_null(m.headers));
    assert_int_equal(next(source, &t_ms), INGEST_MESSAGE);
    ingest_take(ingest, source, &m);
    assert_int_equal(m.offset, 1);
    assert_int_equal(m.t_ms, 77);
    assert_true(bytes_is_null(m.key));
    assert_true(bytes_is_null(m.value));
    assert_true(bytes_equal(m.headers, bytes_make(packed, sizeof packed)));
    assert_int_equal(next(source, &t_ms), INGEST_END);
    assert_int_equal(next(source, &t_ms), INGEST_END);
    assert_int_equal(ingest_damage(ingest, source), INGEST_NO_OFFSET);
    mock_send(&mock, "t", 0, 1);
    must_take(source, 2, 3);
}

static void a_source_reads_from_its_offset_to_the_end(void **state)
{
    (void)state;
    int64_t t_ms;
    mock_topic(&mock, "t", 3);
    mock_send(&mock, "t", 0, 1500);
    mock_send(&mock, "t", 2, 20);
    int first = start("t", 0, 0), second = start("t", 2, 7), empty = start("t", 1, 0);
    assert_true(first != second && second != empty && empty != first);
    assert_int_equal(next(empty, &t_ms), INGEST_END);
    must_take(second, 7, 20);
    assert_int_equal(next(second, &t_ms), INGEST_END);
    must_take(first, 0, 1500);
    assert_int_equal(next(first, &t_ms), INGEST_END);
    mock_send(&mock, "t", 2, 2);
    must_take(second, 20, 22);
    ingest_stop(ingest, second);
    int at_end = start("t", 2, 22);
    assert_int_equal(next(at_end, &t_ms), INGEST_END);
    mock_send(&mock, "t", 2, 2);
    must_take(at_end, 22, 24);
}

static void a_source_that_was_stopped_leaves_its_place_to_the_next(void **state)
{
    (void)state;
    int64_t t_ms;
    mock_topic(&mock, "t", 2);
    mock_send(&mock, "t", 0, 600);
    mock_send(&mock, "t", 1, 110);
    int first = start("t", 0, 0), second = start("t", 1, 100);
    must_take(first, 0, 3); /* the others that it holds are given back */
    ingest_stop(ingest, first);
    assert_int_equal(start("t", 0, 598), first);
    must_take(first, 598, 600);
    must_take(second, 100, 103);
    ingest_stop(ingest, second);
    assert_int_equal(next(first, &t_ms), INGEST_END);
    assert_int_equal(ingest->follows.sources, 1);
}

static void pause_source(int source)
{
    ingest_source_pause(ingest, ingest->sources[source]);
    assert_true(ingest_paused(ingest, source));
}

static void sources_that_were_paused_go_on_one_by_one_the_oldest_first(void **state)
{
    (void)state;
    int sources[3];
    int64_t t_ms;
    static const int order[] = {1, 2, 0};
    mock_topic(&mock, "t", 3);
    for (int i = 0; i < 3; i++) {
        mock_send(&mock, "t", i, 1000);
        sources[i] = start("t", i, 0);
    }
    must_take(sources[0], 0, 20);
    must_take(sources[2], 0, 10);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(next(sources[i], &t_ms), INGEST_MESSAGE);
        pause_source(sources[i]);
    }
    for (int i = 0; i < 3; i++) {
        for (int waits = 0; waits < 3; waits++) {
            ingest_wait(ingest, 0);
            for (int k = 0; k < 3; k++)
                assert_int_equal(ingest_paused(ingest, sources[order[k]]), k > i);
        }
        assert_int_equal(next(sources[order[i]], &t_ms), INGEST_MESSAGE);
    }
    must_take(sources[1], 0, 5);
    must_take(sources[2], 10, 15);
    must_take(sources[0], 20, 25);
}

/* More than 10000 messages behind the end is a backlog. */
static void a_backlog_is_hauled_and_then_followed(void **state)
{
    (void)state;
    int64_t t_ms;
    mock_topic(&mock, "t", 2);
    mock_send(&mock, "t", 0, 10001);
    mock_send(&mock, "t", 1, 10000);
    look_again();
    int near = start("t", 1, 0);
    assert_null(ingest->hauls.rk);
    int far = start("t", 0, 0);
    assert_non_null(ingest->hauls.rk);
    assert_int_equal(ingest->hauls.sources, 1);
    must_take(far, 0, 10001);
    int64_t until = deadline();
    while (ingest->hauls.rk != NULL && clock_mono_ms() < until) {
        assert_int_equal(next(far, &t_ms), INGEST_END);
        ingest_wait(ingest, 100);
    }
    assert_null(ingest->hauls.rk);
    assert_int_equal(ingest->follows.sources, 2);
    mock_send(&mock, "t", 0, 2);
    must_take(far, 10001, 10003);
    must_take(near, 0, 50);
}

static void a_backlog_that_is_stopped_closes_its_client(void **state)
{
    (void)state;
    mock_topic(&mock, "t", 2);
    mock_send(&mock, "t", 0, 10001);
    mock_send(&mock, "t", 1, 10001);
    look_again();
    int first = start("t", 0, 0), second = start("t", 1, 0);
    must_take(first, 0, 10);
    ingest_stop(ingest, first);
    assert_non_null(ingest->hauls.rk); /* the second is still read by it */
    must_take(second, 0, 10);
    ingest_stop(ingest, second);
    assert_null(ingest->hauls.rk);
}

static void a_source_that_cannot_go_on_says_why(void **state)
{
    (void)state;
    static const struct {
        rd_kafka_resp_err_t code;
        enum ingest_loss loss;
        const char *words;
    } rows[] = {
        {RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, INGEST_OUT_OF_RANGE, "ut of range"},
        {RD_KAFKA_RESP_ERR_INVALID_MSG, INGEST_DAMAGED, "unreadable there"},
        {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, INGEST_REFUSED, "uthoriz"},
    };
    mock_topic(&mock, "t", 1);
    mock_send(&mock, "t", 0, 1);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        rd_kafka_mock_push_request_errors(mock.cluster, 1 /* Fetch */, 3, rows[i].code,
                                          rows[i].code, rows[i].code);
        int source = start("t", 0, 0);
        must_be_lost(source, rows[i].loss, rows[i].words);
        assert_int_equal(ingest_damage(ingest, source), INGEST_NO_OFFSET);
        ingest_stop(ingest, source);
        rd_kafka_mock_clear_request_errors(mock.cluster, 1);
        source = start("t", 0, 0);
        must_take(source, 0, 1); /* nothing of it is left */
        ingest_stop(ingest, source);
    }
}

static void an_offset_that_is_not_there_is_lost(void **state)
{
    (void)state;
    mock_topic(&mock, "t", 1);
    mock_send(&mock, "t", 0, 1);
    must_be_lost(start("t", 0, 5), INGEST_OUT_OF_RANGE, "");
}

static void what_cannot_be_a_partition_cannot_be_read(void **state)
{
    (void)state;
    struct err err = {0};
    mock_topic(&mock, "t", 1);
    assert_int_equal(ingest_start(ingest, "t", -1, 0, &err), ERR_FAIL);
    assert_non_null(strstr(err.text, "cannot read partition -1 of topic t: "));
    mock_send(&mock, "t", 0, 1);
    must_take(start("t", 0, 0), 0, 1);
}

/* A message of ours in the place of the next one: librdkafka's are longer than what one sees of
 * them, and all that lies behind is 0. */
static rd_kafka_message_t *put_in_place(struct ingest_source *s)
{
    static union {
        rd_kafka_message_t m;
        uint8_t room[4096];
    } ours;
    memset(&ours, 0, sizeof ours);
    rd_kafka_message_destroy(s->batch[s->at]);
    return s->batch[s->at] = &ours.m;
}

static void damage_begins_where_the_batch_does(void **state)
{
    (void)state;
    static const struct {
        rd_kafka_resp_err_t code;
        int64_t offset;
        const char *payload;
        enum ingest_loss loss;
        int64_t damage;
        const char *why;
    } rows[] = {
        {RD_KAFKA_RESP_ERR__BAD_MSG, 4, "CRC mismatch", INGEST_DAMAGED, 4, "CRC does not match"},
        {RD_KAFKA_RESP_ERR__BAD_MSG, 0, "too short", INGEST_DAMAGED, 0, "malformed batch"},
        {RD_KAFKA_RESP_ERR__BAD_COMPRESSION, -1, "", INGEST_DAMAGED, -1, "malformed batch"},
        {RD_KAFKA_RESP_ERR_INVALID_MSG, 4, "CRC", INGEST_DAMAGED, -1, "unreadable there"},
        {RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, 4, "gone", INGEST_TOPIC_GONE, -1, "gone"},
        {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, 4, "gone", INGEST_TOPIC_GONE, -1, "gone"},
        {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, 4, "a\nb", INGEST_TOPIC_GONE, -1, "a\\nb"},
        {RD_KAFKA_RESP_ERR_NO_ERROR, -5, "x", INGEST_DAMAGED, -1, "invalid offset -5"},
        {RD_KAFKA_RESP_ERR_NO_ERROR, INT64_MAX, "x", INGEST_DAMAGED, -1,
         "invalid offset 9223372036854775807"},
    };
    mock_topic(&mock, "t", 1);
    mock_send(&mock, "t", 0, 20);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int64_t t_ms;
        char why[160];
        int number = start("t", 0, 0);
        struct ingest_source *s = ingest->sources[number];
        must_take(number, 0, 1);
        assert_int_equal(next(number, &t_ms), INGEST_MESSAGE);
        rd_kafka_message_t *m = put_in_place(s);
        m->err = rows[i].code;
        m->offset = rows[i].offset;
        m->payload = (void *)(uintptr_t)rows[i].payload;
        m->len = strlen(rows[i].payload);
        assert_int_equal(ingest_peek(ingest, number, &t_ms), INGEST_LOST);
        assert_int_equal(ingest_lost(ingest, number, why, sizeof why), rows[i].loss);
        assert_string_equal(why, rows[i].why);
        assert_int_equal(ingest_damage(ingest, number), rows[i].damage);
        ingest_stop(ingest, number);
    }
}

static void a_broken_connection_among_messages_is_passed_over(void **state)
{
    (void)state;
    int64_t t_ms;
    mock_topic(&mock, "t", 1);
    mock_send(&mock, "t", 0, 20);
    int number = start("t", 0, 0);
    struct ingest_source *s = ingest->sources[number];
    must_take(number, 0, 4);
    assert_int_equal(next(number, &t_ms), INGEST_MESSAGE);
    put_in_place(s)->err = RD_KAFKA_RESP_ERR__TRANSPORT; /* of number 4 */
    must_take(number, 5, 20);
    assert_int_equal(next(number, &t_ms), INGEST_END);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(a_message_comes_with_all_its_fields),
        ROW(a_source_reads_from_its_offset_to_the_end),
        ROW(a_source_that_was_stopped_leaves_its_place_to_the_next),
        ROW(sources_that_were_paused_go_on_one_by_one_the_oldest_first),
        ROW(a_backlog_is_hauled_and_then_followed),
        ROW(a_backlog_that_is_stopped_closes_its_client),
        ROW(a_source_that_cannot_go_on_says_why),
        ROW(an_offset_that_is_not_there_is_lost),
        ROW(what_cannot_be_a_partition_cannot_be_read),
        ROW(damage_begins_where_the_batch_does),
        ROW(a_broken_connection_among_messages_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
