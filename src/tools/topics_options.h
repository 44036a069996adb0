/* topics_options.h: kafka-topics' command line. */
#ifndef TOOLS_TOPICS_OPTIONS_H
#define TOOLS_TOPICS_OPTIONS_H

#include "tools/jopt.h"

enum topics_option {
    TOPICS_ALTER,
    TOPICS_AT_MIN_ISR,
    TOPICS_BOOTSTRAP_SERVER,
    TOPICS_COMMAND_CONFIG,
    TOPICS_CONFIG,
    TOPICS_CREATE,
    TOPICS_DELETE,
    TOPICS_DELETE_CONFIG,
    TOPICS_DESCRIBE,
    TOPICS_EXCLUDE_INTERNAL,
    TOPICS_HELP,
    TOPICS_IF_EXISTS,
    TOPICS_IF_NOT_EXISTS,
    TOPICS_LIST,
    TOPICS_PARTITION_SIZE_LIMIT,
    TOPICS_PARTITIONS,
    TOPICS_REPLICA_ASSIGNMENT,
    TOPICS_REPLICATION_FACTOR,
    TOPICS_TOPIC,
    TOPICS_TOPIC_ID,
    TOPICS_WITH_OVERRIDES,
    TOPICS_UNAVAILABLE,
    TOPICS_UNDER_MIN_ISR,
    TOPICS_UNDER_REPLICATED,
    TOPICS_VERSION,
};

extern const struct jopt_table topics_table;

enum { TOPICS_GO_ON = -1 };

/* Checks which options go together. TOPICS_GO_ON, or the exit code after having said why. */
int topics_options_check(const struct jopt *o, int argc);

#endif
