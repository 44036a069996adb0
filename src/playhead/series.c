/* series.c: one channel over time, as minimum and maximum per column.
 *
 * What is visible at T of a flight is a prefix of it by seq, so a chart needs the rocket's state at
 * T and nothing else to know where to stop. Where a column holds many messages, the lanes'
 * aggregates are read, which keep every peak; where it holds few, and in the open chunk, the
 * messages themselves. Samples lie at their record time, late ones too. */
#include <math.h>

#include "base/mem.h"
#include "flight/aggregate.h"
#include "playhead/inside.h"

enum {
    DENSE_ROWS = 2 * AGGREGATE_MESSAGES, /* per column: from here on aggregates are fine enough */
    AROUND_MS = 60000, /* how far record time and visible time of a message may lie apart */
};

struct series {
    struct playhead *p;
    const struct rocket *state;
    const char *channel;
    int64_t t0_ms, t1_ms;
    int columns;
    double *min, *max;
    int64_t bridge_ms; /* samples no further apart belong together: no gap between them */
    int64_t last_t_ms; /* of the last sample put; FLIGHT_NO_TIME */
    double last;
    struct decoded *decoded;
};

static int column_of(const struct series *s, int64_t t_ms)
{
    int64_t span = s->t1_ms - s->t0_ms;
    int64_t column = (t_ms - s->t0_ms) * s->columns / (span > 0 ? span : 1);
    return column >= s->columns ? s->columns - 1 : (int)column;
}

static void widen(struct series *s, int column, double min, double max)
{
    if (!(s->min[column] <= min))
        s->min[column] = min;
    if (!(s->max[column] >= max))
        s->max[column] = max;
}

static void put_group(struct series *s, const struct aggregate_group *g)
{
    if (isnan(g->min) || g->t1_ms < s->t0_ms || g->t0_ms > s->t1_ms)
        return;
    int from = g->t0_ms < s->t0_ms ? 0 : column_of(s, g->t0_ms);
    int to = g->t1_ms > s->t1_ms ? s->columns - 1 : column_of(s, g->t1_ms);
    for (int column = from; column <= to; column++)
        widen(s, column, g->min, g->max);
    s->last_t_ms = FLIGHT_NO_TIME;
}

/* The columns between two samples that belong together lie on the line between them. */
static void bridge(struct series *s, int64_t t_ms, double value)
{
    if (s->last_t_ms == FLIGHT_NO_TIME || t_ms <= s->last_t_ms ||
        t_ms - s->last_t_ms > s->bridge_ms)
        return;
    int from = s->last_t_ms < s->t0_ms ? -1 : column_of(s, s->last_t_ms);
    int to = t_ms > s->t1_ms ? s->columns : column_of(s, t_ms);
    double width = (double)(s->t1_ms - s->t0_ms) / s->columns;
    for (int column = from + 1; column < to; column++) {
        double middle = (double)s->t0_ms + (column + 0.5) * width;
        double part = (middle - (double)s->last_t_ms) / (double)(t_ms - s->last_t_ms);
        double on_line = s->last + (value - s->last) * part;
        widen(s, column, on_line, on_line);
    }
}

static void put_sample(struct series *s, int64_t t_ms, double value)
{
    if (isnan(value))
        return;
    if (t_ms >= s->t0_ms)
        bridge(s, t_ms, value);
    if (t_ms >= s->t0_ms && t_ms <= s->t1_ms) {
        int column = column_of(s, t_ms);
        widen(s, column, value, value);
    }
    s->last_t_ms = t_ms;
    s->last = value;
}

static int put_row(void *owner, const struct store_message *row)
{
    struct series *s = owner;
    if (row->seq > s->state->seq)
        return 1;
    /* One sample before the window and one after it are enough to bridge its ends. */
    if (row->t_ms < s->t0_ms - s->bridge_ms || row->t_ms > s->t1_ms + s->bridge_ms)
        return 0;
    message_decode(row->value, s->decoded);
    for (int i = 0; i < s->decoded->count; i++)
        if (strcmp(s->decoded->numbers[i].name, s->channel) == 0)
            put_sample(s, row->t_ms, s->decoded->numbers[i].value);
    return 0;
}

