/* catalog.c: the lists of topics: finding, naming, what a topic is made of. */
#include "broker/catalog.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/mem.h"
#include "broker/catalog_inner.h"
#include "broker/fatal.h"
#include "broker/partition.h"
#include "wire/errors.h"

/* ---- the two sorted lists ---- */

static int compare_id(struct uuid a, struct uuid b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes);
}

/* The first place whose name is >= `name`. */
static size_t place_of_name(const struct catalog *c, struct bytes name)
{
    size_t low = 0, high = c->count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (bytes_compare(bytes_of(c->by_name[mid]->name), name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static size_t place_of_id(const struct catalog *c, struct uuid id)
{
    size_t low = 0, high = c->count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (compare_id(c->by_id[mid]->id, id) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void list_insert(struct topic **list, size_t count, size_t place, struct topic *topic)
{
    memmove(list + place + 1, list + place, (count - place) * sizeof *list);
    list[place] = topic;
}

static void list_remove(struct topic **list, size_t count, size_t place)
{
    memmove(list + place, list + place + 1, (count - place - 1) * sizeof *list);
}

void catalog_insert(struct broker *b, struct topic *topic)
{
    struct catalog *c = &b->catalog;
    size_t by_name = place_of_name(c, bytes_of(topic->name));
    size_t by_id = place_of_id(c, topic->id);
    c->by_name = mem_grow(c->by_name, c->count + 1, sizeof *c->by_name);
    c->by_id = mem_grow(c->by_id, c->count + 1, sizeof *c->by_id);
    list_insert(c->by_name, c->count, by_name, topic);
    list_insert(c->by_id, c->count, by_id, topic);
    c->count++;
    c->partition_count += topic->partitions_wanted;
}

void catalog_remove(struct broker *b, struct topic *topic)
{
    struct catalog *c = &b->catalog;
    list_remove(c->by_name, c->count, place_of_name(c, bytes_of(topic->name)));
    list_remove(c->by_id, c->count, place_of_id(c, topic->id));
    c->count--;
    c->partition_count -= topic->partitions_wanted;
}

struct topic *catalog_topic_any(struct broker *b, struct bytes name)
{
    struct catalog *c = &b->catalog;
    size_t place = place_of_name(c, name);
    return place < c->count && bytes_equal(bytes_of(c->by_name[place]->name), name)
               ? c->by_name[place]
               : NULL;
}

struct topic *catalog_topic(struct broker *b, struct bytes name)
{
    struct topic *topic = catalog_topic_any(b, name);
    return topic != NULL && topic->state == TOPIC_LIVE ? topic : NULL;
}

struct topic *catalog_topic_by_id(struct broker *b, struct uuid id)
{
    struct catalog *c = &b->catalog;
    size_t place = place_of_id(c, id);
    return place < c->count && compare_id(c->by_id[place]->id, id) == 0 &&
                   c->by_id[place]->state == TOPIC_LIVE
               ? c->by_id[place]
               : NULL;
}

struct topic *catalog_find(struct broker *b, struct bytes name, struct uuid id, int16_t *missing)
{
    bool by_id = bytes_is_null(name);
    struct topic *topic = by_id ? catalog_topic_by_id(b, id) : catalog_topic(b, name);
    *missing = topic == NULL && by_id ? KAFKA_UNKNOWN_TOPIC_ID : KAFKA_UNKNOWN_TOPIC_OR_PARTITION;
    return topic;
}

struct partition *topic_partition(const struct topic *topic, int32_t index)
{
    return index >= 0 && index < topic->partition_count ? topic->partitions[index] : NULL;
}

struct partition *catalog_partition(struct broker *b, struct bytes topic, int32_t index)
{
    const struct topic *found = catalog_topic(b, topic);
    return found != NULL ? topic_partition(found, index) : NULL;
}

/* ---- names and ids ---- */

struct uuid uuid_make(void)
{
    struct uuid id;
    char text[UUID_TEXT_SIZE];
    do {
        uv_random(NULL, NULL, id.bytes, sizeof id.bytes, 0, NULL);
        id.bytes[6] = (uint8_t)((id.bytes[6] & 0x0f) | 0x40);
        id.bytes[8] = (uint8_t)((id.bytes[8] & 0x3f) | 0x80);
    } while (uuid_to_text(id, text)[0] == '-');
    return id;
}

static bool is_name_character(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

const char *topic_name_problem(struct bytes name, char *text, size_t size)
{
    if (name.len == 0)
        return "Topic name is invalid: the empty string is not allowed";
    if (bytes_equal(name, bytes_of(".")))
        return "Topic name is invalid: '.' is not allowed";
    if (bytes_equal(name, bytes_of("..")))
        return "Topic name is invalid: '..' is not allowed";
    if (name.len > LIMIT_TOPIC_NAME) {
        snprintf(text, size,
                 "Topic name is invalid: the length of '%.*s' is longer than the max allowed "
                 "length 249",
                 (int)(name.len > 1000 ? 1000 : name.len), (const char *)name.data);
        return text;
    }
    for (size_t i = 0; i < name.len; i++) {
        if (is_name_character(name.data[i]))
            continue;
        snprintf(text, size,
                 "Topic name is invalid: '%.*s' contains one or more characters other than ASCII "
                 "alphanumerics, '.', '_' and '-'",
                 (int)name.len, (const char *)name.data);
        return text;
    }
    return NULL;
}

static bool collides(const char *a, struct bytes b)
{
    if (strlen(a) != b.len)
        return false;
    for (size_t i = 0; i < b.len; i++) {
        char x = a[i] == '.' ? '_' : a[i];
        char y = b.data[i] == '.' ? '_' : (char)b.data[i];
        if (x != y)
            return false;
    }
    return true;
}

struct topic *catalog_collision(struct broker *b, struct bytes name)
{
    for (size_t i = 0; i < b->catalog.count; i++) {
        struct topic *topic = b->catalog.by_name[i];
        if (collides(topic->name, name) && !bytes_equal(bytes_of(topic->name), name))
            return topic;
    }
    return NULL;
}

/* ---- a topic ---- */

struct topic *topic_new(struct bytes name, struct uuid id, struct config *config)
{
    struct topic *topic = mem_zero(1, sizeof *topic);
    bytes_to_text(name, topic->name, sizeof topic->name);
    topic->id = id;
    topic->config = *config;
    *config = (struct config){0};
    return topic;
}

void topic_free(struct topic *topic)
{
    for (int32_t i = 0; i < topic->partition_count; i++)
        partition_free(topic->partitions[i]);
    free(topic->partitions);
    config_deinit(&topic->config);
    free(topic);
}

static int32_t clamp32(int64_t value)
{
    return value > INT32_MAX ? INT32_MAX : (int32_t)value;
}

struct log_config topic_log_config(const struct topic *topic, const struct config *broker)
{
    const struct config *own = &topic->config;
    const char *policy = config_topic_text(own, broker, TOPIC_CLEANUP_POLICY, NULL);
    bool deletes = strstr(policy, "delete") != NULL;
    int64_t retention_bytes = config_topic_number(own, broker, TOPIC_RETENTION_BYTES);
    return (struct log_config){
        .segment_bytes = config_topic_number(own, broker, TOPIC_SEGMENT_BYTES),
        .segment_ms = config_topic_number(own, broker, TOPIC_SEGMENT_MS),
        .retention_ms = deletes ? config_topic_number(own, broker, TOPIC_RETENTION_MS) : -1,
        .retention_bytes = deletes && retention_bytes >= 0 ? retention_bytes : -1,
        .index_interval_bytes =
            clamp32(config_topic_number(own, broker, TOPIC_INDEX_INTERVAL_BYTES)),
        .max_message_bytes = clamp32(config_topic_number(own, broker, TOPIC_MAX_MESSAGE_BYTES)),
        .log_append_time = topic->log_append_time,
    };
}

static enum codec codec_of(const char *compression_type)
{
    if (strcmp(compression_type, "uncompressed") == 0)
        return CODEC_NONE;
    return codec_by_name(compression_type); /* "producer" is none of them */
}

void topic_settle(struct broker *b, struct topic *topic)
{
    const struct config *own = &topic->config, *base = &b->config;
    const char *type = config_topic_text(own, base, TOPIC_TIMESTAMP_TYPE, NULL);
    const char *policy = config_topic_text(own, base, TOPIC_CLEANUP_POLICY, NULL);
    topic->log_append_time = strcmp(type, "LogAppendTime") == 0;
    topic->compacted = strstr(policy, "compact") != NULL;
    topic->codec = codec_of(config_topic_text(own, base, TOPIC_COMPRESSION_TYPE, NULL));
    topic->max_message_bytes = clamp32(config_topic_number(own, base, TOPIC_MAX_MESSAGE_BYTES));
    topic->before_max_ms = config_topic_number(own, base, TOPIC_TIMESTAMP_BEFORE_MAX_MS);
    topic->after_max_ms = config_topic_number(own, base, TOPIC_TIMESTAMP_AFTER_MAX_MS);
    struct log_config config = topic_log_config(topic, base);
    for (int32_t i = 0; i < topic->partition_count; i++)
        if (topic->partitions[i]->log != NULL)
            log_configure(topic->partitions[i]->log, &config);
}

char *topic_dir(const struct broker *b, const struct topic *topic, int32_t index)
{
    return mem_printf("%s/%s-%d", b->data_dir, topic->name, index);
}

void topic_add_partitions(struct broker *b, struct topic *topic, int32_t to)
{
    topic->partitions = mem_grow(topic->partitions, (size_t)to, sizeof(struct partition *));
    for (; topic->partition_count < to; topic->partition_count++)
        topic->partitions[topic->partition_count] = partition_new(b, topic, topic->partition_count);
}

/* ---- retention ---- */

/* The next partition of a LIVE topic; NULL at the end. */
static struct partition *pass_next(struct broker *b, struct pass *pass)
{
    const struct catalog *c = &b->catalog;
    for (size_t i = place_of_id(c, pass->topic); i < c->count; i++) {
        const struct topic *topic = c->by_id[i];
        if (!uuid_equal(topic->id, pass->topic))
            pass->partition = 0;
        pass->topic = topic->id;
        if (topic->state == TOPIC_LIVE && pass->partition < topic->partition_count)
            return topic->partitions[pass->partition++];
        pass->partition = INT32_MAX;
    }
    return NULL;
}

static void retain(struct partition *p)
{
    struct log_removed removed;
    struct err err;
    int16_t not_now;
    struct log *log = partition_log(p, &not_now);
    if (log == NULL)
        return;
    int rc = log_retain(log, clock_wall_ms(), &removed, &err);
    if (rc == ERR_IO)
        broker_die(&err);
    if (rc == 0 && removed.segments > 0)
        log_line(LOG_INFO, "%s-%d: retention removed %d segments, %lld bytes", p->topic->name,
                 p->index, removed.segments, (long long)removed.bytes);
    partition_flush(p, NULL);
}

static void on_retain_turn(struct turn *turn)
{
    struct broker *b = CONTAINER_OF(turn, struct broker, retaining.turn);
    struct partition *p = NULL;
    while (!b->stopping && !turns_is_over(&b->server.turns) &&
           (p = pass_next(b, &b->retaining)) != NULL)
        retain(p);
    if (p != NULL && !b->stopping)
        turns_wait(b->self, turn);
}

void catalog_retain(struct broker *b)
{
    if (b->retaining.turn.next != NULL)
        return;
    b->retaining = (struct pass){.turn.run = on_retain_turn};
    turns_wait(b->self, &b->retaining.turn);
}
