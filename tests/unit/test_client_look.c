/* test_client_look.c: what the ingest sees of a cluster, and what it says when nobody answers. */
#include "mock_kit.h"

#include <stdio.h>
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

static void open_ingest(const struct properties *java)
{
    struct err err;
    struct ingest_options options = {.java = java, .wants = wants};
    if (ingest_open(&ingest, &options, &err) != 0)
        fail_msg("%s", err.text);
}

static int begin(void **state)
{
    (void)state;
    mock_open(&mock);
    return 0;
}

static int end(void **state)
{
    (void)state;
    ingest_close(ingest);
    ingest = NULL;
    mock_close(&mock);
    return 0;
}

typedef bool condition(const struct ingest_view *view, int64_t number);

static const struct ingest_view *wait_until(condition *holds, int64_t number)
{
    int64_t until = clock_mono_ms() + MOCK_PATIENCE_MS;
    const struct ingest_view *view = ingest_look(ingest);
    while (!holds(view, number) && clock_mono_ms() < until) {
        ingest_wait(ingest, 100);
        view = ingest_look(ingest);
    }
    assert_true(holds(view, number));
    return view;
}

static bool has_seen(const struct ingest_view *view, int64_t number)
{
    return view->reached && view->look >= number;
}

static bool has_tried(const struct ingest_view *view, int64_t number)
{
    return !view->reached && view->tries >= number;
}

static bool is_refused(const struct ingest_view *view, int64_t number)
{
    return has_tried(view, number) && strstr(view->why, "connection refused") != NULL;
}

static bool ends_at(const struct ingest_view *view, int64_t number)
{
    return view->count > 0 && view->parts[view->count - 1].high == number;
}

static bool is_led(const struct ingest_view *view, int64_t number)
{
    return view->count > 1 && view->parts[1].led == (number != 0);
}

static bool is_last_led(const struct ingest_view *view, int64_t number)
{
    return view->count > 0 && view->parts[view->count - 1].led == (number != 0);
}

static void topics_are_seen_by_name_and_partition_with_their_offsets(void **state)
{
    (void)state;
    static const struct {
        const char *topic;
        int32_t partition;
        int64_t high;
    } rows[] = {{"a", 0, 2}, {"b", 0, 0}, {"b", 1, 3}, {"b", 2, 0}};
    mock_topic(&mock, "unwanted", 1);
    mock_topic(&mock, "b", 3);
    mock_topic(&mock, "__internal", 1);
    mock_topic(&mock, "a", 1);
    mock_send(&mock, "a", 0, 2);
    mock_send(&mock, "b", 1, 3);
    int64_t before = clock_wall_ms();
    open_ingest(&mock.java);
    const struct ingest_view *view = wait_until(has_seen, 1);
    assert_int_equal(view->count, ARRAY_SIZE(rows));
    for (int i = 0; i < view->count; i++) {
        const struct ingest_part *part = &view->parts[i];
        assert_string_equal(part->topic, rows[i].topic);
        assert_int_equal(part->partition, rows[i].partition);
        assert_int_equal(part->low, 0);
        assert_int_equal(part->high, rows[i].high);
        assert_true(part->led);
        assert_null(part->wrong);
        assert_int_equal(part->topic_id != 0, mock_has_topic_ids());
        assert_true(part->asked >= 1);
        assert_ptr_equal(ingest_view_find(view, rows[i].topic, rows[i].partition), part);
    }
    assert_null(ingest_view_find(view, "b", 3));
    assert_null(ingest_view_find(view, "unwanted", 0));
    assert_int_equal(view->tries, 0);
    assert_true(view->answer_us > 0);
    assert_true(view->next_look_ms >= before + INGEST_LOOK_MS);
    assert_string_equal(view->broker, mock.servers);
    assert_memory_equal(view->cluster, "mock", 4);
}

static void a_question_is_answered_for_all_parts(void **state)
{
    (void)state;
    mock_topic(&mock, "t", 60);
    open_ingest(&mock.java);
    wait_until(has_seen, 1);
    mock_send(&mock, "t", 59, 4);
    int64_t number = ingest_ask(ingest);
    assert_true(number >= 2);
    const struct ingest_view *view = wait_until(has_seen, number);
    assert_int_equal(view->count, 60);
    for (int i = 0; i < view->count; i++)
        assert_true(view->parts[i].asked >= number);
    assert_int_equal(view->parts[59].high, 4);
}

