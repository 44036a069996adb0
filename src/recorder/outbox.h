/* outbox.h: derived rows on their way into the cache.
 * Folding is pure and may run in parallel with writing messages. Its rows wait here until the owner
 * of the transaction writes them. */
#ifndef RECORDER_OUTBOX_H
#define RECORDER_OUTBOX_H

#include "base/buf.h"
#include "store/writer.h"

/* A rocket that was heard live fell silent. While the link is down or nobody records, that cannot
 * be known: it is reported once the link is OK again, if the silence has lasted until then. */
struct outbox_silence {
    struct store_event event; /* at the rocket's deadline */
    int64_t until_ms;         /* how long it is known to have lasted */
    bool counting;            /* the rocket's clock runs */
};

struct outbox {          /* zero-initialised is empty and valid; arrays of rows in buffers */
    struct buf events;   /* struct store_event */
    struct buf silences; /* struct outbox_silence */
    struct buf flights;  /* struct store_flight */
    struct buf chunks;   /* struct store_chunk */
    struct buf lanes;    /* struct store_lane, its blobs NULL but for their lengths */
    struct buf blobs;    /* seqs, agg and state of each lane, one after the other */
};

void outbox_deinit(struct outbox *o);

void outbox_put_event(struct outbox *o, const struct store_event *event);
void outbox_put_silence(struct outbox *o, const struct outbox_silence *silence);
void outbox_put_flight(struct outbox *o, const struct store_flight *flight);
void outbox_put_chunk(struct outbox *o, const struct store_chunk *chunk);
void outbox_put_lane(struct outbox *o, const struct store_lane *lane); /* copies the blobs */

/* Writes everything, in order, into the open transaction, and empties it. Fails as the writer does.
 */
int outbox_write(struct outbox *o, struct writer *w, struct err *err);

#endif
