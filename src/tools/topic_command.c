/* topic_command.c: creating, altering, listing and deleting. */
#include "tools/topic_command.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "tools/answers.h"
#include "tools/assignment.h"
#include "tools/clean.h"
#include "tools/regex.h"
#include "tools/topic_configs.h"
#include "tools/topics_options.h"
#include "wire/errors.h"

enum { REQUEST_TIMEOUT_MS = 60000, NOT_GIVEN = -1 };

static const char illegal_argument[] = "java.lang.IllegalArgumentException";

/* ---- choosing topics ---- */

/* --topic as a pattern: blanks and outer quotes gone, commas as alternatives. */
static int open_filter(const char *raw, struct regex **out, struct thrown *t)
{
    struct buf pattern = {0};
    size_t end = strlen(raw);
    for (size_t i = 0; i < end; i++)
        if (raw[i] != ' ')
            buf_add_byte(&pattern, raw[i] == ',' ? '|' : (uint8_t)raw[i]);
    char *from = (char *)(uintptr_t)buf_text(&pattern);
    end = strlen(from);
    while (end > 0 && (from[end - 1] == '"' || from[end - 1] == '\''))
        from[--end] = '\0';
    from += strspn(from, "\"'");
    int rc = regex_open(out, from, t);
    if (rc != 0)
        thrown_set(t, "java.lang.RuntimeException", "%s is an invalid regex.", from);
    buf_deinit(&pattern);
    return rc;
}

static bool is_internal(struct bytes name)
{
    return bytes_equal(name, bytes_of("__consumer_offsets")) ||
           bytes_equal(name, bytes_of("__transaction_state")) ||
           bytes_equal(name, bytes_of("__share_group_state"));
}

int topics_choose(struct topic_command *s, const struct metadata_response *all,
                  bool exclude_internal, struct topic_names *out, struct thrown *t)
{
    struct regex *filter = NULL;
    const char *topic = NULL;
    if (jopt_text(&s->given, TOPICS_TOPIC, &topic, t) != 0 ||
        (topic != NULL && open_filter(topic, &filter, t) != 0))
        return -1;
    out->items = arena_array(&s->cluster.arena, (size_t)all->topics.count, sizeof *out->items);
    out->count = 0;
    for (int32_t i = 0; i < all->topics.count; i++) {
        const struct metadata_topic *one = &all->topics.items[i];
        if (exclude_internal && (one->is_internal || is_internal(one->name)))
            continue;
        if (filter == NULL || regex_matches(filter, one->name))
            out->items[out->count++] = one->name;
    }
    regex_close(filter);
    if (out->count == 0 && topic != NULL && *topic != '\0' && !jopt_has(&s->given, TOPICS_LIST) &&
        !jopt_has(&s->given, TOPICS_IF_EXISTS))
        return thrown_set(t, illegal_argument, "Topic '%s' does not exist as expected", topic);
    return 0;
}

/* ---- creating ---- */

struct new_topic {
    const char *name;
    int32_t partitions, replication_factor; /* or NOT_GIVEN */
    struct assignment assignment;
    struct create_topics_request_config *configs;
    int32_t config_count;
};

/* "key=val" with blanks around either, as Java's split takes it apart: no second '=', no empty end.
 */
static int read_config(struct topic_command *s, const char *word, struct new_topic *out,
                       struct thrown *t)
{
    size_t key = strcspn(word, "=");
    struct bytes value = word[key] == '=' ? bytes_trim(bytes_of(word + key + 1)) : BYTES_NULL;
    if (value.len == 0 || memchr(value.data, '=', value.len) != NULL)
        return thrown_set(t, illegal_argument,
                          "requirement failed: Invalid topic config: all configs to be added must "
                          "be in the format \"key=val\".");
    struct create_topics_request_config *to = &out->configs[out->config_count++];
    to->name = arena_copy(&s->cluster.arena, bytes_trim(bytes_make(word, key)));
    to->value = arena_copy(&s->cluster.arena, value);
    return 0;
}

