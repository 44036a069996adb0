/* A partition's log that rotted on disk: what is whole is served, and the broker says what is not.
 */
#include "talk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Flips the lowest bit of a byte of the partition's first segment, while no broker runs. */
static void flip_bit(const char *partition, off_t at)
{
    char path[256];
    uint8_t byte;
    snprintf(path, sizeof path, "%s/%s/00000000000000000000.log", broker.dir, partition);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    assert_int_equal(close(fd), 0);
}

/* Three batches of one record each, of equal size; gives that size. */
static off_t three_batches(const char *topic)
{
    create_topic(&client, topic, 1);
    for (int i = 0; i < 3; i++)
        assert_int_equal(produce(&client, topic, -1, (struct batch_spec){0}).error_code, 0);
    return (off_t)fetch(&client, topic, 0, 1 << 20, 0).records.len / 3;
}

static void stop(void)
{
    client_close(&client);
    assert_int_equal(broker_stop(&broker, SIGTERM), 128 + SIGTERM);
}

static void start(void)
{
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
}

static void a_batch_with_a_flipped_bit_is_reported_once_and_served(void **state)
{
    (void)state;
    off_t size = three_batches("bit");
    stop();
    flip_bit("bit-0", size + BATCH_HEADER_SIZE + 5);
    start();
    const char *said = "partition 0 of topic bit is damaged at offset 1";
    assert_int_equal(look_at(fetch(&client, "bit", 0, (int)size, 0).records).records, 1);
    fetch(&client, "bit", 1, (int)size, 0);
    assert_false(broker_said(&broker, said)); /* read once: as yet nobody was stopped by it */
    struct bytes records = fetch(&client, "bit", 1, 1 << 20, 0).records;
    assert_int_equal((off_t)records.len, 2 * size);
    assert_true(broker_said(&broker, said));
    assert_int_equal(look_at(fetch(&client, "bit", 2, 1 << 20, 0).records).first, 2);
}

static void a_header_that_is_no_longer_one_fails_with_corrupt_message(void **state)
{
    (void)state;
    off_t size = three_batches("header");
    stop();
    flip_bit("header-0", size + 8); /* the length: 16 MiB more */
    start();
    assert_int_equal(look_at(fetch(&client, "header", 0, 1 << 20, 0).records).records, 1);
    assert_int_equal(fetch(&client, "header", 1, 1 << 20, 0).error_code, KAFKA_CORRUPT_MESSAGE);
    assert_true(broker_said(&broker, "partition 0 of topic header is damaged at offset 1"));
}

static void what_is_produced_behind_the_damage_is_served(void **state)
{
    (void)state;
    off_t size = three_batches("behind");
    stop();
    flip_bit("behind-0", size + BATCH_HEADER_SIZE + 5);
    start();
    client_close(&client);
    broker_kill(&broker);
    start();
    assert_int_equal(produce(&client, "behind", -1, (struct batch_spec){0}).base_offset, 3);
    assert_int_equal(look_at(fetch(&client, "behind", 3, 1 << 20, 0).records).first, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_with_a_flipped_bit_is_reported_once_and_served),
        cmocka_unit_test(a_header_that_is_no_longer_one_fails_with_corrupt_message),
        cmocka_unit_test(what_is_produced_behind_the_damage_is_served),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
