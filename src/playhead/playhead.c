/* playhead.c: the two fleets. `live` folds every new row; `shown` is the same while pinned to the
 * head, and else every rocket's cursor moved to T. */
#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "playhead/playhead_internal.h"

enum {
    PUMP_ROWS = 2 * STORE_CHUNK,   /* folded in one call */
    FLEET_KEEPS_MS = 24 * 3600000, /* a rocket last heard this long before the newest is history */
};

int playhead_read_begin(struct playhead *p, struct err *err)
{
    return reader_begin(p->history.reader, err);
}

/* Asserts that no statement is left open, which would freeze the snapshot and let the WAL grow. */
int playhead_read_end(struct playhead *p, int rc)
{
    reader_end(p->history.reader);
    assert(reader_idle(p->history.reader));
    return rc;
}

/* ---- the head ---- */

int playhead_load_entry(struct playhead *p, int32_t rocket, struct roster_entry **out,
                        struct err *err)
{
    return roster_load(&p->roster, p->history.reader, rocket, (p->last_seq + 1) / STORE_CHUNK, out,
                       err);
}

struct live_fold {
    struct playhead *p;
    struct err *err;
    int rc;
};

static int fold_live(void *owner, const struct store_message *row)
{
    struct live_fold *fold = owner;
    struct playhead *p = fold->p;
    struct roster_entry *entry = roster_find(&p->roster, row->rocket);
    int rc = entry != NULL ? 0 : playhead_load_entry(p, row->rocket, &entry, fold->err);
    if (rc != 0 && rc != ERR_NOT_FOUND) {
        fold->rc = rc;
        return 1;
    }
    p->last_seq = row->seq;
    tail_put(&p->history.tail, row->seq, row->rocket);
    if (entry == NULL)
        return 0;
    struct flight_message m = history_message(row);
    rocket_fold(entry->live, history_mission(&p->history, row), &m,
                history_decode(&p->history, row), NULL);
    if (entry->live->v_ms > p->newest_v_ms)
        p->newest_v_ms = entry->live->v_ms;
    return 0;
}

/* Loads every rocket as of the last closed chunk: faster than folding when far behind. */
static int jump_to_keyframes(struct playhead *p, int64_t closed, struct err *err)
{
    int filled = roster_fill(&p->roster, p->history.reader, err);
    if (filled != 0)
        return filled;
    for (int i = 0; i < p->roster.count; i++) {
        struct roster_entry *entry = p->roster.entries[i];
        struct store_lane lane;
        if (entry->row.id < 0)
            continue;
        int rc = reader_lane_before(p->history.reader, entry->row.id, closed - 1, &lane, err);
        if (rc == ERR_NOT_FOUND)
            continue;
        if (rc == 0)
            rc = rocket_decode(entry->live, lane.state, err);
        if (rc != 0)
            return rc;
        if (entry->live->v_ms > p->newest_v_ms)
            p->newest_v_ms = entry->live->v_ms;
    }
    p->last_seq = closed * STORE_CHUNK - 1;
    return 0;
}

static int read_rows(struct playhead *p, struct err *err)
{
    struct reader *reader = p->history.reader;
    int64_t last, closed;
    int rc = reader_last_seq(reader, &last, err);
    if (rc == 0)
        rc = reader_chunk_count(reader, &closed, err);
    if (rc == 0 && closed * STORE_CHUNK - p->last_seq > PUMP_ROWS)
        rc = jump_to_keyframes(p, closed, err);
    if (rc != 0)
        return rc;
    tail_begin(&p->history.tail, closed * STORE_CHUNK);
    struct live_fold fold = {p, err, 0};
    rc = last == p->last_seq
             ? 0
             : reader_rows(reader, p->last_seq + 1, last, PUMP_ROWS, fold_live, &fold, err);
    p->rows_wait = p->last_seq < last;
    roster_trim(&p->roster, (p->last_seq + 1) / STORE_CHUNK * STORE_CHUNK, p->replay.id != 0);
    return rc < 0 ? rc : fold.rc;
}

static int read_status(struct playhead *p, struct err *err)
{
    int rc = reader_status(p->history.reader, &p->status, err);
    if (rc == ERR_NOT_FOUND) {
        p->status = (struct store_status){.link = LINK_NO_RECORDER};
        rc = 0;
    }
    return rc;
}

static bool is_open(const struct playhead *p, const struct rocket *r)
{
    return r->v_ms != FLIGHT_NO_TIME && strcmp(rocket_outcome(r, p->now_ms), "OPEN") == 0;
}

/* The bar begins at the oldest open flight or else at the last session: flights that were open or
 * not yet LOS when the next one began. */
