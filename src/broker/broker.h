/* broker.h: the broker as a whole: what its parts share, and its life.
 *
 * One libuv loop runs everything but syncs, large batches (both workers.h) and SQLite (metadb.h).
 */
#ifndef BROKER_BROKER_H
#define BROKER_BROKER_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/buf.h"
#include "base/err.h"
#include "broker/catalog.h"
#include "broker/config.h"
#include "broker/metadb.h"
#include "broker/retention.h"
#include "broker/server.h"
#include "broker/timers.h"
#include "broker/workers.h"
#include "log/log.h"

/* Idempotent producers' ids are taken from the metadata a block at a time: api/producer_ids.c. */
struct producer_ids {
    int64_t next, end;
    struct request *waiting; /* requests for the next block, linked by rq->state */
};

struct endpoint; /* listen.h */
struct groups;   /* the group coordinator: groups.h */

struct broker {
    uv_loop_t loop;
    uv_signal_t signals[3]; /* SIGINT, SIGTERM, SIGHUP: on_signal */
    struct config config;
    const char *data_dir;
    char cluster_id[UUID_TEXT_SIZE];
    int32_t node_id;
    struct timers timers;
    struct metadb *metadb;
    struct workers *flushers; /* sync partitions */
    struct workers *checkers; /* check batches */
    struct log_files *files;
    size_t flushing;       /* flushes in progress */
    struct queue openings; /* partitions waiting for recovery, in order */
    struct catalog catalog;
    struct groups *groups;
    struct server server;
    struct retention retention;
    struct timer checkpoint_due; /* set while something has changed since the last checkpoint */
    bool checkpointing;          /* a thread writes one */
    struct peer *self;           /* whose turns retention takes */
    struct producer_ids producer_ids;
    struct buf scratch; /* for inflating a small batch */
    int stop_signal;    /* 0: still running */
    bool started;       /* the catalog is loaded */
    bool stopping;      /* start nothing new */
};

struct broker_options {
    const char *data_dir;          /* made if missing */
    const char *port_file;         /* or NULL */
    const struct endpoint *listen; /* at least one */
    size_t listen_count;
};

/* Serves until a signal; takes over `config`. Returns the signal's number, or a code with `err`
 * filled if it could not start. */
int broker_run(const struct broker_options *options, struct config *config, struct err *err);

#endif
