/* ingest.h: all partitions of a cluster, for one reader that keeps its own offsets: the recorder.
 * It leaves no trace on the cluster: no group, no commits, no topics created. Two halves:
 *
 *  - The look: a helper thread refreshes topics and offsets every INGEST_LOOK_MS, or at once after
 *    ingest_ask(). ingest_look() returns the latest view, and why the cluster is unreachable if it
 * is.
 *  - Sources: partitions being read, each from a given offset with its own queue, so that the owner
 *    can merge them. A source that fails is INGEST_LOST and must be started again.
 *
 * Call all functions from the owner's thread. */
#ifndef CLIENT_INGEST_H
#define CLIENT_INGEST_H

#include "base/buf.h"
#include "client/client_config.h"
#include "client/events.h"

struct ingest;

enum { INGEST_LOOK_MS = 500, INGEST_NO_OFFSET = -1, INGEST_TURN_BYTES = 16 << 20 };

struct ingest_options {
    /* Kafka's client properties, checked; bootstrap.servers in it. Borrowed until ingest_close().
     */
    const struct properties *java;
    /* Which topics to include; also called on the helper thread, and never for internal topics. */
    bool (*wants)(void *ctx, const char *topic);
    void *ctx;
    client_warn *warn;
};

struct ingest_part {
    char topic[256];
    int32_t partition;
    uint64_t topic_id; /* changes when the topic is recreated; 0: unknown */
    bool led;          /* has a leader now */
    int64_t low, high; /* INGEST_NO_OFFSET: not known yet */
    int64_t asked;     /* the look at which low and high were listed */
    const char *wrong; /* why its metadata is impossible; NULL: it is not */
};

struct ingest_view {
    int64_t look;              /* counts looks; 0: none has finished yet */
    bool reached;              /* a broker responded */
    int64_t answer_us;         /* how long that took */
    int tries;                 /* failed looks since the last response */
    int64_t next_look_ms;      /* wall clock */
    char cluster[64];          /* its id; "" when it has none */
    char broker[160];          /* the broker tried last: "localhost:9092" */
    char why[160];             /* why it failed: "localhost:9092: connection refused" */
    struct ingest_part *parts; /* by topic, partition */
    int count;
};

int ingest_open(struct ingest **out, const struct ingest_options *options, struct err *err);
void ingest_close(struct ingest *in); /* NULL is fine */

/* Sleeps until a message, a look or an error arrives, or for wait_ms. Also pauses sources when all
 * together hold too much: call it at least once per INGEST_TURN_BYTES taken. */
void ingest_wait(struct ingest *in, int wait_ms);

/* The latest view; borrowed until the next call. */
const struct ingest_view *ingest_look(struct ingest *in);
/* Starts a look at all offsets now. Its parts have `asked` >= the number returned. */
int64_t ingest_ask(struct ingest *in);
/* How often a connection broke so far; offsets listed before may no longer hold. */
int64_t ingest_breaks(const struct ingest *in);

/* Reads a partition from `offset` on. Returns a source for the calls below, or ERR_FAIL. */
int ingest_start(struct ingest *in, const char *topic, int32_t partition, int64_t offset,
                 struct err *err);
void ingest_stop(struct ingest *in, int source);

enum ingest_next {
    INGEST_MESSAGE, /* ingest_take() returns it */
    INGEST_COMING,  /* the broker has more; it is on its way */
    INGEST_END,     /* everything the broker has was taken */
    INGEST_LOST,    /* failed: ingest_lost() says why; stop it, ask, start again */
    INGEST_PAUSED,  /* paused while memory is short; resumes by itself */
};

struct ingest_message {
    int64_t offset;
    int64_t t_ms;   /* -1 when ts_type is */
    int8_t ts_type; /* 0 CreateTime, 1 LogAppendTime, -1 none */
    struct bytes key, value;
    struct bytes headers; /* packed as in store/headers.h; null: none */
};

/* Whether the source is paused: a message that was peeked at will come again. Only ingest_wait()
 * pauses. Cheap. */
bool ingest_paused(const struct ingest *in, int source);
/* Whether something may have arrived since the last peek without a message. Cheap. */
bool ingest_ready(const struct ingest *in, int source);
enum ingest_next ingest_peek(struct ingest *in, int source, int64_t *t_ms);
/* After INGEST_MESSAGE: the offset of that message. */
int64_t ingest_peek_offset(const struct ingest *in, int source);
/* The same for its value, which the source still has. */
struct bytes ingest_peek_value(const struct ingest *in, int source);
/* After INGEST_MESSAGE: takes the message. Valid until the next take or stop of any source. */
void ingest_take(struct ingest *in, int source, struct ingest_message *out);

enum ingest_loss { INGEST_OUT_OF_RANGE, INGEST_TOPIC_GONE, INGEST_DAMAGED, INGEST_REFUSED };
/* Why a source is INGEST_LOST, as a code and as a sentence in `why`. */
enum ingest_loss ingest_lost(const struct ingest *in, int source, char *why, size_t size);
/* After INGEST_DAMAGED: the first offset of the damaged batch, or INGEST_NO_OFFSET when the broker
 * itself cannot read the requested offset. */
int64_t ingest_damage(const struct ingest *in, int source);

#endif
