/* catalog.c: the lists of topics: finding, adding, removing, walking. */
#include "broker/catalog.h"

#include <stdlib.h>

#include "base/mem.h"
#include "broker/catalog_internal.h"
#include "broker/limits.h"
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

struct partition *catalog_partition(struct broker *b, struct bytes topic, int32_t index)
{
    const struct topic *found = catalog_topic(b, topic);
    return found != NULL ? topic_partition(found, index) : NULL;
}

/* ---- names ---- */

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

bool catalog_fits_topics(const struct broker *b, int32_t more)
{
    return (int64_t)b->catalog.count + more <= LIMIT_TOPICS;
}

bool catalog_fits_partitions(const struct broker *b, int64_t more)
{
    return more <= LIMIT_PARTITIONS - b->catalog.partition_count;
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

void topic_add_partitions(struct broker *b, struct topic *topic, int32_t to)
{
    topic->partitions = mem_grow(topic->partitions, (size_t)to, sizeof(struct partition *));
    for (; topic->partition_count < to; topic->partition_count++)
        topic->partitions[topic->partition_count] = partition_new(b, topic, topic->partition_count);
}

/* ---- walking ---- */

struct partition *catalog_walk_next(struct broker *b, struct catalog_walk *walk)
{
    const struct catalog *c = &b->catalog;
    for (size_t i = place_of_id(c, walk->topic); i < c->count; i++) {
        const struct topic *topic = c->by_id[i];
        if (!uuid_equal(topic->id, walk->topic))
            walk->partition = 0;
        walk->topic = topic->id;
        if (topic->state == TOPIC_LIVE && walk->partition < topic->partition_count)
            return topic->partitions[walk->partition++];
        walk->partition = INT32_MAX;
    }
    return NULL;
}
