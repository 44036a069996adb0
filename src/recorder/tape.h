/* tape.h: the cache as the recorder writes it: messages in, everything derived alongside, offsets
 * in the same transaction.
 *
 * A transaction begins by itself with the first change and ends with tape_commit(). After any
 * failure the tape is worthless: close it, and open it again when the cause is gone; it then knows
 * what the cache knows, and reading goes on from there. */
#ifndef RECORDER_TAPE_H
#define RECORDER_TAPE_H

#include "client/feed.h"
#include "recorder/names.h"
#include "recorder/pipeline.h"
#include "store/writer.h"

#define TAPE_OTHERS "(others)" /* a rocket; no topic can have the name */

enum {
    TAPE_LIVE_MS = 60000,   /* a message that came within that of its record time was live */
    TAPE_KEY_MOST = 1024,   /* longer keys name no rocket of their own: they go to TAPE_OTHERS */
    TAPE_TOPIC_KEYS = 5000, /* of one topic that are new to the cache; with more it is one feed */
    TAPE_NAMES_MOST = STORE_ROCKET_ID_MOST - 535, /* in a cache; the rest is for the mission's */
};

struct tape_part {
    struct store_part row;   /* as the cache will have it after the commit */
    struct writer_step step; /* what the open transaction adds */
    int topic;               /* in t->topics */
    bool stepped;
    bool fresh; /* nobody had read it before we opened the cache */
};

struct tape_topic {
    char name[256];
    int keys;     /* names that it has brought into the cache */
    bool changed; /* since the last commit */
};

struct tape {
    struct writer *writer; /* for tape_writer() and recover.c */
    struct derive derive;  /* the pipeline's until tape_settle() */
    struct pipeline *pipeline;
    struct names names; /* of every rocket in the cache, seated or not: 64 MB at the very most */
    struct tape_topic *topics;
    int topics_count;
    struct tape_part *parts;
    int parts_count;
    int64_t last_seq, arrival_ms; /* arrival never falls */
    int64_t opened_ms;            /* wall time: nobody watched a fresh part before */
    bool said_full;               /* that the cache has no numbers left */
    int32_t others;               /* the rocket "(others)"; 0: not needed yet */
    bool begun;
    int64_t begun_ms;  /* monotonic: when the open transaction began */
    int64_t commit_us; /* how long the last commit took */
};

/* Opens or makes the cache, under the lock, and brings what is derived up to date: folds on from
 * the last keyframes, or everything again when the mission or the fold changed. */
int tape_open(struct tape **out, const char *cache, const struct mission *mission, struct err *err);
void tape_close(struct tape *t); /* what was not committed is gone; NULL is fine */

/* The newest generation of a partition; returns its place in t->parts or an error. */
int tape_part(struct tape *t, const char *cluster, const char *topic, int32_t partition,
              struct err *err);
/* Reading begins at `off`: a part without rows, for which nothing before it counts as missed. */
int tape_start_at(struct tape *t, int part, int64_t off, struct err *err);
/* The partition was recreated or truncated: what comes from now on is another generation. */
int tape_again(struct tape *t, int part, int64_t off, struct err *err);
/* Offsets next_off..off1 will never be read. kind as in store_gap. */
int tape_gap(struct tape *t, int part, int64_t off1, int32_t kind, struct err *err);

/* From now on arrivals are `wall_ms`, or what they were if that is later: they never fall. */
void tape_hear(struct tape *t, int64_t wall_ms);
/* The next message: its offset is the part's next_off. `live`: the partition's end had been read
 * before it came. */
int tape_put(struct tape *t, int part, const struct feed_message *m, bool live, struct err *err);
/* Waits until all that was put is stored and folded: then parts[].row is whole and `derive` may be
 * read. What storing failed with is the commit's to say. */
void tape_settle(struct tape *t);
/* The writer, after tape_settle(): until the next tape_put(). */
struct writer *tape_writer(struct tape *t);
/* Tells a message from one that took its offset later. */
uint32_t tape_crc(const struct feed_message *m);

/* The other rows, each within the open transaction. */
int tape_link(struct tape *t, const struct store_link *link, struct err *err);
int tape_event(struct tape *t, const struct store_event *event, struct err *err);
int tape_status(struct tape *t, const struct store_status *status, struct err *err);
int tape_part_state(struct tape *t, int part, struct err *err);
/* The parts asked for so far are all there are: others in the cache are gone. */
int tape_parts_known(struct tape *t, struct err *err);
/* Time passes without messages: not while a backlog waits. */
int tape_tick(struct tape *t, int64_t now_ms, struct err *err);

/* Ends the open transaction, if there is one, after all that was put is folded and stored.
 * `durable`: synced to disk before it returns. */
int tape_commit(struct tape *t, bool durable, struct err *err);

/* For tape_open: recover.c. */
int tape_recover(struct tape *t, struct err *err);
void tape_know_rocket(struct tape *t, int32_t id, struct bytes name, bool keyless);

#endif
