/* derive.h: derives each rocket's state, events and flights from the messages going into the cache
 * and, when a chunk of 4096 is full, its lane. Pure: rows are left in an outbox.
 *
 * A rocket costs some 800 bytes, 250 per channel, and its lane of the open chunk. resident.h limits
 * them to STORE_ROCKETS_IN_MEMORY, and derive_flush() evicts the silent ones when all of them have
 * over STORE_CHANNELS_IN_MEMORY channels, about 100 MB; those heard in the open chunk stay. The
 * slot of an evicted one takes a few hundred bytes, for at most STORE_ROCKET_ID_MOST. */
#ifndef RECORDER_DERIVE_H
#define RECORDER_DERIVE_H

#include "flight/aggregate.h"
#include "flight/rocket.h"
#include "recorder/outbox.h"
#include "recorder/unknown_schemas.h"

struct derive_slot {            /* a rocket and its lane of the open chunk */
    struct rocket *rocket;      /* NULL: evicted, or not heard yet */
    bool named;                 /* by the mission: never evicted */
    struct store_flight flight; /* the newest; number 0: none yet */
    bool flight_changed;
    int n; /* rows in the open chunk */
    int64_t v0_ms, v1_ms, last_seq;
    struct buf seqs;
    struct aggregate aggregate;
};

struct derive {
    const struct mission *mission;
    const struct mission_topic **parts; /* by store_part.id: its topic's row, or NULL */
    int parts_count;
    struct outbox out;
    struct derive_slot *slots; /* by rocket id; [0] is unused */
    int slots_count;
    int resident;   /* slots with a rocket */
    int channels;   /* that they have room for */
    int32_t *heard; /* rockets in the open chunk */
    int heard_count;
    int32_t *changed; /* rockets whose flight must be written */
    int changed_count;
    struct store_chunk chunk; /* the open one's ranges; id -1 while it is empty */
    struct decoded decoded;   /* of the last message folded; its `schemas` are the owner's */
    struct unknown_schemas unknown;
    struct event_sink sink;
    struct outbox_silence silence; /* found by the sink just now, while `silent` */
    bool silent;
    struct buf state, agg;
};

void derive_init(struct derive *f, const struct mission *mission);
void derive_deinit(struct derive *f);

/* Adds a rocket that has never been heard. `name` is raw. */
void derive_add(struct derive *f, int32_t id, struct bytes name, bool keyless);
bool derive_has(const struct derive *f, int32_t id);
/* Evicts up to `most` of the rockets silent longest, among those without a row in the open chunk.
 * Call derive_flush() first, so that everything derived from them is in the outbox. */
void derive_evict(struct derive *f, int most);
/* Restores a rocket's state from a keyframe. ERR_CORRUPT. */
int derive_restore(struct derive *f, int32_t id, struct bytes state, struct err *err);

/* Says whose messages are those of a part (store_part.id): before the first of them. */
void derive_part(struct derive *f, int32_t part, const char *topic);
/* Folds one message of a resident rocket; messages come in seq order. `known`: its events and
 * flights are in the cache already. */
void derive_message(struct derive *f, const struct store_message *m, bool known);

/* Puts changed flights into the outbox, and evicts rockets where channels take too much memory;
 * call it before each commit. */
void derive_flush(struct derive *f, int64_t now_ms);
/* Advances time: reports silences and closes flights. Only while the link is OK. */
void derive_tick(struct derive *f, int64_t now_ms);

#endif
