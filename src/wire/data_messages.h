/* data_messages.h: the messages that carry records and say where they are: Produce, Fetch,
 * ListOffsets, InitProducerId, OffsetForLeaderEpoch. */
#ifndef WIRE_DATA_MESSAGES_H
#define WIRE_DATA_MESSAGES_H

#include "wire/schema.h"

/* clang-format off */

#define PRODUCE_REQUEST_PARTITION(F, s) \
    F(s, I32,     index,             0) \
    F(s, RECORDS, records,           0, NULL_SINCE(0))
#define PRODUCE_REQUEST_TOPIC(F, s) \
    F(s, STRING,  name,              0, UNTIL(12), NULL_DEFAULT) \
    F(s, UUID,    topic_id,          13) \
    F(s, LIST(produce_request_partition), partitions, 0)
#define PRODUCE_REQUEST(F, s) \
    F(s, STRING,  transactional_id,  3, NULL_SINCE(3), NULL_DEFAULT) \
    F(s, I16,     acks,              0) \
    F(s, I32,     timeout_ms,        0) \
    F(s, LIST(produce_request_topic), topics, 0)

#define PRODUCE_RECORD_ERROR(F, s) \
    F(s, I32,     batch_index,       8) \
    F(s, STRING,  message,           8, NULL_SINCE(8), NULL_DEFAULT)
#define PRODUCE_LEADER(F, s) \
    F(s, I32,     leader_id,         10, DEFAULT(-1)) \
    F(s, I32,     leader_epoch,      10, DEFAULT(-1))
#define PRODUCE_RESPONSE_PARTITION(F, s) \
    F(s, I32,     index,             0) \
    F(s, I16,     error_code,        0) \
    F(s, I64,     base_offset,       0) \
    F(s, I64,     log_append_time_ms, 2, DEFAULT(-1)) \
    F(s, I64,     log_start_offset,  5, DEFAULT(-1)) \
    F(s, LIST(produce_record_error), record_errors, 8) \
    F(s, STRING,  error_message,     8, NULL_SINCE(8), NULL_DEFAULT) \
    F(s, STRUCT(produce_leader), current_leader, 10, TAG(0))
#define PRODUCE_RESPONSE_TOPIC(F, s) \
    F(s, STRING,  name,              0, UNTIL(12)) \
    F(s, UUID,    topic_id,          13) \
    F(s, LIST(produce_response_partition), partitions, 0)
#define PRODUCE_NODE(F, s) \
    F(s, I32,     node_id,           10) \
    F(s, STRING,  host,              10) \
    F(s, I32,     port,              10) \
    F(s, STRING,  rack,              10, NULL_SINCE(10), NULL_DEFAULT)
#define PRODUCE_RESPONSE(F, s) \
    F(s, LIST(produce_response_topic), topics, 0) \
    F(s, I32,     throttle_time_ms,  1) \
    F(s, LIST(produce_node), node_endpoints, 10, TAG(0))

#define FETCH_REQUEST_PARTITION(F, s) \
    F(s, I32,     partition,         0) \
    F(s, I32,     current_leader_epoch, 9, DEFAULT(-1)) \
    F(s, I64,     fetch_offset,      0) \
    F(s, I32,     last_fetched_epoch, 12, DEFAULT(-1)) \
    F(s, I64,     log_start_offset,  5, DEFAULT(-1)) \
    F(s, I32,     max_bytes,         0) \
    F(s, UUID,    replica_directory_id, 17, TAG(0)) \
    F(s, I64,     high_watermark,    18, TAG(1), DEFAULT(INT64_MAX))
#define FETCH_REQUEST_TOPIC(F, s) \
    F(s, STRING,  name,              0, UNTIL(12), NULL_DEFAULT) \
    F(s, UUID,    topic_id,          13) \
    F(s, LIST(fetch_request_partition), partitions, 0)
#define FETCH_FORGOTTEN_TOPIC(F, s) \
    F(s, STRING,  name,              7, UNTIL(12)) \
    F(s, UUID,    topic_id,          13) \
    F(s, ARRAY(I32), partitions,     7)
#define FETCH_REPLICA(F, s) \
    F(s, I32,     replica_id,        15, DEFAULT(-1)) \
    F(s, I64,     replica_epoch,     15, DEFAULT(-1))
