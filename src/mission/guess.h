/* guess.h: a first mission file from what was recorded: topics, a source for each, channels with
 * units taken from names and ranges of values, the fields that say the mission time and the phase.
 *
 * What it writes passes `ground check`; what it does not know it leaves out. */
#ifndef MISSION_GUESS_H
#define MISSION_GUESS_H

#include <stdio.h>

#include "base/bytes.h"

enum {
    GUESS_TOPICS = 200,
    GUESS_FIELDS = 2048, /* of all topics */
    GUESS_KEYS = 1000,
    GUESS_VALUES = 12,   /* texts that a field with few values has at most */
    GUESS_COUNTED = 256, /* distinct texts of a field, counted so far */
};

struct guess;
struct schema_set;

/* `schemas`: those that messages may name; borrowed. */
struct guess *guess_new(const struct schema_set *schemas);
void guess_free(struct guess *g);

/* A message: its topic, its key (null: none), its record time and its value. What passes the bounds
 * above is left out. */
void guess_add(struct guess *g, const char *topic, struct bytes key, int64_t t_ms,
               struct bytes value);

/* The file, for a mission of this name. */
void guess_write(const struct guess *g, const char *name, FILE *out);
/* What was found and what was not, a line each, beginning with "guess: ". */
void guess_report(const struct guess *g, FILE *out);

#endif
