/* lines.h: the partitions being recorded, each from its first look to its end.
 *
 *     ASKING ──offsets known──► PROVING ──last row found again──► READING
 *       ▲  ▲                       │  not the same: a new generation   │
 *       │  └──source lost──────────┴───────────────────────────────────┤
 *       └─────a connection broke: nothing is believed──────────────────┘
 *     any ──not in the cluster any more──► GONE        READING ──end (--until-end)──► DONE
 *
 * A line that meets damaged records (a CRC that does not match) goes to ASKING as after any loss,
 * is tried again every ten seconds and says so meanwhile. With skip_damaged it looks for the first
 * offset that can be read again (SKIPPING), records a gap up to there and goes on. The client does
 * not say how far a damaged batch reaches, and its header may be damaged too: so offsets are tried,
 * by halves.
 *
 * Where a line starts: at the last stored offset, whose CRC must be the stored one; where the
 * cluster's end, asked after that was stored, lies below it, in a new generation; where retention
 * was faster, at what is left, with a gap. */
#ifndef RECORDER_LINES_H
#define RECORDER_LINES_H

#include "client/feed.h"
#include "recorder/merge.h"
#include "recorder/tape.h"

enum line_state { LINE_ASKING, LINE_PROVING, LINE_READING, LINE_SKIPPING, LINE_DONE, LINE_GONE };

struct line {
    enum line_state state;
    char topic[256];
    int32_t partition;
    int part;         /* in the tape */
    int source;       /* in the feed; -1 */
    int64_t look;     /* the last one that saw it */
    int64_t ask;      /* ASKING: the look whose offsets are wanted */
    int64_t retry_ms; /* ASKING: not before (monotonic) */
    int64_t low, high;
    uint64_t topic_id;           /* as last known; 0: not yet */
    bool aside;                  /* what the broker says of it cannot be: not read */
    bool anew;                   /* the topic is another one than what is stored */
    bool led, live;              /* has a leader; its end was read since it started */
    int64_t damaged;             /* the batch that cannot be read begins here; FEED_NO_OFFSET */
    int64_t skip_low, skip_high; /* SKIPPING: an offset within the damage, one behind it */
    int64_t skip_try;            /* SKIPPING: the offset between them that is being tried */
    bool unprovable; /* the row stored last is in such a batch: the broker cannot show it again */
    int64_t stop_at; /* --until-end; FEED_NO_OFFSET */
    char why[160];
};

struct lines {
    struct feed *feed;
    struct tape *tape;
    struct merge merge; /* its sources are numbered as items are */
    struct line *items;
    int count;
    int64_t look, breaks; /* up to where the feed was heeded */
    int64_t ask;          /* offsets of earlier looks may be older than what is stored */
    bool until_end;
    bool settled; /* --until-end: which lines count is known */
    bool skip_damaged;
};

enum { LINES_DAMAGED_RETRY_MS = 10000 }; /* a broker that is repaired is read on from then */

void lines_init(struct lines *l, struct feed *feed, struct tape *tape, bool until_end,
                bool skip_damaged);
void lines_deinit(struct lines *l); /* stops all sources */

/* Heeds what the feed saw: new and gone partitions, offsets asked for, broken connections. */
int lines_follow(struct lines *l, const struct feed_view *view, int64_t mono_ms, struct err *err);

/* Moves at most `most` messages to the tape, in the one order, or fewer where they are large.
 * Returns how many, or `most` and beyond when there may be more; `*until_ms` is when it must be
 * called again at the latest (monotonic), if nothing comes. */
int lines_pump(struct lines *l, int64_t mono_ms, int most, int64_t *until_ms, struct err *err);

/* Every line has read to its end. */
bool lines_ended(const struct lines *l);
/* --until-end: nothing is left to read. */
bool lines_done(const struct lines *l);
/* How many are there and how many of them are being read. */
void lines_counts(const struct lines *l, int *parts, int *parts_ok);
/* Messages that the broker holds and we do not, as far as known. */
int64_t lines_behind(const struct lines *l);
/* The first partition that is set aside, or waits at damaged records; its `why` says what to do.
 * NULL: none. */
const struct line *lines_damaged(const struct lines *l);
/* Brings the parts' states and offsets in the tape up to date. */
int lines_report(struct lines *l, struct err *err);

#endif
