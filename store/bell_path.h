/* bell_path.h: the doorbell's address, shared by its two sides. */
#ifndef STORE_BELL_PATH_H
#define STORE_BELL_PATH_H

#include <sys/socket.h>
#include <sys/un.h>

#include "base/err.h"

/* Fills `addr`. Where /proc allows it, a path too long for a socket address goes through a
 * descriptor of its directory: close *dir_fd after bind or connect unless it is -1. */
int bell_address(const char *cache, struct sockaddr_un *addr, int *dir_fd, struct err *err);

#endif
