/* history.h: what producers were told and consumers saw, held against what a broker promises.
 *
 * Every value is unique: its producer's number and its own. Each event is checked as it comes and
 * what is left at the end; the anomalies are those of Jepsen's Kafka workload, for one broker
 * without transactions. */
#ifndef TESTS_SUPPORT_HISTORY_H
#define TESTS_SUPPORT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { HISTORY_PRODUCERS = 8, HISTORY_PARTITIONS = 16, HISTORY_CONSUMERS = 8 };

#define ANOMALIES(X)                                                                               \
    X(INCONSISTENT, "two values at one offset")                                                    \
    X(DUPLICATE, "one value of an idempotent producer at two offsets")                             \
    X(LOST, "an acknowledged value that nobody can read")                                          \
    X(ABORTED, "a refused value that was read")                                                    \
    X(INVENTED, "a value that nobody sent, or with other bytes")                                   \
    X(SKIP, "a consumer was not given the next offset")                                            \
    X(UNORDERED_SEND, "later values of a producer have lower offsets")                             \
    X(FALLEN, "the high watermark fell, or lies at or below what was acknowledged")

enum anomaly {
#define X(name, what) ANOMALY_##name,
    ANOMALIES(X)
#undef X
        ANOMALY_COUNT
};

enum outcome { OUTCOME_UNKNOWN, OUTCOME_OK, OUTCOME_REFUSED };

/* What a producer may count on. */
struct promise {
    bool idempotent; /* no value twice, and in the order they were sent */
    bool durable;    /* an acknowledged value stays */
};

struct history;

struct history *history_new(FILE *report); /* each anomaly's first cases are told there */
void history_free(struct history *h);

void history_producer(struct history *h, int producer, struct promise promise);

/* The number of a new value of this producer: 0, 1, ... */
int64_t history_send(struct history *h, int producer, int32_t partition);
void history_sent(struct history *h, int producer, int64_t number, enum outcome outcome,
                  int64_t offset);

/* A consumer begins at any offset again; was given a value (number < 0: not one of ours). */
void history_assign(struct history *h, int consumer, int32_t partition);
void history_polled(struct history *h, int consumer, int32_t partition, int64_t offset,
                    int producer, int64_t number);

/* A broker said that this is its high watermark. */
void history_high_watermark(struct history *h, int32_t partition, int64_t offset);

/* After the last consumer has read all: finds what is lost or out of order. */
void history_end(struct history *h);

int64_t history_count(const struct history *h, enum anomaly anomaly);
int64_t history_anomalies(const struct history *h);
int64_t history_acknowledged(const struct history *h);
int64_t history_repeats(const struct history *h); /* duplicates where they are allowed */
void history_print(const struct history *h);

#endif
