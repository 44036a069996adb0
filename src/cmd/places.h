/* places.h: where the other programs and the assets are: beside this program, built or installed.
 */
#ifndef CMD_PLACES_H
#define CMD_PLACES_H

#include <stdbool.h>

#include "base/err.h"

enum { PLACE_SIZE = 4096 };

/* This very program; "minibroker" and the like beside it. ERR_NOT_FOUND says where it looked. */
int place_self(char out[PLACE_SIZE], struct err *err);
int place_program(const char *name, char out[PLACE_SIZE], struct err *err);

/* Whether a shell that looks for `name` on PATH finds the file `path`. */
bool place_on_path(const char *name, const char *path);

/* "flights/FormoSat-5/stage1.jsonl" below assets/ of the source tree or share/ground-control/ of an
 * installation. */
int place_asset(const char *name, char out[PLACE_SIZE], struct err *err);

#endif
