/* capture.h: what the code under test prints on a standard stream. */
#ifndef TESTS_SUPPORT_CAPTURE_H
#define TESTS_SUPPORT_CAPTURE_H

#include <stdio.h>

#include "base/buf.h"

struct capture {
    int fd, kept;
    FILE *file;
};

/* From here on what is written to `fd`, STDOUT_FILENO or STDERR_FILENO, goes into a file. */
void capture_begin(struct capture *c, int fd);

/* Appends what was written to `out`; the stream is as before. */
void capture_end(struct capture *c, struct buf *out);

#endif
