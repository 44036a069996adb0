/* file.h: the files of all partitions, with a limit on how many are open at once.
 *
 * A file is named by its kind and base offset and opened on demand; at the limit the pool closes
 * the least recently used one. A pinned file stays open. Loop thread only, except that the holder
 * of a pin may use the descriptor anywhere. */
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
    const char *dir; /* borrowed for as long as the file may be opened */
    enum log_file_kind kind;
    int64_t base_offset;
    int fd; /* -1: closed */
    unsigned pins;
    struct log_file *newer, *older; /* in the list of open, unpinned files */
};

const struct log_io *log_files_io(const struct log_files *pool);

/* The counter of producers in all logs of this pool. */
size_t *log_files_producers(struct log_files *pool);

void log_file_init(struct log_file *file, struct log_files *pool, const char *dir,
                   enum log_file_kind kind, int64_t base_offset);
void log_file_deinit(struct log_file *file); /* closes; no pin may be held */

/* Closes it and moves it to that pool. No pin may be held. */
void log_file_move(struct log_file *file, struct log_files *pool);

/* `00000000000000000042.index` and the like into `out` (LOG_FILE_NAME_SIZE). */
char *log_file_name(enum log_file_kind kind, int64_t base_offset, char *out);

/* The descriptor, valid until a matching unpin; or ERR_IO. */
int log_file_pin(struct log_file *file, struct err *err);
void log_file_unpin(struct log_file *file);

/* Complete transfers: they continue after short reads and writes. A read past the end is
 * ERR_CORRUPT. */
int log_file_read(struct log_file *file, void *data, size_t len, int64_t at, struct err *err);
int log_file_write(struct log_file *file, const void *data, size_t len, int64_t at,
                   struct err *err);
int log_file_truncate(struct log_file *file, int64_t size, struct err *err);
int log_file_sync(struct log_file *file, struct err *err);
int log_file_check_synced(struct log_file *file, struct err *err); /* see log_io */
int log_file_size(struct log_file *file, int64_t *out, struct err *err);

/* The same on a plain descriptor; the error does not name the file. Any thread. */
int log_fd_read(const struct log_io *io, int fd, void *data, size_t len, int64_t at,
                struct err *err);
int log_fd_write(const struct log_io *io, int fd, const void *data, size_t len, int64_t at,
                 struct err *err);

/* Replaces NAME in `dirfd` atomically: after a crash it has these bytes or the old ones. The caller
 * syncs the directory. Any thread. */
int log_file_replace(const struct log_io *io, int dirfd, const char *name, struct bytes content,
                     struct err *err);

/* Reads all of NAME in `dirfd`, at most `limit` bytes. ERR_NOT_FOUND, ERR_TOO_BIG, ERR_IO. */
int log_file_load(const struct log_io *io, int dirfd, const char *name, size_t limit,
                  struct buf *out, struct err *err);

#endif
