/* test_log_recovery.c: what a start makes of torn tails, damage and missing files. */
#include <stdio.h>
#include <stdlib.h>

#include "test.h"

#include "log_kit.h"

/* A log of `durable` flushed batches of two records and `loose` ones that were not. */
static void build(struct kit *kit, int durable, int loose)
{
    kit_begin(kit, &kit_io);
    kit->config.index_interval_bytes = 200;
    kit_open(kit);
    for (int i = 0; i < durable + loose; i++) {
        kit_append(kit, &(struct kit_batch){.count = 2, .value_size = 20, .timestamp = 1000 + i});
        if (i + 1 == durable)
            kit_flush(kit);
    }
}

static size_t size_of(const struct kit_image *image, const char *name)
{
    for (size_t i = 0; i < image->count; i++)
        if (strcmp(image->files[i].name, name) == 0)
            return image->files[i].content.len;
    return 0;
}

static struct buf *content_of(struct kit_image *image, const char *name)
{
    for (size_t i = 0; i < image->count; i++)
        if (strcmp(image->files[i].name, name) == 0)
            return &image->files[i].content;
    fail_msg("no file %s", name);
    return NULL;
}

/* Opens, expects that end, that all up to it is whole, and that it goes on from there. */
static void expect_end(struct kit *kit, int64_t end)
{
    kit_open(kit);
    assert_null(log_damage(kit->log));
    assert_int_equal(log_end_offset(kit->log), end);
    assert_int_equal(log_high_watermark(kit->log), end);
    assert_int_equal(kit_read_all(kit, LOG_TO_HIGH_WATERMARK), end);
    assert_int_equal(kit_append(kit, &(struct kit_batch){.count = 1}).base_offset, end);
    kit_flush(kit);
    assert_int_equal(kit_read_all(kit, LOG_TO_HIGH_WATERMARK), end + 1);
}

static void a_tail_cut_at_any_byte_of_the_last_batch_is_cut_to_the_batch_before(void **state)
{
    (void)state;
    struct kit kit;
    struct kit_image image;
    build(&kit, 5, 1);
    kit_crash(&kit);
    kit_save(&kit, &image);
    size_t whole = size_of(&image, KIT_LOG), batch = whole / 6;
    for (size_t cut = whole - batch; cut <= whole; cut++) {
        kit_restore(&kit, &image);
        kit_store(&kit, KIT_LOG, bytes_make(content_of(&image, KIT_LOG)->data, cut));
        expect_end(&kit, cut == whole ? 12 : 10);
        kit_crash(&kit);
    }
    kit_image_deinit(&image);
    kit_end(&kit);
}

static void any_byte_flipped_beyond_the_recovery_point_ends_the_log_before_it(void **state)
{
    (void)state;
    struct kit kit;
    struct kit_image image;
    build(&kit, 5, 2);
    kit_crash(&kit);
    kit_save(&kit, &image);
    struct buf *log = content_of(&image, KIT_LOG);
    size_t batch = log->len / 7;
    for (size_t at = log->len - 2 * batch; at < log->len; at++) {
        uint8_t bit = (uint8_t)(1u << (at % 8));
        log->data[at] ^= bit;
        kit_restore(&kit, &image);
        log->data[at] ^= bit;
        expect_end(&kit, at < log->len - batch ? 10 : 12);
        kit_crash(&kit);
    }
    kit_image_deinit(&image);
    kit_end(&kit);
}

static void garbage_and_zeros_behind_the_log_are_cut_off(void **state)
{
    (void)state;
    static const size_t lengths[] = {1, 11, 60, 61, 62, 4096, 62536};
    struct kit kit;
    struct kit_image image;
    build(&kit, 3, 1);
    kit_crash(&kit);
    kit_save(&kit, &image);
    struct buf *log = content_of(&image, KIT_LOG);
    size_t whole = log->len;
    for (size_t i = 0; i < 3 * ARRAY_SIZE(lengths); i++) {
        size_t len = lengths[i / 3];
        uint8_t *tail = buf_reserve(log, len);
        srand((unsigned)i);
        for (size_t k = 0; k < len; k++)
            tail[k] = i % 3 == 0 ? 0 : i % 3 == 1 ? 0xff : (uint8_t)rand();
        log->len = whole + len;
        kit_restore(&kit, &image);
        log->len = whole;
        expect_end(&kit, 8);
        assert_int_equal(kit.opened.cut_bytes, len);
        kit_crash(&kit);
    }
    kit_image_deinit(&image);
    kit_end(&kit);
}

