/* metadb.h: what the broker stores besides messages, in SQLite, on a thread of its own.
 *
 * The loop queues operations. The thread runs all that are queued in one transaction
 * (synchronous=FULL) and reports each back on the loop. What is in memory (catalog, groups) changes
 * when `done` is called, never before: what clients are told is durable. */
#ifndef BROKER_METADB_H
#define BROKER_METADB_H

#include <sqlite3.h>
#include <stdint.h>
#include <sys/queue.h>
#include <uv.h>

#include "base/bytes.h"
#include "base/err.h"

struct metadb;

/* One operation, embedded first in the caller's own struct, which lives until `done`. */
struct metadb_op {
    /* On the metadata thread, inside a transaction: 0, or a code with `err` filled. ERR_FULL is
     * passed to `done`; any other failure of SQLite stops the broker. */
    int (*run)(sqlite3 *db, struct metadb_op *op, struct err *err);
    /* On the loop thread, after the commit or the rollback; rc is 0 or ERR_FULL. Ends the op. */
    void (*done)(struct metadb_op *op, int rc);
    STAILQ_ENTRY(metadb_op) link;
    int rc;
};

/* Opens or creates DIR/minibroker.db and starts the thread. Calls `on_fatal` on the loop when a
 * failure of SQLite must stop the broker. */
int metadb_open(struct metadb **out, const char *dir, uv_loop_t *loop,
                void (*on_fatal)(void *arg, const struct err *err), void *arg, struct err *err);

/* Queues `op`. */
void metadb_submit(struct metadb *m, struct metadb_op *op);

/* Runs everything queued, calls the `done`s, ends the thread. NULL is fine. */
void metadb_close(struct metadb *m);

/* The handle, for loading at start, before the first submit. */
sqlite3 *metadb_handle(struct metadb *m);

/* ---- committed offsets ---- */

struct metadb_offset {
    struct bytes group, topic; /* owned by the caller until `done` */
    int32_t partition;
    int64_t offset;
    int32_t leader_epoch; /* -1: none */
    struct bytes metadata;
    int64_t commit_ms;
};

/* Statements of the group APIs, to be called from a `run`. */
int metadb_put_offset(sqlite3 *db, const struct metadb_offset *row, struct err *err);
int metadb_delete_group(sqlite3 *db, struct bytes group, struct err *err);

/* Calls `each` for every committed offset; the row's views hold during the call. At start only. */
int metadb_each_offset(struct metadb *m, void (*each)(void *arg, const struct metadb_offset *row),
                       void *arg, struct err *err);

#endif
