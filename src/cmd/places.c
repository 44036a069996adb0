/* places.c: from the path of the running program to its neighbours. */
#include "cmd/places.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

int place_self(char out[PLACE_SIZE], struct err *err)
{
#ifdef __APPLE__
    char raw[PLACE_SIZE];
    uint32_t size = sizeof raw;
    if (_NSGetExecutablePath(raw, &size) == 0 && realpath(raw, out) != NULL)
        return 0;
#else
    ssize_t n = readlink("/proc/self/exe", out, PLACE_SIZE - 1);
    if (n > 0) {
        out[n] = '\0';
        return 0;
    }
#endif
    return err_errno(err, "cannot find the path of this program");
}

/* `out` = the directory of this program + "/" + `path`; whether that can be accessed as `mode`. */
static int beside(const char *path, int mode, char out[PLACE_SIZE], struct err *err)
{
    char self[PLACE_SIZE];
    int rc = place_self(self, err);
    if (rc != 0)
        return rc;
    *strrchr(self, '/') = '\0';
    if (snprintf(out, PLACE_SIZE, "%s/%s", self, path) >= PLACE_SIZE || access(out, mode) != 0)
        return err_set(err, ERR_NOT_FOUND, "%s not found; build or install it", out);
    return 0;
}

int place_program(const char *name, char out[PLACE_SIZE], struct err *err)
{
    return beside(name, X_OK, out, err);
}

bool place_on_path(const char *name, const char *path)
{
    const char *dirs = getenv("PATH");
    struct stat wanted, found;
    if (dirs == NULL || stat(path, &wanted) != 0)
        return false;
    for (size_t len; *dirs != '\0'; dirs += len + (dirs[len] == ':')) {
        char candidate[PLACE_SIZE];
        len = strcspn(dirs, ":");
        snprintf(candidate, sizeof candidate, "%.*s/%s", (int)len, dirs, name);
        if (stat(candidate, &found) == 0 && access(candidate, X_OK) == 0)
            return found.st_dev == wanted.st_dev && found.st_ino == wanted.st_ino;
    }
    return false;
}

int place_asset(const char *name, char out[PLACE_SIZE], struct err *err)
{
    char path[PLACE_SIZE];
    snprintf(path, sizeof path, "../share/ground-control/%s", name);
    if (beside(path, R_OK, out, err) == 0)
        return 0;
    snprintf(path, sizeof path, "../../assets/%s", name);
    return beside(path, R_OK, out, err);
}
