/* produce.c: Produce: from a client's batch to the log, or to the error that Kafka gives. */
#include "base/clock.h"
#include "batch/batch.h"
#include "broker/api/api.h"
#include "broker/broker.h"
#include "broker/partition.h"
#include "broker/recode.h"
#include "wire/api.h"
#include "wire/errors.h"

enum { ZSTD_SINCE = 7, TOPIC_IDS_SINCE = 13, ACKS_ALL = -1 };

struct produce_wait {
    struct ack_wait ack; /* first: the partition gives it back */
    struct request *rq;
    struct produce_response_partition *out;
};

struct produce_state {
    int32_t topic, partition; /* the next one to append to */
    int32_t pending; /* partitions that are not yet durable, and 1 until all are appended */
    bool failed;     /* acks=0: there is no other way to say so */
};

static void reject(struct request *rq, struct produce_response_partition *out, int16_t error,
                   const char *message)
{
    struct produce_state *state = rq->state;
    state->failed = true;
    out->error_code = error;
    out->base_offset = -1;
    out->error_message = bytes_of(message);
}

/* KIP-467: names the record at fault. */
static void reject_record(struct request *rq, struct produce_response_partition *out, int16_t error,
                          int32_t index, const char *message)
{
    reject(rq, out, error, "One or more records have been rejected");
    out->record_errors.items = wire_new(&produce_record_error_schema, &rq->arena, 1);
    out->record_errors.count = 1;
    out->record_errors.items[0].batch_index = index;
    out->record_errors.items[0].message = bytes_of(message);
}

/* ---- checking a batch (traps 11 and 12) ---- */

static int16_t error_of(enum batch_result result)
{
    switch (result) {
    case BATCH_OK:
        return KAFKA_NONE;
    case BATCH_SHORT:
    case BATCH_DAMAGED:
        return KAFKA_CORRUPT_MESSAGE;
    case BATCH_TOO_BIG:
        return KAFKA_MESSAGE_TOO_LARGE;
    case BATCH_END:
    case BATCH_OLD_MAGIC:
    case BATCH_INVALID:
    case BATCH_IS_CONTROL:
        break;
    }
    return KAFKA_INVALID_RECORD;
}

static size_t inflated_max(const struct topic *topic)
{
    size_t most = topic->max_message_bytes > 0 ? (size_t)topic->max_message_bytes : 0;
    return most > LIMIT_INFLATED_BYTES ? most : LIMIT_INFLATED_BYTES;
}

static bool is_timely(struct request *rq, const struct topic *topic,
                      const struct batch_check *check, struct produce_response_partition *out)
{
    int64_t now_ms = clock_wall_ms();
    bool early = topic->before_max_ms < now_ms && check->min_timestamp >= 0 &&
                 check->min_timestamp < now_ms - topic->before_max_ms;
    bool late = topic->after_max_ms < INT64_MAX - now_ms &&
                check->max_timestamp > now_ms + topic->after_max_ms;
    if (topic->log_append_time || (!early && !late))
        return true;
    reject_record(rq, out, KAFKA_INVALID_TIMESTAMP, late ? check->max_timestamp_record : 0,
                  arena_printf(&rq->arena,
                               "Timestamp %lld of message is out of range. The "
                               "timestamp should be within the topic's "
                               "message.timestamp.before.max.ms and "
                               "message.timestamp.after.max.ms",
                               (long long)(late ? check->max_timestamp : check->min_timestamp)));
    return false;
}

/* Exactly one batch of magic 2, whole, honest, and allowed on this topic. */
static bool is_acceptable(struct request *rq, const struct topic *topic, struct bytes records,
                          struct batch_check *check, struct produce_response_partition *out)
{
    struct batch_header header;
    enum batch_result result = batch_header_read(records, &header);
    if (result == BATCH_OK && batch_size(&header) > (size_t)topic->max_message_bytes) {
        reject(rq, out, KAFKA_MESSAGE_TOO_LARGE, "The batch is larger than max.message.bytes");
        return false;
    }
    if (result == BATCH_OK)
        result = batch_validate(records, inflated_max(topic), &rq->broker->scratch, check);
    if (result != BATCH_OK) {
        if (result == BATCH_INVALID && check->bad_record >= 0)
            reject_record(rq, out, KAFKA_INVALID_RECORD, check->bad_record,
                          "The record is malformed");
        else
            reject(rq, out, error_of(result), batch_result_text(result));
        return false;
    }
    if (batch_size(&check->header) != records.len) {
        reject(rq, out, KAFKA_INVALID_RECORD, "A partition must get exactly one record batch");
        return false;
    }
    if (batch_is_transactional(&check->header)) {
        reject(rq, out, KAFKA_INVALID_TXN_STATE, "This broker has no transactions");
        return false;
    }
    if (batch_codec(&check->header) == CODEC_ZSTD && rq->version < ZSTD_SINCE) {
        reject(rq, out, KAFKA_UNSUPPORTED_COMPRESSION_TYPE, "zstd needs Produce version 7");
        return false;
    }
    if (topic->compacted && check->first_keyless >= 0) {
        reject_record(rq, out, KAFKA_INVALID_RECORD, check->first_keyless,
                      "Compacted topic cannot accept message without key");
        return false;
    }
    return is_timely(rq, topic, check, out);
}

