/* pipeline.c: two batches: one is being filled while the stages work on the other. */
#include "recorder/pipeline.h"

#include <isa-l/crc.h>
#include <stdlib.h>

#include "base/mem.h"
#include "recorder/pipeline_stage.h"

struct batch {
    struct buf bytes; /* key, headers and value of each row, one after the other */
    struct writer_row rows[PIPELINE_ROWS];
    struct pipeline_result results[PIPELINE_ROWS];
    int64_t raw_t_ms[PIPELINE_ROWS];
    int count;
};

struct pipeline {
    struct writer *writer;
    struct derive *derive;
    pipeline_done_fn *done;
    void *owner;
    struct pipeline_stage *store, *fold;
    struct batch batches[2];
    struct batch *filling; /* the owner's */
    struct batch *given;   /* with the stages, or not yet reported; NULL: none */
    int rc;                /* the error of storing; the store stage's while it works */
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
    if (p->rc == 0)
        p->rc = writer_append_rows(p->writer, rows, count, &p->err);
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
    struct batch *b = item;
    store_rows(owner, b->rows, b->count);
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

static void report(struct pipeline *p, struct batch *b)
{
    for (int i = 0; i < b->count; i++)
        p->done(p->owner, &b->results[i]);
    b->count = 0;
    if (b->bytes.cap > PIPELINE_KEPT)
        buf_deinit(&b->bytes);
    buf_clear(&b->bytes);
}

static void take_back(struct pipeline *p)
{
    if (p->given == NULL)
        return;
    pipeline_stage_wait(p->store);
    pipeline_stage_wait(p->fold);
    report(p, p->given);
    p->given = NULL;
}

/* After take_back(). */
static void give(struct pipeline *p)
{
    p->given = p->filling;
    p->filling = p->given == &p->batches[0] ? &p->batches[1] : &p->batches[0];
    find_copies(p->given);
    pipeline_stage_give(p->store, p->given);
    pipeline_stage_give(p->fold, p->given);
}

/* The error of storing so far, if any; after take_back(). */
static int outcome(const struct pipeline *p, struct err *err)
{
    if (p->rc != 0)
        *err = p->err;
    return p->rc;
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
    return outcome(p, err);
}

int pipeline_put(struct pipeline *p, const struct writer_row *row, int part, int64_t raw_t_ms,
                 struct err *err)
{
    if (row->m.key.len + row->m.headers.len + row->m.value.len > PIPELINE_BYTES)
        return put_large(p, row, part, raw_t_ms, err);
    struct batch *b = p->filling;
    b->rows[b->count] = *row;
    b->raw_t_ms[b->count] = raw_t_ms;
    b->results[b->count++] = (struct pipeline_result){.part = part};
    buf_add_bytes(&b->bytes, row->m.key);
    buf_add_bytes(&b->bytes, row->m.headers);
    buf_add_bytes(&b->bytes, row->m.value);
    if (b->count < PIPELINE_ROWS && b->bytes.len <= PIPELINE_BYTES)
        return 0;
    take_back(p);
    int rc = outcome(p, err);
    if (rc == 0)
        give(p); /* the store stage owns p->rc from here on */
    else
        b->count = 0; /* dropped: the transaction has failed */
    return rc;
}

int pipeline_wait(struct pipeline *p, struct err *err)
{
    take_back(p);
    if (p->filling->count > PIPELINE_SMALL) {
        give(p);
        take_back(p);
    } else if (p->filling->count > 0) {
        find_copies(p->filling);
        store_batch(p, p->filling);
        fold_batch(p, p->filling);
        report(p, p->filling);
    }
    return outcome(p, err);
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
    p->filling = &p->batches[0];
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
    buf_deinit(&p->batches[0].bytes);
    buf_deinit(&p->batches[1].bytes);
    free(p);
}
