/* pipeline.c: a ring of batches: one is being filled while the stages work on those before it. */
#include "recorder/pipeline.h"

#include <assert.h>
#include <isa-l/crc.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "recorder/pipeline_stage.h"

static_assert((int)PIPELINE_BATCHES <= (int)PIPELINE_STAGE_ITEMS, "a stage can take every batch");

struct batch {        /* rows, or a job */
    struct buf bytes; /* key, headers and value of each row, one after the other */
    struct writer_row rows[PIPELINE_ROWS];
    struct pipeline_result results[PIPELINE_ROWS];
    int64_t raw_t_ms[PIPELINE_ROWS];
    int count;
    pipeline_job_fn *job; /* NULL: rows */
    void *job_owner;
    int64_t to_store, to_fold; /* its numbers there; 0: not given */
};

struct pipeline {
    struct writer *writer;
    struct derive *derive;
    pipeline_done_fn *done;
    void *owner;
    struct pipeline_stage *store, *fold;
    struct batch batches[PIPELINE_BATCHES];
    int filling;        /* the owner's */
    int unreported;     /* the oldest that may be: from here to `filling` */
    int64_t last_store; /* the last number given to the store stage */
    atomic_int rc;      /* the error of storing, of which `err` is final then */
    struct err err;
};

uint32_t pipeline_crc(int64_t t_ms, struct bytes key, struct bytes value)
{
    uint8_t head[12];
    be64_put(head, (uint64_t)t_ms);
    be32_put(head + 8, bytes_is_null(key) ? UINT32_MAX : (uint32_t)key.len);
    uint32_t crc = crc32_iscsi(head, (int)sizeof head, UINT32_MAX);
    struct bytes both[] = {key, value};
    for (size_t i = 0; i < ARRAY_SIZE(both); i++) {
        if (both[i].len > 0)
            crc = crc32_iscsi((unsigned char *)(uintptr_t)both[i].data, (int)both[i].len, crc);
    }
    return ~crc;
}

/* ---- the stages ---- */

static void store_rows(struct pipeline *p, const struct writer_row *rows, int count)
{
    if (atomic_load(&p->rc) == 0)
        atomic_store(&p->rc, writer_append_rows(p->writer, rows, count, &p->err));
}

static void fold_row(struct derive *derive, const struct store_message *stored, int64_t raw_t_ms,
                     struct pipeline_result *out)
{
    struct store_message m = *stored;
    m.t_ms = store_record_time(m.t_ms); /* as it will be read */
    derive_message(derive, &m, false);
    enum decoded_kind kind = derive->decoded.kind;
    out->error = kind == DECODED_BINARY || kind == DECODED_BAD;
    out->crc = pipeline_crc(raw_t_ms, m.key, m.value);
}

static void store_batch(void *owner, void *item)
{
    struct pipeline *p = owner;
    struct batch *b = item;
    if (b->job == NULL)
        store_rows(p, b->rows, b->count);
    else if (atomic_load(&p->rc) == 0)
        atomic_store(&p->rc, b->job(b->job_owner, &p->err));
}

static void fold_batch(void *owner, void *item)
{
    struct pipeline *p = owner;
    struct batch *b = item;
    for (int i = 0; i < b->count; i++)
        fold_row(p->derive, &b->rows[i].m, b->raw_t_ms[i], &b->results[i]);
}

/* ---- batches ---- */

/* The row's view into the batch's copy; null stays null. */
static void find_copy(const uint8_t **at, struct bytes *view)
{
    if (!bytes_is_null(*view))
        view->data = *at;
    *at += view->len;
}

static void find_copies(struct batch *b)
{
    const uint8_t *at = buf_bytes(&b->bytes).data;
    for (int i = 0; i < b->count; i++) {
        struct store_message *m = &b->rows[i].m;
        find_copy(&at, &m->key);
        find_copy(&at, &m->headers);
        find_copy(&at, &m->value);
    }
}

static void report(struct pipeline *p, const struct batch *b)
{
    for (int i = 0; i < b->count; i++)
        p->done(p->owner, &b->results[i]);
}

static void empty(struct batch *b)
{
    b->count = 0;
    b->job = NULL;
    b->to_fold = b->to_store = 0;
    buf_clear(&b->bytes);
}

static int after(int batch)
{
    return (batch + 1) % PIPELINE_BATCHES;
}

