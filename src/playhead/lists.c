/* lists.c: what panes list: rows, flights, partitions, gaps, and the silences of a replay. */
#include "base/mem.h"
#include "playhead/playhead_internal.h"

/* The last existing row of `count` rows from seq_from on. */
static int64_t last_of(const struct playhead *p, int64_t seq_from, int count, int direction)
{
    int64_t to = direction > 0 ? p->last_seq : 1;
    if (to - seq_from >= count)
        return seq_from + count - 1;
    return seq_from - to >= count ? seq_from - count + 1 : to;
}

int playhead_rows(struct playhead *p, int64_t seq_from, int count, int direction,
                  playhead_row_fn *fn, void *owner, struct err *err)
{
    if (count <= 0 || seq_from < 1 || seq_from > p->last_seq)
        return 0;
    int64_t to = last_of(p, seq_from, count, direction);
    return reader_rows(p->history.reader, seq_from, to, count, fn, owner, err);
}

int playhead_texts(struct playhead *p, int64_t seq_from, int count, int direction,
                   playhead_row_fn *fn, void *owner, struct err *err)
{
    if (count <= 0 || seq_from < 1 || seq_from > p->last_seq)
        return 0;
    int64_t to = last_of(p, seq_from, count, direction);
    return reader_texts(p->history.reader, seq_from, to, count, fn, owner, err);
}

/* The last row, of any rocket, visible at t_ms. */
static int row_at(struct playhead *p, int64_t t_ms, int64_t *seq, struct err *err)
{
    *seq = 0;
    for (int i = 0; i < p->roster.count; i++) {
        const struct roster_entry *entry = p->roster.entries[i];
        struct cursor cursor = {0};
        int rc = 0;
        if (p->replay.id != 0 && !entry->in_replay)
            continue;
        if (t_ms != p->deck.t_ms || p->deck.state == DECK_PINNED)
            rc = cursor_move(&cursor, &p->history, &entry->row, entry->live, t_ms, err);
        const struct rocket *state = cursor.state != NULL ? cursor.state : entry->cursor.state;
        if (rc == 0 && state->v_ms != FLIGHT_NO_TIME && state->seq > *seq)
            *seq = state->seq;
        cursor_deinit(&cursor);
        if (rc != 0)
            return rc;
    }
    return 0;
}

int playhead_row_at(struct playhead *p, int64_t t_ms, int64_t *seq, struct err *err)
{
    if (p->deck.state == DECK_PINNED && t_ms >= p->deck.t_ms) {
        *seq = p->last_seq;
        return 0;
    }
    int rc = playhead_read_begin(p, err);
    return rc != 0 ? rc : playhead_read_end(p, row_at(p, t_ms, seq, err));
}

/* Folding a rocket up to one row. */
struct until_row {
    struct playhead *p;
    struct rocket *state;
    int64_t seq, v_ms;
};

static int fold_until_row(void *owner, const struct store_message *row)
{
    struct until_row *u = owner;
    struct flight_message m = history_message(row);
    history_fold(&u->p->history, u->state, row, &m);
    u->v_ms = u->state->v_ms;
    return row->seq >= u->seq;
}

static int note_rocket(void *owner, const struct store_message *row)
{
    *(int32_t *)owner = row->rocket;
    return 1;
}

static int fold_to(struct playhead *p, const struct roster_entry *entry, struct until_row *u,
                   struct err *err)
{
    struct store_lane lane;
    int64_t after = 0;
    rocket_init(u->state, entry->row.id, entry->row.name, entry->row.keyless);
    int rc =
        reader_lane_before(p->history.reader, entry->row.id, u->seq / STORE_CHUNK - 1, &lane, err);
    if (rc == 0) {
        rc = rocket_decode(u->state, lane.state, err);
        after = u->state->seq;
    } else if (rc == ERR_NOT_FOUND) {
        rc = 0;
    }
    return rc != 0 ? rc : history_rows(&p->history, entry->row.id, after, fold_until_row, u, err);
}

int playhead_find_row_v(struct playhead *p, int64_t seq, int64_t *v_ms, struct err *err)
{
    int32_t rocket = 0;
    int rc = reader_rows(p->history.reader, seq, seq, 1, note_rocket, &rocket, err);
    struct roster_entry *entry;
    if (rc < 0)
        return rc;
    rc = rocket > 0 ? playhead_load_entry(p, rocket, &entry, err) : ERR_NOT_FOUND;
    if (rc == ERR_NOT_FOUND)
        return err_set(err, ERR_NOT_FOUND, "the cache has no row %lld", (long long)seq);
    if (rc != 0)
        return rc;
    struct cursor scratch = {.state = rocket_new()};
    struct until_row u = {.p = p, .state = scratch.state, .seq = seq};
    rc = fold_to(p, entry, &u, err);
    *v_ms = u.v_ms;
    cursor_deinit(&scratch);
    return rc;
}

