/* consumer_read.c: takes records from librdkafka in batches and returns them one at a time.
 *
 * A rebalance may happen while a batch is being taken. Its records may then belong to another
 * member's partitions, or come again, so the batch is dropped and our partitions are read again
 * from their positions. */
#include "base/fd.h"
#include "base/mem.h"
#include "client/consumer_internal.h"

/* ---- positions ---- */

void consumer_remember(struct consumer *c, const char *topic, int32_t partition, int64_t next)
{
    rd_kafka_topic_partition_t *at = rd_kafka_topic_partition_list_find(c->where, topic, partition);
    if (at == NULL)
        at = rd_kafka_topic_partition_list_add(c->where, topic, partition);
    at->offset = next;
}

void consumer_reassigned(struct consumer *c, const rd_kafka_topic_partition_list_t *partitions)
{
    if (c->assigned != NULL)
        rd_kafka_topic_partition_list_destroy(c->assigned);
    c->assigned = partitions == NULL ? NULL : rd_kafka_topic_partition_list_copy(partitions);
    c->rebalanced = true;
}

static void read_again(struct consumer *c)
{
    for (int i = 0; c->assigned != NULL && i < c->assigned->cnt; i++) {
        rd_kafka_topic_partition_t *to = &c->assigned->elems[i];
        const rd_kafka_topic_partition_t *was =
            rd_kafka_topic_partition_list_find(c->where, to->topic, to->partition);
        if (was != NULL)
            to->offset = was->offset;
    }
    rd_kafka_assign(c->rk, c->assigned);
}

/* ---- batches ---- */

void consumer_drop(struct consumer *c)
{
    int from = c->at > 0 ? c->at - 1 : 0; /* the caller still uses the last one returned */
    for (int i = from; i < c->count; i++)
        rd_kafka_message_destroy(c->batch[i]);
    c->at = c->count = 0;
}

/* Drops the records of a batch and keeps its errors. Returns whether there were records. */
static bool drop_records(struct consumer *c)
{
    int kept = 0;
    for (int i = 0; i < c->count; i++) {
        if (c->batch[i]->err != 0)
            c->batch[kept++] = c->batch[i];
        else
            rd_kafka_message_destroy(c->batch[i]);
    }
    bool dropped = kept < c->count;
    c->count = kept;
    return dropped;
}

static void take_batch(struct consumer *c, int wait_ms)
{
    size_t bytes = 0;
    fd_drain(c->wake[0]);
    c->rebalanced = false;
    ssize_t n = rd_kafka_consume_batch_queue(c->queue, wait_ms, c->batch, CONSUMER_BATCH);
    c->count = n > 0 ? (int)n : 0;
    for (int i = 0; i < c->count; i++)
        bytes += c->batch[i]->len;
    refill_taken(&c->refill, c->count, bytes);
    if (c->rebalanced && drop_records(c))
        read_again(c);
}

/* Moves the position past the last record returned. */
static void note_position(struct consumer *c)
{
    const rd_kafka_message_t *m = c->at > 0 ? c->batch[c->at - 1] : NULL;
    if (m != NULL && m->err == 0)
        consumer_remember(c, rd_kafka_topic_name(m->rkt), m->partition, m->offset + 1);
}

static bool same_partition(const rd_kafka_message_t *a, const rd_kafka_message_t *b)
{
    return a->rkt == b->rkt && a->partition == b->partition && b->err == 0;
}

/* Frees the last message and returns the next one; NULL: none within wait_ms. */
static rd_kafka_message_t *next_message(struct consumer *c, int wait_ms)
{
    bool more = c->at < c->count;
    if (c->at > 0) {
        rd_kafka_message_t *last = c->batch[c->at - 1];
        if (!more || !same_partition(last, c->batch[c->at]))
            note_position(c);
        rd_kafka_message_destroy(last);
    }
    if (!more) {
        c->at = c->count = 0;
        take_batch(c, wait_ms);
    }
    return c->at < c->count ? c->batch[c->at++] : NULL;
}

bool consumer_holds(const struct consumer *c)
{
    return c->at < c->count;
}

void consumer_done(struct consumer *c)
{
    note_position(c);
    if (c->commits && c->where->cnt > 0)
        rd_kafka_offsets_store(c->rk, c->where);
}

/* ---- records ---- */

static void take_headers(struct consumer *c, rd_kafka_message_t *m, struct client_record *out)
{
    rd_kafka_headers_t *headers;
    if (rd_kafka_message_headers(m, &headers) != 0)
        return;
    size_t count = rd_kafka_header_cnt(headers);
    c->headers = mem_grow(c->headers, count + 1, sizeof *c->headers);
    for (size_t i = 0; i < count; i++) {
        const void *value;
        size_t len;
        rd_kafka_header_get_all(headers, i, &c->headers[i].name, &value, &len);
        c->headers[i].value = bytes_make(value, len);
    }
    out->headers = c->headers;
    out->header_count = count;
}

static void take_record(struct consumer *c, rd_kafka_message_t *m, struct client_record *out)
{
    static const enum client_time kinds[] = {
        [RD_KAFKA_TIMESTAMP_NOT_AVAILABLE] = CLIENT_TIME_NONE,
        [RD_KAFKA_TIMESTAMP_CREATE_TIME] = CLIENT_TIME_CREATE,
        [RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME] = CLIENT_TIME_APPEND,
    };
    rd_kafka_timestamp_type_t kind;
    *out = (struct client_record){.topic = rd_kafka_topic_name(m->rkt),
                                  .partition = m->partition,
                                  .offset = m->offset,
                                  .key = bytes_make(m->key, m->key_len),
                                  .value = bytes_make(m->payload, m->len)};
    out->time_ms = rd_kafka_message_timestamp(m, &kind);
    out->time_kind = kinds[kind];
    if (c->wants_headers)
        take_headers(c, m, out);
}

static enum consumer_news sort_error(const rd_kafka_message_t *m, int *code, struct err *err)
{
    *code = m->err;
    switch (m->err) {
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        return CONSUMER_TOPIC_UNKNOWN;
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
        return CONSUMER_TOPIC_INVALID;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE: /* group.protocol=consumer at an older broker */
    case RD_KAFKA_RESP_ERR__BAD_MSG:
        err_set(err, ERR_FAIL, "%s", rd_kafka_message_errstr(m));
        return CONSUMER_FAILED;
    default:
        return CONSUMER_NOTHING; /* it retries by itself */
    }
}

enum consumer_news consumer_next(struct consumer *c, int wait_ms, struct client_record *record,
                                 int *code, struct err *err)
{
    rd_kafka_message_t *m = next_message(c, wait_ms);
    if (m == NULL)
        return CONSUMER_NOTHING;
    if (m->err != 0)
        return sort_error(m, code, err);
    c->reached = true;
    c->down = false;
    take_record(c, m, record);
    return CONSUMER_RECORD;
}
