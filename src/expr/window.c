#include "expr/window.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

enum { FIRST_BLOCK = 8 };

void window_deinit(struct window *w)
{
    free(w->steps);
    *w = (struct window){0};
}

void window_clear(struct window *w)
{
    w->first = w->count = 0;
}

const struct window_step *window_step(const struct window *w, int i)
{
    return &w->steps[(w->first + i) % w->cap];
}

static struct window_step *newest(const struct window *w)
{
    return w->count == 0 ? NULL : &w->steps[(w->first + w->count - 1) % w->cap];
}

static void grow(struct window *w)
{
    int cap = w->cap == 0 ? FIRST_BLOCK : 2 * w->cap;
    struct window_step *steps = mem_zero((size_t)cap, sizeof *steps);
    for (int i = 0; i < w->count; i++)
        steps[i] = *window_step(w, i);
    free(w->steps);
    w->steps = steps;
    w->first = 0;
    w->cap = cap;
}

struct window_step *window_push(struct window *w)
{
    if (w->count == WINDOW_STEPS)
        return NULL;
    if (w->count == w->cap)
        grow(w);
    struct window_step *step = &w->steps[(w->first + w->count++) % w->cap];
    *step = (struct window_step){0};
    return step;
}

static void drop_oldest(struct window *w)
{
    w->first = (w->first + 1) % w->cap;
    w->count--;
}

static void leave(struct window *w, int64_t span_ms, int64_t t_ms)
{
    while (w->count > 0 && window_step(w, 0)->t_ms < t_ms - span_ms)
        drop_oldest(w);
}

/* Which step of a grid over all time the moment is in. A window never spans over WINDOW_STEPS of
 * them. */
static int64_t cell(struct window_kind kind, int64_t t_ms)
{
    int64_t width_ms = (kind.span_ms + WINDOW_STEPS - 3) / (WINDOW_STEPS - 2);
    int64_t at = t_ms / width_ms;
    return t_ms % width_ms < 0 ? at - 1 : at;
}

static void sum_up(struct window *w, enum window_what what, struct window_step *step,
                   double seconds, double value)
{
    double above = value - w->base;
    if (what == WINDOW_MIN || what == WINDOW_MAX) {
        bool beyond = what == WINDOW_MIN ? value < step->value : value > step->value;
        step->value = step->count == 0 || beyond ? value : step->value;
    } else {
        step->value += above;
        step->seconds += seconds;
        step->squares += seconds * seconds;
        step->products += seconds * above;
    }
    step->count++;
}

void window_add(struct window *w, struct window_kind kind, int64_t t_ms, double value)
{
    struct window_step *step = newest(w);
    if (!isfinite(value) || (step != NULL && t_ms < step->t_ms + step->last_ms))
        return;
    leave(w, kind.span_ms, t_ms);
    if (w->count == 0)
        w->base = value;
    step = newest(w);
    if (step == NULL || cell(kind, step->t_ms) != cell(kind, t_ms) || step->count == INT32_MAX) {
        if (w->count == WINDOW_STEPS)
            drop_oldest(w);
        step = window_push(w);
        step->t_ms = t_ms;
    }
    step->last_ms = (int32_t)(t_ms - step->t_ms);
    sum_up(w, kind.what, step, (double)step->last_ms / 1000, value);
}

static double mean_of(const struct window *w)
{
    double sum = 0, count = 0;
    for (int i = 0; i < w->count; i++) {
        sum += window_step(w, i)->value;
        count += window_step(w, i)->count;
    }
    return w->base + sum / count;
}

/* Least squares. */
static double slope_of(const struct window *w, int64_t span_ms)
{
    const struct window_step *last = newest(w);
    int64_t from_ms = window_step(w, 0)->t_ms;
    double n = 0, t = 0, tt = 0, x = 0, tx = 0;
    if (2 * (last->t_ms + last->last_ms - from_ms) < span_ms)
        return NAN;
    for (int i = 0; i < w->count; i++) {
        const struct window_step *s = window_step(w, i);
        double at = (double)(s->t_ms - from_ms) / 1000, count = s->count;
        n += count;
        t += s->seconds + count * at;
        tt += s->squares + 2 * at * s->seconds + count * at * at;
        x += s->value;
        tx += s->products + at * s->value;
    }
    return (n * tx - t * x) / (n * tt - t * t);
}

static double most_of(const struct window *w, enum window_what what)
{
    double most = window_step(w, 0)->value;
    for (int i = 1; i < w->count; i++) {
        double value = window_step(w, i)->value;
        if (what == WINDOW_MIN ? value < most : value > most)
            most = value;
    }
    return most;
}

double window_value(struct window *w, struct window_kind kind, int64_t t_ms)
{
    leave(w, kind.span_ms, t_ms);
    if (w->count == 0)
        return NAN;
    double value = kind.what == WINDOW_SLOPE  ? slope_of(w, kind.span_ms)
                   : kind.what == WINDOW_MEAN ? mean_of(w)
                                              : most_of(w, kind.what);
    return isfinite(value) ? value : NAN;
}

void window_move(struct window *w, int64_t t_ms)
{
    const struct window_step *last = newest(w);
    int64_t by_ms = last == NULL ? 0 : t_ms - (last->t_ms + last->last_ms);
    for (int i = 0; i < w->count; i++)
        w->steps[(w->first + i) % w->cap].t_ms += by_ms;
}
