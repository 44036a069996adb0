/* thread.h: starting a helper thread with all signals but faults blocked: the main thread handles
 * them. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stddef.h>

#include "base/err.h"

/* Runs `run(arg)` on a stack of `stack_bytes` (0: the system's default); the caller joins. `what`
 * names the thread in the error. ERR_FAIL. */
int thread_start(pthread_t *out, size_t stack_bytes, void *(*run)(void *arg), void *arg,
                 const char *what, struct err *err);

#endif
