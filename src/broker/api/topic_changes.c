/* topic_changes.c: CreateTopics, CreatePartitions, DeleteTopics. Each topic of a request succeeds
 * or fails by itself; the response waits until every success is durable. */
#include "broker/api/handlers.h"
#include "broker/broker.h"
#include "broker/partition.h"
#include "wire/errors.h"

/* What a topic's result waits for. */
struct change_wait {
    struct waiter waiter; /* first: the catalog passes it back */
    struct request *rq;
    int16_t *error_code;
    struct bytes *message;
};

static void on_changed(struct waiter *w, int rc)
{
    struct change_wait *wait = (struct change_wait *)w;
    struct request *rq = wait->rq;
    int *pending = rq->state;
    if (rc != 0) {
        *wait->error_code = KAFKA_KAFKA_STORAGE_ERROR;
        *wait->message = bytes_of("The broker's disk is full.");
    }
    if (--*pending == 0)
        request_finish(rq);
}

static struct waiter *new_wait(struct request *rq, int16_t *error_code, struct bytes *message)
{
    struct change_wait *wait = arena_alloc(&rq->arena, sizeof *wait);
    *wait = (struct change_wait){
        .waiter = {.ready = on_changed}, .rq = rq, .error_code = error_code, .message = message};
    ++*(int *)rq->state;
    return &wait->waiter;
}

/* `pending` starts at 1, which stands for the topics not yet processed. */
static void count_pending(struct request *rq)
{
    rq->state = arena_alloc(&rq->arena, sizeof(int));
    ++*(int *)rq->state;
}

static enum reply reply_or_wait(struct request *rq)
{
    return --*(int *)rq->state > 0 ? LATER : REPLY;
}

/* ---- CreateTopics ---- */

static int16_t refuse(struct bytes *message, int16_t error, const char *text)
{
    *message = bytes_of(text);
    return error;
}

static int16_t check_name(struct request *rq, struct bytes name, struct bytes *message)
{
    char scratch[512];
    const char *problem = topic_name_problem(name, scratch, sizeof scratch);
    if (problem != NULL)
        return refuse(message, KAFKA_INVALID_TOPIC_EXCEPTION,
                      arena_printf(&rq->arena, "%s", problem));
    if (catalog_topic_any(rq->broker, name) != NULL)
        return refuse(message, KAFKA_TOPIC_ALREADY_EXISTS,
                      arena_printf(&rq->arena, "Topic '%.*s' already exists.", (int)name.len,
                                   (const char *)name.data));
    const struct topic *other = catalog_collision(rq->broker, name);
    if (other != NULL)
        return refuse(message, KAFKA_INVALID_TOPIC_EXCEPTION,
                      arena_printf(&rq->arena, "Topic '%.*s' collides with existing topic: %s",
                                   (int)name.len, (const char *)name.data, other->name));
    return KAFKA_NONE;
}

static int16_t check_assignments(struct request *rq, const struct create_topics_request_topic *in,
                                 struct bytes *message)
{
    if (in->replication_factor != -1)
        return refuse(message, KAFKA_INVALID_REQUEST,
                      "A manual partition assignment was specified, but replication factor was not "
                      "set to -1.");
    if (in->num_partitions != -1)
        return refuse(message, KAFKA_INVALID_REQUEST,
                      "A manual partition assignment was specified, but numPartitions was not set "
                      "to -1.");
    for (int32_t i = 0; i < in->assignments.count; i++) {
        const struct create_topics_assignment *a = &in->assignments.items[i];
        if (a->partition < 0 || a->partition >= in->assignments.count)
            return refuse(message, KAFKA_INVALID_REPLICA_ASSIGNMENT,
                          "partitions should be a consecutive 0-based integer sequence");
        if (a->broker_ids.count < 1)
            return refuse(message, KAFKA_INVALID_REPLICA_ASSIGNMENT,
                          "The manual partition assignment includes an empty replica list.");
        for (int32_t n = 0; n < a->broker_ids.count; n++)
            if (a->broker_ids.items[n] != rq->broker->node_id)
                return refuse(message, KAFKA_INVALID_REPLICA_ASSIGNMENT,
                              arena_printf(&rq->arena,
                                           "The manual partition assignment includes broker %d, "
                                           "but no such broker is registered.",
                                           a->broker_ids.items[n]));
    }
    return KAFKA_NONE;
}

