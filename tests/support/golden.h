/* golden.h: frames held against the files in tests/ui/golden. */
#ifndef TESTS_SUPPORT_GOLDEN_H
#define TESTS_SUPPORT_GOLDEN_H

#include "base/buf.h"
#include "ui/canvas.h"

/* Fails, and says which rows differ and how, unless golden/NAME.txt holds the rows of `c` and
 * golden/NAME.roles its colours: a letter for the role of each cell. GOLDEN_WRITE=1 rewrites both.
 */
void expect_golden(const char *name, const struct canvas *c);

#endif
