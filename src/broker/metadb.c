/* metadb.c: the metadata thread and its schema. */
#include "broker/metadb.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/db.h"
#include "base/mem.h"
#include "base/thread.h"
#include "broker/limits.h"

STAILQ_HEAD(op_queue, metadb_op);

struct metadb {
    sqlite3 *db;
    pthread_t thread;
    uv_mutex_t lock;
    uv_cond_t wake;
    struct op_queue waiting, finished;
    bool stopping;
    bool failed; /* nothing runs any more; the loop knows */
    struct err failure;
    uv_async_t *async;
    void (*on_fatal)(void *arg, const struct err *err);
    void *arg;
};

/* Version 1. A topic's row is marked before its files are removed, and removed after them. */
static const char *const migrations[] = {
    "CREATE TABLE value(key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE topic(id BLOB PRIMARY KEY, name TEXT, partitions INT, deleting INT DEFAULT 0)"
    " WITHOUT ROWID;"
    "CREATE TABLE topic_config(id BLOB, key TEXT, value TEXT, PRIMARY KEY(id, key)) WITHOUT ROWID;"
    "CREATE TABLE committed(grp BLOB, topic BLOB, partition INT, off INT, epoch INT, metadata BLOB,"
    " at_ms INT, PRIMARY KEY(grp, topic, partition)) WITHOUT ROWID;",
};

static const struct db_schema schema = {
    .what = "metadata", .migrations = migrations, .count = ARRAY_SIZE(migrations)};

static int run_ops(struct metadb *m, struct op_queue *ops, struct err *err)
{
    struct metadb_op *op;
    int rc = db_exec(m->db, "BEGIN IMMEDIATE", err);
    STAILQ_FOREACH(op, ops, link)
    if (rc == 0)
        rc = op->run(m->db, op, err);
    if (rc == 0)
        rc = db_exec(m->db, "COMMIT", err);
    if (rc != 0)
        sqlite3_exec(m->db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

/* Runs all ops in one transaction; if the disk is full, all of them fail. */
static void run_batch(struct metadb *m, struct op_queue *ops)
{
    struct err err = {0};
    struct metadb_op *op;
    int rc = run_ops(m, ops, &err);
    STAILQ_FOREACH(op, ops, link)
    op->rc = rc;
    uv_mutex_lock(&m->lock);
    if (rc != 0 && rc != ERR_FULL) {
        m->failed = true;
        m->failure = err;
    }
    STAILQ_CONCAT(&m->finished, ops);
    uv_mutex_unlock(&m->lock);
    uv_async_send(m->async);
}

static void *metadb_thread(void *arg)
{
    struct metadb *m = arg;
    uv_mutex_lock(&m->lock);
    while (!m->failed) {
        if (STAILQ_EMPTY(&m->waiting)) {
            if (m->stopping)
                break;
            uv_cond_wait(&m->wake, &m->lock);
            continue;
        }
        struct op_queue ops = STAILQ_HEAD_INITIALIZER(ops);
        STAILQ_CONCAT(&ops, &m->waiting);
        uv_mutex_unlock(&m->lock);
        run_batch(m, &ops);
        uv_mutex_lock(&m->lock);
    }
    uv_mutex_unlock(&m->lock);
    return NULL;
}

static void finish_all(struct metadb *m)
{
    struct op_queue finished = STAILQ_HEAD_INITIALIZER(finished);
    struct metadb_op *op;
    uv_mutex_lock(&m->lock);
    STAILQ_CONCAT(&finished, &m->finished);
    bool failed = m->failed;
    uv_mutex_unlock(&m->lock);
    if (failed)
        m->on_fatal(m->arg, &m->failure);
    while ((op = STAILQ_FIRST(&finished)) != NULL) {
        STAILQ_REMOVE_HEAD(&finished, link);
        op->done(op, op->rc);
    }
}

static void on_async(uv_async_t *async)
{
    finish_all(async->data);
}

static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

int metadb_open(struct metadb **out, const char *dir, uv_loop_t *loop,
                void (*on_fatal)(void *arg, const struct err *err), void *arg, struct err *err)
{
    sqlite3 *db;
    char *path = mem_printf("%s/minibroker.db", dir);
    int rc = db_open_write(&db, path, DB_SYNC_FULL, &schema, err);
    free(path);
    if (rc != 0)
        return rc;
    struct metadb *m = mem_zero(1, sizeof *m);
    m->db = db;
    m->on_fatal = on_fatal;
    m->arg = arg;
    STAILQ_INIT(&m->waiting);
    STAILQ_INIT(&m->finished);
    m->async = mem_zero(1, sizeof *m->async);
    uv_mutex_init(&m->lock);
    uv_cond_init(&m->wake);
    uv_async_init(loop, m->async, on_async);
    m->async->data = m;
    rc = thread_start(&m->thread, THREAD_STACK_BYTES, metadb_thread, m, "the metadata thread", err);
    if (rc != 0) {
        uv_close((uv_handle_t *)m->async, free_handle);
        db_close(db);
        free(m);
        return rc;
    }
    *out = m;
    return 0;
}

void metadb_submit(struct metadb *m, struct metadb_op *op)
{
    uv_mutex_lock(&m->lock);
    STAILQ_INSERT_TAIL(&m->waiting, op, link);
    uv_cond_signal(&m->wake);
    uv_mutex_unlock(&m->lock);
}

void metadb_close(struct metadb *m)
{
    if (m == NULL)
        return;
    uv_mutex_lock(&m->lock);
    m->stopping = true;
    uv_cond_signal(&m->wake);
    uv_mutex_unlock(&m->lock);
    pthread_join(m->thread, NULL);
    finish_all(m);
    uv_cond_destroy(&m->wake);
    uv_mutex_destroy(&m->lock);
    uv_close((uv_handle_t *)m->async, free_handle);
    db_close(m->db);
    free(m);
}

sqlite3 *metadb_handle(struct metadb *m)
{
    return m->db;
}
