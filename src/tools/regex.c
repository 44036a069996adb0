/* regex.c: compiling and matching, with limits that make a hostile pattern fail soon. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "tools/regex.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

enum { MATCH_LIMIT = 200000, DEPTH_LIMIT = 10000, HEAP_LIMIT_KB = 4096 };

struct regex {
    pcre2_code *code;
    pcre2_match_data *found;
    pcre2_match_context *limits;
};

static int throw_syntax(const char *pattern, const char *words, size_t at, struct thrown *t)
{
    bool within = at < strlen(pattern); /* a caret shows where, unless that is the end */
    return thrown_set(t, "java.util.regex.PatternSyntaxException", "%s near index %zu\n%s%s%*s%s",
                      words, at, pattern, within ? "\n" : "", within ? (int)at : 0, "",
                      within ? "^" : "");
}

/* ---- where the languages differ: PCRE2 would take these to mean something else ---- */

/* NULL where `brace` begins a quantifier of Java's ("{2}", "{2,}", "{2,5}"), else what is wrong. */
static const char *wrong_quantifier(const char *brace, const char **where)
{
    static const char digits[] = "0123456789";
    size_t count = strspn(brace + 1, digits);
    *where = brace + 1;
    if (count == 0)
        return "Illegal repetition";
    *where += count;
    if (**where == ',')
        *where += 1 + strspn(*where + 1, digits);
    return **where == '}' ? NULL : "Unclosed counted closure";
}

/* Behind an escape: "\\p{Alpha}" and "\\Q...\\E" are one each. */
static const char *skip_escape(const char *at)
{
    const char *end = at[1] == '\0' ? at + 1 : at + 2;
    if (at[1] == 'Q') {
        const char *quoted = strstr(end, "\\E");
        return quoted != NULL ? quoted + 2 : end + strlen(end);
    }
    return *end == '{' && strchr("pPxNk", at[1]) != NULL ? end + strcspn(end, "}") : end;
}

static const char *find_foreign(const char *pattern, const char **where)
{
    bool in_class = false;
    for (const char *at = pattern; *at != '\0';) {
        const char *words = NULL;
        *where = at;
        if (*at == '\\') {
            at = skip_escape(at);
            continue;
        }
        if (in_class && (*at == '[' || strncmp(at, "&&", 2) == 0))
            words = "Classes within character classes cannot be used here,";
        else if (!in_class && *at == '{')
            words = wrong_quantifier(at, where);
        if (words != NULL)
            return words;
        in_class = in_class ? *at != ']' : *at == '[';
        at++;
        if (in_class && at[-1] == '[') /* a bracket that comes first is a letter */
            at += strspn(at, "^") + (at[strspn(at, "^")] == ']' ? 1 : 0);
    }
    return NULL;
}

static pcre2_code *compile(const char *pattern, int *code, PCRE2_SIZE *at)
{
    return pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                         PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, code, at, NULL);
}

/* How far behind a misplaced character PCRE2 says it is: 0, in newer versions 1. */
static size_t overshoot(void)
{
    int code;
    PCRE2_SIZE at = 0;
    pcre2_code_free(compile("*", &code, &at));
    return at;
}

/* Java's words for what people get wrong most, PCRE2's for the rest. */
static int refuse(const char *pattern, int code, size_t at, struct thrown *t)
{
    char words[128];
    size_t len = strlen(pattern);
    if (code == PCRE2_ERROR_MISSING_SQUARE_BRACKET) {
        snprintf(words, sizeof words, "Unclosed character class");
        at = len - 1;
    } else if (code == PCRE2_ERROR_QUANTIFIER_INVALID) {
        at -= overshoot();
        snprintf(words, sizeof words, "Dangling meta character '%c'", pattern[at]);
    } else if (code == PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS) {
        snprintf(words, sizeof words, "Unclosed group");
        at = len;
    } else if (code == PCRE2_ERROR_UNMATCHED_CLOSING_PARENTHESIS) {
        at -= overshoot();
        at = at > 0 ? at - 1 : 0; /* Java points before it */
        snprintf(words, sizeof words, "Unmatched closing ')'");
    } else {
        pcre2_get_error_message(code, (PCRE2_UCHAR *)words, sizeof words);
    }
    return throw_syntax(pattern, words, at, t);
}

int regex_open(struct regex **out, const char *pattern, struct thrown *t)
{
    int code;
    PCRE2_SIZE at;
    const char *where, *foreign = find_foreign(pattern, &where);
    *out = NULL;
    if (foreign != NULL)
        return throw_syntax(pattern, foreign, (size_t)(where - pattern), t);
    pcre2_code *compiled = compile(pattern, &code, &at);
    if (compiled == NULL)
        return refuse(pattern, code, at, t);
    struct regex *r = mem_zero(1, sizeof *r);
    r->code = compiled;
    r->found = pcre2_match_data_create_from_pattern(compiled, NULL);
    r->limits = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(r->limits, MATCH_LIMIT);
    pcre2_set_depth_limit(r->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(r->limits, HEAP_LIMIT_KB);
    *out = r;
    return 0;
}

void regex_close(struct regex *r)
{
    if (r == NULL)
        return;
    pcre2_match_context_free(r->limits);
    pcre2_match_data_free(r->found);
    pcre2_code_free(r->code);
    free(r);
}

bool regex_matches(const struct regex *r, struct bytes text)
{
    return pcre2_match(r->code, text.data, text.len, 0, PCRE2_ANCHORED | PCRE2_ENDANCHORED,
                       r->found, r->limits) >= 0;
}

bool regex_find(const struct regex *r, struct bytes text, size_t from, size_t *start, size_t *end)
{
    if (from > text.len ||
        pcre2_match(r->code, text.data, text.len, from, 0, r->found, r->limits) < 0)
        return false;
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(r->found);
    *start = at[0];
    *end = at[1];
    return true;
}
