/* test_log_time.c: offsets by time (ListOffsets). */
#include "test.h"

#include "log_kit.h"

static struct log_found find(struct kit *kit, int64_t timestamp)
{
    struct log_found found;
    if (log_find_time(kit->log, timestamp, &found, &kit->err) != 0)
        fail_msg("%s", kit->err.text);
    return found;
}

static struct log_found find_max(struct kit *kit)
{
    struct log_found found;
    if (log_find_max_timestamp(kit->log, &found, &kit->err) != 0)
        fail_msg("%s", kit->err.text);
    return found;
}

static void a_time_gives_the_first_record_at_or_after_it_inside_its_batch(void **state)
{
    (void)state;
    for (enum codec codec = CODEC_NONE; codec < CODEC_COUNT; codec++) {
        struct kit kit;
        kit_begin(&kit, &kit_io);
        kit_open(&kit);
        kit_append(&kit, &(struct kit_batch){.count = 5, .timestamp = 100, .codec = codec});
        kit_append(&kit, &(struct kit_batch){.count = 5, .timestamp = 200, .codec = codec});
        kit_flush(&kit);
        static const struct {
            int64_t time, offset, timestamp;
        } table[] = {{0, 0, 100},   {100, 0, 100}, {103, 3, 103}, {104, 4, 104},
                     {105, 5, 200}, {200, 5, 200}, {204, 9, 204}, {205, -1, -1}};
        for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
            struct log_found found = find(&kit, table[i].time);
            assert_int_equal(found.offset, table[i].offset);
            assert_int_equal(found.timestamp, table[i].timestamp);
        }
        kit_end(&kit);
    }
}

static void times_out_of_order_give_the_first_offset_not_the_nearest_time(void **state)
{
    (void)state;
    static const int64_t times[] = {500, 100, 900, 300, 700, 1200, 50};
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit.config.index_interval_bytes = 1;
    kit.config.segment_bytes = 250;
    kit_open(&kit);
    for (size_t i = 0; i < ARRAY_SIZE(times); i++)
        kit_append(&kit, &(struct kit_batch){.count = 1, .timestamp = times[i]});
    kit_flush(&kit);
    assert_true(log_segment_count(kit.log) > 2);
    for (int pass = 0; pass < 3; pass++) {
        for (int64_t t = 0; t <= 1300; t += 50) {
            int64_t expected = -1;
            for (size_t i = 0; i < ARRAY_SIZE(times) && expected < 0; i++)
                if (times[i] >= t)
                    expected = (int64_t)i;
            assert_int_equal(find(&kit, t).offset, expected);
        }
        assert_int_equal(find_max(&kit).offset, 5);
        assert_int_equal(find_max(&kit).timestamp, 1200);
        if (pass == 0) {
            kit_close(&kit);
            kit_open(&kit);
        } else {
            kit_recover(&kit);
        }
    }
    kit_end(&kit);
}

static void times_in_many_segments_are_found_after_any_kind_of_start(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit.config.index_interval_bytes = 300;
    kit.config.segment_bytes = 5000;
    kit_open(&kit);
    for (int i = 0; i < 200; i++)
        kit_append(&kit, &(struct kit_batch){.count = 3, .timestamp = 1000 + 10 * i});
    kit_flush(&kit);
    for (int pass = 0; pass < 3; pass++) {
        for (int i = 0; i < 200; i++) {
            assert_int_equal(find(&kit, 1000 + 10 * i + 1).offset, 3 * i + 1);
            assert_int_equal(find(&kit, 1000 + 10 * i - 3).offset, 3 * i);
        }
        assert_int_equal(find_max(&kit).offset, 599);
        if (pass == 0) {
            kit_close(&kit);
            kit_open(&kit);
        } else {
            kit_recover(&kit);
        }
    }
    kit_end(&kit);
}

