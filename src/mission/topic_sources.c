#include "mission/topic_sources.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "flight/pattern.h"
#include "mission/mission_fields.h"
#include "mission/mission_file.h"

struct topic_reading {
    struct mission_reader *r;
    struct mission *views; /* by source: the mission with that one only */
    char who[100];
    struct buf told;
};

static void unknown_source(struct topic_reading *t, const struct yaml_node *node)
{
    const struct mission *m = t->r->mission;
    const char **names = arena_array(t->r->arena, (size_t)m->source_count + 1, sizeof *names);
    for (int i = 0; i < m->source_count && m->sources != mission_default.sources; i++)
        names[i] = m->sources[i].name;
    mistake_add(t->r->mistakes, node->line, "%s: unknown source \"%.40s\"", t->who, node->text);
    mistake_known(t->r->mistakes, node->text, names);
}

/* The mission that the node's text names, or NULL after a mistake. */
static const struct mission *reading_named(struct topic_reading *t, const struct yaml_node *node)
{
    const struct mission *m = t->r->mission;
    char whose[120];
    snprintf(whose, sizeof whose, "%s: source", t->who);
    if (!fields_is(t->r, whose, node, YAML_TEXT))
        return NULL;
    for (int i = 0; i < m->source_count; i++)
        if (m->sources[i].name[0] != '\0' && strcmp(m->sources[i].name, node->text) == 0) {
            buf_printf(&t->told, "%s\n", node->text);
            return &t->views[i];
        }
    unknown_source(t, node);
    return NULL;
}

/* A pattern of keys and its source. */
static bool read_keys(struct topic_reading *t, const struct yaml_node *node,
                      struct mission_keys *out)
{
    struct mission_reader *r = t->r;
    struct pattern *fits;
    struct err err;
    if (r->pattern_count == MISSION_PATTERNS) {
        mistake_add(r->mistakes, node->key_line, "%s: more than %d patterns of keys in the file",
                    t->who, MISSION_KEYS);
        return false;
    }
    if (pattern_open_whole(&fits, node->key, &err) != 0) {
        mistake_add(r->mistakes, node->key_line, "%s: keys \"%.40s\": %s", t->who, node->key,
                    err.text);
        return false;
    }
    r->patterns[r->pattern_count++] = fits;
    buf_printf(&t->told, "%s\n", node->key);
    *out = (struct mission_keys){fits, reading_named(t, node)};
    return out->reading != NULL;
}

static void read_all_keys(struct topic_reading *t, const struct yaml_node *node,
                          struct mission_topic *topic)
{
    char whose[120];
    snprintf(whose, sizeof whose, "%s: keys", t->who);
    if (!fields_is(t->r, whose, node, YAML_MAP))
        return;
    struct mission_keys *keys = arena_array(t->r->arena, (size_t)fields_count(node), sizeof *keys);
    topic->keys = keys;
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next)
        topic->key_count += read_keys(t, n, &keys[topic->key_count]);
}

static void read_topic(struct topic_reading *t, const struct topic_source_nodes *nodes,
                       struct mission_topic *topic)
{
    snprintf(t->who, sizeof t->who, "topic \"%.60s\"", topic->name);
    buf_clear(&t->told);
    if (nodes->source != NULL)
        topic->reading = reading_named(t, nodes->source);
    if (nodes->keys != NULL)
        read_all_keys(t, nodes->keys, topic);
    if (t->told.len == 0)
        return;
    topic->told = (const char *)arena_copy(t->r->arena, bytes_of(buf_text(&t->told))).data;
    t->r->mission->by_topic = true;
}

/* What decoding asks of all sources at once. */
static void note_kinds(struct mission *m)
{
    bool any = false;
    m->formats = 0;
    m->iso = m->epoch = false;
    for (int i = 0; i < m->source_count; i++) {
        const struct mission_source *s = &m->sources[i];
        m->iso = m->iso || s->iso;
        m->epoch = m->epoch || s->epoch;
        m->formats |= 1U << s->format;
        any = any || s->format == MISSION_ANY;
    }
    if (any)
        m->formats = 0;
}

void topic_sources_check(struct mission_reader *r)
{
    struct mission *m = r->mission;
    struct topic_reading t = {.r = r};
    t.views = arena_array(r->arena, (size_t)m->source_count, sizeof *t.views);
    for (int i = 0; i < m->topic_count && r->topics != NULL; i++)
        read_topic(&t, &r->topic_sources[i], &r->topics[i]);
    buf_deinit(&t.told);
    for (int i = 0; i < m->source_count; i++) {
        t.views[i] = *m;
        t.views[i].sources = &m->sources[i];
        t.views[i].source_count = 1;
        note_kinds(&t.views[i]);
    }
    note_kinds(m);
}
