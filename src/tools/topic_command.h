/* topic_command.h: the actions of kafka-topics. */
#ifndef TOOLS_TOPIC_COMMAND_H
#define TOOLS_TOPIC_COMMAND_H

#include "tools/jopt.h"
#include "tools/topics_cluster.h"

struct topic_command {
    struct jopt given;
    struct cluster cluster;
};

/* The names that --topic matches (all, without it), sorted. -1 when it matches none and must, or is
 * no pattern. */
int topics_choose(struct topic_command *s, const struct metadata_response *all,
                  bool exclude_internal, struct topic_names *out, struct thrown *t);

/* Each prints its results; -1 with what Kafka's throws. */
int topics_create(struct topic_command *s, struct thrown *t);
int topics_alter(struct topic_command *s, struct thrown *t);
int topics_list(struct topic_command *s, struct thrown *t);
int topics_describe(struct topic_command *s, struct thrown *t);
int topics_delete(struct topic_command *s, struct thrown *t);

#endif