#define FETCH_REQUEST(F, s) \
    F(s, STRING,  cluster_id,        12, NULL_SINCE(12), TAG(0), NULL_DEFAULT) \
    F(s, I32,     replica_id,        0, UNTIL(14), DEFAULT(-1)) \
    F(s, STRUCT(fetch_replica), replica_state, 15, TAG(1)) \
    F(s, I32,     max_wait_ms,       0) \
    F(s, I32,     min_bytes,         0) \
    F(s, I32,     max_bytes,         3, DEFAULT(0x7fffffff)) \
    F(s, I8,      isolation_level,   4) \
    F(s, I32,     session_id,        7) \
    F(s, I32,     session_epoch,     7, DEFAULT(-1)) \
    F(s, LIST(fetch_request_topic), topics, 0) \
    F(s, LIST(fetch_forgotten_topic), forgotten_topics, 7) \
    F(s, STRING,  rack_id,           11)

#define FETCH_EPOCH_END(F, s) \
    F(s, I32,     epoch,             12, DEFAULT(-1)) \
    F(s, I64,     end_offset,        12, DEFAULT(-1))
#define FETCH_LEADER(F, s) \
    F(s, I32,     leader_id,         12, DEFAULT(-1)) \
    F(s, I32,     leader_epoch,      12, DEFAULT(-1))
#define FETCH_SNAPSHOT(F, s) \
    F(s, I64,     end_offset,        0, DEFAULT(-1)) \
    F(s, I32,     epoch,             0, DEFAULT(-1))
#define FETCH_ABORTED(F, s) \
    F(s, I64,     producer_id,       4) \
    F(s, I64,     first_offset,      4)
#define FETCH_RESPONSE_PARTITION(F, s) \
    F(s, I32,     partition,         0) \
    F(s, I16,     error_code,        0) \
    F(s, I64,     high_watermark,    0) \
    F(s, I64,     last_stable_offset, 4, DEFAULT(-1)) \
    F(s, I64,     log_start_offset,  5, DEFAULT(-1)) \
    F(s, STRUCT(fetch_epoch_end), diverging_epoch, 12, TAG(0)) \
    F(s, STRUCT(fetch_leader), current_leader, 12, TAG(1)) \
    F(s, STRUCT(fetch_snapshot), snapshot_id, 12, TAG(2)) \
    F(s, LIST(fetch_aborted), aborted_transactions, 4, NULL_SINCE(4)) \
    F(s, I32,     preferred_read_replica, 11, DEFAULT(-1)) \
    F(s, RECORDS, records,           0, NULL_SINCE(0))
#define FETCH_RESPONSE_TOPIC(F, s) \
    F(s, STRING,  name,              0, UNTIL(12)) \
    F(s, UUID,    topic_id,          13) \
    F(s, LIST(fetch_response_partition), partitions, 0)
#define FETCH_NODE(F, s) \
    F(s, I32,     node_id,           16) \
    F(s, STRING,  host,              16) \
    F(s, I32,     port,              16) \
    F(s, STRING,  rack,              16, NULL_SINCE(16), NULL_DEFAULT)
#define FETCH_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  1) \
    F(s, I16,     error_code,        7) \
    F(s, I32,     session_id,        7) \
    F(s, LIST(fetch_response_topic), topics, 0) \
    F(s, LIST(fetch_node), node_endpoints, 16, TAG(0))

#define LIST_OFFSETS_REQUEST_PARTITION(F, s) \
    F(s, I32,     partition,         0) \
    F(s, I32,     current_leader_epoch, 4, DEFAULT(-1)) \
    F(s, I64,     timestamp,         0)
#define LIST_OFFSETS_REQUEST_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, LIST(list_offsets_request_partition), partitions, 0)
#define LIST_OFFSETS_REQUEST(F, s) \
    F(s, I32,     replica_id,        0) \
    F(s, I8,      isolation_level,   2) \
    F(s, LIST(list_offsets_request_topic), topics, 0) \
    F(s, I32,     timeout_ms,        10)

#define LIST_OFFSETS_RESPONSE_PARTITION(F, s) \
    F(s, I32,     partition,         0) \
    F(s, I16,     error_code,        0) \
    F(s, I64,     timestamp,         1, DEFAULT(-1)) \
    F(s, I64,     offset,            1, DEFAULT(-1)) \
    F(s, I32,     leader_epoch,      4, DEFAULT(-1))
#define LIST_OFFSETS_RESPONSE_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, LIST(list_offsets_response_partition), partitions, 0)
#define LIST_OFFSETS_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  2) \
    F(s, LIST(list_offsets_response_topic), topics, 0)

#define INIT_PRODUCER_ID_REQUEST(F, s) \
    F(s, STRING,  transactional_id,  0, NULL_SINCE(0)) \
    F(s, I32,     transaction_timeout_ms, 0) \
    F(s, I64,     producer_id,       3, DEFAULT(-1)) \
    F(s, I16,     producer_epoch,    3, DEFAULT(-1))
