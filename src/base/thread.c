/* thread.c: blocks signals while starting, because a thread inherits the mask. */
#include "base/thread.h"

#include <signal.h>
#include <string.h>

int thread_start(pthread_t *out, void *(*run)(void *arg), void *arg, const char *what,
                 struct err *err)
{
    sigset_t every, before;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    int cause = pthread_create(out, NULL, run, arg);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return cause == 0 ? 0 : err_set(err, ERR_FAIL, "cannot start %s: %s", what, strerror(cause));
}
