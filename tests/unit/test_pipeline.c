/* test_pipeline.c: rows are stored and reported as they were put, whatever their number and size.
 */
#include "test.h"

#include <glob.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/mem.h"
#include "recorder/pipeline.h"
#include "scratch_dir.h"
#include "store/reader.h"

enum {
    ROCKET = 1,
    PART = 1,
    LARGE = PIPELINE_BYTES + 1,
    MOST = 16 * PIPELINE_ROWS,
    PATIENCE_MS = 5000
};

static char dir[64], cache[96];
static struct err err;
static struct writer *writer;
static struct derive derive;
static struct pipeline *pipeline;
static char *large;
static int put_count, done_count;
static bool no_large; /* none of them is large */
static bool dropping; /* rows are lost: what is reported is not looked at */

static void must(int rc)
{
    if (rc < 0)
        fail_msg("%d: %s", rc, err.text);
}

/* Every hundredth is large, every seventh is neither text nor JSON. */
static struct bytes value_of(int i, char small[32])
{
    if (i % 100 == 99 && !no_large)
        return bytes_make(large, LARGE);
    int len = snprintf(small, 32, i % 7 == 6 ? "{\"alt\":" : "{\"alt\":%d}", i);
    return bytes_make(small, (size_t)len);
}

static void on_done(void *owner, const struct pipeline_result *result)
{
    char small[32];
    int i = done_count++;
    assert_ptr_equal(owner, &done_count);
    if (dropping)
        return;
    assert_int_equal(result->part, i % 5);
    assert_int_equal(result->error, (no_large || i % 100 != 99) && i % 7 == 6);
    assert_int_equal(result->crc, pipeline_crc(i, bytes_of("K"), value_of(i, small)));
}

static int put_one(int i)
{
    char small[32];
    struct writer_row row = {.m = {.seq = i + 1,
                                   .part = PART,
                                   .off = i,
                                   .t_ms = i,
                                   .arrival_ms = STORE_NO_TIME,
                                   .rocket = ROCKET,
                                   .key = bytes_of("K"),
                                   .value = value_of(i, small)}};
    int rc = pipeline_put(pipeline, &row, i % 5, i, &err);
    memset(small, 'x', sizeof small); /* it was copied */
    return rc;
}

static void put(int count)
{
    for (int i = 0; i < count; i++)
        must(put_one(put_count++));
}

static int open_all(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/ground-pipeline-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(cache, sizeof cache, "%s/a.db", dir);
    large = mem_alloc(LARGE);
    memset(large, 'L', LARGE);
    put_count = done_count = 0;
    dropping = no_large = false;
    must(writer_open(&writer, cache, &err));
    must(writer_begin(writer, &err));
    derive_init(&derive, &mission_default);
    derive_add(&derive, ROCKET, bytes_of("K"), false);
    must(pipeline_open(&pipeline, writer, &derive, on_done, &done_count, &err));
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    pipeline_close(pipeline);
    derive_deinit(&derive);
    writer_close(writer);
    free(large);
    return scratch_dir_remove(dir);
}

static int row_is_as_put(void *owner, const struct store_message *m)
{
    char small[32];
    int *next = owner, i = (*next)++;
    assert_int_equal(m->seq, i + 1);
    assert_int_equal(m->off, i);
    assert_true(bytes_equal(m->key, bytes_of("K")));
    assert_true(bytes_equal(m->value, value_of(i, small)));
    return 0;
}

static void all_is_stored_folded_and_reported(void **state)
{
    (void)state;
    /* Around the ends of a batch, and of a batch too small to hand over; waited for after each. */
    static const int counts[] = {1,
                                 PIPELINE_SMALL,
                                 PIPELINE_SMALL + 1,
                                 PIPELINE_ROWS - 1,
                                 PIPELINE_ROWS,
                                 PIPELINE_ROWS + 1,
                                 2 * PIPELINE_ROWS,
                                 0};
    for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
        int next = 0;
        put(counts[i]);
        must(pipeline_wait(pipeline, &err));
        assert_int_equal(done_count, put_count);
        assert_int_equal(derive.slots[ROCKET].rocket->seq, put_count);
        must(reader_rows(writer_reader(writer), 1, put_count, put_count, row_is_as_put, &next,
                         &err));
        assert_int_equal(next, put_count);
    }
}

static sem_t may_go_on;

static int wait_for_permission(void *owner, struct err *ignored)
{
    (void)ignored;
    sem_wait(&may_go_on);
    return reader_last_seq(writer_reader(writer), owner, &err);
}

