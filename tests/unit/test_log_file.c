/* test_log_file.c: the pool of a log's files: how many are open at once, and which are closed for
 * others; transfers that the system cuts short or a signal interrupts. */
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "log/file.h"
#include "log_kit.h"

enum { BOUND = 9, FILES = 20 };

static int opened; /* how many times a file of FILES was */

static int counting_open(int dir, const char *name, int flags)
{
    opened++;
    return kit_io.open(dir, name, flags);
}

static struct log_io io;
static struct kit kit;
static struct log_files *pool;
static struct log_file files[FILES];

static int setup(void **state)
{
    (void)state;
    io = kit_io;
    io.open = counting_open;
    kit_begin(&kit, &io);
    assert_int_equal(mkdir(kit.dir, 0700), 0);
    pool = log_files_new(&io, BOUND);
    for (int i = 0; i < FILES; i++)
        log_file_init(&files[i], pool, kit.dir, LOG_FILE_INDEX, i);
    opened = 0;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (int i = 0; i < FILES; i++)
        log_file_deinit(&files[i]);
    assert_int_equal(log_files_open_count(pool), 0);
    log_files_free(pool);
    kit_end(&kit);
    return 0;
}

static void must(int code)
{
    if (code < 0)
        fail_msg("%s", kit.err.text);
}

static void use(int i)
{
    uint8_t got = 0, put = (uint8_t)(i + 1);
    must(log_file_write(&files[i], &put, 1, 0, &kit.err));
    must(log_file_read(&files[i], &got, 1, 0, &kit.err));
    assert_int_equal(got, put);
}

static void no_more_files_are_open_at_once_than_the_bound(void **state)
{
    (void)state;
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < FILES; i++) {
            use(i);
            use(i / 2);
            assert_true(log_files_open_count(pool) <= BOUND);
        }
    assert_int_equal(log_files_open_count(pool), BOUND);
    for (int i = 0; i < 2 * BOUND; i++) /* all of them used once more while they are open */
        use(i % BOUND);
    for (int i = BOUND; i < FILES; i++) {
        use(i);
        assert_int_equal(log_files_open_count(pool), BOUND);
        assert_int_equal(files[i - BOUND].fd, -1);
        assert_true(files[i - 1].fd >= 0);
    }
}

static void a_pool_holds_eight_files_at_least(void **state)
{
    struct log_files *small = log_files_new(&io, 1);
    struct log_file few[10];
    (void)state;
    for (int i = 0; i < 10; i++) {
        uint8_t byte = 0;
        log_file_init(&few[i], small, kit.dir, LOG_FILE_INDEX, i);
        must(log_file_write(&few[i], &byte, 1, 0, &kit.err));
    }
    assert_int_equal(log_files_open_count(small), 8);
    for (int i = 0; i < 10; i++)
        log_file_deinit(&few[i]);
    log_files_free(small);
}

static void the_file_that_was_not_used_for_longest_is_closed(void **state)
{
    (void)state;
    for (int i = 0; i < BOUND; i++)
        use(i);
    use(0);
    use(2);
    assert_int_equal(opened, BOUND * 2); /* the first try finds that an index has to be made */
    use(BOUND);                          /* in place of 1 */
    use(BOUND + 1);                      /* of 3 */
    opened = 0;
    use(0);
    use(2);
    for (int i = 4; i <= BOUND + 1; i++)
        use(i);
    assert_int_equal(opened, 0);
    use(1);
    use(3);
    assert_int_equal(opened, 2);
}

static void a_pinned_file_stays_open_until_its_last_unpin(void **state)
{
    int fds[BOUND + 2];
    (void)state;
    for (int i = 0; i < BOUND + 2; i++) {
        fds[i] = log_file_pin(&files[i], &kit.err);
        assert_true(fds[i] >= 0);
    }
    assert_int_equal(log_files_open_count(pool), BOUND + 2);
    assert_int_equal(log_file_pin(&files[0], &kit.err), fds[0]);
    use(0);
    for (int i = BOUND + 2; i < FILES; i++)
        use(i);
    for (int i = 0; i < BOUND + 2; i++) {
        assert_int_equal(files[i].fd, fds[i]);
        log_file_unpin(&files[i]);
    }
    assert_int_equal(log_files_open_count(pool), BOUND);
    use(FILES - 1);
    assert_int_equal(log_files_open_count(pool), BOUND);
    assert_int_equal(files[0].fd, fds[0]); /* pinned twice */
    log_file_unpin(&files[0]);
    for (int i = 1; i < FILES; i++)
        use(i);
    assert_int_equal(files[0].fd, -1);
}