static int16_t check_size(struct request *rq, int32_t partitions, int16_t replicas,
                          struct bytes *message)
{
    if (replicas < -1 || replicas == 0)
        return refuse(message, KAFKA_INVALID_REPLICATION_FACTOR,
                      "Replication factor must be larger than 0, or -1 to use the default value.");
    if (partitions < -1 || partitions == 0)
        return refuse(message, KAFKA_INVALID_PARTITIONS,
                      "Number of partitions was set to an invalid non-positive value.");
    if (replicas > 1)
        return refuse(
            message, KAFKA_INVALID_REPLICATION_FACTOR,
            arena_printf(&rq->arena,
                         "Unable to replicate the partition %d time(s): The target replication "
                         "factor of %d cannot be reached because only 1 broker(s) are registered.",
                         replicas, replicas));
    return KAFKA_NONE;
}

static int16_t check_room(struct request *rq, int32_t more_topics, int32_t more_partitions,
                          struct bytes *message)
{
    if (!catalog_fits_topics(rq->broker, more_topics))
        return refuse(
            message, KAFKA_POLICY_VIOLATION,
            arena_printf(&rq->arena, "This broker holds at most %d topics.", LIMIT_TOPICS));
    if (!catalog_fits_partitions(rq->broker, more_partitions))
        return refuse(
            message, KAFKA_POLICY_VIOLATION,
            arena_printf(&rq->arena, "This broker holds at most %d partitions.", LIMIT_PARTITIONS));
    return KAFKA_NONE;
}

static int16_t read_configs(struct request *rq, const struct create_topics_request_topic *in,
                            struct config *config, struct bytes *message)
{
    for (int32_t i = 0; i < in->configs.count; i++) {
        const struct create_topics_request_config *c = &in->configs.items[i];
        struct err err;
        int row = config_find(config, c->name);
        if (row < 0)
            return refuse(message, KAFKA_INVALID_CONFIG,
                          arena_printf(&rq->arena, "Unknown topic config name: %.*s",
                                       (int)c->name.len, (const char *)c->name.data));
        if (bytes_is_null(c->value))
            return refuse(message, KAFKA_INVALID_CONFIG,
                          arena_printf(&rq->arena,
                                       "Null value not supported for topic configs: %.*s",
                                       (int)c->name.len, (const char *)c->name.data));
        if (config_set(config, row, c->value, &err) != 0)
            return refuse(message, KAFKA_INVALID_CONFIG, arena_printf(&rq->arena, "%s", err.text));
    }
    return KAFKA_NONE;
}

static bool is_named_twice(const struct create_topics_request *in, struct bytes name)
{
    int found = 0;
    for (int32_t i = 0; i < in->topics.count; i++)
        found += bytes_equal(in->topics.items[i].name, name);
    return found > 1;
}

static void create(struct request *rq, struct bytes name, int32_t partitions, struct config *config,
                   struct create_topics_response_topic *out)
{
    const struct create_topics_request *in = rq->in;
    out->num_partitions = partitions;
    out->replication_factor = 1;
    configs_fill_created(rq, config, out);
    if (in->validate_only)
        return;
    struct waiter *w = new_wait(rq, &out->error_code, &out->error_message);
    out->topic_id = catalog_create(rq->broker, name, partitions, config, w)->id;
}

