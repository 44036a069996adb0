/* topics_describe.c: --describe: a line a topic, a line a partition, and filters over them. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "tools/answers.h"
#include "tools/clean.h"
#include "tools/java_order.h"
#include "tools/java_uuid.h"
#include "tools/topic_command.h"
#include "tools/topics_options.h"

enum { PARTITION_LIMIT = 2000, TOPIC_RESOURCE = 2, DEFAULT_CONFIG = 5, NO_LEADER = -1 };

/* What is known of the topics to be described, all of it asked before anything is printed. */
struct picture {
    struct describe_topic_partitions_response topics; /* in the order of printing */
    struct describe_configs_response configs;
    struct list_partition_reassignments_response moves;
    struct metadata_response all; /* for its brokers: those alive */
};

/* ---- gathering ---- */

/* Metadata knows no eligible leaders: null, which prints as N/A. */
static void view_of_metadata(struct arena *arena, const struct metadata_topic *from,
                             struct describe_topic_partitions_topic *to)
{
    size_t count = from->partitions.count < 0 ? 0 : (size_t)from->partitions.count;
    to->name = from->name;
    to->topic_id = from->topic_id;
    to->partitions.items = arena_array(arena, count, sizeof *to->partitions.items);
    to->partitions.count = (int32_t)count;
    for (size_t i = 0; i < count; i++) {
        const struct metadata_partition *p = &from->partitions.items[i];
        to->partitions.items[i] =
            (struct describe_topic_partitions_partition){.partition = p->partition,
                                                         .leader_id = p->leader_id,
                                                         .replica_nodes = p->replica_nodes,
                                                         .isr_nodes = p->isr_nodes,
                                                         .eligible_leader_replicas = {.count = -1},
                                                         .last_known_elr = {.count = -1}};
    }
}

static void take_from_metadata(struct topic_command *s, struct picture *pic,
                               const struct topic_names *names)
{
    pic->topics.topics.items =
        arena_array(&s->cluster.arena, names->count, sizeof *pic->topics.topics.items);
    pic->topics.topics.count = 0;
    for (size_t i = 0; i < names->count; i++)
        for (int32_t j = 0; j < pic->all.topics.count; j++)
            if (bytes_equal(names->items[i], pic->all.topics.items[j].name))
                view_of_metadata(&s->cluster.arena, &pic->all.topics.items[j],
                                 &pic->topics.topics.items[pic->topics.topics.count++]);
}

/* The one topic of that id, from metadata, as Kafka's admin client does it. */
static int choose_by_id(struct topic_command *s, const struct picture *pic, struct uuid id,
                        struct topic_names *out, struct thrown *t)
{
    char text[UUID_TEXT_SIZE];
    out->items = arena_array(&s->cluster.arena, 1, sizeof *out->items);
    out->count = 0;
    for (int32_t i = 0; i < pic->all.topics.count; i++)
        if (uuid_equal(pic->all.topics.items[i].topic_id, id))
            out->items[out->count++] = pic->all.topics.items[i].name;
    if (out->count == 0 && !jopt_has(&s->given, TOPICS_IF_EXISTS))
        return thrown_set(t, "java.lang.IllegalArgumentException",
                          "TopicId '%s' does not exist as expected", uuid_to_text(id, text));
    return 0;
}

/* The admin client gives the topics in a map that was copied twice on its way. */
static void order_topics(struct topic_command *s, struct describe_topic_partitions_response *r)
{
    size_t count = (size_t)r->topics.count;
    const size_t capacities[] = {count, count * 4 / 3 + 1, count};
    for (size_t pass = 0; pass < ARRAY_SIZE(capacities); pass++) {
        struct bytes *keys = arena_array(&s->cluster.arena, count, sizeof *keys);
        size_t *order = arena_array(&s->cluster.arena, count, sizeof *order);
        struct describe_topic_partitions_topic *sorted =
            arena_array(&s->cluster.arena, count, sizeof *sorted);
        for (size_t i = 0; i < count; i++)
            keys[i] = r->topics.items[i].name;
        java_order(keys, count, capacities[pass], order);
        for (size_t i = 0; i < count; i++)
            sorted[i] = r->topics.items[order[i]];
        r->topics.items = sorted;
    }
}

