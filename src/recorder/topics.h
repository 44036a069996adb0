/* topics.h: which topics are recorded: those named, those that a pattern finds, or all. */
#ifndef RECORDER_TOPICS_H
#define RECORDER_TOPICS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct topics;

/* `names` are borrowed; `pattern` is a Perl-compatible regular expression that must match the whole
 * name, or NULL. Neither: all topics. ERR_USAGE for a pattern that is none. */
int topics_open(struct topics **out, const char *const *names, size_t count, const char *pattern,
                struct err *err);
void topics_close(struct topics *t); /* NULL is fine */

/* From any thread. `ctx` is a struct topics, as feed_options has it. */
bool topics_wants(void *ctx, const char *topic);

#endif
