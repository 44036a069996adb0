/* mock_kit.h: the broker that librdkafka brings for tests, and messages in it. */
#ifndef TESTS_SUPPORT_MOCK_KIT_H
#define TESTS_SUPPORT_MOCK_KIT_H

#include "test.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "client/properties.h"

enum { MOCK_PATIENCE_MS = 60000 }; /* far more than anything takes, however crowded the machine */

struct mock {
    rd_kafka_t *host; /* also sends */
    rd_kafka_mock_cluster_t *cluster;
    char servers[64];
    struct properties java; /* with bootstrap.servers */
};

/* One broker and no topics. */
void mock_open(struct mock *m);
void mock_close(struct mock *m);
void mock_topic(struct mock *m, const char *name, int partitions);
/* Whether its topics have ids, which depends on librdkafka's version. */
bool mock_has_topic_ids(void);
/* Whether librdkafka survives a topic's error beside its partitions, as its mock sends it and no
 * broker does. */
bool mock_may_refuse_topics(void);
/* `count` messages, each with key "k" and value "v0", "v1"... and time 1000, 1001... */
void mock_send(struct mock *m, const char *topic, int32_t partition, int count);

#endif
