/* expr_lex.h: the text of an expression as tokens; inside src/expr only. */
#ifndef EXPR_EXPR_LEX_H
#define EXPR_EXPR_LEX_H

#include "base/bytes.h"

enum expr_token_kind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_NAME,  /* also and, or, not, in */
    TOKEN_SIGN,  /* an operator, a bracket, a comma */
    TOKEN_WRONG, /* bytes that begin none of these */
};

struct expr_token {
    enum expr_token_kind kind;
    struct bytes text; /* in the expression */
};

/* The first token of `rest`, which is behind it then. */
struct expr_token expr_lex(struct bytes *rest);

/* Whether the token is that sign or word. */
bool expr_token_is(struct expr_token token, const char *text);

#endif
