/* topic_admin.h: creating topics and reading their configuration; for producer.c only. */
#ifndef CLIENT_TOPIC_ADMIN_H
#define CLIENT_TOPIC_ADMIN_H

#include <librdkafka/rdkafka.h>
#include <stdint.h>

/* Creates a topic with the broker's number of partitions and unlimited retention. Returns Kafka's
 * error code: 0, TOPIC_ALREADY_EXISTS, or librdkafka's own when there is no response in wait_ms. */
int topic_admin_create(rd_kafka_t *rk, const char *topic, int wait_ms);

/* Reads a numeric configuration of a topic, such as retention.ms. 0, or a code as above. */
int topic_admin_get_config(rd_kafka_t *rk, const char *topic, const char *name, int wait_ms,
                           int64_t *number);

#endif
