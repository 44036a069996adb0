/* thread.c: blocks signals while starting, because a thread inherits the mask. */
#include "base/thread.h"

#include <signal.h>
#include <string.h>

/* They concern the thread that caused them. A blocked one would end the process without asking its
 * handler (base/db_guard.h). */
static const int faults[] = {SIGBUS, SIGSEGV, SIGFPE, SIGILL};

int thread_start(pthread_t *out, size_t stack_bytes, void *(*run)(void *arg), void *arg,
                 const char *what, struct err *err)
{
    sigset_t every, before;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    int cause = stack_bytes == 0 ? 0 : pthread_attr_setstacksize(&attributes, stack_bytes);
    sigfillset(&every);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigdelset(&every, faults[i]);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    if (cause == 0)
        cause = pthread_create(out, &attributes, run, arg);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return cause == 0 ? 0 : err_set(err, ERR_FAIL, "cannot start %s: %s", what, strerror(cause));
}
