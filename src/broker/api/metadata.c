/* metadata.c: brokers and topics: Metadata (which may create topics), DescribeCluster,
 * DescribeTopicPartitions. */
#include <stdlib.h>

#include "broker/api/handlers.h"
#include "broker/broker.h"
#include "broker/partition.h"
#include "log/log.h"
#include "wire/errors.h"

enum { /* KIP-430: one bit per operation; without ACLs everything is allowed */
       TOPIC_OPERATIONS = 0x0df8,
       CLUSTER_OPERATIONS = 0x1fa0,
       ENDPOINT_BROKERS = 1,
       ENDPOINT_CONTROLLERS = 2,
       NO_LEADER = -1,             /* of a partition that is being recovered */
       PARTITIONS_PER_PAGE = 2000, /* max.request.partition.size.limit */
};

static bool is_internal(const struct topic *topic)
{
    return strcmp(topic->name, "__consumer_offsets") == 0 ||
           strcmp(topic->name, "__transaction_state") == 0;
}

/* The replicas of every partition: this broker. */
static struct wire_i32s just_us(struct request *rq)
{
    struct wire_i32s list = {.items = arena_array(&rq->arena, 1, sizeof(int32_t)), .count = 1};
    list.items[0] = rq->broker->node_id;
    return list;
}

/* ---- Metadata ---- */

static void fill_topic(struct request *rq, struct metadata_topic *out, const struct topic *topic)
{
    const struct metadata_request *in = rq->in;
    struct wire_i32s us = just_us(rq);
    out->name = bytes_of(topic->name);
    out->topic_id = topic->id;
    out->is_internal = is_internal(topic);
    if (in->include_topic_authorized_operations)
        out->topic_authorized_operations = TOPIC_OPERATIONS;
    out->partitions.count = topic->partition_count;
    out->partitions.items =
        wire_new(&metadata_partition_schema, &rq->arena, topic->partition_count);
    for (int32_t i = 0; i < topic->partition_count; i++) {
        struct metadata_partition *p = &out->partitions.items[i];
        p->partition = i;
        p->leader_epoch = partition_leader_epoch(topic->partitions[i]);
        p->leader_id = p->leader_epoch < 0 ? NO_LEADER : rq->broker->node_id;
        p->error_code = p->leader_epoch < 0 ? KAFKA_LEADER_NOT_AVAILABLE : KAFKA_NONE;
        p->replica_nodes = us;
        p->isr_nodes = us;
    }
}

/* A Metadata that waits for topics to be created. */
struct wait {
    struct waiter waiter; /* first: the catalog passes it back */
    struct request *rq;
};

static void fill_metadata(struct request *rq);

static void on_topic_ready(struct waiter *w, int rc)
{
    struct request *rq = ((struct wait *)w)->rq;
    int *pending = rq->state;
    (void)rc; /* looked up again: failed ones are missing then */
    if (--*pending > 0)
        return;
    fill_metadata(rq);
    request_finish(rq);
}

static struct waiter *new_wait(struct request *rq)
{
    struct wait *wait = arena_alloc(&rq->arena, sizeof *wait);
    int *pending = rq->state;
    *wait = (struct wait){.waiter = {.ready = on_topic_ready}, .rq = rq};
    ++*pending;
    return &wait->waiter;
}

static bool may_create(const struct request *rq, struct bytes name)
{
    const struct metadata_request *in = rq->in;
    struct broker *b = rq->broker;
    char scratch[512];
    return in->allow_auto_topic_creation && config_number(&b->config, BROKER_AUTO_CREATE_TOPICS) &&
           topic_name_problem(name, scratch, sizeof scratch) == NULL &&
           catalog_collision(b, name) == NULL && catalog_fits_topics(b, 1) &&
           catalog_fits_partitions(b, config_number(&b->config, BROKER_NUM_PARTITIONS));
}

/* Creates the requested topics that do not exist and may be created; counts those to wait for. */
static void create_missing(struct request *rq)
{
    const struct metadata_request *in = rq->in;
    struct broker *b = rq->broker;
    for (int32_t i = 0; i < in->topics.count; i++) {
        struct bytes name = in->topics.items[i].name;
        struct topic *topic = catalog_topic_any(b, name);
        if (bytes_is_null(name) || (topic != NULL && topic->state == TOPIC_LIVE))
            continue;
        if (topic != NULL) {
            catalog_wait(topic, new_wait(rq));
        } else if (may_create(rq, name)) {
            struct config config;
            config_init_topic(&config);
            catalog_create(b, name, (int32_t)config_number(&b->config, BROKER_NUM_PARTITIONS),
                           &config, new_wait(rq));
        }
    }
}

/* A topic is listed once, however often it is requested: false if it already is in this response.
 */
