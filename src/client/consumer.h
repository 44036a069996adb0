/* consumer.h: receiving messages in a group, or of one partition: for the console consumer.
 * (The recorder, which leaves no trace on the cluster, uses client/ingest.h.) Returns records one
 * at a time, as soon as each arrives. A consumer remembers its position in every partition, so that
 * it resumes there after a rebalance even if nothing is ever committed. One thread. */
#ifndef CLIENT_CONSUMER_H
#define CLIENT_CONSUMER_H

#include "base/err.h"
#include "client/client_record.h"
#include "client/events.h"
#include "client/properties.h"

struct consumer;

enum { CONSUMER_EARLIEST = -2, CONSUMER_LATEST = -1 }; /* as ListOffsets has them */

/* `java` holds Kafka's client properties, checked. ERR_USAGE: there is no group.id, or librdkafka
 * refuses a property. */
int consumer_open(struct consumer **out, const struct properties *java,
                  const struct client_events *events, struct err *err);

/* Returns headers with records from now on. Off by default: even looking for headers costs time. */
void consumer_want_headers(struct consumer *c);

/* Joins the group for these topics; call it again when the list changes. Topics that were not in
 * the first list appeared since, and are read from their beginning. */
int consumer_subscribe(struct consumer *c, const char *const *topics, size_t count,
                       struct err *err);

/* Reads one partition, without the group. */
int consumer_assign(struct consumer *c, const char *topic, int32_t partition, int64_t offset,
                    struct err *err);

/* Calls `each` with the name of every topic. ERR_UNREACHABLE. */
int consumer_list_topics(struct consumer *c, int wait_ms,
                         void (*each)(void *ctx, const char *topic), void *ctx, struct err *err);

/* 1 when any partition of the topic has a leader, 0 when none has (reading then waits), -1 when
 * unknown. */
int consumer_look_for_leader(struct consumer *c, const char *topic, int wait_ms);

/* Readable when consumer_next() may have something; stays readable until that is called. */
int consumer_fd(const struct consumer *c);

enum consumer_news {
    CONSUMER_NOTHING, /* nothing within wait_ms */
    CONSUMER_RECORD,
    CONSUMER_TOPIC_UNKNOWN, /* no such topic (yet); it keeps looking */
    CONSUMER_TOPIC_INVALID,
    CONSUMER_FAILED, /* it cannot continue; *code and `err` say why */
};

/* The next record or event. The record is valid until the next call. Serves events. */
enum consumer_news consumer_next(struct consumer *c, int wait_ms, struct client_record *record,
                                 int *code, struct err *err);

/* Whether the next record is in memory. If not, consumer_next() may serve a rebalance, which
 * commits what consumer_done() has covered: call that first. */
bool consumer_holds(const struct consumer *c);

/* Marks every record returned so far as processed: the group commits these offsets, periodically
 * and on close, unless enable.auto.commit is false. */
void consumer_done(struct consumer *c);

/* Whether a broker has responded. */
bool consumer_reached(struct consumer *c);

/* Commits what is processed and leaves the group, within 3 s. If no coordinator responds,
 * librdkafka's threads are left to end with the process. NULL is fine. */
void consumer_close(struct consumer *c);

#endif
