/* checkpoint.h: one file with the state of all partitions, for the next start. */
#ifndef BROKER_CHECKPOINT_H
#define BROKER_CHECKPOINT_H

#include <stdbool.h>

#include "base/err.h"

struct broker;

/* Restores the partitions' state from it. *clean is set if it was written by a clean stop, and it
 * no longer counts as that from then on. A missing or damaged checkpoint is ignored. ERR_IO,
 * ERR_FULL. */
int checkpoint_load(struct broker *b, bool *clean, struct err *err);

/* Has a thread write the state of all partitions that are at rest or not open, for the start after
 * a crash, unless it already is. */
void checkpoint_begin(struct broker *b);

/* Writes the state of all partitions that are at rest or not open, durably, as a clean stop. */
int checkpoint_save(struct broker *b, struct err *err);

#endif
