/* Each partition of a Produce is answered by itself: with where its batch lies, or why it does not.
 */
#include "talk.h"

#include <stdio.h>

#include "base/clock.h"

enum { HEADER_BYTES = 61, AT_CRC = 17, AT_ATTRIBUTES = 21, AT_MAX_TIMESTAMP = 35 };
enum { TRANSACTIONAL = 0x10 };

static void mend(struct buf *batch)
{
    be32_put(batch->data + AT_CRC, batch_crc(buf_bytes(batch)));
}

static void make_plain(struct buf *out)
{
    make_batch(out, (struct batch_spec){.count = 2});
}

static void make_transactional(struct buf *out)
{
    make_plain(out);
    out->data[AT_ATTRIBUTES + 1] |= TRANSACTIONAL;
    mend(out);
}

static void make_two(struct buf *out)
{
    make_plain(out);
    make_plain(out);
}

static void make_garbled(struct buf *out)
{
    make_plain(out);
    out->data[HEADER_BYTES + 3] ^= 1;
}

/* The second record claims more bytes than there are. */
static void make_malformed(struct buf *out)
{
    make_plain(out);
    size_t second = HEADER_BYTES + (out->len - HEADER_BYTES) / 2;
    out->data[second] = 0x7e;
    mend(out);
}

static void make_zstd(struct buf *out)
{
    make_batch(out, (struct batch_spec){.count = 2, .codec = CODEC_ZSTD});
}

static void make_large(struct buf *out)
{
    make_batch(out, (struct batch_spec){.value_size = 3000});
}

static void make_half(struct buf *out)
{
    make_plain(out);
    out->len -= 5;
}

static void make_keyless(struct buf *out)
{
    struct batch_builder builder = {0};
    struct err err;
    batch_builder_init(&builder);
    for (int i = 0; i < 3; i++)
        batch_builder_add(&builder, clock_wall_ms(), i == 2 ? BYTES_NULL : bytes_of("k"),
                          bytes_of("v"), NULL, 0);
    assert_int_equal(batch_builder_finish(&builder, CODEC_NONE, out, &err), 0);
    batch_builder_deinit(&builder);
}

static const struct {
    const char *topic;
    int partition, version, acks;
    const char *transactional_id;
    void (*make)(struct buf *out);
    int error;
    const char *message;
    int bad_record; /* -1: none is named */
} refusals[] = {
    {"words", 0, 9, -1, NULL, make_plain, KAFKA_NONE, NULL, -1},
    {"words", 1, 9, -1, NULL, make_plain, KAFKA_NONE, NULL, -1},
    {"words", 0, 9, 2, NULL, make_plain, KAFKA_INVALID_REQUIRED_ACKS, "acks must be -1, 0 or 1",
     -1},
    {"words", 0, 9, -2, NULL, make_plain, KAFKA_INVALID_REQUIRED_ACKS, "acks must be -1, 0 or 1",
     -1},
    {"words", 2, 9, 1, NULL, make_plain, KAFKA_UNKNOWN_TOPIC_OR_PARTITION, NULL, -1},
    {"words", -1, 9, 1, NULL, make_plain, KAFKA_UNKNOWN_TOPIC_OR_PARTITION, NULL, -1},
    {"absent", 0, 9, 1, NULL, make_plain, KAFKA_UNKNOWN_TOPIC_OR_PARTITION, NULL, -1},
    {"words", 0, 9, 1, "tx", make_plain, KAFKA_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
     "This broker has no transactions", -1},
    {"words", 0, 9, 1, NULL, make_transactional, KAFKA_INVALID_TXN_STATE,
     "This broker has no transactions", -1},
    {"words", 0, 9, 1, NULL, make_two, KAFKA_INVALID_RECORD,
     "A partition must get exactly one record batch", -1},
    {"words", 0, 9, 1, NULL, make_garbled, KAFKA_CORRUPT_MESSAGE, NULL, -1},
    {"words", 0, 9, 1, NULL, make_half, KAFKA_CORRUPT_MESSAGE, NULL, -1},
    {"words", 0, 9, 1, NULL, make_malformed, KAFKA_INVALID_RECORD, "The record is malformed", 1},
    {"words", 0, 6, 1, NULL, make_zstd, KAFKA_UNSUPPORTED_COMPRESSION_TYPE, NULL, -1},
    {"words", 0, 9, 1, NULL, make_zstd, KAFKA_NONE, NULL, -1},
    {"words", 0, 9, 1, NULL, make_large, KAFKA_MESSAGE_TOO_LARGE,
     "The batch is larger than max.message.bytes", -1},
    {"keyed", 0, 9, 1, NULL, make_keyless, KAFKA_INVALID_RECORD,
     "Compacted topic cannot accept message without key", 2},
    {"words", 0, 9, -1, NULL, make_keyless, KAFKA_NONE, NULL, -1}, /* all is durable then */
};

