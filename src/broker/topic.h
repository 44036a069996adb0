/* topic.h: a topic: its name, its partitions, and its configuration as it is in use. */
#ifndef BROKER_TOPIC_H
#define BROKER_TOPIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "batch/compress.h"
#include "broker/config.h"
#include "broker/limits.h"
#include "log/log.h"
#include "wire/uuid.h"

struct broker;
struct partition;

/* `ready` is called once on the loop when the change is done: rc is 0 or ERR_FULL. */
struct waiter {
    void (*ready)(struct waiter *w, int rc);
    struct waiter *next;
};

struct topic {
    char name[LIMIT_TOPIC_NAME + 1];
    struct uuid id;
    enum { TOPIC_CREATING, TOPIC_LIVE, TOPIC_DELETING } state;
    struct config config;            /* what was set for it */
    const struct config *configured; /* the next one, while it is being stored; or NULL */
    bool log_append_time; /* values in use: its own, else the broker's, else the default */
    bool compacted;
    enum codec codec; /* CODEC_COUNT: the producer's */
    int32_t max_message_bytes;
    int64_t before_max_ms, after_max_ms;
    struct partition **partitions;
    int32_t partition_count;
    int32_t partitions_wanted; /* more than partition_count while partitions are being added */
    struct waiter *waiters;
    uint64_t look; /* the last of catalog.looks that reached it */
};

/* Why a topic name is invalid, in Kafka's words, or NULL if it is valid. May use `text`. */
const char *topic_name_problem(struct bytes name, char *text, size_t size);

/* "DATA/NAME-INDEX"; the caller frees. */
char *topic_dir(const struct broker *b, const struct topic *topic, int32_t index);

struct partition *topic_partition(const struct topic *topic, int32_t index); /* NULL: none */

/* Computes the values in use and applies them to its logs. */
void topic_apply_config(struct broker *b, struct topic *topic);

/* The configuration to open its logs with. */
struct log_config topic_log_config(const struct topic *topic, const struct config *broker);

/* A new random id (version 4) whose text does not begin with '-', which tools would take for an
 * option (KIP-516). */
struct uuid uuid_make(void);

#endif
