/* producer.c: librdkafka's producer behind producer.h. */
#include "client/producer.h"

#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "client/client_config_apply.h"
#include "client/leader.h"
#include "client/topic_admin.h"
#include "client/topic_cache.h"
#include "client/trouble.h"

enum {
    SERVE_EVERY = 64,     /* messages between two looks at the delivery reports */
    BATCH_MOST = 1000000, /* librdkafka's own batch.size */
};

struct producer {
    rd_kafka_t *rk;
    struct properties java;
    bool fits; /* the batch size is set, or adapted to the topic */
    struct client_events events;
    producer_delivered *delivered;
    rd_kafka_topic_t *topic; /* that the last message went to */
    uint64_t sent;
    bool reached;
};

static void on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *m, void *opaque)
{
    struct producer *p = opaque;
    (void)rk;
    p->reached = p->reached || m->err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (p->delivered == NULL)
        return;
    struct delivery d = {.code = m->err,
                         .why = m->err == 0 ? "" : rd_kafka_err2str(m->err),
                         .partition = m->partition,
                         .offset = m->offset,
                         .key = bytes_make(m->key, m->key_len),
                         .value = bytes_make(m->payload, m->len)};
    p->delivered(p->events.ctx, &d);
}

static void on_error(rd_kafka_t *rk, int code, const char *reason, void *opaque)
{
    struct producer *p = opaque;
    (void)rk;
    trouble_report(&p->events, code, reason, p->reached);
}

/* Kafka's own rule: idempotence is on unless asked otherwise or made impossible by other settings.
 */
static bool is_idempotent(const struct properties *java)
{
    const char *asked = properties_get(java, "enable.idempotence");
    const char *acks = properties_get(java, "acks");
    const char *retries = properties_get(java, "retries");
    const char *in_flight = properties_get(java, "max.in.flight.requests.per.connection");
    if (asked != NULL)
        return strcasecmp(asked, "true") == 0;
    return (acks == NULL || strcmp(acks, "all") == 0 || strcmp(acks, "-1") == 0) &&
           (retries == NULL || atoi(retries) > 0) && (in_flight == NULL || atoi(in_flight) <= 5);
}

static int configure(struct producer *p, rd_kafka_conf_t *conf, const struct properties *java,
                     struct err *err)
{
    trouble_configure(conf);
    client_config_set(conf, "partitioner", "murmur2_random");
    client_config_set(conf, "message.timeout.ms", "120000");
    client_config_set(conf, "enable.idempotence", is_idempotent(java) ? "true" : "false");
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    rd_kafka_conf_set_error_cb(conf, on_error);
    rd_kafka_conf_set_opaque(conf, p);
    int rc = client_config_apply(conf, java, CLIENT_PRODUCER, p->events.warn, p->events.ctx, err);
    topic_cache_configure(conf);
    return rc;
}

/* `batch`: bytes; 0 leaves batch.size to the properties or librdkafka. */
static int open_client(struct producer *p, int64_t batch, struct err *err)
{
    char why[256], size[24];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    int rc = configure(p, conf, &p->java, err);
    snprintf(size, sizeof size, "%lld", (long long)batch);
    if (rc == 0 && batch > 0)
        client_config_set(conf, "batch.size", size);
    if (rc == 0 && (p->rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why)) == NULL)
        rc = err_set(err, ERR_USAGE, "cannot create the producer: %s", why);
    if (rc != 0)
        rd_kafka_conf_destroy(conf);
    return rc;
}

int producer_open(struct producer **out, const struct properties *java,
                  const struct client_events *events, producer_delivered *delivered,
                  struct err *err)
{
    struct producer *p = mem_zero(1, sizeof *p);
    *out = NULL;
    properties_merge(&p->java, java);
    p->events = *events;
    p->delivered = delivered;
    p->fits = properties_get(java, "batch.size") != NULL;
    int rc = open_client(p, 0, err);
    if (rc != 0) {
        properties_deinit(&p->java);
        free(p);
        return rc;
    }
    *out = p;
    return 0;
}

/* A topic whose limit is below librdkafka's batch size would refuse whole batches, so the client is
 * replaced by one with smaller batches. An unknown limit is assumed to be Kafka's default, which is
 * larger. */
static void fit_batches(struct producer *p, const char *topic, int wait_ms)
{
    int64_t most = BATCH_MOST;
    struct err err;
    rd_kafka_t *before = p->rk;
    if (p->fits || p->sent > 0)
        return;
    p->fits = true;
    if (topic_admin_get_config(p->rk, topic, "max.message.bytes", wait_ms, &most) != 0 ||
        most >= BATCH_MOST)
        return;
    if (open_client(p, most > 1 ? most : 1, &err) == 0)
        rd_kafka_destroy(before);
    else
        p->rk = before;
}

