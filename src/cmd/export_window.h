/* export_window.h: what `X` on the screen does: `ground export` in a process of its own, so that
 * the screen never waits. */
#ifndef CMD_EXPORT_WINDOW_H
#define CMD_EXPORT_WINDOW_H

#include <sys/types.h>

#include "ui/view.h"

struct export_window { /* starts as {0} */
    pid_t pid;         /* 0: none runs */
    char log[64];      /* what it prints; "" */
};

/* Begins to write the window of v->export as CSV beside the cache, in a file named after the flight
 * and the time; one at a time. Row 24 says what went wrong. `mission` as in chosen_mission.given.
 */
void export_window_start(struct export_window *e, struct view *v, const char *cache,
                         const char *mission);
/* Says in row 24 what came of it, once it has ended. Cheap. */
void export_window_look(struct export_window *e, struct view *v);
/* Ends one that still runs; it leaves no file. */
void export_window_stop(struct export_window *e);

#endif
