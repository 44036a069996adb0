#include "mission/mission_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "flight/pattern.h"
#include "mission/mission_fields.h"

struct mission_file {
    struct arena arena;
    struct buf text;
    struct mistakes mistakes;
    struct mission mission;
    struct pattern *patterns[MISSION_PATTERNS];
};

static const struct {
    const char *name;
    void (*read)(struct mission_reader *r, const struct yaml_node *node);
} sections[] = {
#define X(name) {#name, section_##name},
    SECTIONS(X)
#undef X
};

/* ---- sections that are a single text ---- */

static const char *single_text(struct mission_reader *r, const char *who,
                               const struct yaml_node *node)
{
    if (!fields_is(r, who, node, YAML_TEXT))
        return NULL;
    if (node->text[0] == '\0')
        mistake_add(r->mistakes, node->line, "%s is empty", who);
    return node->text;
}

void section_mission(struct mission_reader *r, const struct yaml_node *node)
{
    const char *name = single_text(r, "mission", node);
    if (name != NULL && (strlen(name) > 40 || strspn(name, MISSION_NAME_LETTERS) != strlen(name)))
        mistake_add(r->mistakes, node->line,
                    "mission \"%.60s\": a name has at most 40 letters, digits, dots, - and _",
                    name);
    else if (name != NULL)
        r->mission->name = name;
}

void section_title(struct mission_reader *r, const struct yaml_node *node)
{
    r->mission->title = single_text(r, "title", node);
}

void section_include(struct mission_reader *r, const struct yaml_node *node)
{
    r->mission->include = single_text(r, "include", node);
}

/* ---- the file ---- */

static void read_section(struct mission_reader *r, const struct yaml_node *node)
{
    const char *names[ARRAY_SIZE(sections) + 1] = {NULL};
    for (size_t i = 0; i < ARRAY_SIZE(sections); i++) {
        names[i] = sections[i].name;
        if (strcmp(node->key, sections[i].name) == 0) {
            sections[i].read(r, node);
            return;
        }
    }
    mistake_add(r->mistakes, node->key_line, "unknown section \"%.40s\"", node->key);
    mistake_known(r->mistakes, node->key, names);
}

static void read_all(struct mission_file *f)
{
    struct mission_reader r = {
        .arena = &f->arena,
        .mistakes = &f->mistakes,
        .mission = &f->mission,
        .patterns = f->patterns,
    };
    struct yaml_node *root = yaml_read(&f->arena, buf_bytes(&f->text), &f->mistakes);
    f->mission = mission_default;
    f->mission.name = NULL;
    f->mission.text = buf_text(&f->text);
    if (root == NULL || !fields_is(&r, "a mission file", root, YAML_MAP))
        return;
    for (const struct yaml_node *node = root->first; node != NULL; node = node->next)
        read_section(&r, node);
    derived_join(&r);
    columns_check(&r);
    formulas_read(&r);
    topic_sources_check(&r);
    sources_check(&r);
    if (f->mission.name == NULL && f->mistakes.count == 0)
        mistake_add(&f->mistakes, 1, "the mission has no name: add a line  mission: NAME");
}

struct mission_file *mission_file_read(struct bytes text)
{
    struct mission_file *f = mem_zero(1, sizeof *f);
    arena_init(&f->arena, 0);
    buf_add_bytes(&f->text, text);
    read_all(f);
    mistakes_sort(&f->mistakes);
    return f;
}

static int read_file(FILE *file, struct buf *out)
{
    uint8_t some[65536];
    size_t n;
    while (out->len <= YAML_MOST_BYTES && (n = fread(some, 1, sizeof some, file)) > 0)
        buf_add(out, some, n);
    return ferror(file) ? -1 : 0;
}

int mission_file_open(struct mission_file **out, const char *path, struct err *err)
{
    struct buf text = {0};
    FILE *file = fopen(path, "re");
    *out = NULL;
    if (file == NULL || read_file(file, &text) != 0) {
        int code = errno;
        if (file != NULL)
            fclose(file);
        buf_deinit(&text);
        return err_set(err, ERR_IO, "cannot read the mission file %s: %s", path, strerror(code));
    }
    fclose(file);
    *out = mission_file_read(buf_bytes(&text));
    buf_deinit(&text);
    return 0;
}

void mission_file_close(struct mission_file *f)
{
    if (f == NULL)
        return;
    for (int i = 0; i < MISSION_PATTERNS; i++)
        pattern_close(f->patterns[i]);
    buf_deinit(&f->text);
    arena_deinit(&f->arena);
    free(f);
}

const struct mistakes *mission_file_mistakes(const struct mission_file *f)
{
    return &f->mistakes;
}

const struct mission *mission_file_mission(const struct mission_file *f)
{
    return f->mistakes.count == 0 ? &f->mission : NULL;
}

/* ---- in a line ---- */

static int feeds_of(const struct mission *m)
{
    int feeds = 0;
    for (int i = 0; i < m->topic_count; i++)
        feeds += m->topics[i].feed != NULL;
    return feeds;
}

static int phases_of(const struct mission *m)
{
    int phases = 0;
    for (int i = 0; i < m->word_count; i++) {
        int k = 0;
        while (k < i && strcmp(m->words[k].phase, m->words[i].phase) != 0)
            k++;
        phases += k == i;
    }
    return phases;
}

static int derived_of(const struct mission *m)
{
    int derived = 0;
    for (int i = 0; i < m->channel_count; i++)
        derived += m->channels[i].derived;
    return derived;
}

static const char *many(int count)
{
    return count == 1 ? "" : "s";
}

void mission_summary(const struct mission *m, char out[MISSION_SUMMARY_SIZE])
{
    char feeds[32] = "", derived[32] = "";
    if (feeds_of(m) > 0)
        snprintf(feeds, sizeof feeds, " (%d feed%s)", feeds_of(m), many(feeds_of(m)));
    if (derived_of(m) > 0)
        snprintf(derived, sizeof derived, " (%d derived)", derived_of(m));
    snprintf(out, MISSION_SUMMARY_SIZE, "%d topic%s%s, %d channel%s%s, %d phase%s, %d word%s",
             m->topic_count, many(m->topic_count), feeds, m->channel_count, many(m->channel_count),
             derived, phases_of(m), many(phases_of(m)), m->word_count, many(m->word_count));
}
