/* group_messages.h: the messages of consumer groups (the classic protocol) and of committed
 * offsets. */
#ifndef WIRE_GROUP_MESSAGES_H
#define WIRE_GROUP_MESSAGES_H

#include "wire/schema.h"

/* clang-format off */

#define FIND_COORDINATOR_REQUEST(F, s) \
    F(s, STRING,  key,               0, UNTIL(3)) \
    F(s, I8,      key_type,          1) \
    F(s, ARRAY(STRING), coordinator_keys, 4)
#define FIND_COORDINATOR_FOUND(F, s) \
    F(s, STRING,  key,               4) \
    F(s, I32,     node_id,           4) \
    F(s, STRING,  host,              4) \
    F(s, I32,     port,              4) \
    F(s, I16,     error_code,        4) \
    F(s, STRING,  error_message,     4, NULL_SINCE(4))
#define FIND_COORDINATOR_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  1) \
    F(s, I16,     error_code,        0, UNTIL(3)) \
    F(s, STRING,  error_message,     1, UNTIL(3), NULL_SINCE(1)) \
    F(s, I32,     node_id,           0, UNTIL(3)) \
    F(s, STRING,  host,              0, UNTIL(3)) \
    F(s, I32,     port,              0, UNTIL(3)) \
    F(s, LIST(find_coordinator_found), coordinators, 4)

#define JOIN_GROUP_PROTOCOL(F, s) \
    F(s, STRING,  name,              0) \
    F(s, BYTES,   metadata,          0)
#define JOIN_GROUP_REQUEST(F, s) \
    F(s, STRING,  group_id,          0) \
    F(s, I32,     session_timeout_ms, 0) \
    F(s, I32,     rebalance_timeout_ms, 1, DEFAULT(-1)) \
    F(s, STRING,  member_id,         0) \
    F(s, STRING,  group_instance_id, 5, NULL_SINCE(5), NULL_DEFAULT) \
    F(s, STRING,  protocol_type,     0) \
    F(s, LIST(join_group_protocol), protocols, 0) \
    F(s, STRING,  reason,            8, NULL_SINCE(8), NULL_DEFAULT)
#define JOIN_GROUP_MEMBER(F, s) \
    F(s, STRING,  member_id,         0) \
    F(s, STRING,  group_instance_id, 5, NULL_SINCE(5), NULL_DEFAULT) \
    F(s, BYTES,   metadata,          0)
#define JOIN_GROUP_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  2) \
    F(s, I16,     error_code,        0) \
    F(s, I32,     generation_id,     0, DEFAULT(-1)) \
    F(s, STRING,  protocol_type,     7, NULL_SINCE(7), NULL_DEFAULT) \
    F(s, STRING,  protocol_name,     0, NULL_SINCE(7)) \
    F(s, STRING,  leader,            0) \
    F(s, BOOL,    skip_assignment,   9) \
    F(s, STRING,  member_id,         0) \
    F(s, LIST(join_group_member), members, 0)

#define HEARTBEAT_REQUEST(F, s) \
    F(s, STRING,  group_id,          0) \
    F(s, I32,     generation_id,     0) \
    F(s, STRING,  member_id,         0) \
    F(s, STRING,  group_instance_id, 3, NULL_SINCE(3), NULL_DEFAULT)
#define HEARTBEAT_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  1) \
    F(s, I16,     error_code,        0)

#define LEAVE_GROUP_REQUEST_MEMBER(F, s) \
    F(s, STRING,  member_id,         3) \
    F(s, STRING,  group_instance_id, 3, NULL_SINCE(3), NULL_DEFAULT) \
    F(s, STRING,  reason,            5, NULL_SINCE(5), NULL_DEFAULT)
#define LEAVE_GROUP_REQUEST(F, s) \
    F(s, STRING,  group_id,          0) \
    F(s, STRING,  member_id,         0, UNTIL(2)) \
    F(s, LIST(leave_group_request_member), members, 3)
#define LEAVE_GROUP_RESPONSE_MEMBER(F, s) \
    F(s, STRING,  member_id,         3) \
    F(s, STRING,  group_instance_id, 3, NULL_SINCE(3)) \
    F(s, I16,     error_code,        3)
#define LEAVE_GROUP_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  1) \
    F(s, I16,     error_code,        0) \
    F(s, LIST(leave_group_response_member), members, 3)

#define SYNC_GROUP_ASSIGNMENT(F, s) \
    F(s, STRING,  member_id,         0) \
    F(s, BYTES,   assignment,        0)
#define SYNC_GROUP_REQUEST(F, s) \
    F(s, STRING,  group_id,          0) \
    F(s, I32,     generation_id,     0) \
    F(s, STRING,  member_id,         0) \
    F(s, STRING,  group_instance_id, 3, NULL_SINCE(3), NULL_DEFAULT) \
    F(s, STRING,  protocol_type,     5, NULL_SINCE(5), NULL_DEFAULT) \
    F(s, STRING,  protocol_name,     5, NULL_SINCE(5), NULL_DEFAULT) \
    F(s, LIST(sync_group_assignment), assignments, 0)