/* Every call is interrupted first, and then moves three bytes. */
static bool interrupted;

static bool interrupt(void)
{
    interrupted = !interrupted;
    if (interrupted)
        errno = EINTR;
    return interrupted;
}

static ssize_t halting_pread(int fd, void *data, size_t len, off_t at)
{
    return interrupt() ? -1 : kit_io.pread(fd, data, len < 3 ? len : 3, at);
}

static ssize_t halting_pwrite(int fd, const void *data, size_t len, off_t at)
{
    return interrupt() ? -1 : kit_io.pwrite(fd, data, len < 3 ? len : 3, at);
}

static void transfers_go_on_where_they_were_interrupted(void **state)
{
    static const char text[] = "a text of several words";
    char got[sizeof text] = "";
    (void)state;
    io.pread = halting_pread;
    io.pwrite = halting_pwrite;
    must(log_file_write(&files[0], text, sizeof text, 5, &kit.err));
    must(log_file_read(&files[0], got, sizeof got, 5, &kit.err));
    assert_string_equal(got, text);
    int64_t size = 0;
    must(log_file_size(&files[0], &size, &kit.err));
    assert_int_equal(size, 5 + (int64_t)sizeof text);
    assert_int_equal(log_file_read(&files[0], got, sizeof got, 6, &kit.err), ERR_CORRUPT);
}

static ssize_t failing_pwrite(int fd, const void *data, size_t len, off_t at)
{
    (void)fd, (void)data, (void)len, (void)at;
    errno = EIO;
    return -1;
}

static ssize_t failing_pread(int fd, void *data, size_t len, off_t at)
{
    (void)fd, (void)data, (void)len, (void)at;
    errno = EIO;
    return -1;
}

static void a_transfer_that_fails_says_of_which_file(void **state)
{
    char byte = 0, name[128];
    (void)state;
    use(7);
    io.pread = failing_pread;
    io.pwrite = failing_pwrite;
    snprintf(name, sizeof name, "%s/00000000000000000007.index: ", kit.dir);
    assert_int_equal(log_file_read(&files[7], &byte, 1, 0, &kit.err), ERR_IO);
    assert_memory_equal(kit.err.text, name, strlen(name));
    assert_int_equal(log_file_write(&files[7], &byte, 1, 0, &kit.err), ERR_IO);
    assert_memory_equal(kit.err.text, name, strlen(name));
}

static void a_missing_log_is_a_loss_and_never_made(void **state)
{
    struct log_file log, index;
    char byte;
    (void)state;
    log_file_init(&log, pool, kit.dir, LOG_FILE_BATCHES, 0);
    log_file_init(&index, pool, kit.dir, LOG_FILE_TIMEINDEX, 0);
    assert_int_equal(log_file_read(&log, &byte, 1, 0, &kit.err), ERR_IO);
    assert_false(kit_exists(&kit, KIT_LOG));
    assert_int_equal(log_file_read(&index, &byte, 1, 0, &kit.err), ERR_CORRUPT); /* it is empty */
    assert_true(kit_exists(&kit, KIT_TIMEINDEX));
    log_file_deinit(&log);
    log_file_deinit(&index);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(no_more_files_are_open_at_once_than_the_bound),
        T(a_pool_holds_eight_files_at_least),
        T(the_file_that_was_not_used_for_longest_is_closed),
        T(a_pinned_file_stays_open_until_its_last_unpin),
        T(transfers_go_on_where_they_were_interrupted),
        T(a_transfer_that_fails_says_of_which_file),
        T(a_missing_log_is_a_loss_and_never_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
