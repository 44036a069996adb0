/* section_sources.c: the section `sources`: which fields of a message hold the mission time and
 * words.
 *
 * A message is read by the source its topic names or, so that producers of several kinds can share
 * a topic, by every source whose fields it has. */
#include <stdio.h>

#include "flight/pattern.h"
#include "mission/field_names.h"
#include "mission/mission_fields.h"
#include "mission/mission_file.h"

enum { SOURCES_MOST = MISSION_SOURCES };

/* What is written for one source. */
struct source_words {
    const char *time, *phase, *event, *match;
    int unit; /* in unit_choices */
};

static const char *const unit_choices[] = {"s", "ms", "us", "ns", "min", NULL};
static const double unit_seconds[] = {1, 1e-3, 1e-6, 1e-9, 60};

#define AT(name) offsetof(struct source_words, name)
static const struct mission_field source_fields[] = {
    {.name = "time", .kind = FIELD_TEXT, .at = AT(time)},
    {.name = "unit", .kind = FIELD_CHOICE, .at = AT(unit), .choices = unit_choices},
    {.name = "phase", .kind = FIELD_TEXT, .at = AT(phase)},
    {.name = "event", .kind = FIELD_TEXT, .at = AT(event)},
    {.name = "match", .kind = FIELD_TEXT, .at = AT(match)},
};

static void check_source(struct mission_reader *r, const char *who, const struct yaml_node *node,
                         const struct source_words *words)
{
    if (words->time == NULL && words->unit != 0)
        mistake_add(r->mistakes, node->key_line, "%s: unit without time: add time: FIELD", who);
    if (words->time == NULL && words->phase == NULL && words->event == NULL && words->match == NULL)
        mistake_add(r->mistakes, node->key_line,
                    "%s needs at least one of time, phase, event and match", who);
}

static const struct pattern *compile(struct mission_reader *r, const char *who,
                                     const struct yaml_node *node, const char *text)
{
    struct err err;
    struct pattern *pattern;
    if (text == NULL)
        return NULL;
    if (pattern_open(&pattern, text, &err) != 0) {
        mistake_add(r->mistakes, node->key_line, "%s: match: %s", who, err.text);
        return NULL;
    }
    r->patterns[r->pattern_count++] = pattern; /* no more than there are sources */
    return pattern;
}

static const char *name_of(struct mission_reader *r, const char *text)
{
    return text != NULL ? mission_field_name(r, text) : NULL;
}

/* Where every source reads a message, the same time in two units cannot be told apart. */
void sources_check(struct mission_reader *r)
{
    const struct mission *m = r->mission;
    const struct yaml_node *node = r->sources_node != NULL ? r->sources_node->first : NULL;
    for (int i = 0; node != NULL && !m->by_topic; i++, node = node->next) {
        const struct mission_source *s = &m->sources[i];
        double first = s->time != NULL ? mission_time_unit(m, s->time) : s->seconds;
        if (first != s->seconds)
            mistake_add(r->mistakes, node->key_line,
                        "source \"%.60s\": the time \"%.60s\" has another unit in another source: "
                        "name the source of each topic",
                        node->key, s->time);
    }
}

void section_sources(struct mission_reader *r, const struct yaml_node *node)
{
    if (!fields_is(r, "sources", node, YAML_MAP))
        return;
    int count = fields_count(node);
    if (count > SOURCES_MOST) {
        mistake_add(r->mistakes, node->line, "more than %d sources", SOURCES_MOST);
        return;
    }
    struct mission_source *sources = arena_array(r->arena, (size_t)count, sizeof *sources);
    r->mission->sources = sources;
    r->sources_node = node;
    r->mission->source_count = 0;
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
        struct source_words words = {0};
        char who[100];
        snprintf(who, sizeof who, "source \"%.60s\"", n->key);
        fields_read(r, who, n, source_fields, ARRAY_SIZE(source_fields), &words);
        check_source(r, who, n, &words);
        struct mission_source new = {.name = n->key,
                                     .time = name_of(r, words.time),
                                     .seconds = unit_seconds[words.unit],
                                     .phase = name_of(r, words.phase),
                                     .event = name_of(r, words.event),
                                     .match = words.match,
                                     .code = compile(r, who, n, words.match)};
        sources[r->mission->source_count++] = new;
    }
}
