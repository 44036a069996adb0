/* catalog.h: the topics, in memory, for the loop thread; and how they come and go.
 *
 * Changes go through the metadata thread first: a topic is LIVE once its directories and its row
 * are durable, and gone once its deletion is. While it is CREATING or DELETING it holds its name
 * and nothing else sees it. */
#ifndef BROKER_CATALOG_H
#define BROKER_CATALOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "batch/compress.h"
#include "broker/config.h"
#include "broker/limits.h"
#include "broker/turns.h"
#include "wire/uuid.h"

struct broker;
struct partition;

/* Called back once on the loop when what it waits for has come about: rc 0, or ERR_FULL. */
struct waiter {
    void (*ready)(struct waiter *w, int rc);
    struct waiter *next;
};

struct topic {
    char name[LIMIT_TOPIC_NAME + 1];
    struct uuid id;
    enum { TOPIC_CREATING, TOPIC_LIVE, TOPIC_DELETING } state;
    struct config config;            /* what was set for it */
    const struct config *configured; /* what it will be, on its way to disk; or NULL */
    bool log_append_time; /* in use: its own values over the broker's over the defaults */
    bool compacted;
    enum codec codec; /* CODEC_COUNT: whatever the producer chose */
    int32_t max_message_bytes;
    int64_t before_max_ms, after_max_ms;
    struct partition **partitions;
    int32_t partition_count;
    int32_t partitions_wanted; /* more than partition_count while new ones are being made */
    struct waiter *waiters;
    uint64_t look; /* the last of catalog.looks that came by */
};

struct catalog {
    struct topic **by_name; /* sorted */
    struct topic **by_id;   /* sorted */
    size_t count;
    uint64_t looks;
    int32_t partition_count; /* of all, with those being made */
};

/* A walk over all partitions in turns: where it is. */
struct pass {
    struct turn turn;
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
struct partition *topic_partition(const struct topic *topic, int32_t index); /* NULL: none */

/* Why a name is no topic name, in Kafka's words, or NULL when it is one. `text` may hold it. */
const char *topic_name_problem(struct bytes name, char *text, size_t size);

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

/* Begins a pass of retention over all partitions, unless one is under way. */
void catalog_retain(struct broker *b);

/* A new random id (version 4) whose text does not begin with '-', which a tool would take for an
 * option (KIP-516). */
struct uuid uuid_make(void);

#endif
