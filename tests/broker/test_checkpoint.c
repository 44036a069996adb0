/* The note of how the logs are at rest: it spares a start the reading of logs, and is not believed
 * when it is damaged. */
#include "talk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PARTITIONS = 3, ENTRY_BYTES = 24 };

static char clean[96];

static void stop_cleanly(void)
{
    client_close(&client);
    assert_int_equal(broker_stop(&broker, SIGTERM), 128 + SIGTERM);
    assert_int_equal(access(clean, R_OK), 0);
}

static void start_again(void)
{
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    assert_int_not_equal(access(clean, R_OK), 0); /* it is no longer true */
}

/* The epochs of all partitions, once they are served: one that rose was read again. */
static const char *epochs(void)
{
    static char text[PARTITIONS + 1];
    for (int i = 0; i < PARTITIONS; i++) {
        struct list_offsets_request_partition p = {
            .partition = i, .current_leader_epoch = -1, .timestamp = -1};
        struct list_offsets_request_topic t = {.name = bytes_of("noted"), .partitions = {&p, 1}};
        struct list_offsets_request request = {.replica_id = -1, .topics = {&t, 1}};
        const struct list_offsets_response_partition *r;
        do {
            const struct list_offsets_response *all =
                client_ask(&client, API_LIST_OFFSETS, 9, &request);
            r = &all->topics.items[0].partitions.items[0];
        } while (r->error_code == KAFKA_NOT_LEADER_OR_FOLLOWER);
        assert_int_equal(r->error_code, KAFKA_NONE);
        assert_int_equal(r->offset, i + 1);
        text[i] = (char)('0' + r->leader_epoch);
    }
    return text;
}

static void a_clean_stop_is_believed(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        stop_cleanly();
        start_again();
        assert_string_equal(epochs(), "000");
    }
}

static off_t size_of_note(void)
{
    struct stat st;
    assert_int_equal(stat(clean, &st), 0);
    return st.st_size;
}

static void flip(off_t at)
{
    uint8_t byte;
    int fd = open(clean, O_RDWR);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

/* Then every log is read as after a crash, and nothing is lost. */
static void a_damaged_note_is_not_believed(void **state)
{
    (void)state;
    enum { CUT, FLIP };
    static const struct {
        int how;
        off_t at; /* from the end if negative */
    } damages[] = {{CUT, 0},  {CUT, 7},  {CUT, -1}, {FLIP, 0}, {FLIP, 3},
                   {FLIP, 4}, {FLIP, 7}, {FLIP, 8}, {FLIP, -1}};
    for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
        char expected[PARTITIONS + 1] = "";
        stop_cleanly();
        off_t at = damages[i].at < 0 ? size_of_note() + damages[i].at : damages[i].at;
        if (damages[i].how == CUT)
            assert_int_equal(truncate(clean, at), 0);
        else
            flip(at);
        broker_start_again(&broker, NULL);
        client_connect(&client, &broker);
        memset(expected, '1' + (int)i, PARTITIONS);
        assert_string_equal(epochs(), expected);
    }
    stop_cleanly();
    start_again();
    assert_string_equal(epochs(), "999");
}

/* What is noted of topics that are gone is passed over. */
static void a_note_of_a_deleted_topic_harms_no_other(void **state)
{
    (void)state;
    create_topic(&client, "goes", 5);
    stop_cleanly();
    off_t with = size_of_note();
    start_again();
    delete_topic(&client, "goes");
    stop_cleanly();
    assert_true(size_of_note() <= with - 5 * ENTRY_BYTES);
    start_again();
    assert_string_equal(epochs(), "999");
}

/* Left where it is, it would be believed after a crash. */
static void a_note_that_cannot_be_removed_prevents_the_start(void **state)
{
    (void)state;
    char said[1024], in_the_way[96], within[112];
    stop_cleanly();
    snprintf(in_the_way, sizeof in_the_way, "%s/checkpoint", broker.dir);
    snprintf(within, sizeof within, "%s/something", in_the_way);
    unlink(in_the_way);
    assert_int_equal(mkdir(in_the_way, 0755), 0);
    assert_int_equal(mkdir(within, 0755), 0);
    int code = broker_run_to_end(
        (const char *const[]){"--data-dir", broker.dir, "--listen", "127.0.0.1:0", NULL}, said,
        sizeof said);
    assert_int_equal(code, 1);
    assert_non_null(strstr(said, "cannot rename checkpoint.clean in "));
    assert_int_equal(rmdir(within), 0);
    assert_int_equal(rmdir(in_the_way), 0);
    start_again();
    assert_string_equal(epochs(), "999");
}

static int start(void **state)
{
    talk_start(state);
    snprintf(clean, sizeof clean, "%s/checkpoint.clean", broker.dir);
    create_topic(&client, "noted", PARTITIONS);
    for (int i = 0; i < PARTITIONS; i++) {
        struct buf batch = {0};
        make_batch(&batch, (struct batch_spec){.count = i + 1});
        produce_bytes(&client, 9, "noted", i, -1, buf_bytes(&batch));
        buf_deinit(&batch);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_stop_is_believed),
        cmocka_unit_test(a_damaged_note_is_not_believed),
        cmocka_unit_test(a_note_of_a_deleted_topic_harms_no_other),
        cmocka_unit_test(a_note_that_cannot_be_removed_prevents_the_start),
    };
    return cmocka_run_group_tests(tests, start, talk_stop);
}