static void each_refusal_has_its_reason(void **state)
{
    (void)state;
    create_topic_with(&client, "words", 2, "max.message.bytes", "2000");
    create_topic_with(&client, "keyed", 1, "cleanup.policy", "compact");
    for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
        struct buf batch = {0};
        refusals[i].make(&batch);
        struct produce_request_partition p = {.index = refusals[i].partition,
                                              .records = buf_bytes(&batch)};
        struct produce_request_topic t = {.name = bytes_of(refusals[i].topic),
                                          .partitions = {&p, 1}};
        struct produce_request request = {.transactional_id =
                                              bytes_of(refusals[i].transactional_id),
                                          .acks = (int16_t)refusals[i].acks,
                                          .topics = {&t, 1}};
        const struct produce_response *r =
            client_ask(&client, API_PRODUCE, refusals[i].version, &request);
        const struct produce_response_partition *out = &r->topics.items[0].partitions.items[0];
        expect_text(r->topics.items[0].name, refusals[i].topic);
        if (out->error_code != refusals[i].error)
            fail_msg("case %zu: error %d", i, out->error_code);
        assert_int_equal(out->index, refusals[i].partition);
        assert_int_equal(out->log_append_time_ms, -1);
        assert_int_equal(out->log_start_offset, refusals[i].error == KAFKA_NONE ? 0 : -1);
        if (refusals[i].error != KAFKA_NONE)
            assert_int_equal(out->base_offset, -1);
        else
            expect_text(out->error_message, NULL);
        assert_int_equal(out->record_errors.count, refusals[i].bad_record >= 0);
        if (refusals[i].bad_record >= 0) {
            assert_int_equal(out->record_errors.items[0].batch_index, refusals[i].bad_record);
            expect_text(out->record_errors.items[0].message, refusals[i].message);
            expect_text(out->error_message, "One or more records have been rejected");
        } else if (refusals[i].message != NULL) {
            expect_text(out->error_message, refusals[i].message);
        }
        buf_deinit(&batch);
    }
    assert_int_equal(list_offset(&client, "words", -1).offset, 2 + 2 + 3);
}

static void a_batch_may_be_as_large_as_the_topic_says(void **state)
{
    (void)state;
    struct buf batch = {0};
    char size[16];
    make_plain(&batch);
    for (int less = 0; less <= 1; less++) {
        const char *topic = less ? "just-not" : "just";
        snprintf(size, sizeof size, "%zu", batch.len - (size_t)less);
        create_topic_with(&client, topic, 1, "max.message.bytes", size);
        assert_int_equal(produce_bytes(&client, 9, topic, 0, 1, buf_bytes(&batch)).error_code,
                         less ? KAFKA_MESSAGE_TOO_LARGE : KAFKA_NONE);
    }
    buf_deinit(&batch);
}

