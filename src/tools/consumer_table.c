/* consumer_table.c: kafka-console-consumer's flags, with the help of Apache Kafka 4.1. */
#include "tools/consumer_options.h"

static const struct jopt_row rows[] = {
    [CONSUMER_BOOTSTRAP_SERVER] = {"bootstrap-server", JOPT_REQUIRED, JOPT_STRING,
                                   "server to connect to", NULL,
                                   "REQUIRED: The server(s) to connect to."},
    [CONSUMER_COMMAND_CONFIG] = {"command-config", JOPT_REQUIRED, JOPT_STRING, NULL, NULL, NULL},
    [CONSUMER_COMMAND_PROPERTY] = {"command-property", JOPT_REQUIRED, JOPT_STRING, NULL, NULL,
                                   NULL},
    [CONSUMER_CONSUMER_PROPERTY] = {"consumer-property", JOPT_REQUIRED, JOPT_STRING,
                                    "consumer_prop", NULL,
                                    "A mechanism to pass user-defined properties in the form "
                                    "key=value to the consumer."},
    [CONSUMER_CONSUMER_CONFIG] = {"consumer.config", JOPT_REQUIRED, JOPT_STRING, "config file",
                                  NULL,
                                  "Consumer config properties file. Note that [consumer-property] "
                                  "takes precedence over this config."},
    [CONSUMER_ENABLE_SYSTEST_EVENTS] = {"enable-systest-events", JOPT_NONE, JOPT_STRING, NULL, NULL,
                                        "Log lifecycle events of the consumer in addition to "
                                        "logging consumed messages. (This is specific for system "
                                        "tests.)"},
    [CONSUMER_FORMATTER] = {"formatter", JOPT_REQUIRED, JOPT_STRING, "class",
                            "org.apache.kafka.tools.consumer.DefaultMessageFormatter",
                            "The name of a class to use for formatting kafka messages for "
                            "display."},
    [CONSUMER_FORMATTER_CONFIG] = {"formatter-config", JOPT_REQUIRED, JOPT_STRING, "config file",
                                   NULL,
                                   "Config properties file to initialize the message formatter. "
                                   "Note that [property] takes precedence over this config."},
    [CONSUMER_FORMATTER_PROPERTY] = {"formatter-property", JOPT_REQUIRED, JOPT_STRING, NULL, NULL,
                                     NULL},
    [CONSUMER_FROM_BEGINNING] = {"from-beginning", JOPT_NONE, JOPT_STRING, NULL, NULL,
                                 "If the consumer does not already have an established offset to "
                                 "consume from, start with the earliest message present in the log "
                                 "rather than the latest message."},
    [CONSUMER_GROUP] = {"group", JOPT_REQUIRED, JOPT_STRING, "consumer group id", NULL,
                        "The consumer group id of the consumer."},
    [CONSUMER_HELP] = {"help", JOPT_NONE, JOPT_STRING, NULL, NULL, "Print usage information."},
    [CONSUMER_INCLUDE] = {"include", JOPT_REQUIRED, JOPT_STRING, "Java regex (String)", NULL,
                          "Regular expression specifying list of topics to include for "
                          "consumption."},
    [CONSUMER_ISOLATION_LEVEL] = {"isolation-level", JOPT_REQUIRED, JOPT_STRING, NULL,
                                  "read_uncommitted",
                                  "Set to read_committed in order to filter out transactional "
                                  "messages which are not committed. Set to read_uncommitted to "
                                  "read all messages."},
    [CONSUMER_KEY_DESERIALIZER] = {"key-deserializer", JOPT_REQUIRED, JOPT_STRING,
                                   "deserializer for key", NULL, ""},
    [CONSUMER_MAX_MESSAGES] = {"max-messages", JOPT_REQUIRED, JOPT_INTEGER, "num_messages", NULL,
                               "The maximum number of messages to consume before exiting. If not "
                               "set, consumption is continual."},
    [CONSUMER_OFFSET] = {"offset", JOPT_REQUIRED, JOPT_STRING, "consume offset", "latest",
                         "The offset to consume from (a non-negative number), or 'earliest' which "
                         "means from beginning, or 'latest' which means from end"},
    [CONSUMER_PARTITION] = {"partition", JOPT_REQUIRED, JOPT_INTEGER, "partition", NULL,
                            "The partition to consume from. Consumption starts from the end of the "
                            "partition unless '--offset' is specified."},
    [CONSUMER_PROPERTY] = {"property", JOPT_REQUIRED, JOPT_STRING, "prop", NULL,
                           "The properties to initialize the message formatter. Default properties "
                           "include: \n"
                           " print.timestamp=true|false\n"
                           " print.key=true|false\n"
                           " print.offset=true|false\n"
                           " print.epoch=true|false\n"
                           " print.partition=true|false\n"
                           " print.headers=true|false\n"
                           " print.value=true|false\n"
                           " key.separator=<key.separator>\n"
                           " line.separator=<line.separator>\n"
                           " headers.separator=<line.separator>\n"
                           " null.literal=<null.literal>\n"
                           " key.deserializer=<key.deserializer>\n"
                           " value.deserializer=<value.deserializer>\n"
                           " header.deserializer=<header.deserializer>\n"
                           "\nUsers can also pass in customized properties for their formatter; "
                           "more specifically, users can pass in properties keyed with "
                           "'key.deserializer.', 'value.deserializer.' and 'headers.deserializer.' "
                           "prefixes to configure their deserializers."},
    [CONSUMER_RAW] = {"raw", JOPT_NONE, JOPT_STRING, NULL, NULL, NULL},
    [CONSUMER_SKIP_MESSAGE_ON_ERROR] = {"skip-message-on-error", JOPT_NONE, JOPT_STRING, NULL, NULL,
                                        "If there is an error when processing a message, skip it "
                                        "instead of halt."},
    [CONSUMER_TIMEOUT_MS] = {"timeout-ms", JOPT_REQUIRED, JOPT_LONG, "timeout_ms", NULL,
                             "If specified, exit if no message is available for consumption for "
                             "the specified interval."},
    [CONSUMER_TOPIC] = {"topic", JOPT_REQUIRED, JOPT_STRING, "topic", NULL,
                        "The topic to consume on."},
    [CONSUMER_VALUE_DESERIALIZER] = {"value-deserializer", JOPT_REQUIRED, JOPT_STRING,
                                     "deserializer for values", NULL, ""},
    [CONSUMER_VERSION] = {"version", JOPT_NONE, JOPT_STRING, NULL, NULL, "Display Kafka version."},
};

const struct jopt_table consumer_table = {rows, ARRAY_SIZE(rows)};
