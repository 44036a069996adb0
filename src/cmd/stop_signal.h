/* stop_signal.h: turns SIGINT, SIGTERM and SIGHUP into a flag, for commands that finish what they
 * are doing. */
#ifndef CMD_STOP_SIGNAL_H
#define CMD_STOP_SIGNAL_H

#include <signal.h>

/* The signal that asked us to stop; 0: none yet. */
extern volatile sig_atomic_t stop_signal;

/* Installs handlers of the three signals that set it. */
void stop_watch(void);

/* Non-zero: a mission file is to be read again. */
extern volatile sig_atomic_t reload_signal;

/* From now on SIGHUP sets reload_signal, unless the terminal that this program was started on has
 * gone: that still asks it to stop. */
void reload_watch(void);

/* What to exit with after a stop: 128 + the signal. */
int stop_exit_code(void);

#endif
