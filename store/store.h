/* store.h: the cache, one SQLite file: every message in the one order, and what was derived.
 * Blobs (keyframes, aggregates) are opaque here. One writer (the recorder, store/writer.h), any
 * number of readers in other processes (store/reader.h), a doorbell (store/bell.h). This header has
 * the rows that both sides use.
 *
 * seq is gapless from 1 and is THE order. A chunk is 4096 seq; a lane is one rocket's rows in one
 * chunk. Tables `lane`, `heard`, `event`, `flight` are derived and may be dropped and refolded. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"

#define STORE_NO_TIME INT64_MIN
enum {
    STORE_CHUNK = 4096,
    STORE_ROCKETS_IN_MEMORY = 10000,   /* rockets whose state a process keeps in memory */
    STORE_CHANNELS_IN_MEMORY = 400000, /* and their channels */
    STORE_ROCKET_ID_MOST = 0xffff,     /* a lane's id has 16 bits for it */
    STORE_PART_ID_MOST = 1 << 20       /* what a part's topic is looked up for */
};

struct store_message {
    int64_t seq;
    int32_t part; /* store_part.id */
    int64_t off;
    int64_t t_ms;       /* record time: stored as received, read through store_record_time() */
    int8_t ts_type;     /* 0 CreateTime, 1 LogAppendTime, -1 none */
    int64_t arrival_ms; /* STORE_NO_TIME when read from a backlog over 60 s old */
    int32_t rocket;
    struct bytes key;     /* null: none */
    struct bytes headers; /* packed: uvarint count, then per header uvarint name length, name,
                             uvarint value length + 1 (0: null), value */
    struct bytes value;   /* null: tombstone */
};

/* Clamps a record's timestamp to the years 1 to 9999: a producer may send any 64 bits. */
int64_t store_record_time(int64_t timestamp_ms);

struct store_part { /* one generation of one partition */
    int32_t id;
    char cluster[64];
    char topic[256];
    int32_t partition;
    int32_t gen; /* +1 at each recreation; old rows stay */
    int64_t first_off, next_off;
    uint32_t last_crc; /* CRC-32C over (timestamp, key, value) of the last row */
    int64_t low, high; /* the broker's first and end offset, as last listed */
    int64_t messages, bytes, errors, missed;
    int64_t heard_ms; /* last arrival; STORE_NO_TIME */
    int32_t state;    /* enum store_part_state */
    char note[160];   /* last error, clean; "" */
};
enum store_part_state {
    PART_OK,
    PART_BEHIND,
    PART_DOWN,
    PART_GONE,
    PART_DAMAGED /* the broker's copy cannot be read at next_off; `note` says why */
};

struct store_rocket {
    int32_t id;
    bool keyless;
    struct bytes name; /* raw */
};

struct store_lane {
    int64_t chunk; /* seq / STORE_CHUNK */
    int32_t rocket;
    int32_t n;
    int64_t v0_ms, v1_ms; /* visible times of its first and last row here */
    struct bytes seqs;    /* delta uvarints from chunk * STORE_CHUNK */
    struct bytes agg;     /* per 16 messages: min and max per channel: flight/aggregate.h */
    struct bytes state;   /* keyframe after the last row here (rocket_encode) */
};

struct store_chunk { /* a closed one: what its rows span */
    int64_t id;
    int64_t v_min, v_max, t_min, t_max;
};

struct store_event {
    int64_t id;
    int64_t v_ms, seq;
    int32_t rocket, kind;
    int64_t clock_ms;
    char text[160];
};

struct store_flight {
    int64_t id;
    int32_t rocket, number;
    int64_t seq0, seq1; /* first and last message so far */
    int64_t v0_ms, v1_ms;
    int64_t t_zero_ms; /* STORE_NO_TIME */
    int64_t messages;
    int64_t silent_ms; /* longest silence inside */
    int32_t source;    /* enum flight_source */
    char outcome[24];  /* OPEN, LANDED, ABORTED, LOS */
};

struct store_gap { /* offsets never read */
    int32_t part;
    int64_t off0, off1; /* inclusive */
    int32_t kind;       /* enum store_gap_kind */
};
enum store_gap_kind {
    STORE_GAP_RETENTION,
    STORE_GAP_NO_RECORDS, /* compaction, control records */
    STORE_GAP_DAMAGED     /* unreadable at the broker, skipped by --skip-damaged */
};

/* The link's history: a row at each change, so that a replay shows dead links too. */
enum store_link_state { LINK_OK, LINK_BEHIND, LINK_DOWN, LINK_NO_RECORDER };
struct store_link {
    int64_t t_ms;
    int32_t state; /* enum store_link_state */
    int32_t parts, parts_ok;
    char text[160]; /* why, clean: "localhost:9092: connection refused" */
};

/* Keys of reader_meta() that screens read: what the last recorder followed, in words ("all topics",
 * "topic mine"), and the topics it was given, separated by spaces. */
#define STORE_META_FOLLOWS "follows"
#define STORE_META_TOPICS "topics"
/* The text of the mission file that the last recorder used, "" without one. */
#define STORE_META_MISSION "mission"
/* The file that it reads again when it is told that it has changed (SIGHUP), "" without one; and
 * when it did so last. */
#define STORE_META_MISSION_FILE "mission file"
#define STORE_META_RELOADED "reloaded"
/* By which mission and fold the derived rows were made; while they are made anew, the seq up to
 * which that has come, else "". */
#define STORE_META_FOLD "fold"
#define STORE_META_DERIVED "derived"
/* What is wrong with the Schema Registry, "" while it answers or where there is none. */
#define STORE_META_REGISTRY "registry"
/* The feeds, "(x) (y)": topics with too many keys, whose new keys get no rockets of their own. Cut
 * to STORE_FOLLOWS_SIZE when read. */
#define STORE_META_FEEDS "feeds"
enum { STORE_FOLLOWS_SIZE = 160 };

enum { STORE_BEAT_FRESH_MS = 3000 }; /* a recorder whose last heartbeat is older is gone */
struct store_status {                /* the recorder's heartbeat, rewritten each second */
    int64_t pid, started_ms, beat_ms;
    int32_t link; /* enum store_link_state */
    int64_t link_since_ms, next_try_ms;
    int32_t tries, parts, parts_ok;
    int64_t last_seq, commit_us, answer_us;
    char broker[160], text[160], mission[64];
};

/* Whether the last heartbeat is fresh, neither too old nor too far ahead: a clock that is set back
 * must not keep a dead recorder alive. */
bool store_beats(const struct store_status *last, int64_t now_ms);
/* Whether nobody records at `now_ms`, by the last heartbeat: the recorder died, waits or ended.
 * `out`: since when and why, as the link's history has it or will have it. */
bool store_gone(const struct store_status *last, int64_t now_ms, struct store_link *out);

#endif