static bool fill_asked(struct request *rq, struct metadata_topic *out,
                       const struct metadata_request_topic *asked, uint64_t look)
{
    struct broker *b = rq->broker;
    char scratch[512];
    int16_t missing;
    struct topic *topic = catalog_find(b, asked->name, asked->topic_id, &missing);
    if (topic != NULL) {
        bool seen = topic->look == look;
        topic->look = look;
        if (!seen)
            fill_topic(rq, out, topic);
        return !seen;
    }
    out->name = asked->name;
    out->topic_id = asked->topic_id;
    out->error_code = missing;
    if (missing == KAFKA_UNKNOWN_TOPIC_OR_PARTITION &&
        (topic_name_problem(asked->name, scratch, sizeof scratch) != NULL ||
         catalog_collision(b, asked->name) != NULL))
        out->error_code = KAFKA_INVALID_TOPIC_EXCEPTION;
    return true;
}

static bool asks_for_all(const struct request *rq)
{
    const struct metadata_request *in = rq->in;
    return rq->version == 0 ? in->topics.count == 0 : in->topics.count < 0;
}

static void fill_all(struct request *rq)
{
    struct metadata_response *out = rq->out;
    const struct catalog *c = &rq->broker->catalog;
    out->topics.items = wire_new(&metadata_topic_schema, &rq->arena, (int32_t)c->count);
    for (size_t i = 0; i < c->count; i++)
        if (c->by_name[i]->state == TOPIC_LIVE)
            fill_topic(rq, &out->topics.items[out->topics.count++], c->by_name[i]);
}

static void fill_broker(struct request *rq)
{
    const struct metadata_request *in = rq->in;
    struct metadata_response *out = rq->out;
    out->brokers.items = wire_new(&metadata_broker_schema, &rq->arena, 1);
    out->brokers.count = 1;
    out->brokers.items[0].node_id = rq->broker->node_id;
    request_address(rq, &out->brokers.items[0].host, &out->brokers.items[0].port);
    out->cluster_id = bytes_of(rq->broker->cluster_id);
    out->controller_id = rq->broker->node_id;
    if (in->include_cluster_authorized_operations)
        out->cluster_authorized_operations = CLUSTER_OPERATIONS;
}

static void fill_metadata(struct request *rq)
{
    const struct metadata_request *in = rq->in;
    struct metadata_response *out = rq->out;
    fill_broker(rq);
    if (asks_for_all(rq)) {
        fill_all(rq);
        return;
    }
    int32_t count = in->topics.count > 0 ? in->topics.count : 0;
    uint64_t look = ++rq->broker->catalog.looks;
    out->topics.items = wire_new(&metadata_topic_schema, &rq->arena, count);
    for (int32_t i = 0; i < count; i++)
        out->topics.count +=
            fill_asked(rq, &out->topics.items[out->topics.count], &in->topics.items[i], look);
}

enum reply handle_metadata(struct request *rq)
{
    const struct metadata_request *in = rq->in;
    int *pending = arena_alloc(&rq->arena, sizeof *pending);
    if (in->topics.count > LIMIT_TOPICS_NAMED)
        return CLOSE;
    rq->state = pending;
    if (!asks_for_all(rq))
        create_missing(rq);
    if (*pending > 0)
        return LATER;
    fill_metadata(rq);
    return REPLY;
}

/* ---- DescribeCluster ---- */

enum reply handle_describe_cluster(struct request *rq)
{
    const struct describe_cluster_request *in = rq->in;
    struct describe_cluster_response *out = rq->out;
    out->endpoint_type = in->endpoint_type;
    if (in->endpoint_type != ENDPOINT_BROKERS) {
        bool known = in->endpoint_type == ENDPOINT_CONTROLLERS;
        out->error_code = known ? KAFKA_MISMATCHED_ENDPOINT_TYPE : KAFKA_UNSUPPORTED_ENDPOINT_TYPE;
        out->error_message =
            bytes_of(known ? "The request was sent to an endpoint of the wrong type: this is a "
                             "broker, not a controller."
                           : "Unsupported endpoint type");
        out->cluster_id = bytes_of("");
        return REPLY;
    }
    out->cluster_id = bytes_of(rq->broker->cluster_id);
    out->controller_id = rq->broker->node_id;
    out->brokers.items = wire_new(&describe_cluster_broker_schema, &rq->arena, 1);
    out->brokers.count = 1;
    out->brokers.items[0].broker_id = rq->broker->node_id;
    request_address(rq, &out->brokers.items[0].host, &out->brokers.items[0].port);
    if (in->include_cluster_authorized_operations)
        out->cluster_authorized_operations = CLUSTER_OPERATIONS;
    return REPLY;
}