static void what_is_not_durable_is_not_found(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    assert_int_equal(find(&kit, 0).offset, -1);
    assert_int_equal(find_max(&kit).offset, -1);
    kit_append(&kit, &(struct kit_batch){.count = 1, .timestamp = 100});
    kit_flush(&kit);
    kit_append(&kit, &(struct kit_batch){.count = 1, .timestamp = 200});
    assert_int_equal(find(&kit, 150).offset, -1);
    assert_int_equal(find_max(&kit).offset, 0);
    kit_flush(&kit);
    assert_int_equal(find(&kit, 150).offset, 1);
    assert_int_equal(find_max(&kit).offset, 1);
    kit_close(&kit);
    kit_open(&kit);
    kit_append(&kit, &(struct kit_batch){.count = 1, .timestamp = 300});
    assert_int_equal(find_max(&kit).offset, 1);
    kit_end(&kit);
}

static void the_first_of_equal_largest_times_is_the_maximum(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    for (int i = 0; i < 4; i++)
        kit_append(&kit, &(struct kit_batch){.count = 1, .timestamp = i == 0 ? 50 : 100});
    kit_flush(&kit);
    assert_int_equal(find_max(&kit).offset, 1);
    kit_close(&kit);
    kit_open(&kit);
    assert_int_equal(find_max(&kit).offset, 1);
    kit_end(&kit);
}

/* An entry of the file NAME: keys of KEY bytes, values of 4. */
static void expect_entry(const struct buf *content, size_t n, size_t key, int64_t first,
                         int32_t second)
{
    const uint8_t *at = content->data + n * (key + 4);
    assert_true((n + 1) * (key + 4) <= content->len);
    assert_int_equal(key == 8 ? be64_get(at) : be32_get(at), first);
    assert_int_equal(be32_get(at + key), second);
}

/* Kafka's: an entry of both indexes for each batch that begins more than index.interval.bytes
 * behind the one before that had an entry; the time index gets one only when the time rose, and a
 * last one when the segment is closed. */
static void the_indexes_on_disk_hold_what_kafkas_would(void **state)
{
    static const int64_t times[] = {100, 900, 200, 300, 950, 400, 500, 990};
    enum { BATCHES = 8 };
    (void)state;
    struct kit kit;
    struct buf log = {0}, offsets = {0}, by_time = {0};
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    kit_append(&kit, &(struct kit_batch){.count = 2, .timestamp = times[0], .value_size = 20});
    kit_flush(&kit);
    kit_load(&kit, KIT_LOG, &log);
    int32_t size = (int32_t)log.len;
    kit_end(&kit);
    kit_begin(&kit, &kit_io);
    kit.config.index_interval_bytes = size; /* so each second batch has an entry, not each */
    kit_open(&kit);
    for (int i = 0; i < BATCHES; i++)
        kit_append(&kit, &(struct kit_batch){.count = 2, .timestamp = times[i], .value_size = 20});
    kit_close(&kit);
    kit_load(&kit, KIT_INDEX, &offsets);
    kit_load(&kit, KIT_TIMEINDEX, &by_time);
    assert_int_equal(offsets.len, 3 * 8);
    for (int i = 0; i < 3; i++)
        expect_entry(&offsets, (size_t)i, 4, 2 * (2 + 2 * i) + 1, (2 + 2 * i) * size);
    assert_int_equal(by_time.len, 3 * 12);
    expect_entry(&by_time, 0, 8, 901, 3);
    expect_entry(&by_time, 1, 8, 951, 9);
    expect_entry(&by_time, 2, 8, 991, 15);
    buf_deinit(&log);
    buf_deinit(&offsets);
    buf_deinit(&by_time);
    kit_end(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_time_gives_the_first_record_at_or_after_it_inside_its_batch),
        cmocka_unit_test(times_out_of_order_give_the_first_offset_not_the_nearest_time),
        cmocka_unit_test(times_in_many_segments_are_found_after_any_kind_of_start),
        cmocka_unit_test(what_is_not_durable_is_not_found),
        cmocka_unit_test(the_first_of_equal_largest_times_is_the_maximum),
        cmocka_unit_test(the_indexes_on_disk_hold_what_kafkas_would),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
