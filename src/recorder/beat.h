/* beat.h: what the recorder says of itself: a heartbeat each second, and the link's own history. */
#ifndef RECORDER_BEAT_H
#define RECORDER_BEAT_H

#include "client/feed.h"
#include "recorder/lines.h"

enum { BEAT_MS = 1000, BEAT_BEHIND_MS = 2000 };

struct beat {
    struct store_status status;
    bool known;       /* the link's state is */
    int64_t ended_ms; /* monotonic: when all lines were last at their ends */
    int64_t next_ms;  /* monotonic: of the next beat */
    bool changed;     /* since the last beat: worth a ring */
};

void beat_init(struct beat *b, const char *mission);

/* If the last recorder did not say goodbye, says it for it: a row of history from its last beat on,
 * when nobody recorded. Before the first beat of ours. */
int beat_mourn(struct tape *t, const char *cache, struct err *err);

/* The same after the cache could not be written for a while: why, and since when. */
int beat_excuse(struct tape *t, const char *why, int64_t since_ms, struct err *err);

/* The first heartbeat, with the first row of the link's history: nothing has been read so far. */
int beat_begin(struct beat *b, struct tape *t, int64_t wall_ms, int64_t mono_ms, struct err *err);
/* Takes in what is known now; a change of the link's state goes into its history and the events. */
int beat_notice(struct beat *b, struct tape *t, const struct lines *l, const struct feed_view *view,
                int64_t wall_ms, int64_t mono_ms, struct err *err);
/* The heartbeat itself, into the open transaction. */
int beat_write(struct beat *b, struct tape *t, int64_t wall_ms, int64_t mono_ms, struct err *err);
/* The last words. */
int beat_goodbye(struct beat *b, struct tape *t, int64_t wall_ms, struct err *err);

/* While the cache cannot be written as usual (disk full, held by others), nobody records: tries to
 * say so, and why, in the heartbeat. */
void beat_waiting(struct beat *b, const char *cache, const char *why, int64_t wall_ms);

#endif
