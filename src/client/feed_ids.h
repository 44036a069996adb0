/* feed_ids.h: what tells a topic from one of the same name that was deleted before: its id, which
 * librdkafka 2.0 cannot ask for.
 *
 * Asked over a connection of our own, in plaintext only. Elsewhere, and of brokers that know no ids
 * (before 2.8), they stay unknown. One thread. */
#ifndef CLIENT_FEED_IDS_H
#define CLIENT_FEED_IDS_H

#include "client/feed.h"

struct feed_ids;

/* `java` is read now only. NULL where ids cannot be asked for; the others take it. */
struct feed_ids *feed_ids_open(const struct properties *java);
void feed_ids_close(struct feed_ids *ids);

/* Sets the topic_id of all parts; 0 where it is unknown. Takes a second at most. */
void feed_ids_fill(struct feed_ids *ids, struct feed_part *parts, int count);

#endif
