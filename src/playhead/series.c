/* series.c: one channel over time, as minimum and maximum per column, and when a rocket was heard.
 * Samples are at their record time, late ones too; those of a wrong clock at their arrival. */
#include <math.h>

#include "flight/formulas.h"
#include "playhead/playhead_internal.h"
#include "playhead/scan.h"

enum { UNKNOWN_PACE_MS = 5000 }; /* samples this close belong together if the rate is unknown */

struct series {
    struct flight_scan scan;
    int columns;
    double *min, *max; /* of a channel, or */
    bool *heard;       /* of the rocket */
    int64_t bridge_ms; /* samples this close have no gap between them */
    int64_t last_t_ms; /* of the last sample put; FLIGHT_NO_TIME */
    double last;
    const struct rocket *state; /* knows its producer's clock */
};

static int column_of(const struct series *s, int64_t t_ms)
{
    if (t_ms < s->scan.t0_ms)
        return 0;
    if (t_ms >= s->scan.t1_ms)
        return s->columns - 1;
    return (int)((t_ms - s->scan.t0_ms) * s->columns / (s->scan.t1_ms - s->scan.t0_ms));
}

static bool in_window(const struct series *s, int64_t t_ms)
{
    return t_ms >= s->scan.t0_ms && t_ms <= s->scan.t1_ms;
}

static bool belongs_to_last(const struct series *s, int64_t t_ms)
{
    return s->last_t_ms != FLIGHT_NO_TIME && t_ms > s->last_t_ms &&
           t_ms - s->last_t_ms <= s->bridge_ms;
}

/* ---- one channel ---- */

static void widen(struct series *s, int column, double min, double max)
{
    if (!(s->min[column] <= min))
        s->min[column] = min;
    if (!(s->max[column] >= max))
        s->max[column] = max;
}

static void put_group(void *owner, const struct aggregate_group *g)
{
    struct series *s = owner;
    if (isnan(g->min))
        return;
    for (int column = column_of(s, g->t0_ms); column <= column_of(s, g->t1_ms); column++)
        widen(s, column, g->min, g->max);
    s->last_t_ms = FLIGHT_NO_TIME;
}

/* The columns between two samples that belong together lie on the line between them. */
static void bridge(struct series *s, int64_t t_ms, double value)
{
    int from = s->last_t_ms < s->scan.t0_ms ? -1 : column_of(s, s->last_t_ms);
    int to = t_ms > s->scan.t1_ms ? s->columns : column_of(s, t_ms);
    double width = (double)(s->scan.t1_ms - s->scan.t0_ms) / s->columns;
    for (int column = from + 1; column < to; column++) {
        double middle = (double)s->scan.t0_ms + (column + 0.5) * width;
        double part = (middle - (double)s->last_t_ms) / (double)(t_ms - s->last_t_ms);
        double on_line = s->last + (value - s->last) * part;
        widen(s, column, on_line, on_line);
    }
}

static void put_sample(struct series *s, int64_t t_ms, double value)
{
    if (isnan(value))
        return;
    if (belongs_to_last(s, t_ms) && t_ms >= s->scan.t0_ms)
        bridge(s, t_ms, value);
    if (in_window(s, t_ms))
        widen(s, column_of(s, t_ms), value, value);
    s->last_t_ms = t_ms;
    s->last = value;
}

static int64_t sample_ms(const struct series *s, const struct store_message *row)
{
    struct flight_message m = history_message(row);
    return rocket_sample_ms(s->state, &m);
}

static void put_row(void *owner, const struct store_message *row)
{
    struct series *s = owner;
    /* One sample before the window and one after it are enough to bridge its ends. */
    int64_t t_ms = sample_ms(s, row);
    if (t_ms < s->scan.t0_ms - s->bridge_ms || t_ms > s->scan.t1_ms + s->bridge_ms)
        return;
    struct history *h = s->scan.history;
    const struct decoded *d = history_decode(h, history_mission(h, row), row);
    if (s->scan.state != NULL)
        rocket_derived(s->scan.state, h->mission, &h->decoded);
    for (int i = 0; i < d->count; i++)
        if (strcmp(d->numbers[i].name, s->scan.channel) == 0)
            put_sample(s, t_ms, d->numbers[i].value);
}

/* Chooses the rows for a chart of t0..t1: of the shown flight, as far as it is shown, or, if the
 * window lies before it, of the flight that holds t1. */
static int choose_rows(struct playhead *p, const struct roster_entry *entry,
                       struct flight_scan *scan, int64_t *bridge_ms, struct err *err)
{
    const struct rocket *state = playhead_shown_state(p, entry);
    struct store_flight flight;
    if (state != NULL && state->v_ms != FLIGHT_NO_TIME && scan->t1_ms >= state->flight_v0_ms) {
        const struct channel *c = rocket_channel(state, scan->channel);
        scan->seq0 = state->flight_seq0;
        scan->seq1 = state->seq;
        *bridge_ms = c == NULL ? UNKNOWN_PACE_MS : pace_deadline_ms(&c->pace);
        return c == NULL ? ERR_NOT_FOUND : 0;
    }
    int rc = reader_flight_at(p->history.reader, entry->row.id, scan->t1_ms, &flight, err);
    if (rc != 0)
        return rc;
    scan->seq0 = flight.seq0;
    scan->seq1 = flight.seq1;
    scan->v_most_ms = INT64_MAX;
    *bridge_ms = UNKNOWN_PACE_MS;
    return 0;
}

