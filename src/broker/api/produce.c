/* produce.c: Produce: from a client's batch to the log, or to Kafka's error. */
#include "base/clock.h"
#include "batch/batch.h"
#include "broker/api/handlers.h"
#include "broker/broker.h"
#include "broker/checker.h"
#include "broker/fatal.h"
#include "broker/partition.h"
#include "wire/errors.h"

enum { ZSTD_SINCE = 7, ACKS_ALL = -1 };

struct produce_wait {
    struct ack_wait ack; /* first: the partition passes it back */
    struct request *rq;
    struct produce_response_partition *out;
};

struct produce_state {
    int32_t topic, partition; /* the next one to append to */
    int32_t pending; /* partitions that are not yet durable, and 1 until all are appended */
    bool failed;     /* with acks=0, closing the connection is the only way to say so */
    enum { UNCHECKED, CHECKING, CHECKED } stage; /* of the batch of the next one */
    struct check check;
    struct request *rq;
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

/* KIP-467: names the invalid record. */
static void reject_record(struct request *rq, struct produce_response_partition *out, int16_t error,
                          int32_t index, const char *message)
{
    reject(rq, out, error, "One or more records have been rejected");
    out->record_errors.items = wire_new(&produce_record_error_schema, &rq->arena, 1);
    out->record_errors.count = 1;
    out->record_errors.items[0].batch_index = index;
    out->record_errors.items[0].message = bytes_of(message);
}

/* ---- checking a batch ---- */

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

static bool is_small_enough(struct request *rq, const struct topic *topic, struct bytes records,
                            struct produce_response_partition *out)
{
    struct batch_header header;
    if (batch_header_read(records, &header) != BATCH_OK ||
        batch_size(&header) <= (size_t)topic->max_message_bytes)
        return true;
    reject(rq, out, KAFKA_MESSAGE_TOO_LARGE, "The batch is larger than max.message.bytes");
    return false;
}

/* Accepts exactly one batch of magic 2, complete, valid, and allowed on this topic. */
static bool is_acceptable(struct request *rq, const struct topic *topic, const struct check *check,
                          struct produce_response_partition *out)
{
    const struct batch_check *found = &check->found;
    if (check->result != BATCH_OK) {
        if (check->result == BATCH_INVALID && found->bad_record >= 0)
            reject_record(rq, out, KAFKA_INVALID_RECORD, found->bad_record,
                          "The record is malformed");
        else
            reject(rq, out, error_of(check->result), batch_result_text(check->result));
        return false;
    }
    if (batch_size(&found->header) != check->records.len) {
        reject(rq, out, KAFKA_INVALID_RECORD, "A partition must get exactly one record batch");
        return false;
    }
    if (batch_is_transactional(&found->header)) {
        reject(rq, out, KAFKA_INVALID_TXN_STATE, "This broker has no transactions");
        return false;
    }
    if (batch_codec(&found->header) == CODEC_ZSTD && rq->version < ZSTD_SINCE) {
        reject(rq, out, KAFKA_UNSUPPORTED_COMPRESSION_TYPE, "zstd needs Produce version 7");
        return false;
    }
    if (topic->compacted && found->first_keyless >= 0) {
        reject_record(rq, out, KAFKA_INVALID_RECORD, found->first_keyless,
                      "Compacted topic cannot accept message without key");
        return false;
    }
    return is_timely(rq, topic, found, out);
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
        reject(rq, out, KAFKA_INVALID_PRODUCER_EPOCH, "A newer epoch of this producer exists");
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

/* The frame belongs to the request, so the batch is modified in place. */
static uint8_t *in_frame(struct request *rq, struct bytes records)
{
    return rq->frame.data + (records.data - rq->frame.data);
}

/* The batch as it is stored: in the codec and with the timestamp that the topic requires. */
static struct bytes as_stored(struct request *rq, struct check *check, uint8_t **batch)
{
    struct bytes stored = check->records;
    *batch = in_frame(rq, stored);
    if (check->recoded.len > 0) {
        stored = buf_bytes(&check->recoded);
        *batch = check->recoded.data;
    }
    if (check->found.header.max_timestamp != check->found.max_timestamp)
        batch_set_max_timestamp(*batch, stored.len, check->found.max_timestamp);
    return stored;
}

static void append(struct request *rq, struct partition *p, struct check *check,
                   struct produce_response_partition *out)
{
    const struct produce_request *in = rq->in;
    struct log_appended appended;
    struct err err;
    uint8_t *batch;
    if (check->recode_rc != 0) {
        reject(rq, out, KAFKA_INVALID_RECORD, arena_printf(&rq->arena, "%s", check->err.text));
        return;
    }
    struct bytes records = as_stored(rq, check, &batch);
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
    partition_flush(p, rq->peer);
}

/* Whether it exists and accepts writes. `missing` is the error if it does not exist. */
static bool may_produce(struct request *rq, const struct topic *topic, int16_t missing,
                        const struct produce_request_partition *in,
                        struct produce_response_partition *out)
{
    const struct produce_request *request = rq->in;
    if (request->acks < -1 || request->acks > 1)
        reject(rq, out, KAFKA_INVALID_REQUIRED_ACKS, "acks must be -1, 0 or 1");
    else if (!bytes_is_null(request->transactional_id))
        reject(rq, out, KAFKA_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
               "This broker has no transactions");
    else if (topic == NULL || topic_partition(topic, in->index) == NULL)
        reject(rq, out, missing, NULL);
    int16_t error = KAFKA_NONE;
    if (out->error_code == KAFKA_NONE &&
        partition_log(topic_partition(topic, in->index), &error) == NULL)
        reject(rq, out, error, NULL);
    return out->error_code == KAFKA_NONE;
}

static void on_turn(struct turn *turn);

static void on_checked(struct check *check)
{
    struct produce_state *state = CONTAINER_OF(check, struct produce_state, check);
    state->stage = CHECKED;
    request_wait_turn(state->rq, on_turn);
}

/* False if a thread has to check the batch. */
static bool has_checked(struct request *rq, const struct topic *topic, struct bytes records)
{
    struct produce_state *state = rq->state;
    struct check *check = &state->check;
    if (state->stage == CHECKED)
        return true;
    *check = (struct check){.records = records,
                            .inflated_max = inflated_max(topic),
                            .codec = topic->codec,
                            .done = on_checked};
    if (check_now(check, &rq->broker->scratch))
        return true;
    state->stage = CHECKING;
    check_start(rq->broker, rq->peer, check);
    return false;
}

/* The topic may be gone by the time a thread has checked its batch. False: not done yet. */
static bool produce_partition(struct request *rq, const struct topic *topic, int16_t missing,
                              const struct produce_request_partition *in,
                              struct produce_response_partition *out)
{
    struct produce_state *state = rq->state;
    struct check *check = &state->check;
    out->index = in->index;
    if (may_produce(rq, topic, missing, in, out) && is_small_enough(rq, topic, in->records, out)) {
        if (!has_checked(rq, topic, in->records))
            return false;
        if (is_acceptable(rq, topic, check, out))
            append(rq, topic_partition(topic, in->index), check, out);
    }
    buf_deinit(&check->recoded);
    state->stage = UNCHECKED;
    return true;
}

/* A request with many batches takes several turns. True once all are appended. */
static bool produce_some(struct request *rq)
{
    const struct produce_request *in = rq->in;
    struct produce_response *out = rq->out;
    struct produce_state *at = rq->state;
    for (; at->topic < in->topics.count; at->topic++, at->partition = 0) {
        const struct produce_request_topic *asked = &in->topics.items[at->topic];
        struct produce_response_topic *result = &out->topics.items[at->topic];
        int16_t missing;
        const struct topic *topic =
            catalog_find(rq->broker, asked->name, asked->topic_id, &missing);
        for (; at->partition < asked->partitions.count; at->partition++)
            if (request_turn_is_over(rq) ||
                !produce_partition(rq, topic, missing, &asked->partitions.items[at->partition],
                                   &result->partitions.items[at->partition]))
                return false;
    }
    return true;
}

/* acks=1 gets its response once written, acks=all once durable. */
static enum reply reply_appended(struct request *rq)
{
    const struct produce_request *in = rq->in;
    struct produce_state *state = rq->state;
    rq->busy = false;
    if (in->acks == 0)
        return state->failed ? CLOSE : SILENT;
    return --state->pending > 0 ? LATER : REPLY;
}

/* What the client sent is appended even if it has disconnected. */
static void go_on(struct request *rq)
{
    struct produce_state *state = rq->state;
    if (rq->broker->stopping)
        buf_deinit(&state->check.recoded);
    if (rq->broker->stopping || produce_some(rq))
        request_reply(rq, reply_appended(rq));
    else if (state->stage != CHECKING)
        request_wait_turn(rq, on_turn);
}

static void on_turn(struct turn *turn)
{
    go_on(CONTAINER_OF(turn, struct request, turn));
}

enum reply handle_produce(struct request *rq)
{
    const struct produce_request *in = rq->in;
    struct produce_response *out = rq->out;
    struct produce_state *state = arena_alloc(&rq->arena, sizeof *state);
    rq->state = state;
    state->rq = rq;
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
    if (state->stage != CHECKING)
        request_wait_turn(rq, on_turn);
    return LATER;
}
