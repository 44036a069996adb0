/* test_topics_describe.c: kafka-topics --describe of a cluster with several brokers, whose leaders
 * and replicas are where they should not be. */
#include "topics_kit.h"

#include "wire/errors.h"

#define PARTITION(number, leader, ...)                                                             \
    {                                                                                              \
        .partition = (number), .leader_id = (leader), __VA_ARGS__                                  \
    }
#define ID(last)                                                                                   \
    {                                                                                              \
        {                                                                                          \
            [15] = (last)                                                                          \
        }                                                                                          \
    }
#define ID_9_TEXT "AAAAAAAAAAAAAAAAAAAACQ"

/* Three brokers, of which 1 and 2 are alive. "orbit" has a partition that is whole, one that lacks
 * a replica, one whose leader is dead, and one without a leader; "pad" has its defaults. */
static void set_up_fleet(void)
{
    static struct metadata_broker brokers[] = {{.node_id = 1}, {.node_id = 2}};
    static struct metadata_topic topics[] = {{.name = NAME("pad")}, {.name = NAME("orbit")}};
    static int32_t all[] = {1, 2, 3}, two[] = {1, 2}, third[] = {3};
    static struct describe_topic_partitions_partition orbit[] = {
        PARTITION(3, -1, .replica_nodes = {all, 3}, .isr_nodes = {NULL, 0}),
        PARTITION(0, 1, .replica_nodes = {all, 3}, .isr_nodes = {all, 3}),
        PARTITION(2, 3, .replica_nodes = {third, 1}, .isr_nodes = {third, 1},
                  .eligible_leader_replicas = {NULL, -1}, .last_known_elr = {NULL, -1}),
        PARTITION(1, 2, .replica_nodes = {all, 3}, .isr_nodes = {two, 2},
                  .eligible_leader_replicas = {third, 1}),
    };
    static struct describe_topic_partitions_partition pad[] = {
        PARTITION(0, 1, .replica_nodes = {two, 1}, .isr_nodes = {two, 1})};
    static struct describe_topic_partitions_topic described[] = {
        {.name = NAME("orbit"), .topic_id = ID(9), .partitions = {orbit, 4}},
        {.name = NAME("pad"), .partitions = {pad, 1}}};
    static struct describe_configs_entry orbits[] = {
        {.name = NAME("min.insync.replicas"), .value = NAME("2"), .config_source = 1},
        {.name = NAME("flush.ms"), .value = NAME("9"), .config_source = 5}};
    static struct describe_configs_entry pads[] = {
        {.name = NAME("flush.ms"), .value = NAME("9"), .config_source = 5}};
    static struct describe_configs_result configs[] = {
        {.resource_name = NAME("pad"), .configs = {pads, 1}},
        {.resource_name = NAME("orbit"), .configs = {orbits, 2}}};
    cluster.metadata.brokers.items = brokers;
    cluster.metadata.brokers.count = 2;
    cluster.metadata.topics.items = topics;
    cluster.metadata.topics.count = 2;
    cluster.pages[0].topics.items = described;
    cluster.pages[0].topics.count = 2;
    cluster.configs.results.items = configs;
    cluster.configs.results.count = 2;
}

#define PARTITION_0                                                                                \
    "\tTopic: orbit\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3\tElr: \tLastKnownElr: \n"
#define PARTITION_1                                                                                \
    "\tTopic: orbit\tPartition: 1\tLeader: 2\tReplicas: 1,2,3\tIsr: 1,2\tElr: 3\tLastKnownElr: \n"
#define PARTITION_2                                                                                \
    "\tTopic: orbit\tPartition: 2\tLeader: 3\tReplicas: 3\tIsr: 3\tElr: N/A\tLastKnownElr: N/A\n"
#define PARTITION_3                                                                                \
    "\tTopic: orbit\tPartition: 3\tLeader: none\tReplicas: 1,2,3\tIsr: \tElr: \tLastKnownElr: \n"
#define PAD_0 "\tTopic: pad\tPartition: 0\tLeader: 1\tReplicas: 1\tIsr: 1\tElr: \tLastKnownElr: \n"
#define ORBIT                                                                                      \
    "Topic: orbit\tTopicId: " ID_9_TEXT                                                            \
    "\tPartitionCount: 4\tReplicationFactor: 3\tConfigs: min.insync.replicas=2\n"
#define PAD "Topic: pad\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n"

