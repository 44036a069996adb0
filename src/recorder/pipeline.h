/* pipeline.h: stores messages on one thread and folds them on another, while the recorder's own
 * thread reads the next ones.
 *
 * Rows gather in a batch, which both stages work on at the same time. From pipeline_put() to
 * pipeline_wait() the writer and `derive` belong to them. A small batch is stored and folded by the
 * owner in pipeline_wait(): at a live rate nothing is handed over.
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
    PIPELINE_BYTES = 1 << 20, /* or with that many bytes; a larger message is handled alone */
    PIPELINE_SMALL = 32,      /* rows not worth handing over */
    PIPELINE_KEPT = 4 << 20,  /* a batch that grew beyond this is freed after use */
};

/* What the stages report about a message. */
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
void pipeline_close(struct pipeline *p); /* may drop what was not waited for; NULL is fine */

/* Adds a copy of a message, within an open transaction. `part` is the owner's, `raw_t_ms` the
 * timestamp as received. Returns the error of storing this or an earlier message, as
 * writer_append_rows() does; nothing more is stored then. */
int pipeline_put(struct pipeline *p, const struct writer_row *row, int part, int64_t raw_t_ms,
                 struct err *err);
/* Waits until everything put is stored and folded; the writer and `derive` then belong to the owner
 * until the next put. Returns as pipeline_put() does. */
int pipeline_wait(struct pipeline *p, struct err *err);

/* The CRC that tells a message from another one at the same offset. */
uint32_t pipeline_crc(int64_t t_ms, struct bytes key, struct bytes value);

#endif