static void create_topic(struct request *rq, int32_t i)
{
    const struct create_topics_request *request = rq->in;
    const struct create_topics_request_topic *in = &request->topics.items[i];
    struct create_topics_response_topic *out =
        &((struct create_topics_response *)rq->out)->topics.items[i];
    struct config config;
    bool assigned = in->assignments.count > 0;
    int32_t partitions = assigned ? in->assignments.count
                         : in->num_partitions == -1
                             ? (int32_t)config_number(&rq->broker->config, BROKER_NUM_PARTITIONS)
                             : in->num_partitions;
    int16_t error =
        is_named_twice(request, in->name)
            ? refuse(&out->error_message, KAFKA_INVALID_REQUEST, "Duplicate topic name.")
            : check_name(rq, in->name, &out->error_message);
    config_init_topic(&config);
    if (error == KAFKA_NONE)
        error = assigned ? check_assignments(rq, in, &out->error_message)
                         : check_size(rq, in->num_partitions, in->replication_factor,
                                      &out->error_message);
    if (error == KAFKA_NONE)
        error = check_room(rq, 1, partitions, &out->error_message);
    if (error == KAFKA_NONE)
        error = read_configs(rq, in, &config, &out->error_message);
    out->name = in->name;
    out->error_code = error;
    if (error == KAFKA_NONE)
        create(rq, in->name, partitions, &config, out);
    config_deinit(&config);
}

enum reply handle_create_topics(struct request *rq)
{
    const struct create_topics_request *in = rq->in;
    struct create_topics_response *out = rq->out;
    if (in->topics.count > LIMIT_TOPICS_NAMED)
        return CLOSE;
    count_pending(rq);
    out->topics.count = in->topics.count;
    out->topics.items =
        wire_new(&create_topics_response_topic_schema, &rq->arena, in->topics.count);
    return request_each(
        rq, &(struct each){.count = in->topics.count, .step = create_topic, .end = reply_or_wait});
}

/* ---- CreatePartitions ---- */

static bool is_grown_twice(const struct create_partitions_request *in, struct bytes name)
{
    int found = 0;
    for (int32_t i = 0; i < in->topics.count; i++)
        found += bytes_equal(in->topics.items[i].name, name);
    return found > 1;
}

static int16_t check_grow(struct request *rq, const struct create_partitions_topic *in,
                          const struct topic *topic, struct bytes *message)
{
    if (is_grown_twice(rq->in, in->name))
        return refuse(message, KAFKA_INVALID_REQUEST, "Duplicate topic name.");
    if (topic == NULL)
        return refuse(message, KAFKA_UNKNOWN_TOPIC_OR_PARTITION,
                      "This server does not host this topic-partition.");
    if (topic->partitions_wanted != topic->partition_count)
        return refuse(message, KAFKA_REASSIGNMENT_IN_PROGRESS,
                      "Partitions are already being added to this topic.");
    if (in->count == topic->partition_count)
        return refuse(
            message, KAFKA_INVALID_PARTITIONS,
            arena_printf(&rq->arena, "Topic already has %d partition(s).", topic->partition_count));
    if (in->count < topic->partition_count)
        return refuse(message, KAFKA_INVALID_PARTITIONS,
                      arena_printf(&rq->arena,
                                   "The topic %s currently has %d partition(s); %d would not be an "
                                   "increase.",
                                   topic->name, topic->partition_count, in->count));
    int32_t more = in->count - topic->partition_count;
    if (in->assignments.count >= 0 && in->assignments.count != more)
        return refuse(message, KAFKA_INVALID_REPLICA_ASSIGNMENT,
                      arena_printf(&rq->arena,
                                   "Attempted to add %d additional partition(s), but only %d "
                                   "assignment(s) were specified.",
                                   more, in->assignments.count));
    for (int32_t i = 0; i < in->assignments.count; i++) {
        struct wire_i32s ids = in->assignments.items[i].broker_ids;
        if (ids.count != 1 || ids.items[0] != rq->broker->node_id)
            return refuse(message, KAFKA_INVALID_REPLICA_ASSIGNMENT,
                          "The manual partition assignment names brokers that are not registered.");
    }
    return check_room(rq, 0, more, message);
}

static void grow_topic(struct request *rq, int32_t i)
{
    const struct create_partitions_request *request = rq->in;
    const struct create_partitions_topic *in = &request->topics.items[i];
    struct create_partitions_result *out =
        &((struct create_partitions_response *)rq->out)->results.items[i];
    struct topic *topic = catalog_topic(rq->broker, in->name);
    out->name = in->name;
    out->error_code = check_grow(rq, in, topic, &out->error_message);
    if (out->error_code == KAFKA_NONE && !request->validate_only)
        catalog_grow(rq->broker, topic, in->count,
                     new_wait(rq, &out->error_code, &out->error_message));
}

