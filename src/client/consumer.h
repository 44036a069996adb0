/* consumer.h: receiving messages in a group, or of one partition: for the console consumer.
 *
 * (The recorder, which leaves no trace on the cluster, has client/feed.h.) Records are given one at
 * a time, each the moment it is there. A consumer remembers where it is in every partition: a
 * rebalance takes up where it left off, also where nothing is ever committed. One thread. */
#ifndef CLIENT_CONSUMER_H
#define CLIENT_CONSUMER_H

#include "base/err.h"
#include "client/client_record.h"
#include "client/events.h"
#include "client/properties.h"

struct consumer;

enum { CONSUMER_EARLIEST = -2, CONSUMER_LATEST = -1 }; /* as ListOffsets has them */

/* `java` holds Kafka's client properties, checked. ERR_USAGE: it has no group.id, or librdkafka
 * does not take something. */
int consumer_open(struct consumer **out, const struct properties *java,
                  const struct client_events *events, struct err *err);

/* From now on records have their headers: looking for them costs, also where there are none. */
void consumer_want_headers(struct consumer *c);

/* Joins the group for the topics of a list; called again, for a changed list. Topics that were not
 * in the first list are read from their beginning: they came to be while we were there. */
int consumer_subscribe(struct consumer *c, const char *const *topics, size_t count,
                       struct err *err);

/* Reads one partition, without the group. */
int consumer_assign(struct consumer *c, const char *topic, int32_t partition, int64_t offset,
                    struct err *err);

/* Names of all topics, in `topics` (owned by the callback's caller). ERR_UNREACHABLE. */
int consumer_list_topics(struct consumer *c, int wait_ms,
                         void (*each)(void *ctx, const char *topic), void *ctx, struct err *err);

/* 1 when any partition of the topic has a leader, 0 when none has one, so that reading waits; -1:
 * not known. */
int consumer_look_for_leader(struct consumer *c, const char *topic, int wait_ms);

/* Readable when there may be something for consumer_next; stays readable until it was called. */
int consumer_fd(const struct consumer *c);

enum consumer_news {
    CONSUMER_NOTHING, /* nothing within wait_ms */
    CONSUMER_RECORD,
    CONSUMER_TOPIC_UNKNOWN, /* no such topic (yet); it goes on looking */
    CONSUMER_TOPIC_INVALID,
    CONSUMER_FAILED, /* it cannot go on; *code and the sentence say why */
};

/* The next thing that happened. The record holds until the next call. Serves events. */
enum consumer_news consumer_next(struct consumer *c, int wait_ms, struct client_record *record,
                                 int *code, struct err *err);

/* Whether the next record is at hand. Where it is not, what a rebalance takes away is committed as
 * far as it is done: so be done with all before you ask for it. */
bool consumer_holds(const struct consumer *c);

/* Everything that consumer_next gave so far is done with: what a group commits, by itself and on
 * closing, unless enable.auto.commit is false. */
void consumer_done(struct consumer *c);

/* Whether a broker has answered. */
bool consumer_reached(struct consumer *c);

/* Commits what is done and leaves the group, within 3 s: when no coordinator answers, what
 * librdkafka still holds is left to the end of the process. NULL is fine. */
void consumer_close(struct consumer *c);

#endif
