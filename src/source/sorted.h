/* sorted.h: the messages of a file in the order of their times, where the file has another: newest
 * first, or mixed. Those of one time keep their order.
 *
 * The messages wait in a temporary file; in memory are 16 bytes for each, and so at most
 * SORTED_MAX. */
#ifndef SOURCE_SORTED_H
#define SOURCE_SORTED_H

#include "base/buf.h"
#include "base/err.h"
#include "source/recorded.h"

enum { SORTED_MAX = 4000000 };

struct sorted;

int sorted_open(struct sorted **out, struct err *err);
/* Adds a message without headers. ERR_TOO_BIG past SORTED_MAX. */
int sorted_add(struct sorted *s, const struct recorded_message *m, struct err *err);
/* Sorts what was added. */
int sorted_finish(struct sorted *s, struct err *err);
/* The next message: 1, or 0 at the end. The views hold until the next call. */
int sorted_next(struct sorted *s, struct recorded_message *out, struct err *err);
void sorted_close(struct sorted *s); /* NULL is fine */

#endif
