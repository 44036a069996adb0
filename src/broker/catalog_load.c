/* catalog_load.c: loading the topics at start, closing them at stop. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/db.h"
#include "base/logline.h"
#include "base/mem.h"
#include "broker/catalog_internal.h"
#include "broker/checkpoint.h"
#include "broker/fatal.h"
#include "broker/partition.h"

static int load_config(struct broker *b, struct uuid id, struct config *config, struct err *err)
{
    sqlite3 *db = metadb_handle(b->metadb);
    sqlite3_stmt *stmt;
    int rc = db_prepare(db, "SELECT key, value FROM topic_config WHERE id=?", &stmt, err);
    if (rc != 0)
        return rc;
    sqlite3_bind_blob(stmt, 1, id.bytes, sizeof id.bytes, SQLITE_STATIC);
    int step;
    while ((step = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct bytes key = bytes_of((const char *)sqlite3_column_text(stmt, 0));
        struct bytes value = bytes_of((const char *)sqlite3_column_text(stmt, 1));
        struct err problem;
        int row = config_find(config, key);
        if (row < 0 || config_set(config, row, value, &problem) != 0)
            log_line(LOG_WARN, "ignoring an invalid stored topic configuration: %.*s", (int)key.len,
                     (const char *)key.data);
    }
    if (step != SQLITE_DONE)
        rc = db_fail(db, err, "cannot read the topics' configuration");
    sqlite3_finalize(stmt);
    return rc;
}

/* A crash came between marking the row and removing it: some directories may already have been
 * renamed, and a newer topic of that name may own the ones that exist. */
static int finish_deletion(struct broker *b, struct topic *topic, struct err *err)
{
    struct trash *trash = trash_new(b);
    trash->forget_topic = true;
    trash->id = topic->id;
    int rc = 0;
    for (int32_t i = 0; rc == 0 && i < topic->partitions_wanted; i++) {
        char path[4096];
        char *dir = topic_dir(b, topic, i);
        rc = log_delete_closed(&log_io_posix, dir, topic->id.bytes, path, sizeof path, err);
        if (rc == 0 && path[0] != '\0')
            trash_add(trash, path);
        free(dir);
    }
    topic_free(topic);
    trash_empty(trash);
    return rc;
}

static int load_topic(struct broker *b, sqlite3_stmt *row, struct err *err)
{
    struct config config;
    struct uuid id;
    if (sqlite3_column_bytes(row, 0) != sizeof id.bytes)
        return err_set(err, ERR_CORRUPT, "the metadata holds a topic with a malformed id");
    memcpy(id.bytes, sqlite3_column_blob(row, 0), sizeof id.bytes);
    config_init_topic(&config);
    int rc = load_config(b, id, &config, err);
    if (rc != 0) {
        config_deinit(&config);
        return rc;
    }
    struct topic *topic =
        topic_new(bytes_of((const char *)sqlite3_column_text(row, 1)), id, &config);
    topic->partitions_wanted = sqlite3_column_int(row, 2);
    if (sqlite3_column_int(row, 3) != 0)
        return finish_deletion(b, topic, err);
    topic_apply_config(b, topic);
    topic_add_partitions(b, topic, topic->partitions_wanted);
    topic->state = TOPIC_LIVE;
    catalog_insert(b, topic);
    return rc;
}

static int load_topics(struct broker *b, struct err *err)
{
    sqlite3 *db = metadb_handle(b->metadb);
    sqlite3_stmt *stmt;
    int rc = db_prepare(db, "SELECT id, name, partitions, deleting FROM topic", &stmt, err);
    if (rc != 0)
        return rc;
    int step = SQLITE_DONE;
    while (rc == 0 && (step = sqlite3_step(stmt)) == SQLITE_ROW)
        rc = load_topic(b, stmt, err);
    if (rc == 0 && step != SQLITE_DONE)
        rc = db_fail(db, err, "cannot read the topics");
    sqlite3_finalize(stmt);
    return rc;
}

