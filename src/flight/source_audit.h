/* source_audit.h: which of the fields, channels and words of a mission no message has: a slip in
 * the mission file that reading the file alone cannot find.
 *
 * It is told messages and remembers names: of each source's messages, of all, and the texts that
 * could be words; AUDIT_NAMES of each, the further ones are not kept. */
#ifndef FLIGHT_SOURCE_AUDIT_H
#define FLIGHT_SOURCE_AUDIT_H

#include "flight/mission.h"

enum { AUDIT_NAMES = 2048, AUDIT_ALL = -1, AUDIT_TEXTS = -2 };

struct schema_set;
struct source_audit;

/* Both are borrowed; `schemas` may be NULL. */
struct source_audit *source_audit_new(const struct mission *mission,
                                      const struct schema_set *schemas);
void source_audit_free(struct source_audit *a); /* NULL is fine */

void source_audit_add(struct source_audit *a, const char *topic, struct bytes key,
                      struct bytes value);

/* How many messages source `i` has read, and how many of them were of its format. */
int64_t source_audit_read(const struct source_audit *a, int i);
int64_t source_audit_fits(const struct source_audit *a, int i);
/* What source `i` names and no message of it has: "time", "phase" or "event" in `what`, and the
 * name; `from` is where to go on, first 0. Returns where to go on after that, or 0: no more. */
int source_audit_missing(const struct source_audit *a, int i, int from, const char **what,
                         const char **name);

/* Whether any message has the field; whether any said the word (as mission_word_fold() writes it).
 */
bool source_audit_has(const struct source_audit *a, const char *name);
bool source_audit_said(const struct source_audit *a, const char *word);
/* The names that source `i` has read, of all messages (AUDIT_ALL), or the texts (AUDIT_TEXTS), in
 * the order they were met; ends with NULL. Borrowed until the next message. */
const char *const *source_audit_names(const struct source_audit *a, int i);

/* "source flight: no message has time "tt"; fields: t, alt", of the first that is wrong, cut at a
 * whole name; false: nothing is. */
bool source_audit_line(const struct source_audit *a, char *out, size_t size);

#endif
