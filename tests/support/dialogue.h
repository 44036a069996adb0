/* dialogue.h: a program in a terminal of its own, typed at and read from as a person would. */
#ifndef TESTS_SUPPORT_DIALOGUE_H
#define TESTS_SUPPORT_DIALOGUE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"

struct dialogue {
    pid_t pid;
    int fd;
    struct buf seen; /* all that it printed, both streams; "\r\n" is "\n" */
    size_t read;     /* how far dialogue_expect has come */
};

/* Runs a shell command in a new pseudo-terminal of 80 by 24. */
void dialogue_open(struct dialogue *t, const char *command);

void dialogue_type(struct dialogue *t, const char *keys);

/* Waits at most `wait_ms` until the text is printed behind what was expected before; gives the
 * milliseconds that took, or fails the test. */
int dialogue_expect(struct dialogue *t, const char *text, int wait_ms);

/* Waits for the program's end; its exit code as a shell has it. Closes the terminal. */
int dialogue_end(struct dialogue *t, int wait_ms);

#endif
