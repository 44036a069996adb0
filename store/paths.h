/* paths.h: where a cache and the files beside it are. */
#ifndef STORE_PATHS_H
#define STORE_PATHS_H

#include <stdbool.h>

#include "base/err.h"

enum { STORE_PATH_SIZE = 4096 };

/* ${XDG_DATA_HOME:-~/.local/share}/ground/MISSION.db. */
int store_default_path(const char *mission, char out[STORE_PATH_SIZE], struct err *err);
/* The cache that the command line means: `given`, or the mission's default when that is NULL. The
 * path is the file's own, behind any symbolic links, so that everybody finds the files beside it in
 * one place. The file need not be there yet. */
int store_cache_path(const char *given, const char *mission, char out[STORE_PATH_SIZE],
                     struct err *err);
/* CACHE-bell, CACHE-lock, CACHE-notes, CACHE-wal: `suffix` with its dash. */
int store_side_path(const char *cache, const char *suffix, char out[STORE_PATH_SIZE],
                    struct err *err);
/* Makes the directory that `cache` lies in, 2750, with its parents, unless it is there. */
int store_make_directory(const char *cache, struct err *err);
/* Makes `cache` itself, empty, 0640, with its directory, unless it is there. */
int store_make_file(const char *cache, struct err *err);

#endif
