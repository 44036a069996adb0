/* section_topics.c: the section `topics`: what is read, and whose messages they are. Which source
 * reads them is in topic_sources.c. */
#include <stdio.h>

#include "mission/field_names.h"
#include "mission/mission_fields.h"
#include "mission/mission_file.h"
#include "mission/topic_sources.h"

enum { TOPICS_MOST = 1000 };

/* What is written for one topic. */
struct topic_words {
    const struct yaml_node *rocket;
    const char *feed;
    struct topic_source_nodes sources;
};

#define AT(name) offsetof(struct topic_words, name)
static const struct mission_field topic_fields[] = {
    {.name = "rocket", .kind = FIELD_NODE, .at = AT(rocket)},
    {.name = "feed", .kind = FIELD_TEXT, .at = AT(feed)},
    {.name = "source", .kind = FIELD_NODE, .at = AT(sources.source)},
    {.name = "keys", .kind = FIELD_NODE, .at = AT(sources.keys)},
};

/* "key", "topic" or "field NAME". */
static void read_rocket(struct mission_reader *r, const char *who, const struct yaml_node *node,
                        struct mission_topic *out)
{
    static const char *const choices[] = {"key", "topic", "field", NULL};
    char whose[120];
    snprintf(whose, sizeof whose, "%s: rocket", who);
    if (!fields_is(r, whose, node, YAML_TEXT))
        return;
    size_t word = strcspn(node->text, " ");
    const char *name = node->text + word + strspn(node->text + word, " ");
    bool field = word == strlen("field") && strncmp(node->text, "field", word) == 0;
    if (strcmp(node->text, "topic") == 0) {
        out->keyless = true;
    } else if (field && name[0] != '\0') {
        out->rocket_field = mission_field_name(r, name);
    } else if (strcmp(node->text, "key") != 0) {
        mistake_add(r->mistakes, node->line, "%s = \"%.40s\" is not one of key, topic, field NAME",
                    whose, node->text);
        if (!field)
            mistake_nearest(r->mistakes, node->text, choices);
    }
}

static void read_topic(struct mission_reader *r, const struct yaml_node *node,
                       struct mission_topic *out, struct topic_source_nodes *sources)
{
    struct topic_words words = {0};
    char who[100];
    snprintf(who, sizeof who, "topic \"%.60s\"", node->key);
    fields_read(r, who, node, topic_fields, ARRAY_SIZE(topic_fields), &words);
    *out = (struct mission_topic){
        .name = node->key, .keyless = words.feed != NULL, .feed = words.feed};
    if (words.rocket != NULL)
        read_rocket(r, who, words.rocket, out);
    if (words.feed != NULL && out->rocket_field != NULL)
        mistake_add(r->mistakes, words.rocket->line, "%s: a feed has no rockets: remove rocket",
                    who);
    *sources = words.sources;
}

void section_topics(struct mission_reader *r, const struct yaml_node *node)
{
    if (!fields_is(r, "topics", node, YAML_MAP))
        return;
    int count = fields_count(node);
    if (count > TOPICS_MOST) {
        mistake_add(r->mistakes, node->line, "more than %d topics", TOPICS_MOST);
        return;
    }
    struct mission_topic *topics = arena_array(r->arena, (size_t)count, sizeof *topics);
    const char **feeds = arena_array(r->arena, (size_t)count, sizeof *feeds);
    r->mission->topics = r->topics = topics;
    r->mission->feeds = feeds;
    r->topic_sources = arena_array(r->arena, (size_t)count, sizeof *r->topic_sources);
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
        int i = r->mission->topic_count++;
        read_topic(r, n, &topics[i], &r->topic_sources[i]);
        if (topics[i].feed != NULL)
            feeds[r->mission->feed_count++] = n->key;
    }
}
