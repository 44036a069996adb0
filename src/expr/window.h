/* window.h: the last samples of a value, for slope(alt, 5 s) and the like.
 *
 * A window holds the samples whose times are at most its length before the newest one, as at most
 * WINDOW_STEPS steps, about 4 KB. As long as there are few samples, each is a step; more are summed
 * up, those of one step being within a 62nd of the length. A step leaves the window when its oldest
 * sample does. Times are those of the samples: the same samples always give the same value. */
#ifndef EXPR_WINDOW_H
#define EXPR_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

enum { WINDOW_STEPS = 64 };

enum window_what { WINDOW_SLOPE, WINDOW_MEAN, WINDOW_MIN, WINDOW_MAX };

struct window_kind {
    enum window_what what;
    int64_t span_ms;
};

/* Samples that lie together. Sums are of values less the window's `base`, and of seconds since the
 * step's first sample. */
struct window_step {
    int64_t t_ms; /* of the first */
    int32_t count;
    int32_t last_ms;         /* of the last, after t_ms */
    double value;            /* MIN, MAX: the least, the most; else the sum */
    double seconds, squares; /* SLOPE: sums of seconds, of their squares, */
    double products;         /* and of seconds times values */
};

/* Zeroed, it is empty and valid. */
struct window {
    struct window_step *steps; /* owned; a ring of `cap` */
    int first, count, cap;
    double base; /* about what values are summed up: the first sample */
};

void window_deinit(struct window *w);
void window_clear(struct window *w); /* keeps the memory */

/* Adds a sample; one that is not finite, or older than the newest, is left out. */
void window_add(struct window *w, struct window_kind kind, int64_t t_ms, double value);
/* What the window says at `t_ms`, when samples older than its length have left it. Per second for
 * WINDOW_SLOPE, that of the straight line that fits best, known once the samples span half the
 * length. NaN: not known. */
double window_value(struct window *w, struct window_kind kind, int64_t t_ms);
/* All its samples were later, or earlier, than they seemed: the newest at `t_ms`. */
void window_move(struct window *w, int64_t t_ms);

/* The step `i`, 0 being the oldest; and a further one, zeroed, at the end: for keyframes. */
const struct window_step *window_step(const struct window *w, int i);
struct window_step *window_push(struct window *w); /* NULL: it has WINDOW_STEPS */

#endif