/* ---- appending ---- */

static void reject_verdict(struct request *rq, struct produce_response_partition *out,
                           enum log_verdict verdict)
{
    switch (verdict) {
    case LOG_APPENDED:
    case LOG_DUPLICATE:
        break;
    case LOG_OUT_OF_ORDER:
        reject(rq, out, KAFKA_OUT_OF_ORDER_SEQUENCE_NUMBER, "Out of order sequence number");
        break;
    case LOG_OLD_EPOCH:
        reject(rq, out, KAFKA_INVALID_PRODUCER_EPOCH, "A newer epoch of this producer has written");
        break;
    case LOG_MESSAGE_TOO_LARGE:
        reject(rq, out, KAFKA_MESSAGE_TOO_LARGE, "The batch is larger than max.message.bytes");
        break;
    case LOG_BATCH_TOO_LARGE:
        reject(rq, out, KAFKA_RECORD_LIST_TOO_LARGE, "The batch is larger than segment.bytes");
        break;
    }
}

static void on_durable(struct ack_wait *ack, bool deleted)
{
    struct produce_wait *wait = (struct produce_wait *)ack;
    struct request *rq = wait->rq;
    struct produce_state *state = rq->state;
    if (deleted)
        reject(rq, wait->out, KAFKA_UNKNOWN_TOPIC_OR_PARTITION, "The topic was deleted");
    if (--state->pending == 0)
        request_finish(rq);
}

static void await_durable(struct request *rq, struct partition *p, int64_t last_offset,
                          struct produce_response_partition *out)
{
    struct produce_state *state = rq->state;
    if (log_high_watermark(p->log) > last_offset)
        return;
    struct produce_wait *wait = arena_alloc(&rq->arena, sizeof *wait);
    *wait = (struct produce_wait){
        .ack = {.need = last_offset + 1, .durable = on_durable}, .rq = rq, .out = out};
    state->pending++;
    partition_await(p, &wait->ack);
}

/* The frame is ours, so the batch is written into where it lies. */
static uint8_t *in_frame(struct request *rq, struct bytes records)
{
    return rq->frame.data + (records.data - rq->frame.data);
}

/* The batch as it is stored: in the codec and with the timestamp that the topic wants. */
static int as_stored(struct request *rq, const struct topic *topic, const struct batch_check *check,
                     struct bytes *records, uint8_t **batch, struct err *err)
{
    int rc = 0;
    if (topic->codec != CODEC_COUNT && topic->codec != batch_codec(&check->header)) {
        rc = batch_recode(*records, topic->codec, inflated_max(topic), &rq->broker->scratch,
                          &rq->data, err);
        *records = buf_bytes(&rq->data);
        *batch = rq->data.data;
    } else {
        *batch = in_frame(rq, *records);
    }
    if (rc == 0 && check->header.max_timestamp != check->max_timestamp)
        batch_set_max_timestamp(*batch, records->len, check->max_timestamp);
    return rc;
}

static void append(struct request *rq, struct partition *p, struct bytes records,
                   const struct batch_check *check, struct produce_response_partition *out)
{
    const struct produce_request *in = rq->in;
    struct log_appended appended;
    struct err err;
    uint8_t *batch;
    if (as_stored(rq, p->topic, check, &records, &batch, &err) != 0) {
        reject(rq, out, KAFKA_INVALID_RECORD, arena_printf(&rq->arena, "%s", err.text));
        return;
    }
    int rc = log_append(p->log, batch, records.len, &appended, &err);
    if (rc == ERR_IO)
        broker_die(&err);
    if (rc != 0) {
        reject(rq, out, KAFKA_KAFKA_STORAGE_ERROR, arena_printf(&rq->arena, "%s", err.text));
        return;
    }
    reject_verdict(rq, out, appended.verdict);
    if (out->error_code != KAFKA_NONE)
        return;
    out->base_offset = appended.base_offset;
    out->log_append_time_ms = appended.append_time_ms;
    out->log_start_offset = log_start_offset(p->log);
    if (in->acks == ACKS_ALL)
        await_durable(rq, p, appended.last_offset, out);
    partition_flush(p);
}

