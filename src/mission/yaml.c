#include "mission/yaml.h"

#include <stdio.h>
#include <string.h>

#include <libfyaml.h>

#include "base/text.h"

struct yaml_reading {
    struct arena *arena;
    struct mistakes *mistakes;
    struct yaml_node *open[YAML_MOST_DEPTH]; /* from the outermost in */
    struct yaml_node **end[YAML_MOST_DEPTH]; /* where the next child of each goes */
    int depth, nodes;
    const char *key; /* read, its value is to come */
    int key_line;
    struct yaml_node *root;
    int lines;  /* of the file */
    bool ended; /* nothing more can be understood */
};

static int line_of(struct fy_token *token)
{
    const struct fy_mark *mark = token != NULL ? fy_token_start_mark(token) : NULL;
    return mark != NULL ? mark->line + 1 : 0;
}

static void give_up(struct yaml_reading *r, int line, const char *why)
{
    mistake_add(r->mistakes, line, "%s", why);
    r->ended = true;
}

static char *copy_text(struct yaml_reading *r, struct fy_token *token)
{
    size_t len = 0;
    const char *text = fy_token_get_text(token, &len);
    struct bytes copy = arena_copy(r->arena, bytes_make(text != NULL ? text : "", len));
    return (char *)(uintptr_t)copy.data;
}

static bool is_key_next(const struct yaml_reading *r)
{
    return r->depth > 0 && r->open[r->depth - 1]->kind == YAML_MAP && r->key == NULL;
}

static bool is_known(const struct yaml_node *map, const char *key)
{
    for (const struct yaml_node *n = map->first; n != NULL; n = n->next)
        if (strcmp(n->key, key) == 0)
            return true;
    return false;
}

/* Puts a new node where the file has it. */
static struct yaml_node *add_node(struct yaml_reading *r, enum yaml_kind kind, int line)
{
    if (is_key_next(r)) {
        give_up(r, line, "a key must be text");
        return NULL;
    }
    if (++r->nodes > YAML_MOST_NODES) {
        give_up(r, line, "the file has too many values");
        return NULL;
    }
    struct yaml_node *node = arena_alloc(r->arena, sizeof *node);
    *node = (struct yaml_node){.kind = kind, .line = line, .key = r->key, .key_line = r->key_line};
    r->key = NULL;
    if (r->depth == 0) {
        r->root = node;
        return node;
    }
    struct yaml_node *parent = r->open[r->depth - 1];
    if (parent->kind == YAML_MAP && is_known(parent, node->key)) {
        mistake_add(r->mistakes, node->key_line, "duplicate key \"%s\"", node->key);
        return node; /* read, but not kept */
    }
    *r->end[r->depth - 1] = node;
    r->end[r->depth - 1] = &node->next;
    return node;
}

static void open_node(struct yaml_reading *r, enum yaml_kind kind, struct fy_token *token)
{
    struct yaml_node *node = add_node(r, kind, line_of(token));
    if (node == NULL)
        return;
    if (r->depth == YAML_MOST_DEPTH) {
        give_up(r, node->line, "nested too deep");
        return;
    }
    r->open[r->depth] = node;
    r->end[r->depth++] = &node->first;
}

static void add_scalar(struct yaml_reading *r, struct fy_token *token, bool tagged)
{
    int line = line_of(token);
    if (tagged)
        mistake_add(r->mistakes, line, "tags and anchors are not supported");
    char *text = copy_text(r, token);
    if (is_key_next(r)) {
        r->key = text;
        r->key_line = line;
        return;
    }
    if (line == 0) /* an empty value has no place of its own */
        line = r->key_line;
    struct yaml_node *node = add_node(r, YAML_TEXT, line);
    if (node != NULL)
        node->text = text;
}

static void take_event(struct yaml_reading *r, struct fy_event *event)
{
    switch (event->type) {
    case FYET_MAPPING_START:
        open_node(r, YAML_MAP, event->mapping_start.mapping_start);
        break;
    case FYET_SEQUENCE_START:
        open_node(r, YAML_LIST, event->sequence_start.sequence_start);
        break;
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
        r->depth--;
        break;
    case FYET_SCALAR:
        add_scalar(r, event->scalar.value,
                   event->scalar.tag != NULL || event->scalar.anchor != NULL);
        break;
    case FYET_ALIAS:
        give_up(r, line_of(event->alias.anchor), "anchors and aliases are not supported");
        break;
    case FYET_DOCUMENT_START:
        if (r->root != NULL)
            give_up(r, line_of(event->document_start.document_start),
                    "a second document: a mission is one");
        break;
    default:
        break;
    }
}

