/* selection.c: batches of rows, filtered by record time; tables of names, read once. */
#include "export/selection.h"

#include <stdlib.h>

#include "base/mem.h"

enum { ROWS_AT_ONCE = 1024 };

static int keep_title(void *owner, const struct store_rocket *row)
{
    struct selection *s = owner;
    char title[ROCKET_TITLE_SIZE];
    struct rocket *r = rocket_new();
    rocket_init(r, row->id, row->name, row->keyless);
    rocket_title(r, title);
    rocket_free(r);
    if (row->id >= s->title_count) {
        s->titles = mem_grow(s->titles, (size_t)row->id + 1, sizeof *s->titles);
        while (s->title_count <= row->id)
            s->titles[s->title_count++] = NULL;
    }
    s->titles[row->id] = mem_text(title);
    return 0;
}

static int by_rocket_and_seq(const void *left, const void *right)
{
    const struct store_flight *a = left, *b = right;
    if (a->rocket != b->rocket)
        return a->rocket < b->rocket ? -1 : 1;
    return (a->seq0 > b->seq0) - (a->seq0 < b->seq0);
}

static int read_flights(struct selection *s, struct err *err)
{
    int64_t count;
    int rc = reader_flight_count(s->reader, &count, err);
    if (rc != 0)
        return rc;
    int most = count < SELECTION_FLIGHTS ? (int)count : SELECTION_FLIGHTS;
    s->flights = mem_zero((size_t)most + 1, sizeof *s->flights);
    s->flight_count = reader_flights(s->reader, s->range.rocket, s->flights, most, err);
    if (s->flight_count < 0)
        return s->flight_count;
    qsort(s->flights, (size_t)s->flight_count, sizeof *s->flights, by_rocket_and_seq);
    return 0;
}

static int read_parts(struct selection *s, struct err *err)
{
    for (int most = 64;; most *= 4) {
        s->parts = mem_grow(s->parts, (size_t)most, sizeof *s->parts);
        s->part_count = reader_parts(s->reader, s->parts, most, err);
        if (s->part_count < most || most >= SELECTION_PARTS)
            return s->part_count < 0 ? s->part_count : 0;
    }
}

int selection_open(struct selection *s, struct reader *reader, const struct selection_range *range,
                   struct err *err)
{
    *s = (struct selection){.reader = reader, .range = *range, .schemas = schema_set_new()};
    int64_t last;
    int rc = reader_last_seq(reader, &last, err);
    if (rc == 0 && last < s->range.seq1)
        s->range.seq1 = last;
    if (rc == 0)
        rc = schema_rows_load(reader, s->schemas, err);
    if (rc == 0)
        rc = read_parts(s, err);
    if (rc == 0)
        rc = read_flights(s, err);
    if (rc == 0)
        rc = reader_rockets(reader, 0, keep_title, s, err);
    return rc < 0 ? rc : 0;
}

void selection_close(struct selection *s)
{
    schema_set_free(s->schemas);
    for (int i = 0; i < s->title_count; i++)
        free(s->titles[i]);
    free(s->titles);
    free(s->parts);
    free(s->flights);
    *s = (struct selection){0};
}

struct selection_step {
    const struct selection *selection;
    const volatile sig_atomic_t *stop;
    selection_row_fn *fn;
    void *owner;
    int64_t next_seq;
    int rc;
    struct err *err;
};

static int take_row(void *owner, const struct store_message *m)
{
    struct selection_step *walk = owner;
    const struct selection_range *range = &walk->selection->range;
    int64_t t_ms = store_record_time(m->t_ms);
    walk->next_seq = m->seq + 1;
    if (*walk->stop != 0)
        walk->rc = err_set(walk->err, ERR_STOPPED, "interrupted");
    else if (t_ms >= range->from_ms && t_ms <= range->to_ms)
        walk->rc = walk->fn(walk->owner, m, walk->err);
    return walk->rc != 0;
}

int selection_walk(const struct selection *s, const volatile sig_atomic_t *stop,
                   selection_row_fn *fn, void *owner, struct err *err)
{
    struct selection_step walk = {s, stop, fn, owner, s->range.seq0, 0, err};
    const struct selection_range *range = &s->range;
    int64_t to = -1; /* up to here there may be rows of the time wanted */
    while (walk.rc == 0 && walk.next_seq <= range->seq1) {
        int rc = walk.next_seq <= to ? 0
                                     : reader_time_span(s->reader, range->from_ms, range->to_ms,
                                                        &walk.next_seq, &to, err);
        if (rc != 0)
            return rc;
        to = to < range->seq1 ? to : range->seq1;
        if (walk.next_seq > to)
            break;
        int n = range->rocket != 0
                    ? reader_rocket_rows(s->reader, range->rocket, walk.next_seq, to, ROWS_AT_ONCE,
                                         take_row, &walk, err)
                    : reader_rows(s->reader, walk.next_seq, to, ROWS_AT_ONCE, take_row, &walk, err);
        if (n < 0)
            return n;
        if (n < ROWS_AT_ONCE && walk.rc == 0)
            walk.next_seq = to + 1;
    }
    return walk.rc;
}

const char *selection_title(const struct selection *s, int32_t rocket)
{
    bool known = rocket > 0 && rocket < s->title_count && s->titles[rocket] != NULL;
    return known ? s->titles[rocket] : "?";
}

const struct store_part *selection_part(const struct selection *s, int32_t part)
{
    for (int i = 0; i < s->part_count; i++)
        if (s->parts[i].id == part)
            return &s->parts[i];
    return NULL;
}

const struct mission *selection_mission(const struct selection *s, const struct mission *mission,
                                        const struct store_message *m)
{
    if (!mission->by_topic)
        return mission;
    const char *topic = reader_topic(s->reader, m->part);
    return mission_reading(mission, mission_topic(mission, topic), m->key);
}

const struct store_flight *selection_flight(const struct selection *s,
                                            const struct store_message *m)
{
    int lo = 0, hi = s->flight_count; /* the last that does not begin after `m` lies before hi */
    const struct store_flight key = {.rocket = m->rocket, .seq0 = m->seq};
    while (lo < hi) {
        int mid = lo + (hi - lo) / 2;
        if (by_rocket_and_seq(&s->flights[mid], &key) <= 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo > 0 && s->flights[lo - 1].rocket == m->rocket ? &s->flights[lo - 1] : NULL;
}
