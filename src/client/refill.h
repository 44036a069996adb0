/* refill.h: refilling librdkafka's queues in time; src/client only.
 *
 * librdkafka stops fetching for a full queue (queued.min.messages, queued.max.messages.kbytes) and
 * checks it again only after a second, even if it is empty by then. fetch.queue.backoff.ms, where a
 * version has it, shortens that. Older ones (2.0.2) check when their threads are woken, so callers
 * report how much they took from a queue. */
#ifndef CLIENT_REFILL_H
#define CLIENT_REFILL_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>

struct refill {
    rd_kafka_t *rk;
    bool by_itself; /* it has fetch.queue.backoff.ms */
    char *user, *password;
    int every; /* messages */
    int taken; /* messages since the last time it was woken */
    size_t bytes;
};

/* Call these before and after rd_kafka_new(). `every`: wake at least once per this many messages
 * taken, well below queued.min.messages. */
void refill_configure(struct refill *r, rd_kafka_conf_t *conf);
void refill_open(struct refill *r, rd_kafka_t *rk, int every);
void refill_close(struct refill *r);

/* Reports what was taken from one of its queues. Cheap. */
void refill_taken(struct refill *r, int messages, size_t bytes);

#endif
