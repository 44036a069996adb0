#include "expr/expr.h"

#include <math.h>

static bool is_unknown(double v)
{
    return isnan(v);
}

static double truth_of(bool holds)
{
    return holds ? 1 : 0;
}

static bool is_false(double v)
{
    return v <= 0;
}

static double both(double a, double b)
{
    if (is_false(a) || is_false(b))
        return 0;
    return is_unknown(a) || is_unknown(b) ? NAN : 1;
}

static double either(double a, double b)
{
    if (a > 0 || b > 0)
        return 1;
    return is_unknown(a) || is_unknown(b) ? NAN : 0;
}

static double of_one(enum expr_code code, double a)
{
    if (code == EXPR_NEGATE)
        return -a;
    return code == EXPR_ABS ? fabs(a) : truth_of(is_false(a));
}

/* Of two that are known. */
static double of_two(enum expr_code code, double a, double b)
{
    switch (code) {
    case EXPR_ADD:
        return a + b;
    case EXPR_SUBTRACT:
        return a - b;
    case EXPR_MULTIPLY:
        return a * b;
    case EXPR_DIVIDE:
        return a / b;
    case EXPR_MIN:
        return a < b ? a : b;
    case EXPR_MAX:
        return a > b ? a : b;
    case EXPR_LESS:
        return truth_of(a < b);
    case EXPR_AT_MOST:
        return truth_of(a <= b);
    case EXPR_MORE:
        return truth_of(a > b);
    case EXPR_AT_LEAST:
        return truth_of(a >= b);
    case EXPR_EQUAL:
        return truth_of(a <= b && a >= b);
    case EXPR_UNEQUAL:
        return truth_of(a < b || a > b);
    default:
        return NAN;
    }
}

static int operands_of(enum expr_code code)
{
    if (code <= EXPR_WINDOW)
        return 0;
    return code <= EXPR_NOT ? 1 : code <= EXPR_OR ? 2 : 3;
}

static double result(enum expr_code code, const double *of)
{
    if (code == EXPR_AND)
        return both(of[0], of[1]);
    if (code == EXPR_OR)
        return either(of[0], of[1]);
    for (int i = 0; i < operands_of(code); i++)
        if (is_unknown(of[i]))
            return NAN;
    double value;
    if (code == EXPR_IN)
        value = truth_of(of[0] >= of[1] && of[0] <= of[2]);
    else
        value = operands_of(code) == 1 ? of_one(code, of[0]) : of_two(code, of[0], of[1]);
    return isfinite(value) ? value : NAN;
}

double expr_value(const struct expr *e, const double *channels, const double *windows)
{
    double stack[EXPR_OPS_MOST];
    int top = 0;
    for (int i = 0; i < e->count; i++) {
        const struct expr_op *op = &e->ops[i];
        double value;
        if (op->code == EXPR_NUMBER) {
            value = op->number;
        } else if (op->code == EXPR_CHANNEL || op->code == EXPR_WINDOW) {
            value = (op->code == EXPR_CHANNEL ? channels : windows)[op->at];
            value = isfinite(value) ? value : NAN;
        } else {
            top -= operands_of(op->code);
            value = result(op->code, &stack[top]);
        }
        stack[top++] = value;
    }
    return stack[0];
}
