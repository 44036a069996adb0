/* file.c: opening on demand, closing by least recent use. */
#include "log/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "log/log.h"

struct log_files {
    const struct log_io *io;
    unsigned max_open;
    unsigned open_count;
    struct log_file *newest, *oldest;
    size_t producers;
};

struct log_files *log_files_new(const struct log_io *io, unsigned max_open)
{
    struct log_files *pool = mem_zero(1, sizeof *pool);
    pool->io = io;
    pool->max_open = max_open < 8 ? 8 : max_open;
    return pool;
}

void log_files_free(struct log_files *pool)
{
    assert(pool == NULL || (pool->open_count == 0 && pool->producers == 0));
    free(pool);
}

unsigned log_files_open_count(const struct log_files *pool)
{
    return pool->open_count;
}

size_t *log_files_producers(struct log_files *pool)
{
    return &pool->producers;
}

const struct log_io *log_files_io(const struct log_files *pool)
{
    return pool->io;
}

static void list_remove(struct log_file *file)
{
    struct log_files *pool = file->pool;
    *(file->newer != NULL ? &file->newer->older : &pool->newest) = file->older;
    *(file->older != NULL ? &file->older->newer : &pool->oldest) = file->newer;
    file->newer = file->older = NULL;
}

static void list_push(struct log_file *file)
{
    struct log_files *pool = file->pool;
    file->older = pool->newest;
    *(pool->newest != NULL ? &pool->newest->newer : &pool->oldest) = file;
    pool->newest = file;
}

static void close_file(struct log_file *file)
{
    list_remove(file);
    file->pool->io->close(file->fd);
    file->pool->open_count--;
    file->fd = -1;
}

static void make_room(struct log_files *pool, unsigned bound)
{
    while (pool->open_count >= bound && pool->oldest != NULL)
        close_file(pool->oldest);
}

static const char *kind_suffix(enum log_file_kind kind)
{
    return kind == LOG_FILE_BATCHES ? "log" : kind == LOG_FILE_INDEX ? "index" : "timeindex";
}

char *log_file_name(enum log_file_kind kind, int64_t base_offset, char *out)
{
    if (kind == LOG_FILE_RECOVERY)
        snprintf(out, LOG_FILE_NAME_SIZE, "recovery-point");
    else
        snprintf(out, LOG_FILE_NAME_SIZE, "%020" PRId64 ".%s", base_offset, kind_suffix(kind));
    return out;
}

void log_file_init(struct log_file *file, struct log_files *pool, const char *dir,
                   enum log_file_kind kind, int64_t base_offset)
{
    *file = (struct log_file){
        .pool = pool, .dir = dir, .kind = kind, .base_offset = base_offset, .fd = -1};
}

void log_file_deinit(struct log_file *file)
{
    assert(file->pins == 0);
    if (file->fd >= 0)
        close_file(file);
}

void log_file_move(struct log_file *file, struct log_files *pool)
{
    log_file_deinit(file);
    file->pool = pool;
}

/* Missing index and recovery files are created; a missing .log is data loss and never created. */
static int open_or_create(const struct log_file *file, const char *path)
{
    int fd = file->pool->io->open(AT_FDCWD, path, O_RDWR);
    if (fd < 0 && errno == ENOENT && file->kind != LOG_FILE_BATCHES)
        fd = file->pool->io->open(AT_FDCWD, path, O_RDWR | O_CREAT);
    return fd;
}

static int open_file(struct log_file *file, struct err *err)
{
    struct log_files *pool = file->pool;
    char name[LOG_FILE_NAME_SIZE];
    char *path = mem_printf("%s/%s", file->dir, log_file_name(file->kind, file->base_offset, name));
    make_room(pool, pool->max_open);
    int fd = open_or_create(file, path);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE)) {
        make_room(pool, 1);
        fd = open_or_create(file, path);
    }
    int code = fd < 0 ? err_errno(err, "cannot open %s", path) : 0;
    free(path);
    if (code < 0)
        return code;
    file->fd = fd;
    pool->open_count++;
    list_push(file);
    return 0;
}

/* The descriptor, good until the next use of any other file; or ERR_IO. */
static int log_file_use(struct log_file *file, struct err *err)
{
    if (file->fd < 0) {
        int code = open_file(file, err);
        if (code < 0)
            return code;
    } else if (file->pins == 0 && file->newer != NULL) {
        list_remove(file);
        list_push(file);
    }
    return file->fd;
}

int log_file_pin(struct log_file *file, struct err *err)
{
    int fd = log_file_use(file, err);
    if (fd < 0)
        return fd;
    if (file->pins++ == 0)
        list_remove(file);
    return fd;
}

