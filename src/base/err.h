/* err.h: an error as a code for the caller and a sentence for the user.
 *
 * Functions that can fail return 0 or one of these negative codes and take a `struct err *` last.
 * They fill it where the failure is understood: what was being done, to what, and what to do about
 * it. The caller owns it and passes it up; whoever handles it prints it once. Kafka's protocol
 * error codes are data, not failures: see wire/errors.h. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_CODES(X)                                                                               \
    X(FAIL, -1, "failed")                                                                          \
    X(USAGE, -2, "wrong usage")                                                                    \
    X(IO, -3, "input or output failed")                                                            \
    X(FULL, -4, "no space left")                                                                   \
    X(CORRUPT, -5, "bytes are damaged or malformed")                                               \
    X(TOO_BIG, -6, "over a limit")                                                                 \
    X(BUSY, -7, "held by another process")                                                         \
    X(NOT_FOUND, -8, "not found")                                                                  \
    X(UNREACHABLE, -9, "no broker responds")                                                       \
    X(TIMEOUT, -10, "took too long")                                                               \
    X(STOPPED, -11, "asked to stop")                                                               \
    X(VERSION, -12, "made by a newer version")                                                     \
    X(LOST, -13, "changed by another program while in use")

enum err_code {
    ERR_OK = 0,
#define X(name, code, what) ERR_##name = code,
    ERR_CODES(X)
#undef X
};

struct err {
    int code;
    char text[400]; /* one sentence for the user, no newline; may contain untrusted bytes */
};

#if defined(__GNUC__)
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define PRINTF_LIKE(fmt, args)
#endif

/* Fills `err` (which may be NULL) and returns `code`, so that `return err_set(...)` reads well. */
int err_set(struct err *err, int code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* As err_set(), adding ": " and strerror(errno). ERR_FULL for ENOSPC and EDQUOT, else ERR_IO. */
int err_errno(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Prefixes the sentence that `err` has; returns err->code. */
int err_prefix(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
