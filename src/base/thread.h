/* thread.h: starting a helper thread that hears no signals: they are the main thread's. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>

#include "base/err.h"

/* Runs `run(arg)`; the caller joins. `what` is for the sentence: "the doorbell's thread". ERR_FAIL.
 */
int thread_start(pthread_t *out, void *(*run)(void *arg), void *arg, const char *what,
                 struct err *err);

#endif
