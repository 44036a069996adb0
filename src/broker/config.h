/* config.h: configuration under Kafka's names: the keys and their values.
 *
 * Two tables of rows, which also make the enums: the broker's keys (-c and --config) and the
 * topics'. A topic's value is its own, else the broker's value of the row's broker key, else the
 * default. Values are kept as text, for DescribeConfigs, and as numbers, for us. A row is:
 * enumerator, name, type, default, least, most, choices, broker key, help. */
#ifndef BROKER_CONFIG_H
#define BROKER_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum config_type { /* DescribeConfigs' numbers */
                   CONFIG_BOOLEAN = 1,
                   CONFIG_STRING = 2,
                   CONFIG_INT = 3,
                   CONFIG_SHORT = 4,
                   CONFIG_LONG = 5,
                   CONFIG_DOUBLE = 6,
                   CONFIG_LIST = 7,
};

enum config_source { /* DescribeConfigs' numbers */
                     CONFIG_FROM_TOPIC = 1,
                     CONFIG_FROM_BROKER = 4,
                     CONFIG_FROM_DEFAULT = 5,
};

struct config_row {
    const char *name;
    enum config_type type;
    const char *fallback; /* the default; NULL: null */
    int64_t least, most;  /* numbers only */
    const char *choices;  /* "a, b, c"; NULL: anything */
    const char *broker_key;
    const char *help;
};

struct config_value {
    char *text; /* NULL: not set */
    int64_t number;
};

struct config {
    const struct config_row *rows;
    size_t count;
    struct config_value *values; /* what was set, by row */
};

