/* leader.h: whether a topic has a leader, without which it cannot be used; src/client only. */
#ifndef CLIENT_LEADER_H
#define CLIENT_LEADER_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>

/* False while no partition has a leader (its broker is recovering or down); librdkafka then waits
 * silently. True for a topic without partitions. */
static inline bool topic_has_leader(const rd_kafka_metadata_topic_t *topic)
{
    int led = 0;
    for (int i = 0; i < topic->partition_cnt; i++)
        led += topic->partitions[i].leader >= 0;
    return led > 0 || topic->partition_cnt == 0;
}

#endif
