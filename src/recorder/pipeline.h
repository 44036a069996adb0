/* pipeline.h: stores messages on one thread and folds them on another, while the recorder's own
 * thread reads the next ones.
 *
 * Rows gather in batches. Each full one goes to both stages, which take a batch after the other,
 * each at its own pace; what else is to be stored after them (a commit) goes to the store stage as
 * a job. From pipeline_put() to pipeline_wait() the writer belongs to the store stage, and `derive`
 * to the fold stage until pipeline_wait_folded(). A small batch is stored and folded by the owner
 * in pipeline_wait(): at a live rate nothing is handed over.
 *
 *                      ┌─> fold: derive_message() ──> done(), on the owner's thread
 *     put ─> batches ──┤
 *                      └─> store: append the rows, run the jobs
 */
#ifndef RECORDER_PIPELINE_H
#define RECORDER_PIPELINE_H

#include "base/buf.h"
#include "recorder/derive.h"
#include "store/writer.h"

enum {
    PIPELINE_ROWS = 1024,       /* a batch is full with that many */
    PIPELINE_BYTES = 256 << 10, /* or with that many bytes; a larger message is handled alone */
    PIPELINE_BATCHES = 16,      /* with the stages, or being filled */
    PIPELINE_SMALL = 32,        /* rows not worth handing over */
};

/* What the stages report about a message. */
struct pipeline_result {
    int part;     /* as put */
    uint32_t crc; /* CRC-32C over raw_t_ms, key and value */
    bool error;   /* neither text nor JSON */
};

/* Called for each folded row in order, on the owner's thread, from any function below. */
typedef void pipeline_done_fn(void *owner, const struct pipeline_result *result);
/* What the store stage does between rows. Returns 0 or an error. */
typedef int pipeline_job_fn(void *owner, struct err *err);

struct pipeline;

/* Starts the threads; `writer` and `derive` are borrowed until pipeline_close(). ERR_FAIL. */
int pipeline_open(struct pipeline **out, struct writer *writer, struct derive *derive,
                  pipeline_done_fn *done, void *owner, struct err *err);
void pipeline_close(struct pipeline *p); /* may drop what was not waited for; NULL is fine */

/* Adds a copy of a message, within an open transaction. `part` is the owner's, `raw_t_ms` the
 * timestamp as received. Returns the error of storing this or an earlier message, as
 * writer_append_rows() does, or of a job; nothing more is stored then. */
int pipeline_put(struct pipeline *p, const struct writer_row *row, int part, int64_t raw_t_ms,
                 struct err *err);
/* Has the store stage call job(owner) once everything put so far is stored. Returns as
 * pipeline_put() does. */
int pipeline_job(struct pipeline *p, pipeline_job_fn *job, void *owner, struct err *err);
/* Waits until everything put is folded and reported; `derive` then belongs to the owner until the
 * next put. Returns as pipeline_put() does. */
int pipeline_wait_folded(struct pipeline *p, struct err *err);
/* Waits until everything put is stored as well and the jobs are done; the writer then belongs to
 * the owner until the next put. Returns as pipeline_put() does. */
int pipeline_wait(struct pipeline *p, struct err *err);
/* What pipeline_put() would return by now. Cheap. */
int pipeline_failure(struct pipeline *p, struct err *err);

/* The CRC that tells a message from another one at the same offset. */
uint32_t pipeline_crc(int64_t t_ms, struct bytes key, struct bytes value);

#endif
