/* test_log_rest.c: a log that was at rest opens as it was, without being read; one that has gone on
 * since does not pass for it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "test.h"

#include "log_kit.h"

enum { BATCHES = 150, RECORDS = 2 * BATCHES };

static int open_at_rest(struct kit *kit, const struct buf *rest)
{
    return log_open_at_rest(kit->files, kit->dir, KIT_TOPIC, &kit->config, buf_bytes(rest),
                            &kit->log, &kit->err);
}

static void open_known(struct kit *kit, const struct buf *rest)
{
    if (log_open_known(kit->files, kit->dir, KIT_TOPIC, &kit->config, buf_bytes(rest), &kit->log,
                       &kit->opened, &kit->err) != 0)
        fail_msg("%s", kit->err.text);
}

/* Some segments with two records a batch, 10 ms apart, by a producer. The last batch is of the
 * earliest time. */
static void build(struct kit *kit, struct buf *rest)
{
    kit_begin(kit, &kit_io);
    kit->config.index_interval_bytes = 200;
    kit->config.segment_bytes = 9000;
    kit_open(kit);
    for (int i = 0; i < BATCHES; i++)
        kit_append(kit, &(struct kit_batch){.count = 2,
                                            .value_size = 20,
                                            .timestamp = i + 1 < BATCHES ? 1000 + 10 * i : 1,
                                            .producer_id = 7,
                                            .sequence = 2 * i});
    kit_flush(kit);
    assert_true(log_segment_count(kit->log) > 1);
    assert_true(log_is_at_rest(kit->log));
    log_rest_save(kit->log, rest);
    kit_crash(kit);
}

static void expect_all(struct kit *kit)
{
    struct log_found found;
    assert_int_equal(log_high_watermark(kit->log), RECORDS);
    assert_int_equal(kit_read_all(kit, LOG_TO_HIGH_WATERMARK), RECORDS);
    for (int i = 0; i + 1 < BATCHES; i++) {
        assert_int_equal(log_find_time(kit->log, 1000 + 10 * i, &found, &kit->err), 0);
        assert_int_equal(found.offset, 2 * i);
    }
    assert_int_equal(log_find_max_timestamp(kit->log, &found, &kit->err), 0);
    assert_int_equal(found.offset, RECORDS - 3);
    struct log_appended again = kit_append(kit, &(struct kit_batch){.count = 2,
                                                                    .value_size = 20,
                                                                    .timestamp = 1,
                                                                    .producer_id = 7,
                                                                    .sequence = RECORDS - 2});
    assert_int_equal(again.verdict, LOG_DUPLICATE);
    assert_int_equal(again.base_offset, RECORDS - 2);
}

static void a_log_at_rest_opens_as_it_was_and_goes_on(void **state)
{
    (void)state;
    struct kit kit;
    struct buf rest = {0};
    build(&kit, &rest);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(open_at_rest(&kit, &rest), 0);
        assert_int_equal(log_leader_epoch(kit.log), log_rest_epoch(buf_bytes(&rest)));
        expect_all(&kit);
        kit_crash(&kit);
    }
    assert_int_equal(open_at_rest(&kit, &rest), 0);
    assert_int_equal(kit_append(&kit, &(struct kit_batch){.count = 1}).base_offset, RECORDS);
    assert_false(log_is_at_rest(kit.log));
    kit_flush(&kit);
    assert_true(log_is_at_rest(kit.log));
    assert_int_equal(kit_read_all(&kit, LOG_TO_HIGH_WATERMARK), RECORDS + 1);
    buf_deinit(&rest);
    kit_end(&kit);
}

