/* tape_commit.c: the end of a transaction: at once, or while the next messages are being put. */
#include "base/clock.h"
#include "base/mem.h"
#include "recorder/attribution.h"
#include "recorder/tape.h"

static void take_steps(struct tape *t)
{
    struct tape_commit *c = &t->commit;
    if (c->cap < t->partition_count) {
        c->cap = t->partition_count + t->partition_count / 2;
        c->steps = mem_grow(c->steps, (size_t)c->cap, sizeof *c->steps);
    }
    c->count = 0;
    for (int i = 0; i < t->partition_count; i++)
        c->count += tape_take_step(&t->partitions[i], &c->steps[c->count]);
}

/* Collects what the transaction ends with. Everything put is folded then, but may not be stored. */
static int collect(struct tape *t, bool durable, struct err *err)
{
    struct tape_commit *c = &t->commit;
    int rc = attribution_write(t, err);
    if (rc == 0)
        rc = tape_schemas_write_unknown(t, err);
    if (rc != 0)
        return rc;
    derive_flush(&t->derive, clock_wall_ms());
    struct outbox empty = c->out; /* its memory is used again */
    c->out = t->derive.out;
    t->derive.out = empty;
    take_steps(t);
    c->durable = durable;
    return 0;
}

static int carry_out(void *owner, struct err *err)
{
    struct tape *t = owner;
    struct tape_commit *c = &t->commit;
    int64_t before_ns = clock_mono_ns();
    int rc = outbox_write(&c->out, t->writer, err);
    for (int i = 0; i < c->count && rc == 0; i++)
        rc = writer_advance(t->writer, &c->steps[i], err);
    if (rc == 0)
        rc = writer_commit(t->writer, c->durable, err);
    c->took_us = (clock_mono_ns() - before_ns) / 1000;
    atomic_store(&c->done, rc == 0);
    return rc;
}

int tape_commit(struct tape *t, bool durable, struct err *err)
{
    int64_t before_ns = clock_mono_ns();
    int rc = tape_settle(t, err);
    if (rc != 0 || !t->begun)
        return rc;
    rc = pipeline_wait(t->pipeline, err);
    if (rc == 0)
        rc = collect(t, durable, err);
    if (rc == 0)
        rc = carry_out(t, err);
    t->begun = rc != 0;
    t->commit_us = (clock_mono_ns() - before_ns) / 1000;
    return rc;
}

int tape_commit_soon(struct tape *t, bool durable, struct err *err)
{
    int rc = tape_settle(t, err);
    if (rc != 0 || !t->begun)
        return rc;
    rc = pipeline_wait_folded(t->pipeline, err);
    if (rc == 0)
        rc = collect(t, durable, err);
    if (rc != 0)
        return rc;
    atomic_store(&t->commit.done, false);
    t->commit.going = true;
    t->begun = false;
    return pipeline_job(t->pipeline, carry_out, t, err);
}
