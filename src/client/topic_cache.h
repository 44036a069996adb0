/* topic_cache.h: keeps librdkafka's topic cache short where it is unsafe; src/client only.
 *
 * From 2.4.0 on librdkafka caches topics by name and by id. Up to 2.9 a topic that is recreated,
 * and so has another id, leaves a dangling pointer there: its offsets can never be listed again, or
 * the program crashes. For these versions, entries expire before a response with another id can
 * meet them, and callers pause that long after each request. A consumer in a group needs the entry
 * to join at all, so it is not protected. */
#ifndef CLIENT_TOPIC_CACHE_H
#define CLIENT_TOPIC_CACHE_H

#include <librdkafka/rdkafka.h>

/* Call it before rd_kafka_new(). */
void topic_cache_configure(rd_kafka_conf_t *conf);

/* How long to pause between two metadata requests, in milliseconds; 0 for safe versions. */
int topic_cache_pause_ms(void);

#endif
