/* derived_rows.c: through the reader. */
#include "test.h"

#include "demo_mission.h"
#include "derived_rows.h"

#include <stdlib.h>

#include "base/mem.h"
#include "flight/mission.h"
#include "recorder/tape.h"
#include "store/reader.h"

enum { MOST = 5000 };

static void add_lane(struct buf *out, const struct store_lane *lane)
{
    buf_printf(out, "lane %d %d %d %lld %lld ", (int)lane->chunk, lane->rocket, lane->n,
               (long long)lane->v0_ms, (long long)lane->v1_ms);
    buf_add_bytes(out, lane->seqs);
    buf_add_bytes(out, lane->agg);
    buf_add_bytes(out, lane->state);
}

struct lane_walk {
    struct reader *r;
    struct buf *out;
    struct err *err;
};

static int add_lanes_of(void *owner, const struct store_rocket *rocket)
{
    struct lane_walk *walk = owner;
    struct store_lane lane = {.chunk = -1};
    int32_t id = rocket->id;
    while (reader_lane_after(walk->r, id, lane.chunk + 1, &lane, walk->err) == 0)
        add_lane(walk->out, &lane);
    return 0;
}

static int add_lanes(struct reader *r, struct buf *out, struct err *err)
{
    struct lane_walk walk = {r, out, err};
    return reader_rockets(r, 0, add_lanes_of, &walk, err);
}

static int add_events(struct reader *r, struct buf *out, struct err *err)
{
    struct store_event *events = mem_zero(MOST, sizeof *events);
    struct reader_event_query q = {.v0 = INT64_MIN, .v1 = INT64_MAX, .rocket = READER_ALL};
    int count = reader_events(r, &q, events, MOST, err);
    for (int i = 0; i < count; i++) {
        if (events[i].rocket > 0)
            buf_printf(out, "event %lld %lld %d %d %s\n", (long long)events[i].v_ms,
                       (long long)events[i].seq, events[i].rocket, events[i].kind, events[i].text);
    }
    free(events);
    return count;
}

static int add_flights(struct reader *r, struct buf *out, struct err *err)
{
    struct store_flight *flights = mem_zero(MOST, sizeof *flights);
    int count = reader_flights(r, 0, flights, MOST, err);
    for (int i = 0; i < count; i++)
        buf_printf(out, "flight %d %d %lld %lld %lld %lld %s\n", flights[i].rocket,
                   flights[i].number, (long long)flights[i].seq0, (long long)flights[i].seq1,
                   (long long)flights[i].messages, (long long)flights[i].silent_ms,
                   flights[i].outcome);
    free(flights);
    return count;
}

int derived_rows(const char *cache, struct buf *out, struct err *err)
{
    struct reader *r;
    int rc = reader_open(&r, cache, err);
    if (rc != 0)
        return rc;
    rc = add_lanes(r, out, err);
    if (rc >= 0)
        rc = add_events(r, out, err);
    if (rc >= 0)
        rc = add_flights(r, out, err);
    reader_close(r);
    return rc < 0 ? rc : 0;
}

void check_derived(const char *cache)
{
    struct buf as_recorded = {0}, again = {0};
    struct tape *t;
    struct err err;
    assert_int_equal(derived_rows(cache, &as_recorded, &err), 0);
    assert_int_equal(tape_open(&t, cache, &mission_demo, &err), 0);
    tape_close(t);
    assert_int_equal(tape_open(&t, cache, &mission_default, &err), 0);
    tape_close(t);
    assert_int_equal(derived_rows(cache, &again, &err), 0);
    assert_int_equal(as_recorded.len, again.len);
    assert_memory_equal(as_recorded.data, again.data, again.len);
    buf_deinit(&as_recorded);
    buf_deinit(&again);
}
