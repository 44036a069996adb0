#include "expr/expr_steps.h"

bool expr_steps_put(struct expr_steps *s, struct expr_op op)
{
    if (s->count == EXPR_OPS_MOST)
        return false;
    s->ops[s->count++] = op;
    return true;
}

static void note_uses(const struct expr *part, const struct expr_windows *windows,
                      bool uses[EXPR_CHANNELS_MOST])
{
    for (int i = 0; i < part->count; i++) {
        const struct expr_op *op = &part->ops[i];
        if (op->code == EXPR_CHANNEL)
            uses[op->at] = true;
        for (int k = 0; op->code == EXPR_WINDOW && k < windows->items[op->at].of->uses_count; k++)
            uses[windows->items[op->at].of->uses[k]] = true;
    }
}

const struct expr *expr_steps_cut(struct expr_steps *s, int from, bool condition)
{
    bool set[EXPR_CHANNELS_MOST] = {false};
    size_t count = (size_t)(s->count - from);
    struct expr *part = arena_alloc(s->arena, sizeof *part);
    struct expr_op *ops = arena_array(s->arena, count, sizeof *ops);
    int *uses = arena_array(s->arena, EXPR_CHANNELS_MOST, sizeof *uses);
    memcpy(ops, s->ops + from, count * sizeof *ops);
    *part = (struct expr){.ops = ops, .count = (int)count, .condition = condition, .uses = uses};
    s->count = from;
    note_uses(part, s->windows, set);
    for (int i = 0; i < EXPR_CHANNELS_MOST; i++)
        if (set[i])
            uses[part->uses_count++] = i;
    return part;
}

static bool same_number(double a, double b)
{
    return a <= b && a >= b;
}

static bool same(const struct expr *a, const struct expr *b)
{
    if (a->count != b->count)
        return false;
    for (int i = 0; i < a->count; i++)
        if (a->ops[i].code != b->ops[i].code || a->ops[i].at != b->ops[i].at ||
            !same_number(a->ops[i].number, b->ops[i].number))
            return false;
    return true;
}

int expr_steps_window(struct expr_steps *s, struct window_kind kind, int from)
{
    struct expr_windows *w = s->windows;
    const struct expr *of = expr_steps_cut(s, from, false);
    for (int i = 0; i < w->count; i++)
        if (w->items[i].kind.what == kind.what && w->items[i].kind.span_ms == kind.span_ms &&
            same(w->items[i].of, of))
            return i;
    if (w->count == EXPR_WINDOWS_MOST)
        return -1;
    w->items[w->count] = (struct expr_window){kind, of};
    return w->count++;
}
