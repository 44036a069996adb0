/* file.h: the files of a partition, with a bound on how many are open at once.
 *
 * A file is named by its kind and base offset and opened when it is needed; the pool closes the
 * least recently used one when the bound is reached. A pinned file stays open. All on the loop's
 * thread, except that whoever holds a pin may use the descriptor anywhere. */
#ifndef LOG_FILE_H
#define LOG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "log/io.h"

enum log_file_kind { LOG_FILE_BATCHES, LOG_FILE_INDEX, LOG_FILE_TIMEINDEX, LOG_FILE_RECOVERY };

#define LOG_FILE_NAME_SIZE 48

struct log_files;

struct log_file {
    struct log_files *pool;
    const char *dir; /* borrowed: as long as the file may be opened */
    enum log_file_kind kind;
    int64_t base_offset;
    int fd; /* -1: closed */
    unsigned pins;
    struct log_file *newer, *older; /* among those open and not pinned */
};

const struct log_io *log_files_io(const struct log_files *pool);

/* Where the producers that the logs of this pool remember are counted. */
size_t *log_files_producers(struct log_files *pool);

void log_file_init(struct log_file *file, struct log_files *pool, const char *dir,
                   enum log_file_kind kind, int64_t base_offset);
void log_file_deinit(struct log_file *file); /* closes; no pin may be held */

/* Closes it; from now on it belongs to that pool. No pin may be held. */
void log_file_move(struct log_file *file, struct log_files *pool);

/* `00000000000000000042.index` and the like into `out` (LOG_FILE_NAME_SIZE). */
char *log_file_name(enum log_file_kind kind, int64_t base_offset, char *out);

/* The descriptor, good until as many unpins; or ERR_IO. */
int log_file_pin(struct log_file *file, struct err *err);
void log_file_unpin(struct log_file *file);

/* Whole transfers: short reads and writes are continued. A read past the end is ERR_CORRUPT. */
int log_file_read(struct log_file *file, void *data, size_t len, int64_t at, struct err *err);
int log_file_write(struct log_file *file, const void *data, size_t len, int64_t at,
                   struct err *err);
int log_file_truncate(struct log_file *file, int64_t size, struct err *err);
int log_file_sync(struct log_file *file, struct err *err);
int log_file_check_synced(struct log_file *file, struct err *err); /* see log_io */
int log_file_size(struct log_file *file, int64_t *out, struct err *err);

/* The same over a bare descriptor, the sentence without a name. Any thread. */
int log_fd_read(const struct log_io *io, int fd, void *data, size_t len, int64_t at,
                struct err *err);
int log_fd_write(const struct log_io *io, int fd, const void *data, size_t len, int64_t at,
                 struct err *err);

/* Makes NAME in `dirfd` hold exactly these bytes after a crash at any moment: or still the old
 * ones. (The directory is the caller's to sync.) Any thread. */
int log_file_replace(const struct log_io *io, int dirfd, const char *name, struct bytes content,
                     struct err *err);

/* Reads NAME in `dirfd` whole, at most `limit` bytes. ERR_NOT_FOUND, ERR_TOO_BIG, ERR_IO. */
int log_file_load(const struct log_io *io, int dirfd, const char *name, size_t limit,
                  struct buf *out, struct err *err);

#endif
