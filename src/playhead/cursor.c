/* cursor.c: the nearest keyframe, then fold on. */
#include "playhead/cursor.h"

#include <stdlib.h>

#include "base/mem.h"

/* With more rows than this to fold, seeking a keyframe is faster. */
enum { FOLD_AT_MOST = 256 };

void cursor_deinit(struct cursor *t)
{
    rocket_free(t->state);
    *t = (struct cursor){0};
}

struct folding {
    struct cursor *cursor;
    struct history *history;
    int64_t t_ms;
    int left; /* rows; 0: had enough */
};

static int fold_row(void *owner, const struct store_message *row)
{
    struct folding *f = owner;
    struct cursor *t = f->cursor;
    struct flight_message m = history_message(row);
    const struct mission *mission = history_mission(f->history, row);
    const struct decoded *d = history_decode(f->history, mission, row);
    if (rocket_fold_until(t->state, mission, &m, d, f->t_ms, NULL)) {
        t->after = m.seq;
        return --f->left == 0;
    }
    bool opens = false;
    int64_t v = rocket_next_v(t->state, mission, &m, d, &opens);
    t->over = opens;
    t->next_v_ms = opens ? CURSOR_NEVER : v;
    return 1;
}

/* Folds up to `most` rows after the last one. 1: there were more. */
static int fold_on(struct cursor *t, struct history *h, int32_t rocket, int64_t t_ms, int most,
                   struct err *err)
{
    struct folding f = {.cursor = t, .history = h, .t_ms = t_ms, .left = most};
    t->next_v_ms = CURSOR_NEVER;
    t->over = false;
    int rc = history_rows(h, rocket, t->after, fold_row, &f, err);
    return rc != 0 ? rc : f.left == 0;
}

/* Finds the flight that holds T (`holds`), and when the next one begins. */
static int find_flight(struct cursor *t, struct history *h, int32_t rocket, int64_t t_ms,
                       struct store_flight *flight, struct err *err)
{
    struct store_flight next;
    int rc = reader_flight_after(h->reader, rocket, t_ms, &next, err);
    if (rc != 0 && rc != ERR_NOT_FOUND)
        return rc;
    t->switch_v_ms = rc == 0 ? next.v0_ms : CURSOR_NEVER;
    rc = reader_flight_at(h->reader, rocket, t_ms, flight, err);
    t->holds = rc == 0;
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

/* Loads the flight's last keyframe at or before T. Skips the chunk in which the flight ends, whose
 * lane may end in another flight. ERR_NOT_FOUND: none. */
static int keyframe(struct cursor *t, struct history *h, const struct store_flight *flight,
                    int64_t t_ms, struct err *err)
{
    struct store_lane lane;
    int64_t lo = flight->seq0 / STORE_CHUNK, hi = flight->seq1 / STORE_CHUNK - 1;
    int64_t closed = h->tail.first / STORE_CHUNK - 1;
    if (hi > closed)
        hi = closed;
    if (hi < lo)
        return ERR_NOT_FOUND;
    int rc = reader_lane_at(h->reader, flight->rocket, lo, hi, t_ms, &lane, err);
    if (rc != 0)
        return rc;
    return rocket_decode(t->state, lane.state, err);
}

/* Sets the state before the first row to fold: a keyframe, or the start of the flight. */
static int begin(struct cursor *t, struct history *h, const struct store_flight *flight,
                 int64_t t_ms, struct err *err)
{
    int rc = keyframe(t, h, flight, t_ms, err);
    if (rc == 0) {
        t->after = t->state->seq;
    } else if (rc == ERR_NOT_FOUND) {
        t->after = flight->seq0 - 1;
        t->state->flight = flight->number - 1;
        rc = 0;
    }
    return rc;
}

static int seek(struct cursor *t, struct history *h, const struct store_rocket *rocket,
                const struct rocket *live, int64_t t_ms, struct err *err)
{
    struct store_flight flight;
    if (t->state == NULL)
        t->state = rocket_new();
    rocket_init(t->state, rocket->id, rocket->name, rocket->keyless);
    t->flights = live->flight;
    t->placed = t->over = false;
    t->next_v_ms = CURSOR_NEVER;
    int rc = find_flight(t, h, rocket->id, t_ms, &flight, err);
    if (rc == 0 && t->holds)
        rc = begin(t, h, &flight, t_ms, err);
    if (rc == 0 && t->holds)
        rc = fold_on(t, h, rocket->id, t_ms, INT32_MAX, err);
    t->placed = rc == 0;
    return rc;
}

/* Whether there may be new rows after those known. */
static bool more_is_there(const struct cursor *t, const struct rocket *live)
{
    return t->holds && !t->over && t->next_v_ms == CURSOR_NEVER && live->seq > t->after;
}

static bool still_true(const struct cursor *t, const struct rocket *live, int64_t t_ms)
{
    if (!t->placed || t_ms >= t->switch_v_ms)
        return false;
    if (!t->holds)
        return true;
    return t->state->v_ms <= t_ms && t_ms < t->next_v_ms && !more_is_there(t, live);
}

/* Whether T is near enough to fold on, estimated from the flight's message rate so far. */
static bool is_near(const struct cursor *t, int64_t t_ms)
{
    const struct rocket *r = t->state;
    if (!t->placed || !t->holds || r->v_ms > t_ms || t_ms >= t->switch_v_ms)
        return false;
    double flown_ms = (double)(r->v_ms - r->flight_v0_ms) + 1;
    return (double)r->messages / flown_ms * (double)(t_ms - r->v_ms) <= (double)FOLD_AT_MOST;
}

int cursor_move(struct cursor *t, struct history *h, const struct store_rocket *rocket,
                const struct rocket *live, int64_t t_ms, struct err *err)
{
    if (t->flights != live->flight)
        t->placed = false;
    if (still_true(t, live, t_ms))
        return 0;
    if (is_near(t, t_ms)) {
        int rc = fold_on(t, h, rocket->id, t_ms, FOLD_AT_MOST, err);
        if (rc <= 0)
            return rc;
    }
    return seek(t, h, rocket, live, t_ms, err);
}

int64_t cursor_next_ms(const struct cursor *t)
{
    return t->next_v_ms < t->switch_v_ms ? t->next_v_ms : t->switch_v_ms;
}
