/* section_topics.c: the section `topics`: what is read, and whose messages they are. */
#include <stdio.h>

#include "mission/mission_fields.h"
#include "mission/mission_file.h"

enum { TOPICS_MOST = 1000 };

/* What is written for one topic. */
struct topic_words {
    int rocket; /* in rocket_choices */
    const char *feed;
};

static const char *const rocket_choices[] = {"key", "topic", NULL};

static const struct mission_field topic_fields[] = {
    {.name = "rocket",
     .kind = FIELD_CHOICE,
     .at = offsetof(struct topic_words, rocket),
     .choices = rocket_choices},
    {.name = "feed", .kind = FIELD_TEXT, .at = offsetof(struct topic_words, feed)},
};

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
    r->mission->topics = topics;
    r->mission->feeds = feeds;
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
        struct topic_words words = {0};
        char who[100];
        snprintf(who, sizeof who, "topic \"%.60s\"", n->key);
        fields_read(r, who, n, topic_fields, ARRAY_SIZE(topic_fields), &words);
        topics[r->mission->topic_count++] = (struct mission_topic){
            .name = n->key, .keyless = words.rocket == 1 || words.feed != NULL, .feed = words.feed};
        if (words.feed != NULL)
            feeds[r->mission->feed_count++] = n->key;
    }
}
