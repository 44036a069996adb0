/* datadir.c: mkdir -p, a lock file, an atomic write. */
#include "broker/datadir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

static int make_dirs(const char *dir, struct err *err)
{
    char *path = mem_text(dir);
    int rc = 0;
    for (char *at = path + 1; rc == 0; at++) {
        if (*at != '/' && *at != '\0')
            continue;
        char kept = *at;
        *at = '\0';
        if (mkdir(path, 0750) != 0 && errno != EEXIST)
            rc = err_errno(err, "cannot create the data directory %s", path);
        *at = kept;
        if (kept == '\0')
            break;
    }
    free(path);
    return rc;
}

static int refuse(const char *dir, int fd, struct err *err)
{
    char pid[24];
    ssize_t n = pread(fd, pid, sizeof pid - 1, 0);
    pid[n > 0 ? (size_t)n : 0] = '\0';
    pid[strcspn(pid, "\n")] = '\0';
    return err_set(err, ERR_BUSY,
                   "the data directory %s is in use by the minibroker with process id %s: stop it, "
                   "or choose another --data-dir",
                   dir, n > 0 ? pid : "unknown");
}

int datadir_lock(const char *dir, int *out, struct err *err)
{
    int rc = make_dirs(dir, err);
    if (rc != 0)
        return rc;
    char *path = mem_printf("%s/.lock", dir);
    char pid[24];
    int len = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0)
        rc = err_errno(err, "cannot open %s", path);
    else if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        rc = errno == EWOULDBLOCK ? refuse(dir, fd, err) : err_errno(err, "cannot lock %s", path);
    else if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t)len, 0) != len)
        rc = err_errno(err, "cannot write %s", path);
    free(path);
    if (rc != 0 && fd >= 0)
        close(fd);
    *out = fd;
    return rc;
}

int datadir_write_file(const char *path, const char *text, struct err *err)
{
    char *fresh = mem_printf("%s.%ld", path, (long)getpid());
    FILE *file = fopen(fresh, "w");
    int rc = 0;
    if (file == NULL)
        rc = err_errno(err, "cannot write %s", fresh);
    else {
        fprintf(file, "%s\n", text);
        if (fclose(file) != 0 || rename(fresh, path) != 0)
            rc = err_errno(err, "cannot write %s", path);
    }
    free(fresh);
    return rc;
}
