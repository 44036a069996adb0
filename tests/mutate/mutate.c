/* mutate.c: plants small changes in C sources, one at a time, for tests/mutate/run.
 *
 *   mutate pick SEED COUNT EQUIVALENT FILE...   COUNT changes drawn by SEED from all that FILEs
 * offer, a line each: FILE LINE OFFSET LENGTH NEW WHAT, tab-separated mutate plant FILE OFFSET
 * LENGTH NEW         FILE with LENGTH bytes at OFFSET replaced by NEW, on stdout
 *
 * A change is one of: a comparison turned or made to (ex)clude its bound, && for ||, a dropped !,
 * true for false, + 1 or - 1 left out, a dropped call or assignment. Only function bodies are
 * changed; asserts, which promise rather than do, are not. WHAT is the statement's line before and
 * after; a change whose "FILE: WHAT" is a line of the file EQUIVALENT cannot be seen from outside
 * and is not drawn. */
#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NESTING_MAX = 256,
    LINE_MAX_SHOWN = 400,
    WHAT_MAX = 3 * LINE_MAX_SHOWN + 32, /* a line before, and after in two parts */
};

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_SIGN };

struct token {
    enum token_kind kind;
    size_t at, length;
    int line;
};

struct source {
    const char *name;
    char *text;
    size_t length;
    struct token *tokens;
    size_t count, room;
};

struct change {
    const struct source *source;
    int line;
    size_t at, length;
    const char *with;
};

struct changes {
    struct change *items;
    size_t count, room;
};

static void die(const char *what, const char *name)
{
    fprintf(stderr, "mutate: %s%s\n", what, name);
    exit(2);
}

static void *grow(void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    *room = *room ? *room * 2 : 256;
    items = realloc(items, *room * size);
    if (!items)
        die("out of memory", "");
    return items;
}

static char *file_read(const char *name, size_t *length)
{
    FILE *in = fopen(name, "rb");
    if (!in)
        die("cannot read ", name);
    char *text = NULL;
    size_t room = 0;
    *length = 0;
    int c;
    while ((c = getc(in)) != EOF) {
        text = grow(text, *length + 1, &room, 1);
        text[(*length)++] = (char)c;
    }
    text = grow(text, *length + 1, &room, 1);
    text[*length] = 0;
    fclose(in);
    return text;
}

/* Tokens */

static size_t skip_to(const char *text, size_t at, const char *end)
{
    const char *found = strstr(text + at, end);
    return found ? (size_t)(found - text) + strlen(end) : at + strlen(text + at);
}

static size_t skip_quoted(const char *text, size_t at)
{
    char quote = text[at++];
    while (text[at] && text[at] != quote)
        at += text[at] == '\\' && text[at + 1] ? 2 : 1;
    return text[at] ? at + 1 : at;
}

static size_t skip_directive(const char *text, size_t at)
{
    while (text[at] && text[at] != '\n')
        at += text[at] == '\\' && text[at + 1] ? 2 : 1;
    return at;
}

static size_t sign_length(const char *text)
{
    static const char *const longest_first[] = {
        "<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==",
        "!=",  "&&",  "||",  "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
    };
    for (size_t i = 0; i < sizeof(longest_first) / sizeof(*longest_first); i++)
        if (strncmp(text, longest_first[i], strlen(longest_first[i])) == 0)
            return strlen(longest_first[i]);
    return 1;
}

static void source_add(struct source *s, enum token_kind kind, size_t at, size_t end, int line)
{
    s->tokens = grow(s->tokens, s->count, &s->room, sizeof(*s->tokens));
    s->tokens[s->count++] = (struct token){kind, at, end - at, line};
}

static void source_scan(struct source *s)
{
    const char *text = s->text;
    int line = 1;
    bool line_start = true;
    for (size_t at = 0, end; at < s->length; at = end) {
        unsigned char c = (unsigned char)text[at];
        end = at + 1;
        if (strncmp(text + at, "/*", 2) == 0) {
            end = skip_to(text, at + 2, "*/");
        } else if (strncmp(text + at, "//", 2) == 0 || (c == '#' && line_start)) {
            end = skip_directive(text, at);
        } else if (c == '"' || c == '\'') {
            end = skip_quoted(text, at);
            source_add(s, TOKEN_TEXT, at, end, line);
        } else if (isalpha(c) || c == '_') {
            while (isalnum((unsigned char)text[end]) || text[end] == '_')
                end++;
            source_add(s, TOKEN_WORD, at, end, line);
        } else if (isdigit(c)) {
            while (isalnum((unsigned char)text[end]) || text[end] == '.')
                end++;
            source_add(s, TOKEN_NUMBER, at, end, line);
        } else if (!isspace(c)) {
            end = at + sign_length(text + at);
            source_add(s, TOKEN_SIGN, at, end, line);
        }
        for (size_t i = at; i < end; i++)
            line += text[i] == '\n';
        line_start = c == '\n' || (line_start && isspace(c));
    }
}