static int find_topics(struct topic_command *s, struct picture *pic, struct thrown *t)
{
    const char *id_text = NULL;
    struct uuid id = {{0}};
    struct topic_names names;
    int32_t limit = PARTITION_LIMIT;
    bool known = false;
    if (jopt_text(&s->given, TOPICS_TOPIC_ID, &id_text, t) != 0 ||
        (id_text != NULL && java_uuid_parse(id_text, &id, t) != 0) ||
        cluster_topics(&s->cluster, &pic->all, t) != 0)
        return -1;
    if (!uuid_is_zero(id)) {
        if (choose_by_id(s, pic, id, &names, t) != 0)
            return -1;
    } else {
        if (topics_choose(s, &pic->all, jopt_has(&s->given, TOPICS_EXCLUDE_INTERNAL), &names, t) !=
                0 ||
            (names.count > 0 &&
             (jopt_integer(&s->given, TOPICS_PARTITION_SIZE_LIMIT, &limit, t) != 0 ||
              cluster_describe(&s->cluster, &names, limit, &pic->topics, &known, t) != 0)))
            return -1;
    }
    if (!known)
        take_from_metadata(s, pic, &names);
    order_topics(s, &pic->topics);
    return 0;
}

static int ask_configs(struct topic_command *s, struct picture *pic, struct thrown *t)
{
    size_t count = (size_t)pic->topics.topics.count;
    struct describe_configs_request request;
    wire_defaults(&describe_configs_request_schema, &request);
    request.resources.items =
        arena_array(&s->cluster.arena, count, sizeof *request.resources.items);
    request.resources.count = (int32_t)count;
    for (size_t i = 0; i < count; i++)
        request.resources.items[i] =
            (struct describe_configs_resource){.resource_type = TOPIC_RESOURCE,
                                               .resource_name = pic->topics.topics.items[i].name,
                                               .configuration_keys = {.count = -1}};
    return cluster_ask(&s->cluster, ASK_ANY, "describeConfigs", API_DESCRIBE_CONFIGS, &request,
                       &pic->configs, t);
}

/* A broker that does not list reassignments has none to tell us of. */
static int ask_moves(struct topic_command *s, struct picture *pic, struct thrown *t)
{
    size_t count = (size_t)pic->topics.topics.count;
    struct list_partition_reassignments_request request;
    struct err err;
    wire_defaults(&list_partition_reassignments_request_schema, &request);
    request.topics.items = arena_array(&s->cluster.arena, count, sizeof *request.topics.items);
    request.topics.count = (int32_t)count;
    for (size_t i = 0; i < count; i++) {
        const struct describe_topic_partitions_topic *from = &pic->topics.topics.items[i];
        size_t parts = (size_t)from->partitions.count;
        struct list_partition_reassignments_request_topic *to = &request.topics.items[i];
        to->name = from->name;
        to->partitions.items = arena_array(&s->cluster.arena, parts, sizeof *to->partitions.items);
        to->partitions.count = (int32_t)parts;
        for (size_t j = 0; j < parts; j++)
            to->partitions.items[j] = from->partitions.items[j].partition;
    }
    int rc = ask_call(s->cluster.ask, ASK_CONTROLLER, API_LIST_PARTITION_REASSIGNMENTS, &request,
                      &pic->moves, &s->cluster.arena, &err);
    if (rc == ERR_VERSION)
        return 0;
    if (rc != 0)
        return cluster_fail(rc, "listPartitionReassignments", &err, t);
    if (pic->moves.error_code != 0)
        return thrown_from_code(t, pic->moves.error_code, pic->moves.error_message);
    return 0;
}

/* ---- deciding ---- */

static const struct list_partition_reassignments_partition *
find_move(const struct picture *pic, struct bytes topic, int32_t partition)
{
    for (int32_t i = 0; i < pic->moves.topics.count; i++) {
        const struct list_partition_reassignments_topic *one = &pic->moves.topics.items[i];
        for (int32_t j = 0; bytes_equal(one->name, topic) && j < one->partitions.count; j++)
            if (one->partitions.items[j].partition == partition)
                return &one->partitions.items[j];
    }
    return NULL;
}