enum topic_state producer_find_topic(struct producer *p, const char *topic, int wait_ms, int *code)
{
    rd_kafka_topic_t *handle = rd_kafka_topic_new(p->rk, topic, NULL);
    const rd_kafka_metadata_t *answer = NULL;
    *code = handle == NULL ? RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION
                           : rd_kafka_metadata(p->rk, 0, handle, &answer, wait_ms);
    enum topic_state state = TOPIC_NO_ANSWER;
    if (*code == 0) {
        p->reached = true;
        *code = answer->topic_cnt == 1 ? answer->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN;
        if (*code == 0 && !topic_has_leader(&answer->topics[0]))
            *code = RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
        bool led = *code == 0 && answer->topics[0].partition_cnt > 0;
        state = led                                                     ? TOPIC_READY
                : *code == RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION            ? TOPIC_INVALID
                : *code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ? TOPIC_REFUSED
                                                                        : TOPIC_UNKNOWN;
        rd_kafka_metadata_destroy(answer);
    } else if (handle == NULL) {
        state = TOPIC_INVALID;
    }
    if (handle != NULL)
        rd_kafka_topic_destroy(handle);
    if (state == TOPIC_READY)
        fit_batches(p, topic, wait_ms);
    rd_kafka_poll(p->rk, 0);
    return state;
}

enum topic_retention producer_ensure_retention(struct producer *p, const char *topic,
                                               int64_t age_ms, int wait_ms, int64_t *retention_ms)
{
    int code = topic_admin_create(p->rk, topic, wait_ms);
    if (code == 0)
        return RETENTION_TOPIC_CREATED;
    if (code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS ||
        topic_admin_get_config(p->rk, topic, "retention.ms", wait_ms, retention_ms) != 0)
        return RETENTION_UNKNOWN;
    return *retention_ms >= 0 && age_ms > *retention_ms ? RETENTION_TOO_SHORT : RETENTION_ENOUGH;
}

static rd_kafka_headers_t *copy_headers(const struct client_record *record)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(record->header_count);
    for (size_t i = 0; i < record->header_count; i++)
        rd_kafka_header_add(headers, record->headers[i].name, -1, record->headers[i].value.data,
                            (ssize_t)record->headers[i].value.len);
    return headers;
}

/* The handle of a topic, cached from one message to the next; NULL when it is invalid. */
static rd_kafka_topic_t *handle_of(struct producer *p, const char *topic)
{
    if (p->topic != NULL && strcmp(rd_kafka_topic_name(p->topic), topic) == 0)
        return p->topic;
    if (p->topic != NULL)
        rd_kafka_topic_destroy(p->topic);
    return p->topic = rd_kafka_topic_new(p->rk, topic, NULL);
}

static rd_kafka_resp_err_t send_once(struct producer *p, const struct client_record *r)
{
    rd_kafka_topic_t *topic = handle_of(p, r->topic);
    if (topic == NULL)
        return rd_kafka_last_error();
    rd_kafka_headers_t *headers = r->header_count > 0 ? copy_headers(r) : NULL;
    const rd_kafka_vu_t message[] = {
        {.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = topic},
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = r->partition},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)(uintptr_t)r->key.data, r->key.len}},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)(uintptr_t)r->value.data, r->value.len}},
        {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u.i64 = r->time_ms},
        {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers},
    };
    rd_kafka_error_t *refusal = rd_kafka_produceva(p->rk, message, ARRAY_SIZE(message));
    rd_kafka_resp_err_t rc = rd_kafka_error_code(refusal);
    rd_kafka_error_destroy(refusal);
    if (rc != 0 && headers != NULL)
        rd_kafka_headers_destroy(headers);
    return rc;
}

int producer_send(struct producer *p, const struct client_record *record, struct err *err)
{
    rd_kafka_resp_err_t rc;
    while ((rc = send_once(p, record)) == RD_KAFKA_RESP_ERR__QUEUE_FULL &&
           rd_kafka_outq_len(p->rk) > 0)
        rd_kafka_poll(p->rk, 100);
    if (rc == RD_KAFKA_RESP_ERR__QUEUE_FULL)
        return err_set(err, ERR_FAIL,
                       "%.100s: cannot send a message of %zu bytes, which is larger than the "
                       "producer's buffer; raise buffer.memory",
                       record->topic, record->key.len + record->value.len);
    if (++p->sent % SERVE_EVERY == 0)
        rd_kafka_poll(p->rk, 0);
    if (rc != 0)
        return err_set(err, ERR_FAIL, "%.100s: cannot send the message: %s", record->topic,
                       rd_kafka_err2str(rc));
    return 0;
}

bool producer_reached(struct producer *p)
{
    p->reached = p->reached || rd_kafka_controllerid(p->rk, 0) >= 0;
    return p->reached;
}

void producer_serve(struct producer *p, int wait_ms)
{
    rd_kafka_poll(p->rk, wait_ms);
}

int producer_flush(struct producer *p, int wait_ms, struct err *err)
{
    if (rd_kafka_flush(p->rk, wait_ms) == 0)
        return 0;
    return err_set(err, ERR_TIMEOUT, "%d messages not delivered after %d ms",
                   rd_kafka_outq_len(p->rk), wait_ms);
}

void producer_close(struct producer *p)
{
    if (p == NULL)
        return;
    if (p->topic != NULL)
        rd_kafka_topic_destroy(p->topic);
    if (rd_kafka_outq_len(p->rk) > 0)
        rd_kafka_purge(p->rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_destroy(p->rk);
    properties_deinit(&p->java);
    free(p);
}
