/* bell_path.h: the doorbell's address, shared by its two sides. */
#ifndef STORE_BELL_PATH_H
#define STORE_BELL_PATH_H

#include <sys/socket.h>
#include <sys/un.h>

#include "base/err.h"

/* Fills `addr`. A path too long for a socket goes by way of a descriptor of its directory where
 * /proc can name one: *dir_fd is that, to be closed after bind or connect, or -1. */
int bell_address(const char *cache, struct sockaddr_un *addr, int *dir_fd, struct err *err);

#endif
