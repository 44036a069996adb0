/* run_program.h: measures what a program costs from its start to its end. */
#ifndef TESTS_BENCH_RUN_PROGRAM_H
#define TESTS_BENCH_RUN_PROGRAM_H

#include <stdbool.h>

struct cost {
    double wall_s, cpu_s;
    long rss_kib; /* maximum */
};

/* Runs argv[0] (found on PATH) with input from `in` (NULL: none); discards stdout and stderr. False
 * if it is not found or its exit code is not 0. */
bool run_program(const char *const *argv, const char *in, struct cost *out);

/* The minimum of each value: a busy machine only adds to them. */
void cost_least(struct cost *best, const struct cost *other);

#endif