static bool holds(const struct wire_i32s *list, int32_t value)
{
    for (int32_t i = 0; i < list->count; i++)
        if (list->items[i] == value)
            return true;
    return false;
}

/* While replicas are being moved, those on their way do not count. */
static int32_t replication_factor(const struct describe_topic_partitions_partition *p,
                                  const struct list_partition_reassignments_partition *move)
{
    for (int32_t i = 0; move != NULL && i < p->replica_nodes.count; i++)
        if (holds(&move->adding_replicas, p->replica_nodes.items[i]) ||
            holds(&move->removing_replicas, p->replica_nodes.items[i]))
            return move->replicas.count - move->adding_replicas.count;
    return p->replica_nodes.count;
}

static const struct describe_configs_result *find_configs(const struct picture *pic,
                                                          struct bytes topic)
{
    for (int32_t i = 0; i < pic->configs.results.count; i++)
        if (bytes_equal(pic->configs.results.items[i].resource_name, topic))
            return &pic->configs.results.items[i];
    return NULL;
}

static int32_t min_isr(const struct describe_configs_result *configs)
{
    char text[16] = "1";
    for (int32_t i = 0; configs != NULL && i < configs->configs.count; i++)
        if (bytes_equal(configs->configs.items[i].name, bytes_of("min.insync.replicas")))
            bytes_to_text(configs->configs.items[i].value, text, sizeof text);
    return atoi(text);
}

static bool is_alive(const struct picture *pic, int32_t broker)
{
    for (int32_t i = 0; i < pic->all.brokers.count; i++)
        if (pic->all.brokers.items[i].node_id == broker)
            return true;
    return false;
}

static bool any_partition_filter(const struct jopt *o)
{
    return jopt_has(o, TOPICS_UNAVAILABLE) || jopt_has(o, TOPICS_UNDER_REPLICATED) ||
           jopt_has(o, TOPICS_UNDER_MIN_ISR) || jopt_has(o, TOPICS_AT_MIN_ISR);
}

static bool passes(const struct topic_command *s, const struct picture *pic, struct bytes topic,
                   const struct describe_topic_partitions_partition *p)
{
    const struct jopt *o = &s->given;
    int32_t least = min_isr(find_configs(pic, topic));
    bool led = p->leader_id != NO_LEADER;
    return !any_partition_filter(o) ||
           (jopt_has(o, TOPICS_UNDER_REPLICATED) &&
            replication_factor(p, find_move(pic, topic, p->partition)) > p->isr_nodes.count) ||
           (jopt_has(o, TOPICS_UNAVAILABLE) && (!led || !is_alive(pic, p->leader_id))) ||
           (jopt_has(o, TOPICS_UNDER_MIN_ISR) && (!led || p->isr_nodes.count < least)) ||
           (jopt_has(o, TOPICS_AT_MIN_ISR) && p->isr_nodes.count == least);
}

/* ---- printing ---- */

static void print_name(const char *before, struct bytes name)
{
    struct buf clean = {0};
    clean_name(&clean, name);
    printf("%s%s", before, buf_text(&clean));
    buf_deinit(&clean);
}

static void print_ids(const char *before, const struct wire_i32s *ids)
{
    fputs(before, stdout);
    if (ids->count < 0)
        fputs("N/A", stdout);
    for (int32_t i = 0; i < ids->count; i++)
        printf("%s%d", i > 0 ? "," : "", ids->items[i]);
}

static void print_partition(struct bytes topic, const struct describe_topic_partitions_partition *p,
                            const struct list_partition_reassignments_partition *move)
{
    print_name("\tTopic: ", topic);
    printf("\tPartition: %d", p->partition);
    if (p->leader_id == NO_LEADER)
        fputs("\tLeader: none", stdout);
    else
        printf("\tLeader: %d", p->leader_id);
    print_ids("\tReplicas: ", &p->replica_nodes);
    print_ids("\tIsr: ", &p->isr_nodes);
    if (move != NULL) {
        print_ids("\tAdding Replicas: ", &move->adding_replicas);
        print_ids("\tRemoving Replicas: ", &move->removing_replicas);
    }
    print_ids("\tElr: ", &p->eligible_leader_replicas);
    print_ids("\tLastKnownElr: ", &p->last_known_elr);
    putchar('\n');
}