static void topics_are_described_with_their_partitions_in_order(void **state)
{
    (void)state;
    set_up_fleet();
    assert_int_equal(RUN(topics_describe, "--describe"), 0);
    assert_printed(PAD PAD_0 ORBIT PARTITION_0 PARTITION_1 PARTITION_2 PARTITION_3);
    assert_asked("describe_topic_partitions_name{name=\"orbit\"} "
                 "describe_topic_partitions_name{name=\"pad\"}] response_partition_limit=2000");
    assert_asked("resource_type=2 resource_name=\"orbit\" configuration_keys=null");
    assert_asked("topics=null allow_auto_topic_creation=false");
}

static void filters_show_only_their_partitions(void **state)
{
    static const struct {
        char *filter;
        const char *printed;
    } cases[] = {
        {"--under-replicated-partitions", PARTITION_1 PARTITION_3},
        {"--unavailable-partitions", PARTITION_2 PARTITION_3},
        {"--under-min-isr-partitions", PARTITION_2 PARTITION_3},
        {"--at-min-isr-partitions", PAD_0 PARTITION_1},
        {"--topics-with-overrides", ORBIT},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        set_up_fleet();
        assert_int_equal(RUN(topics_describe, "--describe", cases[i].filter), 0);
        assert_printed(cases[i].printed);
    }
}

/* As the admin client's map of them gives the names, which is in no order that people use. */
static void overrides_come_in_the_order_of_kafkas(void **state)
{
    static struct describe_configs_entry entries[] = {
        {.name = NAME("retention.ms"), .value = NAME("5"), .config_source = 1},
        {.name = NAME("flush.ms"), .value = NAME("9"), .config_source = 5},
        {.name = NAME("cleanup.policy"), .config_source = 1}};
    static struct describe_configs_result configs[] = {
        {.resource_name = NAME("orbit"), .configs = {entries, 3}}};
    (void)state;
    set_up_fleet();
    cluster.configs.results.items = configs;
    cluster.configs.results.count = 1; /* and none of the other topic */
    assert_int_equal(RUN(topics_describe, "--describe", "--topics-with-overrides"), 0);
    assert_printed("Topic: orbit\tTopicId: " ID_9_TEXT "\tPartitionCount: 4\tReplicationFactor: "
                   "3\tConfigs: cleanup.policy=null,retention.ms=5\n");
    assert_int_equal(RUN(topics_describe, "--describe", "--at-min-isr-partitions"), 0);
    assert_printed(PAD_0 PARTITION_2); /* one replica is the least, unless configured */
}

static void filters_add_up(void **state)
{
    (void)state;
    set_up_fleet();
    assert_int_equal(
        RUN(topics_describe, "--describe", "--unavailable-partitions", "--at-min-isr-partitions"),
        0);
    assert_printed(PAD_0 PARTITION_1 PARTITION_2 PARTITION_3);
}

/* Partition 0 moves from broker 3 to 4: meanwhile it has four replicas and a factor of three. */
static void replicas_on_their_way_do_not_count(void **state)
{
    static int32_t all[] = {1, 2, 3, 4}, coming[] = {4}, going[] = {3};
    static struct list_partition_reassignments_partition moves[] = {
        {.partition = 7, .replicas = {all, 4}},
        {.partition = 0,
         .replicas = {all, 4},
         .adding_replicas = {coming, 1},
         .removing_replicas = {going, 1}}};
    static struct list_partition_reassignments_topic moving[] = {
        {.name = NAME("orbit"), .partitions = {moves, 2}}};
    static struct describe_topic_partitions_partition moved[] = {
        PARTITION(0, 1, .replica_nodes = {all, 4}, .isr_nodes = {all, 3}),
        PARTITION(1, 1, .replica_nodes = {all, 4}, .isr_nodes = {all, 4})};
    static struct describe_topic_partitions_topic described[] = {
        {.name = NAME("orbit"), .topic_id = ID(9), .partitions = {moved, 2}}};
    (void)state;
    set_up_fleet();
    cluster.pages[0].topics.items = described;
    cluster.pages[0].topics.count = 1;
    cluster.moves.topics.items = moving;
    cluster.moves.topics.count = 1;
    assert_int_equal(RUN(topics_describe, "--describe", "--topic", "orbit"), 0);
    assert_printed(
        "Topic: orbit\tTopicId: " ID_9_TEXT
        "\tPartitionCount: 2\tReplicationFactor: 3\tConfigs: min.insync.replicas=2\n"
        "\tTopic: orbit\tPartition: 0\tLeader: 1\tReplicas: 1,2,3,4\tIsr: 1,2,3\tAdding Replicas: 4\tRemoving Replicas: 3\tElr: \tLastKnownElr: \n"
        "\tTopic: orbit\tPartition: 1\tLeader: 1\tReplicas: 1,2,3,4\tIsr: 1,2,3,4\tElr: \tLastKnownElr: \n");
    assert_asked("name=\"orbit\" partitions=[0 1]}]");
    assert_int_equal(RUN(topics_describe, "--describe", "--under-replicated-partitions"), 0);
    assert_printed(""); /* three of three are in sync */
}