/* 24 of them at a look. */
static void unasked_all_parts_have_their_turn(void **state)
{
    (void)state;
    mock_topic(&mock, "t", 60);
    open_ingest(&mock.java);
    wait_until(has_seen, 1);
    mock_send(&mock, "t", 59, 4);
    wait_until(ends_at, 4);
    mock_send(&mock, "t", 59, 1);
    wait_until(ends_at, 5);
}

static void a_partition_without_a_leader_is_said_and_the_others_are_asked(void **state)
{
    (void)state;
    mock_topic(&mock, "t", 3);
    rd_kafka_mock_partition_set_leader(mock.cluster, "t", 1, -1);
    open_ingest(&mock.java);
    const struct ingest_view *view = wait_until(is_led, 0);
    assert_int_equal(view->parts[0].high, 0);
    assert_int_equal(view->parts[1].high, INGEST_NO_OFFSET);
    assert_int_equal(view->parts[2].high, 0);
    mock_send(&mock, "t", 2, 3);
    rd_kafka_mock_partition_set_leader(mock.cluster, "t", 1, 1);
    wait_until(is_led, 1);
    view = wait_until(ends_at, 3);
    rd_kafka_mock_partition_set_leader(mock.cluster, "t", 2, -1);
    view = wait_until(is_last_led, 0);
    assert_int_equal(view->parts[2].low, 0); /* as they were known */
    assert_int_equal(view->parts[2].high, 3);
    assert_true(view->parts[2].asked >= 1);
}

static void no_topics_are_a_look_too(void **state)
{
    (void)state;
    open_ingest(&mock.java);
    const struct ingest_view *view = wait_until(has_seen, 2);
    assert_int_equal(view->count, 0);
    assert_null(ingest_view_find(view, "t", 0));
}

static void a_broker_that_goes_away_is_named_and_found_again(void **state)
{
    (void)state;
    mock_topic(&mock, "t", 1);
    mock_send(&mock, "t", 0, 3);
    open_ingest(&mock.java);
    wait_until(has_seen, 1);
    rd_kafka_mock_broker_set_down(mock.cluster, 1);
    const struct ingest_view *view = wait_until(has_tried, 2);
    assert_int_equal(view->count, 1); /* as it was */
    assert_int_equal(view->parts[0].high, 3);
    assert_true(ingest_breaks(ingest) > 0);
    rd_kafka_mock_broker_set_up(mock.cluster, 1);
    view = wait_until(has_seen, view->look + 1);
    assert_int_equal(view->tries, 0);
}

static void whoever_does_not_answer_is_named_with_the_reason(void **state)
{
    (void)state;
    struct properties java = {0};
    properties_set(&java, "bootstrap.servers", "127.0.0.1:1");
    open_ingest(&java);
    assert_string_equal(ingest_look(ingest)->broker, "127.0.0.1:1");
    assert_non_null(strstr(ingest_look(ingest)->why, "127.0.0.1:1: "));
    const struct ingest_view *view = wait_until(is_refused, 1);
    assert_string_equal(view->why, "127.0.0.1:1: connection refused");
    assert_string_equal(view->broker, "127.0.0.1:1");
    assert_int_equal(view->count, 0);
    assert_true(ingest_breaks(ingest) > 0);
    ingest_close(ingest);
    ingest = NULL;
    properties_deinit(&java);
}

/* A broker that was found has two names: as the person gave it, and as it calls itself. */
static void a_broker_with_two_names_goes_by_the_one_that_was_given(void **state)
{
    (void)state;
    struct ingest f = {0};
    struct client_trouble given = {.node = -1, .host = "given", .port = "1", .why = "Cut off (1)"};
    struct client_trouble found = {.node = 0, .host = "found", .port = "2", .why = "EOF"};
    ingest_trouble(&f, &found);
    assert_string_equal(f.view.broker, "found:2");
    assert_string_equal(f.view.why, "found:2: EOF");
    ingest_trouble(&f, &given);
    assert_string_equal(f.view.why, "given:1: cut off");
    for (found.node = 0; found.node < 3; found.node++)
        ingest_trouble(&f, &found);
    assert_string_equal(f.view.broker, "given:1");
    assert_string_equal(f.view.why, "given:1: cut off");
    given.why = "Connect to given failed: Refused";
    ingest_trouble(&f, &given); /* its own news are news */
    assert_string_equal(f.view.why, "given:1: refused");
    assert_int_equal(ingest_breaks(&f), 6);
}