#define SYNC_GROUP_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  1) \
    F(s, I16,     error_code,        0) \
    F(s, STRING,  protocol_type,     5, NULL_SINCE(5), NULL_DEFAULT) \
    F(s, STRING,  protocol_name,     5, NULL_SINCE(5), NULL_DEFAULT) \
    F(s, BYTES,   assignment,        0)

#define DESCRIBE_GROUPS_REQUEST(F, s) \
    F(s, ARRAY(STRING), groups,      0) \
    F(s, BOOL,    include_authorized_operations, 3)
#define DESCRIBE_GROUPS_MEMBER(F, s) \
    F(s, STRING,  member_id,         0) \
    F(s, STRING,  group_instance_id, 4, NULL_SINCE(4), NULL_DEFAULT) \
    F(s, STRING,  client_id,         0) \
    F(s, STRING,  client_host,       0) \
    F(s, BYTES,   metadata,          0) \
    F(s, BYTES,   assignment,        0)
#define DESCRIBE_GROUPS_GROUP(F, s) \
    F(s, I16,     error_code,        0) \
    F(s, STRING,  error_message,     6, NULL_SINCE(6), NULL_DEFAULT) \
    F(s, STRING,  group_id,          0) \
    F(s, STRING,  group_state,       0) \
    F(s, STRING,  protocol_type,     0) \
    F(s, STRING,  protocol_data,     0) \
    F(s, LIST(describe_groups_member), members, 0) \
    F(s, I32,     authorized_operations, 3, DEFAULT(INT32_MIN))
#define DESCRIBE_GROUPS_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  1) \
    F(s, LIST(describe_groups_group), groups, 0)

#define LIST_GROUPS_REQUEST(F, s) \
    F(s, ARRAY(STRING), states_filter, 4) \
    F(s, ARRAY(STRING), types_filter, 5)
#define LIST_GROUPS_GROUP(F, s) \
    F(s, STRING,  group_id,          0) \
    F(s, STRING,  protocol_type,     0) \
    F(s, STRING,  group_state,       4) \
    F(s, STRING,  group_type,        5)
#define LIST_GROUPS_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  1) \
    F(s, I16,     error_code,        0) \
    F(s, LIST(list_groups_group), groups, 0)

#define DELETE_GROUPS_REQUEST(F, s) \
    F(s, ARRAY(STRING), groups,      0)
#define DELETE_GROUPS_RESULT(F, s) \
    F(s, STRING,  group_id,          0) \
    F(s, I16,     error_code,        0)
#define DELETE_GROUPS_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  0) \
    F(s, LIST(delete_groups_result), results, 0)

#define OFFSET_COMMIT_REQUEST_PARTITION(F, s) \
    F(s, I32,     partition,         0) \
    F(s, I64,     offset,            0) \
    F(s, I32,     leader_epoch,      6, DEFAULT(-1)) \
    F(s, STRING,  metadata,          0, NULL_SINCE(0))
#define OFFSET_COMMIT_REQUEST_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, LIST(offset_commit_request_partition), partitions, 0)
#define OFFSET_COMMIT_REQUEST(F, s) \
    F(s, STRING,  group_id,          0) \
    F(s, I32,     generation_id,     1, DEFAULT(-1)) \
    F(s, STRING,  member_id,         1) \
    F(s, STRING,  group_instance_id, 7, NULL_SINCE(7), NULL_DEFAULT) \
    F(s, I64,     retention_time_ms, 2, UNTIL(4), DEFAULT(-1)) \
    F(s, LIST(offset_commit_request_topic), topics, 0)
#define OFFSET_COMMIT_RESPONSE_PARTITION(F, s) \
    F(s, I32,     partition,         0) \
    F(s, I16,     error_code,        0)
#define OFFSET_COMMIT_RESPONSE_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, LIST(offset_commit_response_partition), partitions, 0)
#define OFFSET_COMMIT_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  3) \
    F(s, LIST(offset_commit_response_topic), topics, 0)

/* Up to version 7 a request asks for one group, and topics null means all of its topics; from 8 on
 * it asks for a list of groups. */
#define OFFSET_FETCH_REQUEST_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, ARRAY(I32), partitions,     0)
#define OFFSET_FETCH_REQUEST_GROUP(F, s) \
    F(s, STRING,  group_id,          8) \
    F(s, STRING,  member_id,         9, NULL_SINCE(9), NULL_DEFAULT) \
    F(s, I32,     member_epoch,      9, DEFAULT(-1)) \
    F(s, LIST(offset_fetch_request_topic), topics, 8, NULL_SINCE(8))
