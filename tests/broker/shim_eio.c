/* shim_eio.c: a disk that fails: preloaded, fdatasync gives EIO from when the file named by
 * EIO_TRIGGER exists. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/syscall.h>

int fdatasync(int fd)
{
    const char *trigger = getenv("EIO_TRIGGER");
    if (trigger == NULL || access(trigger, F_OK) != 0)
        return (int)syscall(SYS_fdatasync, fd);
    errno = EIO;
    return -1;
}
