/* fold.c: state' = fold(state, message). */
#include "flight/fold.h"

#include <math.h>
#include <stdio.h>

#include "flight/decode.h"
#include "flight/fold_formulas.h"
#include "flight/own_time.h"
#include "flight/show.h"

enum {
    JUMP_BACK_MS = 3600000,  /* a record time this far back belongs to another flight */
    TREND_STEP_MS = 2000,    /* an anchor stands this long before it moves up */
    TREND_FORGET_MS = 10000, /* a silence after which the trend begins anew */
};
#define LATEST_MS INT64_C(253402300799999) /* 9999-12-31: nothing is believed past it */
#define TIME_FALL_S 60.0 /* a mission time that falls this far belongs to another flight */
#define JITTER_S 1.0     /* after a minute's silence this suffices */

int64_t message_v_ms(const struct flight_message *m, int64_t flight_time_ms)
{
    bool heard = m->arrival_ms != FLIGHT_NO_TIME;
    return heard && clock_near(m->t_ms, m->arrival_ms) ? m->arrival_ms : flight_time_ms;
}

int64_t rocket_sample_ms(const struct rocket *r, const struct flight_message *m)
{
    if (m->arrival_ms == FLIGHT_NO_TIME)
        return m->t_ms;
    if (clock_is_ahead(&r->offset, m->t_ms, m->arrival_ms))
        return m->arrival_ms;
    if (clock_is_right(m->t_ms, m->arrival_ms))
        return m->t_ms;
    bool wrong = clock_near(m->t_ms, m->arrival_ms) ||
                 (r->offset.steady && clock_keeps_pace(&r->offset, m->t_ms, m->arrival_ms));
    return wrong ? m->arrival_ms : m->t_ms;
}

/* The record time as far as it is believed: the arrival if there is none (negative), or if it is of
 * a wrong clock. */
static int64_t believed_time(const struct fold *f)
{
    const struct rocket *r = f->r;
    const struct flight_message *m = f->m;
    if (m->arrival_ms != FLIGHT_NO_TIME) {
        return f->slow ? m->arrival_ms : rocket_sample_ms(r, m);
    }
    if (m->t_ms < 0)
        return r->flight_time_ms != FLIGHT_NO_TIME ? r->flight_time_ms : 0;
    return m->t_ms < LATEST_MS ? m->t_ms : LATEST_MS;
}

/* Whether the mission time is the one that the flight's T-0 gives: then a low one is only late. */
static bool agrees_with_clock(const struct fold *f)
{
    if (f->r->t_zero_ms == FLIGHT_NO_TIME)
        return false;
    double expected_s = (double)(f->t_ms - f->r->t_zero_ms) / 1000;
    return fabs(expected_s - f->time) <= TIME_FALL_S;
}

static bool opens_flight(const struct fold *f)
{
    const struct rocket *r = f->r;
    if (r->messages == 0 || f->t_ms < r->flight_time_ms - JUMP_BACK_MS)
        return true;
    bool over = rocket_ended(r) || r->lifted_off;
    double most_s = f->t_ms - r->flight_time_ms > NEAR_MS ? JITTER_S : TIME_FALL_S;
    if (over && f->time < r->mission_time - most_s && !agrees_with_clock(f))
        return true;
    const struct mission_word *word = over ? mission_word(f->mission, f->d->text) : NULL;
    if (word == NULL)
        return false;
    if (word->effect == WORD_COUNTDOWN)
        return rocket_ended(r) || !r->keyless;
    return word->effect == WORD_LIFTOFF && rocket_ended(r);
}

/* Times and flight of a message; nothing is changed yet. */
static struct fold fold_begin(struct rocket *r, const struct mission *mission,
                              const struct flight_message *m, const struct decoded *d,
                              struct event_sink *sink)
{
    struct fold f = {.r = r, .mission = mission, .m = m, .d = d, .sink = sink};
    clock_times(&f);
    f.slow = m->arrival_ms != FLIGHT_NO_TIME && !clock_near(m->t_ms, m->arrival_ms) &&
             clock_keeps_pace(&r->offset, m->t_ms, m->arrival_ms);
    f.t_ms = believed_time(&f);
    f.opens = opens_flight(&f);
    if (f.opens && mission->epoch)
        f.time = clock_time_in(mission, d); /* nothing is known yet of its lift-off */
    int64_t flight_time = f.opens || f.t_ms > r->flight_time_ms ? f.t_ms : r->flight_time_ms;
    f.v_ms = f.slow ? m->arrival_ms : message_v_ms(m, flight_time);
    if (!f.opens && f.v_ms < r->v_ms)
        f.v_ms = r->v_ms;
    return f;
}

