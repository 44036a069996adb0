#include "expr/expr_lex.h"

/* The longer ones first. */
static const char *const signs[] = {"..", "<=", ">=", "==", "!=", "<", ">",
                                    "+",  "-",  "*",  "/",  "(",  ")", ","};

static bool is_digit(struct bytes b, size_t at)
{
    return at < b.len && b.data[at] >= '0' && b.data[at] <= '9';
}

static bool is_letter(struct bytes b, size_t at)
{
    return at < b.len && (((b.data[at] | 0x20) >= 'a' && (b.data[at] | 0x20) <= 'z') ||
                          b.data[at] == '_' || b.data[at] >= 0x80);
}

static size_t digits(struct bytes b, size_t at)
{
    while (is_digit(b, at))
        at++;
    return at;
}

/* 12, 12.5, 1e-3; not the point of 12 .. 13. 0: none. */
static size_t number_len(struct bytes b)
{
    size_t at = digits(b, 0);
    if (at < b.len && b.data[at] == '.' && is_digit(b, at + 1))
        at = digits(b, at + 1);
    if (at > 0 && at < b.len && (b.data[at] | 0x20) == 'e') {
        size_t exponent = at + 1;
        if (exponent < b.len && (b.data[exponent] == '+' || b.data[exponent] == '-'))
            exponent++;
        at = is_digit(b, exponent) ? digits(b, exponent) : at;
    }
    return at;
}

/* baro.alt, gyro[0]; a point must have something behind it. 0: none. */
static size_t name_len(struct bytes b)
{
    size_t at = 0;
    if (!is_letter(b, 0))
        return 0;
    for (;;) {
        if (is_letter(b, at) || is_digit(b, at))
            at++;
        else if (at < b.len && b.data[at] == '.' && (is_letter(b, at + 1) || is_digit(b, at + 1)))
            at++;
        else if (at < b.len && b.data[at] == '[' && is_digit(b, at + 1) &&
                 digits(b, at + 1) < b.len && b.data[digits(b, at + 1)] == ']')
            at = digits(b, at + 1) + 1;
        else
            return at;
    }
}

static size_t sign_len(struct bytes b)
{
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
        size_t len = strlen(signs[i]);
        if (b.len >= len && memcmp(b.data, signs[i], len) == 0)
            return len;
    }
    return 0;
}

struct expr_token expr_lex(struct bytes *rest)
{
    while (rest->len > 0 && strchr(" \t\r\n", rest->data[0]) != NULL && rest->data[0] != '\0')
        *rest = bytes_make(rest->data + 1, rest->len - 1);
    struct expr_token token = {.kind = TOKEN_END, .text = bytes_make(rest->data, 0)};
    if (rest->len == 0)
        return token;
    token.kind = TOKEN_NUMBER;
    size_t len = number_len(*rest);
    if (len == 0) {
        token.kind = TOKEN_NAME;
        len = name_len(*rest);
    }
    if (len == 0) {
        token.kind = TOKEN_SIGN;
        len = sign_len(*rest);
    }
    if (len == 0) {
        token.kind = TOKEN_WRONG;
        len = 1;
    }
    token.text.len = len;
    *rest = bytes_make(rest->data + len, rest->len - len);
    return token;
}

bool expr_token_is(struct expr_token token, const char *text)
{
    return bytes_equal(token.text, bytes_of(text));
}
