/* derived_rows.h: everything in a cache that was folded from messages, as one run of bytes. */
#ifndef TESTS_SUPPORT_DERIVED_ROWS_H
#define TESTS_SUPPORT_DERIVED_ROWS_H

#include "base/buf.h"

/* Appends lanes, events caused by messages or silence, and flights to `out`. */
int derived_rows(const char *cache, struct buf *out, struct err *err);

/* What is derived must not depend on where it was interrupted: folds it all again and compares. */
void check_derived(const char *cache);

#endif
