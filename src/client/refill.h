/* refill.h: librdkafka's queues filled again in time; for the files beside this one.
 *
 * A queue that is full (queued.min.messages, queued.max.messages.kbytes) is fetched for no more,
 * and librdkafka looks at it again only after a second, however soon it is empty. Versions that
 * know fetch.queue.backoff.ms look sooner when it is set. Older ones (2.0.2) do so when their
 * threads are woken, so callers report how much they took from a queue. */
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

/* Before and after rd_kafka_new(). `every`: wake at least once per so many messages taken, a good
 * deal less than queued.min.messages. */
void refill_configure(struct refill *r, rd_kafka_conf_t *conf);
void refill_open(struct refill *r, rd_kafka_t *rk, int every);
void refill_close(struct refill *r);

/* So much was taken from one of its queues. Cheap. */
void refill_taken(struct refill *r, int messages, size_t bytes);

#endif
