/* ask_wire.c: non-blocking sockets and poll. */
#include "client/ask_wire.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"

enum { WAITING_EVERY_MS = 500, LARGEST_FRAME = 100 << 20, FRAME_SIZE = 4 };

/* 0 once the descriptor is ready. */
static int await(int fd, short events, const struct ask_wait *wait, struct err *err)
{
    for (;;) {
        int64_t left = wait->until_ms - clock_mono_ms();
        if (left <= 0)
            return err_set(err, ERR_TIMEOUT, "no response in time");
        struct pollfd ready = {.fd = fd, .events = events};
        int n = poll(&ready, 1, left < WAITING_EVERY_MS ? (int)left : WAITING_EVERY_MS);
        if (n > 0)
            return 0;
        if (n == 0 && wait->waiting != NULL)
            wait->waiting(wait->ctx);
    }
}

int ask_wire_connect(const struct bootstrap_address *to, const struct ask_wait *wait, int *fd,
                     struct err *err)
{
    int one = 1, failure = 0;
    socklen_t len = sizeof failure;
    *fd = socket(to->sa.ss_family, SOCK_STREAM, 0);
    if (*fd < 0)
        return err_errno(err, "socket");
    fd_own(*fd);
    setsockopt(*fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    int rc = 0;
    if (connect(*fd, (const struct sockaddr *)&to->sa, to->sa_len) != 0) {
        failure = errno;
        if (failure == EINPROGRESS && (rc = await(*fd, POLLOUT, wait, err)) == 0)
            getsockopt(*fd, SOL_SOCKET, SO_ERROR, &failure, &len);
    }
    if (rc == 0 && failure != 0)
        rc = err_set(err, ERR_UNREACHABLE, "%s", strerror(failure));
    if (rc != 0)
        close(*fd);
    return rc;
}

static int send_all(int fd, struct bytes b, const struct ask_wait *wait, struct err *err)
{
    while (b.len > 0) {
        ssize_t n = fd_send(fd, b.data, b.len);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            int rc = await(fd, POLLOUT, wait, err);
            if (rc != 0)
                return rc;
            continue;
        }
        if (n < 0)
            return err_set(err, ERR_IO, "%s", strerror(errno));
        b = bytes_make(b.data + n, b.len - (size_t)n);
    }
    return 0;
}

static int read_exactly(int fd, uint8_t *to, size_t len, const struct ask_wait *wait,
                        struct err *err)
{
    for (size_t got = 0; got < len;) {
        ssize_t n = recv(fd, to + got, len - got, 0);
        if (n > 0) {
            got += (size_t)n;
            continue;
        }
        if (n == 0)
            return err_set(err, ERR_IO, "the broker closed the connection");
        if (errno != EAGAIN && errno != EINTR)
            return err_set(err, ERR_IO, "%s", strerror(errno));
        int rc = await(fd, POLLIN, wait, err);
        if (rc != 0)
            return rc;
    }
    return 0;
}

int ask_wire_exchange(int fd, struct bytes request, const struct ask_wait *wait, struct buf *frame,
                      struct err *err)
{
    uint8_t size[FRAME_SIZE];
    int rc = send_all(fd, request, wait, err);
    if (rc == 0)
        rc = read_exactly(fd, size, sizeof size, wait, err);
    if (rc != 0)
        return rc;
    uint32_t len = be32_get(size);
    if (len > LARGEST_FRAME)
        return err_set(err, ERR_TOO_BIG, "response of %u bytes is too large", len);
    buf_clear(frame);
    rc = read_exactly(fd, buf_reserve(frame, len + 1), len, wait, err);
    frame->len = len;
    return rc;
}
