/* playhead_internal.h: the playhead's struct, and what its files share: playhead.c (the head),
 * fleets.c (what is shown), transport_keys.c, lists.c (rows, flights), series.c (charts), resolve.c
 * (`g`), find_clock.c (the moment of a T), find_text.c (of a line of EVENTS), event_list.c
 * (EVENTS). */
#ifndef PLAYHEAD_INTERNAL_H
#define PLAYHEAD_INTERNAL_H

#include "playhead/deck.h"
#include "playhead/playhead.h"
#include "playhead/roster.h"

struct playhead {
    struct history history;
    struct roster roster;
    struct store_rocket absent; /* the last one asked for not in the roster; owns its name */
    struct deck deck;
    int64_t now_ms;
    int64_t last_seq;           /* the rows up to here are in every entry's live rocket */
    int64_t newest_v_ms;        /* of those; FLIGHT_NO_TIME while there are none */
    int64_t oldest_v_ms;        /* where the bar begins; FLIGHT_NO_TIME */
    bool rows_wait;             /* the last pump left rows unread */
    bool past;                  /* the viewer asked for the past */
    struct store_status status; /* pid 0: there was never a recorder */
    struct store_link link;     /* as of T */
    struct store_flight replay; /* the flight being replayed; id 0: none */
    struct fleet live, shown, feeds;
    int live_cap, shown_cap, feeds_cap;
};

/* Wrap every public call that reads in one snapshot of the cache. playhead_read_end() returns `rc`.
 *  */
int playhead_read_begin(struct playhead *p, struct err *err);
int playhead_read_end(struct playhead *p, int rc);

/* The current span of the flight `replay`, or the live span when its id is 0. */
struct deck_span playhead_span_of(const struct playhead *p, const struct store_flight *replay);
/* Sets the time and the span that the deck may move in. */
void playhead_set_now(struct playhead *p, int64_t now_ms);
/* Moves the shown fleet and the link to the deck's T; call it after moving the deck. */
int playhead_show(struct playhead *p, struct err *err);

/* The live fleet after a pump, and its link now. */
void playhead_build_live(struct playhead *p);
void playhead_show_live_link(struct playhead *p);

/* Moves the cursors of all shown rockets to t_ms; playhead_show() moves them back to the deck's T.
 */
int playhead_move_cursors(struct playhead *p, int64_t t_ms, struct err *err);
/* The rocket's shown state, at the head or at T; NULL when it is not shown. */
const struct rocket *playhead_shown_state(const struct playhead *p,
                                          const struct roster_entry *entry);

/* The newest known moment: now while a recorder runs, else its last heartbeat, or the last message
 * of an archive. */
int64_t playhead_head_ms(const struct playhead *p);
/* Finds where the bar begins, after a pump. */
void playhead_find_oldest(struct playhead *p);
bool playhead_recorder_lives(const struct playhead *p);
/* Whether the viewer asked for the past and nobody records now. */
bool playhead_is_archive(const struct playhead *p);
/* Whether nobody records now, and since when and why; the link's history may not have it yet. */
bool playhead_recorder_gone(const struct playhead *p, struct store_link *out);

/* The roster entry of a rocket of the cache, loaded if need be. */
int playhead_load_entry(struct playhead *p, int32_t rocket, struct roster_entry **out,
                        struct err *err);
/* The entry of `rocket` or, if there is none, of the replayed rocket or the first of the fleet. */
struct roster_entry *playhead_default_entry(const struct playhead *p, int32_t rocket);
/* Turns OPEN into LOS after 30 min of silence, even if no recorder was there to write it. */
void playhead_update_outcome(const struct playhead *p, struct store_flight *flight);

/* The flight to replay for a seek to t_ms; id 0: none, because t_ms is within the live span or
 * beyond its head. */
int playhead_flight_for_seek(struct playhead *p, int64_t t_ms, struct store_flight *out,
                             struct err *err);
/* As playhead_silence(), for an entry whose cursor is at T. */
bool playhead_entry_silence(const struct playhead *p, const struct roster_entry *entry,
                            int64_t *from_ms, int64_t *to_ms);
/* As playhead_row_v(), within the caller's snapshot. */
int playhead_find_row_v(struct playhead *p, int64_t seq, int64_t *v_ms, struct err *err);

/* Finds the first moment of `flight` at which the clock of `entry` reads `clock_ms`; from T+0 on,
 * after lift-off. 1 and *t_ms, which may lie before the flight or beyond the head; 0 and the
 * flight's end when the clock stopped before; ERR_NOT_FOUND when there is no T-0 or it is held. */
int playhead_find_clock(struct playhead *p, const struct roster_entry *entry,
                        const struct store_flight *flight, int64_t clock_ms, int64_t *t_ms,
                        struct err *err);

/* Finds the moment of a line of EVENTS, or of a mark in `notes` (may be NULL), whose text, with the
 * word of its kind, contains `text`. ERR_NOT_FOUND. */
int playhead_find_text(struct playhead *p, const struct roster_entry *entry, struct notes *notes,
                       const char *text, int64_t *t_ms, struct err *err);
/* Limits from_ms..to_ms to what EVENTS lists: up to T, and within the flight being replayed. */
void playhead_clip_to_listed(const struct playhead *p, int64_t *from_ms, int64_t *to_ms);
/* The lines of EVENTS in from_ms..to_ms that are known but not written yet. Returns how many. */
int playhead_unwritten_events(struct playhead *p, int64_t from_ms, int64_t to_ms,
                              struct store_event *out, int max, struct err *err);

#endif
