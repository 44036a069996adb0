/* find_clock.c: the first moment of a flight at which the mission clock reads T.
 * The clock depends on the messages seen so far: T-0 moves while a mission's clock jitters, at
 * lift-off and at holds. So the moment is not T-0 plus T, and must be found by folding the flight
 * from the nearest keyframe, as a replay does. */
#include <stdlib.h>

#include "base/mem.h"
#include "flight/show.h"
#include "playhead/playhead_internal.h"

/* Folded at most once the clock has leapt past T. */
enum { LOOK_ON_ROWS = 8 * STORE_CHUNK };

struct clock_search {
    struct history *history;
    int64_t clock_ms;
    bool lifted_off;      /* only what is read after lift-off counts */
    struct rocket *state; /* after the rows so far */
    bool had_clock;       /* it read something before */
    bool passed, exact;   /* at_ms is set; and the clock reads T there */
    bool over;            /* stop: another flight, or too far */
    int64_t at_ms;
    int left;      /* rows to look on for; counted once `passed` */
    int64_t until; /* the last row to look at */
};

static int64_t second_of(int64_t ms)
{
    return ms / 1000 - (ms % 1000 < 0);
}

/* Checks the time without messages until `to_ms`. Keeps the first moment past T until one that
 * reads T is found. */
static void look_until(struct clock_search *s, int64_t to_ms)
{
    const struct rocket *r = s->state;
    int64_t at_ms;
    if (s->lifted_off && !r->lifted_off)
        return;
    if (rocket_clock_reaches(r, r->v_ms, to_ms, s->clock_ms, &at_ms)) {
        s->exact = second_of(rocket_clock_ms(r, at_ms)) == second_of(s->clock_ms);
        bool begins = !s->had_clock && r->clock == CLOCK_RUNNING && !s->lifted_off;
        if (s->exact || !s->passed)
            s->at_ms = begins && !s->exact ? r->t_zero_ms + s->clock_ms : at_ms;
        s->passed = true;
    }
    s->had_clock = s->had_clock || r->clock != CLOCK_NONE;
}

static int look_at_row(void *owner, const struct store_message *row)
{
    struct clock_search *s = owner;
    if (row->seq > s->until)
        return 1;
    struct flight_message m = history_message(row);
    const struct mission *mission = history_mission(s->history, row);
    const struct decoded *d = history_decode(s->history, mission, row);
    bool opens = false;
    int64_t v_ms = rocket_next_v(s->state, mission, &m, d, &opens);
    if (s->state->v_ms != FLIGHT_NO_TIME) {
        look_until(s, v_ms);
        s->over = opens || s->exact || (s->passed && s->left-- == 0);
        if (s->over)
            return 1;
    }
    rocket_fold(s->state, mission, &m, d, NULL);
    return 0;
}

/* The furthest that the clock has read, as far as it counts. */
static int64_t furthest_ms(const struct clock_search *s, const struct rocket *r)
{
    const int64_t *read = r->reach.furthest_ms;
    return s->lifted_off || read[1] > read[0] ? read[1] : read[0];
}

/* What the clock reads after the last message, as far as it counts. */
static int64_t reading_ms(const struct clock_search *s, const struct rocket *r)
{
    bool counts = r->v_ms != FLIGHT_NO_TIME && (r->lifted_off || !s->lifted_off);
    return counts ? rocket_clock_ms(r, r->v_ms) : FLIGHT_NO_TIME;
}

/* Whether the clock may have come to T between the state so far and `next`, further on in the
 * flight: it went further than ever; it was set back; or it ran there. */
static bool may_reach(const struct clock_search *s, const struct rocket *next)
{
    const struct rocket *r = s->state;
    if (furthest_ms(s, next) < s->clock_ms)
        return false;
    return furthest_ms(s, r) < s->clock_ms || next->reach.set_back != r->reach.set_back ||
           (reading_ms(s, r) < s->clock_ms && reading_ms(s, next) >= s->clock_ms);
}

/* Folds the rows up to `until`, which is the last of a chunk. */
static int look_at_chunk(struct clock_search *s, int64_t until, int64_t after, struct err *err)
{
    s->until = until;
    int rc = history_rows(s->history, s->state->id, after, look_at_row, s, err);
    s->until = INT64_MAX;
    return rc;
}

/* Goes through the chunks by their keyframes, and folds those in which the clock may have come to
 * T. The last chunk and the open one have no keyframe of this flight alone. */
static int look_at_chunks(struct clock_search *s, const struct store_flight *flight, int64_t *after,
                          struct err *err)
{
    int64_t last = flight->seq1 / STORE_CHUNK - 1, open = s->history->tail.first / STORE_CHUNK;
    struct rocket *next = rocket_new();
    int rc = 0;
    for (int64_t chunk = flight->seq0 / STORE_CHUNK; !s->over && chunk <= last && chunk < open;) {
        struct store_lane lane;
        rc = reader_lane_after(s->history->reader, flight->rocket, chunk, &lane, err);
        if (rc != 0 || lane.chunk > last)
            break;
        chunk = lane.chunk + 1;
        rocket_init(next, s->state->id, bytes_of(s->state->name), s->state->keyless);
        rc = rocket_decode(next, lane.state, err);
        if (rc == 0 && may_reach(s, next))
            rc = look_at_chunk(s, chunk * STORE_CHUNK - 1, *after, err);
        if (rc != 0 || s->over)
            break;
        struct rocket *before = s->state;
        s->state = next;
        next = before;
        s->had_clock = s->had_clock || s->state->clock != CLOCK_NONE;
        *after = s->state->seq;
    }
    rocket_free(next);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

static int search(struct clock_search *s, struct playhead *p, const struct roster_entry *entry,
                  const struct store_flight *flight, struct err *err)
{
    int64_t after = flight->seq0 - 1;
    rocket_init(s->state, entry->row.id, entry->row.name, entry->row.keyless);
    s->state->flight = flight->number - 1;
    s->had_clock = s->passed = s->exact = s->over = false;
    s->left = LOOK_ON_ROWS;
    s->until = INT64_MAX;
    int rc = look_at_chunks(s, flight, &after, err);
    if (rc == 0 && !s->over)
        rc = history_rows(&p->history, entry->row.id, after, look_at_row, s, err);
    if (rc == 0 && !s->over && s->state->v_ms != FLIGHT_NO_TIME)
        look_until(s, INT64_MAX);
    return rc;
}

int playhead_find_clock(struct playhead *p, const struct roster_entry *entry,
                        const struct store_flight *flight, int64_t clock_ms, int64_t *t_ms,
                        struct err *err)
{
    struct clock_search s = {.history = &p->history,
                             .clock_ms = clock_ms,
                             .lifted_off = clock_ms >= 0,
                             .state = rocket_new()};
    int rc = search(&s, p, entry, flight, err);
    if (rc == 0 && !s.passed && s.lifted_off && !s.state->lifted_off) {
        s.lifted_off = false;
        rc = search(&s, p, entry, flight, err);
    }
    *t_ms = s.passed ? s.at_ms : flight->v1_ms;
    enum clock_mode clock = s.state->clock;
    int64_t held_ms = s.state->clock_held_ms;
    rocket_free(s.state);
    if (rc != 0 || s.passed)
        return rc != 0 ? rc : 1;
    if (clock == CLOCK_NONE)
        return err_set(err, ERR_NOT_FOUND, "%s has no T-0 yet", entry->live->name);
    if (clock == CLOCK_HOLD) {
        char held[16];
        show_clock(held_ms, held);
        return err_set(err, ERR_NOT_FOUND, "%s is held at %s", entry->live->name, held);
    }
    return 0;
}
