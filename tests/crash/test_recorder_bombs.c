/* Batches of 16 kB that unpack to 16 MB, which the broker takes: what they cost the recorder. */
#include "range_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BOMBS = 24, SIZE = 15900000, MOST_MIB = 256, MANY = 12 };

/* Spread evenly. */
static void send_bombs(const char *topic, int partitions)
{
    char *value = malloc(SIZE);
    struct buf batch = {0};
    memset(value, 'a', SIZE);
    create_topic(&range.client, topic, partitions);
    make_batch(&batch,
               (struct batch_spec){.value = value, .value_size = SIZE, .codec = CODEC_GZIP});
    assert_true(batch.len < 20000);
    for (int i = 0; i < BOMBS; i++)
        assert_int_equal(
            produce_bytes(&range.client, 9, topic, i % partitions, -1, buf_bytes(&batch))
                .error_code,
            0);
    buf_deinit(&batch);
    free(value);
}

/* Runs `ground record --until-end`; gives the memory it took at its most. */
static long record_mib(void)
{
    struct rusage used;
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        execl(BUILD_DIR "/bin/ground", "ground", "record", "--until-end", "--cache", range.cache,
              "--bootstrap-server", range.bootstrap, NULL);
        _exit(127);
    }
    assert_int_equal(wait4(pid, &status, 0, &used), pid);
    assert_int_equal(status, 0);
#ifdef __APPLE__
    return used.ru_maxrss >> 20;
#else
    return used.ru_maxrss >> 10;
#endif
}

static void record_bombs(int partitions)
{
    send_bombs("bombs", partitions);
    long mib = record_mib();
    range_wait_for(&range, BOMBS);
    printf("%ld MiB at its most\n", mib);
    if (harness_measures)
        assert_true(mib <= MOST_MIB);
}

static void batches_that_unpack_to_a_thousandfold_are_recorded_within_bounds(void **state)
{
    (void)state;
    record_bombs(1);
}

static void so_are_those_of_many_partitions(void **state)
{
    (void)state;
    record_bombs(MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RANGE_TEST(batches_that_unpack_to_a_thousandfold_are_recorded_within_bounds),
        RANGE_TEST(so_are_those_of_many_partitions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