static void a_new_log_is_at_rest(void **state)
{
    (void)state;
    struct kit kit;
    struct buf rest = {0};
    kit_begin(&kit, &kit_io);
    assert_int_equal(log_create(&kit_io, kit.dir, KIT_TOPIC, &kit.err), 0);
    log_rest_new(&rest);
    assert_int_equal(log_rest_epoch(buf_bytes(&rest)), 0);
    assert_int_equal(open_at_rest(&kit, &rest), 0);
    assert_int_equal(kit_append(&kit, &(struct kit_batch){.count = 1}).base_offset, 0);
    buf_deinit(&rest);
    kit_end(&kit);
}

static void expect_unchanged(const struct kit *kit, const struct kit_image *image)
{
    for (size_t i = 0; i < image->count; i++) {
        struct buf now = {0};
        kit_load(kit, image->files[i].name, &now);
        assert_true(bytes_equal(buf_bytes(&now), buf_bytes(&image->files[i].content)));
        buf_deinit(&now);
    }
}

static void one_that_has_gone_on_does_not_pass_for_it(void **state)
{
    (void)state;
    struct kit kit;
    struct kit_image image;
    struct buf rest = {0};
    build(&kit, &rest);
    assert_int_equal(open_at_rest(&kit, &rest), 0);
    kit_append(&kit, &(struct kit_batch){.count = 3});
    kit_flush(&kit);
    kit_crash(&kit);
    kit_save(&kit, &image);
    assert_int_equal(open_at_rest(&kit, &rest), ERR_NOT_FOUND);
    expect_unchanged(&kit, &image);
    open_known(&kit, &rest);
    assert_true(kit.opened.unclean);
    assert_int_equal(log_high_watermark(kit.log), RECORDS + 3);
    assert_int_equal(log_leader_epoch(kit.log), 1);
    kit_image_deinit(&image);
    buf_deinit(&rest);
    kit_end(&kit);
}

/* What had been appended since was torn: the log ends where it was at rest, in a new epoch. */
static void a_recovery_that_ends_where_it_was_at_rest_is_not_taken_back(void **state)
{
    (void)state;
    struct kit kit;
    struct buf rest = {0}, log = {0};
    char active[64];
    build(&kit, &rest);
    assert_int_equal(open_at_rest(&kit, &rest), 0);
    struct kit_image image;
    kit_save(&kit, &image);
    snprintf(active, sizeof active, "%s", "");
    for (size_t i = 0; i < image.count; i++)
        if (strstr(image.files[i].name, ".log") != NULL && strcmp(image.files[i].name, active) > 0)
            snprintf(active, sizeof active, "%s", image.files[i].name);
    kit_crash(&kit);
    kit_load(&kit, active, &log);
    buf_add(&log, (const uint8_t *)"torn", 4);
    kit_store(&kit, active, buf_bytes(&log));
    open_known(&kit, &rest);
    assert_int_equal(kit.opened.cut_bytes, 4);
    assert_int_equal(log_leader_epoch(kit.log), 1);
    kit_crash(&kit);
    assert_int_equal(open_at_rest(&kit, &rest), ERR_NOT_FOUND);
    open_known(&kit, &rest);
    assert_int_equal(log_leader_epoch(kit.log), 2);
    assert_int_equal(log_high_watermark(kit.log), RECORDS);
    kit_image_deinit(&image);
    buf_deinit(&log);
    buf_deinit(&rest);
    kit_end(&kit);
}

/* A power cut took our own files, which are not synced; what was at rest was durable all the same:
 * damage in it is never cut off. */
static void what_was_at_rest_is_never_cut(void **state)
{
    (void)state;
    struct kit kit;
    struct buf rest = {0}, log = {0};
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    for (int i = 0; i < 10; i++)
        kit_append(&kit, &(struct kit_batch){.count = 2, .timestamp = 1});
    kit_flush(&kit);
    log_rest_save(kit.log, &rest);
    kit_append(&kit, &(struct kit_batch){.count = 2, .timestamp = 1});
    kit_flush(&kit);
    kit_crash(&kit);
    kit_remove(&kit, "recovery-point");
    kit_load(&kit, KIT_LOG, &log);
    memset(log.data + log.len / 2, 0, 61);
    kit_store(&kit, KIT_LOG, buf_bytes(&log));
    open_known(&kit, &rest);
    assert_non_null(log_damage(kit.log));
    assert_int_equal(log_end_offset(kit.log), 20);
    kit_crash(&kit);
    struct buf after = {0};
    kit_load(&kit, KIT_LOG, &after);
    assert_true(bytes_equal(buf_bytes(&after), buf_bytes(&log)));
    buf_deinit(&after);
    buf_deinit(&log);
    buf_deinit(&rest);
    kit_end(&kit);
}

