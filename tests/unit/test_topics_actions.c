/* test_topics_actions.c: what kafka-topics asks a cluster to create, alter and delete, what it
 * lists, and what it makes of the answers. */
#include "topics_kit.h"

#include "wire/errors.h"

static int set_up(void **state)
{
    static int32_t one[] = {1};
    static struct metadata_partition partitions[] = {
        {.partition = 0, .leader_id = 1, .replica_nodes = {one, 1}, .isr_nodes = {one, 1}}};
    static struct metadata_topic topics[] = {
        {.name = NAME("pad"), .partitions = {partitions, 1}},
        {.name = NAME("orbit"), .partitions = {partitions, 1}},
        {.name = NAME("landing"), .partitions = {partitions, 1}}};
    static struct create_topics_response_topic created[] = {{.name = NAME("x")}};
    int rc = topics_kit_reset(state);
    cluster.metadata.topics.items = topics;
    cluster.metadata.topics.count = 3;
    cluster.created.topics.items = created;
    cluster.created.topics.count = 1;
    created[0].error_code = 0;
    created[0].error_message = BYTES_NULL;
    return rc;
}

static void lists_are_sorted_and_patterns_match_the_whole_name(void **state)
{
    static const struct {
        char *pattern;
        const char *printed;
    } cases[] = {
        {"pad", "pad\n"},
        {"pa", "\n"},
        {".*a.*", "landing\npad\n"},
        {"\"pad , orbit\"", "orbit\npad\n"},
        {"''pad''", "pad\n"},
        {"\"", "\n"},
        {"nothing", "\n"},
    };
    (void)state;
    assert_int_equal(RUN(topics_list, "--list"), 0);
    assert_printed("landing\norbit\npad\n");
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        assert_int_equal(RUN(topics_list, "--list", "--topic", cases[i].pattern), 0);
        assert_printed(cases[i].printed);
    }
    cluster.metadata.topics.count = 0;
    assert_int_equal(RUN(topics_list, "--list"), 0);
    assert_printed("\n");
}

static void a_topic_is_created_as_the_options_say(void **state)
{
    (void)state;
    assert_int_equal(RUN(topics_create, "--create", "--topic", "x"), 0);
    assert_printed("Created topic x.\n");
    assert_asked("controller create_topics_request{topics=[create_topics_request_topic{name=\"x\" "
                 "num_partitions=-1 replication_factor=-1 assignments=[] configs=[]}] "
                 "timeout_ms=60000 validate_only=false}");
    assert_int_equal(RUN(topics_create, "--create", "--topic", "x", "--partitions", "1",
                         "--replication-factor", "1", "--config", " flush.ms = 7 ", "--config",
                         "cleanup.policy=compact"),
                     0);
    assert_asked("num_partitions=1 replication_factor=1 assignments=[] "
                 "configs=[create_topics_request_config{name=\"flush.ms\" value=\"7\"} "
                 "create_topics_request_config{name=\"cleanup.policy\" value=\"compact\"}]");
    assert_int_equal(
        RUN(topics_create, "--create", "--topic", "x", "--replica-assignment", "1:2,2:3"), 0);
    assert_asked("assignments=[create_topics_assignment{partition=0 broker_ids=[1 2]} "
                 "create_topics_assignment{partition=1 broker_ids=[2 3]}]");
    assert_int_equal(
        RUN(topics_create, "--create", "--topic", "x", "--replication-factor", "32767"), 0);
    assert_asked("replication_factor=32767");
}

