/* test_metadata.c: what Metadata returns of brokers and topics. */
#include "talk.h"

#include <stdio.h>

enum { TOPIC_OPERATIONS = 0x0df8, CLUSTER_OPERATIONS = 0x1fa0, MOST_TOPICS = 1000 };

static void expect_only_node(struct wire_i32s nodes, int32_t node)
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
            expect_only_node(p->replica_nodes, 1);
            expect_only_node(p->isr_nodes, 1);
            assert_int_equal(p->offline_replicas.count, 0);
        }
    }
}

static void authorized_operations_are_returned_on_request(void **state)
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

static void a_topic_named_twice_is_returned_once_but_each_error_by_itself(void **state)
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

static void several_topics_are_created_by_one_request(void **state)
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

static void a_name_that_collides_with_another_is_not_created(void **state)
{
    (void)state;
    create_topic(&client, "like.this_one", 1);
    assert_int_equal(ask_error("like_this.one", true), KAFKA_INVALID_TOPIC_EXCEPTION);
    assert_int_equal(ask_error("like_this.on", true), KAFKA_NONE);
    assert_int_equal(ask_error("like.this.one", false), KAFKA_INVALID_TOPIC_EXCEPTION);
    assert_int_equal(ask_error("like-this_one", true), KAFKA_NONE);
    assert_int_equal(ask_error("like.this_one", true), KAFKA_NONE);
}

static void names_are_limited_in_length_and_alphabet(void **state)
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

static void topics_are_created_automatically_as_configured(void **state)
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

static void topics_are_created_automatically_up_to_the_limit(void **state)
{
    (void)state;
    talk_to_another(NULL);
    create_many(MOST_TOPICS - 1);
    assert_int_equal(ask_two("last", NULL, true)->topics.items[0].partitions.count, 1);
    assert_int_equal(ask_error("over", true), KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    talk_to_the_first_again();
}

static void the_broker_is_identified_by_its_node_id(void **state)
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
    expect_only_node(r->topics.items[0].partitions.items[0].replica_nodes, 7);
    const struct describe_cluster_response *c =
        client_ask(&client, API_DESCRIBE_CLUSTER, 2, &cluster);
    assert_int_equal(c->controller_id, 7);
    assert_int_equal(c->brokers.items[0].broker_id, 7);
    const struct describe_topic_partitions_response *d =
        client_ask(&client, API_DESCRIBE_TOPIC_PARTITIONS, 0, &all);
    assert_int_equal(d->topics.count, 1);
    assert_int_equal(d->topics.items[0].partitions.items[0].leader_id, 7);
    expect_only_node(d->topics.items[0].partitions.items[0].isr_nodes, 7);
    talk_to_the_first_again();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_partition_is_led_by_this_broker),
        cmocka_unit_test(authorized_operations_are_returned_on_request),
        cmocka_unit_test(the_topics_of_kafka_itself_are_internal),
        cmocka_unit_test(a_topic_named_twice_is_returned_once_but_each_error_by_itself),
        cmocka_unit_test(several_topics_are_created_by_one_request),
        cmocka_unit_test(a_name_that_collides_with_another_is_not_created),
        cmocka_unit_test(names_are_limited_in_length_and_alphabet),
        cmocka_unit_test(topics_are_created_automatically_as_configured),
        cmocka_unit_test(topics_are_created_automatically_up_to_the_limit),
        cmocka_unit_test(the_broker_is_identified_by_its_node_id),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
