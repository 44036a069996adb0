/* bench.h: the one table of all benches: a row a measurement, every program printing its own rows
 * under the heading of tests/bench/run. Linked as bench.c.
 *
 * `bare` is the least that must be done (a socket and a write, an insert), `ours` what we do; the
 * ratio says how much of the bare speed is left. */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <stdbool.h>

struct bench_row {
    const char *what, *unit;
    const char *bare, *ours; /* NULL: none */
    double ratio;            /* 0: none */
    const char *bound;       /* ">= 0.5"; NULL: none */
    bool missed;             /* the bound */
};

/* Prints the row at once. */
void bench_print(struct bench_row row);

/* Prints how many thousand of `count` things a second both got through; what is wanted is at least
 * `least` of the bare pace. */
void bench_print_pace(const char *what, double count, double bare_s, double ours_s, double least);

/* Sorts values; the one that `percent` of them do not exceed. */
double bench_percentile(double *values, int count, double percent);

/* The exit code of a bench: 1 when a bound was missed. */
int bench_result(void);

#endif
