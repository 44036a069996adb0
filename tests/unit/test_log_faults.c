/* test_log_faults.c: every system call failing once, or from some call on for ever. */
#include <errno.h>
#include <stdio.h>

#include "test.h"

#include "unit/log_kit.h"

enum { BATCHES = 30 };

/* What a run got to hear: offsets confirmed as durable, and the first failure. */
struct outcome {
    int64_t durable;
    int64_t appended;
    int code;
};

static int flush_once(struct kit *kit)
{
    struct log_flush *flush = log_flush_prepare(kit->log, &kit->err);
    if (flush == NULL)
        return kit->err.code;
    int code = log_flush_run(flush, &kit->err);
    bool good = log_flush_done(flush);
    assert_true(good == (code == 0));
    return code;
}

/* Appends, rolls, flushes, retains, as far as it goes. */
static struct outcome work(struct kit *kit)
{
    struct outcome result = {0};
    result.code = kit_try_open(kit);
    for (int i = 0; i < BATCHES && result.code == 0; i++) {
        struct log_appended out;
        struct log_removed removed;
        result.code = kit_try_append(kit,
                                     &(struct kit_batch){.count = 2,
                                                         .value_size = 60,
                                                         .timestamp = 1000 + i,
                                                         .producer_id = 7,
                                                         .sequence = 2 * i},
                                     &out);
        if (result.code == 0) {
            assert_int_equal(out.verdict, LOG_APPENDED);
            result.appended = out.last_offset + 1;
        }
        if (result.code == 0 && i % 3 == 2)
            result.code = flush_once(kit);
        if (result.code == 0 && i % 10 == 9)
            result.code = log_retain(kit->log, 0, &removed, &kit->err);
        if (kit->log != NULL)
            result.durable = log_high_watermark(kit->log);
    }
    return result;
}

static void small_segments(struct kit *kit, const struct log_io *io)
{
    kit_begin(kit, io);
    kit->config.segment_bytes = 900;
    kit->config.index_interval_bytes = 150;
    kit->config.retention_bytes = 3000;
}

static int count_calls(bool only_space)
{
    struct kit kit;
    small_segments(&kit, &kit_faulty_io);
    kit_faults.only_space = only_space;
    struct outcome result = work(&kit);
    assert_int_equal(result.code, 0);
    assert_true(log_start_offset(kit.log) > 0);
    int calls = kit_faults.calls;
    kit_end(&kit);
    return calls;
}

/* After the crash: all that was confirmed is there, whole, and the log goes on. */
static void expect_intact(struct kit *kit, struct outcome before, const char *what, int n)
{
    kit_faults = (struct kit_faults){0};
    if (kit->log != NULL)
        kit_crash(kit);
    kit_open(kit);
    if (log_damage(kit->log) != NULL)
        fail_msg("%s at call %d: %s", what, n, log_damage(kit->log));
    if (log_end_offset(kit->log) < before.durable)
        fail_msg("%s at call %d: ends at %lld, confirmed were %lld", what, n,
                 (long long)log_end_offset(kit->log), (long long)before.durable);
    int64_t end = log_end_offset(kit->log);
    assert_int_equal(kit_read_all(kit, LOG_TO_HIGH_WATERMARK), end);
    assert_int_equal(end % 2, 0);
    struct log_appended next = kit_append(
        kit, &(struct kit_batch){.count = 2, .producer_id = 7, .sequence = (int32_t)end});
    assert_int_equal(next.verdict, LOG_APPENDED);
    assert_int_equal(next.base_offset, end);
    kit_close(kit);
    kit_open(kit);
    assert_int_equal(kit_read_all(kit, LOG_TO_HIGH_WATERMARK), end + 2);
}

