/* section_derived.c: the section `derived`: channels that are computed from others. */
#include <stdio.h>

#include "flight/formulas.h"
#include "mission/channel_words.h"
#include "mission/mission_file.h"

#define AT(name) offsetof(struct derived_words, name)
static const struct mission_field derived_fields[] = {
    {.name = "as", .kind = FIELD_TEXT, .at = AT(as)},
    {.name = "label", .kind = FIELD_TEXT, .at = AT(words.label)},
    {.name = "head", .kind = FIELD_TEXT, .at = AT(words.head)},
    {.name = "unit", .kind = FIELD_TEXT, .at = AT(words.unit)},
    {.name = "decimals", .kind = FIELD_INTEGER, .at = AT(words.decimals), .most = DECIMALS_MOST},
    {.name = "states", .kind = FIELD_TEXTS, .at = AT(words.states)},
};

void section_derived(struct mission_reader *r, const struct yaml_node *node)
{
    if (!fields_is(r, "derived", node, YAML_MAP))
        return;
    int count = fields_count(node);
    if (count > FORMULAS_MOST) {
        mistake_add(r->mistakes, node->line, "more than %d derived channels", FORMULAS_MOST);
        return;
    }
    r->derived = arena_array(r->arena, (size_t)count + 1, sizeof *r->derived);
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
        struct derived_words *d = &r->derived[r->derived_count++];
        *d = (struct derived_words){.words = CHANNEL_WORDS, .node = n};
        char who[100];
        snprintf(who, sizeof who, "derived \"%.60s\"", n->key);
        fields_read(r, who, n, derived_fields, ARRAY_SIZE(derived_fields), d);
        if (d->as == NULL)
            mistake_add(r->mistakes, n->key_line,
                        "%s: as is missing: say what it is, as in as: 0 - slope(alt, 5 s)", who);
    }
}

/* Derived channels come after those of messages. */
void derived_join(struct mission_reader *r)
{
    struct mission *m = r->mission;
    int count = m->channel_count + r->derived_count;
    if (r->derived_count == 0)
        return;
    if (count > CHANNELS_MOST) {
        mistake_add(r->mistakes, r->derived[0].node->key_line, "more than %d channels",
                    CHANNELS_MOST);
        return;
    }
    struct mission_channel *all = arena_array(r->arena, (size_t)count, sizeof *all);
    if (m->channel_count > 0)
        memcpy(all, m->channels, (size_t)m->channel_count * sizeof *all);
    for (int i = 0; i < r->derived_count; i++) {
        const struct derived_words *d = &r->derived[i];
        char who[100];
        snprintf(who, sizeof who, "derived \"%.60s\"", d->node->key);
        struct mission_channel channel = channel_of_words(r, who, d->node, &d->words);
        channel.derived = true;
        if (mission_channel(m, channel.id) != NULL)
            mistake_add(r->mistakes, d->node->key_line,
                        "%s: \"%.60s\" is a channel of messages already", who, channel.id);
        if (strlen(channel.id) >= DECODED_NAME_SIZE)
            mistake_add(r->mistakes, d->node->key_line, "%s: its name is longer than %d bytes", who,
                        DECODED_NAME_SIZE - 1);
        all[m->channel_count + i] = channel;
    }
    m->channels = all;
    m->channel_count = count;
}
