/* head.c: the head: the newest known moment, whether a recorder runs, and the span that the deck
 * may move in. */
#include <string.h>

#include "playhead/playhead_internal.h"

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

void playhead_find_oldest(struct playhead *p)
{
    p->oldest_v_ms = FLIGHT_NO_TIME;
    if (p->newest_v_ms == FLIGHT_NO_TIME)
        return;
    int64_t open = oldest_open(p);
    p->oldest_v_ms = open != INT64_MAX ? open : last_session(p);
}

bool playhead_recorder_lives(const struct playhead *p)
{
    return p->status.link != LINK_NO_RECORDER && store_beats(&p->status, p->now_ms);
}

bool playhead_recorder_gone(const struct playhead *p, struct store_link *out)
{
    return store_gone(&p->status, p->now_ms, out);
}

bool playhead_is_archive(const struct playhead *p)
{
    return p->past && !playhead_recorder_lives(p);
}

/* The newest known moment: now while a recorder runs, else its last heartbeat. An archive ends with
 * its last message: a flight of years ago may have been recorded yesterday. */
int64_t playhead_head_ms(const struct playhead *p)
{
    if (playhead_recorder_lives(p) || p->newest_v_ms == FLIGHT_NO_TIME)
        return p->now_ms;
    if (playhead_is_archive(p) && p->status.beat_ms - p->newest_v_ms >= ROCKET_LOS_MS)
        return p->newest_v_ms;
    bool idle_since = p->status.pid != 0 && p->status.beat_ms > p->newest_v_ms;
    return idle_since ? p->status.beat_ms : p->newest_v_ms;
}

void playhead_update_outcome(const struct playhead *p, struct store_flight *flight)
{
    if (strcmp(flight->outcome, "OPEN") == 0 && p->now_ms - flight->v1_ms >= ROCKET_LOS_MS)
        memcpy(flight->outcome, "LOS", sizeof("LOS"));
}

struct deck_span playhead_span_of(const struct playhead *p, const struct store_flight *replay)
{
    int64_t head = playhead_head_ms(p);
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

void playhead_set_now(struct playhead *p, int64_t now_ms)
{
    p->now_ms = now_ms;
    struct deck_span span = playhead_span_of(p, &p->replay);
    deck_set_span(&p->deck, &span, now_ms);
}
