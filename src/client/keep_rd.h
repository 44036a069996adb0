/* keep_rd.h: topics and how long they keep messages, by librdkafka; for producer.c only. */
#ifndef CLIENT_KEEP_RD_H
#define CLIENT_KEEP_RD_H

#include <librdkafka/rdkafka.h>
#include <stdint.h>

/* Makes a topic, with the broker's number of partitions, that keeps its messages for ever. Kafka's
 * error code: 0, TOPIC_ALREADY_EXISTS, or librdkafka's own where nobody answered within wait_ms. */
int keep_create(rd_kafka_t *rk, const char *topic, int wait_ms);

/* The topic's retention.ms. 0, or a code as above. */
int keep_retention(rd_kafka_t *rk, const char *topic, int wait_ms, int64_t *ms);

#endif
