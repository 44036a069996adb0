/* catalog.h: the topics, in memory, for the loop thread; and how they come and go.
 *
 * Changes go through the metadata thread first: a topic is LIVE once its directories and its row
 * are durable, and gone once its deletion is. While it is CREATING or DELETING it holds its name
 * and nothing else sees it. */
#ifndef BROKER_CATALOG_H
#define BROKER_CATALOG_H

#include "broker/topic.h"

struct catalog {
    struct topic **by_name; /* sorted */
    struct topic **by_id;   /* sorted */
    size_t count;
    uint64_t looks;
    int32_t partition_count; /* of all, with those being made */
};

/* A walk over all partitions while topics come and go: where it is. Zero is its beginning. */
struct catalog_walk {
    struct uuid topic; /* the next: the first whose id is not below */
    int32_t partition;
};

/* Loads every topic from the metadata, and from the checkpoint how its partitions are; has those of
 * which that is not known recovered in the background; removes what a crash left half deleted.
 * Fills broker->catalog. */
int catalog_load(struct broker *b, struct err *err);

/* Flushes what is not yet durable. The loop runs meanwhile. */
void catalog_flush(struct broker *b);

/* Frees all of it; before that, if `save`, the checkpoint is written, which makes it a clean stop.
 */
void catalog_close(struct broker *b, bool save);

/* NULL when there is none. The first two find LIVE topics only. */
struct topic *catalog_topic(struct broker *b, struct bytes name);
struct topic *catalog_topic_by_id(struct broker *b, struct uuid id);
struct topic *catalog_topic_any(struct broker *b, struct bytes name);

/* A LIVE topic as requests name it: by its name or, where that is null, by its id. NULL when there
 * is none. *missing is then the error for the topic, else for a partition that it does not have. */
struct topic *catalog_find(struct broker *b, struct bytes name, struct uuid id, int16_t *missing);

/* A partition of a LIVE topic; NULL: none. */
struct partition *catalog_partition(struct broker *b, struct bytes topic, int32_t index);

/* A topic whose name differs only in '.' and '_', or NULL. */
struct topic *catalog_collision(struct broker *b, struct bytes name);

/* Makes a topic: a free, valid name, partitions within the limits (the caller has checked).
 * `config` is moved from. `w` is called when it is durable. The topic is CREATING. */
struct topic *catalog_create(struct broker *b, struct bytes name, int32_t partitions,
                             struct config *config, struct waiter *w);

/* Waits for a CREATING or DELETING topic. */
void catalog_wait(struct topic *topic, struct waiter *w);

/* Makes a LIVE topic larger; the caller has checked. */
void catalog_grow(struct broker *b, struct topic *topic, int32_t partitions, struct waiter *w);

/* Deletes a LIVE topic; `w` is called when the deletion is durable and the name is free. */
void catalog_delete(struct broker *b, struct topic *topic, struct waiter *w);

/* A LIVE topic's own configuration as changes under way will have it: what the next one is made
 * from, lest one of them be lost. */
const struct config *catalog_config(const struct topic *topic);

/* Replaces a LIVE topic's own configuration; `config` is moved from. */
void catalog_configure(struct broker *b, struct topic *topic, struct config *config,
                       struct waiter *w);

/* The next partition of a LIVE topic; NULL at the end. */
struct partition *catalog_walk_next(struct broker *b, struct catalog_walk *walk);

#endif