static int read_configs(struct topic_command *s, struct new_topic *out, struct thrown *t)
{
    const struct text_list *words = &s->given.values[TOPICS_CONFIG];
    out->configs = arena_array(&s->cluster.arena, words->count, sizeof *out->configs);
    for (size_t i = 0; i < words->count; i++)
        if (read_config(s, words->items[i], out, t) != 0)
            return -1;
    for (int32_t i = 0; i < out->config_count; i++)
        if (topic_config_check((const char *)out->configs[i].name.data,
                               (const char *)out->configs[i].value.data, t) != 0)
            return -1;
    return 0;
}

static int read_new_topic(struct topic_command *s, struct new_topic *out, struct thrown *t)
{
    const struct jopt *o = &s->given;
    const char *assignment = "";
    *out = (struct new_topic){.partitions = NOT_GIVEN, .replication_factor = NOT_GIVEN};
    if (jopt_text(o, TOPICS_TOPIC, &out->name, t) != 0 ||
        jopt_integer(o, TOPICS_PARTITIONS, &out->partitions, t) != 0 ||
        jopt_integer(o, TOPICS_REPLICATION_FACTOR, &out->replication_factor, t) != 0 ||
        jopt_text(o, TOPICS_REPLICA_ASSIGNMENT, &assignment, t) != 0 ||
        assignment_parse(assignment, &s->cluster.arena, &out->assignment, t) != 0)
        return -1;
    return read_configs(s, out, t);
}

static int check_numbers(const struct jopt *o, const struct new_topic *topic, struct thrown *t)
{
    if (jopt_has(o, TOPICS_REPLICATION_FACTOR) &&
        (topic->replication_factor < 1 || topic->replication_factor > INT16_MAX))
        return thrown_set(t, illegal_argument,
                          "The replication factor must be between 1 and 32767 inclusive");
    if (jopt_has(o, TOPICS_PARTITIONS) && topic->partitions < 1)
        return thrown_set(t, illegal_argument, "The partitions must be greater than 0");
    if (*topic->name == '\0')
        return thrown_set(t, "org.apache.kafka.common.errors.InvalidTopicException",
                          "The given topic name '' cannot be represented in a request.");
    return 0;
}

int topics_create(struct topic_command *s, struct thrown *t)
{
    struct new_topic topic;
    if (read_new_topic(s, &topic, t) != 0)
        return -1;
    if (strpbrk(topic.name, "._") != NULL)
        puts("WARNING: Due to limitations in metric names, topics with a period ('.') or "
             "underscore ('_') could collide. To avoid issues it is best to use either, but not "
             "both.");
    if (check_numbers(&s->given, &topic, t) != 0)
        return -1;
    struct create_topics_request_topic item = {
        .name = bytes_of(topic.name),
        .num_partitions = topic.partitions,
        .replication_factor = (int16_t)topic.replication_factor,
        .configs = {.items = topic.configs, .count = topic.config_count}};
    item.assignments.items =
        arena_array(&s->cluster.arena, topic.assignment.count, sizeof *item.assignments.items);
    for (size_t i = 0; i < topic.assignment.count; i++)
        item.assignments.items[i] = (struct create_topics_assignment){
            .partition = (int32_t)i, .broker_ids = topic.assignment.partitions[i]};
    item.assignments.count = (int32_t)topic.assignment.count;
    struct create_topics_request request = {.topics = {.items = &item, .count = 1},
                                            .timeout_ms = REQUEST_TIMEOUT_MS};
    struct create_topics_response answer;
    if (cluster_ask(&s->cluster, ASK_CONTROLLER, "createTopics", API_CREATE_TOPICS, &request,
                    &answer, t) != 0)
        return -1;
    int code =
        answer.topics.count == 1 ? answer.topics.items[0].error_code : KAFKA_UNKNOWN_SERVER_ERROR;
    if (code == KAFKA_TOPIC_ALREADY_EXISTS && jopt_has(&s->given, TOPICS_IF_NOT_EXISTS))
        return 0;
    if (code != 0)
        return thrown_from_code(
            t, code, answer.topics.count == 1 ? answer.topics.items[0].error_message : BYTES_NULL);
    printf("Created topic %s.\n", topic.name);
    return 0;
}

/* ---- altering ---- */

