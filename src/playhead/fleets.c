/* fleets.c: which rockets and feeds are shown, at the head and at T; the link then. */
#include "base/mem.h"
#include "playhead/playhead_internal.h"

enum {
    FLEET_KEEPS_MS = 24 * 3600000, /* a rocket last heard this long before the newest is history */
};

static void fleet_put(struct fleet *fleet, int *cap, struct rocket *rocket)
{
    if (fleet->count == *cap) {
        *cap = *cap == 0 ? 64 : 2 * *cap;
        fleet->rockets = mem_grow(fleet->rockets, (size_t)*cap, sizeof(struct rocket *));
    }
    fleet->rockets[fleet->count++] = rocket;
}

/* Whether it is shown when the newest message is of `newest`: before its first message only if the
 * mission names it. */
static bool is_present(const struct roster_entry *entry, const struct rocket *r, int64_t newest)
{
    if (r->v_ms == FLIGHT_NO_TIME)
        return entry->order != INT32_MAX;
    return r->v_ms >= newest - FLEET_KEEPS_MS;
}

void playhead_build_live(struct playhead *p)
{
    p->live.count = 0;
    for (int i = 0; i < p->roster.count; i++) {
        struct roster_entry *entry = p->roster.entries[i];
        if (!entry->feed && is_present(entry, entry->live, p->newest_v_ms))
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

/* As live showed it then; in a replay, those that flew within its span. */
static void show_fleets(struct playhead *p, int64_t newest)
{
    p->shown.count = p->feeds.count = 0;
    for (int i = 0; i < p->roster.count; i++) {
        struct roster_entry *entry = p->roster.entries[i];
        struct rocket *r = p->deck.state == DECK_PINNED ? entry->live : entry->cursor.state;
        if (playhead_shown_state(p, entry) == NULL || !is_present(entry, r, newest))
            continue;
        if (entry->feed)
            fleet_put(&p->feeds, &p->feeds_cap, r);
        else
            fleet_put(&p->shown, &p->shown_cap, r);
    }
}

/* ---- the link ---- */

void playhead_show_live_link(struct playhead *p)
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
    if (p->deck.state == DECK_PINNED) {
        p->replay.id = 0;
        playhead_set_now(p, p->now_ms);
        show_fleets(p, p->newest_v_ms);
        playhead_show_live_link(p);
        return 0;
    }
    int rc = playhead_move_cursors(p, p->deck.t_ms, err);
    if (rc != 0)
        return rc;
    show_fleets(p, newest_shown(p));
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
