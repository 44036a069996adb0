/* ingest_internal.h: what the files of the ingest share: ingest.c (the whole), ingest_client.c
 * (librdkafka set up), ingest_source.c (partitions being read), ingest_budget.c (the memory they
 * share), ingest_look.c (the helper thread). */
#ifndef CLIENT_INGEST_INTERNAL_H
#define CLIENT_INGEST_INTERNAL_H

#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/fd.h"
#include "client/ingest.h"
#include "client/ingest_ids.h"
#include "client/refill.h"

/* ---- a client of librdkafka ---- */

/* The use decides how much a client may buffer and how long the broker may delay a response. */
enum ingest_use {
    INGEST_FOLLOWS, /* partitions at their end: one response for many of them */
    INGEST_HAULS,   /* backlogs: always something to fetch; closed when all are read */
    INGEST_LOOKS,   /* metadata and offsets, which a fetch on the same connection would delay */
};

struct ingest_client {
    rd_kafka_t *rk; /* NULL: closed */
    struct refill refill;
    int sources;
};

/* Errors go to `in`, which is woken. ERR_USAGE: a property is invalid. */
int ingest_client_open(struct ingest *in, enum ingest_use use, struct ingest_client *out,
                       struct err *err);
void ingest_client_close(struct ingest_client *c); /* may be closed already */
/* Names who cannot be reached and why in the ingest's view: as the person named them, once that is
 * known. */
void ingest_trouble(void *ingest, const struct client_trouble *t);

/* ---- sources ---- */

enum { INGEST_BATCH = 512 };

struct ingest_source {
    bool used;
    rd_kafka_topic_t *topic;
    char name[256];
    int32_t partition;
    rd_kafka_queue_t *queue;
    atomic_bool ready; /* librdkafka's threads set it: the queue may hold something */
    struct ingest *ingest;
    struct ingest_client *client; /* one of the ingest's */
    rd_kafka_message_t *batch[INGEST_BATCH];
    int at, count;
    int at_once;        /* how many to take off the queue at a time: few where messages are large */
    size_t batch_bytes; /* of the messages in `batch`, when it was filled */
    size_t each;        /* mean bytes of a message in the last batch */
    struct buf headers;
    int64_t start;     /* where reading began */
    int64_t position;  /* one past the last message taken; INGEST_NO_OFFSET before the first */
    int64_t end;       /* where end of partition was signalled; INGEST_NO_OFFSET */
    bool ended;        /* the last look found nothing more */
    bool paused;       /* it holds nothing and reads nothing until there is room */
    bool heard;        /* something arrived since reading began or resumed */
    int64_t paused_ms; /* the time of the head that it had then */
    bool lost;
    enum ingest_loss loss;
    int64_t damage; /* INGEST_DAMAGED: where the batch begins */
    char why[160];
};

/* Moves backlogs that were read to their end to the following client, and closes the hauling one.
 */
void ingest_sources_settle(struct ingest *in);

/* Pausing frees what the source holds; resuming starts after the last message taken. */
void ingest_source_pause(struct ingest *in, struct ingest_source *s);
void ingest_source_resume(struct ingest *in, struct ingest_source *s);

/* ingest_budget.c: pauses sources while all of them hold too much, and resumes them one by one. */
void ingest_budget_enforce(struct ingest *in);

/* ---- the look ---- */

/* The helper thread. `lock` guards `seen`, `ask`, `stop` and the number of the current look; the
 * rest belongs to the thread. */
struct ingest_looker {
    rd_kafka_t *rk;
    struct ingest_ids *ids;
    bool (*wants)(void *ctx, const char *topic);
    void *ctx;
    void (*told)(void *owner); /* called after each look */
    void *owner;
    pthread_t thread;
    pthread_mutex_t lock;
    int kick[2]; /* a pipe that wakes it */
    bool stop, ask;
    struct ingest_view seen; /* `why` and `broker` are the owner's to fill */
    struct ingest_view work; /* the next one */
    int next_part;           /* where listing offsets continues */
};

int ingest_looker_start(struct ingest_looker *l, struct err *err);
void ingest_looker_stop(struct ingest_looker *l);
/* Copies the latest view to `out`, keeping out->why and out->broker. */
void ingest_looker_copy(struct ingest_looker *l, struct ingest_view *out);
int64_t ingest_looker_ask(struct ingest_looker *l);
/* The partition's entry; NULL: not seen. */
const struct ingest_part *ingest_view_find(const struct ingest_view *view, const char *topic,
                                           int32_t partition);

/* ---- the ingest ---- */

struct ingest {
    struct ingest_options options;
    struct ingest_client follows, hauls, looks;
    struct ingest_looker looker;
    struct ingest_view view;
    struct ingest_source **sources; /* each allocated: librdkafka's threads point to them */
    int count;
    int wake[2];
    int64_t breaks;
    rd_kafka_message_t *held;      /* owns the memory of the last ingest_take(); NULL */
    struct ingest_source *resumed; /* the last one, until it delivers; NULL */
    bool named;                    /* `why` names the broker as the user did */
};

/* Ends ingest_wait(). From any thread. */
static inline void ingest_wake(struct ingest *in)
{
    fd_poke(in->wake[1]);
}

#endif
