/* fold_text.c: what words do to a rocket: phase, clock, outcome, events.
 *
 * A text message is an event of kind text, whatever it moves. The JSON field `event` is one of kind
 * phase when it moves the phase, else event. The JSON field `phase` names a phase outright when it
 * is no word of the mission; producers repeat it in every message, so only a change counts. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "flight/fold.h"

static bool do_countdown(const struct fold *f, const struct mission_word *word)
{
    struct rocket *r = f->r;
    if (r->lifted_off && !rocket_ended(r)) { /* a keyed rocket would have opened a flight */
        fold_mixed(f);
        return true;
    }
    if (f->time != f->time) /* NaN: this message has no clock of its own, so the old one goes */
        clock_reset(r);
    return fold_phase(f, bytes_of(word->phase));
}

static bool do_word(const struct fold *f, const struct mission_word *word)
{
    struct rocket *r = f->r;
    struct bytes phase = bytes_of(word->phase);
    if (rocket_ended(r) || (r->mixed && word->effect != WORD_ENDED))
        return false;
    switch (word->effect) {
    case WORD_COUNTDOWN:
        return do_countdown(f, word);
    case WORD_HOLD:
        if (r->lifted_off)
            return false;
        clock_hold(f);
        return fold_phase(f, phase);
    case WORD_RESUME:
        if (r->lifted_off)
            return false;
        clock_resume(f);
        return fold_phase(f, phase);
    case WORD_PHASE:
        clock_resume(f);
        return fold_phase(f, phase);
    case WORD_LIFTOFF:
        if (r->lifted_off)
            return false;
        clock_lift_off(f);
        fold_phase(f, phase);
        return true;
    case WORD_ENDED:
        clock_end(f);
        r->mixed = false;
        fold_phase(f, phase);
        snprintf(r->outcome, sizeof r->outcome, "%s", r->phase);
        return true;
    }
    return false;
}

/* The field `phase`; true when it moved the phase. */
static bool apply_phase_field(const struct fold *f)
{
    struct rocket *r = f->r;
    uint32_t h = fnv1a_32(FNV1A_32_BEGIN, f->d->phase);
    if (f->d->phase.len == 0 || h == r->phase_field)
        return false;
    r->phase_field = h;
    const struct mission_word *word = mission_word(f->mission, f->d->phase);
    bool aloft = word != NULL && word->effect == WORD_LIFTOFF && r->lifted_off;
    if (word != NULL && !aloft)
        return do_word(f, word);
    if (rocket_ended(r) || r->mixed)
        return false;
    if (aloft) /* the mission time said so before it */
        return fold_phase(f, bytes_of(word->phase));
    clock_resume(f);
    return fold_phase(f, f->d->phase);
}

/* "COAST", or "COAST: MECO at 2361.9 m/s" when the event says more than the phase does. */
static void phase_event(const struct fold *f, const char *said)
{
    const struct rocket *r = f->r;
    char text[EVENT_TEXT_SIZE];
    bool more = said[0] != '\0' && !bytes_hold_text(bytes_of(said), r->phase);
    snprintf(text, sizeof text, "%s%s%s", r->phase, more ? ": " : "", more ? said : "");
    fold_event(f, EVENT_PHASE, text);
}

static void remember(struct rocket *r, struct bytes text, int64_t v_ms)
{
    text_clean(text, TEXT_ANY_WIDTH, r->last_text, sizeof r->last_text);
    r->last_text_v_ms = v_ms;
}

/* What `event`, a text or a JSON field, and a phase field do; `said` is the event, clean. */
static void apply(const struct fold *f, struct bytes event, const char *said)
{
    struct rocket *r = f->r;
    bool whole = f->d->kind == DECODED_TEXT, was_mixed = r->mixed, was_up = r->lifted_off;
    const struct mission_word *word = mission_word(f->mission, event);
    bool moved = word != NULL && do_word(f, word);
    bool plain = word == NULL && (event.len == 0 || !clock_set_by_text(f, event));
    moved |= apply_phase_field(f);

    if (event.len > 0 || moved)
        remember(r, event.len > 0 ? event : f->d->phase, f->v_ms);
    if (whole && plain)
        more_say(f, EVENT_TEXT, said);
    else if (whole)
        fold_event(f, EVENT_TEXT, said);
    if (r->mixed && !was_mixed)
        fold_event(f, EVENT_EVENT, mixed_advice);
    else if (whole)
        return;
    else if (r->lifted_off && !was_up)
        fold_event(f, EVENT_PHASE, "LIFTOFF");
    else if (moved)
        phase_event(f, said);
    else if (event.len > 0 && plain)
        more_say(f, EVENT_EVENT, said);
    else if (event.len > 0 && (word == NULL || word->effect != WORD_LIFTOFF))
        fold_event(f, EVENT_EVENT, said); /* a lift-off after the lift-off says nothing new */
}

void fold_text(const struct fold *f)
{
    const struct decoded *d = f->d;
    struct bytes event = d->text.data == d->phase.data ? BYTES_NULL : d->text;
    if (event.len == 0 && d->phase.len == 0)
        return;
    char said[EVENT_TEXT_SIZE - ROCKET_PHASE_SIZE - 2];
    text_clean(event, TEXT_ANY_WIDTH, said, sizeof said);
    apply(f, event, said);
}
