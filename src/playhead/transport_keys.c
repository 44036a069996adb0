/* transport_keys.c: the transport keys: each finds in the cache where it leads, moves the deck, and
 * shows the new moment. */
#include <stdio.h>

#include "playhead/playhead_internal.h"

static bool within(const struct deck_span *span, int64_t t_ms)
{
    return t_ms >= span->lo_ms && t_ms <= span->hi_ms;
}

/* Marks the rockets that flew during the replayed flight: those whose flight at its end overlaps
 * it.  */
static int find_companions(struct playhead *p, struct err *err)
{
    struct deck_span span = playhead_span_of(p, &p->replay);
    for (int i = 0; i < p->roster.count; i++) {
        struct roster_entry *entry = p->roster.entries[i];
        struct store_flight flight;
        int rc = reader_flight_at(p->history.reader, entry->row.id, span.hi_ms, &flight, err);
        if (rc != 0 && rc != ERR_NOT_FOUND)
            return rc;
        entry->in_replay =
            entry->row.id == p->replay.rocket || (rc == 0 && flight.v1_ms >= span.lo_ms);
    }
    return 0;
}

/* Replays `flight` from now on; id 0: none. */
static int change_replay(struct playhead *p, const struct store_flight *flight, struct err *err)
{
    if (flight->id == p->replay.id)
        return 0;
    p->replay = *flight;
    return flight->id == 0 ? 0 : find_companions(p, err);
}

/* Of the flights that hold t_ms, the one that began last. */
static int flight_holding(struct playhead *p, int64_t t_ms, struct store_flight *out,
                          struct err *err)
{
    *out = (struct store_flight){.id = 0};
    for (int i = 0; i < p->roster.count; i++) {
        const struct roster_entry *entry = p->roster.entries[i];
        struct store_flight flight;
        if (entry->row.id < 0 || entry->feed)
            continue;
        int rc = reader_flight_at(p->history.reader, entry->row.id, t_ms, &flight, err);
        if (rc != 0 && rc != ERR_NOT_FOUND)
            return rc;
        if (rc == 0 && flight.v1_ms >= t_ms && (out->id == 0 || flight.v0_ms > out->v0_ms))
            *out = flight;
    }
    playhead_update_outcome(p, out);
    return 0;
}

int playhead_flight_for_seek(struct playhead *p, int64_t t_ms, struct store_flight *out,
                             struct err *err)
{
    static const struct store_flight none = {.id = 0};
    struct deck_span here = playhead_span_of(p, &p->replay), live = playhead_span_of(p, &none);
    *out = within(&here, t_ms) ? p->replay : none;
    if (within(&here, t_ms) || within(&live, t_ms) || t_ms > live.hi_ms)
        return 0;
    int rc = flight_holding(p, t_ms, out, err);
    if (rc == 0 && out->id == 0)
        *out = p->replay;
    return rc;
}

static int seek(struct playhead *p, int64_t t_ms, char said[80], struct err *err)
{
    struct store_flight flight;
    int rc = playhead_flight_for_seek(p, t_ms, &flight, err);
    if (rc == 0)
        rc = change_replay(p, &flight, err);
    if (rc != 0)
        return rc;
    struct deck_span span = playhead_span_of(p, &p->replay);
    deck_seek(&p->deck, &span, t_ms, said);
    return playhead_show(p, err);
}

int playhead_seek(struct playhead *p, int64_t t_ms, char said[80], struct err *err)
{
    if (t_ms == PLAYHEAD_LIVE)
        return playhead_go_live(p, said, err);
    int rc = playhead_read_begin(p, err);
    return rc != 0 ? rc : playhead_read_end(p, seek(p, t_ms, said, err));
}

/* Keys that move the deck without asking the cache. */
static int moved(struct playhead *p, struct err *err)
{
    int rc = playhead_read_begin(p, err);
    return rc != 0 ? rc : playhead_read_end(p, playhead_show(p, err));
}

int playhead_pause(struct playhead *p, char said[80], struct err *err)
{
    deck_space(&p->deck, said);
    return moved(p, err);
}

int playhead_skip(struct playhead *p, int64_t delta_ms, char said[80], struct err *err)
{
    deck_skip(&p->deck, delta_ms, said);
    return moved(p, err);
}

int playhead_faster(struct playhead *p, int direction, char said[80], struct err *err)
{
    deck_faster(&p->deck, direction, said);
    return moved(p, err);
}

int playhead_reverse(struct playhead *p, char said[80], struct err *err)
{
    deck_reverse(&p->deck, said);
    return moved(p, err);
}

int playhead_loop(struct playhead *p, char said[80], struct err *err)
{
    deck_loop(&p->deck, said);
    return moved(p, err);
}

