/* playhead_internal.h: what a playhead is made of, for the files that make it: playhead.c (the
 * fleets and the head), transport_keys.c (transport), lists.c (rows, events, flights), series.c
 * (charts), resolve.c (`g`), find_clock.c (the moment of a T), find_text.c (of a line of EVENTS),
 * event_list.c (EVENTS). */
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
    bool rows_wait;             /* there were more than one pump reads */
    bool past;                  /* nothing live was asked for */
    struct store_status status; /* pid 0: no recorder ever */
    struct store_link link;     /* as of T */
    struct store_flight replay; /* id 0: none is replayed */
    struct fleet live, shown;
    int live_cap, shown_cap;
};

/* Around every public call that reads: one moment of the cache. `leave` hands rc through. */
int playhead_read_begin(struct playhead *p, struct err *err);
int playhead_read_end(struct playhead *p, int rc);

/* The span of the flight `replay`, or the live one when its id is 0, as it is now. */
struct deck_span playhead_span_of(const struct playhead *p, const struct store_flight *replay);
/* Tells the deck what it may move in now. */
void playhead_set_now(struct playhead *p, int64_t now_ms);
/* After whatever moved the deck: brings the shown fleet and the link to its T. */
int playhead_show(struct playhead *p, struct err *err);

/* Every shown rocket's cursor at t_ms, whatever the deck says; playhead_show() brings them back. */
int playhead_move_cursors(struct playhead *p, int64_t t_ms, struct err *err);
/* The rocket as it is shown: at the head, or at T. NULL when it is in no fleet. */
const struct rocket *playhead_shown_state(const struct playhead *p,
                                          const struct roster_entry *entry);

/* Nothing live was asked for, and nobody records now. */
bool playhead_is_archive(const struct playhead *p);
/* Whether nobody records now, since when and why: its history may not have it yet. */
bool playhead_recorder_gone(const struct playhead *p, struct store_link *out);

/* The entry of a rocket of the cache, which takes one if it has none. */
int playhead_load_entry(struct playhead *p, int32_t rocket, struct roster_entry **out,
                        struct err *err);
/* The rocket that is meant when none is named: the replayed one, or the first of the fleet. */
struct roster_entry *playhead_default_entry(const struct playhead *p, int32_t rocket);
/* OPEN that has been silent for 30 min is LOS, also when no recorder was there to file it. */
void playhead_update_outcome(const struct playhead *p, struct store_flight *flight);

/* Where a seek to t_ms lands: the flight that must be replayed for it; id 0: none, it is within
 * what the live bar spans, or nowhere. */
int playhead_flight_for_seek(struct playhead *p, int64_t t_ms, struct store_flight *out,
                             struct err *err);
/* As playhead_silence, of a entry whose cursor is at T. */
bool playhead_entry_silence(const struct playhead *p, const struct roster_entry *entry,
                            int64_t *from_ms, int64_t *to_ms);
/* playhead_row_v without the moment around it. */
int playhead_find_row_v(struct playhead *p, int64_t seq, int64_t *v_ms, struct err *err);

/* The first moment of `flight` at which the clock of `entry` reads `clock_ms`, from T+0 on the
 * first after lift-off. 1, and *t_ms (which may lie before the flight or past the head); 0, and the
 * flight's end, when the clock stopped before; ERR_NOT_FOUND when it has no T-0 or is held. */
int playhead_find_clock(struct playhead *p, const struct roster_entry *entry,
                        const struct store_flight *flight, int64_t clock_ms, int64_t *t_ms,
                        struct err *err);

/* The moment of a line of EVENTS, or of a mark in `notes` (may be NULL), that contains `text`, the
 * word of its kind included. ERR_NOT_FOUND. */
int playhead_find_text(struct playhead *p, const struct roster_entry *entry, struct notes *notes,
                       const char *text, int64_t *t_ms, struct err *err);
/* What of from_ms..to_ms EVENTS lists: up to the playhead, of one flight when one is replayed. */
void playhead_clip_to_listed(const struct playhead *p, int64_t *from_ms, int64_t *to_ms);
/* The lines of EVENTS in from_ms..to_ms that are known and not written yet. Returns how many. */
int playhead_unwritten_events(struct playhead *p, int64_t from_ms, int64_t to_ms,
                              struct store_event *out, int max, struct err *err);

#endif
