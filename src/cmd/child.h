/* child.h: child processes of a command, none of which outlives it. */
#ifndef CMD_CHILD_H
#define CMD_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/* Starts `argv` (argv[0] a path) with stdin from /dev/null, and stdout and stderr appended to the
 * file `log_path`. On Linux the child dies with its parent. Returns the pid or an error. */
pid_t child_start(char *const argv[], const char *log_path, struct err *err);

/* As child_start, but runs `body(arg)` in a fork of this process and exits with what it returns.
 * Call it before any thread is started. */
pid_t child_fork(int (*body)(void *arg), void *arg, const char *log_path, struct err *err);

/* Sends SIGTERM, waits up to `patience_ms`, then sends SIGKILL. Returns the wait status, or 0 if
 * pid <= 0. */
int child_stop(pid_t pid, int patience_ms);

/* Whether it is still running. If not, reaps it and sets `status` to its wait status. */
bool child_running(pid_t pid, int *status);

#endif