static void a_wait_ends_when_something_was_seen(void **state)
{
    (void)state;
    int64_t begun = clock_mono_ms();
    mock_topic(&mock, "t", 1);
    open_ingest(&mock.java);
    while (ingest_look(ingest)->look == 0)
        ingest_wait(ingest, MOCK_PATIENCE_MS);
    ingest_ask(ingest);
    int64_t seen = ingest_look(ingest)->look;
    while (ingest_look(ingest)->look == seen)
        ingest_wait(ingest, MOCK_PATIENCE_MS);
    assert_true(clock_mono_ms() - begun < MOCK_PATIENCE_MS);
}

static void properties_that_do_not_do_are_refused(void **state)
{
    (void)state;
    struct err err;
    struct ingest *none = NULL;
    struct properties java = {0};
    struct ingest_options options = {.java = &java, .wants = wants};
    properties_set(&java, "bootstrap.servers", "127.0.0.1:1");
    properties_set(&java, "sasl.jaas.config", "nothing");
    assert_int_equal(ingest_open(&none, &options, &err), ERR_USAGE);
    assert_non_null(strstr(err.text, "sasl.jaas.config"));
    assert_null(none);
    properties_deinit(&java);
}

/* ---- what may wait in memory ---- */

static int number_of(rd_kafka_t *rk, const char *name)
{
    char text[32];
    size_t size = sizeof text;
    int value = -1;
    assert_int_equal(rd_kafka_conf_get(rd_kafka_conf(rk), name, text, &size), RD_KAFKA_CONF_OK);
    assert_int_equal(sscanf(text, "%d", &value), 1);
    return value;
}

static void what_waits_in_memory_is_shared_among_the_partitions(void **state)
{
    (void)state;
    static const struct {
        enum ingest_use use;
        int parts, messages, kbytes, bytes, wait_ms;
    } rows[] = {
        {INGEST_FOLLOWS, 0, 20000, 4096, 16384, 100}, {INGEST_FOLLOWS, 99, 20000, 4096, 16384, 100},
        {INGEST_LOOKS, 1, 20000, 4096, 16384, 100},   {INGEST_HAULS, 0, 20000, 4096, 65536, 5},
        {INGEST_HAULS, 1, 20000, 4096, 65536, 5},     {INGEST_HAULS, 3, 20000, 4096, 43690, 5},
        {INGEST_HAULS, 4, 16000, 4096, 32768, 5},     {INGEST_HAULS, 5, 12800, 3276, 26214, 5},
        {INGEST_HAULS, 8, 8000, 2048, 16384, 5},      {INGEST_HAULS, 9, 7111, 1820, 16384, 5},
        {INGEST_HAULS, 64, 1000, 256, 16384, 5},      {INGEST_HAULS, 640, 100, 32, 16384, 5},
        {INGEST_HAULS, 9999, 100, 32, 16384, 5},
    };
    open_ingest(&mock.java);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct ingest_client client = {0};
        struct err err;
        int was = ingest->view.count;
        ingest->view.count = rows[i].parts;
        assert_int_equal(ingest_client_open(ingest, rows[i].use, &client, &err), 0);
        ingest->view.count = was;
        assert_int_equal(number_of(client.rk, "queued.min.messages"), rows[i].messages);
        assert_int_equal(number_of(client.rk, "queued.max.messages.kbytes"), rows[i].kbytes);
        assert_int_equal(number_of(client.rk, "fetch.message.max.bytes"), rows[i].bytes);
        assert_int_equal(number_of(client.rk, "fetch.wait.max.ms"), rows[i].wait_ms);
        assert_int_equal(number_of(client.rk, "fetch.max.bytes"),
                         rows[i].use == INGEST_HAULS ? 65536 : 32768);
        assert_int_equal(number_of(client.rk, "fetch.error.backoff.ms"), 100);
        ingest_client_close(&client);
        assert_null(client.rk);
        ingest_client_close(&client); /* closed already */
    }
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(topics_are_seen_by_name_and_partition_with_their_offsets),
        ROW(a_question_is_answered_for_all_parts),
        ROW(unasked_all_parts_have_their_turn),
        ROW(a_partition_without_a_leader_is_said_and_the_others_are_asked),
        ROW(no_topics_are_a_look_too),
        ROW(a_broker_that_goes_away_is_named_and_found_again),
        ROW(whoever_does_not_answer_is_named_with_the_reason),
        ROW(a_broker_with_two_names_goes_by_the_one_that_was_given),
        ROW(a_wait_ends_when_something_was_seen),
        ROW(properties_that_do_not_do_are_refused),
        ROW(what_waits_in_memory_is_shared_among_the_partitions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
