/* section_phases.c: the section `phases`: the words that move a rocket into a phase, in place of
 * the built-in ones. */
#include <stdio.h>

#include "mission/mission_fields.h"
#include "mission/mission_file.h"

enum { PHASES_MOST = 100, WORDS_MOST = 1000 };

/* What is written for one phase. */
struct phase_words {
    const char *const *words, *const *resumes;
    int effect; /* in effect_choices */
};

static const char *const effect_choices[] = {"none", "opens", "hold", "t-zero", "ends", NULL};
static const enum word_effect effects[] = {WORD_PHASE, WORD_COUNTDOWN, WORD_HOLD, WORD_LIFTOFF,
                                           WORD_ENDED};

#define AT(name) offsetof(struct phase_words, name)
static const struct mission_field phase_fields[] = {
    {.name = "words", .kind = FIELD_TEXTS, .at = AT(words)},
    {.name = "resumes", .kind = FIELD_TEXTS, .at = AT(resumes)},
    {.name = "effect", .kind = FIELD_CHOICE, .at = AT(effect), .choices = effect_choices},
};

struct word_list {
    struct mission_word *words;
    int *lines;
    int count;
};

static void add_word(struct mission_reader *r, struct word_list *list,
                     const struct yaml_node *phase, int line, const char *text,
                     enum word_effect effect)
{
    char folded[MISSION_WORD_SIZE];
    if (!mission_word_fold(bytes_of(text), folded) || list->count == WORDS_MOST) {
        mistake_add(r->mistakes, line,
                    "phase \"%.40s\": the word \"%.60s\" is empty or longer than %d bytes",
                    phase->key, text, MISSION_WORD_SIZE - 1);
        return;
    }
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->words[i].text, folded) == 0) {
            mistake_add(r->mistakes, line,
                        "phase \"%.40s\": the word \"%.60s\" already belongs to %s", phase->key,
                        text, list->words[i].phase);
            return;
        }
    list->lines[list->count] = line;
    list->words[list->count++] = (struct mission_word){
        .text = (const char *)arena_copy(r->arena, bytes_of(folded)).data,
        .effect = effect,
        .phase = phase->key,
    };
}

static void read_phase(struct mission_reader *r, struct word_list *list,
                       const struct yaml_node *node)
{
    struct phase_words words = {0};
    char who[100];
    snprintf(who, sizeof who, "phase \"%.60s\"", node->key);
    if (node->key[0] == '\0' || strlen(node->key) >= MISSION_PHASE_SIZE)
        mistake_add(r->mistakes, node->key_line, "%s: a phase's name has 1 to %d bytes", who,
                    MISSION_PHASE_SIZE - 1);
    fields_read(r, who, node, phase_fields, ARRAY_SIZE(phase_fields), &words);
    for (int i = 0; words.words != NULL && words.words[i] != NULL; i++)
        add_word(r, list, node, fields_line(node, "words", i), words.words[i],
                 effects[words.effect]);
    for (int i = 0; words.resumes != NULL && words.resumes[i] != NULL; i++)
        add_word(r, list, node, fields_line(node, "resumes", i), words.resumes[i], WORD_RESUME);
}

void section_phases(struct mission_reader *r, const struct yaml_node *node)
{
    struct word_list list = {.words = arena_array(r->arena, WORDS_MOST, sizeof *list.words),
                             .lines = arena_array(r->arena, WORDS_MOST, sizeof *list.lines)};
    if (!fields_is(r, "phases", node, YAML_MAP))
        return;
    if (fields_count(node) > PHASES_MOST) {
        mistake_add(r->mistakes, node->line, "more than %d phases", PHASES_MOST);
        return;
    }
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next)
        read_phase(r, &list, n);
    r->mission->words = list.words;
    r->mission->word_lines = list.lines;
    r->mission->word_count = list.count;
}