/* clang-format off */
#define NO_LIMIT INT64_MAX
#define TOPIC_KEYS(X) \
    X(CLEANUP_POLICY, "cleanup.policy", LIST, "delete", 0, 0, "compact, delete", "log.cleanup.policy", "what happens to old records: delete or compact") \
    X(COMPRESSION_GZIP_LEVEL, "compression.gzip.level", INT, "-1", -1, 9, NULL, "compression.gzip.level", "level when compression.type is gzip") \
    X(COMPRESSION_LZ4_LEVEL, "compression.lz4.level", INT, "9", 1, 17, NULL, "compression.lz4.level", "level when compression.type is lz4") \
    X(COMPRESSION_TYPE, "compression.type", STRING, "producer", 0, 0, "uncompressed, zstd, lz4, snappy, gzip, producer", "compression.type", "codec of stored batches; producer keeps the producer's") \
    X(COMPRESSION_ZSTD_LEVEL, "compression.zstd.level", INT, "3", -131072, 22, NULL, "compression.zstd.level", "level when compression.type is zstd") \
    X(DELETE_RETENTION_MS, "delete.retention.ms", LONG, "86400000", 0, NO_LIMIT, NULL, "log.cleaner.delete.retention.ms", "how long a compacted topic keeps tombstones") \
    X(FILE_DELETE_DELAY_MS, "file.delete.delay.ms", LONG, "60000", 0, NO_LIMIT, NULL, "log.segment.delete.delay.ms", "wait before a deleted file is removed") \
    X(FLUSH_MESSAGES, "flush.messages", LONG, "9223372036854775807", 1, NO_LIMIT, NULL, "log.flush.interval.messages", "records between forced syncs; this broker syncs at once") \
    X(FLUSH_MS, "flush.ms", LONG, "9223372036854775807", 0, NO_LIMIT, NULL, "log.flush.interval.ms", "time between forced syncs; this broker syncs at once") \
    X(FOLLOWER_THROTTLED, "follower.replication.throttled.replicas", LIST, "", 0, 0, NULL, NULL, "no replication here") \
    X(INDEX_INTERVAL_BYTES, "index.interval.bytes", INT, "4096", 0, INT32_MAX, NULL, "log.index.interval.bytes", "bytes between entries of the offset index") \
    X(LEADER_THROTTLED, "leader.replication.throttled.replicas", LIST, "", 0, 0, NULL, NULL, "no replication here") \
    X(LOCAL_RETENTION_BYTES, "local.retention.bytes", LONG, "-2", -2, NO_LIMIT, NULL, "log.local.retention.bytes", "of tiered storage, which is not here") \
    X(LOCAL_RETENTION_MS, "local.retention.ms", LONG, "-2", -2, NO_LIMIT, NULL, "log.local.retention.ms", "of tiered storage, which is not here") \
    X(MAX_COMPACTION_LAG_MS, "max.compaction.lag.ms", LONG, "9223372036854775807", 1, NO_LIMIT, NULL, "log.cleaner.max.compaction.lag.ms", "longest time a record stays uncompacted") \
    X(MAX_MESSAGE_BYTES, "max.message.bytes", INT, "1048588", 0, INT32_MAX, NULL, "message.max.bytes", "largest batch that is accepted") \
    X(TIMESTAMP_AFTER_MAX_MS, "message.timestamp.after.max.ms", LONG, "3600000", 0, NO_LIMIT, NULL, "log.message.timestamp.after.max.ms", "how far a record's time may lie ahead") \
    X(TIMESTAMP_BEFORE_MAX_MS, "message.timestamp.before.max.ms", LONG, "9223372036854775807", 0, NO_LIMIT, NULL, "log.message.timestamp.before.max.ms", "how far a record's time may lie back") \
    X(TIMESTAMP_TYPE, "message.timestamp.type", STRING, "CreateTime", 0, 0, "CreateTime, LogAppendTime", "log.message.timestamp.type", "whose time a record has: the producer's or the broker's") \
    X(MIN_CLEANABLE_DIRTY_RATIO, "min.cleanable.dirty.ratio", DOUBLE, "0.5", 0, 1, NULL, "log.cleaner.min.cleanable.ratio", "share of uncompacted bytes that starts compaction") \
    X(MIN_COMPACTION_LAG_MS, "min.compaction.lag.ms", LONG, "0", 0, NO_LIMIT, NULL, "log.cleaner.min.compaction.lag.ms", "least time a record stays uncompacted") \
    X(MIN_INSYNC_REPLICAS, "min.insync.replicas", INT, "1", 1, INT32_MAX, NULL, "min.insync.replicas", "replicas that must have a record for acks=all; there is one") \
    X(PREALLOCATE, "preallocate", BOOLEAN, "false", 0, 1, NULL, "log.preallocate", "whether a new segment's file gets its full size") \
    X(REMOTE_COPY_DISABLE, "remote.log.copy.disable", BOOLEAN, "false", 0, 1, NULL, NULL, "of tiered storage, which is not here") \
    X(REMOTE_DELETE_ON_DISABLE, "remote.log.delete.on.disable", BOOLEAN, "false", 0, 1, NULL, NULL, "of tiered storage, which is not here") \
    X(REMOTE_STORAGE_ENABLE, "remote.storage.enable", BOOLEAN, "false", 0, 1, NULL, NULL, "of tiered storage, which is not here") \
    X(RETENTION_BYTES, "retention.bytes", LONG, "-1", INT64_MIN, NO_LIMIT, NULL, "log.retention.bytes", "bytes a partition keeps; -1: no limit") \
    X(RETENTION_MS, "retention.ms", LONG, "604800000", -1, NO_LIMIT, NULL, "log.retention.ms", "how long records are kept; -1: for ever") \
    X(SEGMENT_BYTES, "segment.bytes", INT, "1073741824", 1048576, INT32_MAX, NULL, "log.segment.bytes", "size at which a new segment begins") \
    X(SEGMENT_INDEX_BYTES, "segment.index.bytes", INT, "10485760", 4, INT32_MAX, NULL, "log.index.size.max.bytes", "largest index of a segment") \
    X(SEGMENT_JITTER_MS, "segment.jitter.ms", LONG, "0", 0, NO_LIMIT, NULL, "log.roll.jitter.ms", "spread of segment.ms between partitions") \
    X(SEGMENT_MS, "segment.ms", LONG, "604800000", 1, NO_LIMIT, NULL, "log.roll.ms", "age at which a new segment begins") \
    X(UNCLEAN_LEADER_ELECTION, "unclean.leader.election.enable", BOOLEAN, "false", 0, 1, NULL, "unclean.leader.election.enable", "no replication here")

