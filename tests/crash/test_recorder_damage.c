/* A record that rotted on the broker's disk: its partition waits and says so, all else is recorded,
 * and a person's word goes on without it. */
#include "range_fixture.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Flips a bit of the first place in the partition's log that holds `words`. */
static void damage(const char *partition, const char *words)
{
    char path[256];
    struct stat found;
    snprintf(path, sizeof path, "%s/%s/00000000000000000000.log", range.broker.dir, partition);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0 && fstat(fd, &found) == 0);
    size_t size = (size_t)found.st_size;
    char *bytes = malloc(size);
    assert_int_equal(pread(fd, bytes, size, 0), found.st_size);
    char *at = memmem(bytes, size, words, strlen(words));
    assert_non_null(at);
    *at ^= 1;
    assert_int_equal(pwrite(fd, at, 1, at - bytes), 1);
    free(bytes);
    close(fd);
}

/* Five batches of one record each, the third damaged while no broker runs. */
static void rot(void)
{
    create_topic(&range.client, "t", 1);
    create_topic(&range.client, "unhurt", 1);
    for (int i = 0; i < 5; i++)
        range_send(&range, "t", "a", i, i + 1);
    range_kill_broker(&range);
    damage("t-0", "a 0/2");
    range_revive_broker(&range);
}

static void wait_for_screen(const char *screen, const char *words)
{
    static char frame[20000];
    char arguments[64];
    snprintf(arguments, sizeof arguments, "snapshot --screen %s", screen);
    for (int i = 0; i < 200; i++) {
        if (range_ground(&range, arguments, frame, sizeof frame) == 0 &&
            strstr(frame, words) != NULL)
            return;
        poll(NULL, 0, 50);
    }
    fail_msg("%s never says \"%s\":\n%s", screen, words, frame);
}

static void it_is_an_alarm_and_nothing_else_waits_for_it(void **state)
{
    (void)state;
    rot();
    range_record(&range);
    range_wait_for(&range, 2);
    range_send(&range, "unhurt", "b", 0, 10);
    range_wait_for(&range, 12);
    wait_for_screen("fleet", "t/0 DAMAGED at 2");
    wait_for_screen("links", "damaged at 2, CRC does not match: ground record --skip-damaged");
    range_end(&range);
}

static void until_end_fails_and_skip_damaged_keeps_all_else(void **state)
{
    char out[4000], arguments[128];
    (void)state;
    rot();
    snprintf(arguments, sizeof arguments, "record --until-end --bootstrap-server %s",
             range.bootstrap);
    assert_int_equal(range_ground(&range, arguments, out, sizeof out), 1);
    assert_non_null(strstr(out, "t/0 is damaged at 2, CRC does not match"));
    range_wait_for(&range, 2);
    snprintf(arguments, sizeof arguments, "record --until-end --skip-damaged --bootstrap-server %s",
             range.bootstrap);
    assert_int_equal(range_ground(&range, arguments, out, sizeof out), 0);
    assert_non_null(strstr(out, "t/0: offsets 2..2 are damaged and were skipped"));
    range_wait_for(&range, 4);
    wait_for_screen("links", "missed 2..2 (1): damaged at the broker, skipped by hand");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RANGE_TEST(it_is_an_alarm_and_nothing_else_waits_for_it),
        RANGE_TEST(until_end_fails_and_skip_damaged_keeps_all_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
