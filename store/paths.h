/* paths.h: the paths of a cache and the files beside it. */
#ifndef STORE_PATHS_H
#define STORE_PATHS_H

#include <stdbool.h>

#include "base/err.h"

enum { STORE_PATH_SIZE = 4096 };

/* ${XDG_DATA_HOME:-~/.local/share}/ground/MISSION.db. */
int store_default_path(const char *mission, char out[STORE_PATH_SIZE], struct err *err);
/* The path of the cache: `given`, or the mission's default when that is NULL. Symbolic links are
 * resolved, so that every process finds the files beside it in one place. The file need not exist
 * yet. */
int store_cache_path(const char *given, const char *mission, char out[STORE_PATH_SIZE],
                     struct err *err);
/* CACHE-bell, CACHE-lock, CACHE-notes, CACHE-wal: `suffix` with its dash. */
int store_side_path(const char *cache, const char *suffix, char out[STORE_PATH_SIZE],
                    struct err *err);
/* Creates the directory of `cache` (2750) and its parents, unless it exists. */
int store_make_directory(const char *cache, struct err *err);
/* Creates `cache` itself, empty, 0640, and its directory, unless it exists. */
int store_make_file(const char *cache, struct err *err);

#endif