static bool token_is(const struct source *s, size_t i, const char *word)
{
    const struct token *t = &s->tokens[i];
    return i < s->count && t->length == strlen(word) &&
           strncmp(s->text + t->at, word, t->length) == 0;
}

static bool token_in(const struct source *s, size_t i, const char *const *words)
{
    for (; *words; words++)
        if (token_is(s, i, *words))
            return true;
    return false;
}

static bool is_word(const struct source *s, size_t i)
{
    return i < s->count && s->tokens[i].kind == TOKEN_WORD;
}

/* Changes */

static void change_add(struct changes *all, const struct source *s, size_t at, size_t length,
                       int line, const char *with)
{
    all->items = grow(all->items, all->count, &all->room, sizeof(*all->items));
    all->items[all->count++] = (struct change){s, line, at, length, with};
}

/* Whether number I is added or subtracted: that is where an off-by-one lives; by itself it is data.
 */
static bool is_term(const struct source *s, size_t i)
{
    static const char *const operand_ends[] = {")", "]", NULL};
    if (i < 2 || (!token_is(s, i - 1, "+") && !token_is(s, i - 1, "-")))
        return false;
    return token_in(s, i - 2, operand_ends) || s->tokens[i - 2].kind == TOKEN_NUMBER ||
           (is_word(s, i - 2) && !token_is(s, i - 2, "return"));
}

static bool same_text(const struct source *s, size_t a, size_t b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct token *x = &s->tokens[a + i], *y = &s->tokens[b + i];
        if (x->length != y->length || memcmp(s->text + x->at, s->text + y->at, x->length) != 0)
            return false;
    }
    return true;
}

/* Whether comparison I chooses the smaller or larger of what it compares, a < b ? a : b: there the
 * bound is the same by either way. */
static bool is_choice(const struct source *s, size_t i)
{
    size_t ask = i + 1;
    while (ask < s->count && !token_is(s, ask, "?") && !token_is(s, ask, ";"))
        ask++;
    size_t size = ask - i - 1, other = ask + 1;
    if (!token_is(s, ask, "?"))
        return false;
    while (other < s->count && !token_is(s, other, ":") && !token_is(s, other, ";"))
        other++;
    size_t first = other - ask - 1, rest = other + 1;
    if (first == size && same_text(s, i + 1, ask + 1, size)) { /* a < b ? b : a */
        size_t n = 0;
        while (n < i && rest + n < s->count && n < NESTING_MAX && !token_is(s, rest + n, ";"))
            if (++n && same_text(s, i - n, rest, n))
                return true;
        return false;
    }
    return first <= i && same_text(s, i - first, ask + 1, first) && rest + size <= s->count &&
           same_text(s, i + 1, rest, size);
}

static void token_changes(const struct source *s, size_t i, struct changes *all)
{
    static const char *const swaps[][2] = {
        {"<", "<="}, {"<", ">="}, {"<=", "<"},  {"<=", ">"},       {">", ">="},       {">", "<="},
        {">=", ">"}, {">=", "<"}, {"==", "!="}, {"!=", "=="},      {"&&", "||"},      {"||", "&&"},
        {"!", ""},   {"1", "0"},  {"1", "2"},   {"true", "false"}, {"false", "true"},
    };
    enum { BOUNDS = 8 }; /* of the swaps: comparisons, the even ones take the bound in or out */
    const struct token *t = &s->tokens[i];
    if (t->kind == TOKEN_TEXT)
        return;
    if (t->kind == TOKEN_NUMBER && !is_term(s, i))
        return;
    for (size_t k = 0; k < sizeof(swaps) / sizeof(*swaps); k++)
        if (token_is(s, i, swaps[k][0]) && !(k < BOUNDS && k % 2 == 0 && is_choice(s, i)))
            change_add(all, s, t->at, t->length, t->line, swaps[k][1]);
}

