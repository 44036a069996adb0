/* cluster_messages.h: the messages about brokers and topics: ApiVersions, Metadata,
 * DescribeCluster, DescribeTopicPartitions, Create/DeleteTopics, CreatePartitions, configs,
 * reassignments. */
#ifndef WIRE_CLUSTER_MESSAGES_H
#define WIRE_CLUSTER_MESSAGES_H

#include "wire/schema.h"

/* clang-format off */

#define API_VERSIONS_REQUEST(F, s) \
    F(s, STRING,  client_software_name, 3) \
    F(s, STRING,  client_software_version, 3)
#define API_VERSIONS_KEY(F, s) \
    F(s, I16,     api_key,           0) \
    F(s, I16,     min_version,       0) \
    F(s, I16,     max_version,       0)
#define API_VERSIONS_SUPPORTED(F, s) \
    F(s, STRING,  name,              3) \
    F(s, I16,     min_version,       3) \
    F(s, I16,     max_version,       3)
#define API_VERSIONS_FINALIZED(F, s) \
    F(s, STRING,  name,              3) \
    F(s, I16,     max_version_level, 3) \
    F(s, I16,     min_version_level, 3)
#define API_VERSIONS_RESPONSE(F, s) \
    F(s, I16,     error_code,        0) \
    F(s, LIST(api_versions_key), api_keys, 0) \
    F(s, I32,     throttle_time_ms,  1) \
    F(s, LIST(api_versions_supported), supported_features, 3, TAG(0)) \
    F(s, I64,     finalized_features_epoch, 3, TAG(1), DEFAULT(-1)) \
    F(s, LIST(api_versions_finalized), finalized_features, 3, TAG(2)) \
    F(s, BOOL,    zk_migration_ready, 3, TAG(3))

/* Topics null means all of them; in version 0, which has no null, none named means all. */
#define METADATA_REQUEST_TOPIC(F, s) \
    F(s, UUID,    topic_id,          10) \
    F(s, STRING,  name,              0, NULL_SINCE(10))
#define METADATA_REQUEST(F, s) \
    F(s, LIST(metadata_request_topic), topics, 0, NULL_SINCE(1)) \
    F(s, BOOL,    allow_auto_topic_creation, 4, DEFAULT(1)) \
    F(s, BOOL,    include_cluster_authorized_operations, 8, UNTIL(10)) \
    F(s, BOOL,    include_topic_authorized_operations, 8)
#define METADATA_BROKER(F, s) \
    F(s, I32,     node_id,           0) \
    F(s, STRING,  host,              0) \
    F(s, I32,     port,              0) \
    F(s, STRING,  rack,              1, NULL_SINCE(1), NULL_DEFAULT)
#define METADATA_PARTITION(F, s) \
    F(s, I16,     error_code,        0) \
    F(s, I32,     partition,         0) \
    F(s, I32,     leader_id,         0) \
    F(s, I32,     leader_epoch,      7, DEFAULT(-1)) \
    F(s, ARRAY(I32), replica_nodes,  0) \
    F(s, ARRAY(I32), isr_nodes,      0) \
    F(s, ARRAY(I32), offline_replicas, 5)
#define METADATA_TOPIC(F, s) \
    F(s, I16,     error_code,        0) \
    F(s, STRING,  name,              0, NULL_SINCE(12)) \
    F(s, UUID,    topic_id,          10) \
    F(s, BOOL,    is_internal,       1) \
    F(s, LIST(metadata_partition), partitions, 0) \
    F(s, I32,     topic_authorized_operations, 8, DEFAULT(INT32_MIN))
#define METADATA_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  3) \
    F(s, LIST(metadata_broker), brokers, 0) \
    F(s, STRING,  cluster_id,        2, NULL_SINCE(2), NULL_DEFAULT) \
    F(s, I32,     controller_id,     1, DEFAULT(-1)) \
    F(s, LIST(metadata_topic), topics, 0) \
    F(s, I32,     cluster_authorized_operations, 8, UNTIL(10), DEFAULT(INT32_MIN)) \
    F(s, I16,     error_code,        13)