static int64_t oldest_open(const struct playhead *p)
{
    int64_t oldest = INT64_MAX;
    for (int i = 0; i < p->roster.count; i++) {
        const struct roster_entry *entry = p->roster.entries[i];
        if (!entry->feed && is_open(p, entry->live) && entry->live->flight_v0_ms < oldest)
            oldest = entry->live->flight_v0_ms;
    }
    return oldest;
}

static int64_t last_session(const struct playhead *p)
{
    int64_t from = p->newest_v_ms;
    for (bool grew = true; grew;) {
        grew = false;
        for (int i = 0; i < p->roster.count; i++) {
            const struct rocket *r = p->roster.entries[i]->live;
            if (r->v_ms == FLIGHT_NO_TIME || p->roster.entries[i]->feed)
                continue;
            if (r->flight_v0_ms < from && from - r->v_ms < ROCKET_LOS_MS) {
                from = r->flight_v0_ms;
                grew = true;
            }
        }
    }
    return from;
}

static void find_oldest(struct playhead *p)
{
    p->oldest_v_ms = FLIGHT_NO_TIME;
    if (p->newest_v_ms == FLIGHT_NO_TIME)
        return;
    int64_t open = oldest_open(p);
    p->oldest_v_ms = open != INT64_MAX ? open : last_session(p);
}

static bool recorder_lives(const struct playhead *p)
{
    return p->status.link != LINK_NO_RECORDER && store_beats(&p->status, p->now_ms);
}

bool playhead_recorder_gone(const struct playhead *p, struct store_link *out)
{
    return store_gone(&p->status, p->now_ms, out);
}

bool playhead_is_archive(const struct playhead *p)
{
    return p->past && !recorder_lives(p);
}

/* The newest known moment: now while a recorder runs, else its last heartbeat. An archive ends with
 * its last message: a flight of years ago may have been recorded yesterday. */
static int64_t head_ms(const struct playhead *p)
{
    if (recorder_lives(p) || p->newest_v_ms == FLIGHT_NO_TIME)
        return p->now_ms;
    if (playhead_is_archive(p) && p->status.beat_ms - p->newest_v_ms >= ROCKET_LOS_MS)
        return p->newest_v_ms;
    bool idle_since = p->status.pid != 0 && p->status.beat_ms > p->newest_v_ms;
    return idle_since ? p->status.beat_ms : p->newest_v_ms;
}

static enum link_mode mode_now(const struct playhead *p)
{
    if (p->deck.state != DECK_PINNED || playhead_is_archive(p))
        return MODE_REPLAY;
    if (!recorder_lives(p))
        return MODE_NO_REC;
    if (p->status.link == LINK_DOWN)
        return MODE_NO_LINK;
    return p->status.link == LINK_OK && !p->rows_wait ? MODE_LIVE : MODE_CATCH_UP;
}

void playhead_update_outcome(const struct playhead *p, struct store_flight *flight)
{
    if (strcmp(flight->outcome, "OPEN") == 0 && p->now_ms - flight->v1_ms >= ROCKET_LOS_MS)
        memcpy(flight->outcome, "LOS", sizeof("LOS"));
}

struct deck_span playhead_span_of(const struct playhead *p, const struct store_flight *replay)
{
    int64_t head = head_ms(p);
    if (replay->id == 0)
        return (struct deck_span){
            .id = 0,
            .lo_ms = p->oldest_v_ms == FLIGHT_NO_TIME ? head : p->oldest_v_ms,
            .hi_ms = head,
            .live = !playhead_is_archive(p),
        };
    bool open = strcmp(replay->outcome, "OPEN") == 0;
    return (struct deck_span){
        .id = replay->id,
        .lo_ms = replay->v0_ms,
        .hi_ms = open ? head : replay->v1_ms,
        .live = open && !playhead_is_archive(p),
    };
}

/* The replayed flight may still be open. */
static int refresh_replay(struct playhead *p, struct err *err)
{
    if (p->replay.id == 0 || strcmp(p->replay.outcome, "OPEN") != 0)
        return 0;
    int rc = reader_flight(p->history.reader, p->replay.id, &p->replay, err);
    playhead_update_outcome(p, &p->replay);
    return rc;
}

/* ---- the fleets ---- */

static void fleet_put(struct fleet *fleet, int *cap, struct rocket *rocket)
{
    if (fleet->count == *cap) {
        *cap = *cap == 0 ? 64 : 2 * *cap;
        fleet->rockets = mem_grow(fleet->rockets, (size_t)*cap, sizeof(struct rocket *));
    }
    fleet->rockets[fleet->count++] = rocket;
}

/* Whether FLEET shows the rocket when the newest message is of `newest`. */
static bool is_present(const struct roster_entry *entry, const struct rocket *r, int64_t newest)
{
    if (entry->feed)
        return false;
    if (r->v_ms == FLIGHT_NO_TIME)
        return entry->order != INT32_MAX;
    return r->v_ms >= newest - FLEET_KEEPS_MS;
}