static void report_one(struct pipeline *p)
{
    struct batch *b = &p->batches[p->unreported];
    pipeline_stage_wait(p->fold, b->to_fold);
    report(p, b);
    p->unreported = after(p->unreported);
}

/* Makes the next batch the one to fill, once the stages have finished what it held. */
static void fill_next(struct pipeline *p)
{
    p->filling = after(p->filling);
    if (p->filling == p->unreported)
        report_one(p);
    struct batch *b = &p->batches[p->filling];
    pipeline_stage_wait(p->store, b->to_store);
    empty(b);
}

static void give(struct pipeline *p)
{
    struct batch *b = &p->batches[p->filling];
    if (b->count == 0 && b->job == NULL)
        return;
    find_copies(b);
    if (b->job == NULL)
        b->to_fold = pipeline_stage_give(p->fold, b);
    b->to_store = p->last_store = pipeline_stage_give(p->store, b);
    fill_next(p);
}

int pipeline_failure(struct pipeline *p, struct err *err)
{
    int rc = atomic_load(&p->rc);
    if (rc != 0)
        *err = p->err;
    return rc;
}

/* Handles a large message in place: copying it costs more than the threads save. */
static int put_large(struct pipeline *p, const struct writer_row *row, int part, int64_t raw_t_ms,
                     struct err *err)
{
    struct pipeline_result result = {.part = part};
    int rc = pipeline_wait(p, err);
    if (rc != 0)
        return rc;
    store_rows(p, row, 1);
    fold_row(p->derive, &row->m, raw_t_ms, &result);
    p->done(p->owner, &result);
    return pipeline_failure(p, err);
}

int pipeline_put(struct pipeline *p, const struct writer_row *row, int part, int64_t raw_t_ms,
                 struct err *err)
{
    size_t size = row->m.key.len + row->m.headers.len + row->m.value.len;
    if (size > PIPELINE_BYTES)
        return put_large(p, row, part, raw_t_ms, err);
    if (p->batches[p->filling].bytes.len + size > PIPELINE_BYTES)
        give(p);
    struct batch *b = &p->batches[p->filling];
    b->rows[b->count] = *row;
    b->raw_t_ms[b->count] = raw_t_ms;
    b->results[b->count++] = (struct pipeline_result){.part = part};
    buf_add_bytes(&b->bytes, row->m.key);
    buf_add_bytes(&b->bytes, row->m.headers);
    buf_add_bytes(&b->bytes, row->m.value);
    if (b->count == PIPELINE_ROWS)
        give(p);
    return pipeline_failure(p, err);
}

int pipeline_job(struct pipeline *p, pipeline_job_fn *job, void *owner, struct err *err)
{
    give(p);
    struct batch *b = &p->batches[p->filling];
    b->job = job;
    b->job_owner = owner;
    give(p);
    return pipeline_failure(p, err);
}

int pipeline_wait_folded(struct pipeline *p, struct err *err)
{
    give(p);
    while (p->unreported != p->filling)
        report_one(p);
    return pipeline_failure(p, err);
}

int pipeline_wait(struct pipeline *p, struct err *err)
{
    if (p->batches[p->filling].count > PIPELINE_SMALL)
        give(p);
    while (p->unreported != p->filling)
        report_one(p);
    pipeline_stage_wait(p->store, p->last_store);
    struct batch *b = &p->batches[p->filling];
    if (b->count > 0) {
        find_copies(b);
        store_batch(p, b);
        fold_batch(p, b);
        report(p, b);
        empty(b);
    }
    return pipeline_failure(p, err);
}

/* ---- opening ---- */

int pipeline_open(struct pipeline **out, struct writer *writer, struct derive *derive,
                  pipeline_done_fn *done, void *owner, struct err *err)
{
    struct pipeline *p = mem_zero(1, sizeof *p);
    p->writer = writer;
    p->derive = derive;
    p->done = done;
    p->owner = owner;
    int rc = pipeline_stage_open(&p->store, store_batch, p, "the thread that stores", err);
    if (rc == 0)
        rc = pipeline_stage_open(&p->fold, fold_batch, p, "the thread that folds", err);
    if (rc != 0) {
        pipeline_close(p);
        return rc;
    }
    *out = p;
    return 0;
}

void pipeline_close(struct pipeline *p)
{
    if (p == NULL)
        return;
    pipeline_stage_close(p->store);
    pipeline_stage_close(p->fold);
    for (int i = 0; i < PIPELINE_BATCHES; i++)
        buf_deinit(&p->batches[i].bytes);
    free(p);
}
