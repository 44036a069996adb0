/* checker.h: looking at a batch that a client sent, and turning it into what is stored.
 *
 * A small one is checked on the loop; one that is large, inflates to much or must be recompressed
 * goes to a thread, so that only its client waits for it. Each address has one batch at a thread at
 * a time; its others queue, so that sending more does not win more threads. */
#ifndef BROKER_CHECKER_H
#define BROKER_CHECKER_H

#include "base/buf.h"
#include "batch/batch.h"
#include "broker/turns.h"
#include "broker/workers.h"

struct broker;

struct check {
    /* To be set. The bytes are the caller's until the check is done. */
    struct bytes records;
    size_t inflated_max;
    enum codec codec; /* to store it in; CODEC_COUNT: as it came */
    /* On the loop, after check_start(). */
    void (*done)(struct check *check);

    enum batch_result result;
    struct batch_check found;
    struct buf recoded; /* what is stored, when that is not what came; the caller frees it */
    int recode_rc;      /* when it could not be made: `err` */
    struct err err;

    /* checker.c's */
    struct job job;
    struct turn turn;
    struct broker *broker;
    struct peer *peer;
};

/* Looks at it at once if that takes little time: else false, and it is for check_start(). */
bool check_now(struct check *check, struct buf *scratch);

/* Has a thread look at it. */
void check_start(struct broker *b, struct peer *peer, struct check *check);

#endif