static void a_zero_tail_behind_a_clean_end_is_cut_off_too(void **state)
{
    (void)state;
    struct kit kit;
    build(&kit, 3, 0);
    kit_close(&kit);
    struct buf log = {0};
    kit_load(&kit, KIT_LOG, &log);
    memset(buf_reserve(&log, 5000), 0, 5000);
    log.len += 5000;
    kit_store(&kit, KIT_LOG, buf_bytes(&log));
    buf_deinit(&log);
    expect_end(&kit, 6);
    assert_int_equal(kit.opened.cut_bytes, 5000);
    kit_end(&kit);
}

static void only_what_lies_beyond_the_recovery_point_is_read(void **state)
{
    (void)state;
    struct kit kit;
    build(&kit, 100, 1);
    int64_t batch = log_size_bytes(kit.log) / 101;
    kit_recover(&kit);
    assert_true(kit.opened.unclean);
    assert_int_equal(kit.opened.scanned_bytes, batch);
    kit_flush(&kit);
    kit_recover(&kit);
    assert_int_equal(kit.opened.scanned_bytes, batch); /* nothing new was flushed */
    kit_append(&kit, &(struct kit_batch){.count = 1});
    kit_flush(&kit);
    kit_recover(&kit);
    assert_int_equal(kit.opened.scanned_bytes, 0);
    kit_end(&kit);
}

static void a_torn_segment_takes_the_ones_behind_it_along(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit.config.segment_bytes = 400;
    kit_open(&kit);
    kit_append(&kit, &(struct kit_batch){.count = 2, .value_size = 100});
    kit_flush(&kit);
    for (int i = 0; i < 5; i++)
        kit_append(&kit, &(struct kit_batch){.count = 2, .value_size = 100});
    assert_int_equal(log_segment_count(kit.log), 6);
    kit_crash(&kit);
    struct buf log = {0};
    kit_load(&kit, "00000000000000000004.log", &log);
    kit_store(&kit, "00000000000000000004.log", bytes_make(log.data, log.len - 1));
    buf_deinit(&log);
    expect_end(&kit, 4);
    assert_false(kit_exists(&kit, "00000000000000000008.log"));
    assert_false(kit_exists(&kit, "00000000000000000008.index"));
    kit_end(&kit);
}

static void what_a_torn_segment_holds_before_the_tear_is_kept(void **state)
{
    (void)state;
    struct kit kit;
    struct buf log = {0};
    kit_begin(&kit, &kit_io);
    kit.config.segment_bytes = 700; /* two batches */
    kit_open(&kit);
    for (int i = 0; i < 8; i++) {
        kit_append(&kit, &(struct kit_batch){.count = 2, .value_size = 100});
        if (i == 0)
            kit_flush(&kit);
    }
    assert_int_equal(log_segment_count(kit.log), 4);
    kit_crash(&kit);
    kit_load(&kit, "00000000000000000004.log", &log);
    kit_store(&kit, "00000000000000000004.log", bytes_make(log.data, log.len - 1));
    buf_deinit(&log);
    expect_end(&kit, 6);
    assert_false(kit_exists(&kit, "00000000000000000008.log"));
    kit_end(&kit);
}

/* The log opens, refuses records, keeps its file as it is, and serves offsets below `good`. */
static void expect_read_only(struct kit *kit, int64_t good, int64_t end)
{
    struct buf before = {0}, after = {0};
    kit_load(kit, KIT_LOG, &before);
    kit_open(kit);
    assert_non_null(log_damage(kit->log));
    assert_int_equal(log_end_offset(kit->log), end);
    struct log_appended out;
    assert_int_equal(kit_try_append(kit, &(struct kit_batch){.count = 1}, &out), ERR_CORRUPT);
    struct log_slice slice;
    for (int64_t offset = 0; offset < end; offset++) {
        int code = log_read(kit->log, offset, 1, true, LOG_TO_HIGH_WATERMARK, &slice, &kit->err);
        assert_int_equal(code, offset < good ? 0 : ERR_CORRUPT);
        log_slice_release(&slice);
    }
    struct log_removed removed;
    assert_int_equal(log_retain(kit->log, INT64_MAX, &removed, &kit->err), 0);
    assert_int_equal(removed.segments, 0);
    kit_close(kit);
    kit_load(kit, KIT_LOG, &after);
    assert_true(bytes_equal(buf_bytes(&before), buf_bytes(&after)));
    buf_deinit(&before);
    buf_deinit(&after);
}

