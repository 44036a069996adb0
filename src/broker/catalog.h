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
    int32_t partition_count; /* of all topics, including those being created */
};

/* The position of a walk over all partitions, during which topics may come and go. Starts as zero.
 */
struct catalog_walk {
    struct uuid topic; /* the next one is the first with at least this id */
    int32_t partition;
};

/* Fills broker->catalog: topics from the metadata, the state of their partitions from the
 * checkpoint. Partitions that the checkpoint does not cover are recovered in the background.
 * Finishes deletions that a crash interrupted. */
int catalog_load(struct broker *b, struct err *err);

/* Flushes what is not yet durable, running the loop meanwhile. */
void catalog_flush(struct broker *b);

/* Frees everything. With `save` it first writes the checkpoint, which makes this a clean stop. */
void catalog_close(struct broker *b, bool save);

/* NULL if there is none. The first two find LIVE topics only. */
struct topic *catalog_topic(struct broker *b, struct bytes name);
struct topic *catalog_topic_by_id(struct broker *b, struct uuid id);
struct topic *catalog_topic_any(struct broker *b, struct bytes name);

/* A LIVE topic as requests name it: by name or, if that is null, by id. If there is none, returns
 * NULL and sets *missing to the error for it; otherwise *missing is the error for a partition that
 * the topic does not have. */
struct topic *catalog_find(struct broker *b, struct bytes name, struct uuid id, int16_t *missing);

/* A partition of a LIVE topic; NULL: none. */
struct partition *catalog_partition(struct broker *b, struct bytes topic, int32_t index);

/* A topic whose name differs only in '.' and '_', or NULL. */
struct topic *catalog_collision(struct broker *b, struct bytes name);

/* Whether the limits leave room for so many more. */
bool catalog_fits_topics(const struct broker *b, int32_t more);
bool catalog_fits_partitions(const struct broker *b, int64_t more);

/* Creates a topic, in state CREATING. The caller has checked that the name is valid and free and
 * the partitions within the limits. Moves `config`. Calls `w` once the topic is durable. */
struct topic *catalog_create(struct broker *b, struct bytes name, int32_t partitions,
                             struct config *config, struct waiter *w);

/* Waits for a CREATING or DELETING topic. */
void catalog_wait(struct topic *topic, struct waiter *w);

/* Adds partitions to a LIVE topic, up to that number, which the caller has checked. */
void catalog_grow(struct broker *b, struct topic *topic, int32_t partitions, struct waiter *w);

/* Deletes a LIVE topic. Calls `w` once the deletion is durable and the name is free. */
void catalog_delete(struct broker *b, struct topic *topic, struct waiter *w);

/* A LIVE topic's own configuration, including changes in progress: the next change starts from it,
 * so that none is lost. */
const struct config *catalog_config(const struct topic *topic);

/* Replaces a LIVE topic's own configuration. Moves `config`. */
void catalog_configure(struct broker *b, struct topic *topic, struct config *config,
                       struct waiter *w);

/* The next partition of a LIVE topic; NULL at the end. */
struct partition *catalog_walk_next(struct broker *b, struct catalog_walk *walk);

#endif
