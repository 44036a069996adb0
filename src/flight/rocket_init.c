/* rocket_init.c: a rocket's beginning and end, its name. */
#include "flight/rocket.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "flight/fold.h"
#include "flight/formulas.h"

static void formulas_clear(struct rocket *r)
{
    formula_state_free(r->formulas);
    r->formulas = NULL;
}

void rocket_reset(struct rocket *r)
{
    struct rocket_identity {
        int32_t id, flight;
        bool keyless;
        char name[ROCKET_NAME_SIZE];
    } keep = {.id = r->id, .flight = r->flight, .keyless = r->keyless};
    memcpy(keep.name, r->name, sizeof keep.name);

    memset(r, 0, offsetof(struct rocket, channels));
    channels_clear(r);
    states_clear(r);
    formulas_clear(r);
    r->id = keep.id;
    r->flight = keep.flight;
    r->keyless = keep.keyless;
    memcpy(r->name, keep.name, sizeof keep.name);
    r->seq = r->flight_seq0 = -1;
    r->t_ms = r->v_ms = r->flight_v0_ms = r->flight_time_ms = FLIGHT_NO_TIME;
    r->phase_since_ms = r->last_text_v_ms = r->more.line_v_ms = FLIGHT_NO_TIME;
    clock_reset(r);
    r->lift_off_epoch = NAN;
    r->reach.furthest_ms[0] = r->reach.furthest_ms[1] = FLIGHT_NO_TIME;
    pace_init(&r->pace);
}

void rocket_init(struct rocket *r, int32_t id, struct bytes name, bool keyless)
{
    r->id = id;
    r->flight = 0;
    r->keyless = keyless;
    memset(r->name, 0, sizeof r->name);
    text_clean(name, TEXT_ANY_WIDTH, r->name, sizeof r->name);
    rocket_reset(r);
}

void rocket_deinit(struct rocket *r)
{
    channels_deinit(r);
    states_clear(r);
    formulas_clear(r);
}

struct rocket *rocket_new(void)
{
    return mem_zero(1, sizeof(struct rocket));
}

void rocket_free(struct rocket *r)
{
    if (r != NULL)
        rocket_deinit(r);
    free(r);
}

int rocket_weight(const struct rocket *r)
{
    size_t formulas = r->formulas == NULL ? 0 : formula_state_size(r->formulas);
    return r->channels_cap + (int)(formulas / sizeof *r->channels);
}

void rocket_title(const struct rocket *r, char out[ROCKET_TITLE_SIZE])
{
    size_t len = strlen(r->name);
    bool ours = len == 0 || r->name[0] == '"' || (r->name[0] == '(' && r->name[len - 1] == ')');
    if (r->keyless && ours) /* "(others)": no topic can have brackets in its name */
        snprintf(out, ROCKET_TITLE_SIZE, "%s", r->name);
    else if (r->keyless)
        snprintf(out, ROCKET_TITLE_SIZE, "(%s)", r->name);
    else
        snprintf(out, ROCKET_TITLE_SIZE, ours ? "\"%s\"" : "%s", r->name);
}
