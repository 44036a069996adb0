/* partition.c: flushing, and waking those who wait. */
#include "broker/partition.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/mem.h"
#include "broker/broker.h"
#include "broker/fatal.h"
#include "wire/errors.h"

struct partition_flush {
    struct job job; /* first: the thread passes it back */
    struct broker *broker;
    struct log_flush *flush;
    struct partition *partition; /* NULL if deleted meanwhile */
    struct peer *writer;         /* held */
};

struct partition *partition_new(struct broker *b, struct topic *topic, int32_t index)
{
    struct partition *p = mem_zero(1, sizeof *p);
    p->broker = b;
    p->topic = topic;
    p->index = index;
    STAILQ_INIT(&p->acks);
    queue_init(&p->watches);
    p->fetched = p->damaged = -1;
    return p;
}

void partition_report_damage(struct partition *p, int64_t offset, const char *why)
{
    if (p->damaged == offset)
        return;
    p->damaged = offset;
    log_line(LOG_ERROR,
             "partition %d of topic %s is damaged at offset %" PRId64
             ": %s; consumers stop there; records before and after it can be read",
             p->index, p->topic->name, offset, why);
}

static void tell_acks(struct partition *p, int64_t durable, bool deleted)
{
    struct ack_wait *w;
    while ((w = STAILQ_FIRST(&p->acks)) != NULL && w->need <= durable) {
        STAILQ_REMOVE_HEAD(&p->acks, link);
        w->durable(w, deleted);
    }
}

/* Those who watch again are queued behind the mark and not called again. */
static void tell_watches(struct partition *p)
{
    struct turn *watch;
    partition_watch(p, &p->mark);
    while ((watch = queue_take(&p->watches)) != &p->mark)
        watch->run(watch);
}

void partition_free(struct partition *p)
{
    partition_forget_opening(p);
    buf_deinit(&p->rest);
    queue_remove(&p->turn);
    if (p->flush != NULL)
        p->flush->partition = NULL;
    else
        peer_drop(p->writer);
    tell_acks(p, INT64_MAX, true);
    tell_watches(p);
    free(p);
}

/* ---- flushing ---- */

static int run_flush(struct job *job, struct err *err)
{
    return log_flush_run(((struct partition_flush *)job)->flush, err);
}

static void on_flushed(struct job *job, const struct err *failed);

static void start_flush(struct partition *p)
{
    struct err err = {0};
    struct log_flush *prepared = log_flush_prepare(p->log, &err);
    if (prepared == NULL) {
        if (err.code != 0)
            broker_die(&err);
        peer_drop(p->writer);
        p->writer = NULL;
        return;
    }
    p->flush = mem_zero(1, sizeof *p->flush);
    *p->flush = (struct partition_flush){.job = {.run = run_flush, .done = on_flushed},
                                         .broker = p->broker,
                                         .flush = prepared,
                                         .partition = p,
                                         .writer = p->writer};
    if (p->writer != NULL)
        p->writer->flushes.running++;
    p->broker->flushing++;
    workers_submit(p->broker->flushers, &p->flush->job);
}

static void start_next(struct peer *writer)
{
    struct turn *turn = NULL;
    while (writer->flushes.running < LIMIT_FLUSHES && (turn = queue_take(&writer->flushes)) != NULL)
        start_flush(CONTAINER_OF(turn, struct partition, turn));
}

/* One checkpoint covers whatever becomes durable until it is due. */
static void checkpoint_later(struct broker *b, bool changed)
{
    if (changed && !b->stopping && b->checkpoint_due.place == 0)
        timers_set(&b->timers, &b->checkpoint_due,
                   clock_mono_ms() + config_number(&b->config, BROKER_LOG_FLUSH_CHECKPOINT_MS));
}

/* The thread goes to the writer's next partition, unless this is its only one. */
static void on_flushed(struct job *job, const struct err *failed)
{
    struct partition_flush *flush = (struct partition_flush *)job;
    struct partition *p = flush->partition;
    struct peer *writer = flush->writer;
    struct broker *b = flush->broker;
    bool stopping = b->stopping;
    b->flushing--;
    if (failed != NULL)
        broker_die(failed);
    bool rose = log_flush_done(flush->flush);
    free(flush);
    checkpoint_later(b, rose);
    if (writer != NULL)
        writer->flushes.running--;
    if (p != NULL) {
        p->flush = NULL;
        p->writer = NULL;
        partition_flush(p, writer);
    }
    if (writer != NULL && !stopping)
        start_next(writer);
    if (p != NULL && rose) {
        tell_acks(p, log_high_watermark(p->log), false);
        tell_watches(p);
    }
    peer_drop(writer);
}

void partition_flush(struct partition *p, struct peer *writer)
{
    if (p->flush != NULL || p->turn.next != NULL || p->broker->stopping || !log_needs_flush(p->log))
        return;
    p->writer = writer != NULL ? peer_hold(writer) : NULL;
    if (writer != NULL && writer->flushes.running >= LIMIT_FLUSHES)
        queue_put(&writer->flushes, &p->turn);
    else
        start_flush(p);
}

void partition_flush_last(struct partition *p)
{
    if (p->log == NULL || p->flush != NULL || !log_needs_flush(p->log))
        return;
    queue_remove(&p->turn);
    peer_drop(p->writer);
    p->writer = NULL;
    start_flush(p);
}

/* ---- those who wait ---- */

int16_t partition_check_epoch(const struct partition *p, int32_t epoch)
{
    int32_t current = log_leader_epoch(p->log);
    if (epoch < 0 || epoch == current)
        return KAFKA_NONE;
    return epoch < current ? KAFKA_FENCED_LEADER_EPOCH : KAFKA_UNKNOWN_LEADER_EPOCH;
}

void partition_await(struct partition *p, struct ack_wait *w)
{
    STAILQ_INSERT_TAIL(&p->acks, w, link);
}

void partition_watch(struct partition *p, struct turn *watch)
{
    queue_put(&p->watches, watch);
}
