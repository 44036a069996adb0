/* test_log_calls.c: what a log asks of the system around its files, and calls that find nothing to
 * do. */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "log_kit.h"

/* The directory opened last, and the one that was synced last. */
static char opened[128], synced[128];

static int watched_open(int dir, const char *name, int flags)
{
    if ((flags & O_DIRECTORY) != 0)
        snprintf(opened, sizeof opened, "%s", name);
    return kit_io.open(dir, name, flags);
}

static int watched_sync(int fd)
{
    (void)fd;
    snprintf(synced, sizeof synced, "%s", opened);
    return 0;
}

static void the_name_of_a_new_directory_is_made_durable_where_it_stands(void **state)
{
    (void)state;
    struct kit kit;
    struct log_io io = kit_io;
    char deep[160], here[512];
    io.open = watched_open;
    io.sync_dir = watched_sync;
    kit_begin(&kit, &io);
    assert_int_equal(log_create(&io, kit.dir, KIT_TOPIC, &kit.err), 0);
    assert_string_equal(synced, kit.root);
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(kit.root), 0);
    assert_int_equal(log_create(&io, "u-0", KIT_TOPIC, &kit.err), 0);
    assert_string_equal(synced, ".");
    assert_int_equal(chdir(here), 0);
    /* A whole one is left as it is; one that a crash left half made is filled. */
    synced[0] = '\0';
    assert_int_equal(log_create(&io, kit.dir, KIT_TOPIC, &kit.err), 0);
    assert_string_equal(synced, "");
    kit_remove(&kit, "partition.metadata");
    assert_int_equal(log_create(&io, kit.dir, KIT_TOPIC, &kit.err), 0);
    assert_string_equal(synced, kit.dir);
    assert_true(kit_exists(&kit, "partition.metadata"));
    snprintf(deep, sizeof deep, "%s/none/t-0", kit.root);
    assert_int_equal(log_create(&io, deep, KIT_TOPIC, &kit.err), ERR_IO);
    kit_end(&kit);
}

static void a_flush_of_nothing_is_none_and_no_error(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    kit_flush(&kit);
    kit.err.code = ERR_IO; /* of something else */
    assert_false(log_needs_flush(kit.log));
    assert_null(log_flush_prepare(kit.log, &kit.err));
    assert_int_equal(kit.err.code, 0);
    kit_append(&kit, &(struct kit_batch){.count = 1});
    struct log_flush *flush = log_flush_prepare(kit.log, &kit.err);
    assert_non_null(flush);
    kit.err.code = ERR_IO;
    assert_null(log_flush_prepare(kit.log, &kit.err)); /* one at a time */
    assert_int_equal(kit.err.code, 0);
    assert_int_equal(log_flush_run(flush, &kit.err), 0);
    assert_true(log_flush_done(flush));
    kit_end(&kit);
}

/* Whoever starts with standard input closed gets 0 for a file: of a directory, or of NAMED. */
static const char *named;

static int open_as_0(int dir, const char *name, int flags)
{
    int fd = kit_faulty_io.open(dir, name, flags);
    bool wanted = (flags & O_DIRECTORY) != 0 || (named != NULL && strstr(name, named) != NULL);
    if (fd < 0 || wanted == (fd == 0) || (wanted && fcntl(0, F_GETFD) >= 0))
        return fd;
    int other = wanted ? dup2(fd, 0) : fcntl(fd, F_DUPFD, 3);
    close(fd);
    return other;
}

static void descriptor_0_is_one_like_any_other(void **state)
{
    static const char *const names[] = {NULL, "recovery-point"};
    (void)state;
    int input = dup(0);
    for (size_t i = 0; i < 2; i++) {
        struct kit kit;
        struct log_io io = kit_faulty_io;
        io.open = open_as_0;
        io.sync_dir = watched_sync;
        named = names[i];
        close(0);
        kit_begin(&kit, &io);
        kit_open(&kit);
        kit_append(&kit, &(struct kit_batch){.count = 1});
        kit_flush(&kit);
        kit_recover(&kit);
        kit_append(&kit, &(struct kit_batch){.count = 1});
        kit_close(&kit);
        kit_open(&kit);
        assert_int_equal(kit_read_all(&kit, LOG_TO_END), 2);
        kit_end(&kit); /* everything is closed */
        assert_int_equal(fcntl(0, F_GETFD), -1);
    }
    dup2(input, 0);
    close(input);
}

static size_t bytes_read;

static ssize_t counted_pread(int fd, void *data, size_t len, off_t at)
{
    ssize_t n = kit_io.pread(fd, data, len, at);
    bytes_read += n > 0 ? (size_t)n : 0;
    return n;
}

static void a_record_is_found_without_reading_the_segment_before_it(void **state)
{
    enum { BATCHES = 1000, VALUE_BYTES = 1000 };
    (void)state;
    struct kit kit;
    struct log_io io = kit_io;
    io.pread = counted_pread;
    kit_begin(&kit, &io);
    kit_open(&kit);
    for (int i = 0; i < BATCHES; i++)
        kit_append(&kit, &(struct kit_batch){.count = 1, .value_size = VALUE_BYTES});
    kit_close(&kit);
    kit_open(&kit);
    assert_int_equal(log_segment_count(kit.log), 1);
    for (int64_t offset = 0; offset < BATCHES; offset += BATCHES / 10) {
        struct log_slice slice;
        bytes_read = 0;
        assert_int_equal(log_read(kit.log, offset, 1, true, LOG_TO_END, &slice, &kit.err), 0);
        assert_int_equal(slice.base_offset, offset);
        log_slice_release(&slice);
        assert_in_range(bytes_read, 1, BATCHES * VALUE_BYTES / 20);
    }
    kit_end(&kit);
}

static void only_the_directory_of_that_topic_is_deleted(void **state)
{
    (void)state;
    static const uint8_t other[16] = {9};
    struct kit kit;
    char trash[200] = "x";
    kit_begin(&kit, &kit_io);
    assert_int_equal(log_delete_closed(&kit_io, kit.dir, KIT_TOPIC, trash, sizeof trash, &kit.err),
                     0);
    assert_string_equal(trash, ""); /* it is not there */
    kit_open(&kit);
    kit_close(&kit);
    snprintf(trash, sizeof trash, "x");
    assert_int_equal(log_delete_closed(&kit_io, kit.dir, other, trash, sizeof trash, &kit.err), 0);
    assert_string_equal(trash, "");
    assert_true(kit_exists(&kit, KIT_LOG));
    assert_int_equal(log_delete_closed(&kit_io, kit.dir, KIT_TOPIC, trash, sizeof trash, &kit.err),
                     0);
    assert_int_equal(strncmp(trash, kit.dir, strlen(kit.dir)), 0);
    assert_true(log_trash_is_name(strrchr(trash, '/') + 1));
    assert_false(kit_exists(&kit, KIT_LOG));
    assert_int_equal(access(trash, F_OK), 0);
    assert_int_equal(log_trash_empty(&kit_io, trash, &kit.err), 0);
    assert_int_equal(access(trash, F_OK), -1);
    assert_int_equal(log_trash_empty(&kit_io, trash, &kit.err), 0);
    kit_end(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_of_a_new_directory_is_made_durable_where_it_stands),
        cmocka_unit_test(a_flush_of_nothing_is_none_and_no_error),
        cmocka_unit_test(descriptor_0_is_one_like_any_other),
        cmocka_unit_test(a_record_is_found_without_reading_the_segment_before_it),
        cmocka_unit_test(only_the_directory_of_that_topic_is_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
