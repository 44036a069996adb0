/* Producing: what is taken, what is refused and with which error, idempotence. */
#include "talk.h"

#include "base/clock.h"

static int64_t new_producer(void)
{
    struct init_producer_id_request request = {.transactional_id = BYTES_NULL, .producer_id = -1};
    const struct init_producer_id_response *r =
        client_ask(&client, API_INIT_PRODUCER_ID, 4, &request);
    assert_int_equal(r->error_code, KAFKA_NONE);
    return r->producer_id;
}

/* ---- acks=0 ---- */

static void acks_0_is_never_answered(void **state)
{
    (void)state;
    create_topic(&client, "silent", 1);
    produce(&client, "silent", 0, (struct batch_spec){0});
    client_expect_silence(&client, 100);
    assert_int_equal(produce(&client, "silent", -1, (struct batch_spec){0}).base_offset, 1);
}

static void an_error_with_acks_0_closes_the_connection(void **state)
{
    (void)state;
    struct client c;
    client_connect(&c, &broker);
    produce(&c, "nowhere", 0, (struct batch_spec){0});
    client_expect_closed(&c);
    client_close(&c);
}

static void other_acks_are_refused(void **state)
{
    (void)state;
    create_topic(&client, "acks", 1);
    assert_int_equal(produce(&client, "acks", 2, (struct batch_spec){0}).error_code,
                     KAFKA_INVALID_REQUIRED_ACKS);
}

