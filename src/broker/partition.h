/* partition.h: a partition being served: its log, who waits for it to become durable, who waits for
 * more of it. Loop thread only. */
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
    struct log *log;               /* NULL: not open. Ask partition_log() */
    struct buf rest;               /* how the checkpoint has it, while it is not open */
    struct opening *opening;       /* a thread recovers it, or NULL */
    struct turn open_turn;         /* among those that are to be recovered */
    bool unclean;                  /* it is not as it was at rest: only a thread can open it */
    bool lost;                     /* it could not be opened: logged once, and not tried again */
    struct partition_flush *flush; /* under way, or NULL */
    struct peer *writer;           /* whose flush is under way or waits for its turn, or NULL */
    struct turn turn;              /* among those of the writer */
    STAILQ_HEAD(, ack_wait) acks;
    struct queue watches;     /* partition_watch() */
    struct turn mark;         /* among them while they are called */
    int64_t fetched;          /* offset of the last Fetch that got records, -1: none yet */
    int64_t sound, sound_end; /* offsets sound..sound_end-1 had their CRCs checked */
    int64_t damaged;          /* offset last reported as unreadable, -1: none yet */
};

struct partition *partition_new(struct broker *b, struct topic *topic, int32_t index);

/* Logs that what lies at `offset` cannot be read, and why, once for each run of such fetches: a
 * consumer that is stuck there asks again and again. */
void partition_report_damage(struct partition *p, int64_t offset, const char *why);

/* Frees all but the log, after telling everybody who waits that it is gone. */
void partition_free(struct partition *p);

/* ---- opening.c: a log is opened when it is first asked for, or recovered in the background ----
 */

/* The log, open. NULL while it is being recovered (it is then the next one), or lost: what a client
 * is to be told is in *error: NOT_LEADER_OR_FOLLOWER, so that it asks again, or
 * KAFKA_STORAGE_ERROR. */
struct log *partition_log(struct partition *p, int16_t *error);

/* Has it recovered by a thread, behind the others that are to be. */
void partition_recover(struct partition *p);

/* The leader epoch, without opening anything; -1: not known, which asks for it to be known soon. */
int32_t partition_leader_epoch(struct partition *p);

/* Forgets that it was to be opened. */
void partition_forget_opening(struct partition *p);

/* After an append by that address (NULL: by nobody) or a retention pass: has what is not durable
 * flushed. Of an address LIMIT_FLUSHES are under way at a time. */
void partition_flush(struct partition *p, struct peer *writer);

/* The same at the end, when the broker stops: unless one is under way. broker->flushing counts. */
void partition_flush_last(struct partition *p);

/* KIP-320, of a partition that is open: whether a client that names a leader epoch (-1: does not)
 * means this incarnation of the partition: NONE, FENCED_LEADER_EPOCH or UNKNOWN_LEADER_EPOCH. */
int16_t partition_check_epoch(const struct partition *p, int32_t epoch);

/* `need` rises from call to call. */
void partition_await(struct partition *p, struct ack_wait *w);

/* Has `watch` run once the high watermark moves or the partition goes: Fetch. It may watch again.
 * Cancelled by queue_remove(). */
void partition_watch(struct partition *p, struct turn *watch);

#endif
