/* bell.c: the viewer's side of the doorbell, and its address. */
#include "store/bell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "store/bell_path.h"
#include "store/paths.h"

int bell_address(const char *cache, struct sockaddr_un *addr, int *dir_fd, struct err *err)
{
    char path[STORE_PATH_SIZE];
    int rc = store_side_path(cache, "-bell", path, err);
    if (rc != 0)
        return rc;
    *dir_fd = -1;
    *addr = (struct sockaddr_un){.sun_family = AF_UNIX};
    size_t size = sizeof addr->sun_path;
    if (snprintf(addr->sun_path, size, "%s", path) < (int)size)
        return 0;
    char *name = strrchr(path, '/');
    if (name == NULL)
        return err_set(err, ERR_TOO_BIG, "file name too long for a socket: %.60s...", path);
    *name++ = '\0';
    *dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*dir_fd < 0)
        return err_errno(err, "cannot open the directory %s", path);
    int len = snprintf(addr->sun_path, size, "/proc/self/fd/%d/%s", *dir_fd, name);
    if (len < (int)size && access("/proc/self/fd", X_OK) == 0)
        return 0;
    close(*dir_fd);
    *dir_fd = -1;
    return err_set(err, ERR_TOO_BIG, "path of the cache too long for a socket");
}

int bell_connect(const char *cache, int *fd, struct err *err)
{
    struct sockaddr_un addr;
    int dir_fd;
    int rc = bell_address(cache, &addr, &dir_fd, err);
    if (rc != 0)
        return rc;
    *fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (*fd < 0) {
        rc = err_errno(err, "cannot create a socket");
    } else {
        fd_own(*fd);
        if (connect(*fd, (struct sockaddr *)&addr, sizeof addr) != 0) {
            rc = errno == ENOENT || errno == ECONNREFUSED || errno == EAGAIN
                     ? err_set(err, ERR_NOT_FOUND, "no recorder is running for %s", cache)
                     : err_errno(err, "cannot reach the doorbell of %s", cache);
            close(*fd);
        }
    }
    if (dir_fd >= 0)
        close(dir_fd);
    return rc;
}

bool bell_heard(int fd, int64_t *seq, bool *gone)
{
    uint8_t rings[8 * 64];
    bool heard = false;
    *gone = false;
    for (;;) {
        ssize_t n = recv(fd, rings, sizeof rings, MSG_PEEK);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return heard;
        if (n <= 0) {
            *gone = true;
            return heard;
        }
        size_t whole = (size_t)n / 8 * 8;
        if (whole == 0)
            return heard; /* the rest of a ring is on its way */
        *seq = (int64_t)be64_get(rings + whole - 8);
        heard = true;
        if (recv(fd, rings, whole, 0) < 0)
            return heard;
    }
}
