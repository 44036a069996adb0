/* fold_formulas.h: the channels that a mission derives, while a message is folded; inside
 * src/flight only. */
#ifndef FLIGHT_FOLD_FORMULAS_H
#define FLIGHT_FOLD_FORMULAS_H

#include "flight/fold.h"
#include "flight/formulas.h"

/* One message on its way through the formulas. */
struct formulas_run {
    const struct fold *f;
    const struct formulas *formulas;
    struct formula_state *state;
    int next, windows_done;
    uint64_t fresh; /* the operands that this message has a sample of */
    double channels[EXPR_CHANNELS_MOST], windows[EXPR_WINDOWS_MOST];
};

/* Once the message's own numbers are in their channels. False: no formula is of any of them. */
bool formulas_begin(struct formulas_run *run, const struct fold *f);
/* The next sample of a derived channel, to be put into it; false: that was the last one. */
bool formulas_next(struct formulas_run *run, struct decoded_number *out);

/* The rocket's samples so far were later than they seemed: the newest at `t_ms`. */
void formulas_move(struct rocket *r, int64_t t_ms);

#endif
