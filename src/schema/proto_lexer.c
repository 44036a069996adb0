#include "schema/proto_lexer.h"

#include <errno.h>
#include <stdlib.h>

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static void skip_line(struct proto_lexer *l)
{
    while (l->p < l->end && *l->p != '\n')
        l->p++;
}

static void skip_comment(struct proto_lexer *l)
{
    for (l->p += 2; l->p < l->end; l->p++) {
        l->line += *l->p == '\n';
        if (l->p[0] == '*' && l->p + 1 < l->end && l->p[1] == '/') {
            l->p += 2;
            return;
        }
    }
}

static void skip_blanks(struct proto_lexer *l)
{
    for (;;) {
        while (l->p < l->end && (*l->p <= ' ' || *l->p >= 0x7f)) {
            l->line += *l->p == '\n';
            l->p++;
        }
        if (l->end - l->p < 2 || l->p[0] != '/')
            return;
        if (l->p[1] == '/')
            skip_line(l);
        else if (l->p[1] == '*')
            skip_comment(l);
        else
            return;
    }
}

static void take_text(struct proto_lexer *l)
{
    uint8_t quote = *l->p++;
    const uint8_t *from = l->p;
    while (l->p < l->end && *l->p != quote && *l->p != '\n')
        l->p += l->p[0] == '\\' && l->p + 1 < l->end ? 2 : 1;
    l->text = bytes_make(from, (size_t)(l->p - from));
    if (l->p < l->end)
        l->p++;
}

void proto_lexer_next(struct proto_lexer *l)
{
    skip_blanks(l);
    const uint8_t *from = l->p;
    if (l->p == l->end) {
        l->token = PROTO_END;
        l->text = bytes_make(l->end, 0);
        return;
    }
    if (*l->p == '"' || *l->p == '\'') {
        l->token = PROTO_TEXT;
        take_text(l);
        return;
    }
    bool number = is_digit(*l->p) || (*l->p == '-' && l->end - l->p > 1 && is_digit(l->p[1]));
    l->token = number ? PROTO_NUMBER : PROTO_SIGN;
    l->p++;
    if (!number && (is_letter(*from) || *from == '.'))
        l->token = PROTO_WORD;
    while (l->token != PROTO_SIGN && l->p < l->end &&
           (is_letter(*l->p) || is_digit(*l->p) || *l->p == '.'))
        l->p++;
    l->text = bytes_make(from, (size_t)(l->p - from));
}

void proto_lexer_begin(struct proto_lexer *l, struct bytes text)
{
    *l = (struct proto_lexer){.p = text.data, .end = text.data + text.len, .line = 1};
    proto_lexer_next(l);
}

bool proto_lexer_is(const struct proto_lexer *l, const char *text)
{
    return (l->token == PROTO_WORD || l->token == PROTO_SIGN) &&
           bytes_equal(l->text, bytes_of(text));
}

bool proto_lexer_take(struct proto_lexer *l, const char *text)
{
    bool is = proto_lexer_is(l, text);
    if (is)
        proto_lexer_next(l);
    return is;
}

bool proto_lexer_value(const struct proto_lexer *l, int64_t *out)
{
    char text[24], *end;
    if (l->token != PROTO_NUMBER || l->text.len >= sizeof text)
        return false;
    bytes_to_text(l->text, text, sizeof text);
    errno = 0;
    *out = strtoll(text, &end, 0);
    return errno == 0 && *end == '\0';
}
