/* What is told of brokers and topics: Metadata, DescribeCluster, DescribeTopicPartitions. */
#include "talk.h"

#include <stdio.h>

enum {
    TOPIC_OPERATIONS = 0x0df8,
    CLUSTER_OPERATIONS = 0x1fa0,
    MOST_NAMED = 2000,
    MOST_TOPICS = 1000
};

static void expect_only(struct wire_i32s nodes, int32_t node)
{
    assert_int_equal(nodes.count, 1);
    assert_int_equal(nodes.items[0], node);
}

/* Asks for two topics, of which the second may have no name. */
static const struct metadata_response *ask_two(const char *first, const char *second, bool create)
{
    struct metadata_request_topic topics[2] = {{.name = bytes_of(first)},
                                               {.name = bytes_of(second)}};
    struct metadata_request request = {.topics = {topics, second != NULL ? 2 : 1},
                                       .allow_auto_topic_creation = create};
    return client_ask(&client, API_METADATA, 12, &request);
}

static int ask_error(const char *name, bool create)
{
    return ask_two(name, NULL, create)->topics.items[0].error_code;
}

/* ---- Metadata ---- */

static void every_partition_is_led_by_this_broker(void **state)
{
    (void)state;
    create_topic(&client, "led", 3);
    for (int version = 0; version <= 12; version++) {
        struct metadata_request_topic topic = {.name = bytes_of("led")};
        struct metadata_request request = {.topics = {&topic, 1}};
        const struct metadata_response *r = client_ask(&client, API_METADATA, version, &request);
        assert_int_equal(r->topics.count, 1);
        const struct metadata_topic *t = &r->topics.items[0];
        expect_text(t->name, "led");
        assert_int_equal(t->error_code, KAFKA_NONE);
        assert_false(t->is_internal);
        assert_int_equal(t->topic_authorized_operations, INT32_MIN);
        assert_int_equal(t->partitions.count, 3);
        for (int32_t i = 0; i < 3; i++) {
            const struct metadata_partition *p = &t->partitions.items[i];
            assert_int_equal(p->error_code, KAFKA_NONE);
            assert_int_equal(p->partition, i);
            assert_int_equal(p->leader_id, 1);
            assert_int_equal(p->leader_epoch, version >= 7 ? 0 : -1);
            expect_only(p->replica_nodes, 1);
            expect_only(p->isr_nodes, 1);
            assert_int_equal(p->offline_replicas.count, 0);
        }
    }
}

static void what_may_be_done_is_told_when_asked_for(void **state)
{
    (void)state;
    struct metadata_request_topic topic = {.name = bytes_of("allowed")};
    struct metadata_request request = {.topics = {&topic, 1}};
    create_topic(&client, "allowed", 1);
    for (int asked = 0; asked <= 3; asked++) {
        request.include_topic_authorized_operations = (asked & 1) != 0;
        request.include_cluster_authorized_operations = (asked & 2) != 0;
        const struct metadata_response *r = client_ask(&client, API_METADATA, 8, &request);
        assert_int_equal(r->topics.items[0].topic_authorized_operations,
                         (asked & 1) != 0 ? TOPIC_OPERATIONS : INT32_MIN);
        assert_int_equal(r->cluster_authorized_operations,
                         (asked & 2) != 0 ? CLUSTER_OPERATIONS : INT32_MIN);
    }
}

static void the_topics_of_kafka_itself_are_internal(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool internal;
    } cases[] = {{"__consumer_offsets", true}, {"__transaction_state", true}, {"__mine", false}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct describe_topic_partitions_name name = {bytes_of(cases[i].name)};
        struct describe_topic_partitions_request request = {.topics = {&name, 1}};
        create_topic(&client, cases[i].name, 1);
        assert_int_equal(ask_two(cases[i].name, NULL, false)->topics.items[0].is_internal,
                         cases[i].internal);
        const struct describe_topic_partitions_response *r =
            client_ask(&client, API_DESCRIBE_TOPIC_PARTITIONS, 0, &request);
        assert_int_equal(r->topics.items[0].is_internal, cases[i].internal);
    }
}

