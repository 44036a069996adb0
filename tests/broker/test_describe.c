/* test_describe.c: DescribeCluster and DescribeTopicPartitions, and how much one request may name.
 */
#include "talk.h"

#include <stdio.h>

enum {
    TOPIC_OPERATIONS = 0x0df8,
    CLUSTER_OPERATIONS = 0x1fa0,
    MOST_NAMED = 2000,
};

static void expect_only_node(struct wire_i32s nodes, int32_t node)
{
    assert_int_equal(nodes.count, 1);
    assert_int_equal(nodes.items[0], node);
}

/* ---- DescribeCluster ---- */

static void endpoint_types_are_distinguished(void **state)
{
    (void)state;
    static const struct {
        int type, error;
        const char *message;
    } cases[] = {
        {1, KAFKA_NONE, NULL},
        {2, KAFKA_MISMATCHED_ENDPOINT_TYPE,
         "The request was sent to an endpoint of the wrong type: this is a broker, not a "
         "controller."},
        {3, KAFKA_UNSUPPORTED_ENDPOINT_TYPE, "Unsupported endpoint type"},
        {0, KAFKA_UNSUPPORTED_ENDPOINT_TYPE, "Unsupported endpoint type"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        for (int asked = 0; asked <= 1; asked++) {
            struct describe_cluster_request request = {.endpoint_type = (int8_t)cases[i].type,
                                                       .include_cluster_authorized_operations =
                                                           asked != 0};
            const struct describe_cluster_response *r =
                client_ask(&client, API_DESCRIBE_CLUSTER, 1, &request);
            bool good = cases[i].error == KAFKA_NONE;
            assert_int_equal(r->error_code, cases[i].error);
            expect_text(r->error_message, cases[i].message);
            assert_int_equal(r->endpoint_type, cases[i].type);
            assert_int_equal(r->cluster_id.len, good ? 22 : 0);
            assert_int_equal(r->controller_id, good ? 1 : -1);
            assert_int_equal(r->brokers.count, good);
            assert_int_equal(r->cluster_authorized_operations,
                             good && asked ? CLUSTER_OPERATIONS : INT32_MIN);
            if (!good)
                continue;
            expect_text(r->brokers.items[0].host, "127.0.0.1");
            assert_int_equal(r->brokers.items[0].port, broker.port);
        }
    }
}

/* ---- DescribeTopicPartitions ---- */

/* As "name:first+count ... > cursor". */
static const char *describe(const struct describe_topic_partitions_request *request)
{
    static char text[400];
    const struct describe_topic_partitions_response *r =
        client_ask(&client, API_DESCRIBE_TOPIC_PARTITIONS, 0, request);
    size_t n = 0;
    text[0] = '\0';
    for (int32_t i = 0; i < r->topics.count; i++) {
        const struct describe_topic_partitions_topic *t = &r->topics.items[i];
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s", i == 0 ? "" : " ",
                              (int)t->name.len, (const char *)t->name.data);
        if (t->error_code != KAFKA_NONE) {
            n += (size_t)snprintf(text + n, sizeof text - n, "!%d", t->error_code);
            assert_true(uuid_is_zero(t->topic_id));
            assert_int_equal(t->partitions.count, 0);
            continue;
        }
        assert_false(uuid_is_zero(t->topic_id));
        assert_int_equal(t->topic_authorized_operations, TOPIC_OPERATIONS);
        n += (size_t)snprintf(text + n, sizeof text - n, ":%d+%d",
                              t->partitions.count > 0 ? t->partitions.items[0].partition : -1,
                              t->partitions.count);
        for (int32_t p = 0; p < t->partitions.count; p++) {
            const struct describe_topic_partitions_partition *it = &t->partitions.items[p];
            assert_int_equal(it->partition, t->partitions.items[0].partition + p);
            assert_int_equal(it->error_code, KAFKA_NONE);
            assert_int_equal(it->leader_id, 1);
            assert_int_equal(it->leader_epoch, 0);
            expect_only_node(it->replica_nodes, 1);
            expect_only_node(it->isr_nodes, 1);
            assert_int_equal(it->eligible_leader_replicas.count, 0);
            assert_int_equal(it->last_known_elr.count, 0);
        }
    }
    if (r->next_cursor != NULL)
        snprintf(text + n, sizeof text - n, " > %.*s:%d", (int)r->next_cursor->topic_name.len,
                 (const char *)r->next_cursor->topic_name.data, r->next_cursor->partition);
    return text;
}

