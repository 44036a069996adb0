/* fd.c: fcntl(), and two ways to avoid SIGPIPE. */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* SO_NOSIGPIPE exists instead */
#endif

void fd_own(int fd)
{
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, O_NONBLOCK);
#ifdef SO_NOSIGPIPE
    setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &(int){1},
               sizeof(int)); /* fails harmlessly on other descriptors */
#endif
}

int fd_pipe(int ends[2], struct err *err)
{
    if (pipe(ends) != 0) {
        ends[0] = ends[1] = -1;
        return err_errno(err, "cannot create a pipe");
    }
    fd_own(ends[0]);
    fd_own(ends[1]);
    return 0;
}

void fd_poke(int write_end)
{
    int saved = errno;
    (void)!write(write_end, "", 1); /* full: the reader is awake already */
    errno = saved;
}

void fd_drain(int read_end)
{
    char pokes[256];
    while (read(read_end, pokes, sizeof pokes) > 0)
        ;
}

ssize_t fd_send(int fd, const void *data, size_t len)
{
    return send(fd, data, len, MSG_NOSIGNAL);
}
