/* section_channels.c: the section `channels`: the names a channel answers to, and how it is shown.
 */
#include <stdio.h>

#include "base/text.h"
#include "mission/channel_states.h"
#include "mission/channel_words.h"
#include "mission/mission_file.h"

enum { HEAD_COLUMNS = 8 };

#define AT(name) offsetof(struct channel_words, name)
static const struct mission_field channel_fields[] = {
    {.name = "from", .kind = FIELD_TEXTS, .at = AT(from)},
    {.name = "label", .kind = FIELD_TEXT, .at = AT(label)},
    {.name = "head", .kind = FIELD_TEXT, .at = AT(head)},
    {.name = "unit", .kind = FIELD_TEXT, .at = AT(unit)},
    {.name = "decimals", .kind = FIELD_INTEGER, .at = AT(decimals), .most = DECIMALS_MOST},
    {.name = "scale", .kind = FIELD_NUMBER, .at = AT(scale)},
    {.name = "states", .kind = FIELD_TEXTS, .at = AT(states)},
};

/* "alt km", or what fits of the name. */
static const char *make_head(struct mission_reader *r, const char *id, const char *unit)
{
    int room = HEAD_COLUMNS - (unit[0] != '\0' ? 1 + text_columns(unit) : 0);
    int name = room >= 2 ? (int)strnlen(id, (size_t)room) : 0;
    if (name == 0)
        return arena_printf(r->arena, "%.8s", id);
    return arena_printf(r->arena, "%.*s%s%s", name, id, unit[0] != '\0' ? " " : "", unit);
}

static void check_words(struct mission_reader *r, const char *who, const struct yaml_node *node,
                        const struct channel_words *words)
{
    if (words->scale == 0)
        mistake_add(r->mistakes, node->key_line, "%s: scale must not be 0", who);
    if (words->from != NULL && words->from[0] == NULL)
        mistake_add(r->mistakes, node->key_line, "%s: from is empty: name a field of the messages",
                    who);
    if (words->head != NULL && text_columns(words->head) > HEAD_COLUMNS)
        mistake_add(r->mistakes, node->key_line, "%s: head \"%.40s\" is wider than %d columns", who,
                    words->head, HEAD_COLUMNS);
    if (strlen(words->unit) >= MISSION_UNIT_SIZE)
        mistake_add(r->mistakes, node->key_line, "%s: unit \"%.40s\" is longer than %d bytes", who,
                    words->unit, MISSION_UNIT_SIZE - 1);
}

struct mission_channel channel_of_words(struct mission_reader *r, const char *who,
                                        const struct yaml_node *node,
                                        const struct channel_words *words)
{
    check_words(r, who, node, words);
    bool from = words->from != NULL && words->from[0] != NULL;
    struct mission_channel channel = {
        .id = node->key,
        .name = from ? words->from[0] : node->key,
        .also = from ? words->from + 1 : NULL,
        .label = words->label != NULL ? words->label : node->key,
        .head = words->head != NULL ? words->head : make_head(r, node->key, words->unit),
        .unit = words->unit,
        .decimals = words->decimals,
        .scale = words->scale,
        .line = node->key_line,
    };
    if (words->states != NULL)
        channel_states_read(r, who, node, words->states, &channel);
    return channel;
}

static struct mission_channel make_channel(struct mission_reader *r, const struct yaml_node *node)
{
    struct channel_words words = CHANNEL_WORDS;
    char who[100];
    snprintf(who, sizeof who, "channel \"%.60s\"", node->key);
    fields_read(r, who, node, channel_fields, ARRAY_SIZE(channel_fields), &words);
    return channel_of_words(r, who, node, &words);
}

/* A field of a message belongs to one channel. */
static void check_names(struct mission_reader *r, const struct yaml_node *first)
{
    const struct mission *m = r->mission;
    int i = 0;
    for (const struct yaml_node *node = first; node != NULL; node = node->next, i++)
        for (int k = 0; k < i; k++)
            if (mission_channel_is(&m->channels[k], m->channels[i].name))
                mistake_add(r->mistakes, node->key_line,
                            "channel \"%.60s\": \"%.60s\" is already channel \"%.60s\"", node->key,
                            m->channels[i].name, m->channels[k].id);
}

void section_channels(struct mission_reader *r, const struct yaml_node *node)
{
    if (!fields_is(r, "channels", node, YAML_MAP))
        return;
    int count = fields_count(node);
    if (count > CHANNELS_MOST) {
        mistake_add(r->mistakes, node->line, "more than %d channels", CHANNELS_MOST);
        return;
    }
    struct mission_channel *channels = arena_array(r->arena, (size_t)count, sizeof *channels);
    r->mission->channels = channels;
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next)
        channels[r->mission->channel_count++] = make_channel(r, n);
    check_names(r, node->first);
}
