/* Topics on disk and in lists: their order, their directories, what a crash or a deletion leaves.
 */
#include "talk.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"

enum { MANY = 30, PATIENCE_MS = 60 * 1000 };

static void restart(int signal_number)
{
    client_close(&client);
    if (signal_number == SIGKILL)
        broker_kill(&broker);
    else
        broker_stop(&broker, signal_number);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
}

/* How many names in the data directory begin and end so. */
static int count_names(const char *prefix, const char *suffix)
{
    int count = 0;
    DIR *dir = opendir(broker.dir);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        size_t len = strlen(e->d_name);
        count += strncmp(e->d_name, prefix, strlen(prefix)) == 0 && len >= strlen(suffix) &&
                 strcmp(e->d_name + len - strlen(suffix), suffix) == 0;
    }
    closedir(dir);
    return count;
}

static void wait_until_gone(const char *prefix)
{
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    while (count_names(prefix, "") > 0 && clock_mono_ms() < until)
        usleep(1000);
    assert_int_equal(count_names(prefix, ""), 0);
}

static const struct metadata_response *ask_all(void)
{
    struct metadata_request request = {.topics = {NULL, -1}};
    return client_ask(&client, API_METADATA, 12, &request);
}

static int partitions_of(const char *name)
{
    struct metadata_request_topic topic = {.name = bytes_of(name)};
    struct metadata_request request = {.topics = {&topic, 1}};
    const struct metadata_response *r = client_ask(&client, API_METADATA, 12, &request);
    return r->topics.items[0].error_code != KAFKA_NONE ? -r->topics.items[0].error_code
                                                       : r->topics.items[0].partitions.count;
}

/* ---- the lists ---- */

static void expect_sorted(int first, int step)
{
    char name[32];
    struct uuid ids[MANY];
    const struct metadata_response *r = ask_all();
    int n = 0;
    for (int i = first; i < MANY; i += step, n++) {
        snprintf(name, sizeof name, "listed-%02d", i);
        expect_text(r->topics.items[n].name, name);
        ids[n] = r->topics.items[n].topic_id;
    }
    assert_int_equal(r->topics.count, n);
    for (int i = 0; i < n; i++) {
        struct metadata_request_topic topic = {.topic_id = ids[i]};
        struct metadata_request request = {.topics = {&topic, 1}};
        r = client_ask(&client, API_METADATA, 12, &request);
        snprintf(name, sizeof name, "listed-%02d", first + i * step);
        expect_text(r->topics.items[0].name, name);
    }
}

static void topics_are_listed_by_name_and_found_by_id(void **state)
{
    (void)state;
    char name[32];
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "listed-%02d", i * 7 % MANY);
        create_topic(&client, name, 1);
    }
    expect_sorted(0, 1);
    restart(SIGKILL);
    expect_sorted(0, 1);
    for (int i = 0; i < MANY; i += 2) {
        snprintf(name, sizeof name, "listed-%02d", i);
        delete_topic(&client, name);
    }
    expect_sorted(1, 2);
    restart(SIGTERM);
    expect_sorted(1, 2);
    for (int i = 1; i < MANY; i += 2) {
        snprintf(name, sizeof name, "listed-%02d", i);
        delete_topic(&client, name);
    }
    assert_int_equal(ask_all()->topics.count, 0);
}

/* ---- directories ---- */

static void each_partition_has_a_directory_until_it_is_deleted(void **state)
{
    (void)state;
    static const int sizes[] = {1, 8, 9, 20};
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        create_topic(&client, "housed", sizes[i]);
        assert_int_equal(count_names("housed-", ""), sizes[i]);
        struct buf batch = {0};
        make_batch(&batch, (struct batch_spec){0});
        assert_int_equal(
            produce_bytes(&client, 9, "housed", sizes[i] - 1, -1, buf_bytes(&batch)).base_offset,
            0);
        buf_deinit(&batch);
        if (i % 2 == 1)
            restart(SIGKILL);
        delete_topic(&client, "housed");
        wait_until_gone("housed-");
    }
    restart(SIGKILL);
    assert_int_equal(partitions_of("housed"), -KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
}

static int rows_of(const char *name)
{
    char path[128];
    sqlite3 *db;
    sqlite3_stmt *stmt;
    snprintf(path, sizeof path, "%s/minibroker.db", broker.dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    sqlite3_busy_timeout(db, PATIENCE_MS);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT count(*) FROM topic WHERE name=?", -1, &stmt, NULL),
        SQLITE_OK);
    sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int rows = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return rows;
}