static void a_log_that_lacks_durable_bytes_is_read_only_and_kept(void **state)
{
    (void)state;
    struct kit kit;
    struct kit_image image;
    build(&kit, 6, 1);
    kit_crash(&kit);
    kit_save(&kit, &image);
    struct buf *log = content_of(&image, KIT_LOG);
    size_t batch = log->len / 7;
    for (size_t cut = 1; cut <= 6; cut++) {
        kit_restore(&kit, &image);
        kit_store(&kit, KIT_LOG, bytes_make(log->data, cut * batch - 1));
        expect_read_only(&kit, (int64_t)(cut - 1) * 2, 12);
        expect_read_only(&kit, (int64_t)(cut - 1) * 2, 12);
        kit_restore(&kit, &image);
        kit_store(&kit, KIT_LOG, bytes_make(log->data, (cut - 1) * batch)); /* whole batches */
        expect_read_only(&kit, (int64_t)(cut - 1) * 2, 12);
    }
    kit_image_deinit(&image);
    kit_end(&kit);
}

/* Headers are read from the first on for the producers in them, whose state was never saved. */
static void a_header_that_cannot_stand_there_is_damage(void **state)
{
    (void)state;
    static const struct {
        size_t at, len;
        uint8_t bytes[8];
    } wrong[] = {
        {23, 4, {0xff, 0xff, 0xff, 0xff}}, /* no record: the last offset's delta is -1 */
        {0, 8, {0}},                       /* the offsets go back */
        {0, 8, {0x7f}},                    /* and too far away for the segment */
    };
    struct kit kit;
    struct kit_image image;
    build(&kit, 6, 1);
    kit_crash(&kit);
    kit_save(&kit, &image);
    struct buf *log = content_of(&image, KIT_LOG);
    size_t batch = log->len / 7;
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
        for (size_t n = 1; n < 6; n++) {
            uint8_t *at = log->data + n * batch + wrong[i].at, before[8];
            memcpy(before, at, wrong[i].len);
            memcpy(at, wrong[i].bytes, wrong[i].len);
            kit_restore(&kit, &image);
            memcpy(at, before, wrong[i].len);
            expect_read_only(&kit, (int64_t)n * 2, 12);
        }
    kit_image_deinit(&image);
    kit_end(&kit);
}

static void a_lost_segment_file_is_damage_not_an_empty_log(void **state)
{
    (void)state;
    struct kit kit;
    build(&kit, 3, 0);
    kit_close(&kit);
    kit_remove(&kit, KIT_LOG);
    kit_open(&kit);
    assert_non_null(log_damage(kit.log));
    assert_int_equal(log_end_offset(kit.log), 6);
    kit_close(&kit);
    assert_false(kit_exists(&kit, KIT_LOG));
    kit_end(&kit);
}

static void our_own_small_files_may_be_lost_or_damaged(void **state)
{
    (void)state;
    static const char *const names[] = {"recovery-point", "producer-state",
                                        "leader-epoch-checkpoint"};
    struct kit kit;
    struct kit_image image;
    build(&kit, 10, 0);
    kit_close(&kit);
    kit_save(&kit, &image);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        kit_restore(&kit, &image);
        kit_remove(&kit, names[i]);
        expect_end(&kit, 20);
        kit_crash(&kit);
        struct buf *content = content_of(&image, names[i]);
        for (size_t at = 0; at < content->len; at++) {
            content->data[at] ^= 0x55;
            kit_restore(&kit, &image);
            content->data[at] ^= 0x55;
            expect_end(&kit, 20);
            kit_crash(&kit);
        }
    }
    kit_image_deinit(&image);
    kit_end(&kit);
}

enum { INDEX_DAMAGES = 6 };

static void damage_index(struct buf *content, int how)
{
    switch (how) {
    case 0:
        content->len = 0;
        break;
    case 1:
        content->len -= 3;
        break;
    case 2:
        memset(content->data, 0, content->len);
        break;
    case 3:
        memset(content->data + content->len / 2, 0, content->len / 2);
        break;
    case 4:
        memset(content->data, 0xff, content->len);
        break;
    default:
        srand(7);
        for (size_t i = 0; i < content->len; i++)
            content->data[i] = (uint8_t)rand();
    }
}

static void every_record_is_found_by_offset_and_time(struct kit *kit, int64_t end)
{
    for (int64_t offset = 0; offset < end; offset++) {
        struct log_slice slice;
        assert_int_equal(
            log_read(kit->log, offset, 1, true, LOG_TO_HIGH_WATERMARK, &slice, &kit->err), 0);
        assert_int_equal(slice.base_offset, offset / 2 * 2);
        log_slice_release(&slice);
        struct log_found found;
        assert_int_equal(log_find_time(kit->log, 1000 + 10 * (offset / 2), &found, &kit->err), 0);
        assert_int_equal(found.offset, offset / 2 * 2);
    }
}

