/* workers.h: threads for what the loop must not wait for: the disk, or long computations.
 *
 * A job runs on a thread of the pool and then reports back on the loop. While all threads are busy,
 * jobs queue in order. */
#ifndef BROKER_WORKERS_H
#define BROKER_WORKERS_H

#include <sys/queue.h>
#include <uv.h>

#include "base/err.h"

struct workers;

/* Embedded in the caller's own struct, which lives until `done`. */
struct job {
    int (*run)(struct job *job, struct err *err);            /* on a thread: 0, or a code */
    void (*done)(struct job *job, const struct err *failed); /* on the loop; NULL: success */
    STAILQ_ENTRY(job) link;
    int rc;
    struct err err;
};

enum { WORKERS_MAX = 8 };

/* Starts `count` threads; `loop` is borrowed until workers_close(). ERR_FAIL. */
int workers_open(struct workers **out, uv_loop_t *loop, int count, struct err *err);

void workers_submit(struct workers *w, struct job *job);

/* Finishes what is queued, calls every `done`, ends the threads. NULL is fine. */
void workers_close(struct workers *w);

#endif
