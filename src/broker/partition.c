/* partition.c: flushes under way, and telling those who wait. */
#include "broker/partition.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/logline.h"
#include "base/mem.h"
#include "broker/broker.h"
#include "wire/errors.h"

struct partition_flush {
    struct flush_job job;        /* first: the flusher gives it back */
    struct partition *partition; /* NULL: deleted meanwhile */
};

struct partition *partition_new(struct broker *b, struct topic *topic, int32_t index,
                                struct log *log)
{
    struct partition *p = mem_zero(1, sizeof *p);
    p->broker = b;
    p->topic = topic;
    p->index = index;
    p->log = log;
    p->acks_end = &p->acks;
    p->watches.prev = p->watches.next = &p->watches;
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
             ": %s; consumers stop there, what lies before and behind is served",
             p->index, p->topic->name, offset, why);
}

static void tell_acks(struct partition *p, int64_t durable, bool deleted)
{
    while (p->acks != NULL && p->acks->need <= durable) {
        struct ack_wait *w = p->acks;
        p->acks = w->next;
        if (p->acks == NULL)
            p->acks_end = &p->acks;
        w->durable(w, deleted);
    }
}

/* Those who put themselves back join the ring behind the mark, and are not called again. */
static void tell_watches(struct partition *p)
{
    partition_watch(p, &p->mark);
    while (p->watches.next != &p->mark) {
        struct watch *w = p->watches.next;
        watch_cancel(w);
        w->moved(w);
    }
    watch_cancel(&p->mark);
}

void partition_free(struct partition *p)
{
    if (p->flush != NULL)
        p->flush->partition = NULL;
    tell_acks(p, INT64_MAX, true);
    tell_watches(p);
    free(p);
}

static void on_flushed(struct flush_job *job, const struct err *failed)
{
    struct partition_flush *flush = (struct partition_flush *)job;
    struct partition *p = flush->partition;
    if (failed != NULL)
        broker_die(failed);
    bool rose = log_flush_done(job->flush);
    free(flush);
    if (p == NULL)
        return;
    p->flush = NULL;
    partition_flush(p);
    if (rose) {
        tell_acks(p, log_high_watermark(p->log), false);
        tell_watches(p);
    }
}

void partition_flush(struct partition *p)
{
    struct err err = {0};
    if (p->flush != NULL || p->broker->stopping || !log_needs_flush(p->log))
        return;
    struct log_flush *prepared = log_flush_prepare(p->log, &err);
    if (prepared == NULL) {
        if (err.code != 0)
            broker_die(&err);
        return;
    }
    p->flush = mem_zero(1, sizeof *p->flush);
    p->flush->partition = p;
    p->flush->job = (struct flush_job){.flush = prepared, .done = on_flushed};
    flusher_submit(p->broker->flusher, &p->flush->job);
}

int16_t partition_check_epoch(const struct partition *p, int32_t epoch)
{
    int32_t current = log_leader_epoch(p->log);
    if (epoch < 0 || epoch == current)
        return KAFKA_NONE;
    return epoch < current ? KAFKA_FENCED_LEADER_EPOCH : KAFKA_UNKNOWN_LEADER_EPOCH;
}

void partition_await(struct partition *p, struct ack_wait *w)
{
    w->next = NULL;
    *p->acks_end = w;
    p->acks_end = &w->next;
}

void partition_watch(struct partition *p, struct watch *w)
{
    w->next = &p->watches;
    w->prev = p->watches.prev;
    w->prev->next = w;
    p->watches.prev = w;
}

void watch_cancel(struct watch *w)
{
    if (w->next == NULL)
        return;
    w->prev->next = w->next;
    w->next->prev = w->prev;
    w->prev = w->next = NULL;
}
