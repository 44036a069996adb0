/* topic_configs.c: the topic configurations of Apache Kafka 4.1: types, ranges, choices. */
#include "tools/topic_configs.h"

#include <string.h>

#include "base/bytes.h"
#include "client/rule.h"

#define NUMBER(kind, low) .type = RULE_##kind, .least = (low), .most = RULE_FREE
#define RANGE(kind, low, high) .type = RULE_##kind, .least = (low), .most = (high)

static const struct rule rules[] = {
    {"cleanup.policy", .type = RULE_LIST, .choices = "compact, delete"},
    {"compression.gzip.level", RANGE(INT, -1, 9)},
    {"compression.lz4.level", RANGE(INT, 1, 17)},
    {"compression.type", .type = RULE_STRING,
     .choices = "uncompressed, zstd, lz4, snappy, gzip, producer"},
    {"compression.zstd.level", RANGE(INT, -131072, 22)},
    {"delete.retention.ms", NUMBER(LONG, 0)},
    {"file.delete.delay.ms", NUMBER(LONG, 0)},
    {"flush.messages", NUMBER(LONG, 1)},
    {"flush.ms", NUMBER(LONG, 0)},
    {"follower.replication.throttled.replicas", .type = RULE_LIST},
    {"index.interval.bytes", NUMBER(INT, 0)},
    {"internal.segment.bytes", NUMBER(INT, RULE_FREE)},
    {"leader.replication.throttled.replicas", .type = RULE_LIST},
    {"local.retention.bytes", NUMBER(LONG, -2)},
    {"local.retention.ms", NUMBER(LONG, -2)},
    {"max.compaction.lag.ms", NUMBER(LONG, 1)},
    {"max.message.bytes", NUMBER(INT, 0)},
    {"message.timestamp.after.max.ms", NUMBER(LONG, 0)},
    {"message.timestamp.before.max.ms", NUMBER(LONG, 0)},
    {"message.timestamp.type", .type = RULE_STRING, .choices = "CreateTime, LogAppendTime"},
    {"min.cleanable.dirty.ratio", RANGE(DOUBLE, 0, 1)},
    {"min.compaction.lag.ms", NUMBER(LONG, 0)},
    {"min.insync.replicas", NUMBER(INT, 1)},
    {"preallocate", .type = RULE_BOOLEAN},
    {"remote.log.copy.disable", .type = RULE_BOOLEAN},
    {"remote.log.delete.on.disable", .type = RULE_BOOLEAN},
    {"remote.storage.enable", .type = RULE_BOOLEAN},
    {"retention.bytes", NUMBER(LONG, RULE_FREE)},
    {"retention.ms", NUMBER(LONG, -1)},
    {"segment.bytes", NUMBER(INT, 1048576)},
    {"segment.index.bytes", NUMBER(INT, 4)},
    {"segment.jitter.ms", NUMBER(LONG, 0)},
    {"segment.ms", NUMBER(LONG, 1)},
    {"unclean.leader.election.enable", .type = RULE_BOOLEAN},
};

int topic_config_check(const char *name, const char *value, struct thrown *t)
{
    struct err err;
    for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
        if (strcmp(rules[i].name, name) != 0)
            continue;
        if (rule_check(&rules[i], value, &err) == 0)
            return 0;
        return thrown_set(t, "org.apache.kafka.common.config.ConfigException", "%s", err.text);
    }
    return thrown_set(t, "org.apache.kafka.common.errors.InvalidConfigurationException",
                      "Unknown topic config name: %s", name);
}
