/* message_kit.c: messages decoded, and what they hold as text. */
#include "message_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void is(double number, double expected)
{
    if (number != expected)
        fail_msg("%.17g, not %.17g", number, expected);
}

struct decoded d;

void decode(const char *text)
{
    static char *exact;
    size_t len = strlen(text);
    free(exact);
    exact = NULL;
    if (len > 0) {
        exact = malloc(len);
        memcpy(exact, text, len);
    }
    message_decode(&mission_default, bytes_make(exact == NULL ? "" : exact, len), &d);
}

const char *text_of(struct bytes b)
{
    static char out[512];
    snprintf(out, sizeof out, "%.*s", (int)b.len, (const char *)b.data);
    return out;
}

static void add_field(void *owner, const struct message_field *f)
{
    char *out = owner;
    size_t n = strlen(out);
    snprintf(out + n, 1024 - n, "%s%.*s=%.*s ",
             f->number  ? "#"
             : f->words ? "!"
                        : "",
             (int)f->name.len, (const char *)f->name.data, (int)f->says.len,
             (const char *)f->says.data);
}

const char *fields_of(const char *text)
{
    static char out[1024];
    out[0] = '\0';
    message_fields(&mission_default, text == NULL ? BYTES_NULL : bytes_of(text), &d, add_field,
                   out);
    return out;
}
