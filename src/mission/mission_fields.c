#include "mission/mission_fields.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

enum { FIELDS_MOST = 32 };

int fields_count(const struct yaml_node *node)
{
    int count = 0;
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next)
        count++;
    return count;
}

int fields_item_line(const struct yaml_node *list, int i)
{
    const struct yaml_node *item = list->kind == YAML_LIST ? list->first : NULL;
    for (; item != NULL && i > 0; i--)
        item = item->next;
    return item != NULL ? item->line : list->line;
}

int fields_line(const struct yaml_node *map, const char *key, int i)
{
    for (const struct yaml_node *n = map->first; n != NULL; n = n->next)
        if (strcmp(n->key, key) == 0)
            return fields_item_line(n, i);
    return map->key_line;
}

bool fields_is(struct mission_reader *r, const char *who, const struct yaml_node *node,
               enum yaml_kind kind)
{
    bool nothing = node->kind == YAML_TEXT && node->text[0] == '\0'; /* `topics:` and no more */
    if (node->kind == kind || (kind == YAML_MAP && nothing))
        return true;
    const struct yaml_node wanted = {.kind = kind};
    mistake_add(r->mistakes, node->line, "%s must be %s, not %s", who, yaml_kind_words(&wanted),
                yaml_kind_words(node));
    return false;
}

const char *const *fields_texts(struct mission_reader *r, const char *who,
                                const struct yaml_node *node, int *count)
{
    const struct yaml_node *item = node->kind == YAML_LIST ? node->first : node;
    const char **texts = arena_array(r->arena, FIELD_TEXTS_MOST + 1, sizeof *texts);
    *count = 0;
    if (node->kind == YAML_MAP) {
        mistake_add(r->mistakes, node->line, "%s must be text or a list of texts", who);
        return NULL;
    }
    for (; item != NULL; item = node->kind == YAML_LIST ? item->next : NULL) {
        if (!fields_is(r, who, item, YAML_TEXT))
            return NULL;
        if (*count == FIELD_TEXTS_MOST) {
            mistake_add(r->mistakes, item->line, "%s has more than %d entries", who,
                        FIELD_TEXTS_MOST);
            return NULL;
        }
        texts[(*count)++] = item->text;
    }
    return texts;
}

static void read_integer(struct mission_reader *r, const char *who, const struct yaml_node *node,
                         const struct mission_field *f, int *out)
{
    char *end;
    errno = 0;
    long value = strtol(node->text, &end, 10);
    if (end == node->text || *end != '\0' || errno != 0 || value < f->least || value > f->most)
        mistake_add(r->mistakes, node->line, "%s: %s = \"%.40s\" must be a whole number, %d to %d",
                    who, f->name, node->text, f->least, f->most);
    else
        *out = (int)value;
}

static void read_number(struct mission_reader *r, const char *who, const struct yaml_node *node,
                        const struct mission_field *f, double *out)
{
    char *end;
    double value = strtod(node->text, &end);
    if (end == node->text || *end != '\0' || !isfinite(value))
        mistake_add(r->mistakes, node->line, "%s: %s = \"%.40s\" must be a number", who, f->name,
                    node->text);
    else
        *out = value;
}

static void read_choice(struct mission_reader *r, const char *who, const struct yaml_node *node,
                        const struct mission_field *f, int *out)
{
    char all[200] = "";
    for (int i = 0; f->choices[i] != NULL; i++)
        if (strcmp(f->choices[i], node->text) == 0) {
            *out = i;
            return;
        }
    text_join(all, sizeof all, f->choices);
    mistake_add(r->mistakes, node->line, "%s: %s = \"%.40s\" is not one of %s", who, f->name,
                node->text, all);
    mistake_nearest(r->mistakes, node->text, f->choices);
}

static void read_field(struct mission_reader *r, const char *who, const struct yaml_node *node,
                       const struct mission_field *f, void *out)
{
    char whose[120];
    int count;
    void *at = (char *)out + f->at;
    snprintf(whose, sizeof whose, "%s: %s", who, f->name);
    if (f->kind == FIELD_TEXTS) {
        const char *const *texts = fields_texts(r, whose, node, &count);
        if (texts != NULL)
            memcpy(at, &texts, sizeof texts);
        return;
    }
    if (f->kind == FIELD_NODE) {
        memcpy(at, &node, sizeof node);
        return;
    }
    if (!fields_is(r, whose, node, YAML_TEXT))
        return;
    if (f->kind == FIELD_TEXT)
        memcpy(at, &node->text, sizeof node->text);
    else if (f->kind == FIELD_INTEGER)
        read_integer(r, who, node, f, at);
    else if (f->kind == FIELD_NUMBER)
        read_number(r, who, node, f, at);
    else
        read_choice(r, who, node, f, at);
}

static void unknown_word(struct mission_reader *r, const char *who, const struct yaml_node *node,
                         const struct mission_field *fields, size_t count)
{
    const char *words[FIELDS_MOST + 1] = {NULL};
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++)
        words[i] = fields[i].name;
    mistake_add(r->mistakes, node->key_line, "%s: unknown word \"%.40s\"", who, node->key);
    mistake_known(r->mistakes, node->key, words);
}

void fields_read(struct mission_reader *r, const char *who, const struct yaml_node *map,
                 const struct mission_field *fields, size_t count, void *out)
{
    if (!fields_is(r, who, map, YAML_MAP))
        return;
    for (const struct yaml_node *node = map->first; node != NULL; node = node->next) {
        size_t i = 0;
        while (i < count && strcmp(fields[i].name, node->key) != 0)
            i++;
        if (i == count)
            unknown_word(r, who, node, fields, count);
        else
            read_field(r, who, node, &fields[i], out);
    }
}
