/* answers.c: the exceptions of wire/errors.h's table. */
#include "tools/answers.h"

#include <stdio.h>

#include "wire/errors.h"

int thrown_from_code(struct thrown *t, int code, struct bytes message)
{
    const struct kafka_error_row *row = kafka_error_row(code);
    char kind[sizeof t->kind];
    snprintf(kind, sizeof kind, "org.apache.kafka.common.errors.%s", row->java);
    if (bytes_is_null(message))
        return thrown_set(t, kind, "%s", row->text);
    return thrown_set(t, kind, "%.*s", (int)message.len, (const char *)message.data);
}
