/* test_log_append.c: appending, reading, rolling, closing and opening again. */
#include <stdio.h>
#include <unistd.h>

#include "test.h"

#include "base/clock.h"
#include "log_kit.h"

static void an_empty_log_has_kafkas_files_and_reads_empty(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &log_io_posix);
    kit_open(&kit);
    assert_true(kit.opened.created);
    assert_false(kit.opened.unclean);
    assert_true(kit_exists(&kit, KIT_LOG));
    assert_true(kit_exists(&kit, KIT_INDEX));
    assert_true(kit_exists(&kit, KIT_TIMEINDEX));
    struct buf text = {0};
    kit_load(&kit, "leader-epoch-checkpoint", &text);
    assert_string_equal(buf_text(&text), "0\n1\n0 0\n");
    kit_load(&kit, "partition.metadata", &text);
    assert_string_equal(buf_text(&text), "version: 0\ntopic_id: AQIDBAUGBwgJCgsMDQ4PEA");
    buf_deinit(&text);
    assert_int_equal(kit_read_all(&kit, LOG_TO_END), 0);
    assert_int_equal(log_leader_epoch(kit.log), 0);
    assert_false(log_needs_flush(kit.log));
    kit_end(&kit);
}

static void offsets_follow_each_other_and_become_visible_when_durable(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    struct log_appended first = kit_append(&kit, &(struct kit_batch){.count = 3});
    struct log_appended second = kit_append(&kit, &(struct kit_batch){.count = 1});
    assert_int_equal(first.base_offset, 0);
    assert_int_equal(first.last_offset, 2);
    assert_int_equal(second.base_offset, 3);
    assert_int_equal(log_high_watermark(kit.log), 0);
    assert_int_equal(kit_read_all(&kit, LOG_TO_HIGH_WATERMARK), 0);
    assert_int_equal(kit_read_all(&kit, LOG_TO_END), 4);
    assert_true(log_needs_flush(kit.log));
    kit_flush(&kit);
    assert_int_equal(log_high_watermark(kit.log), 4);
    assert_int_equal(kit_read_all(&kit, LOG_TO_HIGH_WATERMARK), 4);
    kit_end(&kit);
}

static void what_is_appended_during_a_flush_waits_for_the_next(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    kit_append(&kit, &(struct kit_batch){.count = 2});
    struct log_flush *flush = log_flush_prepare(kit.log, &kit.err);
    kit_append(&kit, &(struct kit_batch){.count = 2});
    assert_null(log_flush_prepare(kit.log, &kit.err));
    assert_int_equal(log_flush_run(flush, &kit.err), 0);
    assert_int_equal(log_high_watermark(kit.log), 0);
    assert_true(log_flush_done(flush));
    assert_int_equal(log_high_watermark(kit.log), 2);
    assert_true(log_needs_flush(kit.log));
    kit_flush(&kit);
    assert_int_equal(log_high_watermark(kit.log), 4);
    kit_end(&kit);
}

static void a_read_gives_the_whole_batch_that_holds_the_offset(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    kit_append(&kit, &(struct kit_batch){.count = 5, .value_size = 100});
    kit_append(&kit, &(struct kit_batch){.count = 5, .value_size = 100});
    struct log_slice slice;
    assert_int_equal(log_read(kit.log, 7, 1, true, LOG_TO_END, &slice, &kit.err), 0);
    assert_int_equal(slice.base_offset, 5);
    assert_true(slice.len > 500);
    log_slice_release(&slice);
    assert_int_equal(log_read(kit.log, 7, 1, false, LOG_TO_END, &slice, &kit.err), 0);
    assert_int_equal(slice.len, 0);
    assert_int_equal(log_read(kit.log, 0, 800, true, LOG_TO_END, &slice, &kit.err), 0);
    assert_true(slice.len > 500 && slice.len < 800);
    log_slice_release(&slice);
    assert_int_equal(log_read(kit.log, 10, 1, true, LOG_TO_END, &slice, &kit.err), 0);
    assert_int_equal(slice.len, 0);
    assert_int_equal(log_read(kit.log, 11, 1, true, LOG_TO_END, &slice, &kit.err), ERR_NOT_FOUND);
    assert_int_equal(log_read(kit.log, -1, 1, true, LOG_TO_END, &slice, &kit.err), ERR_NOT_FOUND);
    kit_end(&kit);
}

static void every_offset_of_many_segments_is_found(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit.config.segment_bytes = 20000;
    kit.config.index_interval_bytes = 500;
    kit_open(&kit);
    for (int i = 0; i < 300; i++)
        kit_append(&kit,
                   &(struct kit_batch){.count = 1 + i % 4, .value_size = (size_t)(i % 7) * 90});
    assert_true(log_segment_count(kit.log) > 5);
    int64_t end = log_end_offset(kit.log);
    for (int pass = 0; pass < 3; pass++) {
        for (int64_t offset = 0; offset < end; offset++) {
            struct log_slice slice;
            assert_int_equal(log_read(kit.log, offset, 700, true, LOG_TO_END, &slice, &kit.err), 0);
            assert_true(slice.len > 0 && slice.base_offset <= offset);
            uint8_t head[BATCH_HEADER_SIZE];
            struct batch_header h;
            assert_int_equal(pread(slice.fd, head, sizeof head, slice.position), sizeof head);
            assert_int_equal(batch_header_read(bytes_make(head, sizeof head), &h), BATCH_OK);
            assert_int_equal(h.base_offset, slice.base_offset);
            assert_true(batch_last_offset(&h) >= offset);
            log_slice_release(&slice);
        }
        assert_int_equal(kit_read_all(&kit, LOG_TO_END), end);
        if (pass == 0) {
            kit_close(&kit);
            kit_open(&kit);
            assert_int_equal(kit.opened.scanned_bytes, 0);
        } else {
            kit_recover(&kit);
        }
    }
    kit_end(&kit);
}