/* An archive has no live head to go to. */
static bool nothing_is_live(const struct playhead *p, char said[80])
{
    if (!playhead_is_archive(p))
        return false;
    snprintf(said, DECK_SAID, "nothing is live here; `ground` starts a recorder");
    return true;
}

int playhead_go_live(struct playhead *p, char said[80], struct err *err)
{
    if (nothing_is_live(p, said))
        return 0;
    deck_go_live(&p->deck, said);
    return moved(p, err);
}

static int undo(struct playhead *p, const struct deck_place *place, struct err *err)
{
    struct store_flight flight = {.id = 0};
    int rc = 0;
    if (place->span_id != 0)
        rc = reader_flight(p->history.reader, place->span_id, &flight, err);
    if (rc == 0)
        playhead_update_outcome(p, &flight);
    if (rc == 0)
        rc = change_replay(p, &flight, err);
    if (rc != 0)
        return rc;
    playhead_set_now(p, p->now_ms);
    deck_restore(&p->deck, place);
    return playhead_show(p, err);
}

int playhead_undo(struct playhead *p, char said[80], struct err *err)
{
    struct deck_place place;
    said[0] = '\0';
    if (!deck_undo(&p->deck, &place)) {
        snprintf(said, DECK_SAID, "no jump to undo");
        return 0;
    }
    if (place.state == DECK_PINNED && nothing_is_live(p, said))
        return 0;
    int rc = playhead_read_begin(p, err);
    return rc != 0 ? rc : playhead_read_end(p, undo(p, &place, err));
}

int playhead_jumps(const struct playhead *p)
{
    return p->deck.undo_count;
}

static int replay(struct playhead *p, int64_t flight_id, char said[80], struct err *err)
{
    struct store_flight flight;
    int rc = reader_flight(p->history.reader, flight_id, &flight, err);
    if (rc != 0)
        return rc;
    playhead_update_outcome(p, &flight);
    struct roster_entry *entry;
    rc = playhead_load_entry(p, flight.rocket, &entry, err);
    roster_trim(&p->roster, INT64_MIN, true); /* evicts nothing, only sorts */
    if (rc == 0)
        rc = change_replay(p, &flight, err);
    if (rc != 0)
        return rc;
    struct deck_span span = playhead_span_of(p, &p->replay);
    deck_replay(&p->deck, &span, said);
    return playhead_show(p, err);
}

int playhead_replay(struct playhead *p, int64_t flight_id, char said[80], struct err *err)
{
    said[0] = '\0';
    int rc = playhead_read_begin(p, err);
    return rc != 0 ? rc : playhead_read_end(p, replay(p, flight_id, said, err));
}

/* ---- steps and edges ---- */

/* The next or previous moment at which a message of a shown rocket becomes visible. */
static int message_near(struct playhead *p, int direction, int64_t *t_ms, struct err *err)
{
    int64_t from = p->deck.t_ms, next = CURSOR_NEVER, last = DECK_NO_TIME;
    int rc = playhead_move_cursors(p, direction > 0 ? from : from - 1, err);
    if (rc != 0)
        return rc;
    for (int i = 0; i < p->roster.count; i++) {
        const struct roster_entry *entry = p->roster.entries[i];
        if ((p->replay.id != 0 && !entry->in_replay) || entry->feed)
            continue;
        if (cursor_next_ms(&entry->cursor) < next)
            next = cursor_next_ms(&entry->cursor);
        if (entry->cursor.state->v_ms > last)
            last = entry->cursor.state->v_ms;
    }
    *t_ms = direction > 0 ? next : last;
    if (*t_ms < p->deck.span.lo_ms || *t_ms > p->deck.span.hi_ms)
        *t_ms = DECK_NO_TIME;
    return 0;
}

static int step(struct playhead *p, int direction, char said[80], struct err *err)
{
    int64_t t_ms = DECK_NO_TIME;
    int rc = 0;
    if (!(deck_at_head(&p->deck) && direction > 0))
        rc = message_near(p, direction, &t_ms, err);
    if (rc != 0)
        return rc;
    deck_step(&p->deck, direction, t_ms, said);
    return playhead_show(p, err);
}

int playhead_step(struct playhead *p, int direction, char said[80], struct err *err)
{
    int rc = playhead_read_begin(p, err);
    return rc != 0 ? rc : playhead_read_end(p, step(p, direction, said, err));
}

/* The end of the first silence that T lies in; CURSOR_NEVER: none. */
static int64_t silence_end(const struct playhead *p)
{
    int64_t end = CURSOR_NEVER;
    for (int i = 0; i < p->shown.count && p->deck.state != DECK_PINNED; i++) {
        const struct roster_entry *entry = roster_find(&p->roster, p->shown.rockets[i]->id);
        int64_t from, to;
        if (playhead_entry_silence(p, entry, &from, &to) && to < end)
            end = to;
    }
    return end;
}

