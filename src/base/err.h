/* err.h: what went wrong, as a code for the caller and a sentence for the person.
 *
 * Functions that can fail return 0 or one of these negative codes and take a `struct err *` last,
 * which they fill where the failure is understood: what was being done, to what, what to do about
 * it. The caller owns it, passes it up, and the edge that decides prints it once. Kafka's protocol
 * error codes are data, not failures: see wire/errors.h. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_CODES(X)                                                                               \
    X(FAIL, -1, "failed")                                                                          \
    X(USAGE, -2, "wrong usage")                                                                    \
    X(IO, -3, "input or output failed")                                                            \
    X(FULL, -4, "no space left")                                                                   \
    X(CORRUPT, -5, "bytes are damaged or malformed")                                               \
    X(TOO_BIG, -6, "over a stated bound")                                                          \
    X(BUSY, -7, "held by somebody else")                                                           \
    X(NOT_FOUND, -8, "not there")                                                                  \
    X(UNREACHABLE, -9, "nobody answers")                                                           \
    X(TIMEOUT, -10, "took too long")                                                               \
    X(STOPPED, -11, "asked to stop")                                                               \
    X(VERSION, -12, "made by a newer version")                                                     \
    X(LOST, -13, "changed by somebody else while in use")

enum err_code {
    ERR_OK = 0,
#define X(name, code, what) ERR_##name = code,
    ERR_CODES(X)
#undef X
};

struct err {
    int code;
    char text[400]; /* one sentence, no newline, fit for a person; may hold untrusted bytes */
};

#if defined(__GNUC__)
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define PRINTF_LIKE(fmt, args)
#endif

/* Fills `err` (which may be NULL) and returns `code`, so that `return err_set(...)` reads well. */
int err_set(struct err *err, int code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* As err_set, with ": " and strerror(errno) added; ENOSPC and EDQUOT become ERR_FULL, else ERR_IO.
 */
int err_errno(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Puts words in front of the sentence that is already there; returns err->code. */
int err_prefix(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
