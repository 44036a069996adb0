/* pipeline.h: messages stored on one thread and folded on another, while the recorder's own reads
 * the next.
 *
 * Rows gather in a batch, which both stages work on at the same time. From pipeline_put() to
 * pipeline_wait() the writer and `derive` are theirs. A batch that is small when it is waited for
 * is stored and folded by the owner: at a live pace nothing is handed over.
 *
 *                    ┌─> store: append the rows ──┐
 *     put ─> batch ──┤                           ├─> done(), on the owner's thread
 *                    └─> fold: derive_message() ─┘
 */
#ifndef RECORDER_PIPELINE_H
#define RECORDER_PIPELINE_H

#include "base/buf.h"
#include "recorder/derive.h"
#include "store/writer.h"

enum {
    PIPELINE_ROWS = 512,      /* a batch is full with that many */
    PIPELINE_BYTES = 1 << 20, /* or with so much in it; a larger message is worked on alone */
    PIPELINE_SMALL = 32,      /* rows not worth handing over */
    PIPELINE_KEPT = 4 << 20,  /* a batch's memory beyond that is given back */
};

/* What the stages found out about a message. */
struct pipeline_result {
    int part;     /* as put */
    uint32_t crc; /* CRC-32C over raw_t_ms, key and value */
    bool error;   /* neither text nor JSON */
};

/* Called for each row in order, on the owner's thread, from pipeline_put or pipeline_wait. */
typedef void pipeline_done_fn(void *owner, const struct pipeline_result *result);

struct pipeline;

/* Starts the threads; `writer` and `derive` are borrowed until pipeline_close(). ERR_FAIL. */
int pipeline_open(struct pipeline **out, struct writer *writer, struct derive *derive,
                  pipeline_done_fn *done, void *owner, struct err *err);
void pipeline_close(struct pipeline *p); /* what was not waited for may be dropped; NULL is fine */

/* Takes a message in, copied; within an open transaction. `part` is the owner's, `raw_t_ms` the
 * timestamp as it came. Returns what storing it or an earlier one failed with
 * (writer_append_rows()): then nothing more is stored. */
int pipeline_put(struct pipeline *p, const struct writer_row *row, int part, int64_t raw_t_ms,
                 struct err *err);
/* Afterwards all that was put is stored and folded, and writer and `derive` are the owner's until
 * the next put. Returns as pipeline_put(). */
int pipeline_wait(struct pipeline *p, struct err *err);

/* The CRC by which a message is told from one that took its offset later. */
uint32_t pipeline_crc(int64_t t_ms, struct bytes key, struct bytes value);

#endif
