/* test_consumer_options.c: what kafka-console-consumer makes of its options. */
#include "options_kit.h"

#include <unistd.h>

#include "client/consumer.h"
#include "tools/consumer_options.h"

static struct consumer_options consumer;

static int read_consumer(char **argv)
{
    consumer_options_deinit(&consumer);
    return consumer_options_read(&consumer, count_words(argv), argv);
}

#define CONSUMES(...)                                                                              \
    assert_int_equal(RUN(read_consumer, "--bootstrap-server", "x:1", __VA_ARGS__), JOPT_GO_ON)
#define NO_CONSUMER(sentence, ...)                                                                 \
    REFUSES(read_consumer, sentence, "--bootstrap-server", "x:1", __VA_ARGS__)

static void assert_client(const char *key, const char *value)
{
    assert_string_equal(properties_get(&consumer.client, key), value);
}

static void a_consumer_reads_the_end_of_a_topic_in_a_group_of_its_own(void **state)
{
    (void)state;
    CONSUMES("--topic", "t");
    assert_string_equal(consumer.topic, "t");
    assert_null(consumer.include);
    assert_int_equal(consumer.partition, WHOLE_TOPIC);
    assert_int_equal(consumer.offset, CONSUMER_LATEST);
    assert_int_equal(consumer.timeout_ms, -1);
    assert_false(consumer.skip_on_error || consumer.systest_events || consumer.from_beginning);
    assert_client("bootstrap.servers", "x:1");
    assert_client("client.id", "console-consumer");
    assert_client("auto.offset.reset", "latest");
    assert_client("isolation.level", "read_uncommitted");
    assert_client("enable.auto.commit", "false");
    assert_memory_equal(properties_get(&consumer.client, "group.id"), "console-consumer-", 17);
}

static void a_consumer_does_what_its_options_say(void **state)
{
    (void)state;
    CONSUMES("--include", "t.*", "--from-beginning", "--group", "g", "--timeout-ms", "7",
             "--skip-message-on-error", "--enable-systest-events", "--isolation-level",
             "read_committed", "--consumer-property", "client.id=me");
    assert_string_equal(consumer.include, "t.*");
    assert_null(consumer.topic);
    assert_int_equal(consumer.timeout_ms, 7);
    assert_true(consumer.skip_on_error && consumer.systest_events && consumer.from_beginning);
    assert_client("group.id", "g");
    assert_client("auto.offset.reset", "earliest");
    assert_client("isolation.level", "read_committed");
    assert_client("client.id", "me");
    assert_null(properties_get(&consumer.client, "enable.auto.commit"));
    CONSUMES("--topic", "t", "--command-property", "enable.auto.commit=true", "--command-property",
             "isolation.level=read_committed");
    assert_client("enable.auto.commit", "true");
    assert_client("isolation.level", "read_committed");
    CONSUMES("--topic", "t", "--from-beginning", "--consumer-property",
             "auto.offset.reset=earliest");
    CONSUMES("--topic", "t", "--consumer-property", "auto.offset.reset=none");
    assert_client("auto.offset.reset", "none");
}

static void an_offset_is_a_word_or_a_number(void **state)
{
    static const struct {
        char *text;
        int64_t offset;
    } taken[] = {{"earliest", CONSUMER_EARLIEST},
                 {"Latest", CONSUMER_LATEST},
                 {"0", 0},
                 {"9223372036854775807", INT64_MAX}};
    static char *const refused[] = {"-1", "", "1x", " 1", "9223372036854775808", "late"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(taken); i++) {
        CONSUMES("--topic", "t", "--partition", "3", "--offset", taken[i].text);
        assert_int_equal(consumer.offset, taken[i].offset);
        assert_int_equal(consumer.partition, 3);
    }
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        char sentence[200];
        snprintf(
            sentence, sizeof sentence,
            "The provided offset value '%s' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.",
            refused[i]);
        NO_CONSUMER(sentence, "--topic", "t", "--partition", "3", "--offset", refused[i]);
    }
    CONSUMES("--topic", "t", "--partition", "3", "--from-beginning");
    assert_int_equal(consumer.offset, CONSUMER_EARLIEST);
    CONSUMES("--topic", "t", "--partition", "3");
    assert_int_equal(consumer.offset, CONSUMER_LATEST);
}

