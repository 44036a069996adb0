/* attribution.h: which rocket a message belongs to: its key's or, without a key, its topic's. The
 * mission may say that a topic is one rocket, or that a field of its messages names the rocket; a
 * message without the field is the topic's.
 *
 * A topic with more than TAPE_TOPIC_KEYS new keys is not a set of rockets (its keys are UUIDs,
 * say): messages with further new keys go to the topic's own rocket, named in brackets, and EVENTS
 * says so. Known keys keep their rockets, and keys the mission names always get one. Messages whose
 * key is too long, or beyond what a cache can number, go to "(others)". */
#ifndef RECORDER_ATTRIBUTION_H
#define RECORDER_ATTRIBUTION_H

#include "recorder/tape.h"

/* Finds the rocket of a message of partition `part`, creating or loading it if need be. `*by_key`:
 * the key is its name. Within the open transaction. */
int attribution_rocket(struct tape *t, int part, const struct ingest_message *m, int32_t *id,
                       bool *by_key, struct err *err);

/* The index of a topic in t->topics; its key count is read from the cache. */
int attribution_topic(struct tape *t, const char *topic, int *place, struct err *err);
/* Writes each topic's key count; call it before a commit. */
int attribution_write(struct tape *t, struct err *err);

#endif
