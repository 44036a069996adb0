/* topics_table.c: kafka-topics' flags, with the help of Apache Kafka 4.1. */
#include "base/bytes.h"
#include "tools/topics_options.h"

#define FLAG(name, help)                                                                           \
    {                                                                                              \
        (name), JOPT_NONE, JOPT_STRING, NULL, NULL, (help)                                         \
    }

static const struct jopt_row rows[] = {
    [TOPICS_ALTER] = FLAG("alter", "Alter the number of partitions and replica assignment. (To "
                                   "alter topic configurations, the kafka-configs tool can be "
                                   "used.)"),
    [TOPICS_AT_MIN_ISR] = FLAG("at-min-isr-partitions",
                               "If set when describing topics, only show partitions whose isr "
                               "count is equal to the configured minimum."),
    [TOPICS_BOOTSTRAP_SERVER] = {"bootstrap-server", JOPT_REQUIRED, JOPT_STRING,
                                 "server to connect to", NULL,
                                 "REQUIRED: The Kafka server to connect to."},
    [TOPICS_COMMAND_CONFIG] = {"command-config", JOPT_REQUIRED, JOPT_STRING,
                               "command config property file", NULL,
                               "Property file containing configs to be passed to Admin Client."},
    [TOPICS_CONFIG] = {"config", JOPT_REQUIRED, JOPT_STRING, "name=value", NULL,
                       "A topic configuration override for the topic being created. The following "
                       "is a list of valid configurations: "
                       "\n\tcleanup.policy"
                       "\n\tcompression.gzip.level"
                       "\n\tcompression.lz4.level"
                       "\n\tcompression.type"
                       "\n\tcompression.zstd.level"
                       "\n\tdelete.retention.ms"
                       "\n\tfile.delete.delay.ms"
                       "\n\tflush.messages"
                       "\n\tflush.ms"
                       "\n\tfollower.replication.throttled.replicas"
                       "\n\tindex.interval.bytes"
                       "\n\tleader.replication.throttled.replicas"
                       "\n\tlocal.retention.bytes"
                       "\n\tlocal.retention.ms"
                       "\n\tmax.compaction.lag.ms"
                       "\n\tmax.message.bytes"
                       "\n\tmessage.timestamp.after.max.ms"
                       "\n\tmessage.timestamp.before.max.ms"
                       "\n\tmessage.timestamp.type"
                       "\n\tmin.cleanable.dirty.ratio"
                       "\n\tmin.compaction.lag.ms"
                       "\n\tmin.insync.replicas"
                       "\n\tpreallocate"
                       "\n\tremote.log.copy.disable"
                       "\n\tremote.log.delete.on.disable"
                       "\n\tremote.storage.enable"
                       "\n\tretention.bytes"
                       "\n\tretention.ms"
                       "\n\tsegment.bytes"
                       "\n\tsegment.index.bytes"
                       "\n\tsegment.jitter.ms"
                       "\n\tsegment.ms"
                       "\n\tunclean.leader.election.enable"
                       "\nSee the Kafka documentation for full details on the topic configs. It is "
                       "supported only in combination with --create. (To alter topic "
                       "configurations, the kafka-configs tool can be used.)"},
    [TOPICS_CREATE] = FLAG("create", "Create a new topic."),
    [TOPICS_DELETE] = FLAG("delete", "Delete a topic."),
    [TOPICS_DELETE_CONFIG] = {"delete-config", JOPT_REQUIRED, JOPT_STRING, "name", NULL,
                              "This option is no longer supported and has been deprecated since "
                              "4.0"},
    [TOPICS_DESCRIBE] = FLAG("describe", "List details for the given topics."),
    [TOPICS_EXCLUDE_INTERNAL] =
        FLAG("exclude-internal", "Exclude internal topics when listing or describing topics. "
                                 "By default, the internal topics are included."),
    [TOPICS_HELP] = FLAG("help", "Print usage information."),
    [TOPICS_IF_EXISTS] =
        FLAG("if-exists", "If set when altering or deleting or describing topics, the action "
                          "will only execute if the topic exists."),
    [TOPICS_IF_NOT_EXISTS] =
        FLAG("if-not-exists", "If set when creating topics, the action will only execute if "
                              "the topic does not already exist."),
    [TOPICS_LIST] = FLAG("list", "List all available topics."),
    [TOPICS_PARTITION_SIZE_LIMIT] = {"partition-size-limit-per-response", JOPT_REQUIRED,
                                     JOPT_INTEGER, "maximum number of partitions per response",
                                     NULL,
                                     "The maximum partition size to be included in one "
                                     "DescribeTopicPartitions response."},
    [TOPICS_PARTITIONS] = {"partitions", JOPT_REQUIRED, JOPT_INTEGER, "# of partitions", NULL,
                           "The number of partitions for the topic being created or altered. If "
                           "not supplied with --create, the topic uses the cluster default. "
                           "(WARNING: If partitions are increased for a topic that has a key, the "
                           "partition logic or ordering of the messages will be affected)."},
    [TOPICS_REPLICA_ASSIGNMENT] = {"replica-assignment", JOPT_REQUIRED, JOPT_STRING,
                                   "broker_id_for_part1_replica1 : broker_id_for_part1_replica2 , "
                                   "broker_id_for_part2_replica1 : broker_id_for_part2_replica2 , "
                                   "...",
                                   NULL,
                                   "A list of manual partition-to-broker assignments for the topic "
                                   "being created or altered."},
    [TOPICS_REPLICATION_FACTOR] = {"replication-factor", JOPT_REQUIRED, JOPT_INTEGER,
                                   "replication factor", NULL,
                                   "The replication factor for each partition in the topic being "
                                   "created. If not supplied, the topic uses the cluster default."},
    [TOPICS_TOPIC] = {"topic", JOPT_REQUIRED, JOPT_STRING, "topic", NULL,
                      "The topic to create, alter, describe or delete. It also accepts a regular "
                      "expression, except for --create option. Put topic name in double quotes and "
                      "use the '\\' prefix to escape regular expression symbols; e.g. "
                      "\"test\\.topic\"."},
    [TOPICS_TOPIC_ID] = {"topic-id", JOPT_REQUIRED, JOPT_STRING, "topic-id", NULL,
                         "The topic-id to describe."},
    [TOPICS_WITH_OVERRIDES] =
        FLAG("topics-with-overrides", "If set when describing topics, only show topics that have "
                                      "overridden configs."),
    [TOPICS_UNAVAILABLE] = FLAG("unavailable-partitions",
                                "If set when describing topics, only show partitions whose leader "
                                "is not available."),
    [TOPICS_UNDER_MIN_ISR] = FLAG("under-min-isr-partitions",
                                  "If set when describing topics, only show partitions whose isr "
                                  "count is less than the configured minimum."),
    [TOPICS_UNDER_REPLICATED] = FLAG("under-replicated-partitions",
                                     "If set when describing topics, only show under-replicated "
                                     "partitions."),
    [TOPICS_VERSION] = FLAG("version", "Display Kafka version."),
};

const struct jopt_table topics_table = {rows, ARRAY_SIZE(rows)};
