/* flusher.h: threads that sync partitions, so that the loop never waits for a disk.
 *
 * A job is one partition's prepared flush. While all threads are busy jobs queue up, and a
 * partition gathers what is appended meanwhile for its next one: batching by itself, no timer. */
#ifndef BROKER_FLUSHER_H
#define BROKER_FLUSHER_H

#include <uv.h>

#include "base/err.h"
#include "log/log.h"

struct flusher;

struct flush_job {
    struct log_flush *flush;
    void (*done)(struct flush_job *job,
                 const struct err *failed); /* on the loop; NULL: it went well */
    struct flush_job *next;
    int rc;
    struct err err;
};

/* Starts the threads; `loop` is borrowed until flusher_close(). ERR_FAIL. */
int flusher_open(struct flusher **out, uv_loop_t *loop, struct err *err);

/* Queues a job, which lives until its `done`. */
void flusher_submit(struct flusher *f, struct flush_job *job);

/* Finishes what is queued, calls every `done`, ends the threads. NULL is fine. */
void flusher_close(struct flusher *f);

#endif