static void wait_until_no_row(const char *name)
{
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    while (rows_of(name) > 0 && clock_mono_ms() < until)
        usleep(1000);
    assert_int_equal(rows_of(name), 0);
}

static void of_a_deleted_topic_the_catalog_keeps_no_row(void **state)
{
    (void)state;
    create_topic(&client, "fleeting", 2);
    assert_int_equal(rows_of("fleeting"), 1);
    delete_topic(&client, "fleeting");
    wait_until_no_row("fleeting");
}

static void a_deletion_that_a_crash_cut_off_is_finished_at_the_next_start(void **state)
{
    (void)state;
    char path[128];
    create_topic(&client, "halfway", 3);
    snprintf(path, sizeof path, "%s/halfway-1/held-up", broker.dir);
    assert_int_equal(mkdir(path, 0755), 0); /* this it cannot remove */
    delete_topic(&client, "halfway");
    restart(SIGKILL);
    assert_int_equal(partitions_of("halfway"), -KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    while (count_names("halfway-", "") > 1 && clock_mono_ms() < until)
        usleep(1000);
    assert_int_equal(count_names("halfway-", "-delete"), 1);
    DIR *dir = opendir(broker.dir);
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        if (strncmp(e->d_name, "halfway-", 8) != 0)
            continue;
        char held[600];
        snprintf(held, sizeof held, "%s/%s/held-up", broker.dir, e->d_name);
        assert_int_equal(rmdir(held), 0);
    }
    closedir(dir);
    restart(SIGTERM);
    wait_until_gone("halfway-");
    wait_until_no_row("halfway");
}

static void a_file_in_the_place_of_a_partition_is_set_aside(void **state)
{
    (void)state;
    char path[128];
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/stray-%d", broker.dir, i);
        assert_int_equal(mkdir(path, 0755), 0);
        snprintf(path, sizeof path, "%s/stray-%d/something", broker.dir, i);
        close(open(path, O_WRONLY | O_CREAT, 0600));
    }
    create_topic(&client, "stray", 3);
    assert_int_equal(count_names("stray-", "-stray"), 2);
    assert_int_equal(count_names("stray-0.", "-stray"), 1);
    assert_int_equal(count_names("stray-1.", "-stray"), 1);
    assert_int_equal(count_names("stray-", ""), 5);
    DIR *dir = opendir(broker.dir);
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        char kept[600];
        struct stat st;
        snprintf(kept, sizeof kept, "%s/%s/something", broker.dir, e->d_name);
        bool aside = strstr(e->d_name, "-stray") != NULL;
        if (strncmp(e->d_name, "stray-", 6) == 0)
            assert_int_equal(stat(kept, &st) == 0, aside);
    }
    closedir(dir);
    assert_int_equal(produce(&client, "stray", -1, (struct batch_spec){0}).base_offset, 0);
}

/* ---- what is kept of a topic ---- */

static void a_topic_that_was_made_larger_stays_so(void **state)
{
    (void)state;
    struct create_partitions_topic more = {
        .name = bytes_of("larger"), .count = 12, .assignments = {NULL, -1}};
    struct create_partitions_request grow = {.topics = {&more, 1}};
    struct buf batch = {0};
    create_topic(&client, "larger", 2);
    produce(&client, "larger", -1, (struct batch_spec){.count = 3});
    struct uuid id = topic_id(&client, "larger");
    const struct create_partitions_response *r =
        client_ask(&client, API_CREATE_PARTITIONS, 3, &grow);
    assert_int_equal(r->results.items[0].error_code, KAFKA_NONE);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(partitions_of("larger"), 12);
        assert_true(uuid_equal(topic_id(&client, "larger"), id));
        assert_int_equal(list_offset(&client, "larger", -1).offset, 3);
        make_batch(&batch, (struct batch_spec){0});
        assert_int_equal(produce_bytes(&client, 9, "larger", 11, -1, buf_bytes(&batch)).base_offset,
                         i);
        buf_clear(&batch);
        restart(i == 0 ? SIGKILL : SIGTERM);
    }
    buf_deinit(&batch);
}

