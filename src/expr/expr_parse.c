/* expr_parse.c: a text into the steps of its evaluation, by recursive descent: a function for each
 * line of the grammar in expr.h. After a mistake the rest is not looked at. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "expr/duration.h"
#include "expr/expr_lex.h"
#include "expr/expr_steps.h"

struct parsing {
    struct expr_steps steps;
    const struct expr_names *names;
    struct expr_mistake *mistake;
    struct bytes text, rest;
    struct expr_token token; /* the next one */
    int depth;
    bool failed;
};

enum type { NUMBER, CONDITION };

const char *const expr_functions[] = {"abs", "min", "max", "slope", "mean", NULL};

/* ---- mistakes ---- */

/* In characters, from 1. */
static int column_of(const struct parsing *p, struct bytes at)
{
    int column = 1;
    for (const uint8_t *c = p->text.data; c < at.data; c++)
        column += (*c & 0xc0) != 0x80;
    return column;
}

static void fail(struct parsing *p, struct bytes at, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void fail(struct parsing *p, struct bytes at, const char *fmt, ...)
{
    char why[sizeof p->mistake->text - 24];
    va_list args;
    if (p->failed)
        return;
    p->failed = true;
    va_start(args, fmt);
    vsnprintf(why, sizeof why, fmt, args);
    va_end(args);
    snprintf(p->mistake->text, sizeof p->mistake->text, "column %d: %s", column_of(p, at), why);
}

/* "" where the text ends. */
static const char *shown(struct expr_token token, char out[EXPR_NAME_SIZE])
{
    return bytes_to_text(token.text, out, EXPR_NAME_SIZE);
}

static void fail_unknown(struct parsing *p, struct expr_token name, enum expr_fault fault)
{
    shown(name, p->mistake->word);
    p->mistake->fault = fault;
    if (fault == EXPR_FAULT_FUNCTION)
        fail(p, name.text, "there is no function %s()", p->mistake->word);
    else
        fail(p, name.text, "there is no channel \"%s\"", p->mistake->word);
}

static void want(struct parsing *p, enum type wanted, enum type got, struct bytes at)
{
    if (wanted == got)
        return;
    if (wanted == CONDITION)
        fail(p, at, "this is a number, not a condition: compare it, as in alt > 100");
    else
        fail(p, at, "this is a condition, not a number");
}

/* ---- tokens and steps ---- */

static void next(struct parsing *p)
{
    p->token = expr_lex(&p->rest);
}

static bool is(const struct parsing *p, const char *text)
{
    return !p->failed && expr_token_is(p->token, text);
}

static bool take(struct parsing *p, const char *text)
{
    if (!is(p, text))
        return false;
    next(p);
    return true;
}

static void expect(struct parsing *p, const char *text)
{
    char got[EXPR_NAME_SIZE];
    if (p->failed || take(p, text))
        return;
    if (p->token.kind == TOKEN_END)
        fail(p, p->token.text, "it ends where %s is missing", text);
    else
        fail(p, p->token.text, "%s is missing before \"%s\"", text, shown(p->token, got));
}

static void put(struct parsing *p, struct expr_op op, struct bytes at)
{
    if (!p->failed && !expr_steps_put(&p->steps, op))
        fail(p, at, "it has more than %d numbers, names and operators", EXPR_OPS_MOST);
}

static void put_code(struct parsing *p, enum expr_code code, struct bytes at)
{
    put(p, (struct expr_op){.code = code}, at);
}

static bool deeper(struct parsing *p)
{
    if (++p->depth > EXPR_DEPTH_MOST)
        fail(p, p->token.text, "more than %d brackets and signs one in another", EXPR_DEPTH_MOST);
    return !p->failed;
}

/* ---- functions ---- */

static enum type parse_any(struct parsing *p);

/* "5 s": the next token is the number; if no name follows it, the unit is missing. */
static int64_t parse_length(struct parsing *p)
{
    struct bytes number = p->token.text, unit = BYTES_NULL;
    char why[DURATION_WHY_SIZE];
    int64_t length_ms = 1;
    next(p);
    if (p->token.kind == TOKEN_NAME) {
        unit = p->token.text;
        next(p);
    }
    if (!duration_of(number, unit, &length_ms, why))
        fail(p, number, "%s", why);
    return length_ms;
}

/* A number with a name behind it is a length of time. */
static bool is_length(const struct parsing *p)
{
    struct bytes rest = p->rest;
    return p->token.kind == TOKEN_NUMBER && expr_lex(&rest).kind == TOKEN_NAME;
}

static void parse_window(struct parsing *p, enum window_what what, int from, struct bytes name)
{
    if (p->token.kind != TOKEN_NUMBER) {
        fail(p, p->token.text, "%.*s() needs a length of time, as in %.*s(alt, 5 s)", (int)name.len,
             (const char *)name.data, (int)name.len, (const char *)name.data);
        return;
    }
    struct window_kind kind = {what, parse_length(p)};
    if (p->failed)
        return;
    int window = expr_steps_window(&p->steps, kind, from);
    if (window < 0)
        fail(p, name, "the mission has more than %d windows over samples", EXPR_WINDOWS_MOST);
    put(p, (struct expr_op){.code = EXPR_WINDOW, .at = window}, name);
}

/* What follows the first value of a function, up to its bracket. */
static void parse_more(struct parsing *p, struct bytes name, int from)
{
    bool min = bytes_equal(name, bytes_of("min")), max = bytes_equal(name, bytes_of("max"));
    bool slope = bytes_equal(name, bytes_of("slope"));
    if (bytes_equal(name, bytes_of("abs"))) {
        put_code(p, EXPR_ABS, name);
        return;
    }
    expect(p, ",");
    if (slope || (!min && !max)) {
        parse_window(p, slope ? WINDOW_SLOPE : WINDOW_MEAN, from, name);
    } else if (is_length(p)) {
        parse_window(p, min ? WINDOW_MIN : WINDOW_MAX, from, name);
    } else {
        do {
            struct bytes at = p->token.text;
            want(p, NUMBER, parse_any(p), at);
            put_code(p, min ? EXPR_MIN : EXPR_MAX, name);
        } while (take(p, ","));
    }
}

static void parse_function(struct parsing *p, struct expr_token name)
{
    int i = 0, from = p->steps.count;
    while (expr_functions[i] != NULL && !expr_token_is(name, expr_functions[i]))
        i++;
    if (expr_functions[i] == NULL) {
        fail_unknown(p, name, EXPR_FAULT_FUNCTION);
        return;
    }
    expect(p, "(");
    struct bytes at = p->token.text;
    want(p, NUMBER, parse_any(p), at);
    if (!p->failed)
        parse_more(p, name.text, from);
    expect(p, ")");
}

/* ---- the grammar, tightest first ---- */

static void parse_channel(struct parsing *p, struct expr_token name)
{
    char text[EXPR_NAME_SIZE];
    int at = name.text.len >= sizeof text ? EXPR_NO_NAME
                                          : p->names->channel(p->names->owner, shown(name, text));
    if (at == EXPR_NO_NAME)
        fail_unknown(p, name, EXPR_FAULT_CHANNEL);
    else if (at == EXPR_TOO_MANY)
        fail(p, name.text, "the mission's expressions use more than %d channels",
             EXPR_CHANNELS_MOST);
    else
        put(p, (struct expr_op){.code = EXPR_CHANNEL, .at = at}, name.text);
}

static void parse_number(struct parsing *p)
{
    char text[EXPR_NAME_SIZE];
    double value = strtod(shown(p->token, text), NULL);
    if (p->token.text.len >= sizeof text || !isfinite(value))
        fail(p, p->token.text, "the number %s is too long or too large", text);
    put(p, (struct expr_op){.code = EXPR_NUMBER, .number = value}, p->token.text);
    next(p);
}

static bool is_operator_word(struct expr_token token)
{
    static const char *const words[] = {"and", "or", "not", "in"};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (expr_token_is(token, words[i]))
            return true;
    return false;
}

static void fail_operand(struct parsing *p)
{
    char got[EXPR_NAME_SIZE];
    if (p->token.kind == TOKEN_END)
        fail(p, p->token.text, "it ends where a number or a channel is missing");
    else
        fail(p, p->token.text, "a number or a channel is missing before \"%s\"",
             shown(p->token, got));
}

static enum type parse_operand(struct parsing *p)
{
    enum type type = NUMBER;
    if (!deeper(p))
        return type;
    if (take(p, "-")) {
        struct bytes at = p->token.text;
        want(p, NUMBER, parse_operand(p), at);
        put_code(p, EXPR_NEGATE, at);
    } else if (take(p, "(")) {
        type = parse_any(p);
        expect(p, ")");
    } else if (p->token.kind == TOKEN_NUMBER) {
        parse_number(p);
    } else if (p->token.kind == TOKEN_NAME && !is_operator_word(p->token)) {
        struct expr_token name = p->token;
        next(p);
        if (is(p, "("))
            parse_function(p, name);
        else
            parse_channel(p, name);
    } else {
        fail_operand(p);
    }
    p->depth--;
    return type;
}

struct operator
{
    const char *sign; /* or word; NULL ends a list */
    enum expr_code code;
};

/* Which of the operators is next, or NULL. */
static const struct operator* operator_among(const struct parsing *p, const struct operator* some)
{
    while (some->sign != NULL && !is(p, some->sign))
        some++;
    return some->sign != NULL ? some : NULL;
}

/* Terms between operators of one rank, taken from the left; both sides of one are of `type`. */
static enum type parse_chain(struct parsing *p, const struct operator* ranked, enum type type,
                             enum type (*term)(struct parsing *p))
{
    struct bytes at = p->token.text;
    enum type found = term(p);
    const struct operator* o;
    while ((o = operator_among(p, ranked)) != NULL) {
        want(p, type, found, at);
        next(p);
        at = p->token.text;
        found = term(p);
        want(p, type, found, at);
        put_code(p, o->code, at);
    }
    return found;
}

static enum type parse_product(struct parsing *p)
{
    static const struct operator ranked[] = {{"*", EXPR_MULTIPLY}, {"/", EXPR_DIVIDE}, {0}};
    return parse_chain(p, ranked, NUMBER, parse_operand);
}

static enum type parse_sum(struct parsing *p)
{
    static const struct operator ranked[] = {{"+", EXPR_ADD}, {"-", EXPR_SUBTRACT}, {0}};
    return parse_chain(p, ranked, NUMBER, parse_product);
}

/* The right side of `pyro == armed`: a word of the channel on the left. */
static bool parse_state(struct parsing *p, const struct expr_op *left)
{
    char word[EXPR_NAME_SIZE];
    double value;
    if (p->failed || left == NULL || left->code != EXPR_CHANNEL || p->names->state == NULL ||
        p->token.kind != TOKEN_NAME || p->token.text.len >= sizeof word ||
        !p->names->state(p->names->owner, left->at, shown(p->token, word), &value))
        return false;
    put(p, (struct expr_op){.code = EXPR_NUMBER, .number = value}, p->token.text);
    next(p);
    return true;
}

static const struct operator comparisons[] = {
    {"<", EXPR_LESS},
    {"<=", EXPR_AT_MOST},
    {">", EXPR_MORE},
    {">=", EXPR_AT_LEAST},
    {"==", EXPR_EQUAL},
    {"!=", EXPR_UNEQUAL},
    {0},
};

static void parse_range(struct parsing *p)
{
    struct bytes at = p->token.text;
    want(p, NUMBER, parse_sum(p), at);
    expect(p, "..");
    at = p->token.text;
    want(p, NUMBER, parse_sum(p), at);
    put_code(p, EXPR_IN, at);
}

static enum type parse_comparison(struct parsing *p)
{
    struct bytes at = p->token.text;
    int from = p->steps.count;
    enum type type = parse_sum(p);
    bool range = is(p, "in");
    const struct operator* o = operator_among(p, comparisons);
    if (!range && o == NULL)
        return type;
    want(p, NUMBER, type, at);
    const struct expr_op *left = p->steps.count == from + 1 ? &p->steps.ops[from] : NULL;
    next(p);
    at = p->token.text;
    if (range) {
        parse_range(p);
    } else {
        if (!(o->code == EXPR_EQUAL || o->code == EXPR_UNEQUAL) || !parse_state(p, left))
            want(p, NUMBER, parse_sum(p), at);
        put_code(p, o->code, at);
    }
    if (is(p, "in") || operator_among(p, comparisons) != NULL)
        fail(p, p->token.text, "compare two at a time, and join them with and");
    return CONDITION;
}

static enum type parse_not(struct parsing *p)
{
    struct bytes at = p->token.text;
    if (!take(p, "not"))
        return parse_comparison(p);
    at = p->token.text;
    if (deeper(p)) {
        want(p, CONDITION, parse_not(p), at);
        put_code(p, EXPR_NOT, at);
        p->depth--;
    }
    return CONDITION;
}

static enum type parse_and(struct parsing *p)
{
    static const struct operator ranked[] = {{"and", EXPR_AND}, {0}};
    return parse_chain(p, ranked, CONDITION, parse_not);
}

static enum type parse_any(struct parsing *p)
{
    static const struct operator ranked[] = {{"or", EXPR_OR}, {0}};
    return parse_chain(p, ranked, CONDITION, parse_and);
}

const struct expr *expr_parse(struct arena *arena, const char *text, const struct expr_names *names,
                              struct expr_windows *windows, struct expr_mistake *out)
{
    int windows_before = windows->count;
    struct parsing *p = arena_alloc(arena, sizeof *p);
    *p = (struct parsing){.steps = {.arena = arena, .windows = windows},
                          .names = names,
                          .mistake = out,
                          .text = bytes_of(text)};
    *out = (struct expr_mistake){.fault = EXPR_FAULT};
    p->rest = p->text;
    if (p->text.len > EXPR_TEXT_MOST)
        fail(p, p->text, "it is longer than %d bytes", EXPR_TEXT_MOST);
    next(p);
    enum type type = p->failed ? NUMBER : parse_any(p);
    char got[EXPR_NAME_SIZE];
    if (!p->failed && p->token.kind != TOKEN_END)
        fail(p, p->token.text, "nothing can be done with \"%s\" here", shown(p->token, got));
    if (p->failed)
        windows->count = windows_before;
    return p->failed ? NULL : expr_steps_cut(&p->steps, 0, type == CONDITION);
}