static void a_job_comes_between_the_rows_before_and_after_it(void **state)
{
    int64_t seen = -1, last = -1;
    (void)state;
    sem_init(&may_go_on, 0, 0);
    no_large = true; /* one would wait for the job */
    put(PIPELINE_ROWS + 7);
    int before = put_count;
    must(pipeline_job(pipeline, wait_for_permission, &seen, &err));
    put(90);
    must(pipeline_wait_folded(pipeline, &err));
    assert_int_equal(done_count, put_count);
    assert_int_equal(derive.slots[ROCKET].rocket->seq, put_count);
    sem_post(&may_go_on);
    must(pipeline_wait(pipeline, &err));
    must(reader_last_seq(writer_reader(writer), &last, &err));
    assert_int_equal(seen, before);
    assert_int_equal(last, put_count);
    sem_destroy(&may_go_on);
}

/* While the store stage is busy for long, the owner and the fold stage go on, within bounds. */
static void folding_does_not_wait_for_storing(void **state)
{
    int64_t seen = -1;
    enum { ROWS = (PIPELINE_BATCHES - 2) * PIPELINE_ROWS };
    (void)state;
    sem_init(&may_go_on, 0, 0);
    no_large = true;
    must(pipeline_job(pipeline, wait_for_permission, &seen, &err));
    put(ROWS);
    must(pipeline_wait_folded(pipeline, &err));
    assert_int_equal(done_count, ROWS);
    sem_post(&may_go_on);
    must(pipeline_wait(pipeline, &err));
    assert_int_equal(seen, 0);
    sem_destroy(&may_go_on);
}

static int fail_to(void *owner, struct err *why)
{
    (void)owner;
    return err_set(why, ERR_FULL, "no space");
}

static void after_a_job_that_failed_nothing_is_stored(void **state)
{
    int64_t last = -1;
    (void)state;
    dropping = true;
    put(50);
    pipeline_job(pipeline, fail_to, NULL, &err);
    for (int i = 0; i < PIPELINE_ROWS; i++)
        put_one(put_count++);
    assert_int_equal(pipeline_wait(pipeline, &err), ERR_FULL);
    assert_string_equal(err.text, "no space");
    must(reader_last_seq(writer_reader(writer), &last, &err));
    assert_int_equal(last, 50);
}

/* The writes of a transaction that outgrows SQLite's memory fail, on whichever thread. */
static void what_cannot_be_stored_is_an_error_that_stays(void **state)
{
    (void)state;
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){4 << 20, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    dropping = true;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int rc = 0;
    while (rc == 0 && put_count < MOST)
        rc = put_one(put_count++);
    int after = pipeline_wait(pipeline, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_in_range(put_count, PIPELINE_ROWS, MOST - 1);
    assert_true(rc < 0);
    assert_int_equal(after, rc);
    assert_non_null(strstr(err.text, cache));
    for (int i = 0; i < 2 * PIPELINE_ROWS; i++)
        put_one(put_count++);
    assert_int_equal(pipeline_wait(pipeline, &err), rc);
}

#ifdef __linux__
/* The threads of this process, or -1. */
static int threads(void)
{
    glob_t found;
    if (glob("/proc/self/task/*", 0, NULL, &found) != 0)
        return -1;
    int count = (int)found.gl_pathc;
    globfree(&found);
    return count;
}

static void a_pipeline_that_is_closed_leaves_no_thread_behind(void **state)
{
    (void)state;
    int with = threads();
    put(PIPELINE_ROWS + 1);
    pipeline_close(pipeline);
    pipeline = NULL;
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    while (threads() > with - 2 && clock_mono_ms() < until)
        sched_yield(); /* one that was joined is listed for a moment yet */
    assert_int_equal(threads(), with - 2);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_is_stored_folded_and_reported, open_all, close_all),
        cmocka_unit_test_setup_teardown(a_job_comes_between_the_rows_before_and_after_it, open_all,
                                        close_all),
        cmocka_unit_test_setup_teardown(folding_does_not_wait_for_storing, open_all, close_all),
        cmocka_unit_test_setup_teardown(after_a_job_that_failed_nothing_is_stored, open_all,
                                        close_all),
        cmocka_unit_test_setup_teardown(what_cannot_be_stored_is_an_error_that_stays, open_all,
                                        close_all),
#ifdef __linux__
        cmocka_unit_test_setup_teardown(a_pipeline_that_is_closed_leaves_no_thread_behind, open_all,
                                        close_all),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
