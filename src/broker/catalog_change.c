/* catalog_change.c: creating, growing, configuring and deleting topics: durably first, then in
 * memory. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/db.h"
#include "base/logline.h"
#include "base/mem.h"
#include "broker/catalog_internal.h"
#include "broker/fatal.h"
#include "broker/groups.h"
#include "broker/partition.h"

/* How much of a stray directory's name is kept, so that the new name is not too long. */
enum { STRAY_NAME_MAX = 200 };

enum { SYNCED_SINGLY_MAX = 8 }; /* partitions created at once */

struct change {
    struct metadb_op op; /* first: the metadata thread gives it back */
    struct broker *broker;
    struct topic *topic;
    int32_t first, count;  /* partitions to create */
    int32_t made;          /* how many of their directories are ours */
    struct config *config; /* to be stored, or NULL */
    struct waiter *waiter;
};

static struct change *change_new(struct broker *b, struct topic *topic, struct waiter *w)
{
    struct change *c = mem_zero(1, sizeof *c);
    c->broker = b;
    c->topic = topic;
    c->waiter = w;
    return c;
}

static void tell_waiters(struct topic *topic, int rc)
{
    struct waiter *w = topic->waiters;
    topic->waiters = NULL;
    while (w != NULL) {
        struct waiter *next = w->next;
        w->ready(w, rc);
        w = next;
    }
}

void catalog_wait(struct topic *topic, struct waiter *w)
{
    w->next = topic->waiters;
    topic->waiters = w;
}

/* ---- on the metadata thread: a topic's name, id and own configuration do not change meanwhile */

/* The parameters of the statements below. */
struct values {
    const struct topic *topic; /* :id and :name */
    int32_t partitions;
    const char *key, *value;
};

