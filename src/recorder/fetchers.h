/* fetchers.h: the partitions being recorded, one fetcher each, from its first metadata to its end.
 *
 *     LISTING ──offsets known──► VALIDATING ──last row matches──► FETCHING
 *       ▲  ▲                       │  mismatch: a new generation     │
 *       │  └──source lost──────────┴─────────────────────────────────┤
 *       └─────a connection broke: offsets are listed again───────────┘
 *     any ──no longer in the cluster──► GONE           FETCHING ──end (--until-end)──► DONE
 *
 * A fetcher that meets damaged records (a CRC that does not match) goes to LISTING as after any
 * loss, retries every ten seconds and reports the damage meanwhile. With skip_damaged it looks for
 * the first readable offset (SKIPPING), records a gap up to there and goes on. The client does not
 * say how far a damaged batch reaches, and its header may be damaged too, so it bisects offsets.
 *
 * A fetcher starts at the last stored offset, whose CRC must match the stored one. Where the
 * partition's end, listed after that row was stored, lies below it, a new generation begins. Where
 * retention was faster, it starts at what is left, with a gap. */
#ifndef RECORDER_FETCHERS_H
#define RECORDER_FETCHERS_H

#include "client/ingest.h"
#include "recorder/merge.h"
#include "recorder/schema_gate.h"
#include "recorder/tape.h"

enum fetcher_state {
    FETCHER_LISTING,
    FETCHER_VALIDATING,
    FETCHER_FETCHING,
    FETCHER_SKIPPING,
    FETCHER_DONE,
    FETCHER_GONE
};

struct fetcher {
    enum fetcher_state state;
    char topic[256];
    int32_t partition;
    int part;         /* index in the tape */
    int source;       /* in the ingest; -1: none */
    int64_t look;     /* the last metadata refresh that listed it */
    int64_t ask;      /* LISTING: waits for the offsets of this refresh */
    int64_t retry_ms; /* LISTING: not before (monotonic) */
    int64_t low, high;
    uint64_t topic_id;           /* last known; 0: unknown */
    bool aside;                  /* its metadata is impossible: not read */
    bool recreated;              /* the topic is not the one that is stored */
    bool led, live;              /* has a leader; its end was read since it started */
    int64_t damaged;             /* where the unreadable batch begins; INGEST_NO_OFFSET */
    int64_t skip_low, skip_high; /* SKIPPING: an offset within the damage, one beyond it */
    int64_t skip_try;            /* SKIPPING: the offset between them being tried */
    bool unverifiable;           /* the last stored row is in a damaged batch */
    int64_t stop_at;             /* --until-end; INGEST_NO_OFFSET */
    char why[160];
};

struct fetchers {
    struct ingest *ingest;
    struct tape *tape;
    struct schema_gate *gate; /* the owner's; NULL: no message waits for its schema */
    struct merge merge;       /* its source numbers are indexes of `items` */
    struct fetcher *items;
    int count;
    int64_t look, breaks; /* the ingest's counts when last updated */
    int64_t ask;          /* offsets of earlier refreshes may be older than what is stored */
    bool until_end;
    bool settled; /* --until-end: every stop_at is known */
    bool skip_damaged;
};

enum { FETCHERS_DAMAGED_RETRY_MS = 10000 };

void fetchers_init(struct fetchers *all, struct ingest *ingest, struct tape *tape, bool until_end,
                   bool skip_damaged);
void fetchers_deinit(struct fetchers *all); /* stops all sources */

/* Applies the ingest's latest view: new and gone partitions, listed offsets, broken connections. */
int fetchers_update(struct fetchers *all, const struct ingest_view *view, int64_t mono_ms,
                    struct err *err);

/* Moves up to `most` messages to the tape in merge order, fewer where they are large. Returns how
 * many, or `most` and more when there may be more. Call it again by `*until_ms` (monotonic) even if
 * nothing arrives. */
int fetchers_pump(struct fetchers *all, int64_t mono_ms, int most, int64_t *until_ms,
                  struct err *err);

/* Every partition has been read to its end. */
bool fetchers_caught_up(const struct fetchers *all);
/* --until-end: nothing is left to read. */
bool fetchers_done(const struct fetchers *all);
/* How many partitions exist, and how many of them are being read. */
void fetchers_count(const struct fetchers *all, int *parts, int *parts_ok);
/* Messages that the broker has and the cache does not yet, as far as known. */
int64_t fetchers_lag(const struct fetchers *all);
/* The first partition that is set aside or stopped at damaged records, with what to do in `why`;
 * NULL: none. */
const struct fetcher *fetchers_first_damaged(const struct fetchers *all);
/* Writes changed partition states and offsets to the tape. */
int fetchers_write_states(struct fetchers *all, struct err *err);

#endif
