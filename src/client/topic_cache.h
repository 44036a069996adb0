/* topic_cache.h: librdkafka's memory of topics, kept short where it is not safe; for the files
 * beside this one.
 *
 * From 2.4.0 on librdkafka files what it knows of a topic under its name and its id. Up to 2.9 a
 * topic that is deleted and created again, and so has another id, leaves a pointer to freed memory
 * there: offsets can never be asked for again, or the program crashes. So there an entry is dropped
 * before an answer with another id can meet it, and whoever asks for topics pauses for that long
 * after the last question. A consumer in a group cannot do without the entry: it would never join.
 */
#ifndef CLIENT_TOPIC_CACHE_H
#define CLIENT_TOPIC_CACHE_H

#include <librdkafka/rdkafka.h>

/* Before rd_kafka_new(). */
void topic_cache_configure(rd_kafka_conf_t *conf);

/* How long to pause between two questions, in milliseconds; 0 where the memory is safe. */
int topic_cache_pause_ms(void);

#endif
