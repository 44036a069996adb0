/* child.h: processes that a command starts and does not leave behind. */
#ifndef CMD_CHILD_H
#define CMD_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/* Starts `argv` (argv[0] a path) with stdin from /dev/null, and stdout and stderr appended to the
 * file `log_path`. On Linux it is ended with us, however we end. Gives the pid, or an error. */
pid_t child_start(char *const argv[], const char *log_path, struct err *err);

/* As child_start, but runs `body(arg)` in a fork of this process and exits with what it returns. To
 * be called before any thread exists. */
pid_t child_fork(int (*body)(void *arg), void *arg, const char *log_path, struct err *err);

/* Asks it to end (SIGTERM), waits up to `patience_ms`, then insists (SIGKILL). Returns its wait
 * status; 0 when pid <= 0. */
int child_stop(pid_t pid, int patience_ms);

/* Whether it still runs; when it does not, it is reaped and `status` is its wait status. */
bool child_running(pid_t pid, int *status);

#endif