/* The last moment up to `until_ms` at which a stale rocket was heard again; DECK_NO_TIME: none.
 * Only the newest silence of each rocket counts: older ones ended before it. */
static int heard_again_before(struct playhead *p, int64_t until_ms, int64_t *t_ms, struct err *err)
{
    enum { LOOKED_AT = 64 };
    struct store_event stale[LOOKED_AT];
    const struct reader_event_query query = {.v0 = p->deck.span.lo_ms,
                                             .v1 = until_ms,
                                             .rocket = READER_ALL,
                                             .kinds = 1U << EVENT_STALE,
                                             .newest = true};
    int count = reader_events(p->history.reader, &query, stale, LOOKED_AT, err);
    *t_ms = DECK_NO_TIME;
    for (int i = count - 1; i >= 0; i--) {
        struct roster_entry *entry = roster_find(&p->roster, stale[i].rocket);
        bool newest = true;
        for (int k = i + 1; k < count; k++)
            newest = newest && stale[k].rocket != stale[i].rocket;
        if (entry == NULL || !newest || (p->replay.id != 0 && !entry->in_replay))
            continue;
        int rc =
            cursor_move(&entry->cursor, &p->history, &entry->row, entry->live, stale[i].v_ms, err);
        if (rc != 0)
            return rc;
        int64_t end = cursor_next_ms(&entry->cursor);
        if (end <= until_ms && end > *t_ms)
            *t_ms = end;
    }
    return count < 0 ? count : 0;
}

/* Where to search for an edge from. Against the direction of play, skips what was passed within the
 * last second: otherwise one could never get behind it. */
static int64_t edge_from_ms(const struct playhead *p, int direction)
{
    const double just_now_ms = 1000;
    const struct deck *d = &p->deck;
    bool passing = d->state == DECK_PLAYING && d->speed * direction < 0;
    return d->t_ms - (passing ? (int64_t)(d->speed * just_now_ms) : 0) + direction;
}

static int edge_near(struct playhead *p, int direction, int64_t *t_ms, struct err *err)
{
    struct store_event event;
    int64_t from = edge_from_ms(p, direction);
    struct reader_event_query query = {
        .v0 = direction > 0 ? from : p->deck.span.lo_ms,
        .v1 = direction > 0 ? p->deck.span.hi_ms : from,
        .rocket = READER_ALL,
        .newest = direction < 0,
    };
    int rc = reader_events(p->history.reader, &query, &event, 1, err);
    if (rc < 0)
        return rc;
    *t_ms = rc > 0 ? event.v_ms : DECK_NO_TIME;
    if (direction > 0) {
        int64_t end = silence_end(p);
        if (end != CURSOR_NEVER && (*t_ms == DECK_NO_TIME || end < *t_ms))
            *t_ms = end;
        return 0;
    }
    int64_t end;
    rc = heard_again_before(p, from, &end, err);
    if (end > *t_ms) /* DECK_NO_TIME is less than any */
        *t_ms = end;
    return rc;
}

static int edge(struct playhead *p, int direction, char said[80], struct err *err)
{
    int64_t t_ms;
    int rc = edge_near(p, direction, &t_ms, err);
    if (rc != 0)
        return rc;
    if (t_ms == DECK_NO_TIME) {
        snprintf(said, DECK_SAID, "%s",
                 direction < 0            ? "no event before"
                 : deck_at_head(&p->deck) ? "at the live edge"
                                          : "no event after");
        return 0;
    }
    struct deck_span span = p->deck.span;
    deck_seek(&p->deck, &span, t_ms, said);
    return playhead_show(p, err);
}

int playhead_edge(struct playhead *p, int direction, char said[80], struct err *err)
{
    said[0] = '\0';
    int rc = playhead_read_begin(p, err);
    return rc != 0 ? rc : playhead_read_end(p, edge(p, direction, said, err));
}

static int edge_at(struct playhead *p, int direction, int64_t *t_ms, struct err *err)
{
    int rc = edge_near(p, direction, t_ms, err);
    int back = direction < 0 ? playhead_show(p, err) : 0; /* that way cursors were moved */
    return rc != 0 ? rc : back != 0 ? back : *t_ms != DECK_NO_TIME;
}

int playhead_edge_at(struct playhead *p, int direction, int64_t *from_ms, int64_t *t_ms,
                     struct err *err)
{
    int rc = playhead_read_begin(p, err);
    *from_ms = edge_from_ms(p, direction);
    return rc != 0 ? rc : playhead_read_end(p, edge_at(p, direction, t_ms, err));
}