#define BROKER_KEYS(X) \
    X(ALLOW_INSECURE_LISTENERS, "allow.insecure.listeners", BOOLEAN, "false", 0, 1, NULL, NULL, "whether to listen beyond this machine without encryption or passwords; this broker's own key") \
    X(AUTO_CREATE_TOPICS, "auto.create.topics.enable", BOOLEAN, "true", 0, 1, NULL, NULL, "whether a topic that is asked for comes into being") \
    X(BROKER_ID, "broker.id", INT, "1", 0, INT32_MAX, NULL, NULL, "this broker's number") \
    X(COMPRESSION_GZIP_LEVEL, "compression.gzip.level", INT, "-1", -1, 9, NULL, NULL, "default of the topics' compression.gzip.level") \
    X(COMPRESSION_LZ4_LEVEL, "compression.lz4.level", INT, "9", 1, 17, NULL, NULL, "default of the topics' compression.lz4.level") \
    X(COMPRESSION_TYPE, "compression.type", STRING, "producer", 0, 0, "uncompressed, zstd, lz4, snappy, gzip, producer", NULL, "default of the topics' compression.type") \
    X(COMPRESSION_ZSTD_LEVEL, "compression.zstd.level", INT, "3", -131072, 22, NULL, NULL, "default of the topics' compression.zstd.level") \
    X(CONNECTIONS_MAX_IDLE_MS, "connections.max.idle.ms", LONG, "600000", -1, NO_LIMIT, NULL, NULL, "a silent connection is closed after this; -1: never") \
    X(DEFAULT_REPLICATION_FACTOR, "default.replication.factor", INT, "1", 1, 1, NULL, NULL, "replicas of a topic made automatically; there is one broker") \
    X(DELETE_TOPIC_ENABLE, "delete.topic.enable", BOOLEAN, "true", 0, 1, NULL, NULL, "whether topics may be deleted") \
    X(FETCH_MAX_BYTES, "fetch.max.bytes", INT, "57671680", 1024, INT32_MAX, NULL, NULL, "most bytes of one Fetch response") \
    X(GROUP_INITIAL_REBALANCE_DELAY_MS, "group.initial.rebalance.delay.ms", INT, "0", 0, INT32_MAX, NULL, NULL, "how long an empty group waits for more members") \
    X(GROUP_MAX_SESSION_TIMEOUT_MS, "group.max.session.timeout.ms", INT, "1800000", 1, INT32_MAX, NULL, NULL, "longest session a member may ask for") \
    X(GROUP_MAX_SIZE, "group.max.size", INT, "1000", 1, INT32_MAX, NULL, NULL, "most members of a group") \
    X(GROUP_MIN_SESSION_TIMEOUT_MS, "group.min.session.timeout.ms", INT, "6000", 1, INT32_MAX, NULL, NULL, "shortest session a member may ask for") \
    X(LISTENERS, "listeners", LIST, "PLAINTEXT://127.0.0.1:9092,PLAINTEXT://[::1]:9092", 0, 0, NULL, NULL, "where to listen") \
    X(LOG_CLEANER_DELETE_RETENTION_MS, "log.cleaner.delete.retention.ms", LONG, "86400000", 0, NO_LIMIT, NULL, NULL, "default of the topics' delete.retention.ms") \
    X(LOG_CLEANER_MAX_COMPACTION_LAG_MS, "log.cleaner.max.compaction.lag.ms", LONG, "9223372036854775807", 1, NO_LIMIT, NULL, NULL, "default of the topics' max.compaction.lag.ms") \
    X(LOG_CLEANER_MIN_CLEANABLE_RATIO, "log.cleaner.min.cleanable.ratio", DOUBLE, "0.5", 0, 1, NULL, NULL, "default of the topics' min.cleanable.dirty.ratio") \
    X(LOG_CLEANER_MIN_COMPACTION_LAG_MS, "log.cleaner.min.compaction.lag.ms", LONG, "0", 0, NO_LIMIT, NULL, NULL, "default of the topics' min.compaction.lag.ms") \
    X(LOG_CLEANUP_POLICY, "log.cleanup.policy", LIST, "delete", 0, 0, "compact, delete", NULL, "default of the topics' cleanup.policy") \
    X(LOG_DIRS, "log.dirs", STRING, NULL, 0, 0, NULL, NULL, "the data directory") \
    X(LOG_FLUSH_INTERVAL_MESSAGES, "log.flush.interval.messages", LONG, "9223372036854775807", 1, NO_LIMIT, NULL, NULL, "default of the topics' flush.messages") \
    X(LOG_FLUSH_INTERVAL_MS, "log.flush.interval.ms", LONG, "9223372036854775807", 0, NO_LIMIT, NULL, NULL, "default of the topics' flush.ms") \
    X(LOG_INDEX_INTERVAL_BYTES, "log.index.interval.bytes", INT, "4096", 0, INT32_MAX, NULL, NULL, "default of the topics' index.interval.bytes") \
    X(LOG_INDEX_SIZE_MAX_BYTES, "log.index.size.max.bytes", INT, "10485760", 4, INT32_MAX, NULL, NULL, "default of the topics' segment.index.bytes") \
    X(LOG_LOCAL_RETENTION_BYTES, "log.local.retention.bytes", LONG, "-2", -2, NO_LIMIT, NULL, NULL, "default of the topics' local.retention.bytes") \
    X(LOG_LOCAL_RETENTION_MS, "log.local.retention.ms", LONG, "-2", -2, NO_LIMIT, NULL, NULL, "default of the topics' local.retention.ms") \
    X(LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS, "log.message.timestamp.after.max.ms", LONG, "3600000", 0, NO_LIMIT, NULL, NULL, "default of the topics' message.timestamp.after.max.ms") \
    X(LOG_MESSAGE_TIMESTAMP_BEFORE_MAX_MS, "log.message.timestamp.before.max.ms", LONG, "9223372036854775807", 0, NO_LIMIT, NULL, NULL, "default of the topics' message.timestamp.before.max.ms") \
    X(LOG_MESSAGE_TIMESTAMP_TYPE, "log.message.timestamp.type", STRING, "CreateTime", 0, 0, "CreateTime, LogAppendTime", NULL, "default of the topics' message.timestamp.type") \
    X(LOG_PREALLOCATE, "log.preallocate", BOOLEAN, "false", 0, 1, NULL, NULL, "default of the topics' preallocate") \
    X(LOG_RETENTION_BYTES, "log.retention.bytes", LONG, "-1", INT64_MIN, NO_LIMIT, NULL, NULL, "default of the topics' retention.bytes") \
    X(LOG_FLUSH_CHECKPOINT_MS, "log.flush.offset.checkpoint.interval.ms", LONG, "60000", 1, NO_LIMIT, NULL, NULL, "how often it is noted how the logs are, while they change") \
    X(LOG_RETENTION_CHECK_INTERVAL_MS, "log.retention.check.interval.ms", LONG, "300000", 1, NO_LIMIT, NULL, NULL, "how often old segments are looked for") \
    X(LOG_RETENTION_HOURS, "log.retention.hours", INT, "168", -1, INT32_MAX, NULL, NULL, "retention in hours, where minutes and ms are not set") \
    X(LOG_RETENTION_MINUTES, "log.retention.minutes", INT, NULL, -1, INT32_MAX, NULL, NULL, "retention in minutes, where ms is not set") \
    X(LOG_RETENTION_MS, "log.retention.ms", LONG, NULL, -1, NO_LIMIT, NULL, NULL, "default of the topics' retention.ms") \
    X(LOG_ROLL_HOURS, "log.roll.hours", INT, "168", 1, INT32_MAX, NULL, NULL, "log.roll.ms in hours, where that is not set") \
    X(LOG_ROLL_JITTER_MS, "log.roll.jitter.ms", LONG, NULL, 0, NO_LIMIT, NULL, NULL, "default of the topics' segment.jitter.ms") \
    X(LOG_ROLL_MS, "log.roll.ms", LONG, NULL, 1, NO_LIMIT, NULL, NULL, "default of the topics' segment.ms") \
    X(LOG_SEGMENT_BYTES, "log.segment.bytes", INT, "1073741824", 1048576, INT32_MAX, NULL, NULL, "default of the topics' segment.bytes") \
    X(LOG_SEGMENT_DELETE_DELAY_MS, "log.segment.delete.delay.ms", LONG, "60000", 0, NO_LIMIT, NULL, NULL, "default of the topics' file.delete.delay.ms") \
    X(MAX_CONNECTIONS, "max.connections", INT, "512", 0, 512, NULL, NULL, "most connections at once") \
    X(MAX_CONNECTIONS_PER_IP, "max.connections.per.ip", INT, "480", 0, 512, NULL, NULL, "most connections of one address") \
    X(MESSAGE_MAX_BYTES, "message.max.bytes", INT, "1048588", 0, INT32_MAX, NULL, NULL, "default of the topics' max.message.bytes") \
    X(MIN_INSYNC_REPLICAS, "min.insync.replicas", INT, "1", 1, INT32_MAX, NULL, NULL, "default of the topics' min.insync.replicas") \
    X(NODE_ID, "node.id", INT, "1", 0, INT32_MAX, NULL, NULL, "this broker's number") \
    X(NUM_PARTITIONS, "num.partitions", INT, "1", 1, INT32_MAX, NULL, NULL, "partitions of a topic where nobody says how many") \
    X(OFFSET_METADATA_MAX_BYTES, "offset.metadata.max.bytes", INT, "4096", 0, INT32_MAX, NULL, NULL, "longest text kept with a committed offset") \
    X(OFFSETS_RETENTION_MINUTES, "offsets.retention.minutes", INT, "10080", 1, INT32_MAX, NULL, NULL, "how long an empty group's offsets are kept") \
    X(PRODUCER_ID_EXPIRATION_MS, "producer.id.expiration.ms", INT, "86400000", 1, INT32_MAX, NULL, NULL, "how long a silent producer's state is kept") \
    X(SOCKET_REQUEST_MAX_BYTES, "socket.request.max.bytes", INT, "104857600", 1, 104857600, NULL, NULL, "largest request") \
    X(UNCLEAN_LEADER_ELECTION, "unclean.leader.election.enable", BOOLEAN, "false", 0, 1, NULL, NULL, "no replication here")
