/* unpack.h: the bytes of a file, decompressed: plain, gzip or zstd, told apart by the first bytes.
 *
 * A stream of a few buffers, whatever the file's size. */
#ifndef SOURCE_UNPACK_H
#define SOURCE_UNPACK_H

#include <signal.h>

#include "base/bytes.h"
#include "base/err.h"

struct unpack;

/* Opens `path`. ERR_IO with a sentence; ERR_CORRUPT for what is no text at all, such as SQLite. */
int unpack_open(struct unpack **out, const char *path, struct err *err);
/* The same of an open descriptor, which stays the caller's; `path` is its name in sentences. */
int unpack_fd(struct unpack **out, int fd, const char *path, struct err *err);

/* From now on the end of a file is waited at, because more may be written, until `stop` is not 0.
 */
void unpack_follow(struct unpack *u, const volatile sig_atomic_t *stop);

/* Reads up to `size` bytes, and fewer where more would have to be waited for: their count, 0 at the
 * end, or an error. */
int unpack_read(struct unpack *u, void *to, size_t size, struct err *err);

const char *unpack_words(const struct unpack *u); /* "gzip", "zstd", or NULL: not compressed */
void unpack_close(struct unpack *u);              /* NULL is fine */

#endif
