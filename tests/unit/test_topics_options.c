/* test_topics_options.c: which options of kafka-topics go together. */
#include "options_kit.h"

#include "tools/topics_options.h"

static int check_topics(char **argv)
{
    struct jopt o;
    struct thrown t = {0};
    assert_int_equal(jopt_parse(&o, &topics_table, count_words(argv), argv, &t), 0);
    int rc = topics_options_check(&o, count_words(argv));
    jopt_deinit(&o);
    return rc;
}

#define TOPICS(...) RUN(check_topics, "--bootstrap-server", "x:1", __VA_ARGS__)
#define NO_TOPICS(sentence, ...)                                                                   \
    REFUSES(check_topics, sentence, "--bootstrap-server", "x:1", __VA_ARGS__)

static void one_action_goes_with_its_own_options(void **state)
{
    (void)state;
    assert_int_equal(TOPICS("--list"), JOPT_GO_ON);
    assert_int_equal(TOPICS("--list", "--exclude-internal", "--topic", "t"), JOPT_GO_ON);
    assert_int_equal(TOPICS("--describe"), JOPT_GO_ON);
    assert_int_equal(TOPICS("--describe", "--topics-with-overrides"), JOPT_GO_ON);
    assert_int_equal(TOPICS("--describe", "--unavailable-partitions"), JOPT_GO_ON);
    assert_int_equal(TOPICS("--describe", "--if-exists", "--topic", "t"), JOPT_GO_ON);
    assert_int_equal(TOPICS("--describe", "--if-exists", "--topic-id", "i"), JOPT_GO_ON);
    assert_int_equal(said.len, 0);
    assert_int_equal(TOPICS("--create", "--topic", "t", "--partitions", "1", "--replication-factor",
                            "1", "--config", "a=b"),
                     JOPT_GO_ON);
    assert_int_equal(TOPICS("--create", "--topic", "t", "--replica-assignment", "1"), JOPT_GO_ON);
    assert_int_equal(TOPICS("--alter", "--topic", "t", "--partitions", "1"), JOPT_GO_ON);
    assert_int_equal(TOPICS("--delete", "--topic", "t", "--if-exists"), JOPT_GO_ON);
    assert_int_equal(said.len, 0);
    assert_int_equal(TOPICS("--describe", "--if-exists", "--topic", "t", "--topic-id", "i"),
                     JOPT_GO_ON);
    assert_said("Only topic id will be used when both --topic and --topic-id are specified and "
                "topicId is not Uuid.ZERO_UUID");
}

static void options_that_clash_are_named(void **state)
{
    static const struct {
        char *option, *with;
    } clashes[] = {
        {"config", "list"},
        {"config", "describe"},
        {"config", "delete"},
        {"partitions", "list"},
        {"replication-factor", "alter"},
        {"replica-assignment", "delete"},
        {"under-replicated-partitions", "create"},
        {"under-min-isr-partitions", "topics-with-overrides"},
        {"topics-with-overrides", "alter"},
        {"if-exists", "create"},
        {"if-not-exists", "alter"},
        {"exclude-internal", "delete"},
        {"replica-assignment", "partitions"},
        {"replica-assignment", "replication-factor"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(clashes); i++) {
        char option[60], with[60], sentence[200];
        snprintf(option, sizeof option, "--%s=1", clashes[i].option);
        snprintf(with, sizeof with, "--%s=1", clashes[i].with);
        snprintf(sentence, sizeof sentence, "Option \"[%s]\" can't be used with option \"[%s]\"",
                 clashes[i].option, clashes[i].with);
        bool action = strstr("list describe delete alter create", clashes[i].with) != NULL;
        bool describes = strcmp(clashes[i].with, "topics-with-overrides") == 0;
        NO_TOPICS(sentence, option, with, "--topic=t",
                  strcmp(clashes[i].with, "alter") == 0 ? "--partitions=1" : "stray",
                  action      ? "stray"
                  : describes ? "--describe"
                              : "--create");
    }
}

static void what_an_action_needs_is_asked_for(void **state)
{
    (void)state;
    REFUSES(check_topics, "--bootstrap-server must be specified", "--list");
    assert_non_null(
        strstr(buf_text(&said),
               "\njava.lang.IllegalArgumentException: --bootstrap-server must be specified\n\n"));
    NO_TOPICS("Missing required argument \"[topic]\"", "--create");
    NO_TOPICS("Missing required argument \"[topic]\"", "--delete");
    NO_TOPICS("Missing required argument \"[topic]\"", "--alter", "--partitions", "2");
    NO_TOPICS("Missing required argument \"[partitions]\"", "--alter", "--topic", "t");
    NO_TOPICS("--topic or --topic-id is required to describe a topic", "--describe", "--if-exists");
    NO_TOPICS(
        "Command must include exactly one action: --list, --describe, --create, --alter or --delete",
        "--list", "--delete");
    NO_TOPICS(
        "Command must include exactly one action: --list, --describe, --create, --alter or --delete",
        "stray");
    assert_int_equal(run(check_topics, (char *[]){"tool", NULL}), 1);
    assert_said("Create, delete, describe, or change a topic.");
    REFUSES(check_topics, "This tool helps to create, delete, describe, or change a topic.",
            "--help");
    assert_int_equal(RUN(check_topics, "--version"), 0);
    assert_said("4.1.1");
    assert_int_equal(TOPICS("--list", "--delete-config", "x"), JOPT_GO_ON);
    assert_said("delete-config option is no longer supported and deprecated since version 4.0. The "
                "config will be fully removed in future releases.");
}

static int free_all(void **state)
{
    (void)state;
    buf_deinit(&said);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_action_goes_with_its_own_options),
        cmocka_unit_test(options_that_clash_are_named),
        cmocka_unit_test(what_an_action_needs_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, free_all);
}
