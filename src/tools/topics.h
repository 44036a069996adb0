/* topics.h: the actions of kafka-topics. */
#ifndef TOOLS_TOPICS_H
#define TOOLS_TOPICS_H

#include "tools/jopt.h"
#include "tools/topics_cluster.h"

struct topics {
    struct jopt given;
    struct cluster cluster;
};

/* The names that --topic matches (all, without it), sorted. -1 when it matches none and must, or is
 * no pattern. */
int topics_choose(struct topics *s, const struct metadata_response *all, bool exclude_internal,
                  struct topic_names *out, struct thrown *t);

/* Each prints its results; -1 with what Kafka's throws. */
int topics_create(struct topics *s, struct thrown *t);
int topics_alter(struct topics *s, struct thrown *t);
int topics_list(struct topics *s, struct thrown *t);
int topics_describe(struct topics *s, struct thrown *t);
int topics_delete(struct topics *s, struct thrown *t);

#endif
