/* playhead.h: "the state at T": the one read path between the cache and every screen.
 *
 * Live is a playhead pinned to the head; replay moves it. A playhead has two fleets: `live` always
 * follows the head (alarms come from it whatever is shown), `shown` is the state at T. Call
 * everything from one thread; nothing waits for a network, and each call reads a bounded number of
 * rows. Time is passed in (wall now, monotonic now). */
#ifndef PLAYHEAD_PLAYHEAD_H
#define PLAYHEAD_PLAYHEAD_H

#include "base/err.h"
#include "flight/rocket.h"
#include "store/store.h"

struct notes;
struct playhead;
struct schema_set;

/* Rockets in FLEET's order: mission order, then first heard. A rocket that the mission names but
 * that was never heard has a negative id. A flight's replay shows the rockets heard within its
 * span. */
struct fleet {
    struct rocket **rockets; /* borrowed until the next playhead call */
    int count;
};

enum play_mode { PLAY_LIVE, PLAY_HEAD, PLAY_PLAYING, PLAY_PAUSED, PLAY_END }; /* row 23's words */
enum link_mode { MODE_LIVE, MODE_CATCH_UP, MODE_NO_LINK, MODE_NO_REC, MODE_REPLAY }; /* row 1's */

struct transport { /* everything row 23 and row 1 need */
    enum play_mode play;
    enum link_mode mode;
    double speed;                 /* set: 0.1 .. 60, negative in reverse */
    double measured_speed;        /* when off by 5 % or more; else == speed */
    int64_t t_ms;                 /* the playhead */
    int64_t head_ms;              /* newest v in the cache, or now when live */
    int64_t bar0_ms, bar1_ms;     /* what the bar spans */
    int64_t loop_a_ms, loop_b_ms; /* FLIGHT_NO_TIME */
    int32_t replay_flight;        /* store_flight.id when one flight is replayed, else 0 */
    bool archive;                 /* nothing live was asked for, and nobody records */
};

/* Opens the cache for reading. ERR_NOT_FOUND when there is no cache yet (try again later). */
int playhead_open(struct playhead **out, const char *cache, const struct mission *mission,
                  int64_t now_ms, struct err *err);
void playhead_close(struct playhead *p);

/* After a doorbell ring or a poll: folds new rows into `live`, at most two chunks per call. Returns
 * 1 when more rows wait, 0, or an error. */
int playhead_pump(struct playhead *p, int64_t now_ms, struct err *err);
/* Advances time, moving a playing playhead. Returns 1 when what is shown changed. */
int playhead_tick(struct playhead *p, int64_t now_ms, int64_t mono_ns, struct err *err);

/* The viewer asked for the past: a past flight or moment. While nobody records, the cache is then
 * an archive: its mode is REPLAY, its last moment is the end, and `L` does nothing. */
void playhead_set_past(struct playhead *p, bool past);

/* What to show now: transport, the fleet at T, and the live fleet. Borrowed until the next call
 * that moves the playhead. */
void playhead_transport(const struct playhead *p, struct transport *out);
const struct fleet *playhead_shown(const struct playhead *p);
const struct fleet *playhead_live(const struct playhead *p);
/* The schemas that messages may name. */
const struct schema_set *playhead_schemas(const struct playhead *p);
/* The feeds at T, which are in neither fleet: each as a rocket, with the channels it sent. */
const struct fleet *playhead_feeds(const struct playhead *p);
/* The recorder's status now, and the link as of T. */
const struct store_status *playhead_status(const struct playhead *p);
const struct store_link *playhead_link_at(const struct playhead *p);

/* Transport, one function per key; deck.h has the rules. `said` gets the line for row 24 ("at the
 * live edge", "clamped to 14:14:02Z") or "". */
#define PLAYHEAD_LIVE INT64_MAX                                         /* as t_ms: go live */
int playhead_pause(struct playhead *p, char said[80], struct err *err); /* Space */
int playhead_seek(struct playhead *p, int64_t t_ms, char said[80], struct err *err);
int playhead_skip(struct playhead *p, int64_t delta_ms, char said[80], struct err *err);
int playhead_step(struct playhead *p, int direction, char said[80],
                  struct err *err); /* one message */
int playhead_edge(struct playhead *p, int direction, char said[80], struct err *err); /* [ ] */
/* Where that would lead, without moving: 1 and the moment, or 0. `from_ms`: where the search began;
 * while playing, a little before what has just been passed. */
int playhead_edge_at(struct playhead *p, int direction, int64_t *from_ms, int64_t *t_ms,
                     struct err *err);
int playhead_faster(struct playhead *p, int direction, char said[80], struct err *err);
int playhead_reverse(struct playhead *p, char said[80], struct err *err);
int playhead_loop(struct playhead *p, char said[80], struct err *err);
int playhead_go_live(struct playhead *p, char said[80], struct err *err);
int playhead_undo(struct playhead *p, char said[80], struct err *err);
int playhead_jumps(const struct playhead *p); /* how many jumps can be undone */
/* Replays one flight from its first message. */
int playhead_replay(struct playhead *p, int64_t flight_id, char said[80], struct err *err);
/* WHEN of the command line and the words of `g` (T+6:30, T-10, 14:30:59, 2017-08-24 18:55, +30,
 * 50%, TOPIC/PART@OFF, @OFF, what a line of EVENTS says), relative to `rocket`; resolves without
 * moving. `notes`: where marks are, or NULL. `said` describes where it would land. */