static void produce_partition(struct request *rq, const struct topic *topic,
                              const struct produce_request_partition *in,
                              struct produce_response_partition *out)
{
    const struct produce_request *request = rq->in;
    struct partition *p = topic != NULL ? topic_partition(topic, in->index) : NULL;
    struct batch_check check;
    out->index = in->index;
    if (request->acks < -1 || request->acks > 1)
        reject(rq, out, KAFKA_INVALID_REQUIRED_ACKS, "acks is -1, 0 or 1");
    else if (!bytes_is_null(request->transactional_id))
        reject(rq, out, KAFKA_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
               "This broker has no transactions");
    else if (p == NULL)
        reject(rq, out,
               topic == NULL && rq->version >= TOPIC_IDS_SINCE ? KAFKA_UNKNOWN_TOPIC_ID
                                                               : KAFKA_UNKNOWN_TOPIC_OR_PARTITION,
               NULL);
    else if (is_acceptable(rq, topic, in->records, &check, out))
        append(rq, p, in->records, &check, out);
}

/* Compressed batches take their time: a request with many takes turns with what else the loop does.
 * True when all are appended. */
static bool produce_some(struct request *rq)
{
    const struct produce_request *in = rq->in;
    struct produce_response *out = rq->out;
    struct produce_state *at = rq->state;
    int64_t end_ms = clock_mono_ms() + LIMIT_TURN_MS;
    for (; at->topic < in->topics.count; at->topic++, at->partition = 0) {
        const struct produce_request_topic *asked = &in->topics.items[at->topic];
        struct produce_response_topic *answer = &out->topics.items[at->topic];
        const struct topic *topic = rq->version >= TOPIC_IDS_SINCE
                                        ? catalog_topic_by_id(rq->broker, asked->topic_id)
                                        : catalog_topic(rq->broker, asked->name);
        for (; at->partition < asked->partitions.count; at->partition++) {
            if (clock_mono_ms() > end_ms)
                return false;
            produce_partition(rq, topic, &asked->partitions.items[at->partition],
                              &answer->partitions.items[at->partition]);
        }
    }
    return true;
}

/* acks=1 is answered when written, acks=all when durable. */
static enum reply reply_appended(struct request *rq)
{
    const struct produce_request *in = rq->in;
    struct produce_state *state = rq->state;
    rq->busy = false;
    if (rq->broker->scratch.cap > SCRATCH_KEPT_BYTES)
        buf_deinit(&rq->broker->scratch);
    if (in->acks == 0)
        return state->failed ? CLOSE : SILENT;
    return --state->pending > 0 ? LATER : REPLY;
}

/* Whether the client is still there or not: what it sent is appended. */
static void on_turn(struct timer *timer)
{
    struct request *rq = (struct request *)((char *)timer - offsetof(struct request, timer));
    if (produce_some(rq))
        request_reply(rq, reply_appended(rq));
    else
        timers_set(&rq->broker->timers, timer, clock_mono_ms());
}

static enum reply handle_produce(struct request *rq)
{
    const struct produce_request *in = rq->in;
    struct produce_response *out = rq->out;
    struct produce_state *state = arena_alloc(&rq->arena, sizeof *state);
    rq->state = state;
    state->pending = 1;
    out->topics.count = in->topics.count;
    out->topics.items = wire_new(&produce_response_topic_schema, &rq->arena, in->topics.count);
    for (int32_t t = 0; t < in->topics.count; t++) {
        struct produce_response_topic *topic = &out->topics.items[t];
        topic->name = in->topics.items[t].name;
        topic->topic_id = in->topics.items[t].topic_id;
        topic->partitions.count = in->topics.items[t].partitions.count;
        topic->partitions.items =
            wire_new(&produce_response_partition_schema, &rq->arena, topic->partitions.count);
    }
    if (produce_some(rq))
        return reply_appended(rq);
    rq->busy = true;
    rq->timer.fire = on_turn;
    timers_set(&rq->broker->timers, &rq->timer, clock_mono_ms());
    return LATER;
}

const struct handler_row produce_handlers[] = {
    {.key = API_PRODUCE, .handle = handle_produce},
    {.handle = NULL},
};