static const struct rocket *state_of(struct playhead *p, const struct roster_entry *entry)
{
    const struct rocket *state = playhead_shown_state(p, entry);
    return state != NULL ? state : entry->live;
}

/* A scan of a rocket over t0..t1, without callbacks. */
static struct series series_over(struct playhead *p, int32_t rocket, int64_t t0, int64_t t1,
                                 int columns)
{
    return (struct series){
        .scan = {.history = &p->history,
                 .rocket = rocket,
                 .v_most_ms = INT64_MAX,
                 .t0_ms = t0,
                 .t1_ms = t1,
                 .column_ms = (t1 - t0) / columns,
                 .channel = ""},
        .columns = columns,
        .last_t_ms = FLIGHT_NO_TIME,
    };
}

static int read_series(struct playhead *p, const struct roster_entry *entry, struct series *s,
                       struct err *err)
{
    int rc = choose_rows(p, entry, &s->scan, &s->bridge_ms, err);
    if (rc == 0)
        rc = scan_flight(&s->scan, err);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

int playhead_series(struct playhead *p, int32_t rocket, const char *channel, int64_t t0, int64_t t1,
                    int64_t until, int columns, double *min, double *max, struct err *err)
{
    for (int i = 0; i < columns; i++)
        min[i] = max[i] = NAN;
    const struct roster_entry *entry = roster_find(&p->roster, rocket);
    if (entry == NULL || columns <= 0 || t1 <= t0)
        return 0;
    struct series s = series_over(p, rocket, t0, t1, columns);
    s.scan.owner = &s;
    s.state = state_of(p, entry);
    s.scan.v_most_ms = until;
    s.scan.channel = channel;
    s.scan.group = put_group;
    s.scan.row = put_row;
    s.min = min;
    s.max = max;
    if (formulas_make(p->history.mission, channel)) {
        s.scan.state = rocket_new();
        rocket_init(s.scan.state, rocket, entry->row.name, entry->row.keyless);
    }
    int rc = playhead_read_begin(p, err);
    if (rc == 0)
        rc = playhead_read_end(p, read_series(p, entry, &s, err));
    rocket_free(s.scan.state);
    return rc;
}

/* ---- when a rocket was heard ---- */

static void hear_span(struct series *s, int64_t from_ms, int64_t to_ms)
{
    if (belongs_to_last(s, from_ms))
        from_ms = s->last_t_ms;
    s->last_t_ms = to_ms;
    if (to_ms < s->scan.t0_ms || from_ms > s->scan.t1_ms)
        return;
    for (int column = column_of(s, from_ms); column <= column_of(s, to_ms); column++)
        s->heard[column] = true;
}

static void hear_group(void *owner, const struct aggregate_group *g)
{
    hear_span(owner, g->t0_ms, g->t1_ms);
}

static void hear_row(void *owner, const struct store_message *row)
{
    int64_t t_ms = sample_ms(owner, row);
    hear_span(owner, t_ms, t_ms);
}

/* How long a pause counts as silence; text messages have no rate. */
static int64_t silence_from_ms(const struct rocket *live)
{
    return live->has_numbers ? pace_deadline_ms(&live->pace) : INT64_MAX;
}

static int read_heard(struct playhead *p, const struct roster_entry *entry, struct series *s,
                      struct err *err)
{
    struct store_flight flight;
    int rc = reader_flight_at(p->history.reader, entry->row.id, s->scan.t1_ms, &flight, err);
    if (rc != 0)
        return rc == ERR_NOT_FOUND ? 0 : rc;
    s->scan.seq0 = flight.seq0;
    s->scan.seq1 = flight.seq1;
    return scan_flight(&s->scan, err);
}

int playhead_heard(struct playhead *p, int32_t rocket, int64_t t0, int64_t t1, int columns,
                   bool *heard, struct err *err)
{
    for (int i = 0; i < columns; i++)
        heard[i] = false;
    const struct roster_entry *entry = roster_find(&p->roster, rocket);
    if (entry == NULL || columns <= 0 || t1 <= t0)
        return 0;
    struct series s = series_over(p, rocket, t0, t1, columns);
    s.scan.owner = &s;
    s.state = state_of(p, entry);
    s.scan.group = hear_group;
    s.scan.row = hear_row;
    s.heard = heard;
    s.bridge_ms = silence_from_ms(entry->live);
    int rc = playhead_read_begin(p, err);
    return rc != 0 ? rc : playhead_read_end(p, read_heard(p, entry, &s, err));
}
