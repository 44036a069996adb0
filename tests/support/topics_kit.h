/* topics_kit.h: kafka-topics' actions against a cluster that answers what a test says.
 *
 * ask_call() is the kit's own here: it hands out the responses of `cluster` and keeps each request
 * as text, so that a test sees both what is printed and what is sent. */
#ifndef TESTS_SUPPORT_TOPICS_KIT_H
#define TESTS_SUPPORT_TOPICS_KIT_H

#include "test.h"

#include "base/buf.h"
#include "tools/topic_command.h"
#include "tools/topics_options.h"

enum { PAGES_MAX = 3, API_KEYS = 128 };

/* What the cluster answers. All of it is the test's and is left as it is. */
struct made_up_cluster {
    struct metadata_response metadata;
    struct describe_topic_partitions_response pages[PAGES_MAX]; /* one after the other */
    struct describe_configs_response configs;
    struct list_partition_reassignments_response moves;
    struct create_topics_response created;
    struct create_partitions_response grown;
    struct delete_topics_response deleted;
    bool knows_moves; /* else there is no ListPartitionReassignments: ERR_VERSION */
    bool
        knows_partitions; /* as DescribeTopicPartitions; else requests are in their first version */
    int fails[API_KEYS];  /* by API: the error of a call, 0 for none */
};
extern struct made_up_cluster cluster;

/* What the last action did. */
extern struct buf printed; /* on standard output */
extern struct buf asked;   /* the requests, a line each */
extern struct thrown threw;

/* Forgets the last test's cluster and what it did; for a test's setup and teardown. */
int topics_kit_reset(void **state);

/* Runs an action with these options (a list that ends with NULL); gives what it returned. */
int run_action(int (*action)(struct topic_command *s, struct thrown *t), char **options);
#define RUN(action, ...) run_action((action), (char *[]){__VA_ARGS__, NULL})

void assert_printed(const char *wanted);
void assert_threw(const char *kind, const char *text); /* kind: the class, without its package */
void assert_asked(const char *part);                   /* of some request */

/* ITEMS(type, ...): the items and their number, as the wire's lists have them. */
#define ITEMS(type, ...)                                                                           \
    {                                                                                              \
        (type[]){__VA_ARGS__}, (int32_t)(sizeof((type[]){__VA_ARGS__}) / sizeof(type))             \
    }
#define IDS(...) ITEMS(int32_t, __VA_ARGS__)
#define NAME(text)                                                                                 \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }

#endif
