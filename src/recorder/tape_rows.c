/* tape_rows.c: the tape's transactions, and the rows that are no messages. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "recorder/tape.h"

void tape_wait(struct tape *t)
{
    struct err ignored;      /* tape_commit() gets the error again */
    if (t->pipeline != NULL) /* NULL while the tape is being opened */
        pipeline_wait(t->pipeline, &ignored);
}

struct writer *tape_writer(struct tape *t)
{
    tape_wait(t);
    return t->writer;
}

/* ---- the transaction before ---- */

int tape_committed(struct tape *t, struct err *err)
{
    struct tape_commit *c = &t->commit;
    if (c->going && !atomic_load(&c->done))
        return pipeline_failure(t->pipeline, err);
    if (c->going)
        t->commit_us = c->took_us;
    c->going = false;
    return 1;
}

int tape_settle(struct tape *t, struct err *err)
{
    int rc = tape_committed(t, err);
    if (rc == 0)
        rc = pipeline_wait(t->pipeline, err);
    if (rc == 0)
        rc = tape_committed(t, err);
    return rc < 0 ? rc : 0;
}

void tape_commit_deinit(struct tape_commit *c)
{
    outbox_deinit(&c->out);
    free(c->steps);
}

/* ---- the open transaction ---- */

void tape_reset_step(struct tape_partition *p)
{
    p->stepped = false;
    p->step = (struct writer_step){
        .part = p->row.id,
        .from_off = p->row.next_off,
        .to_off = p->row.next_off,
        .last_crc = p->row.last_crc,
        .first_off = -1,
        .heard_ms = STORE_NO_TIME,
    };
}

bool tape_take_step(struct tape_partition *p, struct writer_step *out)
{
    bool stepped = p->stepped;
    *out = p->step;
    if (stepped)
        tape_reset_step(p);
    return stepped;
}

/* On the store stage, which the commit before has the writer of. */
static int begin_behind(void *writer, struct err *err)
{
    return writer_begin(writer, err);
}

int tape_begin(struct tape *t, struct err *err)
{
    if (t->begun)
        return 0;
    int rc = tape_committed(t, err);
    if (rc >= 0)
        rc = rc == 1 ? writer_begin(t->writer, err)
                     : pipeline_job(t->pipeline, begin_behind, t->writer, err);
    t->begun = rc == 0;
    t->begun_ms = clock_mono_ms();
    return rc;
}

int tape_link(struct tape *t, const struct store_link *link, struct err *err)
{
    int rc = tape_begin(t, err);
    return rc != 0 ? rc : writer_link(tape_writer(t), link, err);
}

int tape_event(struct tape *t, const struct store_event *event, struct err *err)
{
    int rc = tape_begin(t, err);
    return rc != 0 ? rc : writer_event(tape_writer(t), event, err);
}

int tape_status(struct tape *t, const struct store_status *status, struct err *err)
{
    int rc = tape_begin(t, err);
    return rc != 0 ? rc : writer_status(tape_writer(t), status, err);
}

int tape_partition_state(struct tape *t, int part, struct err *err)
{
    int rc = tape_begin(t, err);
    return rc != 0 ? rc : writer_part_state(tape_writer(t), &t->partitions[part].row, err);
}

int tape_mark_rest_gone(struct tape *t, struct err *err)
{
    int32_t *ids = mem_zero((size_t)t->partition_count + 1, sizeof *ids);
    for (int i = 0; i < t->partition_count; i++)
        ids[i] = t->partitions[i].row.id;
    int rc = tape_begin(t, err);
    if (rc == 0)
        rc = writer_parts_gone(tape_writer(t), ids, t->partition_count, err);
    free(ids);
    return rc;
}

void tape_add_name(struct tape *t, int32_t id, struct bytes name, bool keyless)
{
    if (keyless && bytes_equal(name, bytes_of(TAPE_OTHERS)))
        t->others = id;
    names_add(&t->names, name, keyless, id);
}
