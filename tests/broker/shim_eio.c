/* shim_eio.c: a disk that fails: preloaded, fdatasync gives EIO from when the file named by
 * EIO_TRIGGER exists; if it holds a word, only for files with this word in their path. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/syscall.h>

static bool fails(int fd)
{
    const char *trigger = getenv("EIO_TRIGGER");
    int file = trigger == NULL ? -1 : open(trigger, O_RDONLY | O_CLOEXEC);
    char word[64], link[64], path[512];
    if (file < 0)
        return false;
    ssize_t n = read(file, word, sizeof word - 1);
    close(file);
    word[n > 0 ? n : 0] = '\0';
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    return strstr(path, word) != NULL;
}

int fdatasync(int fd)
{
    if (!fails(fd))
        return (int)syscall(SYS_fdatasync, fd);
    errno = EIO;
    return -1;
}