static void what_a_consumer_cannot_do_is_refused(void **state)
{
    static const char groups[] =
        "The group ids provided in different places (directly using '--group', via "
        "'--consumer-property', or via '--consumer.config') do not match. Detected group ids: 'a', 'b'";
    (void)state;
    assert_int_equal(run(read_consumer, (char *[]){"tool", NULL}), 1);
    assert_said(
        "This tool helps to read data from Kafka topics and outputs it to standard output.");
    NO_CONSUMER("This tool helps to read data from Kafka topics and outputs it to standard output.",
                "--help");
    NO_CONSUMER("nope is not a recognized option", "--nope");
    NO_CONSUMER("Exactly one of --include/--topic is required. ", "--from-beginning");
    NO_CONSUMER("Exactly one of --include/--topic is required. ", "--topic", "t", "--include", "t");
    NO_CONSUMER("The topic is required when partition is specified.", "--include", "t",
                "--partition", "1");
    NO_CONSUMER("Options from-beginning and offset cannot be specified together.", "--topic", "t",
                "--partition", "1", "--offset", "1", "--from-beginning");
    NO_CONSUMER("The partition is required when offset is specified.", "--topic", "t", "--offset",
                "1");
    NO_CONSUMER("Options group and partition cannot be specified together.", "--topic", "t",
                "--partition", "1", "--group", "g");
    NO_CONSUMER("Options --formatter-property and --property cannot be specified together.",
                "--topic", "t", "--property", "a=b", "--formatter-property", "a=b");
    NO_CONSUMER("Options --command-property and --consumer-property cannot be specified together.",
                "--topic", "t", "--command-property", "a=b", "--consumer-property", "a=b");
    NO_CONSUMER("Options --command-config and --consumer.config cannot be specified together.",
                "--topic", "t", "--command-config", "a", "--consumer.config", "a");
    NO_CONSUMER(groups, "--topic", "t", "--group", "a", "--consumer-property", "group.id=b");
    NO_CONSUMER(
        "Can't simultaneously specify --from-beginning and 'auto.offset.reset=none', please remove one option",
        "--topic", "t", "--from-beginning", "--consumer-property", "auto.offset.reset=none");
    REFUSES(read_consumer, "Missing required argument \"[bootstrap-server]\"", "--topic", "t");
    CONSUMES("--topic", "t", "--group", "a", "--consumer-property", "group.id=a");
    assert_client("group.id", "a");
    assert_int_equal(RUN(read_consumer, "--version"), 0);
    assert_said("4.1.1");
}

static void late_exceptions_end_the_consumer_as_uncaught(void **state)
{
    static char *const cases[][2] = {{"--topic", "u"},
                                     {"--partition", "x"},
                                     {"--timeout-ms", "x"},
                                     {"--isolation-level", "y"},
                                     {"--consumer.config", "/nowhere/at/all"},
                                     {"--command-config", "/nowhere/at/all"},
                                     {"--group", "h"},
                                     {"--bootstrap-server", "y:1"}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        bool twice =
            strcmp(cases[i][0], "--isolation-level") == 0 || strcmp(cases[i][0], "--group") == 0;
        assert_int_equal(RUN(read_consumer, "--bootstrap-server", "x:1", "--topic", "t",
                             cases[i][0], cases[i][1], twice ? cases[i][0] : "stray", "stray"),
                         1);
        assert_memory_equal(buf_text(&said), "Exception in thread \"main\" j", 28);
    }
}

static void a_consumer_takes_settings_from_files(void **state)
{
    (void)state;
    char *path = write_file("group.id=filed\nclient.id=me\nfetch.min.bytes=5\n");
    CONSUMES("--topic", "t", "--command-config", path, "--command-property", "fetch.min.bytes=6");
    assert_client("group.id", "filed");
    assert_client("client.id", "me");
    assert_client("fetch.min.bytes", "6"); /* words go before files */
    CONSUMES("--topic", "t", "--consumer.config", path);
    assert_client("group.id", "filed");
    unlink(path);
    path = write_file("print.key=true\nprint.value=false\n");
    CONSUMES("--topic", "t", "--formatter-config", path, "--property", "print.value=true");
    assert_true(consumer.formatter.key && consumer.formatter.value);
    unlink(path);
    path = write_file("key=\\u00zz\n");
    assert_int_equal(
        RUN(read_consumer, "--bootstrap-server", "x:1", "--topic", "t", "--consumer.config", path),
        1);
    assert_non_null(strstr(buf_text(&said), "Malformed \\uxxxx encoding."));
    unlink(path);
}

static void deserialisers_come_by_option_too(void **state)
{
#define PACKAGE "org.apache.kafka.common.serialization."
    (void)state;
    CONSUMES("--topic", "t", "--key-deserializer", PACKAGE "LongDeserializer",
             "--value-deserializer", PACKAGE "IntegerDeserializer");
    assert_ptr_equal(consumer.formatter.key_part.deserializer,
                     deserializer_find(PACKAGE "LongDeserializer"));
    assert_ptr_equal(consumer.formatter.value_part.deserializer,
                     deserializer_find(PACKAGE "IntegerDeserializer"));
    CONSUMES("--topic", "t", "--key-deserializer", "", "--value-deserializer", "");
    assert_null(consumer.formatter.key_part.deserializer);
    assert_null(consumer.formatter.value_part.deserializer);
    assert_int_equal(said.len, 0);
    NO_CONSUMER("Found multiple arguments for option key-deserializer, but you asked for only one",
                "--topic", "t", "--key-deserializer", "a", "--key-deserializer", "b");
    NO_CONSUMER(
        "Found multiple arguments for option value-deserializer, but you asked for only one",
        "--topic", "t", "--value-deserializer", "a", "--value-deserializer", "b");
    NO_CONSUMER("Found multiple arguments for option formatter, but you asked for only one",
                "--topic", "t", "--formatter", "a", "--formatter", "b");
    NO_CONSUMER("/nowhere/at/all", "--topic", "t", "--formatter-config", "/nowhere/at/all");
}

static int free_all(void **state)
{
    (void)state;
    buf_deinit(&said);
    consumer_options_deinit(&consumer);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_consumer_reads_the_end_of_a_topic_in_a_group_of_its_own),
        cmocka_unit_test(a_consumer_does_what_its_options_say),
        cmocka_unit_test(an_offset_is_a_word_or_a_number),
        cmocka_unit_test(what_a_consumer_cannot_do_is_refused),
        cmocka_unit_test(late_exceptions_end_the_consumer_as_uncaught),
        cmocka_unit_test(a_consumer_takes_settings_from_files),
        cmocka_unit_test(deserialisers_come_by_option_too),
    };
    return cmocka_run_group_tests(tests, NULL, free_all);
}
