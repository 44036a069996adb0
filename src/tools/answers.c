/* answers.c: the codes that topics, producers and consumers can be answered with. */
#include "tools/answers.h"

/* clang-format off */
#define ANSWERS(X) \
    X(-1, UNKNOWN_SERVER_ERROR, UnknownServerException, "The server experienced an unexpected error when processing the request.") \
    X(1, OFFSET_OUT_OF_RANGE, OffsetOutOfRangeException, "The requested offset is not within the range of offsets maintained by the server.") \
    X(2, CORRUPT_MESSAGE, CorruptRecordException, "This message has failed its CRC checksum, exceeds the valid size, has a null key for a compacted topic, or is otherwise corrupt.") \
    X(3, UNKNOWN_TOPIC_OR_PARTITION, UnknownTopicOrPartitionException, "This server does not host this topic-partition.") \
    X(5, LEADER_NOT_AVAILABLE, LeaderNotAvailableException, "There is no leader for this topic-partition as we are in the middle of a leadership election.") \
    X(6, NOT_LEADER_OR_FOLLOWER, NotLeaderOrFollowerException, "For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition.") \
    X(7, REQUEST_TIMED_OUT, TimeoutException, "The request timed out.") \
    X(8, BROKER_NOT_AVAILABLE, BrokerNotAvailableException, "The broker is not available.") \
    X(9, REPLICA_NOT_AVAILABLE, ReplicaNotAvailableException, "The replica is not available for the requested topic-partition. Produce/Fetch requests and other requests intended only for the leader or follower return NOT_LEADER_OR_FOLLOWER if the broker is not a replica of the topic-partition.") \
    X(10, MESSAGE_TOO_LARGE, RecordTooLargeException, "The request included a message larger than the max message size the server will accept.") \
    X(14, COORDINATOR_LOAD_IN_PROGRESS, CoordinatorLoadInProgressException, "The coordinator is loading and hence can't process requests.") \
    X(15, COORDINATOR_NOT_AVAILABLE, CoordinatorNotAvailableException, "The coordinator is not available.") \
    X(16, NOT_COORDINATOR, NotCoordinatorException, "This is not the correct coordinator.") \
    X(17, INVALID_TOPIC_EXCEPTION, InvalidTopicException, "The request attempted to perform an operation on an invalid topic.") \
    X(18, RECORD_LIST_TOO_LARGE, RecordBatchTooLargeException, "The request included message batch larger than the configured segment size on the server.") \
    X(19, NOT_ENOUGH_REPLICAS, NotEnoughReplicasException, "Messages are rejected since there are fewer in-sync replicas than required.") \
    X(20, NOT_ENOUGH_REPLICAS_AFTER_APPEND, NotEnoughReplicasAfterAppendException, "Messages are written to the log, but to fewer in-sync replicas than required.") \
    X(21, INVALID_REQUIRED_ACKS, InvalidRequiredAcksException, "Produce request specified an invalid value for required acks.") \
    X(22, ILLEGAL_GENERATION, IllegalGenerationException, "Specified group generation id is not valid.") \
    X(24, INVALID_GROUP_ID, InvalidGroupIdException, "The group id is invalid.") \
    X(25, UNKNOWN_MEMBER_ID, UnknownMemberIdException, "The coordinator is not aware of this member.") \
    X(27, REBALANCE_IN_PROGRESS, RebalanceInProgressException, "The group is rebalancing, so a rejoin is needed.") \
    X(29, TOPIC_AUTHORIZATION_FAILED, TopicAuthorizationException, "Topic authorization failed.") \
    X(30, GROUP_AUTHORIZATION_FAILED, GroupAuthorizationException, "Group authorization failed.") \
    X(31, CLUSTER_AUTHORIZATION_FAILED, ClusterAuthorizationException, "Cluster authorization failed.") \
    X(33, UNSUPPORTED_SASL_MECHANISM, UnsupportedSaslMechanismException, "The broker does not support the requested SASL mechanism.") \
    X(35, UNSUPPORTED_VERSION, UnsupportedVersionException, "The version of API is not supported.") \
    X(36, TOPIC_ALREADY_EXISTS, TopicExistsException, "Topic with this name already exists.") \
    X(37, INVALID_PARTITIONS, InvalidPartitionsException, "Number of partitions is below 1.") \
    X(38, INVALID_REPLICATION_FACTOR, InvalidReplicationFactorException, "Replication factor is below 1 or larger than the number of available brokers.") \
    X(39, INVALID_REPLICA_ASSIGNMENT, InvalidReplicaAssignmentException, "Replica assignment is invalid.") \
    X(40, INVALID_CONFIG, InvalidConfigurationException, "Configuration is invalid.") \
    X(41, NOT_CONTROLLER, NotControllerException, "This is not the correct controller for this cluster.") \
    X(42, INVALID_REQUEST, InvalidRequestException, "This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.") \
    X(43, UNSUPPORTED_FOR_MESSAGE_FORMAT, UnsupportedForMessageFormatException, "The message format version on the broker does not support the request.") \
    X(44, POLICY_VIOLATION, PolicyViolationException, "Request parameters do not satisfy the configured policy.") \
    X(45, OUT_OF_ORDER_SEQUENCE_NUMBER, OutOfOrderSequenceException, "The broker received an out of order sequence number.") \
    X(47, INVALID_PRODUCER_EPOCH, InvalidProducerEpochException, "Producer attempted to produce with an old epoch.") \
    X(54, SECURITY_DISABLED, SecurityDisabledException, "Security features are disabled.") \
    X(55, OPERATION_NOT_ATTEMPTED, OperationNotAttemptedException, "The broker did not attempt to execute this operation. This may happen for batched RPCs where some operations in the batch failed, causing the broker to respond without trying the rest.") \
    X(56, KAFKA_STORAGE_ERROR, KafkaStorageException, "Disk error when trying to access log file on the disk.") \
    X(58, SASL_AUTHENTICATION_FAILED, SaslAuthenticationException, "SASL Authentication failed.") \
    X(59, UNKNOWN_PRODUCER_ID, UnknownProducerIdException, "This exception is raised by the broker if it could not locate the producer metadata associated with the producerId in question. This could happen if, for instance, the producer's records were deleted because their retention time had elapsed. Once the last records of the producerId are removed, the producer's metadata is removed from the broker, and future appends by the producer will return this exception.") \
    X(73, TOPIC_DELETION_DISABLED, TopicDeletionDisabledException, "Topic deletion is disabled.") \
    X(74, FENCED_LEADER_EPOCH, FencedLeaderEpochException, "The leader epoch in the request is older than the epoch on the broker.") \
    X(75, UNKNOWN_LEADER_EPOCH, UnknownLeaderEpochException, "The leader epoch in the request is newer than the epoch on the broker.") \
    X(76, UNSUPPORTED_COMPRESSION_TYPE, UnsupportedCompressionTypeException, "The requesting client does not support the compression type of given partition.") \
    X(82, FENCED_INSTANCE_ID, FencedInstanceIdException, "The broker rejected this static consumer since another consumer with the same group.instance.id has registered with a different member.id.") \
    X(87, INVALID_RECORD, InvalidRecordException, "This record has failed the validation on broker and hence will be rejected.") \
    X(89, THROTTLING_QUOTA_EXCEEDED, ThrottlingQuotaExceededException, "The throttling quota has been exceeded.") \
    X(100, UNKNOWN_TOPIC_ID, UnknownTopicIdException, "This server does not host this topic ID.") \
    X(103, INCONSISTENT_TOPIC_ID, InconsistentTopicIdException, "The log's topic ID did not match the topic ID in the request.")
/* clang-format on */

struct answer {
    int code;
    const char *name, *kind, *text;
};

static const struct answer answers[] = {
#define X(number, id, exception, words)                                                            \
    {.code = (number),                                                                             \
     .name = #id,                                                                                  \
     .kind = "org.apache.kafka.common.errors." #exception,                                         \
     .text = (words)},
    ANSWERS(X)
#undef X
};

static const struct answer *find(int code)
{
    for (size_t i = 0; i < ARRAY_SIZE(answers); i++)
        if (answers[i].code == code)
            return &answers[i];
    return &answers[0];
}

const char *answers_name(int code)
{
    return find(code)->name;
}

int thrown_from_code(struct thrown *t, int code, struct bytes message)
{
    const struct answer *a = find(code);
    if (bytes_is_null(message))
        return thrown_set(t, a->kind, "%s", a->text);
    return thrown_set(t, a->kind, "%.*s", (int)message.len, (const char *)message.data);
}
