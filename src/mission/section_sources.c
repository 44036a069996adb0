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
#include "mission/source_time.h"

/* What is written for one source. */
struct source_words {
    const char *utc, *phase, *event, *match;
    const char *const *columns;
    int format; /* in format_choices */
    struct time_words time;
};

static const char *const format_choices[] = {"any",  "json",  "keyvalue", "csv",
                                             "text", "metar", "nmea",     NULL};

#define AT(name) offsetof(struct source_words, name)
static const struct mission_field source_fields[] = {
    {.name = "format", .kind = FIELD_CHOICE, .at = AT(format), .choices = format_choices},
    {.name = "columns", .kind = FIELD_TEXTS, .at = AT(columns)},
    {.name = "match", .kind = FIELD_TEXT, .at = AT(match)},
    {.name = "time", .kind = FIELD_TEXTS, .at = AT(time.fields)},
    {.name = "unit", .kind = FIELD_CHOICE, .at = AT(time.unit), .choices = time_units},
    {.name = "zero", .kind = FIELD_CHOICE, .at = AT(time.zero), .choices = time_zeros},
    {.name = "utc", .kind = FIELD_TEXT, .at = AT(utc)},
    {.name = "phase", .kind = FIELD_TEXT, .at = AT(phase)},
    {.name = "event", .kind = FIELD_TEXT, .at = AT(event)},
};

static void check_source(struct mission_reader *r, const char *who, const struct yaml_node *node,
                         const struct source_words *words)
{
    bool any = words->time.fields != NULL || words->utc != NULL || words->phase != NULL ||
               words->event != NULL || words->match != NULL || words->columns != NULL ||
               words->format != MISSION_ANY;
    if (!any)
        mistake_add(r->mistakes, node->key_line,
                    "%s needs at least one of format, time, utc, phase, event and match", who);
    if (words->format == MISSION_CSV && words->columns == NULL)
        mistake_add(r->mistakes, node->key_line,
                    "%s: format: csv needs names: add columns: [t, alt]", who);
    if (words->columns != NULL && words->format != MISSION_CSV && words->format != MISSION_ANY)
        mistake_add(r->mistakes, node->key_line, "%s: columns are of format: csv, not %s", who,
                    format_choices[words->format]);
    if (words->match != NULL && words->format != MISSION_TEXT && words->format != MISSION_ANY)
        mistake_add(r->mistakes, node->key_line, "%s: match is for format: text, not %s", who,
                    format_choices[words->format]);
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

static struct mission_source make_source(struct mission_reader *r, const struct yaml_node *node)
{
    struct source_words words = {.time = TIME_WORDS_NONE};
    char who[100];
    snprintf(who, sizeof who, "source \"%.60s\"", node->key);
    fields_read(r, who, node, source_fields, ARRAY_SIZE(source_fields), &words);
    struct mission_source new = {.name = node->key,
                                 .line = node->key_line,
                                 .format = (enum mission_format)words.format,
                                 .columns = words.columns,
                                 .utc = name_of(r, words.utc),
                                 .phase = name_of(r, words.phase),
                                 .event = name_of(r, words.event),
                                 .match = words.match,
                                 .code = compile(r, who, node, words.match)};
    while (new.columns != NULL &&new.columns[new.column_count] != NULL)
        new.column_count++;
    if (new.column_count > 0)
        new.format = MISSION_CSV;
    source_time_read(r, who, node->key_line, &words.time, &new);
    check_source(r, who, node, &words);
    return new;
}

void section_sources(struct mission_reader *r, const struct yaml_node *node)
{
    if (!fields_is(r, "sources", node, YAML_MAP))
        return;
    int count = fields_count(node);
    if (count > MISSION_SOURCES) {
        mistake_add(r->mistakes, node->line, "more than %d sources", MISSION_SOURCES);
        return;
    }
    struct mission_source *sources = arena_array(r->arena, (size_t)count, sizeof *sources);
    r->mission->sources = sources;
    r->sources_node = node;
    r->mission->source_count = 0;
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next)
        sources[r->mission->source_count++] = make_source(r, n);
}
