/* feed.h: all partitions of a cluster, for one reader that keeps its own offsets: the recorder.
 *
 * No group, nothing committed, no topic created: it leaves no trace on the cluster. Two halves:
 *
 *  - The look: a helper thread asks the cluster again and again (each FEED_LOOK_MS, or at once on
 *    feed_ask) which topics there are and which offsets they hold. feed_look() gives what it saw
 *    last, and why nobody answers if so.
 *  - Sources: partitions being read, each from a given offset, each with a queue of its own, so
 *    that the owner can merge them. A source that fails is FEED_LOST and must be started anew.
 *
 * All functions are the owner's thread's. */
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
    /* Which topics to look at; called on the helper's thread too. Internal ones are never asked
     * for. */
    bool (*wants)(void *ctx, const char *topic);
    void *ctx;
    client_warn *warn;
};

struct feed_part {
    char topic[256];
    int32_t partition;
    uint64_t topic_id; /* another one after the topic was deleted and made anew; 0: not known */
    bool led;          /* has a leader now */
    int64_t low, high; /* FEED_NO_OFFSET: not known yet */
    int64_t asked;     /* the look at which low and high were asked */
    const char *wrong; /* what the broker says of it that cannot be, in words; NULL: nothing */
};

struct feed_view {
    int64_t look;            /* rises with each one; 0: none has ended yet */
    bool reached;            /* somebody answered */
    int64_t answer_us;       /* how long that took */
    int tries;               /* looks in vain since somebody answered last */
    int64_t next_look_ms;    /* wall clock */
    char cluster[64];        /* its id; "" when it has none */
    char broker[160];        /* who answered or was asked last: "localhost:9092" */
    char why[160];           /* why not, in words: "localhost:9092: connection refused" */
    struct feed_part *parts; /* by topic, partition */
    int count;
};

int feed_open(struct feed **out, const struct feed_options *options, struct err *err);
void feed_close(struct feed *f); /* NULL is fine */

/* Sleeps until a message, a look or an error is there, or for wait_ms. Sources that hold too much
 * are paused then: call it at least once per FEED_TURN_BYTES taken. */
void feed_wait(struct feed *f, int wait_ms);

/* What was seen last; borrowed until the next call. */
const struct feed_view *feed_look(struct feed *f);
/* Looks again now, at all offsets. The answer's parts have asked >= the number returned. */
int64_t feed_ask(struct feed *f);
/* How often a connection broke so far: offsets that were true before may not be now. */
int64_t feed_breaks(const struct feed *f);

/* Reads a partition from `offset` on. Returns a source for the calls below, until feed_stop(); or
 * ERR_FAIL. */
int feed_start(struct feed *f, const char *topic, int32_t partition, int64_t offset,
               struct err *err);
void feed_stop(struct feed *f, int source);

enum feed_next {
    FEED_MESSAGE, /* feed_take() gives it */
    FEED_COMING,  /* the broker holds more; it is on its way */
    FEED_END,     /* all that the broker holds was taken */
    FEED_LOST,    /* cannot go on: feed_lost() says why; stop it, ask, start again */
    FEED_PAUSED,  /* set aside while memory is short; it reads on by itself */
};

struct feed_message {
    int64_t offset;
    int64_t t_ms;   /* -1 when ts_type is */
    int8_t ts_type; /* 0 CreateTime, 1 LogAppendTime, -1 none */
    struct bytes key, value;
    struct bytes headers; /* packed as store/headers.h says; null: none */
};

/* Whether it was set aside to make room: a message that was peeked at will come again. Only
 * feed_wait() sets aside. Cheap. */
bool feed_paused(const struct feed *f, int source);
/* Whether something may have come since the last peek that gave no message. Cheap. */
bool feed_ready(const struct feed *f, int source);
enum feed_next feed_peek(struct feed *f, int source, int64_t *t_ms);
/* After FEED_MESSAGE: the offset of that message. */
int64_t feed_peek_offset(const struct feed *f, int source);
/* After FEED_MESSAGE. Valid until the next message of any source is taken, or a source stopped. */
void feed_take(struct feed *f, int source, struct feed_message *out);

enum feed_loss { FEED_OUT_OF_RANGE, FEED_TOPIC_GONE, FEED_DAMAGED, FEED_REFUSED };
/* Why a source is FEED_LOST, for the caller to act on, and as a sentence in `why`. */
enum feed_loss feed_lost(const struct feed *f, int source, char *why, size_t size);
/* After FEED_DAMAGED: the first offset of the batch whose bytes are not what was produced, or
 * FEED_NO_OFFSET when the broker itself cannot read the offset that was asked for. */
int64_t feed_damage(const struct feed *f, int source);

#endif
