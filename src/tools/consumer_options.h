/* consumer_options.h: kafka-console-consumer's command line. */
#ifndef TOOLS_CONSUMER_OPTIONS_H
#define TOOLS_CONSUMER_OPTIONS_H

#include "client/properties.h"
#include "tools/formatter.h"
#include "tools/jopt.h"

/* Each flag once, in the order of their names, with the help of Apache Kafka 4.1. */
/* clang-format off */
#define CONSUMER_OPTIONS(X)                                                                        \
    X(CONSUMER_BOOTSTRAP_SERVER, "bootstrap-server", REQUIRED, STRING, "server to connect to",     \
      NULL, "REQUIRED: The server(s) to connect to.")                                              \
    X(CONSUMER_COMMAND_CONFIG, "command-config", REQUIRED, STRING, NULL, NULL, NULL)               \
    X(CONSUMER_COMMAND_PROPERTY, "command-property", REQUIRED, STRING, NULL, NULL, NULL)           \
    X(CONSUMER_CONSUMER_PROPERTY, "consumer-property", REQUIRED, STRING, "consumer_prop", NULL,    \
      "A mechanism to pass user-defined properties in the form key=value to the consumer.")        \
    X(CONSUMER_CONSUMER_CONFIG, "consumer.config", REQUIRED, STRING, "config file", NULL,          \
      "Consumer config properties file. Note that [consumer-property] takes precedence over "      \
      "this config.")                                                                              \
    X(CONSUMER_ENABLE_SYSTEST_EVENTS, "enable-systest-events", NONE, STRING, NULL, NULL,           \
      "Log lifecycle events of the consumer in addition to logging consumed messages. (This is "   \
      "specific for system tests.)")                                                               \
    X(CONSUMER_FORMATTER, "formatter", REQUIRED, STRING, "class",                                  \
      "org.apache.kafka.tools.consumer.DefaultMessageFormatter",                                   \
      "The name of a class to use for formatting kafka messages for display.")                     \
    X(CONSUMER_FORMATTER_CONFIG, "formatter-config", REQUIRED, STRING, "config file", NULL,        \
      "Config properties file to initialize the message formatter. Note that [property] takes "    \
      "precedence over this config.")                                                              \
    X(CONSUMER_FORMATTER_PROPERTY, "formatter-property", REQUIRED, STRING, NULL, NULL, NULL)       \
    X(CONSUMER_FROM_BEGINNING, "from-beginning", NONE, STRING, NULL, NULL,                         \
      "If the consumer does not already have an established offset to consume from, start with "   \
      "the earliest message present in the log rather than the latest message.")                   \
    X(CONSUMER_GROUP, "group", REQUIRED, STRING, "consumer group id", NULL,                        \
      "The consumer group id of the consumer.")                                                    \
    X(CONSUMER_HELP, "help", NONE, STRING, NULL, NULL, "Print usage information.")                 \
    X(CONSUMER_INCLUDE, "include", REQUIRED, STRING, "Java regex (String)", NULL,                  \
      "Regular expression specifying list of topics to include for consumption.")                  \
    X(CONSUMER_ISOLATION_LEVEL, "isolation-level", REQUIRED, STRING, NULL, "read_uncommitted",     \
      "Set to read_committed in order to filter out transactional messages which are not "         \
      "committed. Set to read_uncommitted to read all messages.")                                  \
    X(CONSUMER_KEY_DESERIALIZER, "key-deserializer", REQUIRED, STRING, "deserializer for key",     \
      NULL, "")                                                                                    \
    X(CONSUMER_MAX_MESSAGES, "max-messages", REQUIRED, INTEGER, "num_messages", NULL,              \
      "The maximum number of messages to consume before exiting. If not set, consumption is "      \
      "continual.")                                                                                \
    X(CONSUMER_OFFSET, "offset", REQUIRED, STRING, "consume offset", "latest",                     \
      "The offset to consume from (a non-negative number), or 'earliest' which means from "        \
      "beginning, or 'latest' which means from end")                                               \
    X(CONSUMER_PARTITION, "partition", REQUIRED, INTEGER, "partition", NULL,                       \
      "The partition to consume from. Consumption starts from the end of the partition unless "    \
      "'--offset' is specified.")                                                                  \
    X(CONSUMER_PROPERTY, "property", REQUIRED, STRING, "prop", NULL,                               \
      "The properties to initialize the message formatter. Default properties include: "           \
      "\n print.timestamp=true|false"                                                              \
      "\n print.key=true|false"                                                                    \
      "\n print.offset=true|false"                                                                 \
      "\n print.epoch=true|false"                                                                  \
      "\n print.partition=true|false"                                                              \
      "\n print.headers=true|false"                                                                \
      "\n print.value=true|false"                                                                  \
      "\n key.separator=<key.separator>"                                                           \
      "\n line.separator=<line.separator>"                                                         \
      "\n headers.separator=<line.separator>"                                                      \
      "\n null.literal=<null.literal>"                                                             \
      "\n key.deserializer=<key.deserializer>"                                                     \
      "\n value.deserializer=<value.deserializer>"                                                 \
      "\n header.deserializer=<header.deserializer>"                                               \
      "\n"                                                                                         \
      "\nUsers can also pass in customized properties for their formatter; more specifically, "    \
      "users can pass in properties keyed with 'key.deserializer.', 'value.deserializer.' and "    \
      "'headers.deserializer.' prefixes to configure their deserializers.")                        \
    X(CONSUMER_RAW, "raw", NONE, STRING, NULL, NULL, NULL)                                         \
    X(CONSUMER_SKIP_MESSAGE_ON_ERROR, "skip-message-on-error", NONE, STRING, NULL, NULL,           \
      "If there is an error when processing a message, skip it instead of halt.")                  \
    X(CONSUMER_TIMEOUT_MS, "timeout-ms", REQUIRED, LONG, "timeout_ms", NULL,                       \
      "If specified, exit if no message is available for consumption for the specified interval.") \
    X(CONSUMER_TOPIC, "topic", REQUIRED, STRING, "topic", NULL, "The topic to consume on.")        \
    X(CONSUMER_VALUE_DESERIALIZER, "value-deserializer", REQUIRED, STRING,                         \
      "deserializer for values", NULL, "")                                                         \
    X(CONSUMER_VERSION, "version", NONE, STRING, NULL, NULL, "Display Kafka version.")
/* clang-format on */

enum consumer_option { CONSUMER_OPTIONS(JOPT_ID) };

extern const struct jopt_table consumer_table;

enum { WHOLE_TOPIC = -1 };

struct consumer_options {
    struct jopt given;
    const char *topic, *include; /* one of them; borrowed from argv */
    const char *bootstrap;
    int32_t partition; /* or WHOLE_TOPIC */
    int64_t offset;    /* of --partition: CONSUMER_EARLIEST, CONSUMER_LATEST or a number */
    int64_t timeout_ms;
    bool skip_on_error, systest_events, from_beginning;
    struct properties client;
    struct formatter formatter;
};

/* Reads the command line. JOPT_GO_ON, or the exit code after having said why. The caller
 * deinits either way. */
int consumer_options_read(struct consumer_options *o, int argc, char **argv);
void consumer_options_deinit(struct consumer_options *o);

#endif
