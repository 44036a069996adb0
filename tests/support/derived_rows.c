/* derived_rows.c: through the reader. */
#include "derived_rows.h"

#include <stdlib.h>

#include "base/mem.h"
#include "store/reader.h"

enum { MOST = 5000 };

static int add_lane(void *owner, const struct store_lane *lane)
{
    buf_printf(owner, "lane %d %d %d %lld %lld ", (int)lane->chunk, lane->rocket, lane->n,
               (long long)lane->v0_ms, (long long)lane->v1_ms);
    buf_add_bytes(owner, lane->seqs);
    buf_add_bytes(owner, lane->agg);
    buf_add_bytes(owner, lane->state);
    return 0;
}

static int add_lanes(struct reader *r, struct buf *out, struct err *err)
{
    int64_t chunks;
    int rc = reader_chunk_count(r, &chunks, err);
    for (int64_t c = 0; c < chunks && rc >= 0; c++)
        rc = reader_chunk_lanes(r, c, add_lane, out, err);
    return rc;
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