#define DESCRIBE_CLUSTER_REQUEST(F, s) \
    F(s, BOOL,    include_cluster_authorized_operations, 0) \
    F(s, I8,      endpoint_type,     1, DEFAULT(1)) \
    F(s, BOOL,    include_fenced_brokers, 2)
#define DESCRIBE_CLUSTER_BROKER(F, s) \
    F(s, I32,     broker_id,         0) \
    F(s, STRING,  host,              0) \
    F(s, I32,     port,              0) \
    F(s, STRING,  rack,              0, NULL_SINCE(0), NULL_DEFAULT) \
    F(s, BOOL,    is_fenced,         2)
#define DESCRIBE_CLUSTER_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  0) \
    F(s, I16,     error_code,        0) \
    F(s, STRING,  error_message,     0, NULL_SINCE(0), NULL_DEFAULT) \
    F(s, I8,      endpoint_type,     1, DEFAULT(1)) \
    F(s, STRING,  cluster_id,        0) \
    F(s, I32,     controller_id,     0, DEFAULT(-1)) \
    F(s, LIST(describe_cluster_broker), brokers, 0) \
    F(s, I32,     cluster_authorized_operations, 0, DEFAULT(INT32_MIN))

#define TOPIC_CURSOR(F, s) \
    F(s, STRING,  topic_name,        0) \
    F(s, I32,     partition,         0)
#define DESCRIBE_TOPIC_PARTITIONS_NAME(F, s) \
    F(s, STRING,  name,              0)
#define DESCRIBE_TOPIC_PARTITIONS_REQUEST(F, s) \
    F(s, LIST(describe_topic_partitions_name), topics, 0) \
    F(s, I32,     response_partition_limit, 0, DEFAULT(2000)) \
    F(s, OPTION(topic_cursor), cursor, 0, NULL_SINCE(0))
#define DESCRIBE_TOPIC_PARTITIONS_PARTITION(F, s) \
    F(s, I16,     error_code,        0) \
    F(s, I32,     partition,         0) \
    F(s, I32,     leader_id,         0) \
    F(s, I32,     leader_epoch,      0, DEFAULT(-1)) \
    F(s, ARRAY(I32), replica_nodes,  0) \
    F(s, ARRAY(I32), isr_nodes,      0) \
    F(s, ARRAY(I32), eligible_leader_replicas, 0, NULL_SINCE(0), NULL_DEFAULT) \
    F(s, ARRAY(I32), last_known_elr, 0, NULL_SINCE(0), NULL_DEFAULT) \
    F(s, ARRAY(I32), offline_replicas, 0)
#define DESCRIBE_TOPIC_PARTITIONS_TOPIC(F, s) \
    F(s, I16,     error_code,        0) \
    F(s, STRING,  name,              0, NULL_SINCE(0)) \
    F(s, UUID,    topic_id,          0) \
    F(s, BOOL,    is_internal,       0) \
    F(s, LIST(describe_topic_partitions_partition), partitions, 0) \
    F(s, I32,     topic_authorized_operations, 0, DEFAULT(INT32_MIN))
#define DESCRIBE_TOPIC_PARTITIONS_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  0) \
    F(s, LIST(describe_topic_partitions_topic), topics, 0) \
    F(s, OPTION(topic_cursor), next_cursor, 0, NULL_SINCE(0))

#define CREATE_TOPICS_ASSIGNMENT(F, s) \
    F(s, I32,     partition,         0) \
    F(s, ARRAY(I32), broker_ids,     0)
#define CREATE_TOPICS_REQUEST_CONFIG(F, s) \
    F(s, STRING,  name,              0) \
    F(s, STRING,  value,             0, NULL_SINCE(0))
#define CREATE_TOPICS_REQUEST_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, I32,     num_partitions,    0) \
    F(s, I16,     replication_factor, 0) \
    F(s, LIST(create_topics_assignment), assignments, 0) \
    F(s, LIST(create_topics_request_config), configs, 0)