static void build_live(struct playhead *p)
{
    p->live.count = 0;
    for (int i = 0; i < p->roster.count; i++) {
        struct roster_entry *entry = p->roster.entries[i];
        if (is_present(entry, entry->live, p->newest_v_ms))
            fleet_put(&p->live, &p->live_cap, entry->live);
    }
}

int playhead_move_cursors(struct playhead *p, int64_t t_ms, struct err *err)
{
    for (int i = 0; i < p->roster.count; i++) {
        struct roster_entry *entry = p->roster.entries[i];
        if (p->replay.id != 0 && !entry->in_replay)
            continue;
        int rc = cursor_move(&entry->cursor, &p->history, &entry->row, entry->live, t_ms, err);
        if (rc != 0)
            return rc;
    }
    return 0;
}

static int64_t newest_shown(const struct playhead *p)
{
    int64_t newest = FLIGHT_NO_TIME;
    for (int i = 0; i < p->roster.count; i++) {
        const struct rocket *r = p->roster.entries[i]->cursor.state;
        if ((p->replay.id == 0 || p->roster.entries[i]->in_replay) && r->v_ms > newest)
            newest = r->v_ms;
    }
    return newest;
}

/* As live showed it then: a rocket not heard yet only if the mission names it. In a replay, those
 * that flew within its span. */
static bool is_shown(const struct playhead *p, const struct roster_entry *entry, int64_t newest)
{
    if (p->replay.id != 0 && !entry->in_replay)
        return false;
    return is_present(entry, entry->cursor.state, newest);
}

void playhead_set_now(struct playhead *p, int64_t now_ms)
{
    p->now_ms = now_ms;
    struct deck_span span = playhead_span_of(p, &p->replay);
    deck_set_span(&p->deck, &span, now_ms);
}

static void show_live_link(struct playhead *p)
{
    if (playhead_recorder_gone(p, &p->link))
        return;
    p->link = (struct store_link){
        .t_ms = p->status.link_since_ms,
        .state = p->status.link,
        .parts = p->status.parts,
        .parts_ok = p->status.parts_ok,
    };
    memcpy(p->link.text, p->status.text, sizeof(p->link.text));
}

