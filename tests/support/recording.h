/* recording.h: a cache made by the recorder's own hands, a message at a time, with no broker. */
#ifndef TESTS_SUPPORT_RECORDING_H
#define TESTS_SUPPORT_RECORDING_H

#include "recorder/derive.h"

enum { RECORDING_ROCKETS = 64 };

struct recording {
    struct writer *writer;
    struct derive derive;
    struct store_part part;
    int64_t seq, beat_ms, link_since_ms;
    enum store_link_state link;
    bool open;            /* a transaction */
    struct bytes headers; /* of the messages said from now on (store/headers.h); null: none */
    int rockets_count;
    const char *keys[RECORDING_ROCKETS]; /* by id - 1; NULL: the keyless topic */
};

/* The cache at `path` is made anew. */
void recording_begin(struct recording *r, const char *path, const struct mission *mission);
void recording_end(struct recording *r);
/* Removes the files of a cache, and the notes beside it. */
void recording_remove(const char *path);

/* One message; key NULL: of the keyless topic "flugdaten"; it must stay in place. arrival
 * FLIGHT_NO_TIME: from a backlog. */
void recording_say(struct recording *r, const char *key, int64_t t_ms, int64_t arrival_ms,
                   const char *value);
/* Time comes to now_ms: silences are reported. */
void recording_tick(struct recording *r, int64_t now_ms);
/* The recorder's heartbeat at now_ms, and a row of the link's history. */
void recording_beat(struct recording *r, int64_t now_ms, enum store_link_state link);
void recording_link(struct recording *r, int64_t t_ms, enum store_link_state link,
                    const char *text);
/* A recorder that takes over at now_ms: the death of the one before, in the link's history. */
void recording_mourn(struct recording *r, int64_t now_ms);
void recording_gap(struct recording *r, int64_t off0, int64_t off1);
void recording_commit(struct recording *r);

#endif
