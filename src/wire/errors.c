/* errors.c: the codes as a table: they run from -1 up without a gap, so that a code gives its
 * index. */
#include "wire/errors.h"

#include "base/bytes.h"

static const struct kafka_error_row rows[] = {
#define X(code, name, retriable, java, text)                                                       \
    {code, #name, retriable, java, sizeof text > 1 ? text : #name},
    KAFKA_ERRORS(X)
#undef X
};

const struct kafka_error_row *kafka_error_row(int code)
{
    int last = (int)ARRAY_SIZE(rows) - 2;
    return &rows[code < 0 || code > last ? 0 : code + 1];
}
