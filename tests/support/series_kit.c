/* series_kit.c: see series_kit.h. */
#include "test.h"

#include "series_kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

double *min, *max;
bool heard[SERIES_MOST + 1];

void chart(int64_t from, int64_t to, int64_t until, int columns)
{
    free(min);
    free(max);
    min = mem_alloc((size_t)columns * sizeof *min);
    max = mem_alloc((size_t)columns * sizeof *max);
    OK(playhead_series(p, shown("A")->id, "v", from, to, until, columns, min, max, &err));
}

void column_is(int column, double least, double most)
{
    if (!(fabs(min[column] - least) < 1e-6 && fabs(max[column] - most) < 1e-6))
        fail_msg("column %d is %g..%g, must be %g..%g", column, min[column], max[column], least,
                 most);
}

void column_is_empty(int column)
{
    if (!isnan(min[column]) || !isnan(max[column]))
        fail_msg("column %d is %g..%g, must be empty", column, min[column], max[column]);
}

void bar(int64_t from, int64_t to, int columns)
{
    heard[columns] = false;
    OK(playhead_heard(p, shown("A")->id, from, to, columns, heard, &err));
    assert_false(heard[columns]);
}

int series_teardown(void **state)
{
    free(min);
    free(max);
    min = max = NULL;
    return playhead_teardown(state);
}
