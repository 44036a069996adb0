/* temp_file.c: mkstemp() and unlink(). */
#include "source/temp_file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

int temp_file_open(FILE **out, struct err *err)
{
    const char *dir = getenv("TMPDIR");
    char *path = mem_printf("%s/ground-import-XXXXXX", dir != NULL && *dir != '\0' ? dir : "/tmp");
    int fd = mkstemp(path), rc = 0;
    *out = fd < 0 ? NULL : fdopen(fd, "w+");
    if (*out == NULL)
        rc = err_errno(err, "cannot make the temporary file %s", path);
    if (fd >= 0)
        unlink(path);
    free(path);
    return rc;
}

int temp_file_copy(FILE **out, int fd, const char *name, struct err *err)
{
    char block[64 * 1024];
    ssize_t n;
    int rc = temp_file_open(out, err);
    while (rc == 0 && ((n = read(fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR)))
        if (n > 0 && fwrite(block, 1, (size_t)n, *out) != (size_t)n)
            rc = err_errno(err, "cannot write a temporary file");
    if (rc == 0 && n < 0)
        rc = err_errno(err, "cannot read %s", name);
    if (rc == 0 && fflush(*out) != 0)
        rc = err_errno(err, "cannot write a temporary file");
    if (rc != 0 && *out != NULL) {
        fclose(*out);
        *out = NULL;
    }
    return rc;
}
