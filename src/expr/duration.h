/* duration.h: a length of time as a mission file writes it: "100 ms", "10 s", "10 min", "10 h". */
#ifndef EXPR_DURATION_H
#define EXPR_DURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { DURATION_MOST_MS = 7 * 24 * 60 * 60 * 1000, DURATION_WHY_SIZE = 160 };

/* Reads "10 s" (the blank may be left out). False, and what is wrong with it, in words that begin
 * with the text itself: `"10" has no unit; write "10 s", "10 min" or "10 h"`. */
bool duration_read(const char *text, int64_t *out_ms, char why[DURATION_WHY_SIZE]);

/* The same of a number and its unit, which may be null: `number` is how it was written. */
bool duration_of(struct bytes number, struct bytes unit, int64_t *out_ms,
                 char why[DURATION_WHY_SIZE]);

#endif
