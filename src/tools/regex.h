/* regex.h: Java's regular expressions, by way of PCRE2 with bounded effort.
 *
 * The two languages agree on what topic names and separators are matched with, but for classes
 * within character classes, which are refused. */
#ifndef TOOLS_REGEX_H
#define TOOLS_REGEX_H

#include "base/bytes.h"
#include "tools/thrown.h"

struct regex;

/* -1 with a java.util.regex.PatternSyntaxException. The caller closes. */
int regex_open(struct regex **out, const char *pattern, struct thrown *t);
void regex_close(struct regex *r);

/* Whether the whole text matches, as String.matches has it. Too much effort counts as no match. */
bool regex_matches(const struct regex *r, struct bytes text);

/* The next match at or after `from`; false when there is none. */
bool regex_find(const struct regex *r, struct bytes text, size_t from, size_t *start, size_t *end);

#endif