/* Whether a statement that may be left out begins at I: a call or an assignment, no declaration. */
static bool is_effect(const struct source *s, size_t i)
{
    static const char *const others[] = {
        "return", "if",       "else",          "while",  "for",    "do",      "switch",
        "case",   "default",  "goto",          "break",  "const",  "static",  "struct",
        "enum",   "union",    "continue",      "int",    "char",   "bool",    "double",
        "float",  "unsigned", "long",          "short",  "signed", "va_list", "void",
        "assert", "extern",   "static_assert", "va_end", NULL,
    };
    if (token_is(s, i, "*") || token_is(s, i, "++") || token_is(s, i, "--"))
        return true;
    if (!is_word(s, i) || token_in(s, i, others) || is_word(s, i + 1) || token_is(s, i + 1, ":"))
        return false;
    return !(token_is(s, i + 1, "*") && (is_word(s, i + 2) || token_is(s, i + 2, "*")));
}

/* Whether I is a place where a statement begins: behind another, or behind "else" or a label's ":".
 */
static bool begins_statement(const struct source *s, size_t i)
{
    static const char *const ends[] = {";", "{", "}", NULL};
    static const char *const labels[] = {"case", "default", NULL};
    if (i == 0 || token_in(s, i - 1, ends) || token_is(s, i - 1, "else"))
        return true;
    if (!token_is(s, i - 1, ":"))
        return false;
    size_t first = i - 1;
    while (first > 0 && !token_in(s, first - 1, ends) && !token_is(s, first - 1, ":"))
        first--;
    return token_in(s, first, labels) || first + 2 == i;
}

static void dropped_statement(const struct source *s, size_t i, struct changes *all)
{
    int depth = 0;
    size_t end = i;
    for (; end < s->count && (depth > 0 || !token_is(s, end, ";")); end++) {
        depth += token_is(s, end, "(") || token_is(s, end, "{");
        depth -= token_is(s, end, ")") || token_is(s, end, "}");
        if (depth < 0)
            return;
    }
    if (end < s->count)
        change_add(all, s, s->tokens[i].at, s->tokens[end].at - s->tokens[i].at, s->tokens[i].line,
                   "");
}

/* Where in the text the scan stands: which brackets are open, and for each "(" whether it is the
 * head of an if, while, for or switch, or an assert. */
struct place {
    int depth, body_depth; /* body_depth: of the function's "{", 0 outside functions */
    struct {
        char sign;
        bool head, promise;
    } open[NESTING_MAX];
};

static void place_open(struct place *p, const struct source *s, size_t i)
{
    static const char *const heads[] = {"if", "while", "for", "switch", NULL};
    static const char *const promises[] = {"assert", "static_assert", "_Static_assert", NULL};
    assert(p->depth + 1 < NESTING_MAX);
    bool after_word = i > 0 && is_word(s, i - 1);
    p->open[p->depth].sign = s->text[s->tokens[i].at];
    p->open[p->depth].head = after_word && token_in(s, i - 1, heads);
    p->open[p->depth].promise = (after_word && token_in(s, i - 1, promises)) ||
                                (p->depth > 0 && p->open[p->depth - 1].promise);
    p->depth++;
    if (token_is(s, i, "{") && !p->body_depth && p->depth == 1 && i > 0 && token_is(s, i - 1, ")"))
        p->body_depth = 1;
}

static bool source_changes(const struct source *s, struct changes *all)
{
    struct place p = {0};
    bool head_closed = false;
    for (size_t i = 0; i < s->count; i++) {
        bool in_parens = p.depth > 0 && p.open[p.depth - 1].sign != '{';
        bool promise = p.depth > 0 && p.open[p.depth - 1].promise;
        if (p.body_depth && !in_parens && (head_closed || begins_statement(s, i)) &&
            is_effect(s, i))
            dropped_statement(s, i, all);
        head_closed = false;
        if (token_is(s, i, "(") || token_is(s, i, "[") || token_is(s, i, "{")) {
            place_open(&p, s, i);
        } else if (token_is(s, i, ")") || token_is(s, i, "]") || token_is(s, i, "}")) {
            if (p.depth == 0)
                return false;
            p.depth--;
            head_closed = p.open[p.depth].head;
            if (p.depth < p.body_depth)
                p.body_depth = 0;
        } else if (p.body_depth && !promise) {
            token_changes(s, i, all);
        }
    }
    return p.depth == 0;
}

