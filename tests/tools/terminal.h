/* terminal.h: a program in a terminal of its own, typed at and read from as a person would. */
#ifndef TESTS_TOOLS_TERMINAL_H
#define TESTS_TOOLS_TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"

struct terminal {
    pid_t pid;
    int fd;
    struct buf seen; /* all that it printed, both streams; "\r\n" is "\n" */
    size_t read;     /* how far terminal_expect has come */
};

/* Runs a shell command in a new pseudo-terminal of 80 by 24. */
void terminal_open(struct terminal *t, const char *command);

void terminal_type(struct terminal *t, const char *keys);

/* Waits at most `wait_ms` until the text is printed behind what was expected before; gives the
 * milliseconds that took, or fails the test. */
int terminal_expect(struct terminal *t, const char *text, int wait_ms);

/* Waits for the program's end; its exit code as a shell has it. Closes the terminal. */
int terminal_end(struct terminal *t, int wait_ms);

#endif