#define OFFSET_FETCH_REQUEST(F, s) \
    F(s, STRING,  group_id,          0, UNTIL(7)) \
    F(s, LIST(offset_fetch_request_topic), topics, 0, UNTIL(7), NULL_SINCE(2)) \
    F(s, LIST(offset_fetch_request_group), groups, 8) \
    F(s, BOOL,    require_stable,    7)
#define OFFSET_FETCH_RESPONSE_PARTITION(F, s) \
    F(s, I32,     partition,         0) \
    F(s, I64,     offset,            0) \
    F(s, I32,     leader_epoch,      5, DEFAULT(-1)) \
    F(s, STRING,  metadata,          0, NULL_SINCE(0)) \
    F(s, I16,     error_code,        0)
#define OFFSET_FETCH_RESPONSE_TOPIC(F, s) \
    F(s, STRING,  name,              0) \
    F(s, LIST(offset_fetch_response_partition), partitions, 0)
#define OFFSET_FETCH_RESPONSE_GROUP(F, s) \
    F(s, STRING,  group_id,          8) \
    F(s, LIST(offset_fetch_response_topic), topics, 8) \
    F(s, I16,     error_code,        8)
#define OFFSET_FETCH_RESPONSE(F, s) \
    F(s, I32,     throttle_time_ms,  3) \
    F(s, LIST(offset_fetch_response_topic), topics, 0, UNTIL(7)) \
    F(s, I16,     error_code,        2, UNTIL(7)) \
    F(s, LIST(offset_fetch_response_group), groups, 8)

#define GROUP_STRUCTS(S) \
    S(find_coordinator_request, FIND_COORDINATOR_REQUEST) \
    S(find_coordinator_found, FIND_COORDINATOR_FOUND) \
    S(find_coordinator_response, FIND_COORDINATOR_RESPONSE) \
    S(join_group_protocol, JOIN_GROUP_PROTOCOL) \
    S(join_group_request, JOIN_GROUP_REQUEST) \
    S(join_group_member, JOIN_GROUP_MEMBER) \
    S(join_group_response, JOIN_GROUP_RESPONSE) \
    S(heartbeat_request, HEARTBEAT_REQUEST) \
    S(heartbeat_response, HEARTBEAT_RESPONSE) \
    S(leave_group_request_member, LEAVE_GROUP_REQUEST_MEMBER) \
    S(leave_group_request, LEAVE_GROUP_REQUEST) \
    S(leave_group_response_member, LEAVE_GROUP_RESPONSE_MEMBER) \
    S(leave_group_response, LEAVE_GROUP_RESPONSE) \
    S(sync_group_assignment, SYNC_GROUP_ASSIGNMENT) \
    S(sync_group_request, SYNC_GROUP_REQUEST) \
    S(sync_group_response, SYNC_GROUP_RESPONSE) \
    S(describe_groups_request, DESCRIBE_GROUPS_REQUEST) \
    S(describe_groups_member, DESCRIBE_GROUPS_MEMBER) \
    S(describe_groups_group, DESCRIBE_GROUPS_GROUP) \
    S(describe_groups_response, DESCRIBE_GROUPS_RESPONSE) \
    S(list_groups_request, LIST_GROUPS_REQUEST) \
    S(list_groups_group, LIST_GROUPS_GROUP) \
    S(list_groups_response, LIST_GROUPS_RESPONSE) \
    S(delete_groups_request, DELETE_GROUPS_REQUEST) \
    S(delete_groups_result, DELETE_GROUPS_RESULT) \
    S(delete_groups_response, DELETE_GROUPS_RESPONSE) \
    S(offset_commit_request_partition, OFFSET_COMMIT_REQUEST_PARTITION) \
    S(offset_commit_request_topic, OFFSET_COMMIT_REQUEST_TOPIC) \
    S(offset_commit_request, OFFSET_COMMIT_REQUEST) \
    S(offset_commit_response_partition, OFFSET_COMMIT_RESPONSE_PARTITION) \
    S(offset_commit_response_topic, OFFSET_COMMIT_RESPONSE_TOPIC) \
    S(offset_commit_response, OFFSET_COMMIT_RESPONSE) \
    S(offset_fetch_request_topic, OFFSET_FETCH_REQUEST_TOPIC) \
    S(offset_fetch_request_group, OFFSET_FETCH_REQUEST_GROUP) \
    S(offset_fetch_request, OFFSET_FETCH_REQUEST) \
    S(offset_fetch_response_partition, OFFSET_FETCH_RESPONSE_PARTITION) \
    S(offset_fetch_response_topic, OFFSET_FETCH_RESPONSE_TOPIC) \
    S(offset_fetch_response_group, OFFSET_FETCH_RESPONSE_GROUP) \
    S(offset_fetch_response, OFFSET_FETCH_RESPONSE)

GROUP_STRUCTS(WIRE_STRUCT)
GROUP_STRUCTS(WIRE_DECLARE)

/* clang-format on */

#endif