/* Appends "k=v,k=v" of what is not default, in the order of the admin client's map. */
static void add_overrides(struct topic_command *s, const struct describe_configs_result *configs,
                          struct buf *out)
{
    size_t count = configs == NULL ? 0 : (size_t)configs->configs.count;
    struct bytes *keys = arena_array(&s->cluster.arena, count, sizeof *keys);
    size_t *order = arena_array(&s->cluster.arena, count, sizeof *order);
    for (size_t i = 0; i < count; i++)
        keys[i] = configs->configs.items[i].name;
    java_order(keys, count, 0, order);
    for (size_t i = 0; i < count; i++) {
        const struct describe_configs_entry *one = &configs->configs.items[order[i]];
        if (one->config_source == DEFAULT_CONFIG)
            continue;
        buf_add_text(out, out->len > 0 ? "," : "");
        clean_name(out, one->name);
        buf_add_byte(out, '=');
        clean_name(out, bytes_is_null(one->value) ? bytes_of("null") : one->value);
    }
}

static void print_topic(struct topic_command *s, const struct picture *pic,
                        const struct describe_topic_partitions_topic *topic)
{
    struct buf overrides = {0};
    char id[UUID_TEXT_SIZE];
    const struct describe_topic_partitions_partition *first = &topic->partitions.items[0];
    add_overrides(s, find_configs(pic, topic->name), &overrides);
    if (!jopt_has(&s->given, TOPICS_WITH_OVERRIDES) || overrides.len > 0) {
        print_name("Topic: ", topic->name);
        if (!uuid_is_zero(topic->topic_id))
            printf("\tTopicId: %s", uuid_to_text(topic->topic_id, id));
        printf("\tPartitionCount: %d\tReplicationFactor: %d\tConfigs: %s\n",
               topic->partitions.count,
               replication_factor(first, find_move(pic, topic->name, first->partition)),
               buf_text(&overrides));
    }
    buf_deinit(&overrides);
}

static int by_number(const void *a, const void *b)
{
    const struct describe_topic_partitions_partition *x = a, *y = b;
    return (x->partition > y->partition) - (x->partition < y->partition);
}

static void print_picture(struct topic_command *s, const struct picture *pic)
{
    for (int32_t i = 0; i < pic->topics.topics.count; i++) {
        const struct describe_topic_partitions_topic *topic = &pic->topics.topics.items[i];
        if (topic->partitions.count == 0)
            continue;
        qsort(topic->partitions.items, (size_t)topic->partitions.count,
              sizeof *topic->partitions.items, by_number);
        if (!any_partition_filter(&s->given))
            print_topic(s, pic, topic);
        for (int32_t j = 0;
             !jopt_has(&s->given, TOPICS_WITH_OVERRIDES) && j < topic->partitions.count; j++) {
            const struct describe_topic_partitions_partition *p = &topic->partitions.items[j];
            if (passes(s, pic, topic->name, p))
                print_partition(topic->name, p, find_move(pic, topic->name, p->partition));
        }
    }
}

int topics_describe(struct topic_command *s, struct thrown *t)
{
    struct picture pic = {0};
    if (find_topics(s, &pic, t) != 0)
        return -1;
    if (pic.topics.topics.count == 0)
        return 0;
    if (ask_configs(s, &pic, t) != 0 || ask_moves(s, &pic, t) != 0)
        return -1;
    for (int32_t i = 0; i < pic.configs.results.count; i++)
        if (pic.configs.results.items[i].error_code != 0)
            return thrown_from_code(t, pic.configs.results.items[i].error_code,
                                    pic.configs.results.items[i].error_message);
    print_picture(s, &pic);
    return 0;
}