/* Removes directories whose deletion the last run did not finish. */
static int sweep(struct broker *b, struct err *err)
{
    DIR *dir = opendir(b->data_dir);
    if (dir == NULL)
        return err_errno(err, "cannot read the data directory %s", b->data_dir);
    struct trash *trash = trash_new(b);
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        if (!log_trash_is_name(entry->d_name))
            continue;
        char *path = mem_printf("%s/%s", b->data_dir, entry->d_name);
        trash_add(trash, path);
        free(path);
    }
    closedir(dir);
    if (trash->count > 0)
        trash_empty(trash);
    else
        free(trash);
    return 0;
}

/* After a clean stop, only those that the checkpoint does not have. */
static void recover_unknown(struct broker *b, bool clean)
{
    for (size_t i = 0; i < b->catalog.count; i++) {
        struct topic *topic = b->catalog.by_name[i];
        for (int32_t n = 0; n < topic->partition_count; n++)
            if (!clean || topic->partitions[n]->rest.len == 0)
                partition_recover(topic->partitions[n]);
    }
}

int catalog_load(struct broker *b, struct err *err)
{
    bool clean;
    int rc = sweep(b, err);
    if (rc == 0)
        rc = load_topics(b, err);
    if (rc == 0)
        rc = checkpoint_load(b, &clean, err);
    if (rc == 0)
        recover_unknown(b, clean);
    return rc;
}

static size_t count_dirty(const struct broker *b)
{
    size_t dirty = 0;
    for (size_t i = 0; i < b->catalog.count; i++) {
        const struct topic *topic = b->catalog.by_name[i];
        for (int32_t n = 0; n < topic->partition_count; n++)
            dirty +=
                topic->partitions[n]->log != NULL && log_needs_flush(topic->partitions[n]->log);
    }
    return dirty;
}

/* Syncs everything once instead of waiting for the disk for each log. */
static void settle_all(struct broker *b)
{
    struct err err;
    if (log_io_sync_volume(b->data_dir) != 0) {
        err_errno(&err, "cannot sync the data directory %s", b->data_dir);
        broker_die(&err);
    }
    for (size_t i = 0; i < b->catalog.count; i++) {
        const struct topic *topic = b->catalog.by_name[i];
        for (int32_t n = 0; n < topic->partition_count; n++) {
            struct log *log = topic->partitions[n]->log;
            if (log != NULL && log_needs_flush(log) && log_mark_durable(log, &err) != 0)
                broker_die(&err);
        }
    }
}

void catalog_flush(struct broker *b)
{
    if (count_dirty(b) > LIMIT_LAST_FLUSHES)
        settle_all(b);
    for (size_t i = 0; i < b->catalog.count; i++) {
        struct topic *topic = b->catalog.by_name[i];
        for (int32_t n = 0; n < topic->partition_count; n++) {
            while (topic->partitions[n]->flush != NULL || b->flushing >= LIMIT_LAST_FLUSHES)
                uv_run(&b->loop, UV_RUN_ONCE);
            partition_flush_last(topic->partitions[n]);
        }
    }
    while (b->flushing > 0)
        uv_run(&b->loop, UV_RUN_ONCE);
}

static void close_topic(struct topic *topic)
{
    for (int32_t n = 0; n < topic->partition_count; n++) {
        if (topic->partitions[n]->log != NULL)
            log_abandon(topic->partitions[n]->log);
        topic->partitions[n]->log = NULL;
    }
    topic_free(topic);
}

void catalog_close(struct broker *b, bool save)
{
    struct err err;
    if (save && checkpoint_save(b, &err) != 0)
        log_line(LOG_ERROR, "unclean stop, the next start checks every log: %s", err.text);
    for (size_t i = 0; i < b->catalog.count; i++)
        close_topic(b->catalog.by_name[i]);
    free(b->catalog.by_name);
    free(b->catalog.by_id);
    b->catalog = (struct catalog){0};
}
