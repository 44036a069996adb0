/* opening.c: how a partition's log comes to be open.
 *
 *     not open ── asked for, and its files are as the checkpoint or a close left them ──> open
 *        │ else
 *        └──> to be recovered ── a thread is free ──> being recovered ──> open, or lost
 *
 * After a clean stop nothing is opened before it is asked for. After any other all are looked at in
 * the background; a client that asks meanwhile gets a retriable error, and its log is opened next.
 */
#include <stdlib.h>

#include "base/logline.h"
#include "base/mem.h"
#include "broker/broker.h"
#include "broker/fatal.h"
#include "broker/partition.h"
#include "wire/errors.h"

enum { RECOVERY_FILES = 16 }; /* descriptors of a log that is being recovered */

struct opening {
    struct job job;
    struct broker *broker;
    struct partition *partition; /* NULL: no more */
    bool deleted;                /* with its topic, meanwhile */
    char *dir;
    struct uuid topic_id;
    struct log_config config;
    struct buf rest;
    struct log_files *files;
    struct log *log;
    struct log_opened opened;
};

static void is_open(struct partition *p, struct log *log)
{
    struct log_config config = topic_log_config(p->topic, &p->broker->config);
    p->log = log;
    log_configure(log, &config);
    buf_deinit(&p->rest);
}

static void report_opened(const struct partition *p, const struct log_opened *opened)
{
    const char *name = p->topic->name;
    if (log_damage(p->log) != NULL)
        log_line(LOG_ERROR, "%s-%d is read-only: %s", name, p->index, log_damage(p->log));
    else if (opened->unclean && (opened->scanned_bytes > 0 || opened->cut_bytes > 0))
        log_line(LOG_INFO,
                 "%s-%d was not closed cleanly: scanned %lld bytes, cut off a torn tail of %lld",
                 name, p->index, (long long)opened->scanned_bytes, (long long)opened->cut_bytes);
}

/* ---- recovery by a thread ---- */

static int run_opening(struct job *job, struct err *err)
{
    struct opening *o = (struct opening *)job;
    return log_open_known(o->files, o->dir, o->topic_id.bytes, &o->config, buf_bytes(&o->rest),
                          &o->log, &o->opened, err);
}

static void start_openings(struct broker *b);

/* A foreign directory does not stop the broker; a failing disk does. A full disk may have room at
 * the next request. */
static void could_not_open(struct partition *p, const struct err *why)
{
    if (why->code == ERR_IO)
        broker_die(why);
    log_line(LOG_ERROR, "%s-%d is offline: %s", p->topic->name, p->index, why->text);
    p->lost = why->code != ERR_FULL;
}

/* If its partition was deleted before the thread looked, the thread made a directory anew, for
 * nobody: a few small files. One that is of another topic by now is left alone. */
static void discard_opened(const struct opening *o)
{
    char path[4096];
    struct err err;
    int rc = log_delete_closed(&log_io_posix, o->dir, o->topic_id.bytes, path, sizeof path, &err);
    if (rc == 0 && path[0] != '\0')
        rc = log_trash_empty(&log_io_posix, path, &err);
    if (rc != 0)
        log_line(LOG_WARN, "%s; the next start tries again", err.text);
}

static void on_opened(struct job *job, const struct err *failed)
{
    struct opening *o = (struct opening *)job;
    struct partition *p = o->partition;
    struct broker *b = o->broker;
    b->openings.running--;
    if (p != NULL)
        p->opening = NULL;
    if (failed == NULL)
        log_adopt(o->log, b->files);
    if (failed == NULL && p == NULL)
        log_abandon(o->log);
    else if (failed == NULL) {
        is_open(p, o->log);
        report_opened(p, &o->opened);
    } else if (p != NULL) {
        could_not_open(p, failed);
    }
    if (o->deleted)
        discard_opened(o);
    log_files_free(o->files);
    buf_deinit(&o->rest);
    free(o->dir);
    free(o);
    start_openings(b);
}

static void start_opening(struct partition *p)
{
    struct broker *b = p->broker;
    struct opening *o = mem_zero(1, sizeof *o);
    *o = (struct opening){.job = {.run = run_opening, .done = on_opened},
                          .broker = b,
                          .partition = p,
                          .dir = topic_dir(b, p->topic, p->index),
                          .topic_id = p->topic->id,
                          .config = topic_log_config(p->topic, &b->config),
                          .files = log_files_new(&log_io_posix, RECOVERY_FILES)};
    buf_add_bytes(&o->rest, buf_bytes(&p->rest));
    p->opening = o;
    b->openings.running++;
    workers_submit(b->flushers, &o->job);
}

static void start_openings(struct broker *b)
{
    struct turn *turn = NULL;
    while (!b->stopping && b->openings.running < LIMIT_OPENINGS &&
           (turn = queue_take(&b->openings)) != NULL)
        start_opening(CONTAINER_OF(turn, struct partition, open_turn));
}

void partition_recover(struct partition *p)
{
    if (p->log != NULL || p->opening != NULL || p->lost || p->open_turn.next != NULL)
        return;
    queue_put(&p->broker->openings, &p->open_turn);
    start_openings(p->broker);
}

static void recover_next(struct partition *p)
{
    if (p->log != NULL || p->opening != NULL || p->lost)
        return;
    queue_remove(&p->open_turn);
    queue_put_first(&p->broker->openings, &p->open_turn);
    start_openings(p->broker);
}

void partition_forget_opening(struct partition *p)
{
    queue_remove(&p->open_turn);
    if (p->opening != NULL) {
        p->opening->partition = NULL;
        p->opening->deleted = p->topic->state == TOPIC_DELETING && !p->broker->stopping;
    }
    p->opening = NULL;
}

/* ---- on demand ---- */

static bool open_at_rest(struct partition *p)
{
    struct log *log;
    struct err err;
    struct log_config config = topic_log_config(p->topic, &p->broker->config);
    char *dir = topic_dir(p->broker, p->topic, p->index);
    int rc = log_open_at_rest(p->broker->files, dir, p->topic->id.bytes, &config,
                              buf_bytes(&p->rest), &log, &err);
    free(dir);
    if (rc == ERR_IO)
        broker_die(&err);
    p->unclean = rc != 0;
    if (rc == 0) {
        queue_remove(&p->open_turn);
        is_open(p, log);
    }
    return rc == 0;
}

struct log *partition_log(struct partition *p, int16_t *error)
{
    if (p->log != NULL)
        return p->log;
    if (!p->lost && !p->unclean && p->opening == NULL && open_at_rest(p))
        return p->log;
    *error = p->lost ? KAFKA_KAFKA_STORAGE_ERROR : KAFKA_NOT_LEADER_OR_FOLLOWER;
    recover_next(p);
    return NULL;
}

int32_t partition_leader_epoch(struct partition *p)
{
    if (p->log != NULL)
        return log_leader_epoch(p->log);
    int32_t epoch = p->opening == NULL && !p->lost ? log_rest_epoch(buf_bytes(&p->rest)) : -1;
    if (epoch < 0)
        recover_next(p);
    return epoch;
}
