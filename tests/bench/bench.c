#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

static int missed;

static const char *or_none(const char *text)
{
    return text == NULL ? "" : text;
}

void bench_print(struct bench_row row)
{
    char ratio[16] = "";
    if (row.ratio != 0)
        snprintf(ratio, sizeof ratio, "%.2f", row.ratio);
    printf("%-40s %-6s %15s %17s %6s  %s%s\n", row.what, row.unit, or_none(row.bare),
           or_none(row.ours), ratio, or_none(row.bound),
           row.bound == NULL ? ""
           : row.missed      ? " MISSED"
                             : " ok");
    fflush(stdout);
    missed += row.missed;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_percentile(double *values, int count, double percent)
{
    qsort(values, (size_t)count, sizeof *values, by_value);
    int at = (int)(percent / 100 * count);
    return values[at < count ? at : count - 1];
}

int bench_result(void)
{
    return missed > 0;
}
