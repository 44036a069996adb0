/* catalog_inner.h: what catalog*.c share and nobody else needs. */
#ifndef BROKER_CATALOG_INNER_H
#define BROKER_CATALOG_INNER_H

#include "broker/broker.h"

/* A topic that is in no list yet; `config` is moved from. */
struct topic *topic_new(struct bytes name, struct uuid id, struct config *config);
void topic_free(struct topic *topic); /* with its partitions; their logs must be gone */

void catalog_insert(struct broker *b, struct topic *topic);
void catalog_remove(struct broker *b, struct topic *topic);

/* Works out the values in use, for the topic and its logs. */
void topic_settle(struct broker *b, struct topic *topic);

/* Adds partitions [partition_count, to), which are not open. */
void topic_add_partitions(struct broker *b, struct topic *topic, int32_t to);

/* What its logs are to be opened with. */
struct log_config topic_log_config(const struct topic *topic, const struct config *broker);

/* checkpoint.c: gives the partitions what it says of them; *clean: nothing has happened since. No
 * checkpoint, or a damaged one, says nothing. From then on it is no longer a clean stop's. ERR_IO,
 * ERR_FULL. */
int checkpoint_load(struct broker *b, bool *clean, struct err *err);

/* Has a thread write how all partitions are that are at rest, or not open, for the start after a
 * crash; unless one is at it. */
void checkpoint_note(struct broker *b);

/* Writes how all partitions are that are at rest, or not open; durably, and as a clean stop's. */
int checkpoint_save(struct broker *b, struct err *err);

/* "DATA/NAME-INDEX"; the caller frees. */
char *topic_dir(const struct broker *b, const struct topic *topic, int32_t index);

/* Directories to be emptied in the background, and then the row of a deleted topic. */
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
void trash_empty(struct trash *t); /* takes it over */

/* Deletes the topic's logs (into `t`), tells who waits, frees it. Dies if a rename fails. */
void topic_discard(struct topic *topic, struct trash *t);

#endif