static void a_topic_is_told_once_but_each_mistake_by_itself(void **state)
{
    (void)state;
    create_topic(&client, "once", 1);
    struct metadata_request_topic topics[] = {
        {.name = bytes_of("once")},    {.name = bytes_of("absent")},
        {.name = bytes_of("once")},    {.topic_id = topic_id(&client, "once")},
        {.name = bytes_of("absent")},  {.topic_id = {{1, 2, 3}}},
        {.name = bytes_of("no good")},
    };
    static const int errors[] = {KAFKA_NONE, KAFKA_UNKNOWN_TOPIC_OR_PARTITION,
                                 KAFKA_UNKNOWN_TOPIC_OR_PARTITION, KAFKA_UNKNOWN_TOPIC_ID,
                                 KAFKA_INVALID_TOPIC_EXCEPTION};
    static const char *const names[] = {"once", "absent", "absent", NULL, "no good"};
    struct metadata_request request = {.topics = {topics, ARRAY_SIZE(topics)},
                                       .allow_auto_topic_creation = false};
    for (int again = 0; again < 2; again++) {
        const struct metadata_response *r = client_ask(&client, API_METADATA, 12, &request);
        assert_int_equal(r->topics.count, ARRAY_SIZE(errors));
        for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
            assert_int_equal(r->topics.items[i].error_code, errors[i]);
            expect_text(r->topics.items[i].name, names[i]);
            assert_int_equal(r->topics.items[i].partitions.count, i == 0);
        }
        assert_int_equal(r->topics.items[3].topic_id.bytes[1], 2);
    }
}

static void several_topics_come_into_being_at_once(void **state)
{
    (void)state;
    const struct metadata_response *r = ask_two("sibling-1", "sibling-2", true);
    assert_int_equal(r->topics.count, 2);
    for (int32_t i = 0; i < 2; i++) {
        assert_int_equal(r->topics.items[i].error_code, KAFKA_NONE);
        assert_int_equal(r->topics.items[i].partitions.count, 1);
    }
    r = ask_two("sibling-2", "sibling-3", true);
    assert_int_equal(r->topics.count, 2);
    assert_int_equal(r->topics.items[1].error_code, KAFKA_NONE);
    assert_int_equal(ask_error("sibling-3", false), KAFKA_NONE);
}

static void a_name_like_anothers_is_not_made(void **state)
{
    (void)state;
    create_topic(&client, "like.this_one", 1);
    assert_int_equal(ask_error("like_this.one", true), KAFKA_INVALID_TOPIC_EXCEPTION);
    assert_int_equal(ask_error("like_this.on", true), KAFKA_NONE);
    assert_int_equal(ask_error("like.this.one", false), KAFKA_INVALID_TOPIC_EXCEPTION);
    assert_int_equal(ask_error("like-this_one", true), KAFKA_NONE);
    assert_int_equal(ask_error("like.this_one", true), KAFKA_NONE);
}

static void names_have_a_length_and_an_alphabet(void **state)
{
    (void)state;
    char name[251] = "";
    static const char good[] = "azAZ09._-", bad[] = "`{@[/:,^ \n\x7f";
    memset(name, 'n', 249);
    assert_int_equal(ask_error(name, true), KAFKA_NONE);
    name[249] = 'n';
    assert_int_equal(ask_error(name, true), KAFKA_INVALID_TOPIC_EXCEPTION);
    for (size_t i = 0; i < sizeof good - 1; i++) {
        snprintf(name, sizeof name, "letter%c%zu", good[i], i);
        assert_int_equal(ask_error(name, true), KAFKA_NONE);
        name[6] = bad[i];
        assert_int_equal(ask_error(name, true), KAFKA_INVALID_TOPIC_EXCEPTION);
    }
    assert_int_equal(ask_error(".", true), KAFKA_INVALID_TOPIC_EXCEPTION);
    assert_int_equal(ask_error("..", true), KAFKA_INVALID_TOPIC_EXCEPTION);
    assert_int_equal(ask_error("...", true), KAFKA_NONE);
}

/* Another broker for a while, which is the global one meanwhile. */
static struct test_broker kept_broker;
static struct client kept_client;

static void talk_to_another(const char *const *arguments)
{
    kept_broker = broker;
    kept_client = client;
    broker = (struct test_broker){0};
    broker_start(&broker, arguments);
    client_connect(&client, &broker);
}

static void talk_to_the_first_again(void)
{
    client_close(&client);
    broker_remove(&broker);
    broker = kept_broker;
    client = kept_client;
}

