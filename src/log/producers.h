/* producers.h: what a partition remembers of idempotent producers (KIP-98).
 *
 * Per producer id its epoch and last five batches, so that a repeat is answered with its old
 * offset and a gap is refused. At most PRODUCERS_MAX of them, and PRODUCERS_ALL_MAX of all
 * partitions: then the one that this partition heard longest ago goes, and is unknown from then on
 * (an unknown producer may begin with any sequence). */
#ifndef LOG_PRODUCERS_H
#define LOG_PRODUCERS_H

#include "base/buf.h"
#include "base/err.h"
#include "batch/batch.h"

enum { PRODUCERS_MAX = 10000, PRODUCERS_ALL_MAX = 200000, PRODUCER_BATCHES = 5 };

struct log_producer;

struct producers {
    struct log_producer **table; /* open addressing over the id; a power of two */
    size_t slots, count;
    struct log_producer *newest, *oldest;
    size_t *all; /* of all partitions that share it; NULL: nobody counts */
};

enum producers_verdict { PRODUCERS_OK, PRODUCERS_REPEAT, PRODUCERS_GAP, PRODUCERS_FENCED };

void producers_deinit(struct producers *p); /* zero-initialised is empty; and again after this */

/* What to do with a batch: its sequence follows, repeats, leaves a gap; or its epoch is an old one.
 * For a repeat, *base_offset is where it was put. Batches without producer id are always OK. */
enum producers_verdict producers_check(const struct producers *p, const struct batch_header *h,
                                       int64_t *base_offset);

/* Notes a batch that was appended (base_offset set). No check is made. */
void producers_note(struct producers *p, const struct batch_header *h);

/* From now on they count among those of `all`; the oldest go while those are too many. */
void producers_move(struct producers *p, size_t *all);

/* Appends all of it to `out`, oldest first; and reads that back into an empty one: ERR_CORRUPT. */
void producers_save(const struct producers *p, struct buf *out);
int producers_load(struct producers *p, struct bytes in, struct err *err);

#endif