int playhead_when(struct playhead *p, struct notes *notes, const char *text, int32_t rocket,
                  int64_t *t_ms, char said[120], struct err *err);

/* Rows. Callbacks get borrowed views and return non-zero to stop. Both functions return how many
 * rows they passed. */
typedef int playhead_row_fn(void *owner, const struct store_message *m);
int playhead_rows(struct playhead *p, int64_t seq_from, int count, int direction,
                  playhead_row_fn *fn, void *owner, struct err *err);
/* The same for a search, faster: fills in only seq, rocket, key, headers and value. */
int playhead_texts(struct playhead *p, int64_t seq_from, int count, int direction,
                   playhead_row_fn *fn, void *owner, struct err *err);
int playhead_row_at(struct playhead *p, int64_t t_ms, int64_t *seq,
                    struct err *err); /* last with v <= t */
/* The moment from which row `seq` is visible: where `p` puts the playhead. */
int playhead_row_v(struct playhead *p, int64_t seq, int64_t *v_ms, struct err *err);

/* Newest `max` events with v <= T (of the replayed flight when one is), newest last. Returns count.
 */
int playhead_events(struct playhead *p, struct store_event *out, int max, struct err *err);
/* The newest or oldest `max` of from_ms..to_ms, up to the playhead. */
int playhead_events_of(struct playhead *p, int64_t from_ms, int64_t to_ms, bool newest,
                       struct store_event *out, int max, struct err *err);
/* The newest or oldest of these, or of the marks in `notes` (may be NULL), whose printed line
 * contains `text`. ERR_NOT_FOUND. */
int playhead_find_event(struct playhead *p, struct notes *notes, const char *text, int64_t from_ms,
                        int64_t to_ms, bool newest, int64_t *v_ms, struct err *err);
/* What bars and timelines mark between t0 and t1: all kinds but `late` and `link`. Of one rocket,
 * or of all when `rocket` is 0; when there are more than `max`, the newest. Oldest first. */
int playhead_bar_events(struct playhead *p, int32_t rocket, int64_t t0, int64_t t1,
                        struct store_event *out, int max, struct err *err);

/* One channel's minimum and maximum per column over [t0,t1]; NaN where nothing was heard. Unscaled.
 * Of the flight that is shown, as far as it is shown and was visible at `until` (INT64_MAX: as far
 * as it is shown); of an earlier one when t1 lies before it.
 * Columns between samples that follow each other within the channel's deadline lie on the line
 * between them. Uses aggregates when the span is long. */
int playhead_series(struct playhead *p, int32_t rocket, const char *channel, int64_t t0, int64_t t1,
                    int64_t until, int columns, double *min, double *max, struct err *err);

/* In which columns of [t0,t1] the rocket was heard, in the flight that holds t1, including what
 * lies after the playhead. For the gaps of a bar. */
int playhead_heard(struct playhead *p, int32_t rocket, int64_t t0, int64_t t1, int columns,
                   bool *heard, struct err *err);

/* When `rocket` (as shown) is silent past its deadline and is heard again later in the flight: 1,
 * and from when to when; else 0. For the GAP line of a replay. */
int playhead_silence(struct playhead *p, int32_t rocket, int64_t *from_ms, int64_t *to_ms,
                     struct err *err);
/* The longest silence of a rocket that was reported stale within [v0_ms, v1_ms] and heard again.
 * 1, 0 when there is none (of the newest 16), or an error. */
int playhead_longest_silence(struct playhead *p, int32_t rocket, int64_t v0_ms, int64_t v1_ms,
                             int64_t *from_ms, int64_t *to_ms, struct err *err);
/* The flight of `rocket` that holds the playhead. ERR_NOT_FOUND: none yet. */
int playhead_flight_at(struct playhead *p, int32_t rocket, struct store_flight *out,
                       struct err *err);
int playhead_flights(struct playhead *p, struct store_flight *out, int max, struct err *err);
int playhead_parts(struct playhead *p, struct store_part *out, int max, struct err *err);
/* A row of `meta` (STORE_META_...); "" when unset. */
int playhead_note(struct playhead *p, const char *key, char *out, size_t size, struct err *err);
int playhead_gaps(struct playhead *p, int32_t part, struct store_gap *out, int max,
                  struct err *err);
/* How many gaps a part has, how many flights there are. */
int playhead_gap_count(struct playhead *p, int32_t part, int64_t *count, struct err *err);
int playhead_flight_count(struct playhead *p, int64_t *count, struct err *err);
/* NULL when the cache does not have it. Valid until the next call. */
const struct store_rocket *playhead_rocket(struct playhead *p, int32_t id);
int64_t playhead_last_seq(const struct playhead *p);

#endif
