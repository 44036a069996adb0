/* expr.h: an expression of a mission file, such as "sink < 10 and alt < 400": parsed once, then
 * evaluated for each sample. Pure: no clock, no I/O, no memory but the arena it is parsed into.
 *
 *   or                    of conditions; `and` binds tighter, `not` tighter still
 *   < <= > >= == !=       of two numbers; X in LO .. HI, both ends included
 *   + -                   of numbers; * and / bind tighter, a sign tighter still
 *   12.5 NAME ( )         a number, a channel's name (baro.alt, gyro[0]), brackets
 *   abs(X)  min(X, Y, ...)  max(X, Y, ...)
 *   slope(X, 5 s)  mean(X, 5 s)  min(X, 5 s)  max(X, 5 s)     over the last samples of X (window.h)
 *
 * A value that is not known is NaN, a condition that is not known too: what is UNKNOWN is never
 * true and never a number. An operand that is UNKNOWN makes the result so, but `false and UNKNOWN`
 * is false and `true or UNKNOWN` is true. A result that is not finite (1 / 0) is UNKNOWN. */
#ifndef EXPR_EXPR_H
#define EXPR_EXPR_H

#include "base/arena.h"
#include "expr/window.h"

/* Bounds: of one text, of its brackets and signs one in another, and of what all the expressions of
 * a mission may use. */
enum {
    EXPR_TEXT_MOST = 1000,
    EXPR_DEPTH_MOST = 32,
    EXPR_OPS_MOST = 256,
    EXPR_CHANNELS_MOST = 64,
    EXPR_WINDOWS_MOST = 32,
    EXPR_NAME_SIZE = 48,
};

enum expr_code {
    EXPR_NUMBER,
    EXPR_CHANNEL,
    EXPR_WINDOW,
    EXPR_NEGATE,
    EXPR_ABS,
    EXPR_NOT,
    EXPR_ADD, /* from here on, of two */
    EXPR_SUBTRACT,
    EXPR_MULTIPLY,
    EXPR_DIVIDE,
    EXPR_MIN,
    EXPR_MAX,
    EXPR_LESS,
    EXPR_AT_MOST,
    EXPR_MORE,
    EXPR_AT_LEAST,
    EXPR_EQUAL,
    EXPR_UNEQUAL,
    EXPR_AND,
    EXPR_OR,
    EXPR_IN, /* of three */
};

/* A step of the evaluation: operands first. */
struct expr_op {
    enum expr_code code;
    int at;        /* of the channel or window */
    double number; /* of EXPR_NUMBER */
};

struct expr {
    const struct expr_op *ops;
    int count;
    bool condition;  /* it is true, false or UNKNOWN; otherwise a number */
    const int *uses; /* the channels in it, those in its windows too, each once */
    int uses_count;
};

/* Something over the last samples of an expression: its values are kept outside (window.h). */
struct expr_window {
    struct window_kind kind;
    const struct expr *of;
};

/* All windows of the expressions of a mission: one that is used twice is there once. A window comes
 * after those that it is made of. */
struct expr_windows {
    struct expr_window items[EXPR_WINDOWS_MOST];
    int count;
};

/* What names stand for. */
struct expr_names {
    void *owner;
    /* The number of the channel of that name, 0 to EXPR_CHANNELS_MOST - 1; EXPR_NO_NAME: there is
     * none; EXPR_TOO_MANY: it would be one more than that. */
    int (*channel)(void *owner, const char *name);
    /* The number that the word stands for among that channel's states; false: none. */
    bool (*state)(void *owner, int channel, const char *word, double *out);
};
enum { EXPR_NO_NAME = -1, EXPR_TOO_MANY = -2 };

enum expr_fault { EXPR_FAULT, EXPR_FAULT_CHANNEL, EXPR_FAULT_FUNCTION };

struct expr_mistake {
    enum expr_fault fault;
    char text[200];            /* "column 5: no channel has the name altt" */
    char word[EXPR_NAME_SIZE]; /* the channel or function that does not exist */
};

/* Parses `text` into the arena, adding its windows to `windows`. NULL, and why, if it is no
 * expression; then `windows` is as before. */
const struct expr *expr_parse(struct arena *arena, const char *text, const struct expr_names *names,
                              struct expr_windows *windows, struct expr_mistake *out);

/* The functions there are, ending with NULL. */
extern const char *const expr_functions[];

/* Its value, a condition being 1 or 0; NaN: UNKNOWN. `channels` and `windows` are the values by
 * their numbers, NaN where they are not known. */
double expr_value(const struct expr *e, const double *channels, const double *windows);

#endif
