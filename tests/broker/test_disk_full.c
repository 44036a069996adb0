/* A full disk: writes are refused with Kafka's error, reads go on, writes resume when there is
 * room. Needs a small file system of its own, and so root, or a user namespace in which to be it;
 * skipped aloud otherwise. */
#include "harness.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

static struct test_broker broker;
static struct client client;
static char disk[] = "/tmp/minibroker-disk-XXXXXX";

/* Takes what room is left on the disk but `spare` bytes. */
static void fill_disk(long spare)
{
    char path[64];
    static char block[4096];
    snprintf(path, sizeof path, "%s/ballast", disk);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    while (write(fd, block, sizeof block) == (ssize_t)sizeof block)
        ;
    off_t size = lseek(fd, 0, SEEK_END);
    assert_int_equal(ftruncate(fd, size - spare), 0);
    close(fd);
}

static void empty_disk(void)
{
    char path[64];
    snprintf(path, sizeof path, "%s/ballast", disk);
    assert_int_equal(unlink(path), 0);
}

static void a_full_disk_refuses_writes_serves_reads_and_resumes(void **state)
{
    (void)state;
    int64_t kept = 0;
    create_topic(&client, "full", 1);
    fill_disk(256 * 1024);
    for (;;) {
        struct produce_response_partition r =
            produce(&client, "full", -1, (struct batch_spec){.value_size = 20000});
        if (r.error_code == KAFKA_KAFKA_STORAGE_ERROR)
            break;
        assert_int_equal(r.error_code, KAFKA_NONE);
        assert_int_equal(r.base_offset, kept++);
    }
    assert_true(kept > 3);
    assert_int_equal(list_offset(&client, "full", -1).offset, kept);
    assert_int_equal(look_at(fetch(&client, "full", 0, 1 << 20, 0).records).records, kept);
    empty_disk();
    assert_int_equal(
        produce(&client, "full", -1, (struct batch_spec){.value_size = 20000}).base_offset, kept);
}

static void a_topic_that_finds_no_room_is_not_made_and_can_be_later(void **state)
{
    (void)state;
    fill_disk(0);
    struct create_topics_request_topic topic = {
        .name = bytes_of("late"), .num_partitions = 3, .replication_factor = 1};
    struct create_topics_request request = {.topics = {&topic, 1}};
    const struct create_topics_response *r = client_ask(&client, API_CREATE_TOPICS, 7, &request);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_KAFKA_STORAGE_ERROR);
    expect_text(r->topics.items[0].error_message, "The broker's disk is full.");
    struct metadata_request all = {.topics = {NULL, 0}};
    client_ask(&client, API_METADATA, 8, &all);
    empty_disk();
    create_topic(&client, "late", 3);
    assert_int_equal(produce(&client, "late", -1, (struct batch_spec){0}).base_offset, 0);
}

static int32_t count_partitions(const char *topic)
{
    struct metadata_request_topic asked = {.name = bytes_of(topic)};
    struct metadata_request request = {.topics = {&asked, 1}};
    const struct metadata_response *r = client_ask(&client, API_METADATA, 8, &request);
    assert_int_equal(r->topics.items[0].error_code, KAFKA_NONE);
    return r->topics.items[0].partitions.count;
}

static int grow_to(const char *topic, int32_t count)
{
    struct create_partitions_topic more = {
        .name = bytes_of(topic), .count = count, .assignments = {NULL, -1}};
    struct create_partitions_request request = {.topics = {&more, 1}};
    const struct create_partitions_response *r =
        client_ask(&client, API_CREATE_PARTITIONS, 3, &request);
    return r->results.items[0].error_code;
}

static void a_topic_that_cannot_be_made_larger_stays_as_it_was(void **state)
{
    (void)state;
    create_topic(&client, "small", 2);
    fill_disk(0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(grow_to("small", 5), KAFKA_KAFKA_STORAGE_ERROR);
        assert_int_equal(count_partitions("small"), 2);
    }
    empty_disk();
    assert_int_equal(grow_to("small", 4), KAFKA_NONE);
    assert_int_equal(count_partitions("small"), 4);
}

static int alter(const char *topic, const char *value, size_t length)
{
    struct incremental_alter_configs_entry e = {
        .name = bytes_of("follower.replication.throttled.replicas"),
        .value = bytes_make(value, length)};
    struct incremental_alter_configs_resource resource = {
        .resource_type = 2, .resource_name = bytes_of(topic), .configs = {&e, 1}};
    struct incremental_alter_configs_request request = {.resources = {&resource, 1}};
    const struct incremental_alter_configs_response *r =
        client_ask(&client, API_INCREMENTAL_ALTER_CONFIGS, 1, &request);
    return r->results.items[0].error_code;
}

