/* ingest_ids.h: topic ids, which tell a topic from a deleted one of the same name, and which
 * librdkafka 2.0 cannot request.
 *
 * Requested over a connection of our own, in plaintext only. Otherwise, and with brokers before
 * 2.8, ids are unknown. One thread. */
#ifndef CLIENT_INGEST_IDS_H
#define CLIENT_INGEST_IDS_H

#include "client/ingest.h"

struct ingest_ids;

/* Reads `java` during this call only. NULL when ids cannot be requested; the others accept NULL. */
struct ingest_ids *ingest_ids_open(const struct properties *java);
void ingest_ids_close(struct ingest_ids *ids);

/* Sets the topic_id of all parts; 0 where it is unknown. Takes a second at most. */
void ingest_ids_fill(struct ingest_ids *ids, struct ingest_part *parts, int count);

#endif
