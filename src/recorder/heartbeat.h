/* heartbeat.h: the recorder's status, written each second, and the history of its link. */
#ifndef RECORDER_HEARTBEAT_H
#define RECORDER_HEARTBEAT_H

#include "client/ingest.h"
#include "recorder/fetchers.h"

enum { HEARTBEAT_MS = 1000, HEARTBEAT_BEHIND_MS = 2000 };

struct heartbeat {
    struct store_status status;
    bool known;           /* the link's state is known */
    int64_t caught_up_ms; /* monotonic: when all partitions were last at their ends */
    int64_t next_ms;      /* monotonic: of the next heartbeat */
    bool changed;         /* since the last heartbeat: worth a ring */
};

void heartbeat_init(struct heartbeat *b, const char *mission);

/* If the previous recorder died without an end row, writes that row for it, as of its last
 * heartbeat. Call it before the first heartbeat of this one. */
int heartbeat_file_absence(struct tape *t, const char *cache, struct err *err);

/* Writes the history of a time in which the cache could not be written: why, and since when. */
int heartbeat_file_outage(struct tape *t, const char *why, int64_t since_ms, struct err *err);

/* Writes the first heartbeat and the first row of the link's history ("starting"). */
int heartbeat_begin(struct heartbeat *b, struct tape *t, int64_t wall_ms, int64_t mono_ms,
                    struct err *err);
/* Applies the latest state; a change of the link is added to its history and the events. */
int heartbeat_update(struct heartbeat *b, struct tape *t, const struct fetchers *fetchers,
                     const struct ingest_view *view, int64_t wall_ms, int64_t mono_ms,
                     struct err *err);
/* Writes the heartbeat in the open transaction. */
int heartbeat_write(struct heartbeat *b, struct tape *t, int64_t wall_ms, int64_t mono_ms,
                    struct err *err);
/* Writes the last heartbeat and an end row. */
int heartbeat_end(struct heartbeat *b, struct tape *t, int64_t wall_ms, struct err *err);

/* Tries to write a heartbeat that says why nobody records, while the cache cannot be written as
 * usual (disk full, held by another process). */
void heartbeat_suspend(struct heartbeat *b, const char *cache, const char *why, int64_t wall_ms);

#endif
