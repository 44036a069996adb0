/* epochs.h: which leader epoch wrote which offsets (KIP-101), stored in leader-epoch-checkpoint.
 *
 * Kafka's text format: the line "0" (version), the number of entries, then lines "EPOCH
 * START-OFFSET", both increasing. */
#ifndef LOG_EPOCHS_H
#define LOG_EPOCHS_H

#include "base/buf.h"
#include "base/err.h"

#define EPOCHS_FILE "leader-epoch-checkpoint"

struct epoch_entry {
    int32_t epoch;
    int64_t start_offset;
};

struct epochs { /* zero-initialised is empty */
    struct epoch_entry *entries;
    size_t count;
};

void epochs_deinit(struct epochs *e);

/* ERR_CORRUPT if the text is not of that form. */
int epochs_parse(struct epochs *e, struct bytes text, struct err *err);
void epochs_format(const struct epochs *e, struct buf *out);

/* `epoch` begins at `start_offset`: replaces entries that begin there or later. */
void epochs_assign(struct epochs *e, int32_t epoch, int64_t start_offset);

/* Drops entries that lie wholly before `start_offset`; true if there were any. */
bool epochs_drop_before(struct epochs *e, int64_t start_offset);

int32_t epochs_latest(const struct epochs *e);             /* -1 if empty */
int32_t epochs_at(const struct epochs *e, int64_t offset); /* -1 if before the first */

/* See log_end_of_epoch(). */
void epochs_end_of(const struct epochs *e, int32_t epoch, int64_t log_end, int32_t *found_epoch,
                   int64_t *end_offset);

#endif