static void open_flight(const struct fold *f)
{
    struct rocket *r = f->r;
    rocket_reset(r);
    r->flight++;
    r->flight_seq0 = f->m->seq;
    r->flight_v0_ms = f->v_ms;
}

/* The first message of a recording need not be its oldest one: the flight begins with that. A later
 * flight's late messages may be of the flight before. */
static void begin_earlier(const struct fold *f)
{
    struct rocket *r = f->r;
    if (r->flight == 1 && !r->heard_live && f->t_ms < r->flight_v0_ms)
        r->flight_v0_ms = f->t_ms;
}

/* Said once per run of late messages. */
static void note_late(const struct fold *f)
{
    struct rocket *r = f->r;
    bool late = r->messages > 0 && f->t_ms < r->flight_time_ms - NEAR_MS;
    if (late && !r->late) {
        char clock[32], behind[16], text[EVENT_TEXT_SIZE];
        show_utc(f->t_ms, SHOW_TIME, clock);
        show_length(r->flight_time_ms - f->t_ms, behind);
        snprintf(text, sizeof text, "recorded %s, %s behind", clock, behind);
        fold_event(f, EVENT_LATE, text);
    }
    r->late = late;
}

static void channel_init(struct channel *c, const char *name)
{
    *c = (struct channel){.t_ms = FLIGHT_NO_TIME,
                          .v_ms = FLIGHT_NO_TIME,
                          .older.t_ms = FLIGHT_NO_TIME,
                          .newer.t_ms = FLIGHT_NO_TIME};
    memcpy(c->name, name, sizeof c->name);
    pace_init(&c->pace);
}

/* NULL when the rocket has all the channels it may have. */
static struct channel *channel_named(struct rocket *r, const char *name)
{
    struct channel *c = channels_find(r, name);
    if (c != NULL || r->channels_count == ROCKET_MAX_CHANNELS)
        return c;
    channels_grow(r, r->channels_count + 1);
    c = &r->channels[r->channels_count];
    channel_init(c, name);
    channels_named(r);
    return c;
}

/* Two anchors follow the newest sample, for channel_trend(). */
static void move_anchors(struct channel *c, int64_t t_ms, double value)
{
    struct anchor now = {t_ms, value};
    if (!isfinite(value) || c->newer.t_ms == FLIGHT_NO_TIME ||
        t_ms - c->newer.t_ms > TREND_FORGET_MS) {
        c->older.t_ms = FLIGHT_NO_TIME;
        c->newer = now;
        if (!isfinite(value))
            c->newer.t_ms = FLIGHT_NO_TIME;
    } else if (t_ms - c->newer.t_ms >= TREND_STEP_MS) {
        c->older = c->newer;
        c->newer = now;
    }
}

static void channel_sample(const struct fold *f, struct channel *c, const struct decoded_number *n)
{
    c->samples++;
    if (f->t_ms < c->t_ms)
        return;
    pace_add(&c->pace, f->t_ms);
    move_anchors(c, f->t_ms, n->value);
    digits_see(&c->digits, n->value);
    c->value = n->value;
    c->whole = n->whole;
    c->truth = n->truth;
    c->seq = f->m->seq;
    c->t_ms = f->t_ms;
    c->v_ms = f->v_ms;
}

/* Nearly always a message has the numbers of the one before in the same order: then each is found
 * where the last one leaves off, and is no mission time, which is no channel. */
static void fold_numbers(const struct fold *f)
{
    struct rocket *r = f->r;
    int next = 0, lost = f->d->dropped;
    bool derives = f->mission->formulas != NULL;
    r->has_numbers = r->has_numbers || f->d->count > 0;
    clock_follow(f);
    for (int i = 0; i < f->d->count; i++) {
        const struct decoded_number *n = &f->d->numbers[i];
        if (derives && formulas_make(f->mission, n->name))
            continue;
        struct channel *c = next < r->channels_count ? &r->channels[next] : NULL;
        if (c == NULL || !name_same(c->name, n->name)) {
            if (mission_time_unit(f->mission, n->name) != 0 || mission_is_utc(f->mission, n->name))
                continue;
            c = channel_named(r, n->name);
        }
        if (c == NULL) {
            channels_not_followed(r, n->name);
            lost++;
            continue;
        }
        channel_sample(f, c, n);
        next = (int)(c - r->channels) + 1;
    }
    for (int i = 0; i < f->d->dropped && i < DECODED_DROPPED_NAMES; i++)
        channels_not_followed(r, f->d->dropped_names[i]);
    channels_at_once(r, lost);
}

