/* unpack.c: zlib and libzstd behind one read function. */
#include "source/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/mem.h"

enum { PACKED_SIZE = 64 * 1024, MAX_WINDOW_LOG = 24 /* of zstd: 16 MiB */ };
enum { FOLLOW_MS = 100 }; /* between looks at the end of a file that may grow */

enum packing { PACKED_NOT, PACKED_GZIP, PACKED_ZSTD };

struct unpack {
    const char *path;
    int fd;
    const volatile sig_atomic_t *stop; /* NULL: the file ends where it ends */
    bool own_fd, ended, inside; /* `inside` a compressed frame: the end of the file is too early */
    enum packing packing;
    z_stream gzip;
    ZSTD_DStream *zstd;
    size_t at, len; /* of `packed`: taken, and filled */
    uint8_t packed[PACKED_SIZE];
};

/* Whether a file that is followed may go on; a pipe that ends has ended. */
static bool may_grow(const struct unpack *u)
{
    static const struct timespec pause = {.tv_nsec = FOLLOW_MS * 1000000L};
    if (u->stop == NULL || *u->stop != 0 || lseek(u->fd, 0, SEEK_CUR) < 0)
        return false;
    nanosleep(&pause, NULL);
    return true;
}

/* Reads more of the file behind what is left in `packed`. */
static int fill(struct unpack *u, struct err *err)
{
    ssize_t n;
    if (u->at == u->len)
        u->at = u->len = 0;
    do
        n = read(u->fd, u->packed + u->len, sizeof u->packed - u->len);
    while ((n < 0 && errno == EINTR && (u->stop == NULL || *u->stop == 0)) ||
           (n == 0 && may_grow(u)));
    if (n < 0 && errno == EINTR)
        n = 0;
    if (n < 0)
        return err_errno(err, "cannot read %s", u->path);
    u->ended = n == 0;
    u->len += (size_t)n;
    return 0;
}

static bool begins(const struct unpack *u, const void *magic, size_t len)
{
    return u->len >= len && memcmp(u->packed, magic, len) == 0;
}

static int begin_packing(struct unpack *u, struct err *err)
{
    if (begins(u, "\x1f\x8b\x08", 3)) {
        u->packing = PACKED_GZIP;
        if (inflateInit2(&u->gzip, 16 + MAX_WBITS) != Z_OK)
            return err_set(err, ERR_FAIL, "%s: zlib ran out of memory", u->path);
    } else if (begins(u, "\x28\xb5\x2f\xfd", 4)) {
        u->packing = PACKED_ZSTD;
        u->zstd = ZSTD_createDStream();
        ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax, MAX_WINDOW_LOG);
    } else if (begins(u, "SQLite format 3", 15)) {
        return err_set(err, ERR_CORRUPT,
                       "%s is an SQLite database: ground --cache FILE opens one; "
                       "`ground export --format jsonl` makes a file of it to import",
                       u->path);
    }
    return 0;
}

int unpack_fd(struct unpack **out, int fd, const char *path, struct err *err)
{
    struct unpack *u = mem_zero(1, sizeof *u);
    u->path = path;
    u->fd = fd;
    int rc = 0;
    while (rc == 0 && u->len < 4 && !u->ended)
        rc = fill(u, err);
    if (rc == 0)
        rc = begin_packing(u, err);
    if (rc != 0) {
        unpack_close(u);
        u = NULL;
    }
    *out = u;
    return rc;
}

int unpack_open(struct unpack **out, const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *out = NULL;
    if (fd < 0)
        return err_errno(err, "cannot open %s", path);
    int rc = unpack_fd(out, fd, path, err);
    if (rc == 0)
        (*out)->own_fd = true;
    else
        close(fd);
    return rc;
}

static int damaged(struct unpack *u, struct err *err)
{
    return err_set(err, ERR_CORRUPT, "%s: the %s data is damaged", u->path, unpack_words(u));
}

/* One step of zlib from `packed` into `to`: the bytes written. */
static int step_gzip(struct unpack *u, uint8_t *to, size_t size, struct err *err)
{
    z_stream *z = &u->gzip;
    z->next_in = u->packed + u->at;
    z->avail_in = (uInt)(u->len - u->at);
    z->next_out = to;
    z->avail_out = (uInt)size;
    int rc = inflate(z, Z_NO_FLUSH);
    u->at = u->len - z->avail_in;
    u->inside = rc != Z_STREAM_END;
    if (rc == Z_STREAM_END)
        inflateReset(z); /* another member may follow */
    else if (rc != Z_OK && rc != Z_BUF_ERROR)
        return damaged(u, err);
    return (int)(size - z->avail_out);
}

static int step_zstd(struct unpack *u, uint8_t *to, size_t size, struct err *err)
{
    ZSTD_inBuffer in = {u->packed, u->len, u->at};
    ZSTD_outBuffer out = {to, size, 0};
    size_t rc = ZSTD_decompressStream(u->zstd, &out, &in);
    u->at = in.pos;
    if (ZSTD_isError(rc))
        return damaged(u, err);
    u->inside = rc != 0;
    return (int)out.pos;
}

static int step_plain(struct unpack *u, uint8_t *to, size_t size)
{
    size_t n = u->len - u->at < size ? u->len - u->at : size;
    memcpy(to, u->packed + u->at, n);
    u->at += n;
    return (int)n;
}

int unpack_read(struct unpack *u, void *to, size_t size, struct err *err)
{
    for (;;) {
        bool fresh = u->at == u->len;
        int n = 0;
        if (fresh && !u->ended && fill(u, err) != 0)
            return err->code;
        if (u->packing == PACKED_NOT)
            n = step_plain(u, to, size);
        else if (u->at < u->len || u->inside)
            n = u->packing == PACKED_GZIP ? step_gzip(u, to, size, err)
                                          : step_zstd(u, to, size, err);
        if (n != 0)
            return n;
        if (u->ended && u->at == u->len)
            return u->inside ? err_set(err, ERR_CORRUPT, "%s: the %s data is cut off", u->path,
                                       unpack_words(u))
                             : 0;
    }
}

void unpack_follow(struct unpack *u, const volatile sig_atomic_t *stop)
{
    u->stop = stop;
}

const char *unpack_words(const struct unpack *u)
{
    static const char *const words[] = {NULL, "gzip", "zstd"};
    return words[u->packing];
}

void unpack_close(struct unpack *u)
{
    if (u == NULL)
        return;
    if (u->packing == PACKED_GZIP)
        inflateEnd(&u->gzip);
    ZSTD_freeDStream(u->zstd);
    if (u->own_fd)
        close(u->fd);
    free(u);
}
