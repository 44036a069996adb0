/* run_program.h: what a program costs from its start to its end. Linked as run_program.c. */
#ifndef TESTS_BENCH_RUN_PROGRAM_H
#define TESTS_BENCH_RUN_PROGRAM_H

#include <stdbool.h>

struct cost {
    double wall_s, cpu_s;
    long rss_kib; /* at its most */
};

/* Runs argv[0] (looked for in PATH) with input from `in` (NULL: none), its output and what it says
 * thrown away. False: it is not there, or its exit code was not 0. */
bool run_program(const char *const *argv, const char *in, struct cost *out);

/* The least of both, each for itself: a busy machine only ever adds. */
void cost_least(struct cost *best, const struct cost *other);

#endif