void log_file_unpin(struct log_file *file)
{
    assert(file->pins > 0);
    if (--file->pins > 0)
        return;
    list_push(file);
    if (file->pool->open_count > file->pool->max_open)
        make_room(file->pool, file->pool->max_open + 1);
}

int log_fd_read(const struct log_io *io, int fd, void *data, size_t len, int64_t at,
                struct err *err)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = io->pread(fd, (char *)data + done, len - done, (off_t)at + (off_t)done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(err, "cannot read at %" PRId64, at);
        if (n == 0)
            return err_set(err, ERR_CORRUPT, "the file ends before byte %" PRId64,
                           at + (int64_t)len);
        done += (size_t)n;
    }
    return 0;
}

int log_fd_write(const struct log_io *io, int fd, const void *data, size_t len, int64_t at,
                 struct err *err)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = io->pwrite(fd, (const char *)data + done, len - done, (off_t)at + (off_t)done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(err, "cannot write at %" PRId64, at);
        done += (size_t)n;
    }
    return 0;
}

static void name_failure(const struct log_file *file, struct err *err)
{
    char name[LOG_FILE_NAME_SIZE];
    err_prefix(err, "%s/%s: ", file->dir, log_file_name(file->kind, file->base_offset, name));
}

int log_file_read(struct log_file *file, void *data, size_t len, int64_t at, struct err *err)
{
    int fd = log_file_use(file, err);
    if (fd < 0)
        return fd;
    int code = log_fd_read(file->pool->io, fd, data, len, at, err);
    if (code < 0)
        name_failure(file, err);
    return code;
}

int log_file_write(struct log_file *file, const void *data, size_t len, int64_t at, struct err *err)
{
    int fd = log_file_use(file, err);
    if (fd < 0)
        return fd;
    int code = log_fd_write(file->pool->io, fd, data, len, at, err);
    if (code < 0)
        name_failure(file, err);
    return code;
}

int log_file_truncate(struct log_file *file, int64_t size, struct err *err)
{
    int fd = log_file_use(file, err);
    if (fd < 0)
        return fd;
    if (file->pool->io->truncate(fd, (off_t)size) == 0)
        return 0;
    int code = err_errno(err, "cannot truncate to %" PRId64, size);
    name_failure(file, err);
    return code;
}

static int sync_by(struct log_file *file, int (*call)(int fd), struct err *err)
{
    int fd = log_file_use(file, err);
    if (fd < 0)
        return fd;
    if (call(fd) == 0)
        return 0;
    int code = err_errno(err, "cannot sync");
    name_failure(file, err);
    return code;
}

int log_file_sync(struct log_file *file, struct err *err)
{
    return sync_by(file, file->pool->io->sync_data, err);
}

int log_file_check_synced(struct log_file *file, struct err *err)
{
    return sync_by(file, file->pool->io->check_synced, err);
}

int log_file_size(struct log_file *file, int64_t *out, struct err *err)
{
    int fd = log_file_use(file, err);
    if (fd < 0)
        return fd;
    struct stat st;
    if (fstat(fd, &st) < 0)
        return err_errno(err, "cannot stat a file in %s", file->dir);
    *out = st.st_size;
    return 0;
}

int log_file_replace(const struct log_io *io, int dirfd, const char *name, struct bytes content,
                     struct err *err)
{
    char temporary[LOG_FILE_NAME_SIZE];
    snprintf(temporary, sizeof temporary, "%s.tmp", name);
    int fd = io->open(dirfd, temporary, O_WRONLY | O_CREAT | O_TRUNC);
    if (fd < 0)
        return err_errno(err, "cannot create %s", temporary);
    int code = log_fd_write(io, fd, content.data, content.len, 0, err);
    if (code == 0 && io->sync_data(fd) < 0)
        code = err_errno(err, "cannot sync %s", temporary);
    io->close(fd);
    if (code == 0 && io->rename(dirfd, temporary, name) < 0)
        code = err_errno(err, "cannot rename %s", temporary);
    return code;
}

int log_file_load(const struct log_io *io, int dirfd, const char *name, size_t limit,
                  struct buf *out, struct err *err)
{
    int fd = io->open(dirfd, name, O_RDONLY);
    if (fd < 0 && errno == ENOENT)
        return err_set(err, ERR_NOT_FOUND, "%s is not there", name);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0) {
        int code = err_errno(err, "cannot open %s", name);
        if (fd >= 0)
            io->close(fd);
        return code;
    }
    int code = 0;
    if ((size_t)st.st_size > limit)
        code = err_set(err, ERR_TOO_BIG, "%s exceeds %zu bytes", name, limit);
    if (code == 0) {
        size_t len = (size_t)st.st_size;
        code = log_fd_read(io, fd, buf_reserve(out, len), len, 0, err);
        out->len += code == 0 ? len : 0;
    }
    io->close(fd);
    return code;
}