static int show_link_then(struct playhead *p, struct err *err)
{
    struct store_link gone;
    int rc = reader_link_at(p->history.reader, p->deck.t_ms, &p->link, err);
    if (rc == ERR_NOT_FOUND)
        p->link = (struct store_link){.t_ms = FLIGHT_NO_TIME, .state = LINK_NO_RECORDER};
    if (playhead_recorder_gone(p, &gone) && p->deck.t_ms >= gone.t_ms)
        p->link = gone;
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

int playhead_show(struct playhead *p, struct err *err)
{
    p->shown.count = 0;
    if (p->deck.state == DECK_PINNED) {
        p->replay.id = 0;
        playhead_set_now(p, p->now_ms);
        for (int i = 0; i < p->live.count; i++)
            fleet_put(&p->shown, &p->shown_cap, p->live.rockets[i]);
        show_live_link(p);
        return 0;
    }
    int rc = playhead_move_cursors(p, p->deck.t_ms, err);
    if (rc != 0)
        return rc;
    int64_t newest = newest_shown(p);
    for (int i = 0; i < p->roster.count; i++) {
        struct roster_entry *entry = p->roster.entries[i];
        if (is_shown(p, entry, newest))
            fleet_put(&p->shown, &p->shown_cap, entry->cursor.state);
    }
    return show_link_then(p, err);
}

const struct rocket *playhead_shown_state(const struct playhead *p,
                                          const struct roster_entry *entry)
{
    if (p->deck.state == DECK_PINNED)
        return entry->live;
    return p->replay.id != 0 && !entry->in_replay ? NULL : entry->cursor.state;
}

struct roster_entry *playhead_default_entry(const struct playhead *p, int32_t rocket)
{
    struct roster_entry *entry = roster_find(&p->roster, rocket);
    if (entry == NULL && p->replay.id != 0)
        entry = roster_find(&p->roster, p->replay.rocket);
    for (int i = 0; entry == NULL && i < p->roster.count; i++)
        if (p->roster.entries[i]->row.id > 0 && !p->roster.entries[i]->feed)
            entry = p->roster.entries[i];
    return entry;
}

/* ---- the public calls ---- */

int playhead_open(struct playhead **out, const char *cache, const struct mission *mission,
                  int64_t now_ms, struct err *err)
{
    struct playhead *p = mem_zero(1, sizeof(*p));
    p->history.mission = mission;
    p->history.schemas = schema_set_new();
    p->newest_v_ms = p->oldest_v_ms = FLIGHT_NO_TIME;
    roster_init(&p->roster, mission);
    deck_init(&p->deck, now_ms);
    int rc = reader_open(&p->history.reader, cache, err);
    if (rc == 0)
        rc = playhead_pump(p, now_ms, err);
    if (rc < 0) {
        playhead_close(p);
        return rc;
    }
    *out = p;
    return 0;
}

void playhead_close(struct playhead *p)
{
    if (p == NULL)
        return;
    roster_deinit(&p->roster);
    free((char *)p->absent.name.data);
    history_deinit(&p->history);
    free(p->live.rockets);
    free(p->shown.rockets);
    free(p);
}

const struct schema_set *playhead_schemas(const struct playhead *p)
{
    return p->history.schemas;
}

void playhead_set_past(struct playhead *p, bool past)
{
    p->past = past;
    playhead_set_now(p, p->now_ms);
}

int playhead_pump(struct playhead *p, int64_t now_ms, struct err *err)
{
    p->now_ms = now_ms;
    int rc = playhead_read_begin(p, err);
    if (rc != 0)
        return rc;
    rc = read_status(p, err);
    if (rc == 0)
        rc = schema_rows_load(p->history.reader, p->history.schemas, err);
    if (rc == 0)
        rc = read_rows(p, err);
    if (rc == 0)
        rc = refresh_replay(p, err);
    if (rc == 0) {
        find_oldest(p);
        build_live(p);
        playhead_set_now(p, now_ms);
        rc = playhead_show(p, err);
    }
    playhead_read_end(p, rc);
    return rc != 0 ? rc : p->rows_wait;
}

int playhead_tick(struct playhead *p, int64_t now_ms, int64_t mono_ns, struct err *err)
{
    playhead_set_now(p, now_ms);
    if (!deck_tick(&p->deck, mono_ns)) {
        if (deck_at_head(&p->deck))
            show_live_link(p);
        return 0;
    }
    int rc = playhead_read_begin(p, err);
    if (rc == 0)
        rc = playhead_read_end(p, playhead_show(p, err));
    return rc != 0 ? rc : 1;
}

void playhead_transport(const struct playhead *p, struct transport *out)
{
    static const enum play_mode words[] = {
        [DECK_PLAYING] = PLAY_PLAYING, [DECK_PAUSED] = PLAY_PAUSED, [DECK_ENDED] = PLAY_END};
    const struct deck *d = &p->deck;
    enum link_mode mode = mode_now(p);
    bool earned = mode == MODE_LIVE || mode == MODE_CATCH_UP;
    *out = (struct transport){
        .play = d->state != DECK_PINNED ? words[d->state]
                : earned                ? PLAY_LIVE
                                        : PLAY_HEAD,
        .mode = mode,
        .speed = d->speed,
        .measured_speed = deck_measured_speed(d),
        .t_ms = d->t_ms,
        .head_ms = head_ms(p),
        .bar0_ms = d->span.id == 0 ? p->oldest_v_ms : d->span.lo_ms,
        .bar1_ms = d->span.hi_ms,
        .loop_a_ms = d->loop_a_ms,
        .loop_b_ms = d->loop_b_ms,
        .replay_flight = (int32_t)p->replay.id,
        .archive = playhead_is_archive(p),
    };
    if (mode == MODE_NO_LINK && p->newest_v_ms != FLIGHT_NO_TIME)
        out->bar1_ms = p->newest_v_ms;
    if (out->bar0_ms != FLIGHT_NO_TIME && d->t_ms < out->bar0_ms)
        out->bar0_ms = d->t_ms;
}

const struct fleet *playhead_shown(const struct playhead *p)
{
    return &p->shown;
}

const struct fleet *playhead_live(const struct playhead *p)
{
    return &p->live;
}

const struct store_status *playhead_status(const struct playhead *p)
{
    return &p->status;
}

const struct store_link *playhead_link_at(const struct playhead *p)
{
    return &p->link;
}

static int note_absent(void *owner, const struct store_rocket *row)
{
    struct store_rocket *absent = owner;
    char *old = (char *)absent->name.data;
    *absent = *row;
    absent->name = bytes_make(mem_text_of(row->name), row->name.len);
    free(old);
    return 0;
}

const struct store_rocket *playhead_rocket(struct playhead *p, int32_t id)
{
    struct roster_entry *entry = roster_find(&p->roster, id);
    if (entry != NULL)
        return &entry->row;
    bool known = id > 0 && (p->absent.id == id || reader_rocket(p->history.reader, id, note_absent,
                                                                &p->absent, NULL) == 0);
    return known ? &p->absent : NULL;
}

int64_t playhead_last_seq(const struct playhead *p)
{
    return p->last_seq;
}
