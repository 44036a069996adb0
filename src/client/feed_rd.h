/* feed_rd.h: what feed.c (sources) and feed_look.c (the helper thread) share. */
#ifndef CLIENT_FEED_RD_H
#define CLIENT_FEED_RD_H

#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdatomic.h>

#include "client/feed.h"
#include "client/feed_ids.h"

enum { FEED_BATCH = 512 };

struct feed_source {
    bool used;
    rd_kafka_topic_t *topic;
    char name[256];
    int32_t partition;
    rd_kafka_queue_t *queue;
    atomic_bool ready; /* librdkafka's threads set it: the queue may hold something */
    struct feed *feed;
    rd_kafka_message_t *batch[FEED_BATCH];
    int at, count;
    rd_kafka_message_t *held; /* what the last feed_take points into */
    struct buf headers;
    int64_t position; /* one past the last message taken; FEED_NO_OFFSET before the first */
    int64_t end;      /* where end of partition was signalled; FEED_NO_OFFSET */
    bool lost;
    enum feed_loss loss;
    char why[160];
};

/* The helper thread and what it tells. `lock` guards `seen`, `ask`, `stop` and the number of
 * the look under way; the rest is its. */
struct feed_looker {
    rd_kafka_t *rk;
    struct feed_ids *ids;
    bool (*wants)(void *ctx, const char *topic);
    void *ctx;
    void (*told)(void *owner); /* there is something new */
    void *owner;
    pthread_t thread;
    pthread_mutex_t lock;
    int kick[2]; /* a pipe that ends its rest */
    bool stop, ask;
    struct feed_view seen; /* `why` and `broker` are the owner's to fill */
    struct feed_view work; /* the next one, being made */
    int next_part;         /* where asking for offsets goes on */
};

int feed_looker_start(struct feed_looker *l, struct err *err);
void feed_looker_stop(struct feed_looker *l);
/* Copies what was seen into `out`, keeping out->why and out->broker. */
void feed_looker_copy(struct feed_looker *l, struct feed_view *out);
int64_t feed_looker_ask(struct feed_looker *l);

#endif
