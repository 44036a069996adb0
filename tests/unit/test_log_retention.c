/* test_log_retention.c: retention, readers meanwhile, deleting a log. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

#include "log_kit.h"

/* Ten segments of one record each, at 1000, 2000, ... ms. */
static void ten_segments(struct kit *kit)
{
    kit_begin(kit, &kit_io);
    kit->config.segment_bytes = 300;
    kit->config.retention_ms = -1;
    kit_open(kit);
    for (int i = 1; i <= 10; i++)
        kit_append(kit, &(struct kit_batch){.count = 1, .value_size = 200, .timestamp = 1000 * i});
    kit_flush(kit);
    assert_int_equal(log_segment_count(kit->log), 10);
}

static struct log_removed retain(struct kit *kit, int64_t now_ms)
{
    struct log_removed removed;
    if (log_retain(kit->log, now_ms, &removed, &kit->err) != 0)
        fail_msg("%s", kit->err.text);
    return removed;
}

static void configure(struct kit *kit, int64_t retention_ms, int64_t retention_bytes)
{
    kit->config.retention_ms = retention_ms;
    kit->config.retention_bytes = retention_bytes;
    log_configure(kit->log, &kit->config);
}

static void segments_older_than_retention_ms_go_first_by_first(void **state)
{
    (void)state;
    struct kit kit;
    ten_segments(&kit);
    assert_int_equal(retain(&kit, INT64_MAX / 2).segments, 0);
    configure(&kit, 5000, -1);
    struct log_removed removed = retain(&kit, 8001);
    assert_int_equal(removed.segments, 3);
    assert_int_equal(removed.start_offset, 3);
    assert_true(kit_exists(&kit, KIT_LOG));
    assert_true(log_needs_flush(kit.log));
    kit_flush(&kit);
    assert_false(kit_exists(&kit, KIT_LOG));
    assert_false(kit_exists(&kit, KIT_INDEX));
    assert_false(kit_exists(&kit, KIT_TIMEINDEX));
    assert_int_equal(log_start_offset(kit.log), 3);
    kit_recover(&kit);
    assert_int_equal(log_start_offset(kit.log), 3);
    assert_int_equal(kit_read_all(&kit, LOG_TO_END), 10);
    kit_end(&kit);
}

static void a_close_after_retention_alone_is_a_clean_one(void **state)
{
    (void)state;
    for (int flushed = 0; flushed < 2; flushed++) {
        struct kit kit;
        ten_segments(&kit);
        kit_close(&kit);
        kit_open(&kit);
        int32_t epoch = log_leader_epoch(kit.log);
        configure(&kit, 5000, -1);
        assert_int_equal(retain(&kit, 8001).segments, 3);
        if (flushed)
            kit_flush(&kit);
        kit_close(&kit);
        kit_open(&kit);
        assert_int_equal(log_leader_epoch(kit.log), epoch);
        assert_int_equal(log_start_offset(kit.log), 3);
        assert_int_equal(kit_read_all(&kit, LOG_TO_END), 10);
        kit_end(&kit);
    }
}

/* The system's calls, watching how much of recovery-point would outlast a power cut. */
static struct {
    int fd;
    bool unsynced;
    int removed;
} point;

static int point_open(int dir, const char *name, int flags)
{
    int fd = kit_io.open(dir, name, flags);
    if (strstr(name, "recovery-point") != NULL)
        point.fd = fd;
    return fd;
}

static int point_close(int fd)
{
    point.fd = fd == point.fd ? -1 : point.fd;
    return kit_io.close(fd);
}

static ssize_t point_pwrite(int fd, const void *data, size_t len, off_t at)
{
    point.unsynced = point.unsynced || fd == point.fd;
    return kit_io.pwrite(fd, data, len, at);
}

static int point_sync(int fd)
{
    point.unsynced = point.unsynced && fd != point.fd;
    return kit_io.sync_data(fd);
}

static int point_unlink(int dir, const char *name)
{
    assert_false(point.unsynced);
    point.removed++;
    return kit_io.unlink(dir, name);
}

