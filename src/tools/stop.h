/* stop.h: what a program is given from outside: SIGINT and SIGTERM as something a loop can wait
 * for, and standard streams that are there. */
#ifndef TOOLS_STOP_H
#define TOOLS_STOP_H

/* First thing in main: a standard stream that the caller closed (`<&-`) would be the number of the
 * next file or socket that is opened, and be read from or written into. It becomes one that fails
 * at every attempt. */
void stop_keep_streams(void);

/* From now on the two signals are noted instead of ending the process; a second one ends it at
 * once, so that a tool that waits for a dead broker can always be left. SIGPIPE is ignored. */
void stop_install(void);

/* The signal that came, or 0. */
int stop_signal(void);

/* Readable once a signal has come. */
int stop_fd(void);

#endif
