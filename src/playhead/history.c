/* history.c: finding a rocket's rows by lanes, then by the tail. */
#include "playhead/history.h"

#include <limits.h>
#include <stdlib.h>

#include "base/mem.h"
#include "store/headers.h"

void history_deinit(struct history *h)
{
    reader_close(h->reader);
    free(h->tail.rocket);
    decoded_deinit(&h->decoded);
    schema_set_free(h->schemas);
    *h = (struct history){0};
}

void tail_begin(struct tail *t, int64_t first)
{
    if (first == t->first)
        return;
    size_t gone = first > t->first ? (size_t)(first - t->first) : t->count;
    if (gone > t->count)
        gone = t->count;
    t->count -= gone;
    if (t->count > 0)
        memmove(t->rocket, t->rocket + gone, t->count * sizeof(*t->rocket));
    t->first = first;
}

void tail_put(struct tail *t, int64_t seq, int32_t rocket)
{
    if (seq < t->first)
        return;
    size_t at = (size_t)(seq - t->first);
    if (at >= t->cap) {
        t->cap = at < STORE_CHUNK ? STORE_CHUNK : 2 * at;
        t->rocket = mem_grow(t->rocket, t->cap, sizeof(*t->rocket));
    }
    while (t->count <= at)
        t->rocket[t->count++] = 0;
    t->rocket[at] = rocket;
}

int64_t tail_next(const struct tail *t, int32_t rocket, int64_t after)
{
    size_t at = after < t->first ? 0 : (size_t)(after - t->first) + 1;
    for (; at < t->count; at++)
        if (t->rocket[at] == rocket)
            return t->first + (int64_t)at;
    return 0;
}

static enum flight_source source_of(struct bytes headers)
{
    struct bytes value;
    return store_headers_find(headers, "ground-source", &value) ? message_source(value)
                                                                : SOURCE_NONE;
}

struct flight_message history_message(const struct store_message *row)
{
    return (struct flight_message){
        .seq = row->seq,
        .t_ms = row->t_ms,
        .arrival_ms = row->arrival_ms == STORE_NO_TIME ? FLIGHT_NO_TIME : row->arrival_ms,
        .source = source_of(row->headers),
        .value = row->value,
    };
}

const struct mission *history_mission(const struct history *h, const struct store_message *row)
{
    if (!h->mission->by_topic)
        return h->mission;
    const char *topic = reader_topic(h->reader, row->part);
    return mission_reading(h->mission, mission_topic(h->mission, topic), row->key);
}

const struct decoded *history_decode(struct history *h, const struct mission *reading,
                                     const struct store_message *row)
{
    h->decoded.schemas = h->schemas;
    h->decoded.seq = row->seq;
    message_decode(reading, row->value, &h->decoded);
    return &h->decoded;
}

void history_fold(struct history *h, struct rocket *state, const struct store_message *row,
                  const struct flight_message *m)
{
    const struct mission *reading = history_mission(h, row);
    rocket_fold(state, reading, m, history_decode(h, reading, row), NULL);
}

/* Passes rows on and remembers whether the receiver had enough. */
struct relay {
    reader_row_fn *fn;
    void *owner;
    bool stopped;
};

static int relay_row(void *owner, const struct store_message *m)
{
    struct relay *relay = owner;
    relay->stopped = relay->fn(relay->owner, m) != 0;
    return relay->stopped;
}

int history_rows(struct history *h, int32_t rocket, int64_t after, reader_row_fn *fn, void *owner,
                 struct err *err)
{
    struct relay relay = {fn, owner, false};
    int64_t open = h->tail.first;
    if (after + 1 < open) {
        int rc = reader_rocket_rows(h->reader, rocket, after + 1, open - 1, INT_MAX, relay_row,
                                    &relay, err);
        if (rc < 0 || relay.stopped)
            return rc < 0 ? rc : 0;
    }
    int64_t seq = after;
    while (!relay.stopped && (seq = tail_next(&h->tail, rocket, seq)) != 0) {
        int rc = reader_rows(h->reader, seq, seq, 1, relay_row, &relay, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}
