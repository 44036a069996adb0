/* test_tutorial.c: the tutorial that our users come from, typed as printed, each command in a
 * terminal of its own, against the mini-broker. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "dialogue.h"
#include "harness.h"

enum { SOON_MS = 20000, AT_ONCE_MS = 900 };

static struct test_broker broker;

static void open_tool(struct dialogue *t, const char *format)
{
    char command[600];
    char server[64];
    snprintf(server, sizeof server, "localhost:%d", broker.port);
    const char *at = strstr(format, "SERVER");
    snprintf(command, sizeof command, "%.*s%s%s", (int)(at - format), format, server,
             at + strlen("SERVER"));
    dialogue_open(t, command);
}

/* Until that many consumer groups have their partitions. */
static void await_groups(int wanted)
{
    struct client c;
    int stable = 0;
    client_connect(&c, &broker);
    for (int tries = 0; tries < 1000 && stable != wanted; tries++) {
        struct list_groups_request request;
        wire_defaults(&list_groups_request_schema, &request);
        const struct list_groups_response *answer = client_ask(&c, API_LIST_GROUPS, 4, &request);
        stable = 0;
        for (int32_t i = 0; i < answer->groups.count; i++)
            stable += bytes_equal(answer->groups.items[i].group_state, bytes_of("Stable")) ? 1 : 0;
        usleep(20000);
    }
    client_close(&c);
    assert_int_equal(stable, wanted);
}

#define CREATE                                                                                     \
    "kafka-topics.sh --create --topic \"flugdaten\" --partitions 1 --replication-factor 1 "        \
    "--bootstrap-server SERVER"
#define PRODUCE "kafka-console-producer.sh --topic flugdaten --bootstrap-server=SERVER"
#define CONSUME "kafka-console-consumer.sh --topic flugdaten --bootstrap-server=SERVER"

static void a_topic_is_created_once(void **state)
{
    (void)state;
    struct dialogue t;
    open_tool(&t, CREATE);
    dialogue_expect(&t, "Created topic flugdaten.\n", SOON_MS);
    assert_int_equal(dialogue_end(&t, SOON_MS), 0);
    open_tool(&t, CREATE);
    dialogue_expect(&t, "Error while executing topic command : Topic 'flugdaten' already exists.\n",
                    SOON_MS);
    dialogue_expect(&t,
                    "ERROR org.apache.kafka.common.errors.TopicExistsException: Topic 'flugdaten' "
                    "already exists.\n (org.apache.kafka.tools.TopicCommand)\n",
                    SOON_MS);
    assert_int_equal(dialogue_end(&t, SOON_MS), 1);
}

static void a_piped_line_is_sent_without_a_prompt(void **state)
{
    (void)state;
    struct dialogue t;
    open_tool(&t, "echo \"Countdown started\" | " PRODUCE "; echo done");
    dialogue_expect(&t, "done\n", SOON_MS);
    assert_string_equal(buf_text(&t.seen), "done\n");
    assert_int_equal(dialogue_end(&t, SOON_MS), 0);
}

static void a_consumer_begins_at_the_end_unless_told_otherwise(void **state)
{
    (void)state;
    struct dialogue late, early;
    open_tool(&late, "timeout 10 " CONSUME);
    open_tool(&early, "timeout 10 " CONSUME " --from-beginning");
    dialogue_expect(&early, "Countdown started\n", SOON_MS);
    dialogue_expect(&late, "Processed a total of 0 messages\n", SOON_MS);
    dialogue_expect(&early, "Processed a total of 1 messages\n", SOON_MS);
    assert_int_equal(strlen("Processed a total of 0 messages\n"), late.seen.len);
    assert_int_equal(dialogue_end(&late, SOON_MS), 124); /* what `timeout` makes of it */
    assert_int_equal(dialogue_end(&early, SOON_MS), 124);
}

static const char *const flight[] = {"Countdown ended",    "Liftoff",
                                     "Left atmosphere",    "Preparing reentry",
                                     "Reentry successful", "Landing successful"};