#define CREATE_TOPICS_REQUEST(F, s) \
    F(s, LIST(create_topics_request_topic), topics, 0) \
    F(s, I32,     timeout_ms,        0, DEFAULT(60000)) \
    F(s, BOOL,    validate_only,     1)
#define CREATE_TOPICS_RESPONSE_CONFIG(F, s) \
    F(s, STRING,  name,              5) \
    F(s, STRING,  value,             5, NULL_SINCE(5)) \
    F(s, BOOL,    read_only,         5) \
    F(s, I8,      config_source,     5, DEFAULT(-1)) \
    F(s, BOOL,    is_sensitive,      5)
#define CREATE_TOPICS_RESPONSE_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, UUID,    topic_id,          7) \
    F(s, I16,     error_code,        0) \
    F(s, STRING,  error_message,     1, NULL_SINCE(0)) \
    F(s, I16,     topic_config_error_code, 5, TAG(0)) \
    F(s, I32,     num_partitions,    5, DEFAULT(-1)) \
    F(s, I16,     replication_factor, 5, DEFAULT(-1)) \
    F(s, LIST(create_topics_response_config), configs, 5, NULL_SINCE(5))
#define CREATE_TOPICS_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  2) \
    F(s, LIST(create_topics_response_topic), topics, 0)

#define DELETE_TOPICS_STATE(F, s) \
    F(s, STRING,  name,              6, NULL_SINCE(6), NULL_DEFAULT) \
    F(s, UUID,    topic_id,          6)
#define DELETE_TOPICS_REQUEST(F, s) \
    F(s, LIST(delete_topics_state), topics, 6) \
    F(s, ARRAY(STRING), topic_names, 0, UNTIL(5)) \
    F(s, I32,     timeout_ms,        0)
#define DELETE_TOPICS_RESULT(F, s) \
    F(s, STRING,  name,              0, NULL_SINCE(6)) \
    F(s, UUID,    topic_id,          6) \
    F(s, I16,     error_code,        0) \
    F(s, STRING,  error_message,     5, NULL_SINCE(5), NULL_DEFAULT)
#define DELETE_TOPICS_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  1) \
    F(s, LIST(delete_topics_result), results, 0)

#define CREATE_PARTITIONS_ASSIGNMENT(F, s) \
    F(s, ARRAY(I32), broker_ids,     0)
#define CREATE_PARTITIONS_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, I32,     count,             0) \
    F(s, LIST(create_partitions_assignment), assignments, 0, NULL_SINCE(0))
#define CREATE_PARTITIONS_REQUEST(F, s) \
    F(s, LIST(create_partitions_topic), topics, 0) \
    F(s, I32,     timeout_ms,        0) \
    F(s, BOOL,    validate_only,     0)
#define CREATE_PARTITIONS_RESULT(F, s) \
    F(s, STRING,  name,              0) \
    F(s, I16,     error_code,        0) \
    F(s, STRING,  error_message,     0, NULL_SINCE(0), NULL_DEFAULT)
#define CREATE_PARTITIONS_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  0) \
    F(s, LIST(create_partitions_result), results, 0)

/* Configuration keys null means all of them. */
#define DESCRIBE_CONFIGS_RESOURCE(F, s) \
    F(s, I8,      resource_type,     0) \
    F(s, STRING,  resource_name,     0) \
    F(s, ARRAY(STRING), configuration_keys, 0, NULL_SINCE(0))
#define DESCRIBE_CONFIGS_REQUEST(F, s) \
    F(s, LIST(describe_configs_resource), resources, 0) \
    F(s, BOOL,    include_synonyms,  1) \
    F(s, BOOL,    include_documentation, 3)
#define DESCRIBE_CONFIGS_SYNONYM(F, s) \
    F(s, STRING,  name,              1) \
    F(s, STRING,  value,             1, NULL_SINCE(0)) \
    F(s, I8,      source,            1)
