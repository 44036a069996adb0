/* series_kit.h: charts and bars of rocket A, a column at a time. */
#ifndef TESTS_SUPPORT_SERIES_KIT_H
#define TESTS_SUPPORT_SERIES_KIT_H

#include "playhead_kit.h"

enum { SERIES_MOST = 240 };

/* The deadline of a rocket that is heard once a second, and of a pace that nobody knows. */
enum { DEADLINE = 2 * S, UNKNOWN_DEADLINE = 5 * S };

/* What chart() and bar() found. */
extern double *min, *max;
extern bool heard[SERIES_MOST + 1];

/* Charts v of A between `from` and `to`, as of `until`, into memory that ends where the columns do.
 */
void chart(int64_t from, int64_t to, int64_t until, int columns);
/* Fails unless the column holds that. */
void column_is(int column, double least, double most);
void column_is_empty(int column);
/* In which columns A was heard. */
void bar(int64_t from, int64_t to, int columns);
/* Also playhead_kit's. */
int series_teardown(void **state);

#endif
