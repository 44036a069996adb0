/* topic_filter.h: which topics are recorded: named ones, those matching a pattern, or all; and
 * which of those the cluster does not have. */
#ifndef RECORDER_TOPIC_FILTER_H
#define RECORDER_TOPIC_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "client/ingest.h"

struct topic_filter;

/* `names` are borrowed; `pattern` is a Perl-compatible regular expression that must match the whole
 * name, or NULL. Without either, all topics. ERR_USAGE for a pattern that does not compile or a
 * name that no recorded topic can have. */
int topic_filter_open(struct topic_filter **out, const char *const *names, size_t count,
                      const char *pattern, struct err *err);
void topic_filter_close(struct topic_filter *t); /* NULL is fine */

/* Thread-safe. `ctx` is a struct topic_filter, as ingest_options passes it. */
bool topic_filter_wants(void *ctx, const char *topic);

/* The names separated by spaces; and the filter in words: "all topics", "topic mine", "topics a, b
 * and 7 more", "topics matching x.*". */
void topic_filter_names(const struct topic_filter *t, char *out, size_t size);
void topic_filter_words(const struct topic_filter *t, char *out, size_t size);

/* Writes what is missing from `view`, to follow "has": "no topic a, b" (at most 5 are named), "no
 * topic that matches x.*", "no topics". Returns whether anything is missing; `asked`: whether names
 * or a pattern were given. */
bool topic_filter_missing(const struct topic_filter *t, const struct ingest_view *view, char *out,
                          size_t size, bool *asked);

#endif