static void bytes_that_are_none_are_ignored(void **state)
{
    (void)state;
    struct kit kit;
    struct buf rest = {0};
    build(&kit, &rest);
    for (size_t at = 0; at < rest.len; at++) {
        rest.data[at] ^= 0x10;
        assert_int_equal(log_rest_epoch(buf_bytes(&rest)), -1);
        assert_int_equal(open_at_rest(&kit, &rest), ERR_NOT_FOUND);
        rest.data[at] ^= 0x10;
        assert_int_equal(log_rest_epoch(bytes_make(rest.data, at)), -1);
    }
    buf_deinit(&rest);
    kit_end(&kit);
}

static void one_sync_of_the_volume_settles_a_log_unless_its_data_failed(void **state)
{
    (void)state;
    for (int fails = 0; fails < 2; fails++) {
        struct kit kit;
        kit_begin(&kit, &kit_faulty_io);
        kit.config.segment_bytes = 300;
        kit_open(&kit);
        for (int i = 0; i < 10; i++)
            kit_append(&kit, &(struct kit_batch){.count = 2, .timestamp = 1});
        assert_true(log_segment_count(kit.log) > 2);
        assert_false(log_is_at_rest(kit.log));
        if (fails) {
            kit_faults = (struct kit_faults){.fail_at = 1, .error = EIO};
            assert_int_equal(log_mark_durable(kit.log, &kit.err), ERR_IO);
            kit_faults = (struct kit_faults){0};
            assert_int_equal(log_high_watermark(kit.log), 0);
            assert_non_null(log_damage(kit.log));
        } else {
            assert_int_equal(log_mark_durable(kit.log, &kit.err), 0);
            assert_int_equal(log_high_watermark(kit.log), 20);
            assert_true(log_is_at_rest(kit.log));
        }
        kit_end(&kit);
    }
}

static void a_log_that_was_recovered_elsewhere_is_handed_over(void **state)
{
    (void)state;
    struct kit kit;
    struct buf rest = {0};
    build(&kit, &rest);
    struct log_files *own = log_files_new(&kit_io, 8), *before = kit.files;
    kit.files = own;
    open_known(&kit, &rest);
    assert_true(log_files_open_count(own) > 0 || kit_read_all(&kit, LOG_TO_END) == RECORDS);
    log_adopt(kit.log, before);
    assert_int_equal(log_files_open_count(own), 0);
    log_files_free(own);
    kit.files = before;
    expect_all(&kit);
    kit_append(&kit, &(struct kit_batch){.count = 1});
    kit_flush(&kit);
    assert_int_equal(kit_read_all(&kit, LOG_TO_HIGH_WATERMARK), RECORDS + 1);
    buf_deinit(&rest);
    kit_end(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_at_rest_opens_as_it_was_and_goes_on),
        cmocka_unit_test(a_new_log_is_at_rest),
        cmocka_unit_test(one_that_has_gone_on_does_not_pass_for_it),
        cmocka_unit_test(a_recovery_that_ends_where_it_was_at_rest_is_not_taken_back),
        cmocka_unit_test(what_was_at_rest_is_never_cut),
        cmocka_unit_test(bytes_that_are_none_are_ignored),
        cmocka_unit_test(one_sync_of_the_volume_settles_a_log_unless_its_data_failed),
        cmocka_unit_test(a_log_that_was_recovered_elsewhere_is_handed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
