/* playhead.c: the playhead as a whole: opened, pumped, ticked. `live` folds every new row; what is
 * shown is in fleets.c, where the head is in head.c. */
#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "playhead/playhead_internal.h"

enum { PUMP_ROWS = 2 * STORE_CHUNK }; /* folded in one call */

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
    history_fold(&p->history, entry->live, row, &m);
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

static enum link_mode mode_now(const struct playhead *p)
{
    if (p->deck.state != DECK_PINNED || playhead_is_archive(p))
        return MODE_REPLAY;
    if (!playhead_recorder_lives(p))
        return MODE_NO_REC;
    if (p->status.link == LINK_DOWN)
        return MODE_NO_LINK;
    return p->status.link == LINK_OK && !p->rows_wait ? MODE_LIVE : MODE_CATCH_UP;
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
    free(p->feeds.rockets);
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
        playhead_find_oldest(p);
        playhead_build_live(p);
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
            playhead_show_live_link(p);
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
        .head_ms = playhead_head_ms(p),
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

const struct fleet *playhead_feeds(const struct playhead *p)
{
    return &p->feeds;
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
