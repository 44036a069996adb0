/* thrown.h: a failure as Apache Kafka's own tools show it: an exception's class and its message.
 *
 * Users know these lines and scripts match them, so our tools say the same. Only what a person
 * reads is kept, the head lines; the frames of a Java stack that does not exist here are not made
 * up. Log lines follow the distribution's pattern: [yyyy-MM-dd HH:mm:ss,SSS] LEVEL message
 * (logger). */
#ifndef TOOLS_THROWN_H
#define TOOLS_THROWN_H

#include <stdbool.h>

#include "base/err.h"

struct thrown {
    char kind[120];       /* "java.lang.IllegalArgumentException"; empty: nothing was thrown */
    char *text;           /* what getMessage() would give, owned; NULL where Kafka's is null */
    struct thrown *cause; /* owned; NULL: none */
};

static inline bool thrown_any(const struct thrown *t)
{
    return t->kind[0] != '\0';
}

/* Fills `t` and returns -1, so that `return thrown_set(...)` reads well. */
int thrown_set(struct thrown *t, const char *kind, const char *fmt, ...) PRINTF_LIKE(3, 4);
int thrown_bare(struct thrown *t, const char *kind); /* one without a message */

/* Makes what is in `t` the cause of a new exception, which `t` then holds. Returns -1. */
int thrown_wrap(struct thrown *t, const char *kind, const char *text);
void thrown_deinit(struct thrown *t);

/* The head lines of its stack trace on stderr: `before`, "class: message", and the like for each
 * cause; cleaned of control bytes. */
void thrown_print(const char *before, const struct thrown *t);

/* The message alone as a line on stderr, cleaned; "null" where there is none. */
void thrown_say(const struct thrown *t);

/* The message alone, cleaned. The caller frees. */
char *thrown_message(const struct thrown *t);

/* One WARN or ERROR line on stderr, the exception's head line after it unless `t` is NULL. */
void thrown_log(const char *level, const char *logger, const struct thrown *t, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

/* As Kafka logs an exception where it makes its whole trace the message: the logger's name comes
 * behind the trace, on a line of its own. */
void thrown_log_trace(const char *logger, const struct thrown *t);

#endif
