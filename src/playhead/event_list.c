/* event_list.c: the EVENTS list at T: what the recorder has written, and what it will write.
 *
 * The recorder writes a silence with its next heartbeat and "N more" when a run of words ends; its
 * successor writes its death. A viewer shows them when they happen: otherwise a replay would show
 * more at T than live did. */
#include "playhead/playhead_internal.h"

#include <stdio.h>

/* The newest `max` of them, or the oldest; oldest first. */
struct event_lines {
    struct store_event *items;
    int count, max;
    int64_t from_ms, to_ms; /* what lies outside does not count */
    bool oldest;            /* keep the oldest when there are more */
    bool now;               /* as live has it, wherever the playhead is */
};

static bool has(const struct event_lines *l, const struct store_event *e)
{
    for (int i = l->count - 1; i >= 0 && l->items[i].v_ms >= e->v_ms; i--)
        if (l->items[i].v_ms == e->v_ms && l->items[i].rocket == e->rocket &&
            l->items[i].kind == e->kind)
            return true;
    return false;
}

static bool has_room(const struct event_lines *l, int64_t v_ms)
{
    if (l->max == 0 || v_ms < l->from_ms || v_ms > l->to_ms)
        return false;
    return l->count < l->max ||
           (l->oldest ? v_ms < l->items[l->count - 1].v_ms : v_ms > l->items[0].v_ms);
}

/* The order of reader_events(). */
static bool goes_before(const struct store_event *a, const struct store_event *b)
{
    if (a->v_ms != b->v_ms)
        return a->v_ms < b->v_ms;
    return a->seq != b->seq ? a->seq < b->seq : a->rocket < b->rocket;
}

static void put(struct event_lines *l, const struct store_event *e)
{
    if (!has_room(l, e->v_ms))
        return;
    if (l->count == l->max && l->oldest)
        l->count--;
    else if (l->count == l->max)
        memmove(l->items, l->items + 1, (size_t)--l->count * sizeof(*l->items));
    int place = l->count++;
    for (; place > 0 && goes_before(e, &l->items[place - 1]); place--)
        l->items[place] = l->items[place - 1];
    l->items[place] = *e;
}

static void insert(struct event_lines *l, const struct store_event *e)
{
    if (!has(l, e))
        put(l, e);
}

/* As the recorder writes it (write_silence() in outbox.c): at the deadline, or when the link is OK
 * again. */
static int insert_silence(struct playhead *p, const struct rocket *r, struct event_lines *l,
                          struct err *err)
{
    struct event silence;
    struct store_link gone;
    int64_t from_ms;
    if (!r->heard_live || !rocket_silence(r, l->to_ms, &silence))
        return 0;
    struct store_event e = {.v_ms = silence.v_ms,
                            .seq = -1,
                            .rocket = silence.rocket,
                            .kind = EVENT_STALE,
                            .clock_ms = silence.clock_ms};
    memcpy(e.text, silence.text, sizeof(e.text));
    int64_t latest_ms = e.v_ms > p->status.link_since_ms ? e.v_ms : p->status.link_since_ms;
    if (!has_room(l, latest_ms) || has(l, &e))
        return 0;
    int rc = reader_link_ok_from(p->history.reader, e.v_ms, &from_ms, err);
    if (rc != 0 || from_ms == STORE_NO_TIME || from_ms > l->to_ms)
        return rc;
    if (playhead_recorder_gone(p, &gone) && from_ms >= gone.t_ms)
        return 0;
    e.v_ms = from_ms;
    e.clock_ms = rocket_clock_ms(r, from_ms);
    insert(l, &e);
    return 0;
}

static bool has_line(const struct event_lines *l, const struct store_event *e)
{
    for (int i = l->count - 1; i >= 0 && l->items[i].v_ms >= e->v_ms; i--)
        if (l->items[i].seq == e->seq && strcmp(l->items[i].text, e->text) == 0)
            return true;
    return false;
}

/* "N more" of a run of words that has not ended. */
static void insert_more(const struct playhead *p, const struct roster_entry *entry,
                        struct event_lines *l)
{
    const struct rocket *r = l->now ? entry->live : playhead_shown_state(p, entry);
    struct event more;
    if (r == NULL || r->v_ms == FLIGHT_NO_TIME || !rocket_more_lines(r, &more))
        return;
    struct store_event e = {.v_ms = more.v_ms,
                            .seq = more.seq,
                            .rocket = more.rocket,
                            .kind = (int32_t)more.kind,
                            .clock_ms = more.clock_ms};
    memcpy(e.text, more.text, sizeof(e.text));
    if (!has_line(l, &e))
        put(l, &e);
}

static void insert_absence(const struct playhead *p, struct event_lines *l)
{
    struct store_link gone;
    if (!playhead_recorder_gone(p, &gone))
        return;
    struct store_event e = {
        .v_ms = gone.t_ms, .seq = -1, .kind = EVENT_LINK, .clock_ms = STORE_NO_TIME};
    snprintf(e.text, sizeof(e.text), "NO REC %.150s", gone.text);
    insert(l, &e);
}

static int insert_unwritten(struct playhead *p, struct event_lines *l, struct err *err)
{
    int rc = 0;
    for (int i = 0; i < p->roster.count && rc == 0; i++)
        rc = insert_silence(p, p->roster.entries[i]->live, l, err);
    for (int i = 0; i < p->roster.count; i++)
        insert_more(p, p->roster.entries[i], l);
    insert_absence(p, l);
    return rc;
}

static int list_events(struct playhead *p, struct event_lines *l, struct err *err)
{
    struct reader_event_query query = {
        .v0 = l->from_ms,
        .v1 = l->to_ms,
        .rocket = READER_ALL,
        .newest = !l->oldest,
    };
    int rc = reader_events(p->history.reader, &query, l->items, l->max, err);
    if (rc < 0)
        return rc;
    l->count = rc;
    return insert_unwritten(p, l, err);
}

int playhead_unwritten_events(struct playhead *p, int64_t from_ms, int64_t to_ms,
                              struct store_event *out, int max, struct err *err)
{
    struct event_lines l = {.items = out,
                            .max = max,
                            .from_ms = from_ms,
                            .to_ms = to_ms < p->now_ms ? to_ms : p->now_ms,
                            .now = true};
    int rc = insert_unwritten(p, &l, err);
    return rc != 0 ? rc : l.count;
}

void playhead_clip_to_listed(const struct playhead *p, int64_t *from_ms, int64_t *to_ms)
{
    int64_t begin_ms = p->replay.id != 0 ? p->deck.span.lo_ms : INT64_MIN;
    *from_ms = *from_ms > begin_ms ? *from_ms : begin_ms;
    *to_ms = *to_ms < p->deck.t_ms ? *to_ms : p->deck.t_ms;
}

int playhead_events_of(struct playhead *p, int64_t from_ms, int64_t to_ms, bool newest,
                       struct store_event *out, int max, struct err *err)
{
    struct event_lines l = {
        .items = out, .max = max, .from_ms = from_ms, .to_ms = to_ms, .oldest = !newest};
    playhead_clip_to_listed(p, &l.from_ms, &l.to_ms);
    int rc = playhead_read_begin(p, err);
    if (rc == 0)
        rc = playhead_read_end(p, list_events(p, &l, err));
    return rc != 0 ? rc : l.count;
}

int playhead_events(struct playhead *p, struct store_event *out, int max, struct err *err)
{
    return playhead_events_of(p, INT64_MIN, INT64_MAX, true, out, max, err);
}
