/* expr_steps.h: the steps of an expression while it is parsed; inside src/expr only. */
#ifndef EXPR_EXPR_STEPS_H
#define EXPR_EXPR_STEPS_H

#include "expr/expr.h"

struct expr_steps {
    struct arena *arena;
    struct expr_windows *windows;
    struct expr_op ops[EXPR_OPS_MOST];
    int count;
};

/* False: there are EXPR_OPS_MOST already. */
bool expr_steps_put(struct expr_steps *s, struct expr_op op);
/* Takes away the steps from `from` on, as an expression by themselves. */
const struct expr *expr_steps_cut(struct expr_steps *s, int from, bool condition);
/* Takes away the steps from `from` on, as what a window is of: the number of the window, which is a
 * new one unless there is one like it. -1: there are EXPR_WINDOWS_MOST. */
int expr_steps_window(struct expr_steps *s, struct window_kind kind, int from);

#endif
