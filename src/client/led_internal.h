/* led_internal.h: whether a topic can be read or written at all; for the files beside this one
 * only. */
#ifndef CLIENT_LED_INTERNAL_H
#define CLIENT_LED_INTERNAL_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>

/* A broker that is recovering, or none, leads its partitions; librdkafka then waits and says
 * nothing. True for a topic without partitions. */
static inline bool client_topic_is_led(const rd_kafka_metadata_topic_t *topic)
{
    int led = 0;
    for (int i = 0; i < topic->partition_cnt; i++)
        led += topic->partitions[i].leader >= 0;
    return led > 0 || topic->partition_cnt == 0;
}

#endif