static void dying_at_any_system_call_loses_nothing_confirmed(void **state)
{
    (void)state;
    int calls = count_calls(false);
    for (int n = 1; n <= calls; n++) {
        struct kit kit;
        small_segments(&kit, &kit_faulty_io);
        kit_faults = (struct kit_faults){.fail_at = n, .error = EIO, .fail_on = true};
        struct outcome result = work(&kit);
        expect_intact(&kit, result, "death", n);
        kit_end(&kit);
    }
}

static void after_one_io_error_nothing_more_is_confirmed_or_written(void **state)
{
    (void)state;
    int calls = count_calls(false);
    int stopped = 0;
    for (int n = 1; n <= calls; n++) {
        struct kit kit;
        small_segments(&kit, &kit_faulty_io);
        kit_faults = (struct kit_faults){.fail_at = n, .error = EIO};
        struct outcome result = work(&kit);
        if (result.code != 0 && kit.log != NULL && log_damage(kit.log) != NULL) {
            stopped++;
            struct log_appended out;
            assert_int_equal(result.code, ERR_IO);
            assert_int_equal(kit_try_append(&kit, &(struct kit_batch){.count = 1}, &out), ERR_IO);
            assert_false(log_needs_flush(kit.log));
            assert_int_equal(log_high_watermark(kit.log), result.durable);
        }
        expect_intact(&kit, result, "one EIO", n);
        kit_end(&kit);
    }
    assert_true(stopped > calls / 3);
}

static void a_full_disk_refuses_and_goes_on_when_there_is_room(void **state)
{
    (void)state;
    int calls = count_calls(true);
    int refused = 0;
    for (int n = 1; n <= calls; n++) {
        struct kit kit;
        small_segments(&kit, &kit_faulty_io);
        kit_faults =
            (struct kit_faults){.fail_at = n, .error = ENOSPC, .fail_on = true, .only_space = true};
        struct outcome result = work(&kit);
        if (kit.log != NULL && result.code == ERR_FULL) {
            refused++;
            assert_null(log_damage(kit.log));
            assert_int_equal(kit_read_all(&kit, LOG_TO_END), result.appended);
            kit_faults = (struct kit_faults){0};
            struct log_appended out = kit_append(
                &kit, &(struct kit_batch){
                          .count = 2, .producer_id = 7, .sequence = (int32_t)result.appended});
            assert_int_equal(out.verdict, LOG_APPENDED);
            assert_int_equal(out.base_offset, result.appended);
            kit_flush(&kit);
            result.durable = result.appended + 2;
            assert_int_equal(kit_read_all(&kit, LOG_TO_HIGH_WATERMARK), result.durable);
        }
        expect_intact(&kit, result, "ENOSPC", n);
        kit_end(&kit);
    }
    assert_true(refused > 10);
}

static void recovery_that_dies_at_any_call_can_be_repeated(void **state)
{
    (void)state;
    struct kit kit;
    struct kit_image image;
    small_segments(&kit, &kit_faulty_io);
    struct outcome result = work(&kit);
    kit_append(&kit, &(struct kit_batch){.count = 2, .producer_id = 7, .sequence = 60});
    kit_crash(&kit);
    kit_save(&kit, &image);
    for (int n = 1;; n++) {
        kit_restore(&kit, &image);
        kit_faults = (struct kit_faults){.fail_at = n, .error = EIO, .fail_on = true};
        int code = kit_try_open(&kit);
        bool done = kit_faults.calls < n;
        if (code == 0)
            kit_crash(&kit);
        assert_true(done || code != 0 || n > 20);
        expect_intact(&kit, result, "recovery", n);
        kit_crash(&kit);
        if (done)
            break;
    }
    kit_image_deinit(&image);
    kit_end(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dying_at_any_system_call_loses_nothing_confirmed),
        cmocka_unit_test(after_one_io_error_nothing_more_is_confirmed_or_written),
        cmocka_unit_test(a_full_disk_refuses_and_goes_on_when_there_is_room),
        cmocka_unit_test(recovery_that_dies_at_any_call_can_be_repeated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
