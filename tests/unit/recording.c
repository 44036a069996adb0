/* recording.c: fold, lanes, chunks, flights and events in one transaction with the messages. */
#include "test.h"

#include "recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

#define MUST(call)                                                                                 \
    do {                                                                                           \
        struct err err = {0};                                                                      \
        if ((call) != 0)                                                                           \
            fail_msg("%s: %s", #call, err.text);                                                   \
    } while (0)

static void remove_file(const char *path, const char *suffix)
{
    char *name = mem_printf("%s%s", path, suffix);
    unlink(name);
    free(name);
}

void recording_begin(struct recording *r, const char *path, const struct mission *mission)
{
    memset(r, 0, sizeof(*r));
    r->mission = mission;
    remove_file(path, "");
    remove_file(path, "-wal");
    remove_file(path, "-shm");
    MUST(writer_open(&r->writer, path, &err));
    MUST(writer_begin(r->writer, &err));
    r->open = true;
    MUST(writer_part(r->writer, "cluster", "falcon9", 0, &r->part, &err));
    recording_commit(r);
}

void recording_end(struct recording *r)
{
    recording_commit(r);
    writer_close(r->writer);
    for (int i = 0; i < r->rockets_count; i++) {
        buf_deinit(&r->rockets[i].seqs);
        aggregate_deinit(&r->rockets[i].agg);
    }
}

static void begin(struct recording *r)
{
    if (r->open)
        return;
    MUST(writer_begin(r->writer, &err));
    r->open = true;
}

static struct recorded_rocket *rocket_of(struct recording *r, const char *key)
{
    bool keyless = key == NULL;
    struct bytes name = bytes_of(keyless ? "flugdaten" : key);
    for (int i = 0; i < r->rockets_count; i++)
        if (r->rockets[i].state.keyless == keyless &&
            bytes_equal(bytes_of(r->rockets[i].state.name), name))
            return &r->rockets[i];
    assert_true(r->rockets_count < RECORDING_ROCKETS);
    struct recorded_rocket *rocket = &r->rockets[r->rockets_count++];
    int32_t id;
    MUST(writer_rocket(r->writer, name, keyless, &id, &err));
    rocket_init(&rocket->state, id, name, keyless);
    return rocket;
}

static void put_event(void *owner, const struct event *event)
{
    struct recording *r = owner;
    struct store_event row = {
        .v_ms = event->v_ms,
        .seq = event->seq,
        .rocket = event->rocket,
        .kind = (int32_t)event->kind,
        .clock_ms = event->clock_ms,
    };
    snprintf(row.text, sizeof(row.text), "%s", event->text);
    MUST(writer_event(r->writer, &row, &err));
}

/* The flight row as it is after the last message. */
static void write_flight(struct recording *r, struct recorded_rocket *rocket)
{
    const struct rocket *s = &rocket->state;
    struct store_flight *f = &rocket->flight;
    if (f->number != s->flight)
        *f = (struct store_flight){
            .rocket = s->id, .number = s->flight, .seq0 = s->flight_seq0, .v0_ms = s->flight_v0_ms};
    f->seq1 = s->seq;
    f->v1_ms = s->v_ms;
    f->t_zero_ms = s->t_zero_ms;
    f->messages = s->messages;
    f->source = (int32_t)s->source;
    snprintf(f->outcome, sizeof(f->outcome), "%s", s->outcome[0] != '\0' ? s->outcome : "OPEN");
    MUST(writer_flight(r->writer, f, &err));
    rocket->dirty = false;
}

static void into_lane(struct recorded_rocket *rocket, int64_t seq, int64_t t_ms,
                      const struct decoded *d)
{
    int64_t chunk = seq / STORE_CHUNK;
    if (rocket->lane.n == 0) {
        rocket->lane = (struct store_lane){
            .chunk = chunk, .rocket = rocket->state.id, .v0_ms = rocket->state.v_ms};
        rocket->last_seq = chunk * STORE_CHUNK;
    }
    rocket->lane.n++;
    rocket->lane.v1_ms = rocket->state.v_ms;
    buf_add_uvarint(&rocket->seqs, (uint64_t)(seq - rocket->last_seq));
    rocket->last_seq = seq;
    aggregate_add(&rocket->agg, t_ms, d);
}

static void close_chunk(struct recording *r)
{
    struct buf state = {0}, agg = {0};
    for (int i = 0; i < r->rockets_count; i++) {
        struct recorded_rocket *rocket = &r->rockets[i];
        if (rocket->lane.n == 0)
            continue;
        buf_clear(&state);
        buf_clear(&agg);
        rocket_encode(&rocket->state, &state);
        aggregate_encode(&rocket->agg, &agg);
        rocket->lane.seqs = buf_bytes(&rocket->seqs);
        rocket->lane.agg = buf_bytes(&agg);
        rocket->lane.state = buf_bytes(&state);
        MUST(writer_lane(r->writer, &rocket->lane, &err));
        rocket->lane.n = 0;
        buf_clear(&rocket->seqs);
        aggregate_reset(&rocket->agg);
    }
    r->chunk = (struct store_chunk){.id = r->seq / STORE_CHUNK};
    MUST(writer_chunk(r->writer, &r->chunk, &err));
    buf_deinit(&state);
    buf_deinit(&agg);
}

void recording_say(struct recording *r, const char *key, int64_t t_ms, int64_t arrival_ms,
                   const char *value)
{
    begin(r);
    struct recorded_rocket *rocket = rocket_of(r, key);
    struct store_message row = {
        .seq = ++r->seq,
        .part = r->part.id,
        .off = r->part.next_off++,
        .t_ms = t_ms,
        .arrival_ms = arrival_ms,
        .rocket = rocket->state.id,
        .key = bytes_of(key),
        .value = bytes_of(value),
    };
    MUST(writer_append(r->writer, &row, key != NULL, &err));

    struct flight_message m = {
        .seq = row.seq, .t_ms = t_ms, .arrival_ms = arrival_ms, .value = row.value};
    struct decoded d;
    struct event_sink sink = {put_event, r};
    bool opens;
    rocket_next_v(&rocket->state, r->mission, &m, &opens);
    if (opens && rocket->state.messages > 0)
        write_flight(r, rocket);
    message_decode(row.value, &d);
    rocket_fold_decoded(&rocket->state, r->mission, &m, &d, r->bare ? NULL : &sink);
    rocket->dirty = true;
    into_lane(rocket, row.seq, t_ms, &d);
    if ((r->seq + 1) % STORE_CHUNK == 0)
        close_chunk(r);
}

void recording_tick(struct recording *r, int64_t now_ms)
{
    struct event_sink sink = {put_event, r};
    begin(r);
    for (int i = 0; i < r->rockets_count; i++)
        rocket_tick(&r->rockets[i].state, r->mission, now_ms, &sink);
}

void recording_beat(struct recording *r, int64_t now_ms, enum store_link_state link)
{
    struct store_status status = {.pid = 4711,
                                  .beat_ms = now_ms,
                                  .link = (int32_t)link,
                                  .parts = 1,
                                  .parts_ok = link == LINK_OK,
                                  .last_seq = r->seq};
    begin(r);
    MUST(writer_status(r->writer, &status, &err));
    r->beat_ms = now_ms;
}

void recording_link(struct recording *r, int64_t t_ms, enum store_link_state link, const char *text)
{
    struct store_link row = {.t_ms = t_ms, .state = (int32_t)link, .parts = 1};
    snprintf(row.text, sizeof(row.text), "%s", text);
    begin(r);
    MUST(writer_link(r->writer, &row, &err));
}

void recording_gap(struct recording *r, int64_t off0, int64_t off1)
{
    struct store_gap gap = {.part = r->part.id, .off0 = off0, .off1 = off1};
    begin(r);
    MUST(writer_gap(r->writer, &gap, &err));
    r->part.next_off = off1 + 1;
}

void recording_commit(struct recording *r)
{
    if (!r->open)
        return;
    for (int i = 0; i < r->rockets_count; i++)
        if (r->rockets[i].dirty)
            write_flight(r, &r->rockets[i]);
    MUST(writer_commit(r->writer, false, &err));
    r->open = false;
}
