/* topics_options.h: kafka-topics' command line. */
#ifndef TOOLS_TOPICS_OPTIONS_H
#define TOOLS_TOPICS_OPTIONS_H

#include "tools/jopt.h"

/* Each flag once, in the order of their names, with the help of Apache Kafka 4.1. */
/* clang-format off */
#define TOPICS_OPTIONS(X)                                                                          \
    X(TOPICS_ALTER, "alter", NONE, STRING, NULL, NULL,                                             \
      "Alter the number of partitions and replica assignment. (To alter topic configurations, "    \
      "the kafka-configs tool can be used.)")                                                      \
    X(TOPICS_AT_MIN_ISR, "at-min-isr-partitions", NONE, STRING, NULL, NULL,                        \
      "If set when describing topics, only show partitions whose isr count is equal to the "       \
      "configured minimum.")                                                                       \
    X(TOPICS_BOOTSTRAP_SERVER, "bootstrap-server", REQUIRED, STRING, "server to connect to",       \
      NULL, "REQUIRED: The Kafka server to connect to.")                                           \
    X(TOPICS_COMMAND_CONFIG, "command-config", REQUIRED, STRING, "command config property file",   \
      NULL, "Property file containing configs to be passed to Admin Client.")                      \
    X(TOPICS_CONFIG, "config", REQUIRED, STRING, "name=value", NULL,                               \
      "A topic configuration override for the topic being created. The following is a list of "    \
      "valid configurations: "                                                                     \
      "\n\tcleanup.policy"                                                                         \
      "\n\tcompression.gzip.level"                                                                 \
      "\n\tcompression.lz4.level"                                                                  \
      "\n\tcompression.type"                                                                       \
      "\n\tcompression.zstd.level"                                                                 \
      "\n\tdelete.retention.ms"                                                                    \
      "\n\tfile.delete.delay.ms"                                                                   \
      "\n\tflush.messages"                                                                         \
      "\n\tflush.ms"                                                                               \
      "\n\tfollower.replication.throttled.replicas"                                                \
      "\n\tindex.interval.bytes"                                                                   \
      "\n\tleader.replication.throttled.replicas"                                                  \
      "\n\tlocal.retention.bytes"                                                                  \
      "\n\tlocal.retention.ms"                                                                     \
      "\n\tmax.compaction.lag.ms"                                                                  \
      "\n\tmax.message.bytes"                                                                      \
      "\n\tmessage.timestamp.after.max.ms"                                                         \
      "\n\tmessage.timestamp.before.max.ms"                                                        \
      "\n\tmessage.timestamp.type"                                                                 \
      "\n\tmin.cleanable.dirty.ratio"                                                              \
      "\n\tmin.compaction.lag.ms"                                                                  \
      "\n\tmin.insync.replicas"                                                                    \
      "\n\tpreallocate"                                                                            \
      "\n\tremote.log.copy.disable"                                                                \
      "\n\tremote.log.delete.on.disable"                                                           \
      "\n\tremote.storage.enable"                                                                  \
      "\n\tretention.bytes"                                                                        \
      "\n\tretention.ms"                                                                           \
      "\n\tsegment.bytes"                                                                          \
      "\n\tsegment.index.bytes"                                                                    \
      "\n\tsegment.jitter.ms"                                                                      \
      "\n\tsegment.ms"                                                                             \
      "\n\tunclean.leader.election.enable"                                                         \
      "\nSee the Kafka documentation for full details on the topic configs. It is supported "      \
      "only in combination with --create. (To alter topic configurations, the kafka-configs "      \
      "tool can be used.)")                                                                        \
    X(TOPICS_CREATE, "create", NONE, STRING, NULL, NULL, "Create a new topic.")                    \
    X(TOPICS_DELETE, "delete", NONE, STRING, NULL, NULL, "Delete a topic.")                        \
    X(TOPICS_DELETE_CONFIG, "delete-config", REQUIRED, STRING, "name", NULL,                       \
      "This option is no longer supported and has been deprecated since 4.0")                      \
    X(TOPICS_DESCRIBE, "describe", NONE, STRING, NULL, NULL, "List details for the given topics.") \
    X(TOPICS_EXCLUDE_INTERNAL, "exclude-internal", NONE, STRING, NULL, NULL,                       \
      "Exclude internal topics when listing or describing topics. By default, the internal "       \
      "topics are included.")                                                                      \
    X(TOPICS_HELP, "help", NONE, STRING, NULL, NULL, "Print usage information.")                   \
    X(TOPICS_IF_EXISTS, "if-exists", NONE, STRING, NULL, NULL,                                     \
      "If set when altering or deleting or describing topics, the action will only execute if "    \
      "the topic exists.")                                                                         \
    X(TOPICS_IF_NOT_EXISTS, "if-not-exists", NONE, STRING, NULL, NULL,                             \
      "If set when creating topics, the action will only execute if the topic does not already "   \
      "exist.")                                                                                    \
    X(TOPICS_LIST, "list", NONE, STRING, NULL, NULL, "List all available topics.")                 \
    X(TOPICS_PARTITION_SIZE_LIMIT, "partition-size-limit-per-response", REQUIRED, INTEGER,         \
      "maximum number of partitions per response", NULL,                                           \
      "The maximum partition size to be included in one DescribeTopicPartitions response.")        \
    X(TOPICS_PARTITIONS, "partitions", REQUIRED, INTEGER, "# of partitions", NULL,                 \
      "The number of partitions for the topic being created or altered. If not supplied with "     \
      "--create, the topic uses the cluster default. (WARNING: If partitions are increased for "   \
      "a topic that has a key, the partition logic or ordering of the messages will be "           \
      "affected).")                                                                                \
    X(TOPICS_REPLICA_ASSIGNMENT, "replica-assignment", REQUIRED, STRING,                           \
      "broker_id_for_part1_replica1 : broker_id_for_part1_replica2 , "                             \
      "broker_id_for_part2_replica1 : broker_id_for_part2_replica2 , ...", NULL,                   \
      "A list of manual partition-to-broker assignments for the topic being created or altered.")  \
    X(TOPICS_REPLICATION_FACTOR, "replication-factor", REQUIRED, INTEGER, "replication factor",    \
      NULL,                                                                                        \
      "The replication factor for each partition in the topic being created. If not supplied, "    \
      "the topic uses the cluster default.")                                                       \
    X(TOPICS_TOPIC, "topic", REQUIRED, STRING, "topic", NULL,                                      \
      "The topic to create, alter, describe or delete. It also accepts a regular expression, "     \
      "except for --create option. Put topic name in double quotes and use the '\\' prefix to "    \
      "escape regular expression symbols; e.g. \"test\\.topic\".")                                 \
    X(TOPICS_TOPIC_ID, "topic-id", REQUIRED, STRING, "topic-id", NULL,                             \
      "The topic-id to describe.")                                                                 \
    X(TOPICS_WITH_OVERRIDES, "topics-with-overrides", NONE, STRING, NULL, NULL,                    \
      "If set when describing topics, only show topics that have overridden configs.")             \
    X(TOPICS_UNAVAILABLE, "unavailable-partitions", NONE, STRING, NULL, NULL,                      \
      "If set when describing topics, only show partitions whose leader is not available.")        \
    X(TOPICS_UNDER_MIN_ISR, "under-min-isr-partitions", NONE, STRING, NULL, NULL,                  \
      "If set when describing topics, only show partitions whose isr count is less than the "      \
      "configured minimum.")                                                                       \
    X(TOPICS_UNDER_REPLICATED, "under-replicated-partitions", NONE, STRING, NULL, NULL,            \
      "If set when describing topics, only show under-replicated partitions.")                     \
    X(TOPICS_VERSION, "version", NONE, STRING, NULL, NULL, "Display Kafka version.")
/* clang-format on */

enum topics_option { TOPICS_OPTIONS(JOPT_ID) };

extern const struct jopt_table topics_table;

/* Checks which options go together. JOPT_GO_ON, or the exit code after having said why. */
int topics_options_check(const struct jopt *o, int argc);

#endif
