/* fold_parts.c: what several parts of the fold do to a rocket: say an event, move the phase, give
 * up on two rockets without keys. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "flight/fold.h"

const char mixed_advice[] = "2 countdowns without keys; send keys: --property "
                            "parse.key=true --property key.separator=:";

void fold_event(const struct fold *f, enum event_kind kind, const char *text)
{
    if (f->sink == NULL)
        return;
    struct event e = {.v_ms = f->v_ms,
                      .seq = f->m->seq,
                      .rocket = f->r->id,
                      .kind = kind,
                      .clock_ms = rocket_clock_ms(f->r, f->v_ms)};
    snprintf(e.text, sizeof e.text, "%s", text);
    f->sink->put(f->sink->owner, &e);
}

bool fold_phase(const struct fold *f, struct bytes text)
{
    struct rocket *r = f->r;
    char phase[ROCKET_PHASE_SIZE] = "";
    text_clean(text, TEXT_ANY_WIDTH, phase, sizeof phase);
    for (char *c = phase; *c != '\0'; c++) {
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - ('a' - 'A'));
    }
    if (strcmp(phase, r->phase) == 0)
        return false;
    memcpy(r->phase, phase, sizeof phase);
    r->phase_since_ms = f->v_ms;
    return true;
}

void fold_mixed(const struct fold *f)
{
    clock_reset(f->r);
    f->r->lifted_off = true;
    f->r->mixed = true;
    fold_phase(f, bytes_of("MIXED?"));
}