#define INIT_PRODUCER_ID_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  0) \
    F(s, I16,     error_code,        0) \
    F(s, I64,     producer_id,       0, DEFAULT(-1)) \
    F(s, I16,     producer_epoch,    0)

#define OFFSET_FOR_LEADER_EPOCH_REQUEST_PARTITION(F, s) \
    F(s, I32,     partition,         0) \
    F(s, I32,     current_leader_epoch, 2, DEFAULT(-1)) \
    F(s, I32,     leader_epoch,      0)
#define OFFSET_FOR_LEADER_EPOCH_REQUEST_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, LIST(offset_for_leader_epoch_request_partition), partitions, 0)
#define OFFSET_FOR_LEADER_EPOCH_REQUEST(F, s) \
    F(s, I32,     replica_id,        3, DEFAULT(-2)) \
    F(s, LIST(offset_for_leader_epoch_request_topic), topics, 0)

#define OFFSET_FOR_LEADER_EPOCH_RESPONSE_PARTITION(F, s) \
    F(s, I16,     error_code,        0) \
    F(s, I32,     partition,         0) \
    F(s, I32,     leader_epoch,      1, DEFAULT(-1)) \
    F(s, I64,     end_offset,        0, DEFAULT(-1))
#define OFFSET_FOR_LEADER_EPOCH_RESPONSE_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, LIST(offset_for_leader_epoch_response_partition), partitions, 0)
#define OFFSET_FOR_LEADER_EPOCH_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  2) \
    F(s, LIST(offset_for_leader_epoch_response_topic), topics, 0)

#define DATA_STRUCTS(S) \
    S(produce_request_partition, PRODUCE_REQUEST_PARTITION) \
    S(produce_request_topic, PRODUCE_REQUEST_TOPIC) \
    S(produce_request, PRODUCE_REQUEST) \
    S(produce_record_error, PRODUCE_RECORD_ERROR) \
    S(produce_leader, PRODUCE_LEADER) \
    S(produce_response_partition, PRODUCE_RESPONSE_PARTITION) \
    S(produce_response_topic, PRODUCE_RESPONSE_TOPIC) \
    S(produce_node, PRODUCE_NODE) \
    S(produce_response, PRODUCE_RESPONSE) \
    S(fetch_request_partition, FETCH_REQUEST_PARTITION) \
    S(fetch_request_topic, FETCH_REQUEST_TOPIC) \
    S(fetch_forgotten_topic, FETCH_FORGOTTEN_TOPIC) \
    S(fetch_replica, FETCH_REPLICA) \
    S(fetch_request, FETCH_REQUEST) \
    S(fetch_epoch_end, FETCH_EPOCH_END) \
    S(fetch_leader, FETCH_LEADER) \
    S(fetch_snapshot, FETCH_SNAPSHOT) \
    S(fetch_aborted, FETCH_ABORTED) \
    S(fetch_response_partition, FETCH_RESPONSE_PARTITION) \
    S(fetch_response_topic, FETCH_RESPONSE_TOPIC) \
    S(fetch_node, FETCH_NODE) \
    S(fetch_response, FETCH_RESPONSE) \
    S(list_offsets_request_partition, LIST_OFFSETS_REQUEST_PARTITION) \
    S(list_offsets_request_topic, LIST_OFFSETS_REQUEST_TOPIC) \
    S(list_offsets_request, LIST_OFFSETS_REQUEST) \
    S(list_offsets_response_partition, LIST_OFFSETS_RESPONSE_PARTITION) \
    S(list_offsets_response_topic, LIST_OFFSETS_RESPONSE_TOPIC) \
    S(list_offsets_response, LIST_OFFSETS_RESPONSE) \
    S(init_producer_id_request, INIT_PRODUCER_ID_REQUEST) \
    S(init_producer_id_response, INIT_PRODUCER_ID_RESPONSE) \
    S(offset_for_leader_epoch_request_partition, OFFSET_FOR_LEADER_EPOCH_REQUEST_PARTITION) \
    S(offset_for_leader_epoch_request_topic, OFFSET_FOR_LEADER_EPOCH_REQUEST_TOPIC) \
    S(offset_for_leader_epoch_request, OFFSET_FOR_LEADER_EPOCH_REQUEST) \
    S(offset_for_leader_epoch_response_partition, OFFSET_FOR_LEADER_EPOCH_RESPONSE_PARTITION) \
    S(offset_for_leader_epoch_response_topic, OFFSET_FOR_LEADER_EPOCH_RESPONSE_TOPIC) \
    S(offset_for_leader_epoch_response, OFFSET_FOR_LEADER_EPOCH_RESPONSE)

DATA_STRUCTS(WIRE_STRUCT)
DATA_STRUCTS(WIRE_DECLARE)

/* clang-format on */

#endif
