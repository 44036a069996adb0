#include "flight/source_audit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "flight/message.h"

enum { SLOTS = 2 * AUDIT_NAMES };

struct name_set {
    const char *names[AUDIT_NAMES + 1]; /* ends with NULL */
    uint16_t slots[SLOTS];              /* position + 1; 0: free */
    int count;
};

struct audited_source {
    struct name_set names;
    int64_t read, fits;
};

struct source_audit {
    const struct mission *mission;
    struct name_set all, texts;
    struct audited_source *sources; /* of the mission */
    struct audited_source *reads;   /* the one that reads this message; NULL: each */
    struct decoded decoded;
};

/* ---- names ---- */

static uint32_t slot_of(const struct name_set *set, const char *name)
{
    uint32_t at = fnv1a_32(FNV1A_32_BEGIN, bytes_of(name)) % SLOTS;
    while (set->slots[at] != 0 && strcmp(set->names[set->slots[at] - 1], name) != 0)
        at = (at + 1) % SLOTS;
    return at;
}

static bool set_has(const struct name_set *set, const char *name)
{
    return set->slots[slot_of(set, name)] != 0;
}

static void set_add(struct name_set *set, const char *name)
{
    uint32_t at = slot_of(set, name);
    if (set->slots[at] != 0 || set->count == AUDIT_NAMES)
        return;
    set->names[set->count++] = mem_text(name);
    set->slots[at] = (uint16_t)set->count;
}

static void set_free(struct name_set *set)
{
    for (int i = 0; i < set->count; i++)
        free((void *)(uintptr_t)set->names[i]);
}

static const struct name_set *set_of(const struct source_audit *a, int i)
{
    return i == AUDIT_ALL ? &a->all : i == AUDIT_TEXTS ? &a->texts : &a->sources[i].names;
}

/* ---- messages ---- */

struct source_audit *source_audit_new(const struct mission *mission,
                                      const struct schema_set *schemas)
{
    struct source_audit *a = mem_zero(1, sizeof *a);
    a->mission = mission;
    a->decoded.schemas = schemas;
    a->sources = mem_zero((size_t)mission->source_count + 1, sizeof *a->sources);
    return a;
}

void source_audit_free(struct source_audit *a)
{
    if (a == NULL)
        return;
    for (int i = 0; i < a->mission->source_count; i++)
        set_free(&a->sources[i].names);
    set_free(&a->all);
    set_free(&a->texts);
    decoded_deinit(&a->decoded);
    free(a->sources);
    free(a);
}

static void take_field(void *owner, const struct message_field *field)
{
    struct source_audit *a = owner;
    char name[DECODED_NAME_SIZE];
    decoded_name(field->name, name);
    set_add(&a->all, name);
    for (int i = 0; i < a->mission->source_count; i++)
        if (a->reads == NULL || a->reads == &a->sources[i])
            set_add(&a->sources[i].names, name);
}

static void take_text(struct source_audit *a, struct bytes text)
{
    char word[MISSION_WORD_SIZE];
    if (!bytes_is_null(text) && mission_word_fold(text, word))
        set_add(&a->texts, word);
}

void source_audit_add(struct source_audit *a, const char *topic, struct bytes key,
                      struct bytes value)
{
    const struct mission *m = a->mission;
    const struct mission *reading = mission_reading(m, mission_topic(m, topic), key);
    a->reads = reading == m ? NULL : &a->sources[reading->sources - m->sources];
    message_decode(reading, value, &a->decoded);
    bool fits = a->decoded.kind == DECODED_NUMBERS;
    take_text(a, a->decoded.text);
    take_text(a, a->decoded.phase);
    for (int i = 0; i < m->source_count; i++) {
        bool reads = a->reads == NULL || a->reads == &a->sources[i];
        a->sources[i].read += reads;
        a->sources[i].fits += reads && fits;
    }
    message_fields(reading, value, &a->decoded, take_field, a);
}

/* ---- what was found ---- */

int64_t source_audit_read(const struct source_audit *a, int i)
{
    return a->sources[i].read;
}

int64_t source_audit_fits(const struct source_audit *a, int i)
{
    return a->sources[i].fits;
}

int source_audit_missing(const struct source_audit *a, int i, int from, const char **what,
                         const char **name)
{
    const struct mission_source *s = &a->mission->sources[i];
    const struct {
        const char *what, *name;
    } fields[] = {{"time", s->week}, {"time", s->time}, {"phase", s->phase}, {"event", s->event}};
    for (int k = from; k < (int)ARRAY_SIZE(fields) && a->sources[i].fits > 0; k++) {
        char cut[DECODED_NAME_SIZE];
        if (fields[k].name == NULL)
            continue;
        decoded_name(bytes_of(fields[k].name), cut);
        if (set_has(&a->sources[i].names, cut))
            continue;
        *what = fields[k].what;
        *name = fields[k].name;
        return k + 1;
    }
    return 0;
}

bool source_audit_has(const struct source_audit *a, const char *name)
{
    char cut[DECODED_NAME_SIZE];
    decoded_name(bytes_of(name), cut);
    return set_has(&a->all, cut);
}

bool source_audit_said(const struct source_audit *a, const char *word)
{
    return set_has(&a->texts, word);
}

const char *const *source_audit_names(const struct source_audit *a, int i)
{
    return set_of(a, i)->names;
}

bool source_audit_line(const struct source_audit *a, char *out, size_t size)
{
    const char *what, *name;
    for (int i = 0; i < a->mission->source_count; i++) {
        const char *source = a->mission->sources[i].name;
        if (source[0] == '\0' || source_audit_missing(a, i, 0, &what, &name) == 0)
            continue;
        char clean[200];
        snprintf(clean, sizeof clean, "source %.40s: no message has %s \"%.40s\"; fields: ", source,
                 what, name);
        text_clean(bytes_of(clean), TEXT_ANY_WIDTH, out, size);
        text_join(out, size, source_audit_names(a, i));
        return true;
    }
    return false;
}
