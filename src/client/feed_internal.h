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

/* The use decides how much a client may buffer and how long the broker may delay a response. */
enum feed_use {
    FEED_FOLLOWS, /* partitions at their end: one response for many of them */
    FEED_HAULS,   /* backlogs: always something to fetch; closed when all are read */
    FEED_LOOKS,   /* metadata and offsets, which a fetch on the same connection would delay */
};

struct feed_client {
    rd_kafka_t *rk; /* NULL: closed */
    struct refill refill;
    int sources;
};

/* Errors go to `f`, which is woken. ERR_USAGE: a property is invalid. */
int feed_client_open(struct feed *f, enum feed_use use, struct feed_client *out, struct err *err);
void feed_client_close(struct feed_client *c); /* may be closed already */
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
    int at_once;        /* how many to take off the queue at a time: few where messages are large */
    size_t batch_bytes; /* of the messages in `batch`, when it was filled */
    size_t each;        /* mean bytes of a message in the last batch */
    struct buf headers;
    int64_t start;     /* where reading began */
    int64_t position;  /* one past the last message taken; FEED_NO_OFFSET before the first */
    int64_t end;       /* where end of partition was signalled; FEED_NO_OFFSET */
    bool ended;        /* the last look found nothing more */
    bool paused;       /* it holds nothing and reads nothing until there is room */
    bool heard;        /* something arrived since reading began or resumed */
    int64_t paused_ms; /* the time of the head that it had then */
    bool lost;
    enum feed_loss loss;
    int64_t damage; /* FEED_DAMAGED: where the batch begins */
    char why[160];
};

/* Moves backlogs that were read to their end to the following client, and closes the hauling one.
 */
void feed_sources_settle(struct feed *f);

/* Pausing frees what the source holds; resuming starts after the last message taken. */
void feed_source_pause(struct feed *f, struct feed_source *s);
void feed_source_resume(struct feed *f, struct feed_source *s);

/* feed_budget.c: pauses sources while all of them hold too much, and resumes them one by one. */
void feed_budget_enforce(struct feed *f);

/* ---- the look ---- */

/* The helper thread. `lock` guards `seen`, `ask`, `stop` and the number of the current look; the
 * rest belongs to the thread. */
struct feed_looker {
    rd_kafka_t *rk;
    struct feed_ids *ids;
    bool (*wants)(void *ctx, const char *topic);
    void *ctx;
    void (*told)(void *owner); /* called after each look */
    void *owner;
    pthread_t thread;
    pthread_mutex_t lock;
    int kick[2]; /* a pipe that wakes it */
    bool stop, ask;
    struct feed_view seen; /* `why` and `broker` are the owner's to fill */
    struct feed_view work; /* the next one */
    int next_part;         /* where listing offsets continues */
};

int feed_looker_start(struct feed_looker *l, struct err *err);
void feed_looker_stop(struct feed_looker *l);
/* Copies the latest view to `out`, keeping out->why and out->broker. */
void feed_looker_copy(struct feed_looker *l, struct feed_view *out);
int64_t feed_looker_ask(struct feed_looker *l);
/* The partition's entry; NULL: not seen. */
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
    rd_kafka_message_t *held;    /* owns the memory of the last feed_take(); NULL */
    struct feed_source *resumed; /* the last one, until it delivers; NULL */
    bool named;                  /* `why` names the broker as the user did */
};

/* Ends feed_wait(). From any thread. */
static inline void feed_wake(struct feed *f)
{
    fd_poke(f->wake[1]);
}

#endif
