/* api.h: the table of APIs: key, name, versions, schemas. What is announced, served, decoded and
 * printed comes from these rows; src/broker/api has a handler for each. */
#ifndef WIRE_API_H
#define WIRE_API_H

#include "wire/cluster_messages.h"
#include "wire/codec.h"
#include "wire/data_messages.h"
#include "wire/group_messages.h"

/* Key, name, first and last supported version, first version announced, first flexible version, the
 * names of the structs without _request and _response. The versions are those that Apache Kafka 4.1
 * announces (not unstable ones such as OffsetCommit 10 and OffsetFetch 10). Produce is announced
 * from 0 although supported from 3: without 0, librdkafka assumes a broker without compression
 * (KAFKA-18659). */
/* clang-format off */
#define API_ROWS(X) \
    X(PRODUCE,                    0, "Produce",                   3, 13, 0, 9, produce) \
    X(FETCH,                      1, "Fetch",                     4, 18, 4, 12, fetch) \
    X(LIST_OFFSETS,               2, "ListOffsets",               1, 10, 1, 6, list_offsets) \
    X(METADATA,                   3, "Metadata",                  0, 13, 0, 9, metadata) \
    X(OFFSET_COMMIT,              8, "OffsetCommit",              2, 9, 2, 8, offset_commit) \
    X(OFFSET_FETCH,               9, "OffsetFetch",               1, 9, 1, 6, offset_fetch) \
    X(FIND_COORDINATOR,          10, "FindCoordinator",           0, 6, 0, 3, find_coordinator) \
    X(JOIN_GROUP,                11, "JoinGroup",                 0, 9, 0, 6, join_group) \
    X(HEARTBEAT,                 12, "Heartbeat",                 0, 4, 0, 4, heartbeat) \
    X(LEAVE_GROUP,               13, "LeaveGroup",                0, 5, 0, 4, leave_group) \
    X(SYNC_GROUP,                14, "SyncGroup",                 0, 5, 0, 4, sync_group) \
    X(DESCRIBE_GROUPS,           15, "DescribeGroups",            0, 6, 0, 5, describe_groups) \
    X(LIST_GROUPS,               16, "ListGroups",                0, 5, 0, 3, list_groups) \
    X(API_VERSIONS,              18, "ApiVersions",               0, 4, 0, 3, api_versions) \
    X(CREATE_TOPICS,             19, "CreateTopics",              2, 7, 2, 5, create_topics) \
    X(DELETE_TOPICS,             20, "DeleteTopics",              1, 6, 1, 4, delete_topics) \
    X(INIT_PRODUCER_ID,          22, "InitProducerId",            0, 5, 0, 2, init_producer_id) \
    X(OFFSET_FOR_LEADER_EPOCH,   23, "OffsetForLeaderEpoch",      2, 4, 2, 4, offset_for_leader_epoch) \
    X(DESCRIBE_CONFIGS,          32, "DescribeConfigs",           1, 4, 1, 4, describe_configs) \
    X(CREATE_PARTITIONS,         37, "CreatePartitions",          0, 3, 0, 2, create_partitions) \
    X(DELETE_GROUPS,             42, "DeleteGroups",              0, 2, 0, 2, delete_groups) \
    X(INCREMENTAL_ALTER_CONFIGS, 44, "IncrementalAlterConfigs",   0, 1, 0, 1, incremental_alter_configs) \
    X(LIST_PARTITION_REASSIGNMENTS, 46, "ListPartitionReassignments", 0, 0, 0, 0, list_partition_reassignments) \
    X(DESCRIBE_CLUSTER,          60, "DescribeCluster",           0, 2, 0, 0, describe_cluster) \
    X(DESCRIBE_TOPIC_PARTITIONS, 75, "DescribeTopicPartitions",   0, 0, 0, 0, describe_topic_partitions)
/* clang-format on */

enum api_key {
    API_NONE = -1, /* also makes keys signed, as on the wire */
#define X(id, key, name, min, max, announced, flexible, struct_name) API_##id = key,
    API_ROWS(X)
#undef X
};

struct api {
    const char *name;
    const struct schema *request;
    const struct schema *response;
    int16_t key;
    int16_t min;
    int16_t max;
    int16_t announced_min;
    int16_t flexible_from;
};

extern const struct api api_rows[]; /* ordered by key */
extern const size_t api_count;

/* The row of that key, or NULL. */
const struct api *api_find(int key);

/* The number and flexibility of a version, as the codec wants them. */
static inline struct wire_version api_version(const struct api *api, int16_t version)
{
    return (struct wire_version){version, version >= api->flexible_from};
}

#endif