static void topics_that_are_asked_for_are_made_as_configured(void **state)
{
    (void)state;
    talk_to_another((const char *const[]){"-c", "num.partitions=3", NULL});
    assert_int_equal(ask_two("three", NULL, true)->topics.items[0].partitions.count, 3);
    talk_to_the_first_again();
    talk_to_another((const char *const[]){"-c", "auto.create.topics.enable=false", NULL});
    assert_int_equal(ask_error("never", true), KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    assert_int_equal(ask_error("never", true), KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    talk_to_the_first_again();
    talk_to_another((const char *const[]){"-c", "num.partitions=9999", NULL});
    create_topic(&client, "two", 2);
    assert_int_equal(ask_error("too-many-with-it", true), KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    talk_to_the_first_again();
}

static void create_many(int count)
{
    static char names[MOST_TOPICS][8];
    static struct create_topics_request_topic topics[MOST_TOPICS];
    for (int i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "t%d", i);
        topics[i] = (struct create_topics_request_topic){
            .name = bytes_of(names[i]), .num_partitions = 1, .replication_factor = 1};
    }
    struct create_topics_request request = {.topics = {topics, count}, .timeout_ms = 60000};
    const struct create_topics_response *r = client_ask(&client, API_CREATE_TOPICS, 7, &request);
    for (int32_t i = 0; i < count; i++)
        assert_int_equal(r->topics.items[i].error_code, KAFKA_NONE);
}

static void topics_are_made_when_asked_for_as_long_as_there_is_room(void **state)
{
    (void)state;
    talk_to_another(NULL);
    create_many(MOST_TOPICS - 1);
    assert_int_equal(ask_two("last", NULL, true)->topics.items[0].partitions.count, 1);
    assert_int_equal(ask_error("over", true), KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    talk_to_the_first_again();
}

static void a_broker_goes_by_its_number(void **state)
{
    (void)state;
    struct metadata_request_topic topic = {.name = bytes_of("of-seven")};
    struct metadata_request request = {.topics = {&topic, 1}};
    struct describe_cluster_request cluster = {.endpoint_type = 1};
    struct describe_topic_partitions_request all = {.response_partition_limit = 10};
    talk_to_another((const char *const[]){"-c", "node.id=7", NULL});
    create_topic(&client, "of-seven", 1);
    const struct metadata_response *r = client_ask(&client, API_METADATA, 8, &request);
    assert_int_equal(r->brokers.count, 1);
    assert_int_equal(r->brokers.items[0].node_id, 7);
    assert_int_equal(r->brokers.items[0].port, broker.port);
    expect_text(r->brokers.items[0].host, "127.0.0.1");
    assert_int_equal(r->controller_id, 7);
    assert_int_equal(r->cluster_id.len, 22);
    assert_int_equal(r->topics.items[0].partitions.items[0].leader_id, 7);
    expect_only(r->topics.items[0].partitions.items[0].replica_nodes, 7);
    const struct describe_cluster_response *c =
        client_ask(&client, API_DESCRIBE_CLUSTER, 2, &cluster);
    assert_int_equal(c->controller_id, 7);
    assert_int_equal(c->brokers.items[0].broker_id, 7);
    const struct describe_topic_partitions_response *d =
        client_ask(&client, API_DESCRIBE_TOPIC_PARTITIONS, 0, &all);
    assert_int_equal(d->topics.count, 1);
    assert_int_equal(d->topics.items[0].partitions.items[0].leader_id, 7);
    expect_only(d->topics.items[0].partitions.items[0].isr_nodes, 7);
    talk_to_the_first_again();
}

/* ---- DescribeCluster ---- */

static void endpoints_are_told_apart(void **state)
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
            expect_only(it->replica_nodes, 1);
            expect_only(it->isr_nodes, 1);
            assert_int_equal(it->eligible_leader_replicas.count, 0);
            assert_int_equal(it->last_known_elr.count, 0);
        }
    }
    if (r->next_cursor != NULL)
        snprintf(text + n, sizeof text - n, " > %.*s:%d", (int)r->next_cursor->topic_name.len,
                 (const char *)r->next_cursor->topic_name.data, r->next_cursor->partition);
    return text;
}

static void descriptions_go_by_name_and_stop_where_they_are_cut(void **state)
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

static void without_a_name_all_topics_are_described(void **state)
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
static void an_answer_has_2000_partitions_at_most(void **state)
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

static void a_request_names_2000_topics_at_most(void **state)
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
        cmocka_unit_test(every_partition_is_led_by_this_broker),
        cmocka_unit_test(what_may_be_done_is_told_when_asked_for),
        cmocka_unit_test(the_topics_of_kafka_itself_are_internal),
        cmocka_unit_test(a_topic_is_told_once_but_each_mistake_by_itself),
        cmocka_unit_test(several_topics_come_into_being_at_once),
        cmocka_unit_test(a_name_like_anothers_is_not_made),
        cmocka_unit_test(names_have_a_length_and_an_alphabet),
        cmocka_unit_test(topics_that_are_asked_for_are_made_as_configured),
        cmocka_unit_test(topics_are_made_when_asked_for_as_long_as_there_is_room),
        cmocka_unit_test(a_broker_goes_by_its_number),
        cmocka_unit_test(endpoints_are_told_apart),
        cmocka_unit_test(descriptions_go_by_name_and_stop_where_they_are_cut),
        cmocka_unit_test(without_a_name_all_topics_are_described),
        cmocka_unit_test(an_answer_has_2000_partitions_at_most),
        cmocka_unit_test(a_request_names_2000_topics_at_most),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
