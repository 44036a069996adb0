/* partition.h: a partition being served: its log, and the requests that wait for it to become
 * durable or to grow. Loop thread only. */
#ifndef BROKER_PARTITION_H
#define BROKER_PARTITION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "broker/turns.h"
#include "broker/workers.h"
#include "log/log.h"

struct broker;
struct topic;

/* Waits until all below `need` is durable: Produce with acks=all. */
struct ack_wait {
    int64_t need;
    void (*durable)(struct ack_wait *w, bool deleted);
    STAILQ_ENTRY(ack_wait) link;
};

struct partition {
    struct broker *broker;
    struct topic *topic;
    int32_t index;
    struct log *log;               /* NULL: not open. Use partition_log() */
    struct buf rest;               /* its state in the checkpoint, while it is not open */
    struct opening *opening;       /* set while a thread recovers it */
    struct turn open_turn;         /* in broker->openings */
    bool unclean;                  /* not as it was at rest: only recovery can open it */
    bool lost;                     /* could not be opened: logged once, not retried */
    struct partition_flush *flush; /* in progress, or NULL */
    struct peer *writer;           /* whose flush is in progress or waiting, or NULL */
    struct turn turn;              /* in writer->flushes */
    STAILQ_HEAD(, ack_wait) acks;
    struct queue watches;     /* partition_watch() */
    struct turn mark;         /* marks the end of those to wake */
    int64_t fetched;          /* offset of the last Fetch that got records, -1: none yet */
    int64_t sound, sound_end; /* the CRCs of offsets sound..sound_end-1 were checked */
    int64_t damaged;          /* offset last reported as unreadable, -1: none yet */
};

struct partition *partition_new(struct broker *b, struct topic *topic, int32_t index);

/* Logs that the batch at `offset` cannot be read, and why, once per run of such fetches: a stuck
 * consumer fetches it again and again. */
void partition_report_damage(struct partition *p, int64_t offset, const char *why);

/* Frees all but the log, after waking everybody who waits. */
void partition_free(struct partition *p);

/* ---- opening.c: a log is opened on demand, or recovered in the background ---- */

/* The log, open. NULL if it could not be opened, with *error = KAFKA_STORAGE_ERROR, or while it is
 * being recovered, with *error = NOT_LEADER_OR_FOLLOWER, so that clients retry; it is then
 * recovered next. */
struct log *partition_log(struct partition *p, int16_t *error);

/* Queues it for recovery by a thread. */
void partition_recover(struct partition *p);

/* The leader epoch, without opening the log. -1 if not known: the partition is then recovered next.
 */
int32_t partition_leader_epoch(struct partition *p);

/* Cancels its recovery. */
void partition_forget_opening(struct partition *p);

/* Flushes what is not durable, after an append by that address or a retention pass (NULL). An
 * address has LIMIT_FLUSHES in progress at a time. */
void partition_flush(struct partition *p, struct peer *writer);

/* The same when the broker stops, unless one is in progress. broker->flushing counts them. */
void partition_flush_last(struct partition *p);

/* KIP-320: whether the leader epoch that a client sent (-1: none) is that of this partition, which
 * is open: NONE, FENCED_LEADER_EPOCH or UNKNOWN_LEADER_EPOCH. */
int16_t partition_check_epoch(const struct partition *p, int32_t epoch);

/* Waits until w->need is durable, which rises from call to call. */
void partition_await(struct partition *p, struct ack_wait *w);

/* Runs `watch` once when the high watermark moves or the partition is deleted: for Fetch. It may
 * watch again. queue_remove() cancels it. */
void partition_watch(struct partition *p, struct turn *watch);

#endif
