/* How much a Fetch gives, how long it waits and for what; which epochs it takes. */
#include "talk.h"

#include <stdio.h>

enum { VALUE_BYTES = 1000, LONG_MS = 10 * 60 * 1000, PARTITIONS_MAX = 10000 };

static int batch_bytes; /* of every batch here */

struct limits {
    int version; /* 0: 11 */
    int wait_ms, min_bytes, max_bytes;
    int isolation;
    int epoch_plus_1, last_epoch_plus_1; /* 0: none */
};

struct ask {
    const char *topic;
    int64_t offset;
    int max_bytes;
};

static void send_fetch(struct client *c, struct limits l, const struct ask *asks, int count)
{
    struct fetch_request_partition partitions[4];
    struct fetch_request_topic topics[4];
    struct fetch_request request = {.max_wait_ms = l.wait_ms,
                                    .min_bytes = l.min_bytes,
                                    .max_bytes = l.max_bytes,
                                    .isolation_level = (int8_t)l.isolation,
                                    .session_epoch = -1,
                                    .topics = {topics, count}};
    for (int i = 0; i < count; i++) {
        partitions[i] =
            (struct fetch_request_partition){.fetch_offset = asks[i].offset,
                                             .max_bytes = asks[i].max_bytes,
                                             .current_leader_epoch = l.epoch_plus_1 - 1,
                                             .last_fetched_epoch = l.last_epoch_plus_1 - 1};
        topics[i] = (struct fetch_request_topic){.name = bytes_of(asks[i].topic),
                                                 .partitions = {&partitions[i], 1}};
    }
    client_send(c, API_FETCH, l.version == 0 ? 11 : l.version, &request);
}

static const struct fetch_response_partition *part(const struct fetch_response *r, int i)
{
    assert_int_equal(r->error_code, KAFKA_NONE);
    assert_int_equal(r->topics.items[i].partitions.count, 1);
    return &r->topics.items[i].partitions.items[0];
}

static const struct fetch_response *take_fetch(struct client *c, struct limits l)
{
    return client_take(c, API_FETCH, l.version == 0 ? 11 : l.version);
}

static const struct fetch_response *fetch_now(struct limits l, const struct ask *asks, int count)
{
    send_fetch(&client, l, asks, count);
    return take_fetch(&client, l);
}

static int batches(const struct fetch_response *r, int i)
{
    assert_int_equal(part(r, i)->error_code, KAFKA_NONE);
    return look_at(part(r, i)->records).batches;
}

static void add(struct client *c, const char *topic, int count)
{
    for (int i = 0; i < count; i++)
        assert_int_equal(
            produce(c, topic, -1, (struct batch_spec){.value_size = VALUE_BYTES}).error_code,
            KAFKA_NONE);
}

static int start(void **state)
{
    talk_start(state);
    create_topic(&client, "three", 1);
    create_topic(&client, "other", 1);
    add(&client, "three", 3);
    add(&client, "other", 3);
    batch_bytes = (int)fetch(&client, "three", 0, 100, 0).records.len;
    return 0;
}

/* ---- how much ---- */

