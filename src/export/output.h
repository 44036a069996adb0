/* output.h: where an export goes: standard output, or a file that appears when it is complete.
 *
 * A regular file is written under a temporary name beside it (OUTPUT.part-XXXXXX), synced and
 * renamed; what is interrupted leaves nothing under its name. An existing file is refused. A pipe
 * or a device is written to as it is. */
#ifndef EXPORT_OUTPUT_H
#define EXPORT_OUTPUT_H

#include <stdio.h>

#include "base/bytes.h"
#include "base/err.h"

enum { OUTPUT_PATH_SIZE = 4096 };

struct output {
    FILE *file;
    const char *path;            /* NULL: standard output */
    char temp[OUTPUT_PATH_SIZE]; /* "" when written in place */
};

/* `path` is borrowed. ERR_FAIL: it exists. */
int output_open(struct output *o, const char *path, struct err *err);
int output_write(struct output *o, struct bytes bytes, struct err *err);
/* Syncs the file and gives it its name. */
int output_finish(struct output *o, struct err *err);
/* Closes, and removes what is not finished. After output_finish() it does nothing. */
void output_drop(struct output *o);

#endif
