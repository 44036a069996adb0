/* programs.h: the real programs in a directory of their own: a mini-broker, a recorder, and
 * whatever else a test starts; killed, stopped and started again as accidents go.
 *
 * Everything asserts: a helper that returns has done what its name says. */
#ifndef TESTS_SUPPORT_PROGRAMS_H
#define TESTS_SUPPORT_PROGRAMS_H

#include "test.h"

#include <stdbool.h>
#include <sys/types.h>

struct programs {
    char dir[64];       /* removed by programs_end() */
    char cache[96];     /* of the recorder, in `dir` */
    char bootstrap[64]; /* host:port, the same after each start of the broker */
    pid_t broker, recorder;
};

/* Makes the directory; starts nothing. */
void programs_begin(struct programs *p);
/* Kills what still runs and removes the directory. */
void programs_end(struct programs *p);

/* Starts the mini-broker and waits until it listens: a free port at first, the same one again. */
void programs_start_broker(struct programs *p);
void programs_start_recorder(struct programs *p, const char *mission);

/* Sends a signal; SIGKILL and SIGTERM also wait for the end and clear *pid. */
void programs_signal(pid_t *pid, int signal_number);

/* Runs a program of ours to its end; what it printed is in `out`. Its exit code. */
int programs_run(const struct programs *p, char *const *argv, char *out, size_t size);

#endif
