/* reserve.c: a file of real bytes, because a hole reserves nothing. */
#include "store/reserve.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/paths.h"

static int fill(int fd, const char *path, struct err *err)
{
    static const char block[16 * 1024] = {1};
    for (int done = 0; done < STORE_RESERVE;) {
        ssize_t n = write(fd, block, sizeof block);
        if (n < 0)
            return err_errno(err, "cannot write %s", path);
        done += (int)n;
    }
    return 0;
}

int store_reserve_make(const char *cache, struct err *err)
{
    char path[STORE_PATH_SIZE];
    struct stat st;
    int rc = store_side_path(cache, "-room", path, err);
    if (rc != 0)
        return rc;
    if (stat(path, &st) == 0 && st.st_size >= STORE_RESERVE)
        return 0;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_errno(err, "cannot create %s", path);
    rc = fill(fd, path, err);
    close(fd);
    if (rc != 0)
        unlink(path);
    return rc;
}

void store_reserve_release(const char *cache)
{
    char path[STORE_PATH_SIZE];
    if (store_side_path(cache, "-room", path, NULL) == 0)
        unlink(path);
}

bool store_has_space(const char *cache)
{
    struct statvfs fs;
    if (statvfs(cache, &fs) != 0)
        return true; /* opening the cache reports what is wrong */
    uint64_t blocks = geteuid() == 0 ? fs.f_bfree : fs.f_bavail;
    return blocks * fs.f_frsize >= STORE_SPACE_TO_RESUME;
}
