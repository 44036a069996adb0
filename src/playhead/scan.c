/* scan.c: lane by lane, coarse or fine. */
#include "playhead/scan.h"

enum {
    DENSE_ROWS = 2 * AGGREGATE_MESSAGES, /* per column: with more, groups are fine enough */
    AROUND_MS = 60000, /* how far apart record time and visible time of a message may be */
};

static int give_row(void *owner, const struct store_message *row)
{
    struct flight_scan *s = owner;
    struct flight_message m = history_message(row);
    int64_t v_ms = message_v_ms(&m, row->t_ms);
    s->v_ms = v_ms > s->v_ms ? v_ms : s->v_ms;
    if (row->seq > s->seq1 || s->v_ms > s->v_most_ms)
        return 1;
    if (s->state != NULL)
        history_fold(s->history, s->state, row, &m);
    s->row(s->owner, row);
    return 0;
}

/* The rows go on after the lane. */
static int fold_lane(struct flight_scan *s, const struct store_lane *lane, struct err *err)
{
    return s->state == NULL ? 0 : rocket_decode(s->state, lane->state, err);
}

static int give_groups(struct flight_scan *s, const struct store_lane *lane, struct err *err)
{
    struct aggregate_reader groups;
    struct aggregate_group group;
    int rc = aggregate_open(&groups, lane->agg, s->channel, err);
    while (rc == 0 && (rc = aggregate_next(&groups, &group, err)) == 1) {
        if (group.t1_ms >= s->t0_ms && group.t0_ms <= s->t1_ms)
            s->group(s->owner, &group);
        rc = 0;
    }
    return rc;
}

/* Whether to use the lane's groups: it has some, and a column holds several. */
static bool is_dense(const struct flight_scan *s, const struct store_lane *lane)
{
    return lane->agg.len > 0 && (double)lane->n * (double)s->column_ms >=
                                    (double)DENSE_ROWS * (double)(lane->v1_ms - lane->v0_ms);
}

static int give_lane(struct flight_scan *s, const struct store_lane *lane, struct err *err)
{
    int64_t first = lane->chunk * STORE_CHUNK, last = first + STORE_CHUNK - 1;
    bool whole = first >= s->seq0 && last <= s->seq1 && lane->v1_ms <= s->v_most_ms;
    if (whole && is_dense(s, lane)) {
        int rc = give_groups(s, lane, err);
        return rc != 0 ? rc : fold_lane(s, lane, err);
    }
    int rc = reader_rocket_rows(s->history->reader, s->rocket, first < s->seq0 ? s->seq0 : first,
                                last, STORE_CHUNK, give_row, s, err);
    return rc < 0 ? rc : 0;
}

/* The first chunk that can overlap the window. Within the flight v rises from chunk to chunk,
 * except in the last one, in which another flight may begin. */
static int first_chunk(struct flight_scan *s, int64_t *chunk, struct err *err)
{
    struct store_lane lane;
    int64_t lo = s->seq0 / STORE_CHUNK, hi = s->seq1 / STORE_CHUNK - 1;
    int64_t closed = s->history->tail.first / STORE_CHUNK - 1;
    int rc = reader_lane_at(s->history->reader, s->rocket, lo, hi < closed ? hi : closed,
                            s->t0_ms - AROUND_MS, &lane, NULL);
    *chunk = rc == 0 ? lane.chunk + 1 : lo;
    return rc == 0 ? fold_lane(s, &lane, err) : 0;
}

int scan_flight(struct flight_scan *s, struct err *err)
{
    s->v_ms = INT64_MIN;
    int64_t open = s->history->tail.first, last = s->seq1 / STORE_CHUNK, chunk;
    int rc = first_chunk(s, &chunk, err);
    while (rc == 0 && chunk <= last && chunk * STORE_CHUNK < open) {
        struct store_lane lane;
        rc = reader_lane_after(s->history->reader, s->rocket, chunk, &lane, err);
        if (rc == ERR_NOT_FOUND || (rc == 0 && lane.chunk > last))
            break;
        if (rc == 0 && lane.v0_ms > s->t1_ms + AROUND_MS)
            return 0;
        if (rc == 0)
            rc = give_lane(s, &lane, err);
        if (rc != 0)
            return rc;
        chunk = lane.chunk + 1;
    }
    if (rc != 0 && rc != ERR_NOT_FOUND)
        return rc;
    int64_t after = s->seq0 > open ? s->seq0 - 1 : open - 1;
    return history_rows(s->history, s->rocket, after, give_row, s, err);
}
