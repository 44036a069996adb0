/* err.c: formatting errors. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *err, int code, const char *fmt, ...)
{
    if (err == NULL)
        return code;
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    err->code = code;
    return code;
}

int err_errno(struct err *err, const char *fmt, ...)
{
    int cause = errno;
    int code = cause == ENOSPC || cause == EDQUOT ? ERR_FULL : ERR_IO;
    if (err == NULL)
        return code;
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    if (n >= 0 && (size_t)n < sizeof err->text)
        snprintf(err->text + n, sizeof err->text - (size_t)n, ": %s", strerror(cause));
    err->code = code;
    return code;
}

int err_prefix(struct err *err, const char *fmt, ...)
{
    if (err == NULL)
        return ERR_FAIL;
    struct err old = *err;
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    if (n >= 0 && (size_t)n < sizeof err->text)
        snprintf(err->text + n, sizeof err->text - (size_t)n, "%s", old.text);
    return err->code;
}