static void descriptions_are_sorted_by_name_and_paged_by_a_cursor(void **state)
{
    (void)state;
    static const struct {
        const char *names[4];
        int limit;
        const char *cursor;
        int partition;
        const char *told;
    } cases[] = {
        {{"d-b", "d-a"}, 100, NULL, 0, "d-a:0+2 d-b:0+3"},
        {{"d-b", "d-a", "d-b", "d-a"}, 100, NULL, 0, "d-a:0+2 d-b:0+3"},
        {{"d-b", "d-x", "d-a"}, 100, NULL, 0, "d-a:0+2 d-b:0+3 d-x!3"},
        {{"d x", "d-a"}, 100, NULL, 0, "d x!17 d-a:0+2"},
        {{"d-a", "d-b"}, 5, NULL, 0, "d-a:0+2 d-b:0+3"},
        {{"d-a", "d-b"}, 4, NULL, 0, "d-a:0+2 d-b:0+2 > d-b:2"},
        {{"d-a", "d-b"}, 3, NULL, 0, "d-a:0+2 d-b:0+1 > d-b:1"},
        {{"d-a", "d-b"}, 2, NULL, 0, "d-a:0+2 > d-b:0"},
        {{"d-a", "d-b"}, 1, NULL, 0, "d-a:0+1 > d-a:1"},
        {{"d-a", "d-b"}, 0, NULL, 0, "d-a:0+2 d-b:0+3"},
        {{"d-a", "d-b"}, -1, NULL, 0, "d-a:0+2 d-b:0+3"},
        {{"d-a", "d-b"}, 100, "d-a", 0, "d-a:0+2 d-b:0+3"},
        {{"d-a", "d-b"}, 100, "d-a", 1, "d-a:1+1 d-b:0+3"},
        {{"d-a", "d-b"}, 1, "d-a", 1, "d-a:1+1 > d-b:0"},
        {{"d-a", "d-b"}, 100, "d-a", 2, "d-a:-1+0 d-b:0+3"},
        {{"d-a", "d-b"}, 100, "d-a", 9, "d-a:-1+0 d-b:0+3"},
        {{"d-a", "d-b"}, 100, "d-b", 0, "d-b:0+3"},
        {{"d-a", "d-b"}, 100, "d-b", 2, "d-b:2+1"},
        {{"d-a", "d-b"}, 2, "d-b", 1, "d-b:1+2"},
        {{"d-a", "d-b"}, 1, "d-b", 1, "d-b:1+1 > d-b:2"},
        {{"d-a", "d-b"}, 100, "d-ab", 1, "d-b:0+3"},
        {{"d-a", "d-b"}, 100, "d-c", 0, ""},
    };
    create_topic(&client, "d-b", 3);
    create_topic(&client, "d-a", 2);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct describe_topic_partitions_name names[4];
        struct topic_cursor cursor = {bytes_of(cases[i].cursor), cases[i].partition};
        struct describe_topic_partitions_request request = {
            .topics = {names, 0},
            .response_partition_limit = cases[i].limit,
            .cursor = cases[i].cursor != NULL ? &cursor : NULL};
        while (request.topics.count < 4 && cases[i].names[request.topics.count] != NULL) {
            names[request.topics.count].name = bytes_of(cases[i].names[request.topics.count]);
            request.topics.count++;
        }
        const char *told = describe(&request);
        if (strcmp(told, cases[i].told) != 0)
            fail_msg("case %zu: \"%s\" is not \"%s\"", i, told, cases[i].told);
    }
}

static void without_names_all_topics_are_described(void **state)
{
    (void)state;
    struct topic_cursor cursor = {bytes_of("d-a"), 1};
    struct describe_topic_partitions_request request = {.response_partition_limit = 2,
                                                        .cursor = &cursor};
    assert_string_equal(describe(&request), "d-a:1+1 d-b:0+1 > d-b:1");
    request.response_partition_limit = 1;
    assert_string_equal(describe(&request), "d-a:1+1 > d-b:0");
}

