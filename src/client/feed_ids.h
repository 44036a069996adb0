/* feed_ids.h: topic ids, which tell a topic from a deleted one of the same name, and which
 * librdkafka 2.0 cannot request.
 *
 * Requested over a connection of our own, in plaintext only. Otherwise, and with brokers before
 * 2.8, ids are unknown. One thread. */
#ifndef CLIENT_FEED_IDS_H
#define CLIENT_FEED_IDS_H

#include "client/feed.h"

struct feed_ids;

/* Reads `java` during this call only. NULL when ids cannot be requested; the others accept NULL. */
struct feed_ids *feed_ids_open(const struct properties *java);
void feed_ids_close(struct feed_ids *ids);

/* Sets the topic_id of all parts; 0 where it is unknown. Takes a second at most. */
void feed_ids_fill(struct feed_ids *ids, struct feed_part *parts, int count);

#endif