/* clang-format on */

enum topic_key {
#define X(id, ...) TOPIC_##id,
    TOPIC_KEYS(X)
#undef X
        TOPIC_KEY_COUNT
};

enum broker_key {
#define X(id, ...) BROKER_##id,
    BROKER_KEYS(X)
#undef X
        BROKER_KEY_COUNT
};

void config_init_broker(struct config *c);
void config_init_topic(struct config *c);
void config_copy(struct config *to, const struct config *from);
void config_deinit(struct config *c); /* also after a move, when it is all zero */

/* The index of the row with that name, or -1. */
int config_find(const struct config *c, struct bytes name);

/* Checks and sets a value; null unsets it. ERR_USAGE with Kafka's sentence ("Invalid value x for
 * configuration retention.ms: Not a number of type LONG") if it is invalid: then nothing changes.
 */
int config_set(struct config *c, int row, struct bytes value, struct err *err);

/* The broker's own values: set or default. A list or string with no default is NULL. */
int64_t config_number(const struct config *broker, enum broker_key key);
const char *config_text(const struct config *broker, enum broker_key key);

/* A topic's values, and where each comes from. `broker` gives the defaults. */
const char *config_topic_text(const struct config *topic, const struct config *broker,
                              enum topic_key key, enum config_source *source);
int64_t config_topic_number(const struct config *topic, const struct config *broker,
                            enum topic_key key);

/* The text of a broker row and where it comes from. */
const char *config_broker_text(const struct config *broker, int row, enum config_source *source);

/* Derives log.retention.ms and log.roll.ms from the minutes and hours, unless they are set. Called
 * once, after everything has been read. */
void config_derive(struct config *broker);

/* Reads "KEY=VALUE" (-c) into the broker's config. ERR_USAGE with a sentence. */
int config_set_pair(struct config *broker, const char *pair, struct err *err);

#endif
