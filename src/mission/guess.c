/* guess.c: counts what messages hold, field by field. */
#include "mission/guess.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "mission/guess_internal.h"

enum { DECIMALS_SEEN = 5, FIELDS_BLOCK = 64 };

struct guess *guess_new(const struct schema_set *schemas)
{
    struct guess *g = mem_zero(1, sizeof *g);
    g->scratch = mem_zero(1, sizeof *g->scratch);
    g->scratch->schemas = schemas;
    return g;
}

void guess_free(struct guess *g)
{
    for (int i = 0; i < g->field_count; i++)
        free(g->fields[i].words);
    free(g->topics);
    free(g->fields);
    decoded_deinit(g->scratch);
    free(g->scratch);
    free(g);
}

static struct guess_topic *find_topic(struct guess *g, const char *name)
{
    for (g->topic = 0; g->topic < g->topic_count; g->topic++)
        if (strcmp(g->topics[g->topic].name, name) == 0)
            return &g->topics[g->topic];
    if (g->topic_count == GUESS_TOPICS)
        return NULL;
    g->topics = mem_grow(g->topics, (size_t)g->topic_count + 1, sizeof *g->topics);
    struct guess_topic *t = &g->topics[g->topic_count++];
    *t = (struct guess_topic){.keys = 0};
    bytes_to_text(bytes_of(name), t->name, sizeof t->name);
    return t;
}

/* Whether the hash is new, and then keeps it; a full list knows all. */
static bool is_new(uint32_t *hashes, int *count, int most, struct bytes text)
{
    uint32_t h = fnv1a_32(FNV1A_32_BEGIN, text);
    for (int i = 0; i < *count; i++)
        if (hashes[i] == h)
            return false;
    if (*count == most)
        return false;
    hashes[(*count)++] = h;
    return true;
}

static bool is_field(const struct guess *g, int i, const char *name)
{
    return g->fields[i].topic == g->topic && strcmp(g->fields[i].name, name) == 0;
}

/* Messages of a kind have the same fields in the same order. */
static struct guess_field *find_field(struct guess *g, struct bytes raw)
{
    char name[DECODED_NAME_SIZE];
    decoded_name(raw, name);
    if (g->next < g->field_count && is_field(g, g->next, name))
        return &g->fields[g->next++];
    for (int i = 0; i < g->field_count; i++)
        if (is_field(g, i, name)) {
            g->next = i + 1;
            return &g->fields[i];
        }
    if (g->field_count == GUESS_FIELDS)
        return NULL;
    if (g->field_count % FIELDS_BLOCK == 0)
        g->fields = mem_grow(g->fields, (size_t)g->field_count + FIELDS_BLOCK, sizeof *g->fields);
    struct guess_field *f = &g->fields[g->field_count++];
    *f = (struct guess_field){.topic = g->topic};
    memcpy(f->name, name, sizeof f->name);
    g->next = g->field_count;
    return f;
}

static int decimals_of(struct bytes says)
{
    const uint8_t *point = says.len > 0 ? memchr(says.data, '.', says.len) : NULL;
    int decimals = 0;
    for (const uint8_t *p = point; p != NULL && ++p < says.data + says.len && isdigit(*p);)
        decimals++;
    return decimals < DECIMALS_SEEN ? decimals : DECIMALS_SEEN;
}

/* How the numbers of one rocket go on. */
static void take_step(struct guess *g, struct guess_field *f, double value)
{
    if (f->samples > 0) {
        f->rises += value > f->last;
        f->falls += value < f->last;
        if (value > f->last && f->step_count < GUESS_STEPS)
            f->steps[f->step_count++] = value - f->last;
    } else {
        f->first = value;
        f->first_t_ms = g->t_ms;
    }
    f->samples++;
    f->last = value;
    f->last_t_ms = g->t_ms;
}

static void take_number(struct guess *g, struct guess_field *f, const struct message_field *field)
{
    int decimals = decimals_of(field->says);
    f->decimals = decimals > f->decimals ? decimals : f->decimals;
    if (!isfinite(field->value))
        return;
    if (f->numbers++ == 0) {
        f->least = f->most = field->value;
        f->key = g->key;
    }
    f->least = fmin(f->least, field->value);
    f->most = fmax(f->most, field->value);
    if (f->key == g->key)
        take_step(g, f, field->value);
}

static void hear_word(struct guess *g, struct bytes text)
{
    const struct mission_word *word = mission_word(&mission_default, text);
    if (word != NULL)
        g->heard[word - mission_default.words] = true;
}

/* 2026-11-24T10:00:00Z */
static bool is_stamp(struct bytes text)
{
    return text.len >= 19 && isdigit(text.data[0]) && text.data[4] == '-' && text.data[7] == '-' &&
           (text.data[10] == 'T' || text.data[10] == ' ') && text.data[13] == ':';
}

static void take_text(struct guess *g, struct guess_field *f, struct bytes text, bool event)
{
    if (f->texts++ == 0)
        f->stamps = is_stamp(text);
    if (event)
        hear_word(g, text);
    int before = f->values;
    bool fits = text.len < MISSION_WORD_SIZE && memchr(text.data, '\\', text.len) == NULL;
    if (!is_new(f->value_hashes, &f->values, GUESS_COUNTED, text) || before >= GUESS_VALUES)
        return;
    if (f->words == NULL)
        f->words = mem_zero(GUESS_VALUES, sizeof *f->words);
    if (fits)
        bytes_to_text(text, f->words[before], sizeof f->words[before]);
}

static bool is_text(struct bytes says)
{
    return says.len > 0 && says.data[0] != '{' && says.data[0] != '[' &&
           !bytes_equal(says, bytes_of("null"));
}

static void take_field(void *owner, const struct message_field *field)
{
    struct guess *g = owner;
    struct bytes says = field->says;
    struct guess_field *f = field->number || is_text(says) ? find_field(g, field->name) : NULL;
    if (f == NULL)
        return;
    if (field->number) {
        take_number(g, f, field);
        return;
    }
    if (says.len >= 2 && says.data[0] == '"')
        says = bytes_make(says.data + 1, says.len - 2);
    take_text(g, f, says, field->words);
}

void guess_add(struct guess *g, const char *topic, struct bytes key, int64_t t_ms,
               struct bytes value)
{
    struct guess_topic *t = find_topic(g, topic);
    if (t == NULL)
        return;
    g->t_ms = t_ms;
    g->key = fnv1a_32(fnv1a_32(FNV1A_32_BEGIN, bytes_of(topic)), key);
    g->next = g->field_count;
    t->messages++;
    if (!bytes_is_null(key)) {
        t->keyed++;
        is_new(t->key_hashes, &t->keys, GUESS_KEYS, key);
    }
    message_decode(&mission_default, value, g->scratch);
    if (g->scratch->kind == DECODED_TEXT) {
        t->texts++;
        hear_word(g, g->scratch->text);
    } else if (t->kind == NULL && g->scratch->kind == DECODED_NUMBERS) {
        t->kind = decoded_words(g->scratch);
    }
    message_fields(&mission_default, value, g->scratch, take_field, g);
}
