/* lock.c: a lock on one byte of the database file, owned by an open file description (OFD).
 *
 * On the file itself, so that the kernel finds the same inode by whichever path a second recorder
 * comes, and whatever is removed beside it. Three kinds of lock could hold there:
 *
 * - flock() is a lock of its own on Linux. On macOS and NFS it is a lock on the whole file, which
 *   the byte locks of SQLite's readers would contradict.
 * - fcntl()'s usual locks belong to the process and go when it closes any descriptor of the file.
 *   SQLite opens and closes several while we record.
 * - fcntl()'s OFD locks belong to our one descriptor. They meet SQLite's only where bytes overlap,
 *   and SQLite locks none but the 512 from 0x40000000 on.
 * SQLite's own locks are of the second kind, so closing a descriptor of the file while SQLite has
 * it open in this process would drop them. The recorder therefore opens its descriptor before
 * SQLite and closes it after, and store_locked() looks in a child process, whose descriptors drop
 * no lock of ours. */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/db.h"
#include "store/bell.h"
#include "store/paths.h"

enum { LOCK_BYTE = 0x3fffffff }; /* the byte before SQLite's lock bytes */

static struct flock whole_lock(void)
{
    return (struct flock){
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCK_BYTE, .l_len = 1};
}

/* ---- who holds it ---- */

/* CACHE-lock names the process, for people; nothing depends on the file. */
static void note_holder(const char *cache)
{
    char path[STORE_PATH_SIZE];
    if (store_side_path(cache, "-lock", path, NULL) != 0)
        return;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (fd < 0)
        return;
    dprintf(fd, "%ld\n", (long)getpid());
    close(fd);
}

static int say_busy(const char *cache, struct err *err)
{
    char path[STORE_PATH_SIZE], text[32] = "", who[48] = "";
    int fd =
        store_side_path(cache, "-lock", path, NULL) == 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd >= 0 && read(fd, text, sizeof text - 1) > 0 && strtol(text, NULL, 10) > 0)
        snprintf(who, sizeof who, " (process %ld)", strtol(text, NULL, 10));
    if (fd >= 0)
        close(fd);
    return err_set(err, ERR_BUSY,
                   "a recorder%s already writes the cache %s; name another with --cache FILE to "
                   "record separately",
                   who, cache);
}

/* ---- taking it ---- */

/* The file may have been removed before it was locked. */
static int must_be_there(const struct stat *ours, const char *cache, struct err *err)
{
    struct stat there;
    if (stat(cache, &there) == 0 && ours->st_dev == there.st_dev && ours->st_ino == there.st_ino)
        return 0;
    return err_set(err, ERR_NOT_FOUND,
                   "the cache %s was removed while it was being opened; try again", cache);
}

static int lock_open_file(int fd, const char *cache, struct err *err)
{
    struct stat st;
    struct flock lock = whole_lock();
    if (fstat(fd, &st) != 0)
        return err_errno(err, "cannot stat the cache %s", cache);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_CORRUPT, "%s is not a regular file", cache);
    int rc = db_check_names(cache, "cache", err);
    if (rc != 0)
        return rc;
    if (fcntl(fd, F_OFD_SETLK, &lock) != 0)
        return errno == EAGAIN || errno == EACCES
                   ? say_busy(cache, err)
                   : err_errno(err, "cannot lock the cache %s", cache);
    return must_be_there(&st, cache, err);
}

int store_lock(const char *cache, int *fd, struct err *err)
{
    int rc = store_make_file(cache, err);
    if (rc != 0)
        return rc;
    *fd = open(cache, O_RDWR | O_CLOEXEC);
    if (*fd < 0)
        return err_errno(err, "cannot open the cache %s for writing", cache);
    rc = lock_open_file(*fd, cache, err);
    if (rc != 0) {
        close(*fd);
        return rc;
    }
    note_holder(cache);
    return 0;
}

void store_unlock(int fd)
{
    close(fd);
}

/* ---- asking ---- */

enum answer { ANSWER_FREE, ANSWER_HELD, ANSWER_UNKNOWN };

/* In the child, only system calls: the parent may have threads. */
static enum answer ask(const char *cache)
{
    struct flock lock = whole_lock();
    int fd = open(cache, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? ANSWER_FREE : ANSWER_UNKNOWN;
    if (fcntl(fd, F_OFD_GETLK, &lock) != 0)
        return ANSWER_UNKNOWN;
    return lock.l_type == F_UNLCK ? ANSWER_FREE : ANSWER_HELD;
}

static enum answer ask_in_child(const char *cache)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit((int)ask(cache));
    if (pid < 0)
        return ANSWER_UNKNOWN;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return ANSWER_UNKNOWN;
    }
    return WIFEXITED(status) ? (enum answer)WEXITSTATUS(status) : ANSWER_UNKNOWN;
}

bool store_locked(const char *cache)
{
    int fd;
    enum answer answer = ask_in_child(cache);
    if (answer != ANSWER_UNKNOWN)
        return answer == ANSWER_HELD;
    if (bell_connect(cache, &fd, NULL) != 0)
        return false;
    close(fd);
    return true;
}