static size_t altered_length(const char *topic)
{
    struct bytes key = bytes_of("follower.replication.throttled.replicas");
    struct describe_configs_resource resource = {
        .resource_type = 2, .resource_name = bytes_of(topic), .configuration_keys = {&key, 1}};
    struct describe_configs_request request = {.resources = {&resource, 1}};
    const struct describe_configs_response *r =
        client_ask(&client, API_DESCRIBE_CONFIGS, 4, &request);
    return r->results.items[0].configs.items[0].value.len;
}

/* What finds no room is not in force either. */
static void a_value_that_finds_no_room_is_not_altered(void **state)
{
    (void)state;
    static char value[30000];
    size_t length = 20000;
    memset(value, 'v', sizeof value);
    create_topic(&client, "valued", 1);
    fill_disk(0);
    int error;
    while ((error = alter("valued", value, length)) == KAFKA_NONE && length < sizeof value)
        length++;
    assert_int_equal(error, KAFKA_KAFKA_STORAGE_ERROR);
    assert_int_equal(altered_length("valued"), length == 20000 ? 0 : length - 1);
    empty_disk();
    assert_int_equal(alter("valued", value, length), KAFKA_NONE);
    assert_int_equal(altered_length("valued"), length);
}

static int commit(int64_t offset)
{
    static char note[4096];
    memset(note, 'n', sizeof note);
    struct offset_commit_request_partition p = {0, offset, -1, bytes_make(note, sizeof note)};
    struct offset_commit_request_topic t = {.name = bytes_of("valued"), .partitions = {&p, 1}};
    struct offset_commit_request request = {
        .group_id = bytes_of("g"), .generation_id = -1, .topics = {&t, 1}};
    const struct offset_commit_response *r = client_ask(&client, API_OFFSET_COMMIT, 8, &request);
    return r->topics.items[0].partitions.items[0].error_code;
}

static int64_t committed(void)
{
    static int32_t partition;
    struct offset_fetch_request_topic t = {bytes_of("valued"), {&partition, 1}};
    struct offset_fetch_request request = {.group_id = bytes_of("g"), .topics = {&t, 1}};
    const struct offset_fetch_response *r = client_ask(&client, API_OFFSET_FETCH, 7, &request);
    return r->topics.items[0].partitions.items[0].offset;
}

static void a_commit_that_finds_no_room_is_not_kept(void **state)
{
    (void)state;
    int64_t offset = 1;
    int error;
    assert_int_equal(commit(0), KAFKA_NONE);
    fill_disk(0);
    while ((error = commit(offset)) == KAFKA_NONE && offset < 10000)
        offset++;
    assert_int_equal(error, KAFKA_COORDINATOR_NOT_AVAILABLE);
    assert_int_equal(committed(), offset - 1);
    empty_disk();
    assert_int_equal(commit(offset), KAFKA_NONE);
    assert_int_equal(committed(), offset);
}

static void a_restart_after_a_full_disk_finds_what_was_answered_for(void **state)
{
    (void)state;
    create_topic(&client, "after", 1);
    fill_disk(64 * 1024);
    int64_t kept = 0;
    while (produce(&client, "after", -1, (struct batch_spec){.value_size = 9000}).error_code ==
           KAFKA_NONE)
        kept++;
    client_close(&client);
    broker_kill(&broker);
    empty_disk();
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    assert_int_equal(list_offset(&client, "after", -1).offset, kept);
}

static int start(void **state)
{
    (void)state;
    snprintf(broker.dir, sizeof broker.dir, "%s/data", disk);
    snprintf(broker.log, sizeof broker.log, "%s.log", disk);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    client_close(&client);
    broker_remove(&broker);
    umount(disk);
    rmdir(disk);
    unlink(broker.log);
    return 0;
}

static void write_file(const char *path, const char *format, unsigned id)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return;
    fprintf(file, format, id);
    fclose(file);
}

static bool mount_disk(void)
{
    return mount("tmpfs", disk, "tmpfs", 0, "size=2m") == 0;
}

static bool mount_disk_in_namespace(void)
{
    unsigned user = getuid(), group = getgid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return false;
    write_file("/proc/self/setgroups", "deny", 0);
    write_file("/proc/self/uid_map", "0 %u 1", user);
    write_file("/proc/self/gid_map", "0 %u 1", group);
    return mount_disk();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_disk_refuses_writes_serves_reads_and_resumes),
        cmocka_unit_test(a_topic_that_finds_no_room_is_not_made_and_can_be_later),
        cmocka_unit_test(a_topic_that_cannot_be_made_larger_stays_as_it_was),
        cmocka_unit_test(a_value_that_finds_no_room_is_not_altered),
        cmocka_unit_test(a_commit_that_finds_no_room_is_not_kept),
        cmocka_unit_test(a_restart_after_a_full_disk_finds_what_was_answered_for),
    };
    if (mkdtemp(disk) == NULL || (!mount_disk() && !mount_disk_in_namespace())) {
        rmdir(disk);
        puts("skipped: a small file system of its own needs root or user namespaces");
        return 77;
    }
    return cmocka_run_group_tests(tests, start, stop);
}
