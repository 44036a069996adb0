#include "flight/formulas.h"

#include <stdlib.h>

#include "base/mem.h"

struct formula_state *formula_state_new(uint64_t hash, int windows)
{
    struct formula_state *s = mem_zero(1, sizeof *s + (size_t)windows * sizeof(struct window));
    s->hash = hash;
    s->window_count = windows;
    s->seq = -1;
    for (int i = 0; i < EXPR_CHANNELS_MOST; i++)
        s->found[i] = -1;
    return s;
}

size_t formula_state_size(const struct formula_state *s)
{
    size_t size = sizeof *s + (size_t)s->window_count * sizeof(struct window);
    for (int i = 0; i < s->window_count; i++)
        size += (size_t)s->windows[i].cap * sizeof(struct window_step);
    return size;
}

void formula_state_free(struct formula_state *s)
{
    for (int i = 0; s != NULL && i < s->window_count; i++)
        window_deinit(&s->windows[i]);
    free(s);
}

bool formulas_make(const struct mission *m, const char *name)
{
    const struct formulas *all = m->formulas;
    for (int i = 0; all != NULL && i < all->channel_count; i++)
        if (strcmp(all->channels[i].channel->name, name) == 0)
            return true;
    return false;
}

static void leave_out(const struct mission *m, struct decoded *d)
{
    int kept = 0;
    for (int i = 0; i < d->count; i++)
        if (!formulas_make(m, d->numbers[i].name)) {
            if (kept != i)
                d->numbers[kept] = d->numbers[i];
            kept++;
        }
    d->count = kept;
}

void rocket_derived(const struct rocket *r, const struct mission *m, struct decoded *d)
{
    const struct formula_state *s = r->formulas;
    if (m->formulas == NULL || d->kind != DECODED_NUMBERS)
        return;
    leave_out(m, d);
    if (s == NULL || s->seq != r->seq || s->hash != m->formulas->hash)
        return;
    for (int i = 0; i < m->formulas->channel_count && d->count < DECODED_MAX_NUMBERS; i++) {
        if ((s->made >> i & 1) == 0)
            continue;
        const struct formula *formula = &m->formulas->channels[i];
        struct decoded_number *n = &d->numbers[d->count++];
        *n = (struct decoded_number){.value = s->values[i], .truth = formula->as->condition};
        bytes_to_text(bytes_of(formula->channel->name), n->name, sizeof n->name);
    }
}
