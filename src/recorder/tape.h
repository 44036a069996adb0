/* tape.h: the cache as the recorder writes it: messages in, everything derived alongside, offsets
 * in the same transaction.
 * A transaction begins with the first change and ends with tape_commit(). While messages keep
 * coming, tape_commit_soon() leaves the work to the pipeline and the next transaction begins behind
 * it. After any failure the
 * tape is unusable: close it and open it again once the cause is gone. It then resumes from what
 * the cache holds. */
#ifndef RECORDER_TAPE_H
#define RECORDER_TAPE_H

#include <stdatomic.h>

#include "client/ingest.h"
#include "recorder/names.h"
#include "recorder/pipeline.h"
#include "schema/schema_set.h"
#include "store/writer.h"

#define TAPE_OTHERS "(others)" /* a rocket; no topic can have the name */

enum {
    TAPE_LIVE_MS = 60000,   /* a message this close to its record time was live */
    TAPE_KEY_MOST = 1024,   /* longer keys get no rocket of their own: they go to TAPE_OTHERS */
    TAPE_TOPIC_KEYS = 5000, /* new keys of one topic; a topic with more is one feed */
    TAPE_NAMES_MOST =
        STORE_ROCKET_ID_MOST - 535, /* in a cache; the rest is reserved for the mission's */
};

struct tape_partition {
    struct store_part row;   /* as the cache will have it after the commit */
    struct writer_step step; /* what the open transaction adds */
    int topic;               /* in t->topics */
    bool stepped;
    bool fresh; /* never read before this tape was opened */
};

struct tape_topic {
    char name[256];
    int keys;                        /* names it has added to the cache */
    bool changed;                    /* since the last commit */
    bool keyless;                    /* one rocket, whatever the keys: the mission says so */
    const struct mission_topic *row; /* the mission's, or NULL */
};

/* What a transaction ends with, on its way to the store stage. */
struct tape_commit {
    struct outbox out; /* everything derived from its messages */
    struct writer_step *steps;
    int count, cap;
    bool durable;
    bool going;       /* with the store stage since tape_commit_soon() */
    atomic_bool done; /* committed; the store stage sets it */
    int64_t took_us;  /* the store stage's until then */
};

struct tape {
    struct writer *writer; /* for tape_writer() and tape_recover.c */
    struct derive derive;  /* used by the pipeline until tape_wait() */
    struct pipeline *pipeline;
    struct schema_set *schemas; /* by which `derive` decodes */
    struct names names;         /* of every rocket in the cache, resident or not: 64 MB at most */
    struct tape_topic *topics;
    int topic_count;
    struct tape_partition *partitions;
    int partition_count;
    int64_t last_seq, arrival_ms; /* arrival never falls */
    int64_t opened_ms;            /* wall time: before it, nobody watched a fresh partition */
    bool said_full;               /* reported that the cache is out of rocket ids */
    int32_t others;               /* the rocket "(others)"; 0: not needed yet */
    struct decoded *decoded; /* scratch, where a field names the rocket; NULL: not needed yet */
    struct tape_commit commit;
    bool begun;
    int64_t begun_ms;  /* monotonic: when the open transaction began */
    int64_t commit_us; /* how long the last commit took */
};

/* Opens or creates the cache, under the lock, and brings the derived rows up to date: folds on from
 * the last keyframes, or refolds everything when the mission or the fold has changed. */
int tape_open(struct tape **out, const char *cache, const struct mission *mission, struct err *err);
void tape_close(struct tape *t); /* drops what was not committed; NULL is fine */

/* The newest generation of a partition; returns its index in t->partitions or an error. */
int tape_add_partition(struct tape *t, const char *cluster, const char *topic, int32_t partition,
                       struct err *err);
/* Starts a partition without rows at `off`; nothing before it counts as missed. */
int tape_start_at(struct tape *t, int part, int64_t off, struct err *err);
/* The partition was recreated or truncated: begins another generation. */
int tape_new_generation(struct tape *t, int part, int64_t off, struct err *err);
/* Records that offsets next_off..off1 will never be read. kind as in store_gap. */
int tape_gap(struct tape *t, int part, int64_t off1, int32_t kind, struct err *err);

/* Sets the arrival of the messages that follow; it never falls. */
void tape_set_arrival(struct tape *t, int64_t wall_ms);
/* Adds the next message, whose offset is the partition's next_off. `live`: the partition's end had
 * been read before it arrived. */
int tape_put(struct tape *t, int part, const struct ingest_message *m, bool live, struct err *err);
/* Waits until everything put is stored and folded; partitions[].row and `derive` may then be read.
 * tape_commit() reports a failure to store. */
void tape_wait(struct tape *t);
/* The writer, after tape_wait(): until the next tape_put(). */
struct writer *tape_writer(struct tape *t);
/* The CRC that tells a message from another one at the same offset. */
uint32_t tape_crc(const struct ingest_message *m);

/* A schema was learned: messages that name it are decoded by it, and the cache keeps it. `*late`:
 * messages that name it were folded without it, or with another text, and stay so until the tape is
 * opened again. ERR_TOO_BIG: not taken. */
int tape_add_schema(struct tape *t, uint32_t id, enum schema_type type, struct bytes text,
                    bool *late, struct err *err);

/* Other rows, each within the open transaction. */
int tape_link(struct tape *t, const struct store_link *link, struct err *err);
int tape_event(struct tape *t, const struct store_event *event, struct err *err);
int tape_status(struct tape *t, const struct store_status *status, struct err *err);
int tape_partition_state(struct tape *t, int part, struct err *err);
/* Marks every partition of the cache that was not added as gone. */
int tape_mark_rest_gone(struct tape *t, struct err *err);
/* Advances time without messages; not while there is a backlog. */
int tape_tick(struct tape *t, int64_t now_ms, struct err *err);

/* Ends the open transaction, if any, once everything put is folded and stored. `durable`: synced to
 * disk before it returns. */
int tape_commit(struct tape *t, bool durable, struct err *err);
/* Has the pipeline do the same while the caller puts the next messages; waits for the one before. A
 * failure is reported by a later call. */
int tape_commit_soon(struct tape *t, bool durable, struct err *err);
/* Whether the last tape_commit_soon() has been carried out: 1, 0 or a failure. Cheap. */
int tape_committed(struct tape *t, struct err *err);
/* Waits for it. Returns 0 or a failure. */
int tape_settle(struct tape *t, struct err *err);

/* For tape.c and tape_commit.c: what the open transaction adds to a partition. Taken once; false:
 * nothing. */
void tape_reset_step(struct tape_partition *p);
bool tape_take_step(struct tape_partition *p, struct writer_step *out);
void tape_commit_deinit(struct tape_commit *c);

/* Begins a transaction unless one is open. */
int tape_begin(struct tape *t, struct err *err);
/* For tape_open() and tape_commit(): tape_schemas.c. `*late`: there is a schema by which everything
 * must be folded again. */
int tape_schemas_open(struct tape *t, bool *late, struct err *err);
int tape_schemas_write_unknown(struct tape *t, struct err *err);
/* For tape_open(): tape_recover.c. */
int tape_recover(struct tape *t, struct err *err);
/* The cache knows this name. */
void tape_add_name(struct tape *t, int32_t id, struct bytes name, bool keyless);

#endif
