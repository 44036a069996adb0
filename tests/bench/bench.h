/* bench.h: the table of all benches: one row per measurement. Each program prints its own rows;
 * tests/bench/run prints the heading.
 *
 * `bare` is the minimum work (a socket and a write, an insert), `ours` is our program; the ratio is
 * our share of the bare speed. */
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

/* Prints the speeds of both, in thousands of the `count` items per second. The bound is `least`
 * times the bare speed. */
void bench_print_pace(const char *what, double count, double bare_s, double ours_s, double least);

/* Sorts `values` and returns that percentile. */
double bench_percentile(double *values, int count, double percent);

/* The exit code of a bench: 1 if a bound was missed. */
int bench_result(void);

#endif
