/* producer_options.h: kafka-console-producer's command line. */
#ifndef TOOLS_PRODUCER_OPTIONS_H
#define TOOLS_PRODUCER_OPTIONS_H

#include "client/properties.h"
#include "tools/jopt.h"

/* Each flag once, in the order of their names, with the help of Apache Kafka 4.1. */
/* clang-format off */
#define PRODUCER_OPTIONS(X)                                                                        \
    X(PRODUCER_BATCH_SIZE, "batch-size", REQUIRED, INTEGER, "size", "16384",                       \
      "Number of messages to send in a single batch if they are not being sent synchronously. "    \
      "please note that this option will be replaced if max-partition-memory-bytes is also set")   \
    X(PRODUCER_BOOTSTRAP_SERVER, "bootstrap-server", REQUIRED, STRING, "server to connect to",     \
      NULL,                                                                                        \
      "REQUIRED: The server(s) to connect to. The broker list string in the form "                 \
      "HOST1:PORT1,HOST2:PORT2.")                                                                  \
    X(PRODUCER_COMMAND_CONFIG, "command-config", REQUIRED, STRING, NULL, NULL, NULL)               \
    X(PRODUCER_COMMAND_PROPERTY, "command-property", REQUIRED, STRING, NULL, NULL, NULL)           \
    X(PRODUCER_COMPRESSION_CODEC, "compression-codec", OPTIONAL, STRING, "compression-codec",      \
      NULL,                                                                                        \
      "The compression codec: either 'none', 'gzip', 'snappy', 'lz4', or 'zstd'.If specified "     \
      "without value, then it defaults to 'gzip'")                                                 \
    X(PRODUCER_HELP, "help", NONE, STRING, NULL, NULL, "Print usage information.")                 \
    X(PRODUCER_LINE_READER, "line-reader", REQUIRED, STRING, "reader_class",                       \
      "org.apache.kafka.tools.LineMessageReader",                                                  \
      "The class name of the class to use for reading lines from standard in. By default each "    \
      "line is read as a separate message.")                                                       \
    X(PRODUCER_MAX_BLOCK_MS, "max-block-ms", REQUIRED, LONG, "max block on send", "60000",         \
      "The max time that the producer will block for during a send request.")                      \
    X(PRODUCER_MAX_MEMORY_BYTES, "max-memory-bytes", REQUIRED, LONG, "total memory in bytes",      \
      "33554432",                                                                                  \
      "The total memory used by the producer to buffer records waiting to be sent to the "         \
      "server. This is the option to control `buffer.memory` in producer configs.")                \
    X(PRODUCER_MAX_PARTITION_MEMORY_BYTES, "max-partition-memory-bytes", REQUIRED, INTEGER,        \
      "memory in bytes per partition", "16384",                                                    \
      "The buffer size allocated for a partition. When records are received which are smaller "    \
      "than this size the producer will attempt to optimistically group them together until "      \
      "this size is reached. This is the option to control `batch.size` in producer configs.")     \
    X(PRODUCER_MESSAGE_SEND_MAX_RETRIES, "message-send-max-retries", REQUIRED, INTEGER, NULL,      \
      "3",                                                                                         \
      "Brokers can fail receiving the message for multiple reasons, and being unavailable "        \
      "transiently is just one of them. This property specifies the number of retries before "     \
      "the producer give up and drop this message. This is the option to control `retries` in "    \
      "producer configs.")                                                                         \
    X(PRODUCER_METADATA_EXPIRY_MS, "metadata-expiry-ms", REQUIRED, LONG,                           \
      "metadata expiration interval", "300000",                                                    \
      "The period of time in milliseconds after which we force a refresh of metadata even if we "  \
      "haven't seen any leadership changes. This is the option to control `metadata.max.age.ms` "  \
      "in producer configs.")                                                                      \
    X(PRODUCER_PRODUCER_PROPERTY, "producer-property", REQUIRED, STRING, "producer_prop", NULL,    \
      "A mechanism to pass user-defined properties in the form key=value to the producer. ")       \
    X(PRODUCER_PRODUCER_CONFIG, "producer.config", REQUIRED, STRING, "config file", NULL,          \
      "Producer config properties file. Note that [producer-property] takes precedence over "      \
      "this config.")                                                                              \
    X(PRODUCER_PROPERTY, "property", REQUIRED, STRING, "prop", NULL,                               \
      "A mechanism to pass user-defined properties in the form key=value to the message reader. "  \
      "This allows custom configuration for a user-defined message reader."                        \
      "\nDefault properties include:"                                                              \
      "\n parse.key=false"                                                                         \
      "\n parse.headers=false"                                                                     \
      "\n ignore.error=false"                                                                      \
      "\n key.separator=\\t"                                                                       \
      "\n headers.delimiter=\\t"                                                                   \
      "\n headers.separator=,"                                                                     \
      "\n headers.key.separator=:"                                                                 \
      "\n null.marker=   When set, any fields (key, value and headers) equal to this will be "     \
      "replaced by null"                                                                           \
      "\nDefault parsing pattern when:"                                                            \
      "\n parse.headers=true and parse.key=true:"                                                  \
      "\n  \"h1:v1,h2:v2...\\tkey\\tvalue\""                                                       \
      "\n parse.key=true:"                                                                         \
      "\n  \"key\\tvalue\""                                                                        \
      "\n parse.headers=true:"                                                                     \
      "\n  \"h1:v1,h2:v2...\\tvalue\"")                                                            \
    X(PRODUCER_READER_CONFIG, "reader-config", REQUIRED, STRING, "config file", NULL,              \
      "Config properties file for the message reader. Note that [property] takes precedence "      \
      "over this config.")                                                                         \
    X(PRODUCER_READER_PROPERTY, "reader-property", REQUIRED, STRING, NULL, NULL, NULL)             \
    X(PRODUCER_REQUEST_REQUIRED_ACKS, "request-required-acks", REQUIRED, STRING,                   \
      "request required acks", "-1", "The required `acks` of the producer requests")               \
    X(PRODUCER_REQUEST_TIMEOUT_MS, "request-timeout-ms", REQUIRED, INTEGER, "request timeout ms",  \
      "1500",                                                                                      \
      "The ack timeout of the producer requests. Value must be non-negative and non-zero.")        \
    X(PRODUCER_RETRY_BACKOFF_MS, "retry-backoff-ms", REQUIRED, LONG, NULL, "100",                  \
      "Before each retry, the producer refreshes the metadata of relevant topics. Since leader "   \
      "election takes a bit of time, this property specifies the amount of time that the "         \
      "producer waits before refreshing the metadata. This is the option to control "              \
      "`retry.backoff.ms` in producer configs.")                                                   \
    X(PRODUCER_SOCKET_BUFFER_SIZE, "socket-buffer-size", REQUIRED, INTEGER, "size", "102400",      \
      "The size of the tcp RECV size. This is the option to control `send.buffer.bytes` in "       \
      "producer configs.")                                                                         \
    X(PRODUCER_SYNC, "sync", NONE, STRING, NULL, NULL,                                             \
      "If set message send requests to the brokers are synchronously, one at a time as they "      \
      "arrive.")                                                                                   \
    X(PRODUCER_TIMEOUT, "timeout", REQUIRED, LONG, "timeout_ms", "1000",                           \
      "If set and the producer is running in asynchronous mode, this gives the maximum amount "    \
      "of time a message will queue awaiting sufficient batch size. The value is given in ms. "    \
      "This is the option to control `linger.ms` in producer configs.")                            \
    X(PRODUCER_TOPIC, "topic", REQUIRED, STRING, "topic", NULL,                                    \
      "REQUIRED: The topic name to produce messages to.")                                          \
    X(PRODUCER_VERSION, "version", NONE, STRING, NULL, NULL, "Display Kafka version.")
/* clang-format on */

enum producer_option { PRODUCER_OPTIONS(JOPT_ID) };

extern const struct jopt_table producer_table;

struct producer_options {
    const char *topic, *bootstrap; /* borrowed from argv */
    bool sync;
    bool lingers; /* as long as was asked for */
    struct properties reader, client;
};

/* Reads the command line. JOPT_GO_ON, or the exit code after having said why. The caller deinits
 * either way. */
int producer_options_read(struct producer_options *o, int argc, char **argv);
void producer_options_deinit(struct producer_options *o);

#endif
