/* folder.c: two batches: one is being filled while the other is being folded. */
#include "recorder/folder.h"

#include <isa-l/crc.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/thread.h"

struct batch {
    struct buf bytes; /* key, headers and value of each row, one after the other */
    struct folder_row rows[FOLDER_BATCH];
    int count;
};

struct folder {
    struct derive *derive;
    folder_done_fn *done;
    void *owner;
    struct batch batches[2];
    struct batch *filling; /* the owner's */
    struct batch *given;   /* being folded, or folded and not yet reported; NULL: none */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct batch *work; /* under lock: what the thread has to do; NULL when done */
    bool stop;          /* under lock */
};

uint32_t folder_crc(int64_t t_ms, struct bytes key, struct bytes value)
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

/* The row's view into the batch; null stays null. */
static void find_copy(const uint8_t **at, struct bytes *view)
{
    if (!bytes_is_null(*view))
        view->data = *at;
    *at += view->len;
}

static void fold_row(struct derive *derive, struct folder_row *row)
{
    derive_message(derive, &row->m, false);
    enum decoded_kind kind = derive->decoded.kind;
    row->error = kind == DECODED_BINARY || kind == DECODED_BAD_JSON;
    row->crc = folder_crc(row->raw_t_ms, row->m.key, row->m.value);
}

static void fold_batch(struct derive *derive, struct batch *b)
{
    const uint8_t *at = buf_bytes(&b->bytes).data;
    for (int i = 0; i < b->count; i++) {
        struct folder_row *row = &b->rows[i];
        find_copy(&at, &row->m.key);
        find_copy(&at, &row->m.headers);
        find_copy(&at, &row->m.value);
        fold_row(derive, row);
    }
}

static void *run(void *arg)
{
    struct folder *f = arg;
    pthread_mutex_lock(&f->lock);
    while (!f->stop) {
        if (f->work == NULL) {
            pthread_cond_wait(&f->changed, &f->lock);
            continue;
        }
        struct batch *work = f->work;
        pthread_mutex_unlock(&f->lock);
        fold_batch(f->derive, work);
        pthread_mutex_lock(&f->lock);
        f->work = NULL;
        pthread_cond_broadcast(&f->changed);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

int folder_open(struct folder **out, struct derive *derive, folder_done_fn *done, void *owner,
                struct err *err)
{
    struct folder *f = mem_zero(1, sizeof *f);
    f->derive = derive;
    f->done = done;
    f->owner = owner;
    f->filling = &f->batches[0];
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->changed, NULL);
    int rc = thread_start(&f->thread, run, f, "the thread that folds", err);
    if (rc != 0) {
        free(f);
        return rc;
    }
    *out = f;
    return 0;
}

void folder_close(struct folder *f)
{
    if (f == NULL)
        return;
    pthread_mutex_lock(&f->lock);
    f->stop = true;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
    pthread_join(f->thread, NULL);
    pthread_mutex_destroy(&f->lock);
    pthread_cond_destroy(&f->changed);
    buf_deinit(&f->batches[0].bytes);
    buf_deinit(&f->batches[1].bytes);
    free(f);
}

static void report(struct folder *f, struct batch *b)
{
    for (int i = 0; i < b->count; i++)
        f->done(f->owner, &b->rows[i]);
    b->count = 0;
    if (b->bytes.cap > FOLDER_KEPT)
        buf_deinit(&b->bytes);
    buf_clear(&b->bytes);
}

/* Waits until the thread has nothing to do. */
static void take_back(struct folder *f)
{
    if (f->given == NULL)
        return;
    pthread_mutex_lock(&f->lock);
    while (f->work != NULL)
        pthread_cond_wait(&f->changed, &f->lock);
    pthread_mutex_unlock(&f->lock);
    report(f, f->given);
    f->given = NULL;
}

static void give(struct folder *f)
{
    take_back(f);
    f->given = f->filling;
    f->filling = f->given == &f->batches[0] ? &f->batches[1] : &f->batches[0];
    pthread_mutex_lock(&f->lock);
    f->work = f->given;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

/* A large message is folded where it lies: copying costs more than the other thread spares. */
static void fold_large(struct folder *f, const struct store_message *m, int part, int64_t raw_t_ms)
{
    struct folder_row row = {.m = *m, .part = part, .raw_t_ms = raw_t_ms};
    folder_wait(f);
    fold_row(f->derive, &row);
    f->done(f->owner, &row);
}

void folder_put(struct folder *f, const struct store_message *m, int part, int64_t raw_t_ms)
{
    if (m->key.len + m->headers.len + m->value.len > FOLDER_BYTES) {
        fold_large(f, m, part, raw_t_ms);
        return;
    }
    struct batch *b = f->filling;
    struct folder_row *row = &b->rows[b->count++];
    *row = (struct folder_row){.m = *m, .part = part, .raw_t_ms = raw_t_ms};
    buf_add_bytes(&b->bytes, m->key);
    buf_add_bytes(&b->bytes, m->headers);
    buf_add_bytes(&b->bytes, m->value);
    if (b->count == FOLDER_BATCH || b->bytes.len > FOLDER_BYTES)
        give(f);
}

void folder_wait(struct folder *f)
{
    take_back(f);
    if (f->filling->count > FOLDER_SMALL) {
        give(f);
        take_back(f);
    } else if (f->filling->count > 0) {
        fold_batch(f->derive, f->filling);
        report(f, f->filling);
    }
}