/* What a person reads of a change */

static void line_words(char *out, size_t room, const char *text, size_t from, size_t to)
{
    size_t n = 0;
    for (size_t i = from; i < to && n + 1 < room; i++) {
        char c = text[i] == '\t' || text[i] == '\n' ? ' ' : text[i];
        if (c != ' ' || n == 0 || out[n - 1] != ' ')
            out[n++] = c;
    }
    out[n] = 0;
}

static void change_what(const struct change *c, char out[WHAT_MAX])
{
    const char *text = c->source->text;
    size_t from = c->at, to = c->at + c->length;
    while (from > 0 && text[from - 1] != '\n')
        from--;
    while (text[from] == ' ')
        from++;
    while (text[to] && text[to] != '\n')
        to++;
    char before[LINE_MAX_SHOWN], head[LINE_MAX_SHOWN], tail[LINE_MAX_SHOWN];
    line_words(before, sizeof(before), text, from, to);
    line_words(head, sizeof(head), text, from, c->at);
    line_words(tail, sizeof(tail), text, c->at + c->length, to);
    bool dropped = !*c->with && text[c->at] != '!';
    snprintf(out, WHAT_MAX, "%s => %s%s%s", before, head, dropped ? "(dropped)" : c->with, tail);
}

static bool is_known(const char *known, const struct change *c, const char *what)
{
    char line[WHAT_MAX + 512];
    int n = snprintf(line, sizeof(line), "%s: %s\n", c->source->name, what);
    return n > 0 && strstr(known, line);
}

static uint64_t random_next(uint64_t *state) /* splitmix64 */
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void draw(struct changes *all, uint64_t seed, size_t count, const char *known)
{
    for (size_t drawn = 0, left = all->count; drawn < count && left > 0; left--) {
        size_t i = (size_t)(random_next(&seed) % left);
        struct change c = all->items[i];
        all->items[i] = all->items[left - 1];
        char what[WHAT_MAX];
        change_what(&c, what);
        if (is_known(known, &c, what))
            continue;
        printf("%s\t%d\t%zu\t%zu\t%s\t%s\n", c.source->name, c.line, c.at, c.length,
               *c.with ? c.with : ";", what);
        drawn++;
    }
}

static void source_open(struct source *s, const char *name, struct changes *all)
{
    *s = (struct source){.name = name};
    s->text = file_read(name, &s->length);
    source_scan(s);
    if (!source_changes(s, all))
        die("brackets do not match in ", name);
}

static int pick(uint64_t seed, size_t count, const char *equivalent, char **names,
                size_t name_count)
{
    size_t length;
    char *known = file_read(equivalent, &length);
    struct changes all = {0};
    struct source *sources = calloc(name_count, sizeof(*sources)); /* the changes point into it */
    if (!sources)
        die("out of memory", "");
    for (size_t i = 0; i < name_count; i++)
        source_open(&sources[i], names[i], &all);
    fprintf(stderr, "mutate: %zu changes to draw from\n", all.count);
    draw(&all, seed, count, known);
    for (size_t i = 0; i < name_count; i++) {
        free(sources[i].text);
        free(sources[i].tokens);
    }
    free(sources);
    free(all.items);
    free(known);
    return 0;
}

static int plant(const char *name, size_t at, size_t length, const char *with)
{
    size_t total;
    char *text = file_read(name, &total);
    if (at > total || length > total - at)
        die("there is nothing there to replace in ", name);
    fwrite(text, 1, at, stdout);
    if (strcmp(with, ";") != 0) /* ";" stands for nothing: a shell drops empty fields */
        fputs(with, stdout);
    fwrite(text + at + length, 1, total - at - length, stdout);
    free(text);
    return fflush(stdout) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc > 5 && strcmp(argv[1], "pick") == 0)
        return pick(strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10), argv[4], argv + 5,
                    (size_t)argc - 5);
    if (argc == 6 && strcmp(argv[1], "plant") == 0)
        return plant(argv[2], strtoull(argv[3], NULL, 10), strtoull(argv[4], NULL, 10), argv[5]);
    fputs(
        "usage: mutate pick SEED COUNT EQUIVALENT FILE... | mutate plant FILE OFFSET LENGTH NEW\n",
        stderr);
    return 2;
}
