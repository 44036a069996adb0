/* tape.c: from a partition's next message to rows. */
#include "recorder/tape.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "flight/event.h"
#include "recorder/attribution.h"

/* Takes the results of a message that was stored and folded. */
static void on_done(void *owner, const struct pipeline_result *result)
{
    struct tape *t = owner;
    struct tape_partition *p = &t->partitions[result->part];
    p->step.last_crc = p->row.last_crc = result->crc;
    p->step.errors += result->error;
    p->row.errors += result->error;
}

int tape_open(struct tape **out, const char *cache, const struct mission *mission, struct err *err)
{
    struct tape *t = mem_zero(1, sizeof *t);
    int rc = writer_open(&t->writer, cache, err);
    if (rc != 0) {
        free(t);
        return rc;
    }
    t->opened_ms = clock_wall_ms();
    derive_init(&t->derive, mission);
    rc = tape_recover(t, err);
    if (rc == 0)
        rc = pipeline_open(&t->pipeline, t->writer, &t->derive, on_done, t, err);
    if (rc != 0) {
        tape_close(t);
        return rc;
    }
    *out = t;
    return 0;
}

void tape_close(struct tape *t)
{
    if (t == NULL)
        return;
    pipeline_close(t->pipeline);
    tape_commit_deinit(&t->commit);
    derive_deinit(&t->derive);
    schema_set_free(t->schemas);
    names_deinit(&t->names);
    writer_close(t->writer);
    if (t->decoded != NULL)
        decoded_deinit(t->decoded);
    free(t->decoded);
    free(t->partitions);
    free(t->topics);
    free(t);
}

/* ---- partitions ---- */

static int add_part(struct tape *t, const struct store_part *row, int topic)
{
    t->partitions = mem_grow(t->partitions, (size_t)t->partition_count + 1, sizeof *t->partitions);
    derive_part(&t->derive, row->id, row->topic);
    t->partitions[t->partition_count] =
        (struct tape_partition){.row = *row, .topic = topic, .fresh = row->messages == 0};
    tape_reset_step(&t->partitions[t->partition_count]);
    return t->partition_count++;
}

int tape_add_partition(struct tape *t, const char *cluster, const char *topic, int32_t partition,
                       struct err *err)
{
    for (int i = 0; i < t->partition_count; i++) {
        const struct store_part *row = &t->partitions[i].row;
        if (row->partition == partition && strcmp(row->topic, topic) == 0 &&
            strcmp(row->cluster, cluster) == 0)
            return i;
    }
    struct store_part row;
    int place;
    int rc = tape_begin(t, err);
    if (rc == 0)
        rc = writer_part(tape_writer(t), cluster, topic, partition, &row, err);
    if (rc == 0)
        rc = attribution_topic(t, topic, &place, err);
    return rc != 0 ? rc : add_part(t, &row, place);
}

static void move_to(struct tape_partition *p, int64_t off)
{
    p->stepped = true;
    p->row.next_off = p->step.to_off = off;
}

int tape_start_at(struct tape *t, int part, int64_t off, struct err *err)
{
    struct tape_partition *p = &t->partitions[part];
    assert(p->row.messages == 0);
    int rc = tape_begin(t, err);
    if (rc != 0)
        return rc;
    p->step.first_off = p->row.first_off = off;
    move_to(p, off);
    return 0;
}

static int write_step(struct tape *t, struct tape_partition *p, struct err *err)
{
    struct writer_step step;
    return tape_take_step(p, &step) ? writer_advance(tape_writer(t), &step, err) : 0;
}

/* Writes the final state of a generation that another one follows. */
static int close_generation(struct tape *t, struct tape_partition *p, struct err *err)
{
    p->row.state = PART_GONE;
    p->row.low = p->row.high = p->row.next_off;
    snprintf(p->row.note, sizeof p->row.note, "the topic was deleted and recreated");
    return writer_part_state(tape_writer(t), &p->row, err);
}

int tape_new_generation(struct tape *t, int part, int64_t off, struct err *err)
{
    struct tape_partition *p = &t->partitions[part];
    struct store_part row;
    tape_wait(t);
    int rc = tape_begin(t, err);
    if (rc == 0)
        rc = write_step(t, p, err);
    if (rc == 0)
        rc = close_generation(t, p, err);
    if (rc == 0)
        rc = writer_part_again(tape_writer(t), &p->row, off, &row, err);
    if (rc != 0)
        return rc;
    derive_part(&t->derive, row.id, row.topic);
    *p = (struct tape_partition){.row = row, .topic = p->topic};
    tape_reset_step(p);
    return tape_start_at(t, part, off, err);
}

