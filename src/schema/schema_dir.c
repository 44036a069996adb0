#include "schema/schema_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

/* Whether a file of this name is a schema, and which. */
static bool is_schema(const char *name, uint32_t *id, enum schema_type *type)
{
    static const struct {
        const char *end;
        enum schema_type type;
    } ends[] = {{".avsc", SCHEMA_AVRO}, {".json", SCHEMA_JSON}, {".proto", SCHEMA_PROTOBUF}};
    size_t digits = strspn(name, "0123456789");
    unsigned long long number = strtoull(name, NULL, 10);
    if (digits == 0 || digits > 10 || number > UINT32_MAX)
        return false;
    *id = (uint32_t)number;
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (strcmp(name + digits, ends[i].end) == 0)
            return *type = ends[i].type, true;
    return false;
}

/* A FIFO is not waited for. */
static int read_whole(const char *path, struct buf *out, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_errno(err, "cannot read the schema %s", path);
    int rc = 0;
    if (fstat(fd, &st) != 0)
        rc = err_errno(err, "cannot read the schema %s", path);
    else if (!S_ISREG(st.st_mode))
        rc = err_set(err, ERR_IO, "the schema %s is not a regular file", path);
    for (ssize_t n = 1; rc == 0 && n > 0;) {
        n = read(fd, buf_reserve(out, 65536), 65536);
        if (n < 0)
            rc = err_errno(err, "cannot read the schema %s", path);
        else
            out->len += (size_t)n;
        if (rc == 0 && out->len > SCHEMA_TEXT_MOST)
            rc = err_set(err, ERR_TOO_BIG, "the schema %s is longer than %d bytes", path,
                         SCHEMA_TEXT_MOST);
    }
    close(fd);
    return rc;
}

static int add_file(const char *path, uint32_t id, enum schema_type type, struct schema_set *set,
                    struct err *err)
{
    struct buf text = {0};
    if (schema_set_find(set, id) != NULL)
        return err_set(err, ERR_USAGE, "%s: another file of that directory is schema %lu too", path,
                       (unsigned long)id);
    int rc = read_whole(path, &text, err);
    if (rc == 0)
        rc = schema_set_put(set, id, type, 0, buf_bytes(&text), err);
    buf_deinit(&text);
    return rc;
}

int schema_dir_read(const char *dir, struct schema_set *set,
                    void (*warn)(void *ctx, const char *sentence), void *ctx, struct err *err)
{
    const struct dirent *entry;
    uint32_t id = 0;
    enum schema_type type = SCHEMA_AVRO;
    DIR *d = opendir(dir);
    int rc = 0;
    if (d == NULL && errno == ENOENT)
        return err_set(err, ERR_NOT_FOUND, "there is no directory of schemas %s", dir);
    if (d == NULL)
        return err_errno(err, "cannot read the directory of schemas %s", dir);
    while (rc == 0 && (entry = readdir(d)) != NULL) {
        if (!is_schema(entry->d_name, &id, &type))
            continue;
        char *path = mem_printf("%s/%s", dir, entry->d_name);
        rc = add_file(path, id, type, set, err);
        const struct message_schema *s = schema_set_find(set, id);
        if (rc == 0 && s->why[0] != '\0') {
            char *sentence = mem_printf("%s cannot be used: %s", path, s->why);
            warn(ctx, sentence);
            free(sentence);
        }
        free(path);
    }
    closedir(d);
    return rc;
}
