/* datadir.h: the data directory: making it, and keeping a second broker out of it. */
#ifndef BROKER_DATADIR_H
#define BROKER_DATADIR_H

#include "base/err.h"

/* Creates `dir` (and missing parents, mode 0750) and locks DIR/.lock, which holds our process id,
 * for as long as the process lives. Sets *fd to the descriptor. ERR_BUSY names the process that has
 * the lock. */
int datadir_lock(const char *dir, int *fd, struct err *err);

/* Writes `text` and a newline to `path` atomically. */
int datadir_write_file(const char *path, const char *text, struct err *err);

#endif
