/* topics.h: which topics are recorded: those named, those that a pattern finds, or all; and which
 * of the named ones the cluster does not have. */
#ifndef RECORDER_TOPICS_H
#define RECORDER_TOPICS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "client/feed.h"

struct topics;

/* `names` are borrowed; `pattern` is a Perl-compatible regular expression that must match the whole
 * name, or NULL. Neither: all topics. ERR_USAGE for a pattern that does not compile and for a name
 * that no recorded topic can have. */
int topics_open(struct topics **out, const char *const *names, size_t count, const char *pattern,
                struct err *err);
void topics_close(struct topics *t); /* NULL is fine */

/* From any thread. `ctx` is a struct topics, as feed_options has it. */
bool topics_wants(void *ctx, const char *topic);

/* The names with blanks between, and all of it in words: "all topics", "topic mine", "topics a, b
 * and 7 more", "topics matching x.*". */
void topics_names(const struct topics *t, char *out, size_t size);
void topics_words(const struct topics *t, char *out, size_t size);

/* What was asked for and is not in `view`, after "has": "no topic a, b" (at most 5 are named), "no
 * topic that matches x.*", "no topics". Returns whether anything is missing; then `asked` says
 * whether it was asked for by name or pattern. */
bool topics_missing(const struct topics *t, const struct feed_view *view, char *out, size_t size,
                    bool *asked);

#endif
