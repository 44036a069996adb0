/* pattern.h: a regular expression that finds numbers in text messages: its named groups are
 * channels.
 *
 * A message that takes too long is not matched: PCRE2's limits bound time and memory for each. */
#ifndef FLIGHT_PATTERN_H
#define FLIGHT_PATTERN_H

#include "base/bytes.h"
#include "base/err.h"

struct pattern;

/* Compiles a Perl-compatible expression over UTF-8. ERR_USAGE with what is wrong and where; also
 * when it has no named group. The caller closes it. */
int pattern_open(struct pattern **out, const char *text, struct err *err);
/* The same, for pattern_fits(): it need not have groups. */
int pattern_open_whole(struct pattern **out, const char *text, struct err *err);
/* Whether it matches the text from its first byte to its last; null and what is not UTF-8 never
 * fit. */
bool pattern_fits(const struct pattern *p, struct bytes text);
void pattern_close(struct pattern *p); /* NULL is fine */

#endif