static void a_segment_goes_only_once_the_recovery_point_has_left_it_for_good(void **state)
{
    (void)state;
    struct log_io io = kit_io;
    struct kit kit;
    io.open = point_open;
    io.close = point_close;
    io.pwrite = point_pwrite;
    io.sync_data = point_sync;
    io.unlink = point_unlink;
    kit_begin(&kit, &io);
    kit.config.segment_bytes = 300;
    kit_open(&kit);
    for (int i = 1; i <= 3; i++) {
        kit_append(&kit, &(struct kit_batch){.count = 1, .value_size = 200, .timestamp = 1});
        kit_flush(&kit);
    }
    assert_int_equal(retain(&kit, INT64_MAX / 2).segments, 3);
    kit_flush(&kit);
    assert_int_equal(point.removed, 9);
    kit_end(&kit);
}

static void an_active_segment_that_expired_whole_is_rolled_and_removed(void **state)
{
    (void)state;
    struct kit kit;
    ten_segments(&kit);
    configure(&kit, 5000, -1);
    assert_int_equal(retain(&kit, 100000).segments, 10);
    assert_int_equal(log_start_offset(kit.log), 10);
    assert_int_equal(log_end_offset(kit.log), 10);
    kit_flush(&kit);
    assert_int_equal(retain(&kit, 100000).segments, 0);
    kit_close(&kit);
    kit_open(&kit);
    assert_int_equal(log_start_offset(kit.log), 10);
    assert_int_equal(kit_append(&kit, &(struct kit_batch){.count = 1}).base_offset, 10);
    kit_end(&kit);
}

static void retention_bytes_keeps_at_least_so_many_and_the_active_segment(void **state)
{
    (void)state;
    struct kit kit;
    ten_segments(&kit);
    int64_t each = log_size_bytes(kit.log) / 10;
    configure(&kit, -1, 3 * each);
    assert_int_equal(retain(&kit, 0).segments, 7);
    assert_int_equal(log_size_bytes(kit.log), 3 * each);
    configure(&kit, -1, 0);
    assert_int_equal(retain(&kit, 0).segments, 2);
    assert_int_equal(log_segment_count(kit.log), 1);
    kit_end(&kit);
}

static void what_is_not_durable_is_not_removed(void **state)
{
    (void)state;
    struct kit kit;
    ten_segments(&kit);
    for (int i = 0; i < 5; i++)
        kit_append(&kit, &(struct kit_batch){.count = 1, .value_size = 200, .timestamp = 1});
    configure(&kit, 0, 0);
    retain(&kit, 1000000);
    assert_int_equal(log_start_offset(kit.log), 10);
    kit_end(&kit);
}

static void a_slice_stays_readable_while_its_segment_is_removed(void **state)
{
    (void)state;
    struct kit kit;
    ten_segments(&kit);
    struct log_slice slice;
    assert_int_equal(log_read(kit.log, 0, 4096, true, LOG_TO_END, &slice, &kit.err), 0);
    configure(&kit, -1, 0);
    retain(&kit, 0);
    kit_flush(&kit);
    assert_false(kit_exists(&kit, KIT_LOG));
    uint8_t *bytes = malloc(slice.len);
    assert_int_equal(log_slice_copy(&slice, bytes, &kit.err), 0);
    assert_true(batch_crc_matches(bytes_make(bytes, slice.len)));
    free(bytes);
    log_slice_release(&slice);
    assert_int_equal(log_read(kit.log, 0, 1, true, LOG_TO_END, &slice, &kit.err), ERR_NOT_FOUND);
    kit_end(&kit);
}

static void a_slice_stays_readable_while_the_log_rolls_on(void **state)
{
    (void)state;
    struct kit kit;
    ten_segments(&kit);
    struct log_slice slice;
    assert_int_equal(log_read(kit.log, 9, 4096, true, LOG_TO_END, &slice, &kit.err), 0);
    size_t len = slice.len;
    for (int i = 0; i < 5; i++)
        kit_append(&kit, &(struct kit_batch){.count = 1, .value_size = 200});
    uint8_t *bytes = malloc(len);
    assert_int_equal(log_slice_copy(&slice, bytes, &kit.err), 0);
    assert_true(batch_crc_matches(bytes_make(bytes, len)));
    free(bytes);
    log_slice_release(&slice);
    kit_end(&kit);
}

