/* test_log_faults.c: every system call failing once, or from some call on for ever. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

#include "log/file.h"
#include "log_kit.h"

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

/* Opening, appending, flushing, removing and closing: none of it goes on as if nothing had been. */
static void one_io_error_anywhere_is_reported_by_whoever_met_it(void **state)
{
    (void)state;
    for (int n = 1;; n++) {
        struct kit kit;
        small_segments(&kit, &kit_faulty_io);
        kit_faults = (struct kit_faults){.fail_at = n, .error = EIO};
        struct outcome result = work(&kit);
        int closed = kit.log == NULL ? 0 : log_close(kit.log, &kit.err);
        kit.log = NULL;
        bool done = kit_faults.calls < n;
        if (!done && result.code == 0 && closed == 0)
            fail_msg("nobody heard that call %d failed", n);
        assert_true(!done || (result.code == 0 && closed == 0));
        if (!done)
            expect_intact(&kit, result, "one EIO, then a close", n);
        kit_end(&kit);
        if (done)
            break;
    }
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

/* A log of several segments at rest, whose bytes are found by offset and by time. */
static int look_around(struct kit *kit)
{
    struct log_slice slice;
    struct log_found found;
    int code = kit_try_open(kit);
    for (int64_t offset = 0; code == 0 && offset < 2 * BATCHES; offset += 7) {
        if (offset < log_start_offset(kit->log))
            continue;
        code = log_read(kit->log, offset, 200, true, LOG_TO_END, &slice, &kit->err);
        if (code != 0)
            break;
        uint8_t *bytes = malloc(slice.len);
        code = log_slice_copy(&slice, bytes, &kit->err);
        log_slice_release(&slice);
        free(bytes);
        /* A batch's second record has the time of the next one's first. */
        int64_t start = log_start_offset(kit->log), first = offset / 2 * 2 - 1;
        if (code == 0)
            code = log_find_time(kit->log, 1000 + offset / 2, &found, &kit->err);
        if (code == 0)
            assert_int_equal(found.offset, first > start ? first : start);
    }
    if (code == 0)
        code = log_find_max_timestamp(kit->log, &found, &kit->err);
    if (code == 0)
        assert_int_equal(found.offset, 2 * BATCHES - 1);
    return code;
}

static void a_read_that_fails_says_so_and_the_next_finds_everything(void **state)
{
    (void)state;
    struct kit kit;
    small_segments(&kit, &kit_faulty_io);
    struct outcome result = work(&kit);
    assert_int_equal(result.code, 0);
    kit_close(&kit);
    for (int n = 1;; n++) {
        kit_faults = (struct kit_faults){.fail_at = n, .error = EIO};
        int code = look_around(&kit);
        bool done = kit_faults.calls < n;
        kit_faults = (struct kit_faults){0};
        if (code != (done ? 0 : ERR_IO))
            fail_msg("call %d: %d", n, code);
        if (kit.log != NULL)
            kit_crash(&kit);
        assert_int_equal(look_around(&kit), 0);
        kit_close(&kit);
        if (done)
            break;
    }
    kit_end(&kit);
}

static void expect_content(const struct kit *kit, const char *name, const char *text)
{
    struct buf content = {0};
    kit_load(kit, name, &content);
    assert_string_equal(buf_text(&content), text);
    buf_deinit(&content);
}

static void a_file_is_replaced_whole_or_not_at_all(void **state)
{
    (void)state;
    static const int errors[] = {EIO, ENOSPC};
    struct kit kit;
    kit_begin(&kit, &kit_faulty_io);
    kit_open(&kit);
    kit_close(&kit);
    int dirfd = open(kit.dir, O_RDONLY | O_DIRECTORY);
    assert_int_equal(log_file_replace(&kit_faulty_io, dirfd, "small", bytes_of("before"), &kit.err),
                     0);
    for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
        for (int n = 1; n <= 4; n++) { /* open, write, sync, rename */
            kit_faults = (struct kit_faults){.fail_at = n, .error = errors[i]};
            assert_int_equal(
                log_file_replace(&kit_faulty_io, dirfd, "small", bytes_of("after"), &kit.err),
                errors[i] == EIO ? ERR_IO : ERR_FULL);
            assert_int_equal(kit_faults.calls, n);
            expect_content(&kit, "small", "before");
        }
    kit_faults = (struct kit_faults){0};
    assert_int_equal(log_file_replace(&kit_faulty_io, dirfd, "small", bytes_of("x"), &kit.err), 0);
    expect_content(&kit, "small", "x");
    close(dirfd);
    kit_end(&kit);
}

static void a_file_is_loaded_up_to_its_limit(void **state)
{
    (void)state;
    struct kit kit;
    struct buf out = {0};
    kit_begin(&kit, &kit_faulty_io);
    kit_open(&kit);
    kit_close(&kit);
    int dirfd = open(kit.dir, O_RDONLY | O_DIRECTORY);
    kit_store(&kit, "small", bytes_of("12345"));
    assert_int_equal(log_file_load(&kit_faulty_io, dirfd, "small", 5, &out, &kit.err), 0);
    assert_string_equal(buf_text(&out), "12345");
    assert_int_equal(log_file_load(&kit_faulty_io, dirfd, "small", 4, &out, &kit.err), ERR_TOO_BIG);
    assert_string_equal(kit.err.text, "small exceeds 4 bytes");
    assert_int_equal(log_file_load(&kit_faulty_io, dirfd, "none", 4, &out, &kit.err),
                     ERR_NOT_FOUND);
    for (int n = 1; n <= 2; n++) { /* open, read */
        kit_faults = (struct kit_faults){.fail_at = n, .error = EIO};
        assert_int_equal(log_file_load(&kit_faulty_io, dirfd, "small", 5, &out, &kit.err), ERR_IO);
    }
    assert_string_equal(buf_text(&out), "12345"); /* nothing came to it */
    buf_deinit(&out);
    close(dirfd);
    kit_end(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dying_at_any_system_call_loses_nothing_confirmed),
        cmocka_unit_test(after_one_io_error_nothing_more_is_confirmed_or_written),
        cmocka_unit_test(one_io_error_anywhere_is_reported_by_whoever_met_it),
        cmocka_unit_test(a_full_disk_refuses_and_goes_on_when_there_is_room),
        cmocka_unit_test(recovery_that_dies_at_any_call_can_be_repeated),
        cmocka_unit_test(a_read_that_fails_says_so_and_the_next_finds_everything),
        cmocka_unit_test(a_file_is_replaced_whole_or_not_at_all),
        cmocka_unit_test(a_file_is_loaded_up_to_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
