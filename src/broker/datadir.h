/* datadir.h: the data directory: making it, and keeping a second broker out of it. */
#ifndef BROKER_DATADIR_H
#define BROKER_DATADIR_H

#include "base/err.h"

/* Makes `dir` (and what is missing above it, mode 0750) and locks DIR/.lock, in which our process
 * id stands, for as long as the process lives. Returns the descriptor. ERR_BUSY names the process
 * that has it. */
int datadir_lock(const char *dir, int *fd, struct err *err);

/* Writes `text` and a newline to `path` so that nobody ever reads half of it. */
int datadir_write_file(const char *path, const char *text, struct err *err);

#endif
