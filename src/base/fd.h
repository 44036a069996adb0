/* fd.h: descriptors that are ours alone and never block, and pipes that wake whoever polls.
 *
 * accept4(), pipe2() and MSG_NOSIGNAL are not everywhere: what stands for them is here. */
#ifndef BASE_FD_H
#define BASE_FD_H

#include <sys/types.h>

#include "base/err.h"

/* Closed on exec, non-blocking; a socket whose peer has gone raises no SIGPIPE. */
void fd_own(int fd);

/* A pipe of two such descriptors, read end first; the caller closes both. ERR_IO: both are -1. */
int fd_pipe(int ends[2], struct err *err);

/* Wakes whoever polls the pipe's read end. Safe in signal handlers and from any thread. */
void fd_poke(int write_end);
/* Forgets the pokes so far: reads until there is nothing. */
void fd_drain(int read_end);

/* send() without SIGPIPE, on a socket that fd_own() had. */
ssize_t fd_send(int fd, const void *data, size_t len);

#endif