static int32_t partition_count(const struct metadata_response *all, struct bytes name)
{
    for (int32_t i = 0; i < all->topics.count; i++)
        if (bytes_equal(all->topics.items[i].name, name))
            return all->topics.items[i].partitions.count;
    return 0;
}

/* The part of --replica-assignment that is about partitions which are not there yet. */
static void add_assignments(struct topic_command *s, const struct new_topic *topic, int32_t have,
                            struct create_partitions_topic *to)
{
    to->assignments.count = -1;
    if (topic->assignment.count == 0)
        return;
    to->assignments.items =
        arena_array(&s->cluster.arena, topic->assignment.count, sizeof *to->assignments.items);
    to->assignments.count = 0;
    for (size_t i = (size_t)have; i < topic->assignment.count; i++)
        to->assignments.items[to->assignments.count++].broker_ids = topic->assignment.partitions[i];
}

int topics_alter(struct topic_command *s, struct thrown *t)
{
    struct new_topic topic;
    struct metadata_response all;
    struct topic_names names;
    if (read_new_topic(s, &topic, t) != 0 || cluster_topics(&s->cluster, &all, t) != 0 ||
        topics_choose(s, &all, false, &names, t) != 0)
        return -1;
    if (names.count == 0)
        return 0;
    struct create_partitions_request request = {.timeout_ms = REQUEST_TIMEOUT_MS};
    request.topics.items =
        arena_array(&s->cluster.arena, names.count, sizeof *request.topics.items);
    request.topics.count = (int32_t)names.count;
    for (size_t i = 0; i < names.count; i++) {
        struct create_partitions_topic *to = &request.topics.items[i];
        to->name = names.items[i];
        to->count = topic.partitions;
        add_assignments(s, &topic, partition_count(&all, names.items[i]), to);
    }
    struct create_partitions_response answer;
    if (cluster_ask(&s->cluster, ASK_CONTROLLER, "createPartitions", API_CREATE_PARTITIONS,
                    &request, &answer, t) != 0)
        return -1;
    for (int32_t i = 0; i < answer.results.count; i++)
        if (answer.results.items[i].error_code != 0)
            return thrown_from_code(t, answer.results.items[i].error_code,
                                    answer.results.items[i].error_message);
    return 0;
}

/* ---- listing and deleting ---- */

int topics_list(struct topic_command *s, struct thrown *t)
{
    struct metadata_response all;
    struct topic_names names;
    if (cluster_topics(&s->cluster, &all, t) != 0 ||
        topics_choose(s, &all, jopt_has(&s->given, TOPICS_EXCLUDE_INTERNAL), &names, t) != 0)
        return -1;
    struct buf lines = {0};
    for (size_t i = 0; i < names.count; i++) {
        clean_name(&lines, names.items[i]);
        buf_add_byte(&lines, '\n');
    }
    if (names.count == 0)
        buf_add_byte(&lines, '\n');
    fputs(buf_text(&lines), stdout);
    buf_deinit(&lines);
    return 0;
}

int topics_delete(struct topic_command *s, struct thrown *t)
{
    struct metadata_response all;
    struct topic_names names;
    if (cluster_topics(&s->cluster, &all, t) != 0 || topics_choose(s, &all, false, &names, t) != 0)
        return -1;
    if (names.count == 0)
        return 0;
    struct delete_topics_request request = {.timeout_ms = REQUEST_TIMEOUT_MS};
    request.topics.items =
        arena_array(&s->cluster.arena, names.count, sizeof *request.topics.items);
    request.topics.count = (int32_t)names.count;
    for (size_t i = 0; i < names.count; i++)
        request.topics.items[i].name = names.items[i];
    request.topic_names.items = names.items; /* for brokers that know names only */
    request.topic_names.count = (int32_t)names.count;
    struct delete_topics_response answer;
    if (cluster_ask(&s->cluster, ASK_CONTROLLER, "deleteTopics", API_DELETE_TOPICS, &request,
                    &answer, t) != 0)
        return -1;
    for (int32_t i = 0; i < answer.results.count; i++)
        if (answer.results.items[i].error_code != 0)
            return thrown_from_code(t, answer.results.items[i].error_code,
                                    answer.results.items[i].error_message);
    return 0;
}
