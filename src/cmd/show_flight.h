/* show_flight.h: what flies in the demo: the simulated range and one recorded flight, in real time.
 *
 * The recorded flight (FormoSat-5) is shown from T+00:09:00 on; the nine minutes before are sent
 * first, with the record times they would have had, so that charts and replay begin at lift-off. */
#ifndef CMD_SHOW_FLIGHT_H
#define CMD_SHOW_FLIGHT_H

#include <signal.h>

struct show_flight {
    const char *bootstrap;
    double speed; /* times as fast as real */
    int ready_fd; /* gets a byte once the history is in the topics, then is closed */
    const volatile sig_atomic_t *stop;
};

/* Takes a struct show_flight; sends until the end, or until `stop` is set. Logs errors; returns an
 * exit code. */
int show_flight_run(void *show);

#endif
