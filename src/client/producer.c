/* producer.c: librdkafka's producer behind producer.h. */
#include "client/producer.h"

#include <librdkafka/rdkafka.h>
#include <stdlib.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "client/config_rd.h"
#include "client/keep_rd.h"
#include "client/trouble.h"

struct producer {
    rd_kafka_t *rk;
    struct client_events events;
    producer_delivered *delivered;
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
                         .tag = m->_private};
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
    client_config_set(conf, "queue.buffering.max.messages", "1000000");
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    rd_kafka_conf_set_error_cb(conf, on_error);
    rd_kafka_conf_set_opaque(conf, p);
    return client_config_apply(conf, java, CLIENT_PRODUCER, p->events.warn, p->events.ctx, err);
}

int producer_open(struct producer **out, const struct properties *java,
                  const struct client_events *events, producer_delivered *delivered,
                  struct err *err)
{
    struct producer *p = mem_zero(1, sizeof *p);
    p->events = *events;
    p->delivered = delivered;
    *out = NULL;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    int rc = configure(p, conf, java, err);
    char why[256];
    if (rc == 0 && (p->rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why)) == NULL)
        rc = err_set(err, ERR_USAGE, "the producer cannot be set up: %s", why);
    if (rc != 0) {
        rd_kafka_conf_destroy(conf);
        free(p);
        return rc;
    }
    *out = p;
    return 0;
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
    rd_kafka_poll(p->rk, 0);
    return state;
}

enum topic_keeping producer_keep_topic(struct producer *p, const char *topic, int64_t age_ms,
                                       int wait_ms, int64_t *retention_ms)
{
    int code = keep_create(p->rk, topic, wait_ms);
    if (code == 0)
        return TOPIC_MADE;
    if (code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS ||
        keep_retention(p->rk, topic, wait_ms, retention_ms) != 0)
        return TOPIC_KEEPING_UNKNOWN;
    return *retention_ms >= 0 && age_ms > *retention_ms ? TOPIC_DROPS : TOPIC_KEEPS;
}

static rd_kafka_headers_t *copy_headers(const struct client_record *record)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(record->header_count);
    for (size_t i = 0; i < record->header_count; i++)
        rd_kafka_header_add(headers, record->headers[i].name, -1, record->headers[i].value.data,
                            (ssize_t)record->headers[i].value.len);
    return headers;
}

static rd_kafka_resp_err_t send_once(struct producer *p, const struct client_record *r, void *tag)
{
    rd_kafka_headers_t *headers = r->header_count > 0 ? copy_headers(r) : NULL;
    const rd_kafka_vu_t message[] = {
        {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = r->topic},
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = r->partition},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)(uintptr_t)r->key.data, r->key.len}},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)(uintptr_t)r->value.data, r->value.len}},
        {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u.i64 = r->time_ms},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = tag},
        {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers},
    };
    rd_kafka_error_t *refusal = rd_kafka_produceva(p->rk, message, ARRAY_SIZE(message));
    rd_kafka_resp_err_t rc = rd_kafka_error_code(refusal);
    rd_kafka_error_destroy(refusal);
    if (rc != 0 && headers != NULL)
        rd_kafka_headers_destroy(headers);
    return rc;
}

int producer_send(struct producer *p, const struct client_record *record, void *tag,
                  struct err *err)
{
    rd_kafka_resp_err_t rc;
    while ((rc = send_once(p, record, tag)) == RD_KAFKA_RESP_ERR__QUEUE_FULL)
        rd_kafka_poll(p->rk, 100);
    rd_kafka_poll(p->rk, 0);
    if (rc != 0)
        return err_set(err, ERR_FAIL, "%.100s: the message cannot be sent: %s", record->topic,
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
    return err_set(err, ERR_TIMEOUT, "%d messages are not delivered after %d ms",
                   rd_kafka_outq_len(p->rk), wait_ms);
}

void producer_close(struct producer *p)
{
    if (p == NULL)
        return;
    if (rd_kafka_outq_len(p->rk) > 0)
        rd_kafka_purge(p->rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_destroy(p->rk);
    free(p);
}