#define DESCRIBE_CONFIGS_ENTRY(F, s) \
    F(s, STRING,  name,              0) \
    F(s, STRING,  value,             0, NULL_SINCE(0)) \
    F(s, BOOL,    read_only,         0) \
    F(s, I8,      config_source,     1, DEFAULT(-1)) \
    F(s, BOOL,    is_sensitive,      0) \
    F(s, LIST(describe_configs_synonym), synonyms, 1) \
    F(s, I8,      config_type,       3) \
    F(s, STRING,  documentation,     3, NULL_SINCE(0))
#define DESCRIBE_CONFIGS_RESULT(F, s) \
    F(s, I16,     error_code,        0) \
    F(s, STRING,  error_message,     0, NULL_SINCE(0)) \
    F(s, I8,      resource_type,     0) \
    F(s, STRING,  resource_name,     0) \
    F(s, LIST(describe_configs_entry), configs, 0)
#define DESCRIBE_CONFIGS_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  0) \
    F(s, LIST(describe_configs_result), results, 0)

#define INCREMENTAL_ALTER_CONFIGS_ENTRY(F, s) \
    F(s, STRING,  name,              0) \
    F(s, I8,      operation,         0) \
    F(s, STRING,  value,             0, NULL_SINCE(0))
#define INCREMENTAL_ALTER_CONFIGS_RESOURCE(F, s) \
    F(s, I8,      resource_type,     0) \
    F(s, STRING,  resource_name,     0) \
    F(s, LIST(incremental_alter_configs_entry), configs, 0)
#define INCREMENTAL_ALTER_CONFIGS_REQUEST(F, s) \
    F(s, LIST(incremental_alter_configs_resource), resources, 0) \
    F(s, BOOL,    validate_only,     0)
#define INCREMENTAL_ALTER_CONFIGS_RESULT(F, s) \
    F(s, I16,     error_code,        0) \
    F(s, STRING,  error_message,     0, NULL_SINCE(0)) \
    F(s, I8,      resource_type,     0) \
    F(s, STRING,  resource_name,     0)
#define INCREMENTAL_ALTER_CONFIGS_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  0) \
    F(s, LIST(incremental_alter_configs_result), results, 0)

/* Topics null means every reassignment under way (KIP-455). */
#define LIST_PARTITION_REASSIGNMENTS_REQUEST_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, ARRAY(I32), partitions,     0)
#define LIST_PARTITION_REASSIGNMENTS_REQUEST(F, s) \
    F(s, I32,     timeout_ms,        0, DEFAULT(60000)) \
    F(s, LIST(list_partition_reassignments_request_topic), topics, 0, NULL_SINCE(0), NULL_DEFAULT)
#define LIST_PARTITION_REASSIGNMENTS_PARTITION(F, s) \
    F(s, I32,     partition,         0) \
    F(s, ARRAY(I32), replicas,       0) \
    F(s, ARRAY(I32), adding_replicas, 0) \
    F(s, ARRAY(I32), removing_replicas, 0)
#define LIST_PARTITION_REASSIGNMENTS_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, LIST(list_partition_reassignments_partition), partitions, 0)
#define LIST_PARTITION_REASSIGNMENTS_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  0) \
    F(s, I16,     error_code,        0) \
    F(s, STRING,  error_message,     0, NULL_SINCE(0), NULL_DEFAULT) \
    F(s, LIST(list_partition_reassignments_topic), topics, 0)

