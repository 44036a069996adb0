/* producer.h: sending messages, for the console producer, simulations and imports.
 * Idempotent unless its properties say otherwise: acknowledged messages are in the topic once, in
 * the order sent. Keys choose partitions as in Kafka's Java clients (murmur2). One thread. */
#ifndef CLIENT_PRODUCER_H
#define CLIENT_PRODUCER_H

#include "base/err.h"
#include "client/client_record.h"
#include "client/events.h"
#include "client/properties.h"

struct producer;

struct delivery {
    int code;        /* Kafka's error code; 0: delivered; < -1: librdkafka's own */
    const char *why; /* describes the code */
    int32_t partition;
    int64_t offset;          /* -1 when unknown (acks=0) */
    struct bytes key, value; /* of the message; valid during the call */
};

typedef void producer_delivered(void *ctx, const struct delivery *d);

/* `java` holds Kafka's client properties, checked (client_config_check). `delivered` may be NULL.
 */
int producer_open(struct producer **out, const struct properties *java,
                  const struct client_events *events, producer_delivered *delivered,
                  struct err *err);

enum topic_state { TOPIC_READY, TOPIC_UNKNOWN, TOPIC_INVALID, TOPIC_NO_ANSWER, TOPIC_REFUSED };

/* Looks up a topic once, waiting at most `wait_ms`; a broker that creates topics automatically does
 * so now. Serves events. *code is Kafka's error code if there was a response. Call it before
 * sending: unless batch.size is set, it adapts batches to the topic's max.message.bytes. */
enum topic_state producer_find_topic(struct producer *p, const char *topic, int wait_ms, int *code);

enum topic_retention {
    RETENTION_TOPIC_CREATED,
    RETENTION_ENOUGH,
    RETENTION_TOO_SHORT,
    RETENTION_UNKNOWN
};
/* Whether a topic will keep messages that are already `age_ms` old. Creates a missing topic with
 * unlimited retention (RETENTION_TOPIC_CREATED). RETENTION_TOO_SHORT: the broker deletes messages
 * after *retention_ms. RETENTION_UNKNOWN: the broker does not tell. Waits at most `wait_ms`. */
enum topic_retention producer_ensure_retention(struct producer *p, const char *topic,
                                               int64_t age_ms, int wait_ms, int64_t *retention_ms);

/* Queues a copy of the record; serves events while the queue is full. ERR_FAIL when it can never be
 * sent (larger than max.request.size or buffer.memory); `delivered` is not called for it then. */
int producer_send(struct producer *p, const struct client_record *record, struct err *err);

/* Whether a broker has responded. */
bool producer_reached(struct producer *p);

/* Serves events for at most `wait_ms`. */
void producer_serve(struct producer *p, int wait_ms);

/* Sends lingering messages and waits until all are delivered or have failed. ERR_TIMEOUT. */
int producer_flush(struct producer *p, int wait_ms, struct err *err);

/* Drops queued messages; flush first. NULL is fine. */
void producer_close(struct producer *p);

#endif
