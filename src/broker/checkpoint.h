/* checkpoint.h: one file that says how all partitions are, for the next start. */
#ifndef BROKER_CHECKPOINT_H
#define BROKER_CHECKPOINT_H

#include <stdbool.h>

#include "base/err.h"

struct broker;

/* Gives the partitions what it says of them; *clean: nothing has happened since. No
 * checkpoint, or a damaged one, says nothing. From then on it is no longer a clean stop's. ERR_IO,
 * ERR_FULL. */
int checkpoint_load(struct broker *b, bool *clean, struct err *err);

/* Has a thread write how all partitions are that are at rest, or not open, for the start after a
 * crash; unless one is at it. */
void checkpoint_begin(struct broker *b);

/* Writes how all partitions are that are at rest, or not open; durably, and as a clean stop's. */
int checkpoint_save(struct broker *b, struct err *err);

#endif
