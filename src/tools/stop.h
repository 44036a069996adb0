/* stop.h: SIGINT and SIGTERM as something a loop can wait for. */
#ifndef TOOLS_STOP_H
#define TOOLS_STOP_H

/* From now on the two signals are noted instead of ending the process; a second one ends it at
 * once, so that a tool that waits for a dead broker can always be left. SIGPIPE is ignored. */
void stop_install(void);

/* The signal that came, or 0. */
int stop_signal(void);

/* Readable once a signal has come. */
int stop_fd(void);

#endif