/* No answer has more, whatever a client would take. */
static void a_response_has_at_most_2000_partitions(void **state)
{
    (void)state;
    struct describe_topic_partitions_name name = {bytes_of("wide")};
    struct describe_topic_partitions_request request = {.topics = {&name, 1}};
    create_topic(&client, "wide", MOST_NAMED + 1);
    request.response_partition_limit = MOST_NAMED - 1;
    assert_string_equal(describe(&request), "wide:0+1999 > wide:1999");
    request.response_partition_limit = MOST_NAMED;
    assert_string_equal(describe(&request), "wide:0+2000 > wide:2000");
    request.response_partition_limit = MOST_NAMED + 1;
    assert_string_equal(describe(&request), "wide:0+2000 > wide:2000");
    request.response_partition_limit = 0;
    assert_string_equal(describe(&request), "wide:0+2000 > wide:2000");
    delete_topic(&client, "wide");
}

/* ---- how much may be named in one request ---- */

/* Asks naming so many times the same that is not there: whether it is answered. */
static bool is_answered(enum api_key key, int version, int32_t count)
{
    static struct metadata_request_topic topics[MOST_NAMED + 1];
    static struct describe_topic_partitions_name names[MOST_NAMED + 1];
    static struct create_topics_request_topic creations[MOST_NAMED + 1];
    static struct create_partitions_topic growths[MOST_NAMED + 1];
    static struct delete_topics_state deletions[MOST_NAMED + 1];
    static struct bytes deleted[MOST_NAMED + 1];
    static struct describe_configs_resource described[MOST_NAMED + 1];
    static struct incremental_alter_configs_resource altered[MOST_NAMED + 1];
    struct bytes name = bytes_of("not there");
    for (int32_t i = 0; i < count; i++) {
        topics[i].name = names[i].name = creations[i].name = growths[i].name = deletions[i].name =
            deleted[i] = described[i].resource_name = altered[i].resource_name = name;
        described[i].resource_type = altered[i].resource_type = 2;
    }
    struct metadata_request metadata = {.topics = {topics, count}};
    struct describe_topic_partitions_request partitions = {.topics = {names, count}};
    struct create_topics_request create = {.topics = {creations, count}};
    struct create_partitions_request grow = {.topics = {growths, count}};
    struct delete_topics_request delete = {.topics = {deletions, count},
                                           .topic_names = {deleted, count}};
    struct describe_configs_request describe_them = {.resources = {described, count}};
    struct incremental_alter_configs_request alter = {.resources = {altered, count}};
    const void *request = key == API_METADATA                    ? (void *)&metadata
                          : key == API_DESCRIBE_TOPIC_PARTITIONS ? (void *)&partitions
                          : key == API_CREATE_TOPICS             ? (void *)&create
                          : key == API_CREATE_PARTITIONS         ? (void *)&grow
                          : key == API_DELETE_TOPICS             ? (void *)&delete
                          : key == API_DESCRIBE_CONFIGS          ? (void *)&describe_them
                                                                 : (void *)&alter;
    struct client c;
    client_connect(&c, &broker);
    client_send(&c, key, version, request);
    bool answered = client_try_take(&c, key, version) != NULL;
    client_close(&c);
    return answered;
}

static void a_request_may_name_at_most_2000_topics(void **state)
{
    (void)state;
    static const struct {
        enum api_key key;
        int version;
    } cases[] = {
        {API_METADATA, 12},        {API_DESCRIBE_TOPIC_PARTITIONS, 0},
        {API_CREATE_TOPICS, 7},    {API_CREATE_PARTITIONS, 3},
        {API_DELETE_TOPICS, 5},    {API_DELETE_TOPICS, 6},
        {API_DESCRIBE_CONFIGS, 4}, {API_INCREMENTAL_ALTER_CONFIGS, 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        assert_true(is_answered(cases[i].key, cases[i].version, MOST_NAMED));
        assert_false(is_answered(cases[i].key, cases[i].version, MOST_NAMED + 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endpoint_types_are_distinguished),
        cmocka_unit_test(descriptions_are_sorted_by_name_and_paged_by_a_cursor),
        cmocka_unit_test(without_names_all_topics_are_described),
        cmocka_unit_test(a_response_has_at_most_2000_partitions),
        cmocka_unit_test(a_request_may_name_at_most_2000_topics),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
