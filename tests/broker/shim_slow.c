/* shim_slow.c: preloaded into a broker: its threads wait before they open a recovery-point, and
 * with a topic named held before they look for its directory or sync its files, while the file
 * named by SHIM_HOLD is there, as on a disk that takes its time. The loop does not. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void wait_while_held(void)
{
    const char *hold = getenv("SHIM_HOLD");
    bool on_loop = syscall(SYS_gettid) == getpid();
    while (hold != NULL && !on_loop && faccessat(AT_FDCWD, hold, F_OK, 0) == 0)
        usleep(1000);
}

int access(const char *path, int mode)
{
    if (strstr(path, "/held-") != NULL)
        wait_while_held();
    return faccessat(AT_FDCWD, path, mode, 0);
}

int fdatasync(int fd)
{
    char name[64], path[256];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(name, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    if (strstr(path, "/held-") != NULL)
        wait_while_held();
    return (int)syscall(SYS_fdatasync, fd);
}

int openat(int dir, const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (strcmp(path, "recovery-point") == 0)
        wait_while_held();
    return (int)syscall(SYS_openat, dir, path, flags, mode);
}
