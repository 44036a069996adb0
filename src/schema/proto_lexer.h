/* proto_lexer.h: the words of a .proto file. Pure; no allocation. */
#ifndef SCHEMA_PROTO_LEXER_H
#define SCHEMA_PROTO_LEXER_H

#include "base/bytes.h"

enum proto_token {
    PROTO_END,
    PROTO_WORD,   /* a name, with its dots */
    PROTO_NUMBER, /* as written */
    PROTO_TEXT,   /* between its quotes */
    PROTO_SIGN,   /* one character */
};

struct proto_lexer {
    const uint8_t *p, *end;
    int line;
    enum proto_token token; /* the one at hand */
    struct bytes text;
};

/* Stands at the first token. */
void proto_lexer_begin(struct proto_lexer *l, struct bytes text);
void proto_lexer_next(struct proto_lexer *l);
/* Whether the token at hand is this word or sign. */
bool proto_lexer_is(const struct proto_lexer *l, const char *text);
/* Goes past it, if it is. */
bool proto_lexer_take(struct proto_lexer *l, const char *text);
/* The value of the number at hand, decimal, octal or hexadecimal; false when it is none. */
bool proto_lexer_value(const struct proto_lexer *l, int64_t *out);

#endif
