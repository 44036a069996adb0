/* list_offsets.c: ListOffsets, OffsetForLeaderEpoch. */
#include "broker/api/handlers.h"
#include "broker/broker.h"
#include "broker/fatal.h"
#include "broker/partition.h"
#include "wire/errors.h"

enum { /* special timestamps */
       TIME_LATEST = -1,
       TIME_EARLIEST = -2,
       TIME_MAX = -3,            /* KIP-734 */
       TIME_EARLIEST_LOCAL = -4, /* KIP-405; there is only the local tier */
       TIME_LATEST_TIERED = -5
}; /* KIP-1005 */

/* ---- ListOffsets ---- */

static int16_t search(struct partition *p, int64_t timestamp,
                      struct list_offsets_response_partition *out)
{
    struct log_found found;
    struct err err;
    int rc = timestamp == TIME_MAX ? log_find_max_timestamp(p->log, &found, &err)
                                   : log_find_time(p->log, timestamp, &found, &err);
    if (rc == ERR_IO)
        broker_die(&err);
    if (rc != 0)
        return KAFKA_KAFKA_STORAGE_ERROR;
    out->offset = found.offset;
    out->timestamp = found.offset >= 0 ? found.timestamp : -1;
    out->leader_epoch = found.offset >= 0 ? found.leader_epoch : -1;
    return KAFKA_NONE;
}

static int16_t find_offset(struct partition *p, int64_t timestamp,
                           struct list_offsets_response_partition *out)
{
    switch (timestamp) {
    case TIME_LATEST:
        out->offset = log_high_watermark(p->log);
        out->leader_epoch = log_leader_epoch(p->log);
        return KAFKA_NONE;
    case TIME_EARLIEST:
    case TIME_EARLIEST_LOCAL:
        out->offset = log_start_offset(p->log);
        out->leader_epoch = log_leader_epoch(p->log);
        return KAFKA_NONE;
    case TIME_LATEST_TIERED:
        return KAFKA_NONE;
    default:
        return timestamp >= 0 || timestamp == TIME_MAX ? search(p, timestamp, out)
                                                       : KAFKA_UNSUPPORTED_VERSION;
    }
}

/* The special timestamps were added over time: older versions do not know them. */
static bool is_known_time(const struct request *rq, int64_t timestamp)
{
    return timestamp >= TIME_EARLIEST || (timestamp == TIME_MAX && rq->version >= 7) ||
           (timestamp == TIME_EARLIEST_LOCAL && rq->version >= 8) ||
           (timestamp == TIME_LATEST_TIERED && rq->version >= 9);
}

static void list_partition(struct request *rq, struct bytes topic_name,
                           const struct list_offsets_request_partition *in,
                           struct list_offsets_response_partition *out)
{
    struct partition *p = catalog_partition(rq->broker, topic_name, in->partition);
    out->partition = in->partition;
    out->error_code = p == NULL                           ? KAFKA_UNKNOWN_TOPIC_OR_PARTITION
                      : !is_known_time(rq, in->timestamp) ? KAFKA_UNSUPPORTED_VERSION
                                                          : KAFKA_NONE;
    if (out->error_code == KAFKA_NONE && partition_log(p, &out->error_code) != NULL)
        out->error_code = partition_check_epoch(p, in->current_leader_epoch);
    if (out->error_code == KAFKA_NONE)
        out->error_code = find_offset(p, in->timestamp, out);
}

/* Searching reads files, so a request for many partitions takes several turns. */
struct list_progress {
    int32_t topic, partition; /* the next one */
};

static bool list_some(struct request *rq)
{
    const struct list_offsets_request *in = rq->in;
    struct list_offsets_response *out = rq->out;
    struct list_progress *at = rq->state;
    for (; at->topic < in->topics.count; at->topic++, at->partition = 0) {
        const struct list_offsets_request_topic *asked = &in->topics.items[at->topic];
        struct list_offsets_response_topic *topic = &out->topics.items[at->topic];
        for (; at->partition < asked->partitions.count; at->partition++) {
            if (request_turn_is_over(rq))
                return false;
            list_partition(rq, asked->name, &asked->partitions.items[at->partition],
                           &topic->partitions.items[at->partition]);
        }
    }
    return true;
}

static void on_turn(struct turn *turn)
{
    struct request *rq = CONTAINER_OF(turn, struct request, turn);
    if (list_some(rq))
        request_finish(rq);
    else
        request_wait_turn(rq, on_turn);
}

enum reply handle_list_offsets(struct request *rq)
{
    const struct list_offsets_request *in = rq->in;
    struct list_offsets_response *out = rq->out;
    out->topics.count = in->topics.count;
    out->topics.items = wire_new(&list_offsets_response_topic_schema, &rq->arena, in->topics.count);
    for (int32_t t = 0; t < in->topics.count; t++) {
        struct list_offsets_response_topic *topic = &out->topics.items[t];
        topic->name = in->topics.items[t].name;
        topic->partitions.count = in->topics.items[t].partitions.count;
        topic->partitions.items =
            wire_new(&list_offsets_response_partition_schema, &rq->arena, topic->partitions.count);
    }
    rq->state = arena_alloc(&rq->arena, sizeof(struct list_progress));
    if (list_some(rq))
        return REPLY;
    rq->gone = request_finish; /* which also cancels its turn */
    request_wait_turn(rq, on_turn);
    return LATER;
}

/* ---- OffsetForLeaderEpoch: where an epoch ended, for clients to compare with their position ----
 */

static void end_of_epoch(struct request *rq, struct bytes topic_name,
                         const struct offset_for_leader_epoch_request_partition *in,
                         struct offset_for_leader_epoch_response_partition *out)
{
    struct partition *p = catalog_partition(rq->broker, topic_name, in->partition);
    out->partition = in->partition;
    out->error_code = p == NULL ? KAFKA_UNKNOWN_TOPIC_OR_PARTITION : KAFKA_NONE;
    if (p != NULL && partition_log(p, &out->error_code) != NULL)
        out->error_code = partition_check_epoch(p, in->current_leader_epoch);
    if (out->error_code == KAFKA_NONE)
        log_end_of_epoch(p->log, in->leader_epoch, &out->leader_epoch, &out->end_offset);
}

enum reply handle_offset_for_leader_epoch(struct request *rq)
{
    const struct offset_for_leader_epoch_request *in = rq->in;
    struct offset_for_leader_epoch_response *out = rq->out;
    out->topics.count = in->topics.count;
    out->topics.items =
        wire_new(&offset_for_leader_epoch_response_topic_schema, &rq->arena, in->topics.count);
    for (int32_t t = 0; t < in->topics.count; t++) {
        const struct offset_for_leader_epoch_request_topic *asked = &in->topics.items[t];
        struct offset_for_leader_epoch_response_topic *topic = &out->topics.items[t];
        topic->name = asked->name;
        topic->partitions.count = asked->partitions.count;
        topic->partitions.items = wire_new(&offset_for_leader_epoch_response_partition_schema,
                                           &rq->arena, asked->partitions.count);
        for (int32_t i = 0; i < asked->partitions.count; i++)
            end_of_epoch(rq, asked->name, &asked->partitions.items[i], &topic->partitions.items[i]);
    }
    return REPLY;
}
