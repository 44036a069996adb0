/* shown.c: channels as shown: scaled, named, and judged. */
#include "flight/shown.h"

#include <math.h>
#include <stdio.h>

/* No mission has limits yet: nothing passes one. */
static void judge(struct shown *s)
{
    s->state = STATE_OK;
    s->zone[0] = '\0';
    s->low = s->high = NAN;
    s->value.out = false;
}

void number_shown(const struct mission *mission, const char *name, double value, struct shown *out)
{
    const struct mission_channel *named = mission_channel(mission, name);
    out->named = named != NULL;
    out->scale = named != NULL ? named->scale : 1;
    struct digits digits = {0};
    digits_see(&digits, value);
    bytes_to_text(bytes_of(name), out->name, sizeof out->name);
    bytes_to_text(bytes_of(named != NULL ? named->label : name), out->label, sizeof out->label);
    bytes_to_text(bytes_of(named != NULL ? named->unit : ""), out->unit, sizeof out->unit);
    out->value =
        (struct shown_value){.value = value * out->scale,
                             .decimals = named != NULL ? named->decimals : digits_decimals(&digits),
                             .known = true};
    const char *state = named != NULL ? mission_state_text(named, value) : NULL;
    bytes_to_text(bytes_of(state != NULL ? state : ""), out->value.text, sizeof out->value.text);
    out->whole = 0;
    out->trend_per_s = NAN;
    out->age_ms = 0;
    judge(out);
}

void channel_shown(const struct mission *mission, const struct rocket *r, const struct channel *c,
                   int64_t at_ms, struct shown *out)
{
    bool ended = r->clock == CLOCK_ENDED, silent = !ended && channel_stale(c, at_ms);
    number_shown(mission, c->name, c->value, out);
    if (!out->named)
        out->value.decimals = digits_decimals(&c->digits);
    if (c->truth && out->value.text[0] == '\0')
        bytes_to_text(bytes_of(c->value > 0 ? "true" : "false"), out->value.text,
                      sizeof out->value.text);
    out->value.stale = silent;
    out->whole = out->scale < 1 || out->scale > 1 ? 0 : c->whole;
    out->age_ms = at_ms - c->v_ms;
    if (ended || silent)
        out->state = ended ? STATE_ENDED : STATE_STALE;
    else if (out->value.text[0] == '\0') /* words do not rise */
        out->trend_per_s = channel_trend(c) * out->scale;
}

enum rocket_state rocket_shown_state(const struct mission *mission, const struct rocket *r,
                                     int64_t at_ms)
{
    (void)mission;
    return rocket_state(r, at_ms);
}

void state_shown(const struct mission *mission, const struct rocket *r,
                 const struct state_channel *s, int64_t at_ms, struct shown *out)
{
    bool ended = r->clock == CLOCK_ENDED, silent = !ended && state_channel_stale(s, at_ms);
    number_shown(mission, s->name, NAN, out);
    bytes_to_text(bytes_of(s->text), out->value.text, sizeof out->value.text);
    out->value.stale = silent;
    out->age_ms = at_ms - s->v_ms;
    if (ended || silent)
        out->state = ended ? STATE_ENDED : STATE_STALE;
}

void not_followed_shown(const struct rocket *r, char *out, size_t size)
{
    const struct not_followed *n = r->not_followed;
    int count = rocket_not_followed(r);
    size_t len = 0;
    out[0] = '\0';
    for (int i = 0; i < count && i < NOT_FOLLOWED_NAMES && i < n->count && len < size; i++)
        len += (size_t)snprintf(out + len, size - len, "%s%s", i > 0 ? ", " : "", n->names[i]);
    if (n != NULL && count > NOT_FOLLOWED_NAMES && len < size)
        snprintf(out + len, size - len, ", ...");
}

const char *shown_word(const struct shown *s)
{
    bool judged = s->state == STATE_RED || s->state == STATE_YELLOW;
    return judged && s->zone[0] != '\0' ? s->zone : rocket_state_word(s->state);
}