/* Adds a line to EVENTS at the current moment: `gap falcon9/0: 70 missed (10..79)`. */
static int say_missed(struct tape *t, const struct store_part *part, const struct store_gap *gap,
                      struct err *err)
{
    struct store_event event = {
        .v_ms = clock_wall_ms(), .seq = -1, .kind = EVENT_GAP, .clock_ms = STORE_NO_TIME};
    snprintf(event.text, sizeof event.text, "%.80s/%d: %lld missed (%lld..%lld)", part->topic,
             (int)part->partition, (long long)(gap->off1 - gap->off0 + 1), (long long)gap->off0,
             (long long)gap->off1);
    return writer_event(tape_writer(t), &event, err);
}

int tape_gap(struct tape *t, int part, int64_t off1, int32_t kind, struct err *err)
{
    struct tape_partition *p = &t->partitions[part];
    struct store_gap gap = {p->row.id, p->row.next_off, off1, kind};
    int rc = tape_begin(t, err);
    if (rc == 0)
        rc = writer_gap(tape_writer(t), &gap, err);
    if (rc == 0 && kind == STORE_GAP_RETENTION)
        rc = say_missed(t, &p->row, &gap, err);
    if (rc != 0)
        return rc;
    if (kind != STORE_GAP_NO_RECORDS) {
        p->step.missed += gap.off1 - gap.off0 + 1;
        p->row.missed += gap.off1 - gap.off0 + 1;
    }
    move_to(p, off1 + 1);
    return 0;
}

/* ---- messages ---- */

uint32_t tape_crc(const struct ingest_message *m)
{
    return pipeline_crc(m->t_ms, m->key, m->value);
}

static void step_by(struct tape_partition *p, const struct ingest_message *m, int64_t arrival_ms)
{
    struct writer_step *step = &p->step;
    int64_t bytes = (int64_t)(m->key.len + m->value.len);
    step->messages++;
    step->bytes += bytes;
    step->heard_ms = p->row.heard_ms = arrival_ms;
    p->row.messages++;
    p->row.bytes += bytes;
    move_to(p, m->offset + 1);
}

void tape_set_arrival(struct tape *t, int64_t wall_ms)
{
    t->arrival_ms = wall_ms > t->arrival_ms ? wall_ms : t->arrival_ms;
}

/* Only live messages keep an arrival, so that a backlog raises no alarms. Whatever was in a
 * partition before it was first read is history however recent, or its last minute would arrive all
 * at once. A message from the future keeps its arrival, which caps its visible time. */
static int64_t stored_arrival(const struct tape *t, const struct tape_partition *p, int64_t t_ms,
                              bool live)
{
    bool before_us = p->fresh && t_ms < t->opened_ms;
    bool recent = t_ms >= t->arrival_ms - TAPE_LIVE_MS && !before_us;
    return live || recent ? t->arrival_ms : STORE_NO_TIME;
}

int tape_put(struct tape *t, int part, const struct ingest_message *m, bool live, struct err *err)
{
    struct tape_partition *p = &t->partitions[part];
    int32_t rocket;
    bool same_key = false;
    assert(m->offset == p->row.next_off);
    int rc = tape_begin(t, err);
    if (rc == 0)
        rc = attribution_rocket(t, part, m, &rocket, &same_key, err);
    if (rc != 0)
        return rc;
    int64_t t_ms = m->ts_type < 0 ? t->arrival_ms : m->t_ms;
    struct writer_row row = {
        .m = {.seq = t->last_seq + 1,
              .part = p->row.id,
              .off = m->offset,
              .t_ms = t_ms,
              .ts_type = m->ts_type,
              .arrival_ms = stored_arrival(t, p, t_ms, live),
              .rocket = rocket,
              .key = m->key,
              .headers = m->headers,
              .value = m->value},
        .same_key = same_key,
    };
    rc = pipeline_put(t->pipeline, &row, part, m->t_ms, err);
    if (rc != 0)
        return rc;
    t->last_seq = row.m.seq;
    step_by(p, m, t->arrival_ms);
    return 0;
}

int tape_tick(struct tape *t, int64_t now_ms, struct err *err)
{
    tape_wait(t);
    derive_tick(&t->derive, now_ms);
    return tape_begin(t, err);
}
