/* deck.c: the transport's rules, one function a key. */
#include "playhead/deck.h"

#include <math.h>
#include <stdio.h>

static const double speeds[] = {0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 30, 60};
enum { SPEEDS = sizeof(speeds) / sizeof(speeds[0]), LOOP_LEAST_MS = 1000 };

static const int64_t tick_most_ns = 2000000000;
static const int64_t measure_after_ns = 1000000000;
static const char live_edge[] = "at the live edge";

static void say_time(char said[DECK_SAID], const char *before, int64_t t_ms)
{
    int64_t day_ms = ((t_ms % 86400000) + 86400000) % 86400000;
    int s = (int)(day_ms / 1000);
    snprintf(said, DECK_SAID, "%s%02d:%02d:%02dZ", before, s / 3600, s / 60 % 60, s % 60);
}

/* Restarts timing and the speed measurement at the next tick. */
static void restart_timing(struct deck *d)
{
    d->rest_ms = 0;
    d->tick_ns = 0;
    d->measure_ns = 0;
    d->measured = d->speed;
}

static void remember(struct deck *d, bool skip)
{
    if (skip && d->skipping)
        return;
    d->skipping = skip;
    if (d->undo_count == DECK_UNDO) {
        for (int i = 1; i < DECK_UNDO; i++)
            d->undo[i - 1] = d->undo[i];
        d->undo_count--;
    }
    d->undo[d->undo_count++] = (struct deck_place){
        .span_id = d->span.id, .t_ms = d->t_ms, .state = d->state, .speed = d->speed};
}

static void pin(struct deck *d)
{
    d->state = DECK_PINNED;
    d->speed = 1;
    restart_timing(d);
}

void deck_init(struct deck *d, int64_t now_ms)
{
    *d = (struct deck){
        .state = DECK_PINNED,
        .span = {.id = 0, .lo_ms = now_ms, .hi_ms = now_ms, .live = true},
        .speed = 1,
        .t_ms = now_ms,
        .loop_a_ms = DECK_NO_TIME,
        .loop_b_ms = DECK_NO_TIME,
        .measured = 1,
    };
}

void deck_set_span(struct deck *d, const struct deck_span *span, int64_t now_ms)
{
    d->span = *span;
    if (d->state == DECK_PINNED)
        d->t_ms = now_ms;
}

bool deck_at_head(const struct deck *d)
{
    return d->state == DECK_PINNED;
}

double deck_measured_speed(const struct deck *d)
{
    return fabs(d->measured - d->speed) >= 0.05 * fabs(d->speed) ? d->measured : d->speed;
}

static bool looping(const struct deck *d)
{
    return d->loop_a_ms != DECK_NO_TIME && d->loop_b_ms != DECK_NO_TIME;
}

/* Where the loop sends a move from `from` to `to`; moves outside the loop are unchanged. */
static int64_t looped(const struct deck *d, int64_t from, int64_t to)
{
    int64_t a = d->loop_a_ms, b = d->loop_b_ms;
    if (!looping(d))
        return to;
    if (d->speed > 0 && from <= b && to >= b)
        return a + (to - b) % (b - a);
    if (d->speed < 0 && from >= a && to <= a)
        return b - (a - to) % (b - a);
    return to;
}

/* What happens where the span ends. */
static void meet_ends(struct deck *d)
{
    if (d->speed > 0 && d->t_ms >= d->span.hi_ms) {
        d->t_ms = d->span.hi_ms;
        if (d->span.live)
            pin(d);
        else
            d->state = DECK_ENDED;
    } else if (d->speed < 0 && d->t_ms <= d->span.lo_ms) {
        d->t_ms = d->span.lo_ms;
        d->state = DECK_PAUSED;
        d->speed = -d->speed;
        restart_timing(d);
    }
}

static void measure(struct deck *d, int64_t mono_ns)
{
    if (d->measure_ns == 0) {
        d->measure_ns = mono_ns;
        d->measure_t_ms = d->t_ms;
    } else if (mono_ns - d->measure_ns >= measure_after_ns) {
        d->measured = (double)(d->t_ms - d->measure_t_ms) * 1e6 / (double)(mono_ns - d->measure_ns);
        d->measure_ns = mono_ns;
        d->measure_t_ms = d->t_ms;
    }
}

bool deck_tick(struct deck *d, int64_t mono_ns)
{
    if (d->state != DECK_PLAYING)
        return false;
    int64_t passed = d->tick_ns == 0 ? 0 : mono_ns - d->tick_ns;
    d->tick_ns = mono_ns;
    if (passed > tick_most_ns)
        passed = tick_most_ns;

    double move = (double)passed / 1e6 * d->speed + d->rest_ms;
    int64_t whole = (int64_t)move;
    int64_t from = d->t_ms, to = looped(d, from, from + whole);
    d->rest_ms = move - (double)whole;
    d->t_ms = to;
    if (to != from + whole) {
        d->measure_ns = 0; /* a loop's jump is no speed */
        return true;
    }
    measure(d, mono_ns);
    meet_ends(d);
    return d->t_ms != from || d->state != DECK_PLAYING;
}

void deck_space(struct deck *d, char said[DECK_SAID])
{
    said[0] = '\0';
    switch (d->state) {
    case DECK_PINNED:
    case DECK_PLAYING:
        d->state = DECK_PAUSED;
        break;
    case DECK_ENDED:
        d->t_ms = d->span.lo_ms;
        d->state = DECK_PLAYING;
        break;
    case DECK_PAUSED:
        d->state = DECK_PLAYING;
        break;
    }
    restart_timing(d);
}