/* ---- DescribeTopicPartitions (KIP-966): sorted by name, in pages with a cursor ---- */

static int compare_names(const void *a, const void *b)
{
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

/* The requested names, or all of them, sorted and unique. */
static struct bytes *sorted_names(struct request *rq, size_t *count)
{
    const struct describe_topic_partitions_request *in = rq->in;
    const struct catalog *c = &rq->broker->catalog;
    bool all = in->topics.count <= 0;
    size_t n = all ? c->count : (size_t)in->topics.count, kept = 0;
    struct bytes *names = arena_array(&rq->arena, n + 1, sizeof *names);
    for (size_t i = 0; i < n; i++)
        if (!all || c->by_name[i]->state == TOPIC_LIVE)
            names[kept++] = all ? bytes_of(c->by_name[i]->name) : in->topics.items[i].name;
    qsort(names, kept, sizeof *names, compare_names);
    *count = 0;
    for (size_t i = 0; i < kept; i++)
        if (i == 0 || !bytes_equal(names[i], names[i - 1]))
            names[(*count)++] = names[i];
    return names;
}

static void describe_partition(struct request *rq, struct describe_topic_partitions_partition *out,
                               struct partition *p)
{
    struct wire_i32s us = just_us(rq);
    out->partition = p->index;
    out->leader_epoch = partition_leader_epoch(p);
    out->leader_id = out->leader_epoch < 0 ? NO_LEADER : rq->broker->node_id;
    out->error_code = out->leader_epoch < 0 ? KAFKA_LEADER_NOT_AVAILABLE : KAFKA_NONE;
    out->replica_nodes = us;
    out->isr_nodes = us;
    out->eligible_leader_replicas.count = 0;
    out->last_known_elr.count = 0;
}

/* Adds partitions from `first` on, at most `room`. Returns how many. */
static int32_t describe_topic(struct request *rq, struct describe_topic_partitions_topic *out,
                              struct bytes name, int32_t first, int32_t room)
{
    char scratch[512];
    const struct topic *topic = catalog_topic(rq->broker, name);
    out->name = name;
    if (topic == NULL) {
        out->error_code = topic_name_problem(name, scratch, sizeof scratch) != NULL
                              ? KAFKA_INVALID_TOPIC_EXCEPTION
                              : KAFKA_UNKNOWN_TOPIC_OR_PARTITION;
        return 0;
    }
    int32_t left = topic->partition_count > first ? topic->partition_count - first : 0;
    int32_t n = left < room ? left : room;
    out->topic_id = topic->id;
    out->is_internal = is_internal(topic);
    out->topic_authorized_operations = TOPIC_OPERATIONS;
    out->partitions.items = wire_new(&describe_topic_partitions_partition_schema, &rq->arena, n);
    for (; out->partitions.count < n; out->partitions.count++)
        describe_partition(rq, &out->partitions.items[out->partitions.count],
                           topic->partitions[first + out->partitions.count]);
    return n;
}

static void set_cursor(struct request *rq, struct bytes name, int32_t partition)
{
    struct describe_topic_partitions_response *out = rq->out;
    out->next_cursor = wire_new(&topic_cursor_schema, &rq->arena, 1);
    out->next_cursor->topic_name = name;
    out->next_cursor->partition = partition;
}

enum reply handle_describe_topic_partitions(struct request *rq)
{
    const struct describe_topic_partitions_request *in = rq->in;
    struct describe_topic_partitions_response *out = rq->out;
    int32_t room = in->response_partition_limit;
    size_t count;
    if (in->topics.count > LIMIT_TOPICS_NAMED)
        return CLOSE;
    struct bytes *names = sorted_names(rq, &count);
    if (room < 1 || room > PARTITIONS_PER_PAGE)
        room = PARTITIONS_PER_PAGE;
    out->topics.items =
        wire_new(&describe_topic_partitions_topic_schema, &rq->arena, (int32_t)count);
    for (size_t i = 0; i < count; i++) {
        int order = in->cursor != NULL ? bytes_compare(names[i], in->cursor->topic_name) : 1;
        int32_t first = order == 0 && in->cursor->partition > 0 ? in->cursor->partition : 0;
        if (order < 0)
            continue;
        if (room == 0) {
            set_cursor(rq, names[i], first);
            break;
        }
        struct describe_topic_partitions_topic *t = &out->topics.items[out->topics.count++];
        int32_t n = describe_topic(rq, t, names[i], first, room);
        room -= n;
        const struct topic *topic = catalog_topic(rq->broker, names[i]);
        if (topic != NULL && first + n < topic->partition_count) {
            set_cursor(rq, names[i], first + n);
            break;
        }
    }
    return REPLY;
}
