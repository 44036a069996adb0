/* ask_wire.h: exchanging frames over a connection, with deadlines; for ask.c only. */
#ifndef CLIENT_ASK_WIRE_H
#define CLIENT_ASK_WIRE_H

#include "base/buf.h"
#include "client/bootstrap.h"

/* Called about twice a second while waiting. */
typedef void ask_waiting(void *ctx);

struct ask_wait {
    int64_t until_ms; /* by the monotonic clock */
    ask_waiting *waiting;
    void *ctx;
};

/* Returns a connected socket, or ERR_UNREACHABLE or ERR_TIMEOUT with the system's error text. */
int ask_wire_connect(const struct bootstrap_address *to, const struct ask_wait *wait, int *fd,
                     struct err *err);

/* Sends the bytes, then reads one frame into `frame`, without its size. ERR_IO when the connection
 * broke, ERR_TIMEOUT, ERR_TOO_BIG. */
int ask_wire_exchange(int fd, struct bytes request, const struct ask_wait *wait, struct buf *frame,
                      struct err *err);

#endif
