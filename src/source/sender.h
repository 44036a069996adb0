/* sender.h: messages into topics at the time they are due, marked with where they come from.
 *
 * Whatever simulates, imports or replays sends through here: the header `ground-source` (`sim` or
 * `rec`) is on every message, so that a recording is never taken for a flight. Every message is
 * acknowledged by the broker (acks=all, idempotent); the first that is not ends the sending. */
#ifndef SOURCE_SENDER_H
#define SOURCE_SENDER_H

#include <signal.h>

#include "base/bytes.h"
#include "base/err.h"
#include "client/client_record.h"

enum { SENDER_MAX_HEADERS = 40 };

struct sender_options {
    const char *bootstrap;             /* HOST:PORT[,HOST:PORT...] */
    const char *command_config;        /* Kafka client properties; NULL: none */
    const char *source;                /* "sim" or "rec" */
    const volatile sig_atomic_t *stop; /* non-zero: give up waiting; NULL: never */
};

struct sender;

/* Opens a producer; nothing is sent yet. `options` is copied, its strings borrowed. */
int sender_open(struct sender **out, const struct sender_options *options, struct err *err);

/* Asks for the topic (a broker that creates topics does so now), at most 10 s.
 * ERR_UNREACHABLE or ERR_NOT_FOUND with what to do about it. */
int sender_topic(struct sender *s, const char *topic, struct err *err);

/* To be called before sender_topic() when the oldest message has the record time `oldest_ms`: so
 * that the broker does not delete within minutes what is older than it keeps. A topic that is
 * missing is made to keep its messages for ever; one that does not is warned of. */
void sender_keep(struct sender *s, const char *topic, int64_t oldest_ms);

/* Queues a copy of the record with the source header added (an older one is replaced). Up to
 * SENDER_MAX_HEADERS headers. The sentence of an earlier failed delivery comes out here. */
int sender_send(struct sender *s, const struct client_record *record, struct err *err);

/* Serves the producer until monotonic `due_ns`. ERR_STOPPED when asked to stop. */
int sender_wait(struct sender *s, int64_t due_ns, struct err *err);

/* Waits until all is acknowledged. */
int sender_flush(struct sender *s, struct err *err);

int64_t sender_count(const struct sender *s); /* acknowledged so far */
void sender_close(struct sender *s);          /* NULL is fine */

#endif
