#include "flight/fold_formulas.h"

#include <math.h>

/* What was kept for other formulas is of no use. */
static struct formula_state *state_of(struct rocket *r, const struct formulas *formulas)
{
    if (r->formulas != NULL && r->formulas->hash != formulas->hash) {
        formula_state_free(r->formulas);
        r->formulas = NULL;
    }
    if (r->formulas == NULL)
        r->formulas = formula_state_new(formulas->hash, formulas->windows.count);
    return r->formulas;
}

/* The operand's channel, as rocket_column() finds it; once it is there, it stays. */
static const struct channel *operand(struct formulas_run *run, int i)
{
    struct rocket *r = run->f->r;
    int16_t *found = &run->state->found[i];
    if (*found < 0) {
        const struct channel *c = rocket_column(r, run->formulas->operands[i]);
        *found = c == NULL ? -1 : (int16_t)(c - r->channels);
    }
    return *found < 0 ? NULL : &r->channels[*found];
}

static void read_operands(struct formulas_run *run)
{
    for (int i = 0; i < run->formulas->operand_count; i++) {
        const struct channel *c = operand(run, i);
        run->channels[i] = NAN;
        if (c == NULL || pace_silent(&c->pace, run->f->t_ms - c->t_ms))
            continue;
        run->channels[i] = c->value * run->formulas->operands[i]->scale;
        if (c->seq == run->f->m->seq)
            run->fresh |= UINT64_C(1) << i;
    }
}

static bool is_fresh(const struct formulas_run *run, const struct expr *e)
{
    for (int i = 0; i < e->uses_count; i++)
        if (run->fresh >> e->uses[i] & 1)
            return true;
    return false;
}

/* The windows below `end` take what this message brings. */
static void fill_windows(struct formulas_run *run, int end)
{
    const struct expr_window *items = run->formulas->windows.items;
    for (; run->windows_done < end; run->windows_done++) {
        int i = run->windows_done;
        struct window *w = &run->state->windows[i];
        if (is_fresh(run, items[i].of))
            window_add(w, items[i].kind, run->f->t_ms,
                       expr_value(items[i].of, run->channels, run->windows));
        run->windows[i] = window_value(w, items[i].kind, run->f->t_ms);
    }
}

bool formulas_begin(struct formulas_run *run, const struct fold *f)
{
    if (f->mission->formulas == NULL || f->d->kind != DECODED_NUMBERS)
        return false;
    run->f = f;
    run->formulas = f->mission->formulas;
    run->state = state_of(f->r, run->formulas);
    run->next = run->windows_done = 0;
    run->fresh = 0;
    run->state->seq = f->m->seq;
    run->state->made = 0;
    read_operands(run);
    return run->fresh != 0;
}

bool formulas_next(struct formulas_run *run, struct decoded_number *out)
{
    while (run->next < run->formulas->channel_count) {
        int i = run->next++;
        const struct formula *formula = &run->formulas->channels[i];
        fill_windows(run, formula->windows_end);
        if (!is_fresh(run, formula->as))
            continue;
        double value = expr_value(formula->as, run->channels, run->windows);
        if (formula->operand >= 0)
            run->channels[formula->operand] = value;
        if (isnan(value))
            continue;
        if (formula->operand >= 0)
            run->fresh |= UINT64_C(1) << formula->operand;
        run->state->made |= UINT64_C(1) << i;
        run->state->values[i] = value;
        *out = (struct decoded_number){.value = value, .truth = formula->as->condition};
        bytes_to_text(bytes_of(formula->channel->name), out->name, sizeof out->name);
        return true;
    }
    fill_windows(run, run->formulas->windows.count);
    return false;
}

void formulas_move(struct rocket *r, int64_t t_ms)
{
    for (int i = 0; r->formulas != NULL && i < r->formulas->window_count; i++)
        window_move(&r->formulas->windows[i], t_ms);
}