static void a_long_answer_comes_in_pages(void **state)
{
    static struct topic_cursor next = {.topic_name = NAME("orbit"), .partition = 1};
    static int32_t one[] = {1};
    static struct describe_topic_partitions_partition first[] = {
        PARTITION(0, 1, .replica_nodes = {one, 1}, .isr_nodes = {one, 1})};
    static struct describe_topic_partitions_partition second[] = {
        PARTITION(1, 1, .replica_nodes = {one, 1}, .isr_nodes = {one, 1})};
    static struct describe_topic_partitions_topic
        before[] = {{.name = NAME("orbit"), .topic_id = ID(9), .partitions = {first, 1}}},
        after[] = {{.name = NAME("orbit"), .topic_id = ID(9), .partitions = {second, 1}},
                   {.name = NAME("pad"), .partitions = {first, 1}},
                   {.name = NAME("pad"), .partitions = {NULL, 0}}};
    (void)state;
    set_up_fleet();
    cluster.pages[0] =
        (struct describe_topic_partitions_response){.topics = {before, 1}, .next_cursor = &next};
    cluster.pages[1] = (struct describe_topic_partitions_response){.topics = {after, 3}};
    assert_int_equal(RUN(topics_describe, "--describe", "--partition-size-limit-per-response", "1"),
                     0);
    assert_printed(
        "Topic: pad\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n" PAD_0
        "Topic: orbit\tTopicId: " ID_9_TEXT
        "\tPartitionCount: 2\tReplicationFactor: 1\tConfigs: min.insync.replicas=2\n"
        "\tTopic: orbit\tPartition: 0\tLeader: 1\tReplicas: 1\tIsr: 1\tElr: \tLastKnownElr: \n"
        "\tTopic: orbit\tPartition: 1\tLeader: 1\tReplicas: 1\tIsr: 1\tElr: \tLastKnownElr: \n");
    assert_asked(
        "response_partition_limit=1 cursor=topic_cursor{topic_name=\"orbit\" partition=1}");
}

/* Brokers before 3.8 do not tell the eligible leaders, and older ones know no reassignments. */
static void old_brokers_are_asked_for_their_metadata(void **state)
{
    static int32_t all[] = {1, 2, 3}, two[] = {1, 2};
    static struct metadata_partition orbit[] = {
        {.partition = 0, .leader_id = 1, .replica_nodes = {all, 3}, .isr_nodes = {two, 2}}};
    static struct metadata_topic topics[] = {
        {.name = NAME("empty"), .partitions = {NULL, -1}},
        {.name = NAME("orbit"), .topic_id = ID(9), .partitions = {orbit, 1}},
        {.name = NAME("pad"), .topic_id = ID(8), .partitions = {orbit, 1}}};
    static const char described[] =
        "Topic: orbit\tTopicId: " ID_9_TEXT "\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: "
        "min.insync.replicas=2\n\tTopic: orbit\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: "
        "1,2\tElr: N/A\tLastKnownElr: N/A\n";
    (void)state;
    set_up_fleet();
    cluster.knows_partitions = cluster.knows_moves = false;
    cluster.metadata.topics.items = topics;
    cluster.metadata.topics.count = 3;
    assert_int_equal(RUN(topics_describe, "--describe", "--topic", "orbit|empty"), 0);
    assert_printed(described);
    cluster.knows_partitions = true; /* an id is looked for in metadata all the same */
    assert_int_equal(RUN(topics_describe, "--describe", "--topic-id", ID_9_TEXT), 0);
    assert_printed(described);
}

static void an_id_that_no_topic_has_is_an_error_unless_it_may_be_missing(void **state)
{
    (void)state;
    set_up_fleet();
    assert_int_equal(RUN(topics_describe, "--describe", "--topic-id", ID_9_TEXT), -1);
    assert_threw("IllegalArgumentException", "TopicId '" ID_9_TEXT "' does not exist as expected");
    assert_int_equal(RUN(topics_describe, "--describe", "--topic-id", ID_9_TEXT, "--if-exists"), 0);
    assert_printed("");
    assert_int_equal(RUN(topics_describe, "--describe", "--topic-id", "AAAAAAAAAAAAAAAAAAAAAA"), 0);
    assert_true(printed.len > 0); /* the id of nothing asks for all */
    assert_int_equal(RUN(topics_describe, "--describe", "--topic-id", "abc"), -1);
    assert_threw("IllegalArgumentException",
                 "Input string `abc` decoded as 2 bytes, which is not equal to "
                 "the expected 16 bytes of a base64-encoded UUID");
}

