/* derive.c: rockets, flights, lanes. */
#include "recorder/derive.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "flight/formulas.h"
#include "schema/schema_set.h"
#include "store/headers.h"

static void put_event(void *owner, const struct event *e)
{
    struct derive *f = owner;
    struct store_event row = {
        .v_ms = e->v_ms,
        .seq = e->seq,
        .rocket = e->rocket,
        .kind = (int32_t)e->kind,
        .clock_ms = e->clock_ms,
    };
    memcpy(row.text, e->text, sizeof row.text);
    const struct rocket *r = f->slots[e->rocket].rocket;
    f->silent = e->kind == EVENT_STALE && r->heard_live;
    if (f->silent)
        f->silence = (struct outbox_silence){.event = row, .counting = r->clock == CLOCK_RUNNING};
    else
        outbox_put_event(&f->out, &row);
}

static void end_silence(struct derive *f, int64_t until_ms)
{
    if (!f->silent)
        return;
    f->silent = false;
    f->silence.until_ms = until_ms;
    outbox_put_silence(&f->out, &f->silence);
}

void derive_init(struct derive *f, const struct mission *mission)
{
    *f = (struct derive){.mission = mission, .chunk.id = -1};
    f->sink = (struct event_sink){.put = put_event, .owner = f};
}

void derive_deinit(struct derive *f)
{
    for (int i = 0; i < f->slots_count; i++) {
        rocket_free(f->slots[i].rocket);
        buf_deinit(&f->slots[i].seqs);
        aggregate_deinit(&f->slots[i].aggregate);
    }
    free(f->slots);
    free(f->parts);
    free(f->heard);
    free(f->changed);
    decoded_deinit(&f->decoded);
    buf_deinit(&f->state);
    buf_deinit(&f->agg);
    outbox_deinit(&f->out);
}

void derive_add(struct derive *f, int32_t id, struct bytes name, bool keyless)
{
    if (id >= f->slots_count) {
        int count = id + 64 + id / 2; /* growing by one would move all each time */
        f->slots = mem_grow(f->slots, (size_t)count, sizeof *f->slots);
        memset(f->slots + f->slots_count, 0, (size_t)(count - f->slots_count) * sizeof *f->slots);
        f->heard = mem_grow(f->heard, (size_t)count, sizeof *f->heard);
        f->changed = mem_grow(f->changed, (size_t)count, sizeof *f->changed);
        f->slots_count = count;
    }
    assert(f->slots[id].rocket == NULL);
    f->slots[id].rocket = rocket_new();
    rocket_init(f->slots[id].rocket, id, name, keyless);
    f->slots[id].named = mission_names(f->mission, name);
    f->resident++;
}

static void evict(struct derive *f, struct derive_slot *c)
{
    f->channels -= rocket_weight(c->rocket);
    rocket_free(c->rocket);
    buf_deinit(&c->seqs);
    aggregate_deinit(&c->aggregate);
    *c = (struct derive_slot){.rocket = NULL};
    f->resident--;
}

static int by_silence(const void *left, const void *right)
{
    const struct rocket *a = (*(struct derive_slot *const *)left)->rocket;
    const struct rocket *b = (*(struct derive_slot *const *)right)->rocket;
    return (a->seq > b->seq) - (a->seq < b->seq);
}

static void evict_silent(struct derive *f, int most, int channels)
{
    struct derive_slot **silent = mem_alloc((size_t)f->slots_count * sizeof *silent);
    int count = 0;
    for (int id = 1; id < f->slots_count; id++) {
        struct derive_slot *c = &f->slots[id];
        if (c->rocket != NULL && c->n == 0 && !c->named && !c->flight_changed)
            silent[count++] = c;
    }
    if (count > 0)
        qsort(silent, (size_t)count, sizeof *silent, by_silence);
    for (int i = 0; i < count && (i < most || f->channels > channels); i++)
        evict(f, silent[i]);
    free(silent);
}

void derive_evict(struct derive *f, int most)
{
    evict_silent(f, most, INT_MAX);
}

bool derive_has(const struct derive *f, int32_t id)
{
    return id > 0 && id < f->slots_count && f->slots[id].rocket != NULL;
}

