/* feed_internal.h: what the files of the feed share: feed.c (the whole), feed_client.c (librdkafka
 * set up), feed_source.c (partitions being read), feed_budget.c (the memory they share),
 * feed_look.c (the helper thread). */
#ifndef CLIENT_FEED_INTERNAL_H
#define CLIENT_FEED_INTERNAL_H

#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/fd.h"
#include "client/feed.h"
#include "client/feed_ids.h"
#include "client/refill.h"

/* ---- a client of librdkafka ---- */

/* What for: it decides how much may wait in memory and how long the broker may hold an answer. */
enum feed_use {
    FEED_FOLLOWS, /* partitions at their end: one answer for many of them, as soon as there is news
                   */
    FEED_HAULS,   /* backlogs: always something to fetch; closed when all are read */
    FEED_LOOKS,   /* questions, which a fetch on the same connection would hold up */
};

struct feed_client {
    rd_kafka_t *rk; /* NULL: closed */
    struct refill refill;
    int sources;
};

/* `f` hears of errors and is woken. ERR_USAGE: a property does not do. */
int feed_client_open(struct feed *f, enum feed_use use, struct feed_client *out, struct err *err);
void feed_client_close(struct feed_client *c); /* closed already is fine */
/* Names who cannot be reached and why in the feed's view: as the person named them, once that is
 * known. */
void feed_trouble(void *feed, const struct client_trouble *t);

/* ---- sources ---- */

enum { FEED_BATCH = 512 };

struct feed_source {
    bool used;
    rd_kafka_topic_t *topic;
    char name[256];
    int32_t partition;
    rd_kafka_queue_t *queue;
    atomic_bool ready; /* librdkafka's threads set it: the queue may hold something */
    struct feed *feed;
    struct feed_client *client; /* one of the feed's */
    rd_kafka_message_t *batch[FEED_BATCH];
    int at, count;
    int at_once; /* how many are taken off the queue at a time: few where messages are large */
    size_t batch_bytes; /* of the messages in `batch`, when it was filled */
    size_t each;        /* bytes of a message, as they were in the last batch */
    struct buf headers;
    int64_t start;     /* where reading began */
    int64_t position;  /* one past the last message taken; FEED_NO_OFFSET before the first */
    int64_t end;       /* where end of partition was signalled; FEED_NO_OFFSET */
    bool ended;        /* the last look found nothing more */
    bool paused;       /* it holds nothing and reads nothing until there is room */
    bool heard;        /* something came since reading began, here or again */
    int64_t paused_ms; /* the time of the head that it had then */
    bool lost;
    enum feed_loss loss;
    int64_t damage; /* FEED_DAMAGED: where the batch begins */
    char why[160];
};

/* Backlogs that were read to their end go on as followers; the client that hauled them is closed.
 */
void feed_sources_settle(struct feed *f);

/* Gives back what the source holds, and goes on behind the message that was taken last. */
void feed_source_pause(struct feed *f, struct feed_source *s);
void feed_source_resume(struct feed *f, struct feed_source *s);

/* feed_budget.c: pauses sources while all of them hold too much, and resumes them one by one. */
void feed_budget_enforce(struct feed *f);

/* ---- the look ---- */

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
/* The part of that name; NULL: not seen. */
const struct feed_part *feed_view_find(const struct feed_view *view, const char *topic,
                                       int32_t partition);

/* ---- the feed ---- */

struct feed {
    struct feed_options options;
    struct feed_client follows, hauls, looks;
    struct feed_looker looker;
    struct feed_view view;
    struct feed_source **sources; /* each allocated: librdkafka's threads point to them */
    int count;
    int wake[2];
    int64_t breaks;
    rd_kafka_message_t *held;    /* what the last feed_take points into; NULL */
    struct feed_source *resumed; /* the last one, until something came of it; NULL */
    bool named;                  /* what cannot be reached has been named as the person named it */
};

/* Ends feed_wait(). From any thread. */
static inline void feed_wake(struct feed *f)
{
    fd_poke(f->wake[1]);
}

#endif
