/* room.c: a file of real bytes; a hole would keep nothing. */
#include "store/room.h"

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
    for (int done = 0; done < STORE_ROOM;) {
        ssize_t n = write(fd, block, sizeof block);
        if (n < 0)
            return err_errno(err, "cannot write %s", path);
        done += (int)n;
    }
    return 0;
}

int store_room_keep(const char *cache, struct err *err)
{
    char path[STORE_PATH_SIZE];
    struct stat st;
    int rc = store_side_path(cache, "-room", path, err);
    if (rc != 0)
        return rc;
    if (stat(path, &st) == 0 && st.st_size >= STORE_ROOM)
        return 0;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_errno(err, "cannot make %s", path);
    rc = fill(fd, path, err);
    close(fd);
    if (rc != 0)
        unlink(path);
    return rc;
}

void store_room_spend(const char *cache)
{
    char path[STORE_PATH_SIZE];
    if (store_side_path(cache, "-room", path, NULL) == 0)
        unlink(path);
}

bool store_room_enough(const char *cache)
{
    struct statvfs fs;
    if (statvfs(cache, &fs) != 0)
        return true; /* opening the cache says what is wrong */
    uint64_t blocks = geteuid() == 0 ? fs.f_bfree : fs.f_bavail;
    return blocks * fs.f_frsize >= STORE_ROOM_TO_GO_ON;
}
