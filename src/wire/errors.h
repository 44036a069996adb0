/* errors.h: Kafka's error codes in responses. They are data: a handler that responds with
 * NOT_COORDINATOR has not failed. Our own failures are in base/err.h. */
#ifndef WIRE_ERRORS_H
#define WIRE_ERRORS_H

#include <stdbool.h>

/* Code, name, whether clients retry, Apache Kafka's class for it (which its console tools print),
 * and Kafka's sentence, if a tool may have to print it because a response came without one. */
/* clang-format off */
#define KAFKA_ERRORS(X) \
    X( -1, UNKNOWN_SERVER_ERROR, false, "UnknownServerException", "The server experienced an unexpected error when processing the request.") \
    X(  0, NONE, false, "", "") \
    X(  1, OFFSET_OUT_OF_RANGE, false, "OffsetOutOfRangeException", "The requested offset is not within the range of offsets maintained by the server.") \
    X(  2, CORRUPT_MESSAGE, true, "CorruptRecordException", "This message has failed its CRC checksum, exceeds the valid size, has a null key for a compacted topic, or is otherwise corrupt.") \
    X(  3, UNKNOWN_TOPIC_OR_PARTITION, true, "UnknownTopicOrPartitionException", "This server does not host this topic-partition.") \
    X(  4, INVALID_FETCH_SIZE, false, "InvalidFetchSizeException", "") \
    X(  5, LEADER_NOT_AVAILABLE, true, "LeaderNotAvailableException", "") \
    X(  6, NOT_LEADER_OR_FOLLOWER, true, "NotLeaderOrFollowerException", "") \
    X(  7, REQUEST_TIMED_OUT, true, "TimeoutException", "The request timed out.") \
    X(  8, BROKER_NOT_AVAILABLE, false, "BrokerNotAvailableException", "") \
    X(  9, REPLICA_NOT_AVAILABLE, true, "ReplicaNotAvailableException", "") \
    X( 10, MESSAGE_TOO_LARGE, false, "RecordTooLargeException", "The request included a message larger than the max message size the server will accept.") \
    X( 11, STALE_CONTROLLER_EPOCH, false, "ControllerMovedException", "") \
    X( 12, OFFSET_METADATA_TOO_LARGE, false, "OffsetMetadataTooLarge", "") \
    X( 13, NETWORK_EXCEPTION, true, "NetworkException", "") \
    X( 14, COORDINATOR_LOAD_IN_PROGRESS, true, "CoordinatorLoadInProgressException", "") \
    X( 15, COORDINATOR_NOT_AVAILABLE, true, "CoordinatorNotAvailableException", "The coordinator is not available.") \
    X( 16, NOT_COORDINATOR, true, "NotCoordinatorException", "This is not the correct coordinator.") \
    X( 17, INVALID_TOPIC_EXCEPTION, false, "InvalidTopicException", "The request attempted to perform an operation on an invalid topic.") \
    X( 18, RECORD_LIST_TOO_LARGE, false, "RecordBatchTooLargeException", "") \
    X( 19, NOT_ENOUGH_REPLICAS, true, "NotEnoughReplicasException", "") \
    X( 20, NOT_ENOUGH_REPLICAS_AFTER_APPEND, true, "NotEnoughReplicasAfterAppendException", "") \
    X( 21, INVALID_REQUIRED_ACKS, false, "InvalidRequiredAcksException", "") \
    X( 22, ILLEGAL_GENERATION, false, "IllegalGenerationException", "Specified group generation id is not valid.") \
    X( 23, INCONSISTENT_GROUP_PROTOCOL, false, "InconsistentGroupProtocolException", "The group member's supported protocols are incompatible with those of existing members or first group member tried to join with empty protocol type or empty protocol list.") \
    X( 24, INVALID_GROUP_ID, false, "InvalidGroupIdException", "The group id is invalid.") \
    X( 25, UNKNOWN_MEMBER_ID, false, "UnknownMemberIdException", "The coordinator is not aware of this member.") \
    X( 26, INVALID_SESSION_TIMEOUT, false, "InvalidSessionTimeoutException", "The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms).") \
    X( 27, REBALANCE_IN_PROGRESS, false, "RebalanceInProgressException", "The group is rebalancing, so a rejoin is needed.") \
    X( 28, INVALID_COMMIT_OFFSET_SIZE, false, "InvalidCommitOffsetSizeException", "") \
    X( 29, TOPIC_AUTHORIZATION_FAILED, false, "TopicAuthorizationException", "Topic authorization failed.") \
    X( 30, GROUP_AUTHORIZATION_FAILED, false, "GroupAuthorizationException", "Group authorization failed.") \
    X( 31, CLUSTER_AUTHORIZATION_FAILED, false, "ClusterAuthorizationException", "Cluster authorization failed.") \
    X( 32, INVALID_TIMESTAMP, false, "InvalidTimestampException", "") \
    X( 33, UNSUPPORTED_SASL_MECHANISM, false, "UnsupportedSaslMechanismException", "") \
    X( 34, ILLEGAL_SASL_STATE, false, "IllegalSaslStateException", "") \
    X( 35, UNSUPPORTED_VERSION, false, "UnsupportedVersionException", "The version of API is not supported.") \
    X( 36, TOPIC_ALREADY_EXISTS, false, "TopicExistsException", "Topic with this name already exists.") \
    X( 37, INVALID_PARTITIONS, false, "InvalidPartitionsException", "Number of partitions is below 1.") \
    X( 38, INVALID_REPLICATION_FACTOR, false, "InvalidReplicationFactorException", "Replication factor is below 1 or larger than the number of available brokers.") \
    X( 39, INVALID_REPLICA_ASSIGNMENT, false, "InvalidReplicaAssignmentException", "Replica assignment is invalid.") \
    X( 40, INVALID_CONFIG, false, "InvalidConfigurationException", "Configuration is invalid.") \
    X( 41, NOT_CONTROLLER, true, "NotControllerException", "This is not the correct controller for this cluster.") \
    X( 42, INVALID_REQUEST, false, "InvalidRequestException", "This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.") \
    X( 43, UNSUPPORTED_FOR_MESSAGE_FORMAT, false, "UnsupportedForMessageFormatException", "") \
    X( 44, POLICY_VIOLATION, false, "PolicyViolationException", "Request parameters do not satisfy the configured policy.") \
    X( 45, OUT_OF_ORDER_SEQUENCE_NUMBER, false, "OutOfOrderSequenceException", "") \
    X( 46, DUPLICATE_SEQUENCE_NUMBER, false, "DuplicateSequenceException", "") \
    X( 47, INVALID_PRODUCER_EPOCH, false, "InvalidProducerEpochException", "") \
    X( 48, INVALID_TXN_STATE, false, "InvalidTxnStateException", "") \
    X( 49, INVALID_PRODUCER_ID_MAPPING, false, "InvalidPidMappingException", "") \
    X( 50, INVALID_TRANSACTION_TIMEOUT, false, "InvalidTxnTimeoutException", "") \
    X( 51, CONCURRENT_TRANSACTIONS, true, "ConcurrentTransactionsException", "") \
    X( 52, TRANSACTION_COORDINATOR_FENCED, false, "TransactionCoordinatorFencedException", "") \
    X( 53, TRANSACTIONAL_ID_AUTHORIZATION_FAILED, false, "TransactionalIdAuthorizationException", "") \
    X( 54, SECURITY_DISABLED, false, "SecurityDisabledException", "") \
    X( 55, OPERATION_NOT_ATTEMPTED, false, "OperationNotAttemptedException", "") \
    X( 56, KAFKA_STORAGE_ERROR, true, "KafkaStorageException", "Disk error when trying to access log file on the disk.") \
    X( 57, LOG_DIR_NOT_FOUND, false, "LogDirNotFoundException", "") \
    X( 58, SASL_AUTHENTICATION_FAILED, false, "SaslAuthenticationException", "") \
    X( 59, UNKNOWN_PRODUCER_ID, false, "UnknownProducerIdException", "") \
    X( 60, REASSIGNMENT_IN_PROGRESS, false, "ReassignmentInProgressException", "A partition reassignment is in progress.") \
    X( 61, DELEGATION_TOKEN_AUTH_DISABLED, false, "DelegationTokenDisabledException", "") \
    X( 62, DELEGATION_TOKEN_NOT_FOUND, false, "DelegationTokenNotFoundException", "") \
    X( 63, DELEGATION_TOKEN_OWNER_MISMATCH, false, "DelegationTokenOwnerMismatchException", "") \
    X( 64, DELEGATION_TOKEN_REQUEST_NOT_ALLOWED, false, "UnsupportedByAuthenticationException", "") \
    X( 65, DELEGATION_TOKEN_AUTHORIZATION_FAILED, false, "DelegationTokenAuthorizationException", "") \
    X( 66, DELEGATION_TOKEN_EXPIRED, false, "DelegationTokenExpiredException", "") \
    X( 67, INVALID_PRINCIPAL_TYPE, false, "InvalidPrincipalTypeException", "") \
    X( 68, NON_EMPTY_GROUP, false, "GroupNotEmptyException", "The group is not empty.") \
    X( 69, GROUP_ID_NOT_FOUND, false, "GroupIdNotFoundException", "The group id does not exist.") \
    X( 70, FETCH_SESSION_ID_NOT_FOUND, true, "FetchSessionIdNotFoundException", "") \
    X( 71, INVALID_FETCH_SESSION_EPOCH, true, "InvalidFetchSessionEpochException", "") \
    X( 72, LISTENER_NOT_FOUND, true, "ListenerNotFoundException", "") \
    X( 73, TOPIC_DELETION_DISABLED, false, "TopicDeletionDisabledException", "Topic deletion is disabled.") \
    X( 74, FENCED_LEADER_EPOCH, true, "FencedLeaderEpochException", "The leader epoch in the request is older than the epoch on the broker.") \
    X( 75, UNKNOWN_LEADER_EPOCH, true, "UnknownLeaderEpochException", "The leader epoch in the request is newer than the epoch on the broker.") \
    X( 76, UNSUPPORTED_COMPRESSION_TYPE, false, "UnsupportedCompressionTypeException", "") \
    X( 77, STALE_BROKER_EPOCH, false, "StaleBrokerEpochException", "") \
    X( 78, OFFSET_NOT_AVAILABLE, true, "OffsetNotAvailableException", "") \
    X( 79, MEMBER_ID_REQUIRED, false, "MemberIdRequiredException", "") \
    X( 80, PREFERRED_LEADER_NOT_AVAILABLE, true, "PreferredLeaderNotAvailableException", "") \
    X( 81, GROUP_MAX_SIZE_REACHED, false, "GroupMaxSizeReachedException", "The group has reached its maximum size.") \
    X( 82, FENCED_INSTANCE_ID, false, "FencedInstanceIdException", "The broker rejected this static consumer since another consumer with the same group.instance.id has registered with a different member.id.") \
    X( 83, ELIGIBLE_LEADERS_NOT_AVAILABLE, true, "EligibleLeadersNotAvailableException", "") \
    X( 84, ELECTION_NOT_NEEDED, true, "ElectionNotNeededException", "") \
    X( 85, NO_REASSIGNMENT_IN_PROGRESS, false, "NoReassignmentInProgressException", "") \
    X( 86, GROUP_SUBSCRIBED_TO_TOPIC, false, "GroupSubscribedToTopicException", "") \
    X( 87, INVALID_RECORD, false, "InvalidRecordException", "This record has failed the validation on broker and hence will be rejected.") \
    X( 88, UNSTABLE_OFFSET_COMMIT, true, "UnstableOffsetCommitException", "") \
    X( 89, THROTTLING_QUOTA_EXCEEDED, true, "ThrottlingQuotaExceededException", "The throttling quota has been exceeded.") \
    X( 90, PRODUCER_FENCED, false, "ProducerFencedException", "") \
    X( 91, RESOURCE_NOT_FOUND, false, "ResourceNotFoundException", "") \
    X( 92, DUPLICATE_RESOURCE, false, "DuplicateResourceException", "") \
    X( 93, UNACCEPTABLE_CREDENTIAL, false, "UnacceptableCredentialException", "") \
    X( 94, INCONSISTENT_VOTER_SET, false, "InconsistentVoterSetException", "") \
    X( 95, INVALID_UPDATE_VERSION, false, "InvalidUpdateVersionException", "") \
    X( 96, FEATURE_UPDATE_FAILED, false, "FeatureUpdateFailedException", "") \
    X( 97, PRINCIPAL_DESERIALIZATION_FAILURE, false, "PrincipalDeserializationException", "") \
    X( 98, SNAPSHOT_NOT_FOUND, false, "SnapshotNotFoundException", "") \
    X( 99, POSITION_OUT_OF_RANGE, false, "PositionOutOfRangeException", "") \
    X(100, UNKNOWN_TOPIC_ID, true, "UnknownTopicIdException", "This server does not host this topic ID.") \
    X(101, DUPLICATE_BROKER_REGISTRATION, false, "DuplicateBrokerRegistrationException", "") \
    X(102, BROKER_ID_NOT_REGISTERED, false, "BrokerIdNotRegisteredException", "") \
    X(103, INCONSISTENT_TOPIC_ID, true, "InconsistentTopicIdException", "") \
    X(104, INCONSISTENT_CLUSTER_ID, false, "InconsistentClusterIdException", "") \
    X(105, TRANSACTIONAL_ID_NOT_FOUND, false, "TransactionalIdNotFoundException", "") \
    X(106, FETCH_SESSION_TOPIC_ID_ERROR, true, "FetchSessionTopicIdException", "") \
    X(107, INELIGIBLE_REPLICA, false, "IneligibleReplicaException", "") \
    X(108, NEW_LEADER_ELECTED, false, "NewLeaderElectedException", "") \
    X(109, OFFSET_MOVED_TO_TIERED_STORAGE, false, "OffsetMovedToTieredStorageException", "") \
    X(110, FENCED_MEMBER_EPOCH, false, "FencedMemberEpochException", "") \
    X(111, UNRELEASED_INSTANCE_ID, false, "UnreleasedInstanceIdException", "") \
    X(112, UNSUPPORTED_ASSIGNOR, false, "UnsupportedAssignorException", "") \
    X(113, STALE_MEMBER_EPOCH, false, "StaleMemberEpochException", "") \
    X(114, MISMATCHED_ENDPOINT_TYPE, false, "MismatchedEndpointTypeException", "") \
    X(115, UNSUPPORTED_ENDPOINT_TYPE, false, "UnsupportedEndpointTypeException", "") \
    X(116, UNKNOWN_CONTROLLER_ID, false, "UnknownControllerIdException", "") \
    X(117, UNKNOWN_SUBSCRIPTION_ID, false, "UnknownSubscriptionIdException", "") \
    X(118, TELEMETRY_TOO_LARGE, false, "TelemetryTooLargeException", "") \
    X(119, INVALID_REGISTRATION, false, "InvalidRegistrationException", "") \
    X(120, TRANSACTION_ABORTABLE, false, "TransactionAbortableException", "") \
    X(121, INVALID_RECORD_STATE, false, "InvalidRecordStateException", "") \
    X(122, SHARE_SESSION_NOT_FOUND, true, "ShareSessionNotFoundException", "") \
    X(123, INVALID_SHARE_SESSION_EPOCH, true, "InvalidShareSessionEpochException", "") \
    X(124, FENCED_STATE_EPOCH, false, "FencedStateEpochException", "") \
    X(125, INVALID_VOTER_KEY, false, "InvalidVoterKeyException", "") \
    X(126, DUPLICATE_VOTER, false, "DuplicateVoterException", "") \
    X(127, VOTER_NOT_FOUND, false, "VoterNotFoundException", "") \
    X(128, INVALID_REGULAR_EXPRESSION, false, "InvalidRegularExpression", "") \
    X(129, REBOOTSTRAP_REQUIRED, false, "RebootstrapRequiredException", "") \
    X(130, STREAMS_INVALID_TOPOLOGY, false, "StreamsInvalidTopologyException", "") \
    X(131, STREAMS_INVALID_TOPOLOGY_EPOCH, false, "StreamsInvalidTopologyEpochException", "") \
    X(132, STREAMS_TOPOLOGY_FENCED, false, "StreamsTopologyFencedException", "") \
    X(133, SHARE_SESSION_LIMIT_REACHED, true, "ShareSessionLimitReachedException", "")
/* clang-format on */

enum kafka_error {
#define X(code, name, retriable, java, text) KAFKA_##name = code,
    KAFKA_ERRORS(X)
#undef X
};

struct kafka_error_row {
    int code;
    const char *name; /* "UNKNOWN_TOPIC_OR_PARTITION" */
    bool retriable;
    const char *java; /* "UnknownTopicOrPartitionException", in org.apache.kafka.common.errors */
    const char *text; /* Kafka's sentence, or the name if there is none here */
};

/* The row of a code, or of UNKNOWN_SERVER_ERROR if it is not in the table. Never NULL. */
const struct kafka_error_row *kafka_error_row(int code);

static inline const char *kafka_error_name(int code)
{
    return kafka_error_row(code)->name;
}

#endif
