/* catalog_internal.h: what catalog*.c share and nobody else needs. */
#ifndef BROKER_CATALOG_INTERNAL_H
#define BROKER_CATALOG_INTERNAL_H

#include "broker/broker.h"

/* A topic that is in no list yet. Moves `config`. */
struct topic *topic_new(struct bytes name, struct uuid id, struct config *config);
void topic_free(struct topic *topic); /* and its partitions, whose logs are closed */

void catalog_insert(struct broker *b, struct topic *topic);
void catalog_remove(struct broker *b, struct topic *topic);

/* Adds partitions [partition_count, to), not open. */
void topic_add_partitions(struct broker *b, struct topic *topic, int32_t to);

/* Directories of deleted topics, removed in the background, and then the topic's row. */
struct trash {
    uv_work_t work;
    struct broker *broker;
    struct uuid id;
    bool forget_topic; /* whether `id` is set */
    char **paths;
    size_t count;
};

struct trash *trash_new(struct broker *b);
void trash_add(struct trash *t, const char *path);
void trash_empty(struct trash *t); /* takes over `t` */

/* Deletes the topic's logs (into `t`), wakes those who wait, frees it. Dies if a rename fails. */
void topic_discard(struct topic *topic, struct trash *t);

#endif
