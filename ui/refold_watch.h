/* refold_watch.h: notices that the recorder refolds the cache, because the mission has changed:
 * what a playhead has folded is then of the old mission. */
#ifndef UI_REFOLD_WATCH_H
#define UI_REFOLD_WATCH_H

#include "playhead/playhead.h"

struct refold_watch { /* starts as {0} */
    char made[160];   /* by which mission and fold, and when it was read; "" not known yet */
    bool folding;
    int64_t next_ms;
};

/* Looks at most once a second. True: close the playhead and open it again; that is when a refold
 * begins and when it has ended. While one goes on, `said` tells how far it is. */
bool refold_watch_look(struct refold_watch *w, struct playhead *p, int64_t mono_ms, char *said,
                       size_t size);

/* Where a person was, while the playhead is closed and opened again; starts as {0}. */
struct kept_time {
    struct transport before;
    bool kept;
};

void kept_time_take(struct kept_time *k, const struct playhead *p);
/* Goes there if it is kept and is not live. */
void kept_time_return(struct kept_time *k, struct playhead *p);

#endif
