/* topics_cluster.c: requests and answers of kafka-topics. */
#include "tools/topics_cluster.h"

#include <stdlib.h>

#include "tools/answers.h"
#include "wire/errors.h"

int cluster_fail(int rc, const char *call, const struct err *err, struct thrown *t)
{
    if (rc == ERR_TIMEOUT)
        return thrown_set(t, "org.apache.kafka.common.errors.TimeoutException",
                          "Timed out waiting for a node assignment. Call: %s", call);
    if (rc == ERR_VERSION)
        return thrown_set(t, "org.apache.kafka.common.errors.UnsupportedVersionException", "%s",
                          err->text);
    return thrown_set(t, "org.apache.kafka.common.KafkaException", "%s", err->text);
}

int cluster_ask(struct cluster *c, enum ask_whom whom, const char *call, enum api_key key,
                const void *request, void *response, struct thrown *t)
{
    struct err err;
    int rc = ask_call(c->ask, whom, key, request, response, &c->arena, &err);
    return rc == 0 ? 0 : cluster_fail(rc, call, &err, t);
}

static int by_name(const void *a, const void *b)
{
    return bytes_compare(((const struct metadata_topic *)a)->name,
                         ((const struct metadata_topic *)b)->name);
}

int cluster_topics(struct cluster *c, struct metadata_response *out, struct thrown *t)
{
    struct metadata_request request;
    wire_defaults(&metadata_request_schema, &request);
    request.topics.count = -1; /* null: all */
    request.allow_auto_topic_creation = false;
    if (cluster_ask(c, ASK_ANY, "listTopics", API_METADATA, &request, out, t) != 0)
        return -1;
    if (out->topics.count > 0)
        qsort(out->topics.items, (size_t)out->topics.count, sizeof *out->topics.items, by_name);
    return 0;
}

/* Puts the partitions that a further answer has of a topic behind those that we have. */
static void append_partitions(struct arena *arena, struct describe_topic_partitions_topic *to,
                              const struct describe_topic_partitions_topic *more)
{
    size_t had = (size_t)to->partitions.count, adds = (size_t)more->partitions.count;
    struct describe_topic_partitions_partition *all = arena_array(arena, had + adds, sizeof *all);
    if (had > 0)
        memcpy(all, to->partitions.items, had * sizeof *all);
    if (adds > 0)
        memcpy(all + had, more->partitions.items, adds * sizeof *all);
    to->partitions.items = all;
    to->partitions.count = (int32_t)(had + adds);
}

static void append_topics(struct arena *arena, struct describe_topic_partitions_response *out,
                          const struct describe_topic_partitions_response *more)
{
    size_t had = (size_t)out->topics.count, adds = (size_t)more->topics.count;
    struct describe_topic_partitions_topic *all = arena_array(arena, had + adds, sizeof *all);
    if (had > 0)
        memcpy(all, out->topics.items, had * sizeof *all);
    for (size_t i = 0; i < adds; i++) {
        const struct describe_topic_partitions_topic *one = &more->topics.items[i];
        if (had > 0 && bytes_equal(all[had - 1].name, one->name))
            append_partitions(arena, &all[had - 1], one);
        else
            all[had++] = *one;
    }
    out->topics.items = all;
    out->topics.count = (int32_t)had;
}

int cluster_describe(struct cluster *c, const struct topic_names *names, int32_t limit,
                     struct describe_topic_partitions_response *out, bool *known, struct thrown *t)
{
    struct describe_topic_partitions_request request;
    struct describe_topic_partitions_response answer;
    wire_defaults(&describe_topic_partitions_request_schema, &request);
    wire_defaults(&describe_topic_partitions_response_schema, out);
    request.response_partition_limit = limit;
    request.topics.items = arena_array(&c->arena, names->count, sizeof *request.topics.items);
    request.topics.count = (int32_t)names->count;
    for (size_t i = 0; i < names->count; i++)
        request.topics.items[i].name = names->items[i];
    do {
        struct err err;
        int rc = ask_call(c->ask, ASK_ANY, API_DESCRIBE_TOPIC_PARTITIONS, &request, &answer,
                          &c->arena, &err);
        *known = rc != ERR_VERSION;
        if (!*known)
            return 0;
        if (rc != 0)
            return cluster_fail(rc, "describeTopics", &err, t);
        append_topics(&c->arena, out, &answer);
        request.cursor = answer.next_cursor;
    } while (request.cursor != NULL);
    for (int32_t i = 0; i < out->topics.count; i++)
        if (out->topics.items[i].error_code != 0)
            return thrown_from_code(t, out->topics.items[i].error_code, BYTES_NULL);
    return 0;
}
