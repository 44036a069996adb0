/* lock.c: flock() on CACHE-lock. */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/bell.h"
#include "store/paths.h"

static long holder(int fd)
{
    char text[32] = "";
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    return n > 0 ? strtol(text, NULL, 10) : 0;
}

int store_lock(const char *cache, int *fd, struct err *err)
{
    char path[STORE_PATH_SIZE];
    int rc = store_make_directory(cache, err);
    if (rc == 0)
        rc = store_side_path(cache, "-lock", path, err);
    if (rc != 0)
        return rc;
    /* 0600: flock() succeeds on a read-only descriptor, so who may not record must not open it. */
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0)
        return err_errno(err, "cannot open the recorder's lock %s", path);
    if (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
        rc = errno == EWOULDBLOCK
                 ? err_set(err, ERR_BUSY,
                           "a recorder (process %ld) already writes the cache %s; to "
                           "record apart, name another --cache FILE",
                           holder(*fd), cache)
                 : err_errno(err, "cannot lock %s", path);
        close(*fd);
        return rc;
    }
    char text[32];
    int len = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (fchmod(*fd, 0600) != 0 || ftruncate(*fd, 0) != 0 || pwrite(*fd, text, (size_t)len, 0) < 0) {
        /* Only the sentence of the next one gets poorer: the lock itself holds. */
        return 0;
    }
    return 0;
}

void store_unlock(int fd)
{
    close(fd);
}

bool store_locked(const char *cache)
{
    char path[STORE_PATH_SIZE];
    if (store_side_path(cache, "-lock", path, NULL) != 0)
        return false;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
        bool held = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
        close(fd);
        return held;
    }
    if (errno == ENOENT || bell_connect(cache, &fd, NULL) != 0)
        return false;
    close(fd);
    return true;
}
