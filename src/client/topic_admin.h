/* topic_admin.h: topics, how long they keep messages and how large these may be, by librdkafka; for
 * producer.c only. */
#ifndef CLIENT_TOPIC_ADMIN_H
#define CLIENT_TOPIC_ADMIN_H

#include <librdkafka/rdkafka.h>
#include <stdint.h>

/* Makes a topic, with the broker's number of partitions, that keeps its messages for ever. Kafka's
 * error code: 0, TOPIC_ALREADY_EXISTS, or librdkafka's own where nobody answered within wait_ms. */
int topic_admin_create(rd_kafka_t *rk, const char *topic, int wait_ms);

/* One of the topic's configurations, say retention.ms. 0, or a code as above. */
int topic_admin_get_config(rd_kafka_t *rk, const char *topic, const char *name, int wait_ms,
                           int64_t *number);

#endif