static void seek(struct deck *d, const struct deck_span *span, int64_t t_ms, bool skip,
                 char said[DECK_SAID])
{
    said[0] = '\0';
    if (d->state == DECK_PINNED && d->span.live && t_ms >= d->t_ms) {
        snprintf(said, DECK_SAID, "%s", live_edge);
        return;
    }
    remember(d, skip);
    d->span = *span;
    int64_t kept = t_ms < span->lo_ms ? span->lo_ms : t_ms;
    kept = kept > span->hi_ms ? span->hi_ms : kept;
    if (d->state == DECK_PINNED)
        d->speed = 1;
    if (d->state != DECK_PAUSED)
        d->state = DECK_PLAYING;
    d->t_ms = kept;
    d->rest_ms = 0;
    d->measure_ns = 0;
    if (kept != t_ms)
        say_time(said, "clamped to ", kept);
    if (kept < span->hi_ms || d->state != DECK_PLAYING || d->speed < 0)
        return;
    /* At or past the last moment: end up as playing to there would have. */
    if (span->live) {
        pin(d);
        snprintf(said, DECK_SAID, "%s", live_edge);
    } else {
        d->state = DECK_ENDED;
    }
}

void deck_seek(struct deck *d, const struct deck_span *span, int64_t t_ms, char said[DECK_SAID])
{
    seek(d, span, t_ms, false, said);
}

void deck_skip(struct deck *d, int64_t delta_ms, char said[DECK_SAID])
{
    /* Pinned to the head of a cache without a recorder, t_ms is now, long past the last moment. */
    int64_t from = delta_ms < 0 && d->t_ms > d->span.hi_ms ? d->span.hi_ms : d->t_ms;
    struct deck_span span = d->span;
    seek(d, &span, from + delta_ms, true, said);
}

void deck_step(struct deck *d, int direction, int64_t t_ms, char said[DECK_SAID])
{
    said[0] = '\0';
    if (d->state == DECK_PINNED && direction > 0) {
        snprintf(said, DECK_SAID, "%s", live_edge);
        return;
    }
    if (t_ms == DECK_NO_TIME) {
        snprintf(said, DECK_SAID, "%s",
                 direction < 0  ? "no message before this one"
                 : d->span.live ? "no message after this one yet"
                                : "no message after this one");
        t_ms = d->t_ms;
    }
    remember(d, true);
    if (d->state == DECK_PINNED)
        d->speed = 1;
    d->state = DECK_PAUSED;
    d->t_ms = t_ms;
    restart_timing(d);
}

void deck_faster(struct deck *d, int direction, char said[DECK_SAID])
{
    said[0] = '\0';
    if (d->state == DECK_PINNED) {
        if (direction > 0) {
            snprintf(said, DECK_SAID, "%s", live_edge);
            return;
        }
        d->state = DECK_PLAYING;
    }
    int at = 0;
    while (at < SPEEDS - 1 && speeds[at] < fabs(d->speed))
        at++;
    int next = at + (direction > 0 ? 1 : -1);
    if (next < 0 || next >= SPEEDS) {
        snprintf(said, DECK_SAID, "%gx is the %s", speeds[at],
                 direction > 0 ? "fastest" : "slowest");
        return;
    }
    d->speed = copysign(speeds[next], d->speed);
    d->measured = d->speed;
    d->measure_ns = 0;
}

void deck_reverse(struct deck *d, char said[DECK_SAID])
{
    said[0] = '\0';
    d->speed = -d->speed;
    if (d->state == DECK_PINNED || d->state == DECK_ENDED)
        d->state = DECK_PLAYING;
    restart_timing(d);
}

void deck_loop(struct deck *d, char said[DECK_SAID])
{
    if (looping(d)) {
        d->loop_a_ms = d->loop_b_ms = DECK_NO_TIME;
        snprintf(said, DECK_SAID, "loop off");
        return;
    }
    if (d->loop_a_ms == DECK_NO_TIME) {
        d->loop_a_ms = d->t_ms;
        say_time(said, "loop from here; o again sets its end. A ", d->t_ms);
        return;
    }
    int64_t a = d->loop_a_ms < d->t_ms ? d->loop_a_ms : d->t_ms;
    int64_t b = d->loop_a_ms < d->t_ms ? d->t_ms : d->loop_a_ms;
    int64_t head = d->span.hi_ms;
    b = b > head ? head : b;
    if (b - a < LOOP_LEAST_MS) {
        b = a + LOOP_LEAST_MS > head ? head : a + LOOP_LEAST_MS;
        a = b - LOOP_LEAST_MS;
    }
    d->loop_a_ms = a;
    d->loop_b_ms = b;
    char from[DECK_SAID];
    say_time(from, "loop ", a);
    char to[DECK_SAID];
    say_time(to, " .. ", b);
    snprintf(said, DECK_SAID, "%.30s%.30s%s", from, to,
             d->state == DECK_PINNED ? "; go back into it" : "");
}

void deck_go_live(struct deck *d, char said[DECK_SAID])
{
    said[0] = '\0';
    if (d->state == DECK_PINNED)
        return;
    remember(d, false);
    pin(d);
}

void deck_replay(struct deck *d, const struct deck_span *span, char said[DECK_SAID])
{
    said[0] = '\0';
    remember(d, false);
    d->span = *span;
    d->state = DECK_PLAYING;
    d->speed = 1;
    d->t_ms = span->lo_ms;
    d->loop_a_ms = d->loop_b_ms = DECK_NO_TIME;
    restart_timing(d);
}

bool deck_undo(struct deck *d, struct deck_place *out)
{
    if (d->undo_count == 0)
        return false;
    *out = d->undo[--d->undo_count];
    d->skipping = false;
    return true;
}

void deck_restore(struct deck *d, const struct deck_place *place)
{
    d->state = place->state;
    d->speed = place->speed;
    if (place->state != DECK_PINNED)
        d->t_ms = place->t_ms;
    restart_timing(d);
}
