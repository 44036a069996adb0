/* fd.h: non-blocking, close-on-exec descriptors, and pipes that wake a poll().
 *
 * A portable replacement for accept4(), pipe2() and MSG_NOSIGNAL. */
#ifndef BASE_FD_H
#define BASE_FD_H

#include <sys/types.h>

#include "base/err.h"

/* Makes `fd` non-blocking and close-on-exec; a socket whose peer is gone raises no SIGPIPE. */
void fd_own(int fd);

/* Opens a pipe of two such descriptors, read end first. ERR_IO, and both are -1. */
int fd_pipe(int ends[2], struct err *err);

/* Wakes a poll() on the pipe's read end. Async-signal-safe and thread-safe. */
void fd_poke(int write_end);
/* Discards all pokes so far. */
void fd_drain(int read_end);

/* send() without SIGPIPE, on a socket prepared by fd_own(). */
ssize_t fd_send(int fd, const void *data, size_t len);

#endif