int derive_restore(struct derive *f, int32_t id, struct bytes state, struct err *err)
{
    struct rocket *r = f->slots[id].rocket;
    int before = rocket_weight(r), rc = rocket_decode(r, state, err);
    f->channels += rocket_weight(r) - before;
    return rc;
}

/* ---- flights ---- */

struct derive_times { /* of a rocket, before a message */
    int64_t v_ms, flight_time_ms;
    bool heard_live;
};

static void change_flight(struct derive *f, struct derive_slot *c)
{
    if (!c->flight_changed)
        f->changed[f->changed_count++] = c->rocket->id;
    c->flight_changed = true;
}

/* A flight is over when another one begins, even if no event said so. */
static void end_flight(struct derive *f, struct derive_slot *c)
{
    if (c->flight.number == 0)
        return;
    if (strcmp(c->flight.outcome, "OPEN") == 0)
        snprintf(c->flight.outcome, sizeof c->flight.outcome, "LOS");
    outbox_put_flight(&f->out, &c->flight);
}

/* How long the rocket was silent before its last message. v jumps where a backlog ends and live
 * messages begin, so a backlog's silence is measured in flight time. */
static int64_t silence_before(const struct derive_times *before, const struct rocket *r)
{
    if (before->v_ms == FLIGHT_NO_TIME)
        return 0;
    return before->heard_live ? r->v_ms - before->v_ms : r->flight_time_ms - before->flight_time_ms;
}

static void note_flight(struct derive *f, struct derive_slot *c, const struct derive_times *before)
{
    const struct rocket *r = c->rocket;
    struct store_flight *flight = &c->flight;
    if (r->flight != flight->number) {
        end_flight(f, c);
        *flight = (struct store_flight){
            .rocket = r->id,
            .number = r->flight,
            .seq0 = r->flight_seq0,
            .v0_ms = r->flight_v0_ms,
            .outcome = "OPEN",
        };
    } else if (r->flight_v0_ms != flight->v0_ms) { /* found to be heard live (clock_offset.h) */
        flight->v0_ms = r->flight_v0_ms;
    } else if (silence_before(before, r) > flight->silent_ms) {
        flight->silent_ms = silence_before(before, r);
    }
    flight->seq1 = r->seq;
    flight->v1_ms = r->v_ms;
    flight->t_zero_ms = r->t_zero_ms;
    flight->messages = r->messages;
    flight->source = (int32_t)r->source;
    change_flight(f, c);
}

void derive_flush(struct derive *f, int64_t now_ms)
{
    for (int i = 0; i < f->changed_count; i++) {
        struct derive_slot *c = &f->slots[f->changed[i]];
        snprintf(c->flight.outcome, sizeof c->flight.outcome, "%s",
                 rocket_outcome(c->rocket, now_ms));
        c->flight_changed = false;
        outbox_put_flight(&f->out, &c->flight);
    }
    f->changed_count = 0;
    if (f->channels > STORE_CHANNELS_IN_MEMORY)
        evict_silent(f, 0, STORE_CHANNELS_IN_MEMORY - STORE_CHANNELS_IN_MEMORY / 10);
}

void derive_tick(struct derive *f, int64_t now_ms)
{
    for (int id = 1; id < f->slots_count; id++) {
        struct derive_slot *c = &f->slots[id];
        if (c->rocket == NULL || c->flight.number == 0)
            continue;
        rocket_tick(c->rocket, f->mission, now_ms, &f->sink);
        end_silence(f, now_ms);
        if (strcmp(c->flight.outcome, rocket_outcome(c->rocket, now_ms)) != 0)
            change_flight(f, c);
    }
}

/* ---- lanes ---- */

