/* metadb.c: the metadata thread, and the schema it looks after. */
#include "broker/metadb.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/db.h"
#include "base/mem.h"
#include "broker/limits.h"

struct metadb {
    sqlite3 *db;
    uv_thread_t thread;
    uv_mutex_t lock;
    uv_cond_t wake;
    struct metadb_op *waiting, **waiting_end;
    struct metadb_op *finished, **finished_end;
    bool stopping;
    bool failed; /* nothing runs any more: the loop has been told */
    struct err failure;
    uv_async_t *async;
    void (*on_fatal)(void *arg, const struct err *err);
    void *arg;
};

/* Version 1. A topic's row is marked before its files go, and goes after them. */
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

static int run_ops(struct metadb *m, struct metadb_op *ops, struct err *err)
{
    int rc = db_exec(m->db, "BEGIN IMMEDIATE", err);
    for (struct metadb_op *op = ops; rc == 0 && op != NULL; op = op->next)
        rc = op->run(m->db, op, err);
    if (rc == 0)
        rc = db_exec(m->db, "COMMIT", err);
    if (rc != 0)
        sqlite3_exec(m->db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

/* All ops in one transaction; where the disk is full, those of the batch are refused together. */
static void run_batch(struct metadb *m, struct metadb_op *ops)
{
    struct err err = {0};
    int rc = run_ops(m, ops, &err);
    for (struct metadb_op *op = ops; op != NULL; op = op->next)
        op->rc = rc;
    uv_mutex_lock(&m->lock);
    if (rc != 0 && rc != ERR_FULL) {
        m->failed = true;
        m->failure = err;
    }
    *m->finished_end = ops;
    while (*m->finished_end != NULL)
        m->finished_end = &(*m->finished_end)->next;
    uv_mutex_unlock(&m->lock);
    uv_async_send(m->async);
}

static void metadb_thread(void *arg)
{
    struct metadb *m = arg;
    uv_mutex_lock(&m->lock);
    while (!m->failed) {
        struct metadb_op *ops = m->waiting;
        if (ops == NULL) {
            if (m->stopping)
                break;
            uv_cond_wait(&m->wake, &m->lock);
            continue;
        }
        m->waiting = NULL;
        m->waiting_end = &m->waiting;
        uv_mutex_unlock(&m->lock);
        run_batch(m, ops);
        uv_mutex_lock(&m->lock);
    }
    uv_mutex_unlock(&m->lock);
}

static void finish_all(struct metadb *m)
{
    uv_mutex_lock(&m->lock);
    struct metadb_op *op = m->finished;
    m->finished = NULL;
    m->finished_end = &m->finished;
    bool failed = m->failed;
    uv_mutex_unlock(&m->lock);
    if (failed)
        m->on_fatal(m->arg, &m->failure);
    while (op != NULL) {
        struct metadb_op *next = op->next;
        op->done(op, op->rc);
        op = next;
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
    uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE,
                                   .stack_size = THREAD_STACK_BYTES};
    m->db = db;
    m->on_fatal = on_fatal;
    m->arg = arg;
    m->waiting_end = &m->waiting;
    m->finished_end = &m->finished;
    m->async = mem_zero(1, sizeof *m->async);
    uv_mutex_init(&m->lock);
    uv_cond_init(&m->wake);
    uv_async_init(loop, m->async, on_async);
    m->async->data = m;
    rc = uv_thread_create_ex(&m->thread, &options, metadb_thread, m);
    if (rc != 0) {
        uv_close((uv_handle_t *)m->async, free_handle);
        db_close(db);
        free(m);
        return err_set(err, ERR_FAIL, "cannot start the metadata thread: %s", uv_strerror(rc));
    }
    *out = m;
    return 0;
}

void metadb_submit(struct metadb *m, struct metadb_op *op)
{
    op->next = NULL;
    uv_mutex_lock(&m->lock);
    *m->waiting_end = op;
    m->waiting_end = &op->next;
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
    uv_thread_join(&m->thread);
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