static void a_deleted_log_is_renamed_and_then_emptied(void **state)
{
    (void)state;
    struct kit kit;
    ten_segments(&kit);
    char trash[256];
    assert_int_equal(log_delete(kit.log, trash, sizeof trash, &kit.err), 0);
    kit.log = NULL;
    assert_int_not_equal(access(kit.dir, F_OK), 0);
    assert_int_equal(access(trash, F_OK), 0);
    assert_true(log_trash_is_name(strrchr(trash, '/') + 1));
    assert_false(log_trash_is_name("t-0"));
    assert_false(log_trash_is_name("delete-0-delete"));
    kit_open(&kit); /* the same name anew */
    assert_int_equal(log_end_offset(kit.log), 0);
    assert_int_equal(log_trash_empty(&kit_io, trash, &kit.err), 0);
    assert_int_not_equal(access(trash, F_OK), 0);
    assert_int_equal(log_trash_empty(&kit_io, trash, &kit.err), 0);
    kit_end(&kit);
}

static void a_log_may_be_deleted_under_a_flush_and_a_slice(void **state)
{
    (void)state;
    struct kit kit;
    ten_segments(&kit);
    configure(&kit, -1, 0);
    retain(&kit, 0);
    struct log_slice slice;
    assert_int_equal(log_read(kit.log, 9, 4096, true, LOG_TO_END, &slice, &kit.err), 0);
    kit_append(&kit, &(struct kit_batch){.count = 1});
    struct log_flush *flush = log_flush_prepare(kit.log, &kit.err);
    char trash[256];
    assert_int_equal(log_delete(kit.log, trash, sizeof trash, &kit.err), 0);
    kit_open(&kit);
    kit_append(&kit, &(struct kit_batch){.count = 1});
    assert_int_equal(log_flush_run(flush, &kit.err), 0);
    log_flush_done(flush);
    uint8_t *bytes = malloc(slice.len);
    assert_int_equal(log_slice_copy(&slice, bytes, &kit.err), 0);
    free(bytes);
    log_slice_release(&slice);
    assert_true(kit_exists(&kit, KIT_LOG)); /* the new log's, not the old one's that was removed */
    assert_int_equal(kit_read_all(&kit, LOG_TO_END), 1);
    kit_end(&kit);
}

static void a_long_name_still_gives_a_name_when_deleted(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    char dir[400];
    snprintf(dir, sizeof dir, "%s/%0249d-0", kit.root, 7);
    assert_int_equal(log_open(kit.files, dir, KIT_TOPIC, &kit.config, &kit.log, NULL, &kit.err), 0);
    char trash[512];
    assert_int_equal(log_delete(kit.log, trash, sizeof trash, &kit.err), 0);
    kit.log = NULL;
    assert_true(strlen(strrchr(trash, '/') + 1) <= 255);
    assert_int_equal(log_trash_empty(&kit_io, trash, &kit.err), 0);
    kit_end(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_older_than_retention_ms_go_first_by_first),
        cmocka_unit_test(a_close_after_retention_alone_is_a_clean_one),
        cmocka_unit_test(a_segment_goes_only_once_the_recovery_point_has_left_it_for_good),
        cmocka_unit_test(an_active_segment_that_expired_whole_is_rolled_and_removed),
        cmocka_unit_test(retention_bytes_keeps_at_least_so_many_and_the_active_segment),
        cmocka_unit_test(what_is_not_durable_is_not_removed),
        cmocka_unit_test(a_slice_stays_readable_while_its_segment_is_removed),
        cmocka_unit_test(a_slice_stays_readable_while_the_log_rolls_on),
        cmocka_unit_test(a_deleted_log_is_renamed_and_then_emptied),
        cmocka_unit_test(a_log_may_be_deleted_under_a_flush_and_a_slice),
        cmocka_unit_test(a_long_name_still_gives_a_name_when_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