static void note_lane(struct derive *f, struct derive_slot *c, const struct store_message *m)
{
    int64_t first = m->seq / STORE_CHUNK * STORE_CHUNK, v = c->rocket->v_ms;
    if (c->n++ == 0) {
        f->heard[f->heard_count++] = m->rocket;
        c->v0_ms = v;
        c->last_seq = first;
    }
    buf_add_uvarint(&c->seqs, (uint64_t)(m->seq - c->last_seq));
    c->last_seq = m->seq;
    c->v1_ms = v;
    aggregate_add(&c->aggregate, c->rocket->t_ms, &f->decoded);
    struct store_chunk *k = &f->chunk;
    if (k->id < 0)
        *k = (struct store_chunk){m->seq / STORE_CHUNK, v, v, m->t_ms, m->t_ms};
    k->v_min = v < k->v_min ? v : k->v_min;
    k->v_max = v > k->v_max ? v : k->v_max;
    k->t_min = m->t_ms < k->t_min ? m->t_ms : k->t_min;
    k->t_max = m->t_ms > k->t_max ? m->t_ms : k->t_max;
}

static void close_lane(struct derive *f, int32_t id)
{
    struct derive_slot *c = &f->slots[id];
    buf_clear(&f->state);
    buf_clear(&f->agg);
    rocket_encode(c->rocket, &f->state);
    aggregate_encode(&c->aggregate, &f->agg);
    struct store_lane lane = {
        .chunk = f->chunk.id,
        .rocket = id,
        .n = c->n,
        .v0_ms = c->v0_ms,
        .v1_ms = c->v1_ms,
        .seqs = buf_bytes(&c->seqs),
        .agg = buf_bytes(&f->agg),
        .state = buf_bytes(&f->state),
    };
    outbox_put_lane(&f->out, &lane);
    aggregate_reset(&c->aggregate);
    buf_clear(&c->seqs);
    c->n = 0;
}

static void close_chunk(struct derive *f)
{
    for (int i = 0; i < f->heard_count; i++)
        close_lane(f, f->heard[i]);
    f->heard_count = 0;
    outbox_put_chunk(&f->out, &f->chunk);
    f->chunk.id = -1;
}

/* ---- messages ---- */

static enum flight_source source_of(struct bytes headers)
{
    struct bytes value;
    return store_headers_find(headers, "ground-source", &value) ? message_source(value)
                                                                : SOURCE_NONE;
}

void derive_part(struct derive *f, int32_t part, const char *topic)
{
    if (!f->mission->by_topic || part < 0 || part > STORE_PART_ID_MOST)
        return;
    if (part >= f->parts_count) {
        int count = part + 64 + part / 2;
        f->parts = mem_grow(f->parts, (size_t)count, sizeof *f->parts);
        while (f->parts_count < count)
            f->parts[f->parts_count++] = NULL;
    }
    f->parts[part] = mission_topic(f->mission, topic);
}

static const struct mission *reading_of(const struct derive *f, const struct store_message *m)
{
    bool known = m->part >= 0 && m->part < f->parts_count;
    return mission_reading(f->mission, known ? f->parts[m->part] : NULL, m->key);
}

static void decode(struct derive *f, const struct mission *reading, const struct store_message *m)
{
    uint32_t id;
    f->decoded.seq = m->seq;
    message_decode(reading, m->value, &f->decoded);
    if (f->decoded.kind == DECODED_BINARY && schema_frame(m->value, &id))
        unknown_schemas_add(&f->unknown, id);
}

void derive_message(struct derive *f, const struct store_message *m, bool known)
{
    struct derive_slot *c = &f->slots[m->rocket];
    struct flight_message fm = {
        .seq = m->seq,
        .t_ms = m->t_ms,
        .arrival_ms = m->arrival_ms,
        .source = source_of(m->headers),
        .value = m->value,
    };
    struct derive_times before = {c->rocket->v_ms, c->rocket->flight_time_ms,
                                  c->rocket->heard_live};
    const struct mission *reading = reading_of(f, m);
    decode(f, reading, m);
    f->channels -= rocket_weight(c->rocket);
    rocket_fold(c->rocket, reading, &fm, &f->decoded, known ? NULL : &f->sink);
    f->channels += rocket_weight(c->rocket);
    rocket_derived(c->rocket, reading, &f->decoded);
    end_silence(f, c->rocket->v_ms < before.v_ms ? INT64_MAX : c->rocket->v_ms);
    note_lane(f, c, m);
    if (!known)
        note_flight(f, c, &before);
    if ((m->seq + 1) % STORE_CHUNK == 0)
        close_chunk(f);
}