/* The channels that the mission derives from others. */
static void fold_formulas(const struct fold *f)
{
    struct formulas_run run;
    struct decoded_number n;
    if (!formulas_begin(&run, f))
        return;
    while (formulas_next(&run, &n)) {
        struct channel *c = channel_named(f->r, n.name);
        if (c != NULL)
            channel_sample(f, c, &n);
    }
}

/* Until when the rocket was silent before this message. Where a backlog ends and live begins, v
 * jumps, but the recording knows of no silence: its own time tells. */
static int64_t silent_until(const struct fold *f)
{
    const struct rocket *r = f->r;
    if (f->opens)
        return f->v_ms < r->v_ms ? INT64_MAX : f->v_ms;
    if (r->heard_live)
        return f->v_ms;
    return f->t_ms > r->flight_time_ms ? f->t_ms : r->flight_time_ms;
}

/* The flight began with messages that seemed to be of the past: their clock is slow, and they count
 * from their arrival as well. */
static void rebase(const struct fold *f)
{
    struct rocket *r = f->r;
    const struct clock_offset *o = &r->offset;
    if (!f->slow || o->steady || !o->run_opened)
        return;
    r->flight_v0_ms = o->run_arrival_ms;
    r->phase_since_ms = r->phase[0] == '\0' ? FLIGHT_NO_TIME : o->run_arrival_ms;
    if (r->last_text_v_ms != FLIGHT_NO_TIME)
        r->last_text_v_ms = o->run_arrival_ms;
    r->v_ms = r->flight_time_ms = r->pace.last_t_ms = o->arrival_ms;
    r->heard_live = true;
    formulas_move(r, o->arrival_ms);
    for (int i = 0; i < r->channels_count; i++) {
        struct channel *c = &r->channels[i];
        int64_t behind_ms = o->arrival_ms - c->t_ms;
        c->t_ms = c->v_ms = c->pace.last_t_ms = o->arrival_ms;
        if (c->newer.t_ms != FLIGHT_NO_TIME)
            c->newer.t_ms += behind_ms;
        if (c->older.t_ms != FLIGHT_NO_TIME)
            c->older.t_ms += behind_ms;
    }
}

static void fall_back_pace(struct pace *p, int64_t by_ms)
{
    if (p->last_t_ms != FLIGHT_NO_TIME)
        p->last_t_ms -= by_ms;
}

static bool got_ahead(const struct fold *f)
{
    const struct clock_offset *o = &f->r->offset;
    return !f->opens && f->m->arrival_ms != FLIGHT_NO_TIME && o->count > 0 && !o->ahead &&
           clock_is_ahead(o, f->m->t_ms, f->m->arrival_ms);
}

/* The clock has got more than a minute ahead, so that its messages count from their arrival: those
 * before it do as well, or what is heard now would be older than they are. */
static void fall_back(const struct fold *f)
{
    struct rocket *r = f->r;
    int64_t by_ms = got_ahead(f) ? r->flight_time_ms - r->offset.arrival_ms : 0;
    if (by_ms <= 0 || by_ms > NEAR_MS)
        return;
    r->flight_time_ms -= by_ms;
    fall_back_pace(&r->pace, by_ms);
    for (int i = 0; i < r->channels_count; i++) {
        struct channel *c = &r->channels[i];
        c->t_ms -= by_ms;
        fall_back_pace(&c->pace, by_ms);
        if (c->newer.t_ms != FLIGHT_NO_TIME)
            c->newer.t_ms -= by_ms;
        if (c->older.t_ms != FLIGHT_NO_TIME)
            c->older.t_ms -= by_ms;
    }
    for (int i = 0; i < r->states_count; i++) {
        r->states[i].t_ms -= by_ms;
        fall_back_pace(&r->states[i].pace, by_ms);
    }
}

static void clock_event(const struct fold *f, const char *words)
{
    size_t kind = strlen("clock "); /* the line has that word already */
    fold_event(f, EVENT_CLOCK, strncmp(words, "clock ", kind) == 0 ? words + kind : words);
}

