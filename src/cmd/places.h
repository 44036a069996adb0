/* places.h: finds the other programs and the assets, relative to this program. */
#ifndef CMD_PLACES_H
#define CMD_PLACES_H

#include <stdbool.h>

#include "base/err.h"

enum { PLACE_SIZE = 4096 };

/* The path of this program, and of another one (such as "minibroker") beside it. ERR_NOT_FOUND. */
int place_self(char out[PLACE_SIZE], struct err *err);
int place_program(const char *name, char out[PLACE_SIZE], struct err *err);

/* Whether a shell that looks up `name` on PATH finds the file `path`. */
bool place_on_path(const char *name, const char *path);

/* An asset such as "flights/FormoSat-5/stage1.jsonl", in assets/ of the source tree or in
 * share/ground-control/ of an installation. */
int place_asset(const char *name, char out[PLACE_SIZE], struct err *err);

#endif