static void what_cannot_be_asked_for_is_refused_before_it_is(void **state)
{
    static const char format[] =
        "requirement failed: Invalid topic config: all configs to be added must "
        "be in the format \"key=val\".";
    static const struct {
        char *option, *value;
        const char *sentence;
    } cases[] = {
        {"--config", "flush.ms", format},
        {"--config", "flush.ms=", format},
        {"--config", "flush.ms= ", format},
        {"--config", "flush.ms=1=2", format},
        {"--config", "=1", "Unknown topic config name: "},
        {"--config", " =1", "Unknown topic config name: "},
        {"--partitions", "0", "The partitions must be greater than 0"},
        {"--replication-factor", "0",
         "The replication factor must be between 1 and 32767 inclusive"},
        {"--replication-factor", "32768",
         "The replication factor must be between 1 and 32767 inclusive"},
        {"--replica-assignment", "1:1",
         "Partition replica lists may not contain duplicate entries: 1"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        assert_int_equal(
            RUN(topics_create, "--create", "--topic", "x", cases[i].option, cases[i].value), -1);
        assert_string_equal(threw.text, cases[i].sentence);
        assert_printed("");
        assert_int_equal(asked.len, 0);
    }
}

static void names_that_may_collide_are_warned_of(void **state)
{
    (void)state;
    assert_int_equal(RUN(topics_create, "--create", "--topic", "a_b"), 0);
    assert_non_null(strstr(buf_text(&printed), "WARNING: Due to limitations in metric names"));
    assert_non_null(strstr(buf_text(&printed), "Created topic a_b."));
}

static void an_answer_to_create_is_obeyed(void **state)
{
    struct create_topics_response_topic *answer = cluster.created.topics.items;
    (void)state;
    answer->error_code = KAFKA_TOPIC_ALREADY_EXISTS;
    answer->error_message = (struct bytes)NAME("there is one");
    assert_int_equal(RUN(topics_create, "--create", "--topic", "x"), -1);
    assert_threw("TopicExistsException", "there is one");
    assert_int_equal(RUN(topics_create, "--create", "--topic", "x", "--if-not-exists"), 0);
    assert_printed("");
    answer->error_code = KAFKA_POLICY_VIOLATION;
    answer->error_message = BYTES_NULL;
    assert_int_equal(RUN(topics_create, "--create", "--topic", "x", "--if-not-exists"), -1);
    assert_threw("PolicyViolationException", kafka_error_row(KAFKA_POLICY_VIOLATION)->text);
    cluster.created.topics.count = 0; /* a broker that says nothing at all */
    assert_int_equal(RUN(topics_create, "--create", "--topic", "x"), -1);
    assert_threw("UnknownServerException", kafka_error_row(KAFKA_UNKNOWN_SERVER_ERROR)->text);
    cluster.fails[API_CREATE_TOPICS] = ERR_TIMEOUT;
    assert_int_equal(RUN(topics_create, "--create", "--topic", "x"), -1);
    assert_threw("TimeoutException", "Timed out waiting for a node assignment. Call: createTopics");
    assert_printed("");
}

static void topics_grow_by_what_is_not_there_yet(void **state)
{
    (void)state;
    assert_int_equal(RUN(topics_alter, "--alter", "--topic", "orbit|pad", "--partitions", "3"), 0);
    assert_asked("controller create_partitions_request{topics=["
                 "create_partitions_topic{name=\"orbit\" count=3 assignments=null} "
                 "create_partitions_topic{name=\"pad\" count=3 assignments=null}] "
                 "timeout_ms=60000 validate_only=false}");
    assert_printed("");
    assert_int_equal(RUN(topics_alter, "--alter", "--topic", "pad", "--partitions", "3",
                         "--replica-assignment", "1,2,3"),
                     0);
    assert_asked("count=3 assignments=[create_partitions_assignment{broker_ids=[2]} "
                 "create_partitions_assignment{broker_ids=[3]}]");
    assert_int_equal(
        RUN(topics_alter, "--alter", "--topic", "none", "--if-exists", "--partitions", "3"), 0);
    assert_null(strstr(buf_text(&asked), "create_partitions"));
}

static void topics_are_deleted_by_name(void **state)
{
    (void)state;
    assert_int_equal(RUN(topics_delete, "--delete", "--topic", "orbit|pad"), 0);
    assert_asked("controller delete_topics_request{topics=[delete_topics_state{name=\"orbit\"");
    assert_asked("delete_topics_state{name=\"pad\"");
    assert_asked("timeout_ms=60000");
    assert_printed("");
    cluster.knows_partitions = false;
    assert_int_equal(RUN(topics_delete, "--delete", "--topic", "orbit|pad"), 0);
    assert_asked("topic_names=[\"orbit\" \"pad\"]");
    assert_int_equal(RUN(topics_delete, "--delete", "--topic", "none", "--if-exists"), 0);
    assert_null(strstr(buf_text(&asked), "delete_topics"));
}

static void one_topic_that_fails_fails_the_command(void **state)
{
    static struct create_partitions_result grown[] = {{.name = NAME("orbit")},
                                                      {.name = NAME("pad"),
                                                       .error_code = KAFKA_INVALID_PARTITIONS,
                                                       .error_message = NAME("too few")}};
    static struct delete_topics_result deleted[] = {{.name = NAME("orbit")},
                                                    {.name = NAME("pad"),
                                                     .error_code = KAFKA_TOPIC_AUTHORIZATION_FAILED,
                                                     .error_message = NAME("no")}};
    (void)state;
    cluster.grown.results.items = grown;
    cluster.grown.results.count = 2;
    cluster.deleted.results.items = deleted;
    cluster.deleted.results.count = 2;
    assert_int_equal(RUN(topics_alter, "--alter", "--topic", "orbit|pad", "--partitions", "1"), -1);
    assert_threw("InvalidPartitionsException", "too few");
    assert_int_equal(RUN(topics_delete, "--delete", "--topic", "orbit|pad"), -1);
    assert_threw("TopicAuthorizationException", "no");
    cluster.grown.results.count = cluster.deleted.results.count = 1;
    assert_int_equal(RUN(topics_alter, "--alter", "--topic", "orbit", "--partitions", "2"), 0);
    assert_int_equal(RUN(topics_delete, "--delete", "--topic", "orbit"), 0);
    cluster.fails[API_CREATE_PARTITIONS] = cluster.fails[API_DELETE_TOPICS] = ERR_TIMEOUT;
    assert_int_equal(RUN(topics_alter, "--alter", "--topic", "orbit", "--partitions", "2"), -1);
    assert_threw("TimeoutException",
                 "Timed out waiting for a node assignment. Call: createPartitions");
    assert_int_equal(RUN(topics_delete, "--delete", "--topic", "orbit"), -1);
    assert_threw("TimeoutException", "Timed out waiting for a node assignment. Call: deleteTopics");
}

static void a_topic_that_is_missing_is_an_error_where_it_must_exist(void **state)
{
    static int (*const must[])(struct topic_command *, struct thrown *) = {topics_delete,
                                                                           topics_describe};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(must); i++) {
        assert_int_equal(RUN(must[i], "--topic", "none"), -1);
        assert_threw("IllegalArgumentException", "Topic 'none' does not exist as expected");
        assert_int_equal(RUN(must[i], "--topic", "none", "--if-exists"), 0);
        assert_int_equal(RUN(must[i], "--topic", "["), -1);
        assert_threw("RuntimeException", "[ is an invalid regex.");
        assert_int_equal(RUN(must[i], "--topic", "a", "--topic", "b"), -1);
        assert_threw("MultipleArgumentsForOptionException",
                     "Found multiple arguments for option topic, but you asked for only one");
        cluster.fails[API_METADATA] = ERR_TIMEOUT;
        assert_int_equal(RUN(must[i], "--topic", "none"), -1);
        assert_threw("TimeoutException",
                     "Timed out waiting for a node assignment. Call: listTopics");
        cluster.fails[API_METADATA] = 0;
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, topics_kit_reset)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lists_are_sorted_and_patterns_match_the_whole_name),
        TEST(a_topic_is_created_as_the_options_say),
        TEST(what_cannot_be_asked_for_is_refused_before_it_is),
        TEST(names_that_may_collide_are_warned_of),
        TEST(an_answer_to_create_is_obeyed),
        TEST(topics_grow_by_what_is_not_there_yet),
        TEST(topics_are_deleted_by_name),
        TEST(one_topic_that_fails_fails_the_command),
        TEST(a_topic_that_is_missing_is_an_error_where_it_must_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