/* The first thing libfyaml could not read; what follows it is guesswork. */
static void take_diagnostics(struct yaml_reading *r, struct fy_diag *diag)
{
    void *previous = NULL;
    const struct fy_diag_error *error = fy_diag_errors_iterate(diag, &previous);
    if (error != NULL)
        mistake_add(r->mistakes, error->line < r->lines ? error->line : r->lines, "%s", error->msg);
    else
        mistake_add(r->mistakes, 0, "not a YAML file");
}

static struct fy_diag *open_diagnostics(void)
{
    struct fy_diag_cfg cfg;
    fy_diag_cfg_default(&cfg);
    cfg.fp = NULL;
    struct fy_diag *diag = fy_diag_create(&cfg);
    fy_diag_set_collect_errors(diag, true);
    return diag;
}

static void read_events(struct yaml_reading *r, struct fy_parser *parser, struct fy_diag *diag)
{
    struct fy_event *event;
    while (!r->ended && (event = fy_parser_parse(parser)) != NULL) {
        take_event(r, event);
        fy_parser_event_free(parser, event);
    }
    if (!r->ended && fy_parser_get_stream_error(parser)) {
        take_diagnostics(r, diag);
        r->ended = true;
    }
}

/* What is wrong with a line for a mission, whatever YAML says; NULL: nothing. */
static const char *line_fault(struct bytes line)
{
    size_t at = 0;
    while (at < line.len && line.data[at] == ' ')
        at++;
    if (!text_is_utf8(line))
        return "not UTF-8";
    for (size_t i = 0; i < line.len; i++)
        if (line.data[i] < 0x20 && line.data[i] != '\r')
            return line.data[i] == '\t' ? "a tab: use blanks" : "a control character";
    if (line.len > 0 && line.data[0] == '%')
        return "directives are not supported";
    return at < line.len && line.data[at] == '?' ? "a key must be text" : NULL;
}

/* What libfyaml is not given: some of it makes version 0.7 loop without end or crash, and a mission
 * needs none of it. */
static bool is_readable(struct bytes text, struct mistakes *mistakes)
{
    int line = 1;
    if (text.len > YAML_MOST_BYTES || memchr(text.data, '\0', text.len) != NULL) {
        mistake_add(mistakes, 0,
                    text.len > YAML_MOST_BYTES ? "larger than 1 MiB" : "not a text file");
        return false;
    }
    for (size_t at = 0, end; at < text.len; at = end + 1, line++) {
        const uint8_t *feed = memchr(text.data + at, '\n', text.len - at);
        end = feed != NULL ? (size_t)(feed - text.data) : text.len;
        const char *fault = line_fault(bytes_make(text.data + at, end - at));
        if (fault != NULL)
            mistake_add(mistakes, line, "%s", fault);
    }
    return mistakes->count == 0;
}

/* A last line need not end with a line feed. */
static int count_lines(struct bytes text)
{
    int lines = text.len == 0 || text.data[text.len - 1] != '\n';
    for (size_t i = 0; i < text.len; i++)
        lines += text.data[i] == '\n';
    return lines;
}

struct yaml_node *yaml_read(struct arena *arena, struct bytes text, struct mistakes *mistakes)
{
    struct yaml_reading r = {.arena = arena, .mistakes = mistakes};
    if (!is_readable(text, mistakes))
        return NULL;
    r.lines = count_lines(text);
    struct fy_diag *diag = open_diagnostics();
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG, .diag = diag};
    struct fy_parser *parser = fy_parser_create(&cfg);
    if (fy_parser_set_string(parser, (const char *)text.data, text.len) == 0)
        read_events(&r, parser, diag);
    fy_parser_destroy(parser);
    fy_diag_destroy(diag);
    if (r.ended)
        return NULL;
    if (r.root == NULL || (r.root->kind == YAML_TEXT && r.root->text[0] == '\0')) {
        r.root = arena_alloc(arena, sizeof *r.root);
        *r.root = (struct yaml_node){.kind = YAML_MAP, .line = 1};
    }
    return r.root;
}

const char *yaml_kind_words(const struct yaml_node *node)
{
    static const char *const words[] = {
        [YAML_TEXT] = "text", [YAML_LIST] = "a list", [YAML_MAP] = "a mapping"};
    return words[node->kind];
}
