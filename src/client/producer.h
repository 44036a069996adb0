/* producer.h: sending messages, for the console producer, simulations and imports.
 *
 * Idempotent unless its properties say otherwise: what was acknowledged is in the topic once, in
 * the order of sending. Keys choose partitions as Kafka's Java clients do (murmur2). One thread. */
#ifndef CLIENT_PRODUCER_H
#define CLIENT_PRODUCER_H

#include "base/err.h"
#include "client/client_record.h"
#include "client/events.h"
#include "client/properties.h"

struct producer;

struct delivery {
    int code;        /* Kafka's error code; 0: it is in the topic; < -1: librdkafka's own */
    const char *why; /* words for the code */
    int32_t partition;
    int64_t offset;          /* -1 when unknown (acks=0) */
    struct bytes key, value; /* of the message; hold during the call */
};

typedef void producer_delivered(void *ctx, const struct delivery *d);

/* `java` holds Kafka's client properties, checked (client_config_check). `delivered` may be NULL.
 */
int producer_open(struct producer **out, const struct properties *java,
                  const struct client_events *events, producer_delivered *delivered,
                  struct err *err);

enum topic_state { TOPIC_READY, TOPIC_UNKNOWN, TOPIC_INVALID, TOPIC_NO_ANSWER, TOPIC_REFUSED };

/* Asks once for a topic, waiting at most `wait_ms`; a broker that creates topics automatically does
 * so now. Serves events. *code is Kafka's error code where there was an answer. Before anything is
 * sent: without batch.size among the properties, batches are as large as this topic takes. */
enum topic_state producer_find_topic(struct producer *p, const char *topic, int wait_ms, int *code);

enum topic_retention {
    RETENTION_TOPIC_CREATED,
    RETENTION_ENOUGH,
    RETENTION_TOO_SHORT,
    RETENTION_UNKNOWN
};
/* Whether a topic will keep messages that are already `age_ms` old. A topic that is not there is
 * made, to keep them for ever (RETENTION_TOPIC_CREATED). RETENTION_TOO_SHORT: after *retention_ms
 * the broker deletes them. RETENTION_UNKNOWN: it does not say, or may not be asked. Waits at most
 * `wait_ms`. */
enum topic_retention producer_ensure_retention(struct producer *p, const char *topic,
                                               int64_t age_ms, int wait_ms, int64_t *retention_ms);

/* Queues a copy of the record; while the queue is full it serves events and waits. ERR_FAIL when it
 * can never be sent (larger than max.request.size): then it is not delivered either. */
int producer_send(struct producer *p, const struct client_record *record, struct err *err);

/* Whether a broker has answered. */
bool producer_reached(struct producer *p);

/* Serves events for at most `wait_ms`. */
void producer_serve(struct producer *p, int wait_ms);

/* Sends at once what lingers and waits until everything is delivered or has failed. ERR_TIMEOUT. */
int producer_flush(struct producer *p, int wait_ms, struct err *err);

/* Drops what is still queued; flush before. NULL is fine. */
void producer_close(struct producer *p);

#endif