/* Said once, and again when the clock is wrong in another way. */
static void note_clock(const struct fold *f)
{
    struct clock_offset *o = &f->r->offset;
    char words[CLOCK_WORDS_SIZE];
    if (f->m->arrival_ms == FLIGHT_NO_TIME)
        return;
    clock_offset_add(o, f->m->t_ms, f->m->arrival_ms, f->opens);
    enum clock_fault fault = clock_offset_fault(o);
    if (fault == CLOCK_RIGHT || (int32_t)fault == o->said)
        return;
    o->said = (int32_t)fault;
    clock_offset_words(o, words);
    clock_event(f, words);
}

/* The time that a number gives by a source: its utc, or a mission time that is absolute. */
static bool number_time(const struct mission_source *s, const struct decoded_number *n, int64_t *ms)
{
    if (s->utc != NULL && strcmp(s->utc, n->name) == 0)
        return own_time_of_number(n->value, ms);
    bool absolute = s->epoch && s->week == NULL && s->time != NULL;
    return absolute && strcmp(s->time, n->name) == 0 &&
           own_time_of_number(n->value * s->seconds, ms);
}

/* The time that the message gives itself, in a text or in a number that the mission names. */
static int64_t own_time(const struct fold *f)
{
    int64_t own_ms = f->d->own_ms;
    for (int i = 0; i < f->mission->source_count && own_ms == FLIGHT_NO_TIME; i++) {
        const struct mission_source *s = &f->mission->sources[i];
        for (int k = 0; (s->utc != NULL || s->epoch) && k < f->d->count; k++)
            if (number_time(s, &f->d->numbers[k], &own_ms))
                return own_ms;
    }
    return own_ms;
}

/* A message whose record time is right may still say itself that it is of another time. */
static void note_own_clock(const struct fold *f)
{
    struct rocket *r = f->r;
    char words[CLOCK_WORDS_SIZE];
    int64_t own_ms = own_time(f);
    if (own_ms == FLIGHT_NO_TIME)
        return;
    enum clock_fault fault = clock_message_fault(own_ms, f->t_ms);
    r->own_lag_ms = fault == CLOCK_RIGHT ? 0 : f->t_ms - own_ms;
    if (fault == CLOCK_RIGHT || (int32_t)fault == r->own_said)
        return;
    r->own_said = (int32_t)fault;
    clock_message_words(own_ms, f->t_ms, words);
    clock_event(f, words);
}

static void fold_value(const struct fold *f)
{
    struct rocket *r = f->r;
    int64_t read_ms = clock_note(r, f->v_ms);
    if (f->d->kind == DECODED_BINARY || f->d->kind == DECODED_BAD)
        r->errors++;
    if (f->d->kind == DECODED_NUMBERS)
        fold_numbers(f);
    fold_states(f);
    fold_text(f);
    if (f->mission->formulas != NULL)
        fold_formulas(f);
    r->reach.set_back += clock_note(r, f->v_ms) < read_ms;
}

static void fold_apply(const struct fold *f)
{
    struct rocket *r = f->r;
    const struct flight_message *m = f->m;
    rebase(f);
    fall_back(f);
    rocket_report_silence(r, silent_until(f), f->sink);
    if (f->opens) {
        more_end(r, f->sink);
        open_flight(f);
    }
    note_late(f);
    r->messages++;
    r->source = m->source;
    r->seq = m->seq;
    r->t_ms = f->t_ms;
    r->v_ms = f->v_ms;
    r->heard_live = f->v_ms == m->arrival_ms;
    r->silence_said = false;
    begin_earlier(f);
    pace_add(&r->pace, f->t_ms);
    note_clock(f);
    note_own_clock(f);
    if (f->t_ms > r->flight_time_ms)
        r->flight_time_ms = f->t_ms;
    fold_value(f);
}

void rocket_fold(struct rocket *r, const struct mission *mission, const struct flight_message *m,
                 const struct decoded *d, struct event_sink *sink)
{
    struct fold f = fold_begin(r, mission, m, d, sink);
    fold_apply(&f);
}

bool rocket_fold_until(struct rocket *r, const struct mission *mission,
                       const struct flight_message *m, const struct decoded *d, int64_t t_ms,
                       struct event_sink *sink)
{
    struct fold f = fold_begin(r, mission, m, d, sink);
    if (f.v_ms > t_ms || (f.opens && r->messages > 0))
        return false;
    fold_apply(&f);
    return true;
}

int64_t rocket_next_v(const struct rocket *r, const struct mission *mission,
                      const struct flight_message *m, const struct decoded *d, bool *opens)
{
    struct fold f = fold_begin((struct rocket *)(uintptr_t)r, mission, m, d, NULL);
    *opens = f.opens;
    return f.v_ms;
}
