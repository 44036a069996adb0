/* test_producer_options.c: what kafka-console-producer makes of its options. */
#include "options_kit.h"

#include <unistd.h>

#include "tools/producer_options.h"

static struct producer_options producer;

static int read_producer(char **argv)
{
    producer_options_deinit(&producer);
    return producer_options_read(&producer, count_words(argv), argv);
}

#define PRODUCES(...)                                                                              \
    assert_int_equal(RUN(read_producer, "--bootstrap-server", "x:1", "--topic", "t", __VA_ARGS__), \
                     JOPT_GO_ON)
#define NO_PRODUCER(sentence, ...)                                                                 \
    REFUSES(read_producer, sentence, "--bootstrap-server", "x:1", __VA_ARGS__)

static void assert_producer(const char *key, const char *value)
{
    const char *got = properties_get(&producer.client, key);
    if (value == NULL)
        assert_null(got);
    else
        assert_string_equal(got, value);
}

static void a_producer_has_kafkas_defaults_but_for_its_batches(void **state)
{
    static const char *const defaults[][2] = {{"linger.ms", "1000"},
                                              {"acks", "-1"},
                                              {"request.timeout.ms", "1500"},
                                              {"retries", "3"},
                                              {"retry.backoff.ms", "100"},
                                              {"send.buffer.bytes", "102400"},
                                              {"buffer.memory", "33554432"},
                                              {"batch.size", NULL},
                                              {"metadata.max.age.ms", "300000"},
                                              {"max.block.ms", "60000"},
                                              {"compression.type", "none"},
                                              {"client.id", "console-producer"},
                                              {"bootstrap.servers", "x:1"}};
    (void)state;
    PRODUCES("stray");
    for (size_t i = 0; i < ARRAY_SIZE(defaults); i++)
        assert_producer(defaults[i][0], defaults[i][1]);
    assert_false(producer.lingers || producer.sync);
    assert_string_equal(producer.topic, "t");
    assert_string_equal(producer.bootstrap, "x:1");
}

static void a_producer_does_what_its_options_say(void **state)
{
    (void)state;
    PRODUCES("--sync", "--timeout", "5", "--batch-size", "9", "--compression-codec",
             "--producer-property", "client.id=me");
    assert_true(producer.sync && producer.lingers);
    assert_producer("linger.ms", "5");
    assert_producer("batch.size", "9");
    assert_producer("compression.type", "gzip");
    assert_producer("client.id", "me");
    PRODUCES("--max-partition-memory-bytes", "10", "--compression-codec", "lz4",
             "--command-property", "linger.ms=4");
    assert_producer("batch.size", "10");
    assert_producer("compression.type", "lz4");
    assert_producer("linger.ms", "4");
    assert_true(producer.lingers);
    PRODUCES("--producer-property", "batch.size=11", "--producer-property", "acks=0");
    assert_producer("batch.size", "11");
    assert_producer("acks", "0");
    PRODUCES("--reader-property", "parse.key=true", "--reader-property", "key.separator=:");
    assert_string_equal(properties_get(&producer.reader, "parse.key"), "true");
    assert_string_equal(properties_get(&producer.reader, "key.separator"), ":");
    PRODUCES("--property", "parse.key");
    assert_string_equal(properties_get(&producer.reader, "parse.key"), "");
}

static void a_producer_takes_settings_from_files(void **state)
{
    (void)state;
    char *path = write_file("client.id=filed\nparse.key=true\n");
    PRODUCES("--producer.config", path, "--reader-config", path);
    assert_producer("client.id", "filed");
    assert_string_equal(properties_get(&producer.reader, "parse.key"), "true");
    PRODUCES("--command-config", path, "--command-property", "client.id=word");
    assert_producer("client.id", "word");
    unlink(path);
    NO_PRODUCER("java.nio.file.NoSuchFileException: /nowhere/at/all", "--topic", "t",
                "--producer.config", "/nowhere/at/all");
    NO_PRODUCER("java.nio.file.NoSuchFileException: /nowhere/at/all", "--topic", "t",
                "--command-config", "/nowhere/at/all");
    NO_PRODUCER("java.nio.file.NoSuchFileException: /nowhere/at/all", "--topic", "t",
                "--reader-config", "/nowhere/at/all");
}

static void what_a_producer_cannot_do_is_refused(void **state)
{
    static const char form[] = "Please provide valid host:port like host1:9091,host2:9092";
    (void)state;
    assert_int_equal(run(read_producer, (char *[]){"tool", NULL}), 1);
    assert_said("This tool helps to read data from standard input and publish it to Kafka.");
    NO_PRODUCER("This tool helps to read data from standard input and publish it to Kafka.",
                "--help");
    NO_PRODUCER("nope is not a recognized option", "--nope");
    NO_PRODUCER("Missing required argument \"[topic]\"", "--sync");
    NO_PRODUCER("Options --reader-property and --property cannot be specified together.", "--topic",
                "t", "--property", "a=b", "--reader-property", "a=b");
    NO_PRODUCER("Options --command-property and --producer-property cannot be specified together.",
                "--topic", "t", "--producer-property", "a=b", "--command-property", "a=b");
    NO_PRODUCER("Options --command-config and --producer.config cannot be specified together.",
                "--topic", "t", "--producer.config", "a", "--command-config", "a");
    REFUSES(read_producer, "Error while validating the bootstrap address", "--topic", "t");
    REFUSES(read_producer, "Error while validating the bootstrap address", "--topic", "t",
            "--bootstrap-server", " ");
    REFUSES(read_producer, form, "--topic", "t", "--bootstrap-server", "x");
    REFUSES(read_producer, form, "--topic", "t", "--bootstrap-server", "x:1,y");
    assert_int_equal(RUN(read_producer, "--topic", "t", "--bootstrap-server", "x:1,y:2,"),
                     JOPT_GO_ON);
    assert_int_equal(RUN(read_producer, "--version"), 0);
    assert_said("4.1.1");
    /* what the parser throws late comes without its class, all else with it */
    NO_PRODUCER("Found multiple arguments for option topic, but you asked for only one", "--topic",
                "t", "--topic", "u");
    NO_PRODUCER("Found multiple arguments for option bootstrap-server, but you asked for only one",
                "--topic", "t", "--bootstrap-server", "y:1");
    NO_PRODUCER("Found multiple arguments for option line-reader, but you asked for only one",
                "--topic", "t", "--line-reader", "y", "--line-reader", "z");
    NO_PRODUCER("Found multiple arguments for option compression-codec, but you asked for only one",
                "--topic", "t", "--compression-codec", "y", "--compression-codec", "z");
    NO_PRODUCER("Cannot parse argument 'x' of option batch-size", "--topic", "t", "--batch-size",
                "x");
    NO_PRODUCER(
        "kafka-console-producer: com.example.Mine cannot be loaded, for there is no Java here; built in: org.apache.kafka.tools.LineMessageReader",
        "--topic", "t", "--line-reader", "com.example.Mine");
    assert_non_null(
        strstr(buf_text(&said), "\njava.lang.ClassNotFoundException: com.example.Mine\n"));
}

static int free_all(void **state)
{
    (void)state;
    buf_deinit(&said);
    producer_options_deinit(&producer);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_producer_has_kafkas_defaults_but_for_its_batches),
        cmocka_unit_test(a_producer_does_what_its_options_say),
        cmocka_unit_test(a_producer_takes_settings_from_files),
        cmocka_unit_test(what_a_producer_cannot_do_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, free_all);
}