static void bind_text(sqlite3_stmt *stmt, const char *name, const char *text)
{
    int at = sqlite3_bind_parameter_index(stmt, name);
    if (at != 0)
        sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

static int run_sql(sqlite3 *db, const char *sql, struct values v, struct err *err)
{
    sqlite3_stmt *stmt;
    int rc = db_prepare(db, sql, &stmt, err);
    if (rc != 0)
        return rc;
    const struct uuid *id = &v.topic->id;
    sqlite3_bind_blob(stmt, sqlite3_bind_parameter_index(stmt, ":id"), id->bytes, sizeof id->bytes,
                      SQLITE_STATIC);
    sqlite3_bind_int(stmt, sqlite3_bind_parameter_index(stmt, ":partitions"), v.partitions);
    bind_text(stmt, ":name", v.topic->name);
    bind_text(stmt, ":key", v.key);
    bind_text(stmt, ":value", v.value);
    if (sqlite3_step(stmt) != SQLITE_DONE)
        rc = db_fail(db, err, "cannot store a topic");
    sqlite3_finalize(stmt);
    return rc;
}

/* A directory of that name without a topic was left by a crash, or by someone else. It is renamed
 * to Kafka's name for strays, never removed. */
static int set_stray_aside(const char *dir, struct err *err)
{
    struct stat st;
    if (stat(dir, &st) != 0)
        return errno == ENOENT ? 0 : err_errno(err, "cannot stat %s", dir);
    char text[UUID_TEXT_SIZE];
    const char *name = strrchr(dir, '/') + 1;
    char *aside = mem_printf("%.*s%.*s.%s-stray", (int)(name - dir), dir, STRAY_NAME_MAX, name,
                             uuid_to_text(uuid_make(), text));
    int rc = rename(dir, aside) == 0 ? 0 : err_errno(err, "cannot rename %s", dir);
    free(aside);
    return rc;
}

/* Syncs each partition, or everything once if there are many: a sync takes milliseconds. */
static int make_dirs(struct change *c, struct err *err)
{
    bool many = c->count > SYNCED_SINGLY_MAX;
    int rc = 0;
    for (int32_t i = c->first; rc == 0 && i < c->first + c->count; i++) {
        char *dir = topic_dir(c->broker, c->topic, i);
        rc = set_stray_aside(dir, err);
        if (rc == 0) {
            c->made++;
            rc = log_create(many ? &log_io_unsynced : &log_io_posix, dir, c->topic->id.bytes, err);
        }
        free(dir);
    }
    if (rc == 0 && many && log_io_sync_volume(c->broker->data_dir) != 0)
        rc = err_errno(err, "cannot sync the data directory %s", c->broker->data_dir);
    return rc;
}

static void remove_dirs(const struct change *c)
{
    for (int32_t i = c->first; i < c->first + c->made; i++) {
        char *dir = topic_dir(c->broker, c->topic, i);
        log_trash_empty(&log_io_posix, dir, NULL);
        free(dir);
    }
}

static int store_config(sqlite3 *db, const struct topic *topic, const struct config *config,
                        struct err *err)
{
    struct values v = {.topic = topic};
    int rc = run_sql(db, "DELETE FROM topic_config WHERE id=:id", v, err);
    for (size_t i = 0; rc == 0 && i < config->count; i++) {
        v.key = config->rows[i].name;
        v.value = config->values[i].text;
        if (v.value != NULL)
            rc = run_sql(db, "INSERT INTO topic_config VALUES(:id, :key, :value)", v, err);
    }
    return rc;
}

static int run_create(sqlite3 *db, struct metadb_op *op, struct err *err)
{
    struct change *c = (struct change *)op;
    struct values v = {.topic = c->topic, .partitions = c->count};
    int rc = make_dirs(c, err);
    if (rc == 0)
        rc = run_sql(db, "INSERT INTO topic(id, name, partitions) VALUES(:id, :name, :partitions)",
                     v, err);
    return rc != 0 ? rc : store_config(db, c->topic, &c->topic->config, err);
}

static int run_grow(sqlite3 *db, struct metadb_op *op, struct err *err)
{
    struct change *c = (struct change *)op;
    struct values v = {.topic = c->topic, .partitions = c->first + c->count};
    int rc = make_dirs(c, err);
    return rc != 0 ? rc
                   : run_sql(db, "UPDATE topic SET partitions=:partitions WHERE id=:id", v, err);
}

static int run_configure(sqlite3 *db, struct metadb_op *op, struct err *err)
{
    struct change *c = (struct change *)op;
    return store_config(db, c->topic, c->config, err);
}

static int run_delete(sqlite3 *db, struct metadb_op *op, struct err *err)
{
    struct values v = {.topic = ((struct change *)op)->topic};
    int rc = run_sql(db, "UPDATE topic SET deleting=1 WHERE id=:id", v, err);
    if (rc == 0)
        rc = run_sql(db, "DELETE FROM committed WHERE topic=CAST(:name AS BLOB)", v, err);
    return rc;
}

/* ---- back on the loop ---- */

/* They are known to be empty, so they need not be opened before they are used. */
static void add_made(struct change *c)
{
    topic_add_partitions(c->broker, c->topic, c->first + c->count);
    for (int32_t i = c->first; i < c->first + c->count; i++)
        log_rest_new(&c->topic->partitions[i]->rest);
}

static void done_create(struct metadb_op *op, int rc)
{
    struct change *c = (struct change *)op;
    struct topic *topic = c->topic;
    if (rc == 0) {
        add_made(c);
        topic_apply_config(c->broker, topic);
        topic->state = TOPIC_LIVE;
    } else {
        remove_dirs(c);
        catalog_remove(c->broker, topic);
    }
    tell_waiters(topic, rc);
    if (rc != 0)
        topic_free(topic);
    free(c);
}

static void done_grow(struct metadb_op *op, int rc)
{
    struct change *c = (struct change *)op;
    if (rc == 0) {
        add_made(c);
    } else {
        remove_dirs(c);
        c->broker->catalog.partition_count -= c->count;
        c->topic->partitions_wanted = c->topic->partition_count;
    }
    c->waiter->ready(c->waiter, rc);
    free(c);
}

static void done_configure(struct metadb_op *op, int rc)
{
    struct change *c = (struct change *)op;
    if (c->topic->configured == c->config)
        c->topic->configured = NULL;
    if (rc == 0) {
        struct config old = c->topic->config;
        c->topic->config = *c->config;
        *c->config = old;
        topic_apply_config(c->broker, c->topic);
    }
    c->waiter->ready(c->waiter, rc);
    config_deinit(c->config);
    free(c->config);
    free(c);
}

static void done_delete(struct metadb_op *op, int rc)
{
    struct change *c = (struct change *)op;
    struct topic *topic = c->topic;
    struct waiter *waiters = topic->waiters;
    if (rc == 0) {
        struct trash *trash = trash_new(c->broker);
        trash->forget_topic = true;
        trash->id = topic->id;
        topic->waiters = NULL;
        groups_forget_topic(c->broker, bytes_of(topic->name));
        catalog_remove(c->broker, topic);
        topic_discard(topic, trash);
        trash_empty(trash);
    } else {
        topic->state = TOPIC_LIVE;
        topic->waiters = NULL;
    }
    while (waiters != NULL) {
        struct waiter *next = waiters->next;
        waiters->ready(waiters, rc);
        waiters = next;
    }
    free(c);
}

/* ---- what the APIs ask for ---- */

static void submit(struct change *c, int (*run)(sqlite3 *, struct metadb_op *, struct err *),
                   void (*done)(struct metadb_op *, int))
{
    c->op.run = run;
    c->op.done = done;
    metadb_submit(c->broker->metadb, &c->op);
}

struct topic *catalog_create(struct broker *b, struct bytes name, int32_t partitions,
                             struct config *config, struct waiter *w)
{
    struct topic *topic = topic_new(name, uuid_make(), config);
    topic->state = TOPIC_CREATING;
    topic->partitions_wanted = partitions;
    catalog_insert(b, topic);
    catalog_wait(topic, w);
    struct change *c = change_new(b, topic, NULL);
    c->count = partitions;
    submit(c, run_create, done_create);
    return topic;
}

void catalog_grow(struct broker *b, struct topic *topic, int32_t partitions, struct waiter *w)
{
    struct change *c = change_new(b, topic, w);
    c->first = topic->partitions_wanted;
    c->count = partitions - topic->partitions_wanted;
    topic->partitions_wanted = partitions;
    b->catalog.partition_count += c->count;
    submit(c, run_grow, done_grow);
}

const struct config *catalog_config(const struct topic *topic)
{
    return topic->configured != NULL ? topic->configured : &topic->config;
}

void catalog_configure(struct broker *b, struct topic *topic, struct config *config,
                       struct waiter *w)
{
    struct change *c = change_new(b, topic, w);
    c->config = mem_alloc(sizeof *c->config);
    *c->config = *config;
    *config = (struct config){0};
    topic->configured = c->config;
    submit(c, run_configure, done_configure);
}

void catalog_delete(struct broker *b, struct topic *topic, struct waiter *w)
{
    topic->state = TOPIC_DELETING;
    catalog_wait(topic, w);
    submit(change_new(b, topic, NULL), run_delete, done_delete);
}

/* ---- what is left of deleted topics ---- */

struct forget {
    struct metadb_op op;
    struct uuid id;
};

static int run_forget(sqlite3 *db, struct metadb_op *op, struct err *err)
{
    struct topic topic = {.id = ((struct forget *)op)->id};
    struct values v = {.topic = &topic};
    int rc = run_sql(db, "DELETE FROM topic_config WHERE id=:id", v, err);
    return rc != 0 ? rc : run_sql(db, "DELETE FROM topic WHERE id=:id", v, err);
}

static void done_forget(struct metadb_op *op, int rc)
{
    (void)rc; /* if the disk was full, the next start retries */
    free(op);
}

static void work_trash(uv_work_t *work)
{
    struct trash *t = work->data;
    struct err err;
    for (size_t i = 0; i < t->count; i++) {
        if (log_trash_empty(&log_io_posix, t->paths[i], &err) == 0)
            continue;
        log_line(LOG_WARN, "%s; the next start tries again", err.text);
        t->forget_topic = false;
    }
}

static void done_trash(uv_work_t *work, int status)
{
    struct trash *t = work->data;
    struct broker *b = t->broker;
    if (t->forget_topic && status == 0 && b->metadb != NULL) {
        struct forget *f = mem_zero(1, sizeof *f);
        f->op = (struct metadb_op){.run = run_forget, .done = done_forget};
        f->id = t->id;
        metadb_submit(b->metadb, &f->op);
    }
    for (size_t i = 0; i < t->count; i++)
        free(t->paths[i]);
    free(t->paths);
    free(t);
}

struct trash *trash_new(struct broker *b)
{
    struct trash *t = mem_zero(1, sizeof *t);
    t->broker = b;
    t->work.data = t;
    return t;
}

void trash_add(struct trash *t, const char *path)
{
    t->paths = mem_grow(t->paths, t->count + 1, sizeof *t->paths);
    t->paths[t->count++] = mem_text(path);
}

void trash_empty(struct trash *t)
{
    uv_queue_work(&t->broker->loop, &t->work, work_trash, done_trash);
}

static int discard_log(struct partition *p, char *trash, size_t size, struct err *err)
{
    if (p->log != NULL)
        return log_delete(p->log, trash, size, err);
    char *dir = topic_dir(p->broker, p->topic, p->index);
    int rc = log_delete_closed(&log_io_posix, dir, p->topic->id.bytes, trash, size, err);
    free(dir);
    return rc;
}

void topic_discard(struct topic *topic, struct trash *t)
{
    for (int32_t i = 0; i < topic->partition_count; i++) {
        char path[4096];
        struct err err;
        if (discard_log(topic->partitions[i], path, sizeof path, &err) != 0)
            broker_die(&err);
        if (path[0] != '\0')
            trash_add(t, path);
    }
    topic_free(topic);
}