static void whole_batches_come_as_far_as_they_fit(void **state)
{
    (void)state;
    const int one = batch_bytes, much = 1 << 20;
    const struct {
        int of_partition, of_all, batches;
    } cases[] = {
        {much, much, 3},        {3 * one, much, 3}, {3 * one - 1, much, 2}, {2 * one, much, 2},
        {2 * one - 1, much, 1}, {one, much, 1},     {one - 1, much, 1},     {0, much, 1},
        {-1, much, 1},          {much, 3 * one, 3}, {much, 3 * one - 1, 2}, {much, one, 1},
        {much, 1, 1},           {much, 0, 1},       {much, -1, 1},          {one, 2 * one, 1},
        {2 * one, one, 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct ask ask = {"three", 0, cases[i].of_partition};
        const struct fetch_response *r =
            fetch_now((struct limits){.max_bytes = cases[i].of_all}, &ask, 1);
        if (batches(r, 0) != cases[i].batches)
            fail_msg("case %zu: %d batches", i, batches(r, 0));
    }
}

static void later_partitions_get_what_the_first_ones_leave(void **state)
{
    (void)state;
    const int one = batch_bytes, much = 1 << 20;
    const struct {
        int first, second, of_all, first_batches, second_batches;
    } cases[] = {
        {much, much, 6 * one, 3, 3},    {much, much, 6 * one - 1, 3, 2},
        {2 * one, much, 3 * one, 2, 1}, {2 * one, much, 3 * one - 1, 2, 0},
        {much, much, 3 * one, 3, 0},    {much, much, one / 2, 1, 0},
        {0, much, 3 * one, 1, 2},       {much, 1, much, 3, 0},
        {much, one - 1, much, 3, 0},    {much, one, much, 3, 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct ask asks[] = {{"three", 0, cases[i].first}, {"other", 0, cases[i].second}};
        const struct fetch_response *r =
            fetch_now((struct limits){.max_bytes = cases[i].of_all}, asks, 2);
        if (batches(r, 0) != cases[i].first_batches || batches(r, 1) != cases[i].second_batches)
            fail_msg("case %zu: %d and %d batches", i, batches(r, 0), batches(r, 1));
    }
    const struct ask asks[] = {{"three", 3, much}, {"other", 0, 1}};
    assert_int_equal(batches(fetch_now((struct limits){.max_bytes = 1}, asks, 2), 1), 1);
}

static void no_answer_is_larger_than_the_broker_wants(void **state)
{
    (void)state;
    enum { LARGE = 1000000, MOST = 8 * 1024 * 1024 };
    const struct ask ask = {"large", 0, 1 << 30};
    const struct limits all = {.max_bytes = 1 << 30};
    create_topic(&client, "large", 1);
    for (int i = 0; i < 10; i++)
        produce(&client, "large", 1, (struct batch_spec){.value_size = LARGE});
    list_offset(&client, "large", -1);
    produce(&client, "large", -1, (struct batch_spec){0}); /* all are durable with this one */
    assert_int_equal(batches(fetch_now(all, &ask, 1), 0), MOST / LARGE);
    struct test_broker other = {0};
    struct client kept = client;
    broker_start(&other, (const char *const[]){"-c", "fetch.max.bytes=3000", NULL});
    client_connect(&client, &other);
    create_topic(&client, "large", 1);
    add(&client, "large", 3);
    assert_int_equal(batches(fetch_now(all, &ask, 1), 0), 3000 / batch_bytes);
    client_close(&client);
    broker_remove(&other);
    client = kept;
}

static void an_answer_tells_where_the_partition_is(void **state)
{
    (void)state;
    for (int isolation = 0; isolation <= 1; isolation++) {
        const struct ask asks[] = {{"three", 3, 100}, {"absent", 0, 100}, {"three", 4, 100}};
        const struct fetch_response *r = fetch_now(
            (struct limits){.max_bytes = 100, .isolation = isolation, .wait_ms = LONG_MS}, asks, 3);
        const struct fetch_response_partition *good = part(r, 0), *absent = part(r, 1);
        assert_int_equal(good->error_code, KAFKA_NONE);
        assert_int_equal(good->high_watermark, 3);
        assert_int_equal(good->last_stable_offset, 3);
        assert_int_equal(good->log_start_offset, 0);
        assert_int_equal(good->aborted_transactions.count, isolation == 1 ? 0 : -1);
        assert_int_equal(absent->error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
        assert_int_equal(absent->high_watermark, -1);
        assert_int_equal(absent->records.len, 0);
        assert_false(bytes_is_null(absent->records));
        assert_int_equal(part(r, 2)->error_code, KAFKA_OFFSET_OUT_OF_RANGE);
        assert_int_equal(part(r, 2)->high_watermark, -1);
    }
}

/* ---- how long ---- */

static void what_is_enough_comes_at_once(void **state)
{
    (void)state;
    const int one = batch_bytes, much = 1 << 20;
    const struct ask full[] = {{"three", 0, much}, {"absent", 0, much}};
    const struct ask empty = {"three", 3, much};
    const struct {
        struct limits limits;
        const struct ask *asks;
        int count, batches;
    } cases[] = {
        {{.wait_ms = LONG_MS, .min_bytes = 3 * one}, full, 1, 3},
        {{.wait_ms = LONG_MS, .min_bytes = 1}, full, 1, 3},
        {{.wait_ms = LONG_MS, .min_bytes = 0}, &empty, 1, 0},
        {{.wait_ms = LONG_MS, .min_bytes = -1}, &empty, 1, 0},
        {{.wait_ms = 0, .min_bytes = much}, &empty, 1, 0},
        {{.wait_ms = -1, .min_bytes = much}, &empty, 1, 0},
        {{.wait_ms = 0, .min_bytes = 3 * one + 1}, full, 1, 3},
        {{.wait_ms = LONG_MS, .min_bytes = much}, full, 2, 3}, /* an error does not wait */
        {{.wait_ms = LONG_MS, .min_bytes = 1, .epoch_plus_1 = 9}, &empty, 1, -1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct limits limits = cases[i].limits;
        limits.max_bytes = much;
        const struct fetch_response *r = fetch_now(limits, cases[i].asks, cases[i].count);
        if (cases[i].batches >= 0)
            assert_int_equal(batches(r, 0), cases[i].batches);
    }
    const struct fetch_response *r =
        fetch_now((struct limits){.wait_ms = LONG_MS, .min_bytes = 1}, full, 0);
    assert_int_equal(r->topics.count, 0);
}

static void a_fetch_waits_until_all_it_wants_is_there(void **state)
{
    (void)state;
    const int much = 1 << 20;
    struct client waiting;
    client_connect(&waiting, &broker);
    create_topic(&client, "grows", 1);
    create_topic(&client, "grows-too", 1);
    for (int more = 0; more <= 1; more++) {
        const struct ask asks[] = {{"grows", 3 * more, much}, {"grows-too", 2 * more, much}};
        const struct limits limits = {
            .wait_ms = LONG_MS, .min_bytes = 4 * batch_bytes + more, .max_bytes = much};
        send_fetch(&waiting, limits, asks, 2);
        add(&client, "grows", 1);
        add(&client, "grows-too", 1);
        client_expect_silence(&waiting, 30);
        add(&client, "grows", 1);
        client_expect_silence(&waiting, 30);
        if (more)
            add(&client, "grows", 1);
        client_expect_silence(&waiting, more ? 30 : 0);
        if (more == 0)
            add(&client, "grows-too", 1);
        else
            add(&client, "grows", 1);
        const struct fetch_response *r = take_fetch(&waiting, limits);
        assert_int_equal(batches(r, 0), more ? 4 : 2);
        assert_int_equal(batches(r, 1), more ? 1 : 2);
        if (more == 0)
            add(&client, "grows", 1); /* nobody waits there any more */
    }
    client_close(&waiting);
}

static void whichever_partition_moves_ends_the_wait(void **state)
{
    (void)state;
    static const char *const names[] = {"either-0", "either-1", "either-2"};
    const struct limits limits = {.wait_ms = LONG_MS, .min_bytes = 1, .max_bytes = 1 << 20};
    struct ask asks[3];
    struct client waiting;
    client_connect(&waiting, &broker);
    for (int i = 0; i < 3; i++) {
        create_topic(&client, names[i], 1);
        asks[i] = (struct ask){names[i], 0, 1 << 20};
    }
    for (int i = 0; i < 3; i++) {
        send_fetch(&waiting, limits, asks, 3);
        add(&client, names[i], 1);
        const struct fetch_response *r = take_fetch(&waiting, limits);
        for (int n = 0; n < 3; n++)
            assert_int_equal(batches(r, n), n == i);
        asks[i].offset = 1;
    }
    send_fetch(&waiting, limits, asks, 3);
    client_expect_silence(&waiting, 20);
    delete_topic(&client, names[1]);
    const struct fetch_response *r = take_fetch(&waiting, limits);
    assert_int_equal(batches(r, 0), 0);
    assert_int_equal(part(r, 1)->error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    assert_int_equal(batches(r, 2), 0);
    add(&client, names[2], 1);
    client_close(&waiting);
}

/* ---- what may be asked for ---- */

static void a_fetch_names_10000_partitions_at_most(void **state)
{
    (void)state;
    static struct fetch_request_partition partitions[PARTITIONS_MAX];
    for (int more = 0; more <= 1; more++) {
        struct client c;
        struct fetch_request_topic topics[] = {
            {.name = bytes_of("absent"), .partitions = {partitions, PARTITIONS_MAX}},
            {.name = bytes_of("absent"), .partitions = {partitions, more}}};
        struct fetch_request request = {.session_epoch = -1, .topics = {topics, 2}};
        client_connect(&c, &broker);
        client_send(&c, API_FETCH, 11, &request);
        const struct fetch_response *r = client_try_take(&c, API_FETCH, 11);
        assert_int_equal(r != NULL, !more);
        if (r != NULL)
            assert_int_equal(r->topics.items[0].partitions.count, PARTITIONS_MAX);
        client_close(&c);
    }
}

static void a_partition_is_unknown_whether_its_topic_is_or_not(void **state)
{
    (void)state;
    struct fetch_request_partition p = {.partition = 1, .current_leader_epoch = -1};
    struct fetch_request_topic t = {
        .name = bytes_of("three"), .topic_id = topic_id(&client, "three"), .partitions = {&p, 1}};
    struct fetch_request request = {.max_bytes = 100, .session_epoch = -1, .topics = {&t, 1}};
    for (int version = 12; version <= 13; version++) {
        for (p.partition = -1; p.partition <= 1; p.partition += 2) {
            const struct fetch_response *r = client_ask(&client, API_FETCH, version, &request);
            assert_int_equal(part(r, 0)->error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
            assert_int_equal(part(r, 0)->partition, p.partition);
        }
    }
}

/* KIP-595: where a reader that read what is lost now has to go back to. */
static void a_reader_of_lost_records_is_told_where_to_resume(void **state)
{
    (void)state;
    static const struct {
        int last_epoch, offset;
        bool diverges;
    } cases[] = {{-1, 3, false}, {0, 3, false}, {0, 2, false}, {0, 4, true}, {1, 3, true}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct ask ask = {"three", cases[i].offset, 1 << 20};
        const struct limits limits = {.version = 12,
                                      .max_bytes = 1 << 20,
                                      .min_bytes = 1,
                                      .wait_ms = cases[i].diverges ? LONG_MS : 0,
                                      .last_epoch_plus_1 = cases[i].last_epoch + 1};
        const struct fetch_response_partition *p = part(fetch_now(limits, &ask, 1), 0);
        assert_int_equal(p->error_code, KAFKA_NONE);
        if (!cases[i].diverges) {
            assert_int_equal(p->diverging_epoch.end_offset, -1);
            assert_int_equal(look_at(p->records).batches, 3 - cases[i].offset);
            continue;
        }
        assert_int_equal(p->records.len, 0);
        assert_true(p->diverging_epoch.epoch < 1);
        if (cases[i].last_epoch == 0)
            assert_int_equal(p->diverging_epoch.end_offset, 3);
    }
}

/* ---- ListOffsets ---- */

static struct list_offsets_response_partition list(int version, const char *topic, int partition,
                                                   int64_t timestamp, int epoch)
{
    struct list_offsets_request_partition p = {
        .partition = partition, .current_leader_epoch = epoch, .timestamp = timestamp};
    struct list_offsets_request_topic t = {.name = bytes_of(topic), .partitions = {&p, 1}};
    struct list_offsets_request request = {.replica_id = -1, .topics = {&t, 1}};
    const struct list_offsets_response *r =
        client_ask(&client, API_LIST_OFFSETS, version, &request);
    return r->topics.items[0].partitions.items[0];
}

static void each_version_knows_its_names_of_times(void **state)
{
    (void)state;
    static const struct {
        int version, timestamp, error;
    } cases[] = {
        {1, -1, KAFKA_NONE},
        {1, -2, KAFKA_NONE},
        {1, 0, KAFKA_NONE},
        {6, -3, KAFKA_UNSUPPORTED_VERSION},
        {7, -3, KAFKA_NONE},
        {7, -4, KAFKA_UNSUPPORTED_VERSION},
        {8, -4, KAFKA_NONE},
        {8, -5, KAFKA_UNSUPPORTED_VERSION},
        {9, -5, KAFKA_NONE},
        {9, -6, KAFKA_UNSUPPORTED_VERSION},
        {9, -9, KAFKA_UNSUPPORTED_VERSION},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_int_equal(list(cases[i].version, "three", 0, cases[i].timestamp, -1).error_code,
                         cases[i].error);
}

static void an_offset_comes_with_its_time_and_epoch(void **state)
{
    (void)state;
    create_topic(&client, "dated", 1);
    assert_int_equal(list(7, "dated", 0, 0, -1).leader_epoch, -1);
    assert_int_equal(list(7, "dated", 0, 0, -1).offset, -1);
    produce(&client, "dated", -1, (struct batch_spec){.timestamp = 5000});
    static const struct {
        int timestamp, offset, time, epoch;
    } cases[] = {{-1, 1, -1, 0},   {-2, 0, -1, 0},     {-3, 0, 5000, 0}, {-4, 0, -1, 0},
                 {-5, -1, -1, -1}, {5000, 0, 5000, 0}, {0, 0, 5000, 0},  {5001, -1, -1, -1}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct list_offsets_response_partition p = list(9, "dated", 0, cases[i].timestamp, 0);
        assert_int_equal(p.error_code, KAFKA_NONE);
        assert_int_equal(p.offset, cases[i].offset);
        assert_int_equal(p.timestamp, cases[i].time);
        assert_int_equal(p.leader_epoch, cases[i].epoch);
    }
    assert_int_equal(list(9, "dated", 1, -1, -1).error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    assert_int_equal(list(9, "dated", 1, -1, -1).partition, 1);
    assert_int_equal(list(9, "absent", 0, -1, -1).error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
}

/* ---- epochs ---- */

static struct offset_for_leader_epoch_response_partition end_of(const char *topic, int partition,
                                                                int epoch, int current)
{
    struct offset_for_leader_epoch_request_partition p = {
        .partition = partition, .leader_epoch = epoch, .current_leader_epoch = current};
    struct offset_for_leader_epoch_request_topic t = {.name = bytes_of(topic),
                                                      .partitions = {&p, 1}};
    struct offset_for_leader_epoch_request request = {.replica_id = -2, .topics = {&t, 1}};
    const struct offset_for_leader_epoch_response *r =
        client_ask(&client, API_OFFSET_FOR_LEADER_EPOCH, 4, &request);
    expect_text(r->topics.items[0].name, topic);
    return r->topics.items[0].partitions.items[0];
}

/* After a crash the leader's epoch is another: who does not know it yet is told so. */
static void whoever_names_another_epoch_is_refused(void **state)
{
    (void)state;
    static const int errors[] = {KAFKA_NONE, KAFKA_FENCED_LEADER_EPOCH, KAFKA_NONE,
                                 KAFKA_UNKNOWN_LEADER_EPOCH};
    create_topic(&client, "crashed", 1);
    add(&client, "crashed", 2);
    client_close(&client);
    broker_kill(&broker);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    assert_int_equal(list_offset(&client, "crashed", -1).leader_epoch, 1);
    add(&client, "crashed", 1);
    for (int epoch = -1; epoch <= 2; epoch++) {
        const struct ask ask = {"crashed", 0, 1 << 20};
        const struct limits limits = {
            .version = 12, .max_bytes = 1 << 20, .epoch_plus_1 = epoch + 1};
        int error = errors[epoch + 1];
        assert_int_equal(part(fetch_now(limits, &ask, 1), 0)->error_code, error);
        assert_int_equal(list(9, "crashed", 0, -1, epoch).error_code, error);
        assert_int_equal(end_of("crashed", 0, 0, epoch).error_code, error);
    }
    struct offset_for_leader_epoch_response_partition p = end_of("crashed", 0, 0, 1);
    assert_int_equal(p.leader_epoch, 0);
    assert_int_equal(p.end_offset, 2);
    p = end_of("crashed", 0, 1, -1);
    assert_int_equal(p.leader_epoch, 1);
    assert_int_equal(p.end_offset, 3);
    assert_int_equal(end_of("crashed", 1, 0, -1).error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    assert_int_equal(end_of("crashed", 1, 0, -1).partition, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_batches_come_as_far_as_they_fit),
        cmocka_unit_test(later_partitions_get_what_the_first_ones_leave),
        cmocka_unit_test(no_answer_is_larger_than_the_broker_wants),
        cmocka_unit_test(an_answer_tells_where_the_partition_is),
        cmocka_unit_test(what_is_enough_comes_at_once),
        cmocka_unit_test(a_fetch_waits_until_all_it_wants_is_there),
        cmocka_unit_test(whichever_partition_moves_ends_the_wait),
        cmocka_unit_test(a_fetch_names_10000_partitions_at_most),
        cmocka_unit_test(a_partition_is_unknown_whether_its_topic_is_or_not),
        cmocka_unit_test(a_reader_of_lost_records_is_told_where_to_resume),
        cmocka_unit_test(each_version_knows_its_names_of_times),
        cmocka_unit_test(an_offset_comes_with_its_time_and_epoch),
        cmocka_unit_test(whoever_names_another_epoch_is_refused),
    };
    return cmocka_run_group_tests(tests, start, talk_stop);
}
