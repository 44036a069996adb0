/* whose.h: which rocket a message belongs to: its key's, or, without a key, its topic's.
 *
 * A topic that brings more than TAPE_TOPIC_KEYS names of its own is no set of rockets (keys that
 * are UUIDs, say): what comes with further new keys belongs to the topic's own rocket, in brackets,
 * and EVENTS says so. Keys that were known before keep their rockets, and those that the mission
 * names always get one. A key that is too long, and one beyond what a cache can number, belongs to
 * "(others)". */
#ifndef RECORDER_WHOSE_H
#define RECORDER_WHOSE_H

#include "recorder/tape.h"

/* The rocket of a message of `part`, made and seated when there is none. `*by_key`: it has the name
 * of the key. Within the open transaction. */
int whose_message(struct tape *t, int part, struct bytes key, int32_t *id, bool *by_key,
                  struct err *err);

/* The place of a topic in t->topics; what it has brought so far is read from the cache. */
int whose_topic(struct tape *t, const char *topic, int *place, struct err *err);
/* Writes how many names each topic has brought, before a commit. */
int whose_write(struct tape *t, struct err *err);

#endif