#define CLUSTER_STRUCTS(S) \
    S(api_versions_request, API_VERSIONS_REQUEST) \
    S(api_versions_key, API_VERSIONS_KEY) \
    S(api_versions_supported, API_VERSIONS_SUPPORTED) \
    S(api_versions_finalized, API_VERSIONS_FINALIZED) \
    S(api_versions_response, API_VERSIONS_RESPONSE) \
    S(metadata_request_topic, METADATA_REQUEST_TOPIC) \
    S(metadata_request, METADATA_REQUEST) \
    S(metadata_broker, METADATA_BROKER) \
    S(metadata_partition, METADATA_PARTITION) \
    S(metadata_topic, METADATA_TOPIC) \
    S(metadata_response, METADATA_RESPONSE) \
    S(describe_cluster_request, DESCRIBE_CLUSTER_REQUEST) \
    S(describe_cluster_broker, DESCRIBE_CLUSTER_BROKER) \
    S(describe_cluster_response, DESCRIBE_CLUSTER_RESPONSE) \
    S(topic_cursor, TOPIC_CURSOR) \
    S(describe_topic_partitions_name, DESCRIBE_TOPIC_PARTITIONS_NAME) \
    S(describe_topic_partitions_request, DESCRIBE_TOPIC_PARTITIONS_REQUEST) \
    S(describe_topic_partitions_partition, DESCRIBE_TOPIC_PARTITIONS_PARTITION) \
    S(describe_topic_partitions_topic, DESCRIBE_TOPIC_PARTITIONS_TOPIC) \
    S(describe_topic_partitions_response, DESCRIBE_TOPIC_PARTITIONS_RESPONSE) \
    S(create_topics_assignment, CREATE_TOPICS_ASSIGNMENT) \
    S(create_topics_request_config, CREATE_TOPICS_REQUEST_CONFIG) \
    S(create_topics_request_topic, CREATE_TOPICS_REQUEST_TOPIC) \
    S(create_topics_request, CREATE_TOPICS_REQUEST) \
    S(create_topics_response_config, CREATE_TOPICS_RESPONSE_CONFIG) \
    S(create_topics_response_topic, CREATE_TOPICS_RESPONSE_TOPIC) \
    S(create_topics_response, CREATE_TOPICS_RESPONSE) \
    S(delete_topics_state, DELETE_TOPICS_STATE) \
    S(delete_topics_request, DELETE_TOPICS_REQUEST) \
    S(delete_topics_result, DELETE_TOPICS_RESULT) \
    S(delete_topics_response, DELETE_TOPICS_RESPONSE) \
    S(create_partitions_assignment, CREATE_PARTITIONS_ASSIGNMENT) \
    S(create_partitions_topic, CREATE_PARTITIONS_TOPIC) \
    S(create_partitions_request, CREATE_PARTITIONS_REQUEST) \
    S(create_partitions_result, CREATE_PARTITIONS_RESULT) \
    S(create_partitions_response, CREATE_PARTITIONS_RESPONSE) \
    S(describe_configs_resource, DESCRIBE_CONFIGS_RESOURCE) \
    S(describe_configs_request, DESCRIBE_CONFIGS_REQUEST) \
    S(describe_configs_synonym, DESCRIBE_CONFIGS_SYNONYM) \
    S(describe_configs_entry, DESCRIBE_CONFIGS_ENTRY) \
    S(describe_configs_result, DESCRIBE_CONFIGS_RESULT) \
    S(describe_configs_response, DESCRIBE_CONFIGS_RESPONSE) \
    S(incremental_alter_configs_entry, INCREMENTAL_ALTER_CONFIGS_ENTRY) \
    S(incremental_alter_configs_resource, INCREMENTAL_ALTER_CONFIGS_RESOURCE) \
    S(incremental_alter_configs_request, INCREMENTAL_ALTER_CONFIGS_REQUEST) \
    S(incremental_alter_configs_result, INCREMENTAL_ALTER_CONFIGS_RESULT) \
    S(incremental_alter_configs_response, INCREMENTAL_ALTER_CONFIGS_RESPONSE) \
    S(list_partition_reassignments_request_topic, LIST_PARTITION_REASSIGNMENTS_REQUEST_TOPIC) \
    S(list_partition_reassignments_request, LIST_PARTITION_REASSIGNMENTS_REQUEST) \
    S(list_partition_reassignments_partition, LIST_PARTITION_REASSIGNMENTS_PARTITION) \
    S(list_partition_reassignments_topic, LIST_PARTITION_REASSIGNMENTS_TOPIC) \
    S(list_partition_reassignments_response, LIST_PARTITION_REASSIGNMENTS_RESPONSE)

CLUSTER_STRUCTS(WIRE_STRUCT)
CLUSTER_STRUCTS(WIRE_DECLARE)

/* clang-format on */

#endif
