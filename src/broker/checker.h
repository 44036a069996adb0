/* checker.h: validating a batch that a client sent, and recompressing it if the topic asks for
 * that.
 *
 * A small batch is checked on the loop. One that is large, decompresses to much or must be
 * recompressed goes to a thread, so that only its client waits. Each address has one batch at a
 * thread at a time and queues the others, so that sending more does not get more threads. */
#ifndef BROKER_CHECKER_H
#define BROKER_CHECKER_H

#include "base/buf.h"
#include "batch/batch.h"
#include "broker/turns.h"
#include "broker/workers.h"

struct broker;

struct check {
    /* Set by the caller, who keeps the bytes until the check is done. */
    struct bytes records;
    size_t inflated_max;
    enum codec codec; /* to store it in; CODEC_COUNT: as it came */
    /* On the loop, after check_start(). */
    void (*done)(struct check *check);

    enum batch_result result;
    struct batch_check found;
    struct buf recoded; /* to be stored instead of what came; the caller frees it */
    int recode_rc;      /* if recompression failed: `err` */
    struct err err;

    /* checker.c's */
    struct job job;
    struct turn turn;
    struct broker *broker;
    struct peer *peer;
};

/* Checks the batch if that is quick. Returns false if it is not: then use check_start(). */
bool check_now(struct check *check, struct buf *scratch);

/* Has a thread check it. */
void check_start(struct broker *b, struct peer *peer, struct check *check);

#endif
