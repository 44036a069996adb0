/* derive.h: what the recorder derives from messages, as they go into the cache: the state of every
 * rocket, its events, its flights, and, when a chunk of 4096 is full, its lane. Pure: rows come out
 * into an outbox.
 *
 * A rocket costs sizeof(struct rocket), some 14 KB with all 64 channels in use, and what its lane
 * of the open chunk holds; seats.h bounds them all to STORE_ROCKETS_IN_MEMORY, about 150 MB. What
 * is kept of one that was put away is a few hundred bytes, for at most STORE_ROCKET_ID_MOST. */
#ifndef RECORDER_DERIVE_H
#define RECORDER_DERIVE_H

#include "flight/aggregate.h"
#include "flight/rocket.h"
#include "recorder/outbox.h"

struct craft {                  /* a rocket and its part of the open chunk */
    struct rocket *rocket;      /* NULL: put away, or not heard yet */
    bool named;                 /* by the mission: never put away */
    struct store_flight flight; /* the newest; number 0: none yet */
    bool flight_changed;
    int n; /* rows in the open chunk */
    int64_t v0_ms, v1_ms, last_seq;
    struct buf seqs;
    struct aggregate aggregate;
};

struct derive {
    const struct mission *mission;
    struct outbox out;
    struct craft *crafts; /* by rocket id; [0] is nobody */
    int crafts_count;
    int seated;     /* crafts with a rocket */
    int32_t *heard; /* rockets in the open chunk */
    int heard_count;
    int32_t *changed; /* rockets whose flight must be written */
    int changed_count;
    struct store_chunk chunk; /* the open one's ranges; id -1 while it is empty */
    struct decoded decoded;   /* of the last message folded */
    struct event_sink sink;
    struct outbox_silence silence; /* found by the sink just now, while `silent` */
    bool silent;
    struct buf state, agg;
};

void derive_init(struct derive *f, const struct mission *mission);
void derive_deinit(struct derive *f);

/* Seats a rocket, as one never heard so far. `name` is raw. */
void derive_rocket(struct derive *f, int32_t id, struct bytes name, bool keyless);
bool derive_seats(const struct derive *f, int32_t id);
/* Puts away up to `most` rockets that have been silent longest, of those without a row in the open
 * chunk: all that was derived of them is in the outbox. Call derive_flush() before. */
void derive_put_away(struct derive *f, int most);
/* Its state as a keyframe has it. ERR_CORRUPT. */
int derive_restore(struct derive *f, int32_t id, struct bytes state, struct err *err);

/* Folds one message of a seated rocket; messages come in seq order. `known`: its events and flights
 * are in the cache already (we are catching up with ourselves). */
void derive_message(struct derive *f, const struct store_message *m, bool known);

/* Puts the flights that changed since into the outbox: before each commit. */
void derive_flush(struct derive *f, int64_t now_ms);
/* Lets time pass: silences are reported, flights filed. Only while the link is OK. */
void derive_tick(struct derive *f, int64_t now_ms);

#endif