int playhead_row_v(struct playhead *p, int64_t seq, int64_t *v_ms, struct err *err)
{
    int rc = playhead_read_begin(p, err);
    return rc != 0 ? rc : playhead_read_end(p, playhead_find_row_v(p, seq, v_ms, err));
}

int playhead_bar_events(struct playhead *p, int32_t rocket, int64_t t0, int64_t t1,
                        struct store_event *out, int max, struct err *err)
{
    struct reader_event_query query = {
        .v0 = t0,
        .v1 = t1,
        .rocket = rocket == 0 ? READER_ALL : rocket,
        .kinds = ~(1u << EVENT_LATE | 1u << EVENT_LINK | 1u << EVENT_CLOCK),
        .newest = true,
    };
    return reader_events(p->history.reader, &query, out, max, err);
}

bool playhead_entry_silence(const struct playhead *p, const struct roster_entry *entry,
                            int64_t *from_ms, int64_t *to_ms)
{
    const struct cursor *t = &entry->cursor;
    if (!t->holds || t->next_v_ms == CURSOR_NEVER)
        return false;
    *from_ms = t->state->v_ms;
    *to_ms = t->next_v_ms;
    return rocket_state(t->state, p->deck.t_ms) == STATE_STALE;
}

int playhead_silence(struct playhead *p, int32_t rocket, int64_t *from_ms, int64_t *to_ms,
                     struct err *err)
{
    (void)err;
    const struct roster_entry *entry = roster_find(&p->roster, rocket);
    if (entry == NULL || p->deck.state == DECK_PINNED || entry->cursor.state == NULL)
        return 0;
    return playhead_entry_silence(p, entry, from_ms, to_ms);
}

static int longest_silence(struct playhead *p, int32_t rocket, int64_t v0_ms, int64_t v1_ms,
                           int64_t *from_ms, int64_t *to_ms, struct err *err)
{
    enum { LOOKED_AT = 16 };
    struct store_event stale[LOOKED_AT];
    struct roster_entry *entry = roster_find(&p->roster, rocket);
    const struct reader_event_query query = {
        .v0 = v0_ms, .v1 = v1_ms, .rocket = rocket, .kinds = 1U << EVENT_STALE, .newest = true};
    int count = entry == NULL ? 0 : reader_events(p->history.reader, &query, stale, LOOKED_AT, err);
    int rc = count < 0 ? count : 0;
    *from_ms = *to_ms = 0;
    for (int i = 0; i < count && rc == 0; i++) {
        struct cursor *t = &entry->cursor;
        rc = cursor_move(t, &p->history, &entry->row, entry->live, stale[i].v_ms, err);
        if (rc == 0 && t->next_v_ms <= v1_ms && t->next_v_ms - t->state->v_ms > *to_ms - *from_ms) {
            *from_ms = t->state->v_ms;
            *to_ms = t->next_v_ms;
        }
    }
    int back = count > 0 ? playhead_show(p, err) : 0;
    return rc != 0 ? rc : back != 0 ? back : *to_ms > *from_ms;
}

int playhead_longest_silence(struct playhead *p, int32_t rocket, int64_t v0_ms, int64_t v1_ms,
                             int64_t *from_ms, int64_t *to_ms, struct err *err)
{
    int rc = playhead_read_begin(p, err);
    return rc != 0 ? rc
                   : playhead_read_end(
                         p, longest_silence(p, rocket, v0_ms, v1_ms, from_ms, to_ms, err));
}

int playhead_flight_at(struct playhead *p, int32_t rocket, struct store_flight *out,
                       struct err *err)
{
    int rc = reader_flight_at(p->history.reader, rocket, p->deck.t_ms, out, err);
    if (rc == 0)
        playhead_update_outcome(p, out);
    return rc;
}

int playhead_flights(struct playhead *p, struct store_flight *out, int max, struct err *err)
{
    int count = reader_flights(p->history.reader, 0, out, max, err);
    for (int i = 0; i < count; i++)
        playhead_update_outcome(p, &out[i]);
    return count;
}

int playhead_parts(struct playhead *p, struct store_part *out, int max, struct err *err)
{
    return reader_parts(p->history.reader, out, max, err);
}

int playhead_note(struct playhead *p, const char *key, char *out, size_t size, struct err *err)
{
    return reader_meta(p->history.reader, key, out, size, err);
}

int playhead_gaps(struct playhead *p, int32_t part, struct store_gap *out, int max, struct err *err)
{
    return reader_gaps(p->history.reader, part, out, max, err);
}

int playhead_gap_count(struct playhead *p, int32_t part, int64_t *count, struct err *err)
{
    return reader_gap_count(p->history.reader, part, count, err);
}

int playhead_flight_count(struct playhead *p, int64_t *count, struct err *err)
{
    return reader_flight_count(p->history.reader, count, err);
}
