/* io.h: the system calls that a log makes, as a table: tests inject the N-th failure.
 *
 * Each behaves as the call of its name (errno set). `dir` is a directory descriptor or AT_FDCWD.
 * Files are opened O_CLOEXEC, new ones with mode 0640. */
#ifndef LOG_IO_H
#define LOG_IO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct log_io {
    int (*open)(int dir, const char *name, int flags);
    int (*close)(int fd);
    ssize_t (*pread)(int fd, void *data, size_t len, off_t at);
    ssize_t (*pwrite)(int fd, const void *data, size_t len, off_t at);
    int (*truncate)(int fd, off_t size);
    int (*sync_data)(int fd);    /* fdatasync; macOS: F_FULLFSYNC */
    int (*check_synced)(int fd); /* after a sync of the volume: -1 when this file's data failed */
    int (*sync_dir)(int fd);     /* fsync of a directory */
    int (*rename)(int dir, const char *from, const char *to);
    int (*unlink)(int dir, const char *name);
    int (*mkdir)(const char *path);
};

extern const struct log_io log_io_posix;

/* The same, but syncs return at once: for creating many files without waiting for the disk for
 * each, followed by log_io_sync_volume(). */
extern const struct log_io log_io_unsynced;

/* Syncs the whole file system that holds DIR. -1 with errno. */
int log_io_sync_volume(const char *dir);

#endif
