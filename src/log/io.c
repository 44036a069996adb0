/* io.c: the real system calls. */
#include "log/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int io_open(int dir, const char *name, int flags)
{
    return openat(dir, name, flags | O_CLOEXEC, 0640);
}

static int io_sync_data(int fd)
{
#ifdef F_FULLFSYNC
    return fcntl(fd, F_FULLFSYNC); /* fsync there leaves the data in the drive's cache */
#else
    return fdatasync(fd);
#endif
}

/* Waits for writes that are already done and reports one that failed, without flushing the disk's
 * cache again. */
static int io_check_synced(int fd)
{
#ifdef SYNC_FILE_RANGE_WRITE
    return sync_file_range(
        fd, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
#else
    return io_sync_data(fd);
#endif
}

static int io_rename(int dir, const char *from, const char *to)
{
    return renameat(dir, from, dir, to);
}

static int io_unlink(int dir, const char *name)
{
    return unlinkat(dir, name, 0);
}

static int io_mkdir(const char *path)
{
    return mkdir(path, 0750);
}

static int io_no_sync(int fd)
{
    (void)fd;
    return 0;
}

int log_io_sync_volume(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
#ifdef __APPLE__
    int rc = fsync_volume_np(fd, SYNC_VOLUME_FULLSYNC | SYNC_VOLUME_WAIT);
#else
    int rc = syncfs(fd);
#endif
    int cause = errno;
    close(fd);
    errno = cause;
    return rc;
}

const struct log_io log_io_posix = {
    .open = io_open,
    .close = close,
    .pread = pread,
    .pwrite = pwrite,
    .truncate = ftruncate,
    .sync_data = io_sync_data,
    .check_synced = io_check_synced,
    .sync_dir = fsync,
    .rename = io_rename,
    .unlink = io_unlink,
    .mkdir = io_mkdir,
};

const struct log_io log_io_unsynced = {
    .open = io_open,
    .close = close,
    .pread = pread,
    .pwrite = pwrite,
    .truncate = ftruncate,
    .sync_data = io_no_sync,
    .check_synced = io_no_sync,
    .sync_dir = io_no_sync,
    .rename = io_rename,
    .unlink = io_unlink,
    .mkdir = io_mkdir,
};