static void nothing_is_printed_where_an_answer_is_an_error(void **state)
{
    static struct describe_configs_result refused[] = {
        {.resource_name = NAME("pad")},
        {.error_code = KAFKA_TOPIC_AUTHORIZATION_FAILED,
         .error_message = NAME("not yours"),
         .resource_name = NAME("orbit")}};
    static struct describe_topic_partitions_topic gone[] = {
        {.name = NAME("orbit")},
        {.name = NAME("pad"), .error_code = KAFKA_UNKNOWN_TOPIC_OR_PARTITION}};
    (void)state;
    set_up_fleet();
    cluster.configs.results.items = refused;
    assert_int_equal(RUN(topics_describe, "--describe"), -1);
    assert_threw("TopicAuthorizationException", "not yours");
    set_up_fleet();
    cluster.moves.error_code = KAFKA_CLUSTER_AUTHORIZATION_FAILED;
    cluster.moves.error_message = (struct bytes)NAME("nor this");
    assert_int_equal(RUN(topics_describe, "--describe"), -1);
    assert_threw("ClusterAuthorizationException", "nor this");
    cluster.pages[0].topics.items = gone;
    assert_int_equal(RUN(topics_describe, "--describe"), -1);
    assert_threw("UnknownTopicOrPartitionException",
                 "This server does not host this topic-partition.");
    assert_printed("");
}

static void a_call_that_fails_is_named_as_the_admin_client_does(void **state)
{
    static const struct {
        enum api_key key;
        int code;
        const char *kind, *text;
    } cases[] = {
        {API_METADATA, ERR_TIMEOUT, "TimeoutException",
         "Timed out waiting for a node assignment. Call: listTopics"},
        {API_DESCRIBE_TOPIC_PARTITIONS, ERR_TIMEOUT, "TimeoutException",
         "Timed out waiting for a node assignment. Call: describeTopics"},
        {API_DESCRIBE_CONFIGS, ERR_TIMEOUT, "TimeoutException",
         "Timed out waiting for a node assignment. Call: describeConfigs"},
        {API_DESCRIBE_CONFIGS, ERR_VERSION, "UnsupportedVersionException",
         "DescribeConfigs failed"},
        {API_DESCRIBE_CONFIGS, ERR_CORRUPT, "KafkaException", "DescribeConfigs failed"},
        {API_LIST_PARTITION_REASSIGNMENTS, ERR_TIMEOUT, "TimeoutException",
         "Timed out waiting for a node assignment. Call: listPartitionReassignments"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        topics_kit_reset(NULL);
        set_up_fleet();
        cluster.fails[cases[i].key] = cases[i].code;
        assert_int_equal(RUN(topics_describe, "--describe"), -1);
        assert_threw(cases[i].kind, cases[i].text);
        assert_printed("");
    }
}

static void internal_topics_are_left_out_where_asked(void **state)
{
    static struct metadata_topic topics[] = {{.name = NAME("__consumer_offsets")},
                                             {.name = NAME("__share_group_state")},
                                             {.name = NAME("__transaction_state")},
                                             {.name = NAME("hidden"), .is_internal = true},
                                             {.name = NAME("pad")}};
    (void)state;
    set_up_fleet();
    cluster.metadata.topics.items = topics;
    cluster.metadata.topics.count = 5;
    assert_int_equal(RUN(topics_describe, "--describe", "--exclude-internal"), 0);
    assert_asked("topics=[describe_topic_partitions_name{name=\"pad\"}]");
    assert_int_equal(RUN(topics_list, "--list", "--exclude-internal"), 0);
    assert_printed("pad\n");
    assert_int_equal(RUN(topics_list, "--list"), 0);
    assert_printed("__consumer_offsets\n__share_group_state\n__transaction_state\nhidden\npad\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, topics_kit_reset, topics_kit_reset)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(topics_are_described_with_their_partitions_in_order),
        TEST(filters_show_only_their_partitions),
        TEST(overrides_come_in_the_order_of_kafkas),
        TEST(filters_add_up),
        TEST(replicas_on_their_way_do_not_count),
        TEST(a_long_answer_comes_in_pages),
        TEST(old_brokers_are_asked_for_their_metadata),
        TEST(an_id_that_no_topic_has_is_an_error_unless_it_may_be_missing),
        TEST(nothing_is_printed_where_an_answer_is_an_error),
        TEST(a_call_that_fails_is_named_as_the_admin_client_does),
        TEST(internal_topics_are_left_out_where_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
