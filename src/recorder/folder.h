/* folder.h: folding beside writing: a thread that derives what follows from a batch of messages
 * while the recorder's own thread stores the next.
 *
 * Storing and folding a message take about as long. The owner's thread puts messages in; the
 * thread has `derive` to itself from then until folder_wait(). A batch that is small when it is
 * waited for is folded at once by the owner: no hand-over at a live pace. */
#ifndef RECORDER_FOLDER_H
#define RECORDER_FOLDER_H

#include "base/buf.h"
#include "recorder/derive.h"

enum { FOLDER_BATCH = 512, FOLDER_SMALL = 32, FOLDER_BYTES = 1 << 20, FOLDER_KEPT = 4 << 20 };

struct folder_row {
    struct store_message m; /* its views are the batch's own copies, once folded */
    int part;               /* the owner's */
    uint32_t crc;           /* once folded: CRC-32C over raw_t_ms, key and value */
    bool error;             /* once folded: neither text nor JSON */
    int64_t raw_t_ms;       /* the timestamp as it came */
};

struct folder;

/* Told of each row after it was folded, in order, on the owner's thread, from folder_put or
 * folder_wait. */
typedef void folder_done_fn(void *owner, const struct folder_row *row);

/* Starts the thread; `derive` is borrowed until folder_close(). ERR_FAIL. */
int folder_open(struct folder **out, struct derive *derive, folder_done_fn *done, void *owner,
                struct err *err);
void folder_close(struct folder *f); /* what was not waited for is dropped; NULL is fine */

/* Takes a message in: copied, or folded at once where it is large. */
void folder_put(struct folder *f, const struct store_message *m, int part, int64_t raw_t_ms);
/* Afterwards everything put is folded and `derive` is the owner's again, until the next put. */
void folder_wait(struct folder *f);

/* The CRC by which a message is told from one that took its offset later. */
uint32_t folder_crc(int64_t t_ms, struct bytes key, struct bytes value);

#endif
