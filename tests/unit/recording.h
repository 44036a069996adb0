/* recording.h: a cache made as the recorder makes it, a message at a time, with no broker. */
#ifndef TESTS_RECORDING_H
#define TESTS_RECORDING_H

#include "flight/aggregate.h"
#include "flight/rocket.h"
#include "store/writer.h"

enum { RECORDING_ROCKETS = 64 };

struct recorded_rocket {
    struct rocket state;
    struct store_flight flight; /* as last written; number 0: none */
    bool dirty;
    struct store_lane lane; /* of the open chunk */
    int64_t last_seq;       /* in the lane */
    struct buf seqs;
    struct aggregate agg;
};

struct recording {
    struct writer *writer;
    const struct mission *mission;
    struct store_part part;
    int64_t seq, beat_ms;
    bool open; /* a transaction */
    int rockets_count;
    struct recorded_rocket rockets[RECORDING_ROCKETS];
    struct store_chunk chunk;
    bool bare; /* no events, no charts: as fast as can be */
};

/* The cache at `path` is made anew. */
void recording_begin(struct recording *r, const char *path, const struct mission *mission);
void recording_end(struct recording *r);

/* One message; key NULL: of the keyless topic "flugdaten". arrival FLIGHT_NO_TIME: from a backlog.
 */
void recording_say(struct recording *r, const char *key, int64_t t_ms, int64_t arrival_ms,
                   const char *value);
/* Time comes to now_ms: silences are reported. */
void recording_tick(struct recording *r, int64_t now_ms);
/* The recorder's heartbeat at now_ms, and the link's history where it changes. */
void recording_beat(struct recording *r, int64_t now_ms, enum store_link_state link);
void recording_link(struct recording *r, int64_t t_ms, enum store_link_state link,
                    const char *text);
void recording_gap(struct recording *r, int64_t off0, int64_t off1);
void recording_commit(struct recording *r);

#endif