static void an_unknown_topic_or_partition_is_named_per_partition(void **state)
{
    (void)state;
    struct buf batch = {0};
    create_topic(&client, "one", 1);
    make_batch(&batch, (struct batch_spec){0});
    assert_int_equal(produce(&client, "nowhere", 1, (struct batch_spec){0}).error_code,
                     KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    assert_int_equal(produce_bytes(&client, 9, "one", 1, 1, buf_bytes(&batch)).error_code,
                     KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    buf_deinit(&batch);
}

static void from_version_13_on_a_topic_goes_by_its_id(void **state)
{
    (void)state;
    struct buf batch = {0};
    create_topic(&client, "by-id", 1);
    make_batch(&batch, (struct batch_spec){0});
    struct produce_request_partition p = {.records = buf_bytes(&batch)};
    struct produce_request_topic t = {.topic_id = topic_id(&client, "by-id"),
                                      .partitions = {&p, 1}};
    struct produce_request request = {.acks = -1, .topics = {&t, 1}};
    const struct produce_response *r = client_ask(&client, API_PRODUCE, 13, &request);
    assert_int_equal(r->topics.items[0].partitions.items[0].error_code, KAFKA_NONE);
    t.topic_id.bytes[3] ^= 1;
    r = client_ask(&client, API_PRODUCE, 13, &request);
    assert_int_equal(r->topics.items[0].partitions.items[0].error_code, KAFKA_UNKNOWN_TOPIC_ID);
    buf_deinit(&batch);
}

static void exactly_one_batch_a_partition(void **state)
{
    (void)state;
    struct buf two = {0};
    create_topic(&client, "single", 1);
    make_batch(&two, (struct batch_spec){0});
    make_batch(&two, (struct batch_spec){0});
    assert_int_equal(produce_bytes(&client, 9, "single", 0, 1, buf_bytes(&two)).error_code,
                     KAFKA_INVALID_RECORD);
    assert_int_equal(produce_bytes(&client, 9, "single", 0, 1, bytes_of("")).error_code,
                     KAFKA_INVALID_RECORD);
    assert_int_equal(produce_bytes(&client, 9, "single", 0, 1, BYTES_NULL).error_code,
                     KAFKA_INVALID_RECORD);
    buf_deinit(&two);
}

/* More partitions than one client has flushed at a time: each gets its turn. */
static void a_request_may_be_for_many_partitions(void **state)
{
    enum { PARTITIONS = 40 };
    (void)state;
    struct buf batch = {0};
    struct produce_request_partition p[PARTITIONS];
    create_topic(&client, "wide", PARTITIONS);
    make_batch(&batch, (struct batch_spec){0});
    for (int i = 0; i < PARTITIONS; i++)
        p[i] = (struct produce_request_partition){.index = i, .records = buf_bytes(&batch)};
    struct produce_request_topic t = {.name = bytes_of("wide"), .partitions = {p, PARTITIONS}};
    struct produce_request request = {.acks = -1, .timeout_ms = 10000, .topics = {&t, 1}};
    const struct produce_response *r = client_ask(&client, API_PRODUCE, 9, &request);
    assert_int_equal(r->topics.items[0].partitions.count, PARTITIONS);
    for (int i = 0; i < PARTITIONS; i++)
        assert_int_equal(r->topics.items[0].partitions.items[i].error_code, KAFKA_NONE);
    buf_deinit(&batch);
}

static void zstd_needs_version_7(void **state)
{
    (void)state;
    struct buf batch = {0};
    create_topic(&client, "zstd", 1);
    make_batch(&batch, (struct batch_spec){.count = 9, .codec = CODEC_ZSTD});
    assert_int_equal(produce_bytes(&client, 6, "zstd", 0, 1, buf_bytes(&batch)).error_code,
                     KAFKA_UNSUPPORTED_COMPRESSION_TYPE);
    assert_int_equal(produce_bytes(&client, 7, "zstd", 0, 1, buf_bytes(&batch)).error_code,
                     KAFKA_NONE);
    buf_deinit(&batch);
}

static void every_codec_is_taken_and_given_back(void **state)
{
    (void)state;
    create_topic(&client, "codecs", 1);
    for (int codec = CODEC_NONE; codec < CODEC_COUNT; codec++)
        assert_int_equal(produce(&client, "codecs", -1,
                                 (struct batch_spec){.count = 10, .codec = (enum codec)codec})
                             .base_offset,
                         codec * 10);
    struct run run = look_at(fetch(&client, "codecs", 0, 1 << 20, 0).records);
    assert_int_equal(run.batches, CODEC_COUNT);
    assert_int_equal(run.last, 49);
}

static void a_topics_compression_type_is_what_is_stored(void **state)
{
    (void)state;
    create_topic_with(&client, "as-zstd", 1, "compression.type", "zstd");
    create_topic_with(&client, "as-plain", 1, "compression.type", "uncompressed");
    static const struct {
        const char *topic;
        enum codec given, kept;
    } cases[] = {{"as-zstd", CODEC_NONE, CODEC_ZSTD},
                 {"as-zstd", CODEC_GZIP, CODEC_ZSTD},
                 {"as-plain", CODEC_LZ4, CODEC_NONE}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct batch_spec spec = {.count = 50, .codec = cases[i].given};
        int64_t offset = produce(&client, cases[i].topic, -1, spec).base_offset;
        struct fetch_response_partition f = fetch(&client, cases[i].topic, offset, 1 << 20, 0);
        struct batch_header h;
        assert_int_equal(look_at(f.records).records, 50);
        batch_header_read(f.records, &h);
        assert_int_equal(batch_codec(&h), cases[i].kept);
    }
}

/* ---- batches that are refused or rewritten ---- */

static int16_t produce_damaged(const char *topic, size_t at, uint8_t byte, bool mend)
{
    struct buf batch = {0};
    make_batch(&batch, (struct batch_spec){.count = 3});
    batch.data[at] = byte;
    if (mend)
        be32_put(batch.data + 17, batch_crc(buf_bytes(&batch)));
    int16_t error = produce_bytes(&client, 9, topic, 0, 1, buf_bytes(&batch)).error_code;
    buf_deinit(&batch);
    return error;
}

static void damaged_and_dishonest_batches_are_refused(void **state)
{
    (void)state;
    create_topic(&client, "strict", 1);
    assert_int_equal(produce_damaged("strict", 70, 0x55, false), KAFKA_CORRUPT_MESSAGE);
    assert_int_equal(produce_damaged("strict", 60, 7, true), KAFKA_INVALID_RECORD);    /* count */
    assert_int_equal(produce_damaged("strict", 26, 9, true), KAFKA_INVALID_RECORD);    /* offsets */
    assert_int_equal(produce_damaged("strict", 22, 0x20, true), KAFKA_INVALID_RECORD); /* control */
    assert_int_equal(produce_damaged("strict", 16, 1, false), KAFKA_INVALID_RECORD);   /* magic */
    assert_int_equal(list_offset(&client, "strict", -1).offset, 0);
}

static void oversized_batches_are_distinguished(void **state)
{
    (void)state;
    create_topic_with(&client, "small", 1, "max.message.bytes", "1000");
    assert_int_equal(
        produce(&client, "small", 1, (struct batch_spec){.value_size = 1000}).error_code,
        KAFKA_MESSAGE_TOO_LARGE);
    struct test_broker other = {0};
    struct client c;
    broker_start(&other, (const char *const[]){"-c", "message.max.bytes=4000000", "-c",
                                               "log.segment.bytes=1048576", NULL});
    client_connect(&c, &other);
    create_topic(&c, "short-segments", 1);
    assert_int_equal(
        produce(&c, "short-segments", 1, (struct batch_spec){.value_size = 2000000}).error_code,
        KAFKA_RECORD_LIST_TOO_LARGE);
    client_close(&c);
    broker_remove(&other);
}

/* The size that counts is the one it came with, whatever the topic would make of it. */
static void a_batch_is_too_large_though_compressed_it_would_not_be(void **state)
{
    (void)state;
    struct test_broker other = {0};
    struct client c;
    broker_start(&other, (const char *const[]){"-c", "message.max.bytes=1000", "-c",
                                               "compression.type=gzip", NULL});
    client_connect(&c, &other);
    create_topic(&c, "shrinks", 1);
    assert_int_equal(produce(&c, "shrinks", -1, (struct batch_spec){.value_size = 900}).error_code,
                     KAFKA_NONE);
    assert_int_equal(produce(&c, "shrinks", -1, (struct batch_spec){.value_size = 1000}).error_code,
                     KAFKA_MESSAGE_TOO_LARGE);
    assert_int_equal(list_offset(&c, "shrinks", -1).offset, 1);
    client_close(&c);
    broker_remove(&other);
}

static void a_compacted_topic_wants_keys_and_names_the_record(void **state)
{
    (void)state;
    create_topic_with(&client, "compacted", 1, "cleanup.policy", "compact");
    struct produce_response_partition r =
        produce(&client, "compacted", 1, (struct batch_spec){.count = 2});
    assert_int_equal(r.error_code, KAFKA_INVALID_RECORD);
    assert_int_equal(r.record_errors.count, 1);
    assert_int_equal(r.record_errors.items[0].batch_index, 0);
    assert_int_equal(
        produce(&client, "compacted", 1, (struct batch_spec){.count = 2, .key = "k"}).error_code,
        KAFKA_NONE);
}

static void a_timestamp_out_of_bounds_is_refused(void **state)
{
    (void)state;
    create_topic_with(&client, "recent", 1, "message.timestamp.before.max.ms", "60000");
    int64_t now = clock_wall_ms();
    assert_int_equal(
        produce(&client, "recent", 1, (struct batch_spec){.timestamp = now - 100000}).error_code,
        KAFKA_INVALID_TIMESTAMP);
    assert_int_equal(
        produce(&client, "recent", 1, (struct batch_spec){.timestamp = now + 7200000}).error_code,
        KAFKA_INVALID_TIMESTAMP);
    assert_int_equal(
        produce(&client, "recent", 1, (struct batch_spec){.timestamp = now - 1000}).error_code,
        KAFKA_NONE);
}

static void log_append_time_is_the_brokers(void **state)
{
    (void)state;
    create_topic_with(&client, "stamped", 1, "message.timestamp.type", "LogAppendTime");
    int64_t before = clock_wall_ms();
    struct produce_response_partition r =
        produce(&client, "stamped", -1, (struct batch_spec){.timestamp = 1000});
    assert_true(r.log_append_time_ms >= before);
    struct batch_header h;
    struct fetch_response_partition f = fetch(&client, "stamped", 0, 1 << 20, 0);
    assert_int_equal(batch_header_read(f.records, &h), BATCH_OK);
    assert_true(batch_crc_matches(f.records));
    assert_true((h.attributes & BATCH_LOG_APPEND_TIME) != 0);
    assert_int_equal(h.max_timestamp, r.log_append_time_ms);
}

static void a_bomb_is_refused_without_being_unpacked_whole(void **state)
{
    (void)state;
    struct buf batch = {0};
    create_topic(&client, "bomb", 1);
    make_batch(&batch, (struct batch_spec){.value_size = 200u << 20, .codec = CODEC_ZSTD});
    assert_true(batch.len < 1 << 20);
    assert_int_equal(produce_bytes(&client, 9, "bomb", 0, 1, buf_bytes(&batch)).error_code,
                     KAFKA_MESSAGE_TOO_LARGE);
    buf_deinit(&batch);
}

/* ---- idempotent producers ---- */

static struct produce_response_partition produce_as(const char *topic, int64_t id, int epoch,
                                                    int sequence, int count)
{
    return produce(&client, topic, -1,
                   (struct batch_spec){.count = count,
                                       .has_producer = true,
                                       .producer_id = id,
                                       .producer_epoch = (int16_t)epoch,
                                       .base_sequence = sequence});
}

static void a_repeat_gets_its_old_offset(void **state)
{
    (void)state;
    create_topic(&client, "repeat", 1);
    int64_t id = new_producer();
    for (int i = 0; i < 5; i++)
        assert_int_equal(produce_as("repeat", id, 0, i * 2, 2).base_offset, i * 2);
    for (int i = 0; i < 5; i++) {
        struct produce_response_partition r = produce_as("repeat", id, 0, i * 2, 2);
        assert_int_equal(r.error_code, KAFKA_NONE);
        assert_int_equal(r.base_offset, i * 2);
    }
    assert_int_equal(list_offset(&client, "repeat", -1).offset, 10);
}

static void a_gap_is_out_of_order(void **state)
{
    (void)state;
    create_topic(&client, "gap", 1);
    int64_t id = new_producer();
    assert_int_equal(produce_as("gap", id, 0, 0, 1).error_code, KAFKA_NONE);
    assert_int_equal(produce_as("gap", id, 0, 2, 1).error_code, KAFKA_OUT_OF_ORDER_SEQUENCE_NUMBER);
}

static void epochs_only_rise_and_begin_at_0(void **state)
{
    (void)state;
    create_topic(&client, "epochs", 1);
    int64_t id = new_producer();
    assert_int_equal(produce_as("epochs", id, 1, 0, 1).error_code, KAFKA_NONE);
    assert_int_equal(produce_as("epochs", id, 0, 1, 1).error_code, KAFKA_INVALID_PRODUCER_EPOCH);
    assert_int_equal(produce_as("epochs", id, 2, 5, 1).error_code,
                     KAFKA_OUT_OF_ORDER_SEQUENCE_NUMBER);
    assert_int_equal(produce_as("epochs", id, 2, 0, 1).error_code, KAFKA_NONE);
}

static void an_unknown_producer_may_begin_anywhere_and_sequences_wrap(void **state)
{
    (void)state;
    create_topic(&client, "wrap", 1);
    int64_t id = new_producer();
    assert_int_equal(produce_as("wrap", id, 0, INT32_MAX - 1, 3).error_code, KAFKA_NONE);
    assert_int_equal(produce_as("wrap", id, 0, 1, 1).error_code, KAFKA_NONE);
}

static void producer_ids_are_never_given_twice(void **state)
{
    (void)state;
    int64_t last = new_producer();
    for (int i = 0; i < 1500; i++) {
        int64_t id = new_producer();
        assert_true(id > last);
        last = id;
    }
}

static void a_transactional_id_is_refused(void **state)
{
    (void)state;
    struct init_producer_id_request request = {.transactional_id = bytes_of("tx"),
                                               .producer_id = -1};
    const struct init_producer_id_response *r =
        client_ask(&client, API_INIT_PRODUCER_ID, 4, &request);
    assert_int_equal(r->error_code, KAFKA_TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acks_0_is_never_answered),
        cmocka_unit_test(an_error_with_acks_0_closes_the_connection),
        cmocka_unit_test(other_acks_are_refused),
        cmocka_unit_test(an_unknown_topic_or_partition_is_named_per_partition),
        cmocka_unit_test(from_version_13_on_a_topic_goes_by_its_id),
        cmocka_unit_test(exactly_one_batch_a_partition),
        cmocka_unit_test(a_request_may_be_for_many_partitions),
        cmocka_unit_test(zstd_needs_version_7),
        cmocka_unit_test(every_codec_is_taken_and_given_back),
        cmocka_unit_test(a_topics_compression_type_is_what_is_stored),
        cmocka_unit_test(damaged_and_dishonest_batches_are_refused),
        cmocka_unit_test(oversized_batches_are_distinguished),
        cmocka_unit_test(a_batch_is_too_large_though_compressed_it_would_not_be),
        cmocka_unit_test(a_compacted_topic_wants_keys_and_names_the_record),
        cmocka_unit_test(a_timestamp_out_of_bounds_is_refused),
        cmocka_unit_test(log_append_time_is_the_brokers),
        cmocka_unit_test(a_bomb_is_refused_without_being_unpacked_whole),
        cmocka_unit_test(a_repeat_gets_its_old_offset),
        cmocka_unit_test(a_gap_is_out_of_order),
        cmocka_unit_test(epochs_only_rise_and_begin_at_0),
        cmocka_unit_test(an_unknown_producer_may_begin_anywhere_and_sequences_wrap),
        cmocka_unit_test(producer_ids_are_never_given_twice),
        cmocka_unit_test(a_transactional_id_is_refused),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
