/* producers.h: what a partition remembers about idempotent producers (KIP-98).
 *
 * Per producer id the epoch and the last five batches, so that a duplicate gets its old offset and
 * a gap is rejected. At most PRODUCERS_MAX per partition and PRODUCERS_ALL_MAX of all partitions:
 * beyond that the partition forgets the one that was silent longest (an unknown producer may begin
 * with any sequence). */
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
    size_t *all; /* total of all partitions that share it; NULL: not counted */
};

enum producers_verdict { PRODUCERS_OK, PRODUCERS_REPEAT, PRODUCERS_GAP, PRODUCERS_FENCED };

void producers_deinit(struct producers *p); /* zero-initialised is empty; and again after this */

/* Whether a batch's sequence follows, repeats or leaves a gap, or its epoch is old. For a repeat,
 * *base_offset is that of the original. Batches without producer id are always OK. */
enum producers_verdict producers_check(const struct producers *p, const struct batch_header *h,
                                       int64_t *base_offset);

/* Records a batch that was appended (base_offset set), without checking it. */
void producers_note(struct producers *p, const struct batch_header *h);

/* Counts them in `all` from now on, and forgets the oldest while that is too many. */
void producers_move(struct producers *p, size_t *all);

/* Appends all of it to `out`, oldest first; and reads that back into an empty one: ERR_CORRUPT. */
void producers_save(const struct producers *p, struct buf *out);
int producers_load(struct producers *p, struct bytes in, struct err *err);

#endif