enum reply handle_create_partitions(struct request *rq)
{
    const struct create_partitions_request *in = rq->in;
    struct create_partitions_response *out = rq->out;
    if (in->topics.count > LIMIT_TOPICS_NAMED)
        return CLOSE;
    count_pending(rq);
    out->results.count = in->topics.count;
    out->results.items = wire_new(&create_partitions_result_schema, &rq->arena, in->topics.count);
    return request_each(
        rq, &(struct each){.count = in->topics.count, .step = grow_topic, .end = reply_or_wait});
}

/* ---- DeleteTopics: by name, from version 6 on also by id ---- */

static struct delete_topics_state asked_at(const struct request *rq, int32_t i)
{
    const struct delete_topics_request *in = rq->in;
    return rq->version >= 6 ? in->topics.items[i]
                            : (struct delete_topics_state){.name = in->topic_names.items[i]};
}

static bool is_asked_twice(const struct request *rq, int32_t count,
                           struct delete_topics_state asked)
{
    int found = 0;
    for (int32_t i = 0; i < count; i++) {
        struct delete_topics_state other = asked_at(rq, i);
        found += bytes_is_null(asked.name)
                     ? bytes_is_null(other.name) && uuid_equal(other.topic_id, asked.topic_id)
                     : bytes_equal(other.name, asked.name);
    }
    return found > 1;
}

/* As in Kafka, a topic that is named twice is not deleted. */
static int16_t check_asked(const struct request *rq, int32_t count,
                           struct delete_topics_state asked, struct bytes *message)
{
    bool by_id = bytes_is_null(asked.name);
    if (!config_number(&rq->broker->config, BROKER_DELETE_TOPIC_ENABLE))
        return refuse(message, KAFKA_TOPIC_DELETION_DISABLED, "Topic deletion is disabled.");
    if (by_id && uuid_is_zero(asked.topic_id))
        return refuse(message, KAFKA_INVALID_REQUEST, "Neither topic name nor id were specified.");
    if (!by_id && !uuid_is_zero(asked.topic_id))
        return refuse(message, KAFKA_INVALID_REQUEST,
                      "You may not specify both topic name and topic id.");
    if (is_asked_twice(rq, count, asked))
        return refuse(message, KAFKA_INVALID_REQUEST,
                      by_id ? "Duplicate topic id." : "Duplicate topic name.");
    return KAFKA_NONE;
}

static void delete_topic(struct request *rq, struct delete_topics_state asked,
                         struct delete_topics_result *out)
{
    int16_t missing;
    struct topic *topic = catalog_find(rq->broker, asked.name, asked.topic_id, &missing);
    if (topic == NULL) {
        out->error_code = refuse(&out->error_message, missing,
                                 missing == KAFKA_UNKNOWN_TOPIC_ID
                                     ? "This server does not host this topic ID."
                                     : "This server does not host this topic-partition.");
        return;
    }
    out->name = arena_copy(&rq->arena, bytes_of(topic->name));
    out->topic_id = topic->id;
    catalog_delete(rq->broker, topic, new_wait(rq, &out->error_code, &out->error_message));
}

static void delete_asked(struct request *rq, int32_t i)
{
    struct delete_topics_response *out = rq->out;
    struct delete_topics_result *result = &out->results.items[i];
    struct delete_topics_state asked = asked_at(rq, i);
    result->name = asked.name;
    result->topic_id = asked.topic_id;
    result->error_code = check_asked(rq, out->results.count, asked, &result->error_message);
    if (result->error_code == KAFKA_NONE)
        delete_topic(rq, asked, result);
}

enum reply handle_delete_topics(struct request *rq)
{
    const struct delete_topics_request *in = rq->in;
    struct delete_topics_response *out = rq->out;
    int32_t count = rq->version >= 6 ? in->topics.count : in->topic_names.count;
    if (count > LIMIT_TOPICS_NAMED)
        return CLOSE;
    count_pending(rq);
    out->results.count = count;
    out->results.items = wire_new(&delete_topics_result_schema, &rq->arena, count);
    return request_each(rq,
                        &(struct each){.count = count, .step = delete_asked, .end = reply_or_wait});
}
