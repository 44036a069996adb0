/* paths.c: composing paths, and creating the directory and file they name. */
#include "store/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LINKS = 40 }; /* one after the other, as the kernel allows */

int store_default_path(const char *mission, char out[STORE_PATH_SIZE], struct err *err)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    int len;
    if (data != NULL && data[0] == '/')
        len = snprintf(out, STORE_PATH_SIZE, "%s/ground/%s.db", data, mission);
    else if (home != NULL && home[0] != '\0')
        len = snprintf(out, STORE_PATH_SIZE, "%s/.local/share/ground/%s.db", home, mission);
    else
        return err_set(err, ERR_NOT_FOUND,
                       "neither XDG_DATA_HOME nor HOME is set; name the cache with --cache FILE");
    if (len >= STORE_PATH_SIZE)
        return err_set(err, ERR_TOO_BIG, "path of the cache too long; use --cache FILE");
    return 0;
}

/* Replaces `path` by the target of the symbolic link there; false when it is not a link. */
static bool follow_link(char path[STORE_PATH_SIZE])
{
    char target[STORE_PATH_SIZE];
    ssize_t len = readlink(path, target, sizeof target - 1);
    if (len <= 0)
        return false;
    target[len] = '\0';
    char *name = strrchr(path, '/');
    size_t kept = target[0] == '/' || name == NULL ? 0 : (size_t)(name + 1 - path);
    if (kept + (size_t)len >= STORE_PATH_SIZE)
        return false;
    memcpy(path + kept, target, (size_t)len + 1);
    return true;
}

int store_cache_path(const char *given, const char *mission, char out[STORE_PATH_SIZE],
                     struct err *err)
{
    char real[PATH_MAX];
    int rc = given == NULL ? store_default_path(mission, out, err)
                           : store_side_path(given, "", out, err);
    for (int i = 0; i < MOST_LINKS && rc == 0; i++) {
        if (realpath(out, real) != NULL)
            return store_side_path(real, "", out, err);
        if (!follow_link(out)) /* not created yet */
            break;
    }
    return rc;
}

int store_side_path(const char *cache, const char *suffix, char out[STORE_PATH_SIZE],
                    struct err *err)
{
    if (snprintf(out, STORE_PATH_SIZE, "%s%s", cache, suffix) >= STORE_PATH_SIZE)
        return err_set(err, ERR_TOO_BIG, "path of the cache too long: %.60s...", cache);
    return 0;
}

/* Parents get the user's default mode, the last directory 2750: the group may read, and owns new
 * files. */
static int make_one(const char *path, bool last, struct err *err)
{
    if (mkdir(path, last ? 0750 : 0777) != 0)
        return errno == EEXIST ? 0 : err_errno(err, "cannot create the directory %s", path);
    if (last && chmod(path, 02750) != 0)
        return err_errno(err, "cannot set the mode of the directory %s", path);
    return 0;
}

int store_make_directory(const char *cache, struct err *err)
{
    char path[STORE_PATH_SIZE];
    int rc = store_side_path(cache, "", path, err);
    char *end = strrchr(path, '/');
    if (rc != 0 || end == NULL || end == path)
        return rc;
    *end = '\0';
    struct stat st;
    if (stat(path, &st) == 0)
        return 0;
    for (char *p = path + 1; (p = strchr(p, '/')) != NULL && rc == 0; p++) {
        *p = '\0';
        rc = make_one(path, false, err);
        *p = '/';
    }
    return rc != 0 ? rc : make_one(path, true, err);
}

/* Creates the file before SQLite opens it, so that -wal and -shm inherit its mode. */
int store_make_file(const char *cache, struct err *err)
{
    int rc = store_make_directory(cache, err);
    if (rc != 0)
        return rc;
    int fd = open(cache, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0)
        return errno == EEXIST ? 0 : err_errno(err, "cannot create the cache %s", cache);
    int bad = fchmod(fd, 0640);
    close(fd);
    return bad == 0 ? 0 : err_errno(err, "cannot set the mode of the cache %s", cache);
}