/* Good and bad ones of several topics in one request; none keeps another from its answer. */
static void each_partition_gets_its_own_result(void **state)
{
    (void)state;
    create_topic(&client, "many-a", 2);
    create_topic(&client, "many-b", 1);
    for (int version = 3; version <= 13; version += 5) {
        struct buf batch = {0}, bad = {0};
        make_plain(&batch);
        make_garbled(&bad);
        struct produce_request_partition a[] = {
            {1, buf_bytes(&batch)}, {0, buf_bytes(&bad)}, {7, buf_bytes(&batch)}};
        struct produce_request_partition b[] = {{0, buf_bytes(&batch)}};
        struct produce_request_topic topics[] = {
            {.name = bytes_of("many-a"), .partitions = {a, 3}},
            {.name = bytes_of("gone"), .topic_id = {{9}}, .partitions = {b, 1}},
            {.name = bytes_of("many-b"), .partitions = {b, 1}}};
        if (version >= 13) {
            topics[0].topic_id = topic_id(&client, "many-a");
            topics[2].topic_id = topic_id(&client, "many-b");
        }
        struct produce_request request = {.acks = -1, .topics = {topics, 3}};
        const struct produce_response *r = client_ask(&client, API_PRODUCE, version, &request);
        int64_t base = 2 * ((version - 3) / 5);
        assert_int_equal(r->topics.count, 3);
        const struct produce_response_partition *p = r->topics.items[0].partitions.items;
        assert_int_equal(r->topics.items[0].partitions.count, 3);
        assert_int_equal(p[0].index, 1);
        assert_int_equal(p[0].base_offset, base);
        assert_int_equal(p[1].error_code, KAFKA_CORRUPT_MESSAGE);
        assert_int_equal(p[2].error_code, KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
        assert_int_equal(p[2].index, 7);
        assert_int_equal(r->topics.items[1].partitions.items[0].error_code,
                         version >= 13 ? KAFKA_UNKNOWN_TOPIC_ID : KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
        assert_int_equal(r->topics.items[2].partitions.items[0].error_code, KAFKA_NONE);
        assert_int_equal(r->topics.items[2].partitions.items[0].base_offset, base);
        if (version >= 13)
            assert_true(uuid_equal(r->topics.items[2].topic_id, topics[2].topic_id));
        else
            expect_text(r->topics.items[2].name, "many-b");
        buf_deinit(&batch);
        buf_deinit(&bad);
    }
}

/* With acks=all the answer comes when readers may see the records. */
static void acknowledged_records_can_be_read_at_once(void **state)
{
    (void)state;
    create_topic(&client, "visible", 1);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(produce(&client, "visible", -1, (struct batch_spec){0}).base_offset, i);
        assert_int_equal(list_offset(&client, "visible", -1).offset, i + 1);
    }
}

static void a_wrong_max_timestamp_is_put_right(void **state)
{
    (void)state;
    struct buf batch = {0};
    struct batch_header h;
    create_topic(&client, "righted", 1);
    make_batch(&batch, (struct batch_spec){.count = 2, .timestamp = 5000});
    be64_put(batch.data + AT_MAX_TIMESTAMP, 9000);
    mend(&batch);
    assert_int_equal(produce_bytes(&client, 9, "righted", 0, -1, buf_bytes(&batch)).error_code,
                     KAFKA_NONE);
    struct fetch_response_partition f = fetch(&client, "righted", 0, 1 << 20, 0);
    assert_int_equal(batch_header_read(f.records, &h), BATCH_OK);
    assert_int_equal(h.max_timestamp, 5000);
    assert_true(batch_crc_matches(f.records));
    buf_deinit(&batch);
}

static void times_out_of_range_are_reported(void **state)
{
    (void)state;
    static const struct {
        const char *topic, *key;
        int64_t from_now_ms;
        bool taken;
    } cases[] = {
        {"t-before", "message.timestamp.before.max.ms", -120000, false},
        {"t-before", "message.timestamp.before.max.ms", 30000, true},
        {"t-after", "message.timestamp.after.max.ms", 120000, false},
        {"t-after", "message.timestamp.after.max.ms", -120000, true},
    };
    create_topic_with(&client, "t-before", 1, cases[0].key, "60000");
    create_topic_with(&client, "t-after", 1, cases[2].key, "60000");
    create_topic_with(&client, "t-any", 1, cases[2].key, "9223372036854775807");
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        int64_t at = clock_wall_ms() + cases[i].from_now_ms;
        char expected[256];
        struct produce_response_partition r =
            produce(&client, cases[i].topic, 1, (struct batch_spec){.count = 2, .timestamp = at});
        assert_int_equal(r.error_code, cases[i].taken ? KAFKA_NONE : KAFKA_INVALID_TIMESTAMP);
        assert_int_equal(r.record_errors.count, !cases[i].taken);
        if (cases[i].taken)
            continue;
        snprintf(expected, sizeof expected,
                 "Timestamp %lld of message is out of range. The timestamp should be within the "
                 "topic's message.timestamp.before.max.ms and message.timestamp.after.max.ms",
                 (long long)at);
        expect_text(r.record_errors.items[0].message, expected);
        assert_int_equal(r.record_errors.items[0].batch_index, 0);
    }
    assert_int_equal(
        produce(&client, "t-any", 1, (struct batch_spec){.timestamp = INT64_MAX / 2}).error_code,
        KAFKA_NONE);
    assert_int_equal(
        produce(&client, "t-before", 1, (struct batch_spec){.timestamp = -1}).error_code,
        KAFKA_NONE); /* it has none */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_refusal_has_its_reason),
        cmocka_unit_test(a_batch_may_be_as_large_as_the_topic_says),
        cmocka_unit_test(each_partition_gets_its_own_result),
        cmocka_unit_test(acknowledged_records_can_be_read_at_once),
        cmocka_unit_test(a_wrong_max_timestamp_is_put_right),
        cmocka_unit_test(times_out_of_range_are_reported),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