/* Types a line at the prompt; the consumer shows it before the next is typed. */
static void say(struct dialogue *producer, struct dialogue *consumer, const char *line)
{
    static int slow;
    char text[100];
    dialogue_expect(producer, ">", SOON_MS);
    snprintf(text, sizeof text, "%s\n", line);
    dialogue_type(producer, text);
    int took = dialogue_expect(consumer, text, SOON_MS);
    if (harness_measures && took > AT_ONCE_MS && ++slow > 2) /* a disk may be slow once */
        fail_msg("\"%s\" took %d ms", line, took);
}

static void typed_messages_appear_at_once_and_in_one_order(void **state)
{
    (void)state;
    struct dialogue first, second, one, other;
    open_tool(&first, CONSUME);
    await_groups(1);
    open_tool(&one, PRODUCE);
    for (size_t i = 0; i < ARRAY_SIZE(flight); i++)
        say(&one, &first, flight[i]);

    open_tool(&second, CONSUME " --from-beginning");
    dialogue_expect(&second, "Countdown started\n", SOON_MS);
    for (size_t i = 0; i < ARRAY_SIZE(flight); i++)
        dialogue_expect(&second, flight[i], SOON_MS);

    open_tool(&other, PRODUCE);
    static const char *const lines[] = {"from the other", "from the one", "from the other again"};
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        say(i % 2 == 0 ? &other : &one, &first, lines[i]);
        dialogue_expect(&second, lines[i], SOON_MS);
    }

    dialogue_expect(&one, ">", SOON_MS);
    dialogue_type(&one, "\x04"); /* Ctrl-D */
    assert_int_equal(dialogue_end(&one, SOON_MS), 0);
    dialogue_expect(&other, ">", SOON_MS);
    dialogue_type(&other, "\x03"); /* Ctrl-C */
    assert_int_equal(dialogue_end(&other, SOON_MS), 130);
    dialogue_type(&first, "\x03");
    dialogue_expect(&first, "Processed a total of 9 messages\n", SOON_MS);
    assert_int_equal(dialogue_end(&first, SOON_MS), 130);
    dialogue_type(&second, "\x03");
    dialogue_expect(&second, "Processed a total of 10 messages\n", SOON_MS);
    assert_int_equal(dialogue_end(&second, SOON_MS), 130);
}

static void without_a_broker_a_tool_fails_within_five_seconds(void **state)
{
    (void)state;
    static const char *const commands[] = {
        "exec kafka-topics --list --bootstrap-server localhost:1 # SERVER",
        "exec kafka-console-consumer --topic t --bootstrap-server localhost:1 # SERVER",
        "echo x | kafka-console-producer --topic t --bootstrap-server localhost:1 # SERVER"};
    struct dialogue t[ARRAY_SIZE(commands)];
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
        open_tool(&t[i], commands[i]);
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        dialogue_expect(&t[i],
                        "no broker answers at localhost:1 (Connection refused). Start one "
                        "with `minibroker --listen localhost:1`, or name another with",
                        harness_measures ? 5000 : SOON_MS);
        dialogue_type(&t[i], "\x03");
        assert_int_equal(dialogue_end(&t[i], SOON_MS), 130);
    }
}

static int start_broker(void **state)
{
    (void)state;
    broker_start(&broker, (const char *const[]){NULL});
    return 0;
}

static int stop_broker(void **state)
{
    (void)state;
    broker_remove(&broker);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_topic_is_created_once),
        cmocka_unit_test(a_piped_line_is_sent_without_a_prompt),
        cmocka_unit_test(a_consumer_begins_at_the_end_unless_told_otherwise),
        cmocka_unit_test(typed_messages_appear_at_once_and_in_one_order),
        cmocka_unit_test(without_a_broker_a_tool_fails_within_five_seconds),
    };
    return cmocka_run_group_tests(tests, start_broker, stop_broker);
}
