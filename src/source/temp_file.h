/* temp_file.h: a file without a name, for what does not fit into memory; gone when it is closed. */
#ifndef SOURCE_TEMP_FILE_H
#define SOURCE_TEMP_FILE_H

#include <stdio.h>

#include "base/err.h"

/* Opens one in $TMPDIR or /tmp. ERR_IO or ERR_FULL with a sentence. */
int temp_file_open(FILE **out, struct err *err);

/* A copy of all that `fd`, which is called `name`, still has to give. */
int temp_file_copy(FILE **out, int fd, const char *name, struct err *err);

#endif