static int put_groups(struct series *s, const struct store_lane *lane, struct err *err)
{
    struct aggregate_reader groups;
    struct aggregate_group group;
    int rc = aggregate_open(&groups, lane->agg, s->channel, err);
    while (rc == 0 && (rc = aggregate_next(&groups, &group, err)) == 1) {
        put_group(s, &group);
        rc = 0;
    }
    return rc;
}

static bool is_dense(const struct series *s, const struct store_lane *lane)
{
    int64_t column_ms = (s->t1_ms - s->t0_ms) / s->columns;
    return (double)lane->n * (double)column_ms >=
           (double)DENSE_ROWS * (double)(lane->v1_ms - lane->v0_ms);
}

static int put_lane(struct series *s, const struct store_lane *lane, struct err *err)
{
    int64_t first = lane->chunk * STORE_CHUNK, last = first + STORE_CHUNK - 1;
    bool whole = first >= s->state->flight_seq0 && last <= s->state->seq;
    if (whole && is_dense(s, lane))
        return put_groups(s, lane, err);
    if (first < s->state->flight_seq0)
        first = s->state->flight_seq0;
    int rc = reader_rocket_rows(s->p->source.reader, s->state->id, first, last, STORE_CHUNK,
                                put_row, s, err);
    return rc < 0 ? rc : 0;
}

/* The first chunk that can hold samples of the window. Within the flight v rises with the chunk,
 * but for the last one, in which another flight may begin. */
static int64_t first_chunk(struct series *s)
{
    struct store_lane lane;
    int64_t lo = s->state->flight_seq0 / STORE_CHUNK, hi = s->state->seq / STORE_CHUNK - 1;
    int64_t closed = s->p->source.tail.first / STORE_CHUNK - 1;
    int rc = reader_lane_at(s->p->source.reader, s->state->id, lo, hi < closed ? hi : closed,
                            s->t0_ms - AROUND_MS, &lane, NULL);
    return rc == 0 ? lane.chunk + 1 : lo;
}

static int read_series(struct series *s, struct err *err)
{
    int64_t open = s->p->source.tail.first, last = s->state->seq / STORE_CHUNK;
    int64_t chunk = first_chunk(s);
    while (chunk <= last && chunk * STORE_CHUNK < open) {
        struct store_lane lane;
        int rc = reader_lane_after(s->p->source.reader, s->state->id, chunk, &lane, err);
        if (rc == ERR_NOT_FOUND || (rc == 0 && lane.chunk > last))
            break;
        if (rc == 0 && lane.v0_ms > s->t1_ms + AROUND_MS)
            return 0;
        if (rc == 0)
            rc = put_lane(s, &lane, err);
        if (rc != 0)
            return rc;
        chunk = lane.chunk + 1;
    }
    int64_t after = s->state->flight_seq0 > open ? s->state->flight_seq0 - 1 : open - 1;
    return source_rows(&s->p->source, s->state->id, after, put_row, s, err);
}

int playhead_series(struct playhead *p, int32_t rocket, const char *channel, int64_t t0, int64_t t1,
                    int columns, double *min, double *max, struct err *err)
{
    for (int i = 0; i < columns; i++)
        min[i] = max[i] = NAN;
    const struct seat *seat = roster_seat(&p->roster, rocket);
    const struct rocket *state = seat == NULL ? NULL : inside_state(p, seat);
    const struct channel *c = state == NULL ? NULL : rocket_channel(state, channel);
    if (c == NULL || columns <= 0 || t1 <= t0)
        return 0;

    struct decoded decoded;
    struct series s = {
        .p = p,
        .state = state,
        .channel = channel,
        .t0_ms = t0,
        .t1_ms = t1,
        .columns = columns,
        .min = min,
        .max = max,
        .bridge_ms = pace_deadline_ms(&c->pace),
        .last_t_ms = FLIGHT_NO_TIME,
        .decoded = &decoded,
    };
    int rc = inside_enter(p, err);
    return rc != 0 ? rc : inside_leave(p, read_series(&s, err));
}