static void missing_and_damaged_indexes_are_rebuilt(void **state)
{
    (void)state;
    struct kit kit;
    struct kit_image image;
    kit_begin(&kit, &kit_io);
    kit.config.index_interval_bytes = 200;
    kit.config.segment_bytes = 9000;
    kit_open(&kit);
    for (int i = 0; i < 150; i++)
        kit_append(&kit,
                   &(struct kit_batch){.count = 2, .value_size = 20, .timestamp = 1000 + 10 * i});
    kit_flush(&kit);
    assert_true(log_segment_count(kit.log) > 1);
    for (int clean = 0; clean < 2; clean++) {
        if (clean)
            kit_close(&kit);
        else
            kit_crash(&kit);
        kit_save(&kit, &image);
        for (int how = 0; how < INDEX_DAMAGES; how++)
            for (int times = 0; times < 2; times++) {
                struct kit_image damaged;
                kit_restore(&kit, &image);
                kit_save(&kit, &damaged);
                for (size_t i = 0; i < damaged.count; i++)
                    if (strstr(damaged.files[i].name, times ? ".timeindex" : ".index") != NULL &&
                        damaged.files[i].content.len > 8)
                        damage_index(&damaged.files[i].content, how);
                kit_restore(&kit, &damaged);
                kit_image_deinit(&damaged);
                kit_open(&kit);
                every_record_is_found_by_offset_and_time(&kit, 300);
                kit_crash(&kit);
            }
        kit_restore(&kit, &image);
        kit_image_deinit(&image);
        kit_open(&kit);
    }
    kit_end(&kit);
}

static void indexes_that_make_no_sense_are_counted_as_rebuilt(void **state)
{
    (void)state;
    struct kit kit;
    struct kit_image image;
    build(&kit, 100, 1);
    kit_recover(&kit);
    assert_int_equal(kit.opened.indexes_rebuilt, 0);
    kit_crash(&kit);
    kit_save(&kit, &image);
    damage_index(content_of(&image, KIT_INDEX), 4);
    kit_restore(&kit, &image);
    kit_open(&kit);
    assert_int_equal(kit.opened.indexes_rebuilt, 1);
    kit_image_deinit(&image);
    kit_end(&kit);
}

static void an_unclean_start_begins_an_epoch_and_a_clean_one_does_not(void **state)
{
    (void)state;
    struct kit kit;
    build(&kit, 2, 0);
    kit_recover(&kit);
    assert_int_equal(log_leader_epoch(kit.log), 1);
    kit_append(&kit, &(struct kit_batch){.count = 3});
    kit_close(&kit);
    kit_open(&kit);
    assert_int_equal(log_leader_epoch(kit.log), 1);
    kit_append(&kit, &(struct kit_batch){.count = 1});
    kit_recover(&kit);
    kit_recover(&kit);
    kit_append(&kit, &(struct kit_batch){.count = 1});
    static const struct {
        int32_t asked, found;
        int64_t end;
    } table[] = {{0, 0, 4}, {1, 1, 8}, {2, 1, 8}, {3, 3, 9}, {4, -1, -1}, {-1, -1, -1}};
    for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
        int32_t epoch;
        int64_t end;
        log_end_of_epoch(kit.log, table[i].asked, &epoch, &end);
        assert_int_equal(epoch, table[i].found);
        assert_int_equal(end, table[i].end);
    }
    kit_end(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tail_cut_at_any_byte_of_the_last_batch_is_cut_to_the_batch_before),
        cmocka_unit_test(any_byte_flipped_beyond_the_recovery_point_ends_the_log_before_it),
        cmocka_unit_test(garbage_and_zeros_behind_the_log_are_cut_off),
        cmocka_unit_test(a_zero_tail_behind_a_clean_end_is_cut_off_too),
        cmocka_unit_test(only_what_lies_beyond_the_recovery_point_is_read),
        cmocka_unit_test(a_torn_segment_takes_the_ones_behind_it_along),
        cmocka_unit_test(what_a_torn_segment_holds_before_the_tear_is_kept),
        cmocka_unit_test(a_log_that_lacks_durable_bytes_is_read_only_and_kept),
        cmocka_unit_test(a_header_that_cannot_stand_there_is_damage),
        cmocka_unit_test(a_lost_segment_file_is_damage_not_an_empty_log),
        cmocka_unit_test(our_own_small_files_may_be_lost_or_damaged),
        cmocka_unit_test(missing_and_damaged_indexes_are_rebuilt),
        cmocka_unit_test(indexes_that_make_no_sense_are_counted_as_rebuilt),
        cmocka_unit_test(an_unclean_start_begins_an_epoch_and_a_clean_one_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
