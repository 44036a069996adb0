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

void bench_print_pace(const char *what, double count, double bare_s, double ours_s, double least)
{
    char bare[40], ours[40], bound[16];
    snprintf(bare, sizeof bare, "%.0f", count / bare_s / 1000);
    snprintf(ours, sizeof ours, "%.0f", count / ours_s / 1000);
    snprintf(bound, sizeof bound, ">= %.1f", least);
    bench_print((struct bench_row){.what = what,
                                   .unit = "k/s",
                                   .bare = bare,
                                   .ours = ours,
                                   .ratio = bare_s / ours_s,
                                   .bound = bound,
                                   .missed = bare_s / ours_s < least});
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
