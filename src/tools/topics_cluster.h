/* topics_cluster.h: what kafka-topics asks a cluster, as Kafka's admin client would answer it. */
#ifndef TOOLS_TOPICS_CLUSTER_H
#define TOOLS_TOPICS_CLUSTER_H

#include "client/ask.h"
#include "tools/thrown.h"

struct cluster {
    struct ask *ask;
    struct arena arena; /* what answers lie in, until the program ends */
};

/* Asks; a failure becomes what the admin client throws for a call of that name ("listTopics"). */
int cluster_ask(struct cluster *c, enum ask_whom whom, const char *call, enum api_key key,
                const void *request, void *response, struct thrown *t);

/* What that failure of ask_call() becomes; -1. */
int cluster_fail(int rc, const char *call, const struct err *err, struct thrown *t);

/* Every topic, without its errors; sorted by name. */
int cluster_topics(struct cluster *c, struct metadata_response *out, struct thrown *t);

/* Names in an order of the caller's choice; the items are the arena's. */
struct topic_names {
    struct bytes *items;
    size_t count;
};

/* Appends the partitions of the topics, several answers with a cursor made into one, a topic once.
 * Brokers without DescribeTopicPartitions give ERR_VERSION: then *out is empty and `t` untouched.
 */
int cluster_describe(struct cluster *c, const struct topic_names *names, int32_t limit,
                     struct describe_topic_partitions_response *out, bool *known, struct thrown *t);

#endif
