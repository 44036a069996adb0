/* feed.h: all partitions of a cluster, for one reader that keeps its own offsets: the recorder.
 * It leaves no trace on the cluster: no group, no commits, no topics created. Two halves:
 *
 *  - The look: a helper thread refreshes topics and offsets every FEED_LOOK_MS, or at once after
 *    feed_ask(). feed_look() returns the latest view, and why the cluster is unreachable if it is.
 *  - Sources: partitions being read, each from a given offset with its own queue, so that the owner
 *    can merge them. A source that fails is FEED_LOST and must be started again.
 *
 * Call all functions from the owner's thread. */
#ifndef CLIENT_FEED_H
#define CLIENT_FEED_H

#include "base/buf.h"
#include "client/client_config.h"
#include "client/events.h"

struct feed;

enum { FEED_LOOK_MS = 500, FEED_NO_OFFSET = -1, FEED_TURN_BYTES = 16 << 20 };

struct feed_options {
    /* Kafka's client properties, checked; bootstrap.servers in it. Borrowed until feed_close(). */
    const struct properties *java;
    /* Which topics to include; also called on the helper thread, and never for internal topics. */
    bool (*wants)(void *ctx, const char *topic);
    void *ctx;
    client_warn *warn;
};

struct feed_part {
    char topic[256];
    int32_t partition;
    uint64_t topic_id; /* changes when the topic is recreated; 0: unknown */
    bool led;          /* has a leader now */
    int64_t low, high; /* FEED_NO_OFFSET: not known yet */
    int64_t asked;     /* the look at which low and high were listed */
    const char *wrong; /* why its metadata is impossible; NULL: it is not */
};

struct feed_view {
    int64_t look;            /* counts looks; 0: none has finished yet */
    bool reached;            /* a broker responded */
    int64_t answer_us;       /* how long that took */
    int tries;               /* failed looks since the last response */
    int64_t next_look_ms;    /* wall clock */
    char cluster[64];        /* its id; "" when it has none */
    char broker[160];        /* the broker tried last: "localhost:9092" */
    char why[160];           /* why it failed: "localhost:9092: connection refused" */
    struct feed_part *parts; /* by topic, partition */
    int count;
};

int feed_open(struct feed **out, const struct feed_options *options, struct err *err);
void feed_close(struct feed *f); /* NULL is fine */

/* Sleeps until a message, a look or an error arrives, or for wait_ms. Also pauses sources when all
 * together hold too much: call it at least once per FEED_TURN_BYTES taken. */
void feed_wait(struct feed *f, int wait_ms);

/* The latest view; borrowed until the next call. */
const struct feed_view *feed_look(struct feed *f);
/* Starts a look at all offsets now. Its parts have `asked` >= the number returned. */
int64_t feed_ask(struct feed *f);
/* How often a connection broke so far; offsets listed before may no longer hold. */
int64_t feed_breaks(const struct feed *f);

/* Reads a partition from `offset` on. Returns a source for the calls below, or ERR_FAIL. */
int feed_start(struct feed *f, const char *topic, int32_t partition, int64_t offset,
               struct err *err);
void feed_stop(struct feed *f, int source);

enum feed_next {
    FEED_MESSAGE, /* feed_take() returns it */
    FEED_COMING,  /* the broker has more; it is on its way */
    FEED_END,     /* everything the broker has was taken */
    FEED_LOST,    /* failed: feed_lost() says why; stop it, ask, start again */
    FEED_PAUSED,  /* paused while memory is short; resumes by itself */
};

struct feed_message {
    int64_t offset;
    int64_t t_ms;   /* -1 when ts_type is */
    int8_t ts_type; /* 0 CreateTime, 1 LogAppendTime, -1 none */
    struct bytes key, value;
    struct bytes headers; /* packed as in store/headers.h; null: none */
};

/* Whether the source is paused: a message that was peeked at will come again. Only feed_wait()
 * pauses. Cheap. */
bool feed_paused(const struct feed *f, int source);
/* Whether something may have arrived since the last peek without a message. Cheap. */
bool feed_ready(const struct feed *f, int source);
enum feed_next feed_peek(struct feed *f, int source, int64_t *t_ms);
/* After FEED_MESSAGE: the offset of that message. */
int64_t feed_peek_offset(const struct feed *f, int source);
/* After FEED_MESSAGE: takes the message. Valid until the next take or stop of any source. */
void feed_take(struct feed *f, int source, struct feed_message *out);

enum feed_loss { FEED_OUT_OF_RANGE, FEED_TOPIC_GONE, FEED_DAMAGED, FEED_REFUSED };
/* Why a source is FEED_LOST, as a code and as a sentence in `why`. */
enum feed_loss feed_lost(const struct feed *f, int source, char *why, size_t size);
/* After FEED_DAMAGED: the first offset of the damaged batch, or FEED_NO_OFFSET when the broker
 * itself cannot read the requested offset. */
int64_t feed_damage(const struct feed *f, int source);

#endif