static void a_topics_configuration_survives_a_crash(void **state)
{
    (void)state;
    create_topic_with(&client, "stamps", 1, "message.timestamp.type", "LogAppendTime");
    create_topic_with(&client, "keys", 1, "cleanup.policy", "compact");
    create_topic_with(&client, "smalls", 1, "max.message.bytes", "100");
    create_topic_with(&client, "zips", 1, "compression.type", "gzip");
    for (int i = 0; i < 2; i++) {
        struct batch_header h;
        assert_true(
            produce(&client, "stamps", -1, (struct batch_spec){.timestamp = 5}).log_append_time_ms >
            5);
        assert_int_equal(produce(&client, "keys", -1, (struct batch_spec){0}).error_code,
                         KAFKA_INVALID_RECORD);
        assert_int_equal(
            produce(&client, "smalls", -1, (struct batch_spec){.value_size = 100}).error_code,
            KAFKA_MESSAGE_TOO_LARGE);
        int64_t at = produce(&client, "zips", -1, (struct batch_spec){.count = 20}).base_offset;
        assert_int_equal(batch_header_read(fetch(&client, "zips", at, 1 << 20, 0).records, &h),
                         BATCH_OK);
        assert_int_equal(batch_codec(&h), CODEC_GZIP);
        if (i == 0)
            restart(SIGKILL);
    }
}

/* ---- retention ---- */

static void retention_goes_over_all_partitions(void **state)
{
    (void)state;
    struct test_broker other = {0};
    struct client c;
    char segment[160];
    broker_start(&other, (const char *const[]){"-c", "log.retention.check.interval.ms=20", "-c",
                                               "log.segment.bytes=1048576", "-c",
                                               "log.retention.bytes=1", NULL});
    client_connect(&c, &other);
    create_topic(&c, "cut-1", 2);
    create_topic(&c, "cut-2", 1);
    create_topic_with(&c, "uncut", 1, "retention.bytes", "-1");
    create_topic_with(&c, "compacted", 1, "cleanup.policy", "compact");
    struct buf batch = {0};
    make_batch(&batch, (struct batch_spec){.key = "k", .value_size = 700000});
    static const struct {
        const char *topic;
        int partition;
    } where[] = {{"cut-1", 0}, {"cut-1", 1}, {"cut-2", 0}, {"uncut", 0}, {"compacted", 0}};
    for (size_t i = 0; i < ARRAY_SIZE(where); i++)
        for (int n = 0; n < 3; n++)
            produce_bytes(&c, 9, where[i].topic, where[i].partition, -1, buf_bytes(&batch));
    buf_deinit(&batch);
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    static const char *const lines[] = {"cut-1-0: retention removed", "cut-1-1: retention removed",
                                        "cut-2-0: retention removed"};
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        while (!broker_said(&other, lines[i]) && clock_mono_ms() < until)
            usleep(1000);
        assert_true(broker_said(&other, lines[i]));
    }
    assert_int_equal(list_offset(&c, "uncut", -2).offset, 0);
    assert_int_equal(list_offset(&c, "compacted", -2).offset, 0);
    assert_false(broker_said(&other, "uncut-0: retention"));
    snprintf(segment, sizeof segment, "%s/uncut-0/00000000000000000001.log", other.dir);
    assert_int_equal(access(segment, F_OK), 0);
    /* Nobody appends any more: the files go all the same. */
    struct incremental_alter_configs_entry limit = {.name = bytes_of("retention.bytes"),
                                                    .value = bytes_of("1")};
    struct incremental_alter_configs_resource resource = {
        .resource_type = 2, .resource_name = bytes_of("uncut"), .configs = {&limit, 1}};
    struct incremental_alter_configs_request request = {.resources = {&resource, 1}};
    client_ask(&c, API_INCREMENTAL_ALTER_CONFIGS, 1, &request);
    while (access(segment, F_OK) == 0 && clock_mono_ms() < until)
        usleep(1000);
    assert_int_equal(access(segment, F_OK), -1);
    client_close(&c);
    broker_remove(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(topics_are_listed_by_name_and_found_by_id),
        cmocka_unit_test(each_partition_has_a_directory_until_it_is_deleted),
        cmocka_unit_test(of_a_deleted_topic_the_catalog_keeps_no_row),
        cmocka_unit_test(a_deletion_that_a_crash_cut_off_is_finished_at_the_next_start),
        cmocka_unit_test(a_file_in_the_place_of_a_partition_is_set_aside),
        cmocka_unit_test(a_topic_that_was_made_larger_stays_so),
        cmocka_unit_test(a_topics_configuration_survives_a_crash),
        cmocka_unit_test(retention_goes_over_all_partitions),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