static void a_clean_close_leaves_nothing_to_read(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    for (int i = 0; i < 10; i++)
        kit_append(&kit,
                   &(struct kit_batch){.count = 10, .value_size = 100, .timestamp = 1000 + i});
    kit_close(&kit);
    kit_open(&kit);
    assert_false(kit.opened.unclean);
    assert_int_equal(kit.opened.scanned_bytes, 0);
    assert_int_equal(log_end_offset(kit.log), 100);
    assert_int_equal(log_high_watermark(kit.log), 100);
    assert_int_equal(log_leader_epoch(kit.log), 0);
    assert_int_equal(kit_append(&kit, &(struct kit_batch){.count = 1}).base_offset, 100);
    kit_close(&kit);
    kit_open(&kit);
    assert_int_equal(kit_read_all(&kit, LOG_TO_HIGH_WATERMARK), 101);
    kit_end(&kit);
}

static void a_segment_rolls_by_size_and_by_the_time_of_its_records(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit.config.segment_bytes = 1000;
    kit.config.segment_ms = 5000;
    kit_open(&kit);
    kit_append(&kit, &(struct kit_batch){.count = 1, .value_size = 700, .timestamp = 1000});
    kit_append(&kit, &(struct kit_batch){.count = 1, .value_size = 700, .timestamp = 1000});
    assert_int_equal(log_segment_count(kit.log), 2);
    kit_append(&kit, &(struct kit_batch){.count = 1, .timestamp = 6000});
    assert_int_equal(log_segment_count(kit.log), 2);
    kit_append(&kit, &(struct kit_batch){.count = 1, .timestamp = 6001});
    assert_int_equal(log_segment_count(kit.log), 3);
    assert_true(kit_exists(&kit, "00000000000000000003.log"));
    assert_int_equal(kit_read_all(&kit, LOG_TO_END), 4);
    kit_end(&kit);
}

static void batches_over_a_bound_are_refused_each_for_its_reason(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit.config.max_message_bytes = 500;
    kit.config.segment_bytes = 400;
    kit_open(&kit);
    struct log_appended out = kit_append(&kit, &(struct kit_batch){.count = 1, .value_size = 450});
    assert_int_equal(out.verdict, LOG_MESSAGE_TOO_LARGE);
    out = kit_append(&kit, &(struct kit_batch){.count = 1, .value_size = 350});
    assert_int_equal(out.verdict, LOG_BATCH_TOO_LARGE);
    assert_int_equal(out.base_offset, -1);
    assert_int_equal(log_end_offset(kit.log), 0);
    kit_end(&kit);
}

static void with_log_append_time_the_batch_gets_ours_and_a_right_crc(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit.config.log_append_time = true;
    kit_open(&kit);
    clock_fake(123456, 0);
    struct log_appended out = kit_append(&kit, &(struct kit_batch){.count = 2, .timestamp = 5});
    clock_fake(-1, 0);
    assert_int_equal(out.append_time_ms, 123456);
    kit_flush(&kit);
    assert_int_equal(kit_read_all(&kit, LOG_TO_END), 2);
    struct log_found found;
    assert_int_equal(log_find_time(kit.log, 100000, &found, &kit.err), 0);
    assert_int_equal(found.offset, 0);
    assert_int_equal(found.timestamp, 123456);
    kit_end(&kit);
}

static void descriptors_stay_within_their_bound(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    struct log_files *few = log_files_new(&kit_io, 8);
    struct log *logs[20];
    for (int i = 0; i < 20; i++) {
        char dir[128];
        snprintf(dir, sizeof dir, "%s/many-%d", kit.root, i);
        assert_int_equal(log_open(few, dir, KIT_TOPIC, &kit.config, &logs[i], NULL, &kit.err), 0);
    }
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 20; i++) {
            kit.log = logs[i];
            kit_append(&kit, &(struct kit_batch){.count = 1});
            kit_flush(&kit);
            assert_true(log_files_open_count(few) <= 8);
        }
    for (int i = 0; i < 20; i++) {
        kit.log = logs[i];
        assert_int_equal(kit_read_all(&kit, LOG_TO_HIGH_WATERMARK), 3);
        kit_close(&kit);
    }
    log_files_free(few);
    kit_end(&kit);
}

static void a_directory_of_another_topic_is_refused(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    kit_close(&kit);
    const uint8_t other[16] = {9};
    assert_int_equal(log_open(kit.files, kit.dir, other, &kit.config, &kit.log, NULL, &kit.err),
                     ERR_CORRUPT);
    assert_null(kit.log);
    kit_end(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_log_has_kafkas_files_and_reads_empty),
        cmocka_unit_test(offsets_follow_each_other_and_become_visible_when_durable),
        cmocka_unit_test(what_is_appended_during_a_flush_waits_for_the_next),
        cmocka_unit_test(a_read_gives_the_whole_batch_that_holds_the_offset),
        cmocka_unit_test(every_offset_of_many_segments_is_found),
        cmocka_unit_test(a_clean_close_leaves_nothing_to_read),
        cmocka_unit_test(a_segment_rolls_by_size_and_by_the_time_of_its_records),
        cmocka_unit_test(batches_over_a_bound_are_refused_each_for_its_reason),
        cmocka_unit_test(with_log_append_time_the_batch_gets_ours_and_a_right_crc),
        cmocka_unit_test(descriptors_stay_within_their_bound),
        cmocka_unit_test(a_directory_of_another_topic_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
