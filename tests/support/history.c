/* history.c: arrays by number and by offset, checked as they fill. */
#include "history.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"

struct value {
    int64_t acked, seen; /* offsets, -1: not */
    int32_t partition;
    enum outcome outcome;
};

struct producer {
    struct promise promise;
    struct value *values;
    int64_t count, cap;
};

struct place {
    int8_t producer; /* -1: not known */
    int64_t number;
};

struct partition {
    struct place *places; /* by offset */
    int64_t cap;
    int64_t high_watermark;
    int64_t acked; /* the highest, of durable producers */
};

struct history {
    FILE *report;
    struct producer producers[HISTORY_PRODUCERS];
    struct partition partitions[HISTORY_PARTITIONS];
    int64_t next[HISTORY_CONSUMERS][HISTORY_PARTITIONS]; /* -1: any */
    int64_t counts[ANOMALY_COUNT];
    int64_t acknowledged, repeats;
};

enum { TOLD = 5 };

static const char *const descriptions[] = {
#define X(name, what) what,
    ANOMALIES(X)
#undef X
};

static void anomaly(struct history *h, enum anomaly kind, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void anomaly(struct history *h, enum anomaly kind, const char *fmt, ...)
{
    if (h->counts[kind]++ >= TOLD || h->report == NULL)
        return;
    va_list args;
    va_start(args, fmt);
    fprintf(h->report, "%s: ", descriptions[kind]);
    vfprintf(h->report, fmt, args);
    fputc('\n', h->report);
    va_end(args);
}

struct history *history_new(FILE *report)
{
    struct history *h = mem_zero(1, sizeof *h);
    h->report = report;
    for (int i = 0; i < HISTORY_PARTITIONS; i++)
        h->partitions[i].acked = -1;
    for (int c = 0; c < HISTORY_CONSUMERS; c++)
        for (int32_t p = 0; p < HISTORY_PARTITIONS; p++)
            history_assign(h, c, p);
    return h;
}

void history_free(struct history *h)
{
    for (int i = 0; i < HISTORY_PRODUCERS; i++)
        free(h->producers[i].values);
    for (int i = 0; i < HISTORY_PARTITIONS; i++)
        free(h->partitions[i].places);
    free(h);
}

void history_producer(struct history *h, int producer, struct promise promise)
{
    h->producers[producer].promise = promise;
}

int64_t history_send(struct history *h, int producer, int32_t partition)
{
    struct producer *p = &h->producers[producer];
    if (p->count == p->cap) {
        p->cap = p->cap == 0 ? 1024 : p->cap * 2;
        p->values = mem_grow(p->values, (size_t)p->cap, sizeof *p->values);
    }
    p->values[p->count] = (struct value){.acked = -1, .seen = -1, .partition = partition};
    return p->count++;
}

static void place_value(struct history *h, int32_t partition, int64_t offset, int producer,
                        int64_t number)
{
    struct partition *p = &h->partitions[partition];
    if (offset >= p->cap) {
        int64_t cap = p->cap == 0 ? 1024 : p->cap;
        while (cap <= offset)
            cap *= 2;
        p->places = mem_grow(p->places, (size_t)cap, sizeof *p->places);
        for (int64_t i = p->cap; i < cap; i++)
            p->places[i] = (struct place){.producer = -1};
        p->cap = cap;
    }
    struct place *place = &p->places[offset];
    if (place->producer >= 0 && (place->producer != producer || place->number != number))
        anomaly(h, ANOMALY_INCONSISTENT,
                "partition %" PRId32 " offset %" PRId64 ": %d/%" PRId64 " and %d/%" PRId64,
                partition, offset, place->producer, place->number, producer, number);
    *place = (struct place){.producer = (int8_t)producer, .number = number};
}

/* A value has turned up at an offset: told by an acknowledgement or seen by a consumer. */
static void check_offsets(struct history *h, const struct producer *p, const struct value *v,
                          int64_t offset, int producer, int64_t number)
{
    bool twice = (v->acked >= 0 && v->acked != offset) || (v->seen >= 0 && v->seen != offset);
    if (twice && p->promise.idempotent)
        anomaly(h, ANOMALY_DUPLICATE,
                "%d/%" PRId64 " in partition %" PRId32 " at %" PRId64 ", acknowledged as %" PRId64
                ", seen at %" PRId64,
                producer, number, v->partition, offset, v->acked, v->seen);
    else if (twice)
        h->repeats++;
}

void history_sent(struct history *h, int producer, int64_t number, enum outcome outcome,
                  int64_t offset)
{
    struct producer *p = &h->producers[producer];
    struct value *v = &p->values[number];
    v->outcome = outcome;
    if (outcome == OUTCOME_REFUSED && v->seen >= 0)
        anomaly(h, ANOMALY_ABORTED, "%d/%" PRId64 " at %" PRId64, producer, number, v->seen);
    if (outcome != OUTCOME_OK)
        return;
    h->acknowledged++;
    if (offset < 0) {
        anomaly(h, ANOMALY_INCONSISTENT, "%d/%" PRId64 " acknowledged at offset %" PRId64, producer,
                number, offset);
        return;
    }
    check_offsets(h, p, v, offset, producer, number);
    v->acked = offset;
    if (!p->promise.durable)
        return;
    place_value(h, v->partition, offset, producer, number);
    struct partition *part = &h->partitions[v->partition];
    if (offset > part->acked)
        part->acked = offset;
}

void history_assign(struct history *h, int consumer, int32_t partition)
{
    h->next[consumer][partition] = -1;
}

void history_polled(struct history *h, int consumer, int32_t partition, int64_t offset,
                    int producer, int64_t number)
{
    int64_t *next = &h->next[consumer][partition];
    if (*next >= 0 && offset != *next)
        anomaly(h, ANOMALY_SKIP,
                "consumer %d partition %" PRId32 ": %" PRId64 " instead of %" PRId64, consumer,
                partition, offset, *next);
    *next = offset + 1;
    if (number < 0 || producer < 0 || producer >= HISTORY_PRODUCERS ||
        number >= h->producers[producer].count ||
        h->producers[producer].values[number].partition != partition) {
        anomaly(h, ANOMALY_INVENTED, "partition %" PRId32 " offset %" PRId64, partition, offset);
        return;
    }
    struct producer *p = &h->producers[producer];
    struct value *v = &p->values[number];
    place_value(h, partition, offset, producer, number);
    check_offsets(h, p, v, offset, producer, number);
    if (v->outcome == OUTCOME_REFUSED)
        anomaly(h, ANOMALY_ABORTED, "%d/%" PRId64 " at %" PRId64, producer, number, offset);
    if (v->seen < 0 || p->promise.idempotent)
        v->seen = offset;
}

void history_high_watermark(struct history *h, int32_t partition, int64_t offset)
{
    struct partition *p = &h->partitions[partition];
    if (offset < p->high_watermark || offset <= p->acked)
        anomaly(h, ANOMALY_FALLEN,
                "partition %" PRId32 ": %" PRId64 " after %" PRId64 ", acknowledged %" PRId64,
                partition, offset, p->high_watermark, p->acked);
    p->high_watermark = offset;
}

static void check_producer(struct history *h, int producer)
{
    const struct producer *p = &h->producers[producer];
    int64_t last[HISTORY_PARTITIONS];
    for (int i = 0; i < HISTORY_PARTITIONS; i++)
        last[i] = -1;
    for (int64_t n = 0; n < p->count; n++) {
        const struct value *v = &p->values[n];
        if (v->outcome != OUTCOME_OK)
            continue;
        if (p->promise.durable && v->seen < 0)
            anomaly(h, ANOMALY_LOST,
                    "%d/%" PRId64 " acknowledged in partition %" PRId32 " at %" PRId64, producer, n,
                    v->partition, v->acked);
        if (p->promise.idempotent && v->acked <= last[v->partition])
            anomaly(h, ANOMALY_UNORDERED_SEND,
                    "%d/%" PRId64 " in partition %" PRId32 " at %" PRId64 " behind %" PRId64,
                    producer, n, v->partition, v->acked, last[v->partition]);
        last[v->partition] = v->acked;
    }
}

void history_end(struct history *h)
{
    for (int i = 0; i < HISTORY_PRODUCERS; i++)
        check_producer(h, i);
}

int64_t history_count(const struct history *h, enum anomaly anomaly)
{
    return h->counts[anomaly];
}

int64_t history_anomalies(const struct history *h)
{
    int64_t sum = 0;
    for (int i = 0; i < ANOMALY_COUNT; i++)
        sum += h->counts[i];
    return sum;
}

int64_t history_acknowledged(const struct history *h)
{
    return h->acknowledged;
}

int64_t history_repeats(const struct history *h)
{
    return h->repeats;
}

void history_print(const struct history *h)
{
    for (int i = 0; i < ANOMALY_COUNT; i++)
        if (h->counts[i] > 0)
            fprintf(h->report, "%" PRId64 " x %s\n", h->counts[i], descriptions[i]);
}
