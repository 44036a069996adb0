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

/* Why a name is no topic name, in Kafka's words, or NULL when it is one. `text` may hold it. */
const char *topic_name_problem(struct bytes name, char *text, size_t size);

/* "DATA/NAME-INDEX"; the caller frees. */
char *topic_dir(const struct broker *b, const struct topic *topic, int32_t index);

struct partition *topic_partition(const struct topic *topic, int32_t index); /* NULL: none */

/* Works out the values in use, for the topic and its logs. */
void topic_settle(struct broker *b, struct topic *topic);

/* What its logs are to be opened with. */
struct log_config topic_log_config(const struct topic *topic, const struct config *broker);

/* A new random id (version 4) whose text does not begin with '-', which a tool would take for an
 * option (KIP-516). */
struct uuid uuid_make(void);

#endif
