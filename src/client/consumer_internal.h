/* consumer_internal.h: what consumer.c and consumer_read.c share. */
#ifndef CLIENT_CONSUMER_INTERNAL_H
#define CLIENT_CONSUMER_INTERNAL_H

#include <librdkafka/rdkafka.h>

#include "client/consumer.h"
#include "client/refill.h"

enum consumer_reset { RESET_LATEST, RESET_EARLIEST, RESET_NONE };

enum { CONSUMER_BATCH = 512 };

struct consumer {
    rd_kafka_t *rk;
    rd_kafka_queue_t *queue;
    struct refill refill;
    struct client_events events;
    rd_kafka_topic_partition_list_t *where; /* the next offset of each partition read from */
    char **first_topics;                    /* of the first subscription */
    size_t first_count;
    rd_kafka_message_t *batch[CONSUMER_BATCH]; /* the last record points into the one before `at` */
    int at, count;
    rd_kafka_topic_partition_list_t *assigned; /* by the last rebalance; NULL: nothing */
    bool rebalanced;                           /* while a batch was being taken */
    bool wants_headers;
    struct client_header *headers;
    int wake[2];               /* a pipe that librdkafka writes into */
    enum consumer_reset reset; /* auto.offset.reset */
    bool reached, commits;
    bool down;    /* no broker was reachable, as last reported */
    bool leaving; /* ignores partitions that are assigned now */
};

/* Sets a partition's position: the next record to return is `next`. */
void consumer_remember(struct consumer *c, const char *topic, int32_t partition, int64_t next);

/* A rebalance assigned these partitions at these offsets; NULL: it revoked all. */
void consumer_reassigned(struct consumer *c, const rd_kafka_topic_partition_list_t *partitions);

/* Drops the rest of the batch. */
void consumer_drop(struct consumer *c);

#endif
