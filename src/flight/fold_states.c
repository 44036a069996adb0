/* fold_states.c: fields of text with few different values: "mode": "ARMED". One that takes more
 * than STATE_VALUES is no state but a text of its own each time, and is no longer shown. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "flight/fold.h"

enum { STATES_BLOCK = 8 };

/* As channels do, states come in the same order each time. */
static struct state_channel *state_named(struct rocket *r, const char *name, int guess)
{
    if (guess < r->states_count && strcmp(r->states[guess].name, name) == 0)
        return &r->states[guess];
    for (int i = 0; i < r->states_count; i++)
        if (strcmp(r->states[i].name, name) == 0)
            return &r->states[i];
    if (r->states_count == ROCKET_MAX_STATES)
        return NULL;
    struct state_channel *s = states_add(r);
    bytes_to_text(bytes_of(name), s->name, sizeof s->name);
    return s;
}

struct state_channel *states_add(struct rocket *r)
{
    if (r->states_count % STATES_BLOCK == 0)
        r->states = mem_grow(r->states, (size_t)r->states_count + STATES_BLOCK, sizeof *r->states);
    struct state_channel *s = &r->states[r->states_count++];
    *s = (struct state_channel){.t_ms = FLIGHT_NO_TIME, .v_ms = FLIGHT_NO_TIME};
    pace_init(&s->pace);
    return s;
}

void states_clear(struct rocket *r)
{
    free(r->states);
    r->states = NULL;
    r->states_count = 0;
}

static void note_value(struct state_channel *s, const char *text)
{
    uint32_t hash = fnv1a_32(FNV1A_32_BEGIN, bytes_of(text));
    for (int i = 0; i < s->values && i < STATE_VALUES; i++)
        if (s->hashes[i] == hash)
            return;
    if (s->values < STATE_VALUES)
        s->hashes[s->values] = hash;
    if (s->values <= STATE_VALUES)
        s->values++;
}

void fold_states(const struct fold *f)
{
    struct rocket *r = f->r;
    int guess = 0;
    for (int i = 0; i < f->d->states_count; i++) {
        const struct decoded_state *n = &f->d->states[i];
        struct state_channel *s = state_named(r, n->name, guess);
        if (s == NULL) {
            channels_not_followed(r, n->name);
            continue;
        }
        guess = (int)(s - r->states) + 1;
        note_value(s, n->text);
        if (f->t_ms < s->t_ms)
            continue;
        pace_add(&s->pace, f->t_ms);
        bytes_to_text(bytes_of(n->text), s->text, sizeof s->text);
        s->t_ms = f->t_ms;
        s->v_ms = f->v_ms;
    }
}

const struct state_channel *rocket_state_channel(const struct rocket *r, const char *name)
{
    for (int i = 0; i < r->states_count; i++)
        if (r->states[i].values <= STATE_VALUES && strcmp(r->states[i].name, name) == 0)
            return &r->states[i];
    return NULL;
}

const struct state_channel *rocket_state_column(const struct rocket *r,
                                                const struct mission_channel *column)
{
    const struct state_channel *found = rocket_state_channel(r, column->name);
    for (int i = 0; found == NULL && column->also != NULL && column->also[i] != NULL; i++)
        found = rocket_state_channel(r, column->also[i]);
    return found;
}
