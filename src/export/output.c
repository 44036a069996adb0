/* output.c: a temporary file, fsync, rename. */
#include "export/output.h"

#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_temp(struct output *o, struct err *err)
{
    int n = snprintf(o->temp, sizeof o->temp, "%s.part-XXXXXX", o->path);
    if (n < 0 || (size_t)n >= sizeof o->temp) {
        o->temp[0] = '\0';
        return err_set(err, ERR_TOO_BIG, "the name of the output is too long");
    }
    int fd = mkstemp(o->temp);
    if (fd < 0) {
        o->temp[0] = '\0';
        return err_errno(err, "cannot create %s", o->path);
    }
    mode_t mask = umask(0);
    umask(mask);
    fchmod(fd, 0666 & ~mask);
    o->file = fdopen(fd, "w");
    return 0;
}

int output_open(struct output *o, const char *path, struct err *err)
{
    struct stat st;
    *o = (struct output){.path = path};
    if (path == NULL) {
        o->file = stdout;
        return 0;
    }
    if (stat(path, &st) != 0)
        return open_temp(o, err);
    if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
        return err_set(err, ERR_FAIL, "%s exists; remove it, or name another --output", path);
    o->file = fopen(path, "we");
    return o->file != NULL ? 0 : err_errno(err, "cannot write %s", path);
}

static int failed(const struct output *o, struct err *err)
{
    return err_errno(err, "cannot write %s", o->path != NULL ? o->path : "standard output");
}

int output_write(struct output *o, struct bytes bytes, struct err *err)
{
    if (bytes.len > 0 && fwrite(bytes.data, 1, bytes.len, o->file) != bytes.len)
        return failed(o, err);
    return 0;
}

/* The directory too, so that the name survives a power cut. */
static int sync_directory(const char *path, struct err *err)
{
    char copy[OUTPUT_PATH_SIZE];
    snprintf(copy, sizeof copy, "%s", path);
    int fd = open(dirname(copy), O_RDONLY | O_CLOEXEC);
    int rc = fd < 0 || fsync(fd) != 0 ? err_errno(err, "cannot sync the directory of %s", path) : 0;
    if (fd >= 0)
        close(fd);
    return rc;
}

int output_finish(struct output *o, struct err *err)
{
    if (fflush(o->file) != 0)
        return failed(o, err);
    if (o->temp[0] == '\0')
        return 0;
    if (fsync(fileno(o->file)) != 0)
        return failed(o, err);
    fclose(o->file);
    o->file = NULL;
    if (rename(o->temp, o->path) != 0)
        return failed(o, err);
    o->temp[0] = '\0';
    return sync_directory(o->path, err);
}

void output_drop(struct output *o)
{
    if (o->file != NULL && o->path != NULL)
        fclose(o->file);
    if (o->temp[0] != '\0')
        unlink(o->temp);
    *o = (struct output){0};
}
