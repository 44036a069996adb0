/* formulas_read.c: the expressions of a mission file, once all channels are known. */
#include <stdio.h>

#include "base/hash.h"
#include "flight/formulas.h"
#include "mission/channel_words.h"
#include "mission/mission_file.h"

/* The formulas while they are read: which names there are at this place of the file. */
struct formulas_reading {
    struct mission_reader *r;
    struct formulas *formulas;
    int derived;       /* this many derived channels may be named */
    const char *below; /* one named that comes later; NULL: none */
};

/* By what the mission calls it, else by what messages call it. */
static const struct mission_channel *channel_called(const struct mission *m, const char *name)
{
    for (int i = 0; i < m->channel_count; i++)
        if (strcmp(m->channels[i].id, name) == 0)
            return &m->channels[i];
    return mission_channel(m, name);
}

static bool is_below(const struct formulas_reading *reading, const struct mission_channel *channel)
{
    for (int i = reading->derived; i < reading->r->derived_count; i++)
        if (channel->derived && strcmp(reading->r->derived[i].node->key, channel->id) == 0)
            return true;
    return false;
}

static int operand_of(void *owner, const char *name)
{
    struct formulas_reading *reading = owner;
    struct formulas *f = reading->formulas;
    const struct mission_channel *channel = channel_called(reading->r->mission, name);
    if (channel == NULL)
        return EXPR_NO_NAME;
    if (is_below(reading, channel)) {
        reading->below = channel->id;
        return EXPR_NO_NAME;
    }
    int i = 0;
    while (i < f->operand_count && f->operands[i] != channel)
        i++;
    if (i == EXPR_CHANNELS_MOST)
        return EXPR_TOO_MANY;
    if (i == f->operand_count)
        f->operands[f->operand_count++] = channel;
    return i;
}

static bool state_of(void *owner, int operand, const char *word, double *out)
{
    const struct formulas_reading *reading = owner;
    const struct mission_channel *channel = reading->formulas->operands[operand];
    for (int i = 0; i < channel->state_count; i++)
        if (strcmp(channel->states[i].text, word) == 0) {
            *out = channel->states[i].value * channel->scale;
            return true;
        }
    return false;
}

static void say_nearest(struct formulas_reading *reading, const struct expr_mistake *why)
{
    const struct mission *m = reading->r->mission;
    const char **ids = arena_array(reading->r->arena, (size_t)m->channel_count + 1, sizeof *ids);
    for (int i = 0; i < m->channel_count; i++)
        ids[i] = m->channels[i].id;
    if (why->fault == EXPR_FAULT_CHANNEL)
        mistake_nearest(reading->r->mistakes, why->word, ids);
    else if (why->fault == EXPR_FAULT_FUNCTION)
        mistake_nearest(reading->r->mistakes, why->word, expr_functions);
}

/* NULL after a mistake; `who` begins it: `derived "sink": as`. */
static const struct expr *read_expr(struct formulas_reading *reading, const char *who, int line,
                                    const char *text)
{
    const struct expr_names names = {.owner = reading, .channel = operand_of, .state = state_of};
    struct expr_mistake why;
    struct mission_reader *r = reading->r;
    reading->below = NULL;
    const struct expr *e = expr_parse(r->arena, text, &names, &reading->formulas->windows, &why);
    if (e == NULL && reading->below != NULL) {
        mistake_add(r->mistakes, line, "%s: \"%.60s\" is derived further down: move it above this",
                    who, reading->below);
    } else if (e == NULL) {
        mistake_add(r->mistakes, line, "%s: %s", who, why.text);
        say_nearest(reading, &why);
    }
    return e;
}

static int line_of(const struct yaml_node *map, const char *key)
{
    for (const struct yaml_node *n = map->first; n != NULL; n = n->next)
        if (strcmp(n->key, key) == 0)
            return n->line;
    return map->key_line;
}

static void read_derived(struct formulas_reading *reading)
{
    struct mission_reader *r = reading->r;
    struct formulas *f = reading->formulas;
    struct formula *channels =
        arena_array(r->arena, (size_t)r->derived_count + 1, sizeof *channels);
    f->channels = channels;
    for (; reading->derived < r->derived_count; reading->derived++) {
        const struct derived_words *d = &r->derived[reading->derived];
        char who[100];
        snprintf(who, sizeof who, "derived \"%.60s\": as", d->node->key);
        channels[f->channel_count++] = (struct formula){
            .channel = channel_called(r->mission, d->node->key),
            .as = d->as == NULL ? NULL : read_expr(reading, who, line_of(d->node, "as"), d->as),
        };
        channels[f->channel_count - 1].windows_end = f->windows.count;
    }
    for (int i = 0; i < f->channel_count; i++) {
        channels[i].operand = f->operand_count - 1;
        while (channels[i].operand >= 0 && f->operands[channels[i].operand] != channels[i].channel)
            channels[i].operand--;
    }
}

/* ---- what a refold depends on ---- */

static uint64_t mix(uint64_t h, const char *text)
{
    static const uint8_t end = 0xff;
    return fnv1a_64(fnv1a_64(h, bytes_of(text)), bytes_make(&end, 1));
}

static uint64_t hash_of(const struct formulas_reading *reading)
{
    uint64_t h = 1469598103934665603u;
    const struct formulas *f = reading->formulas;
    for (int i = 0; i < f->operand_count; i++) {
        const struct mission_channel *channel = f->operands[i];
        char scale[40];
        snprintf(scale, sizeof scale, "%.17g", channel->scale);
        h = mix(mix(mix(h, channel->id), channel->name), scale);
        for (int k = 0; channel->also != NULL && channel->also[k] != NULL; k++)
            h = mix(h, channel->also[k]);
        for (int k = 0; k < channel->state_count; k++) {
            snprintf(scale, sizeof scale, "%.17g", channel->states[k].value);
            h = mix(mix(h, scale), channel->states[k].text);
        }
    }
    for (int i = 0; i < f->channel_count; i++)
        h = mix(mix(h, f->channels[i].channel->id), reading->r->derived[i].as);
    return h;
}

void formulas_read(struct mission_reader *r)
{
    struct formulas *f = arena_alloc(r->arena, sizeof *f);
    struct formulas_reading reading = {.r = r, .formulas = f};
    if (r->derived_count == 0 || !r->mission->channel_count)
        return;
    read_derived(&reading);
    if (r->mistakes->count > 0)
        return;
    f->hash = hash_of(&reading);
    r->mission->formulas = f;
}
